import { existing, OK, pageOf, pick, text, texts, type Call, type Row, type Table } from './api';

const EDITABLE = ['name', 'display_name', 'description', 'allow_reference'];

const group = ({ state, params }: Call) => existing(state.groups, params.group_id, 'group');

const counted = ({ row, members }: { row: Row; members: Set<string> }, query: URLSearchParams) =>
	query.get('include_member_count') === 'true' ? { ...row, member_count: members.size } : row;

function listed({ state, query }: Call): Row[] {
	const term = (query.get('q') ?? '').toLowerCase();
	return [...state.groups.values()]
		.filter(({ row }) => !row.delete_at)
		.filter(({ row }) =>
			`${String(row.name)}\n${String(row.display_name)}`.toLowerCase().includes(term),
		)
		.map((one) => counted(one, query));
}

function create({ state, body }: Call): Row {
	const now = Date.now();
	const row = {
		id: state.newId(),
		description: '',
		...pick(body, EDITABLE),
		name: text(body, 'name'),
		source: 'custom',
		remote_id: null,
		create_at: now,
		update_at: now,
		delete_at: 0,
		has_syncables: false,
	};
	state.groups.set(row.id, { row, members: new Set(texts(body.user_ids ?? [], 'user_ids')) });
	return row;
}

const changed = (call: Call, changes: Row) =>
	Object.assign(group(call).row, changes, { update_at: Date.now() });

const memberRow = (call: Call) => (user_id: string) => ({
	group_id: call.params.group_id,
	user_id,
	create_at: Date.now(),
	delete_at: 0,
});

/** User groups; links with teams and channels get generated answers. */
export const groups: Table = {
	'GET /groups': (call) => pageOf(listed(call), call.query),
	'POST /groups': create,
	'POST /groups/names': (call) => {
		const names = texts(call.json, 'names');
		return listed(call).filter(({ name }) => names.includes(String(name)));
	},
	'GET /groups/{group_id}': (call) => counted(group(call), call.query),
	'PUT /groups/{group_id}/patch': (call) => changed(call, pick(call.body, EDITABLE)),
	'DELETE /groups/{group_id}': (call) => {
		changed(call, { delete_at: Date.now() });
		return OK;
	},
	'POST /groups/{group_id}/restore': (call) => changed(call, { delete_at: 0 }),
	'GET /groups/{group_id}/members': (call) => {
		const users = [...group(call).members].flatMap((id) => call.state.users.get(id) ?? []);
		return { members: pageOf(users, call.query), total_member_count: users.length };
	},
	'POST /groups/{group_id}/members': (call) => {
		const ids = texts(call.body.user_ids, 'user_ids');
		for (const id of ids) group(call).members.add(id);
		return ids.map(memberRow(call));
	},
	'DELETE /groups/{group_id}/members': (call) => {
		const ids = texts(call.body.user_ids, 'user_ids');
		for (const id of ids) group(call).members.delete(id);
		return ids.map(memberRow(call));
	},
	'GET /groups/{group_id}/stats': (call) => ({
		group_id: call.params.group_id,
		total_member_count: group(call).members.size,
	}),
	'GET /users/{user_id}/groups': ({ state, params }) =>
		[...state.groups.values()]
			.filter(({ members }) => members.has(params.user_id))
			.map(({ row }) => row),
};

import {
	badBody,
	forbidden,
	notFound,
	OK,
	Reply,
	texts,
	type Call,
	type Row,
	type Table,
} from './api';
import { DISTANCE, initialCategories } from './categories';
import { seenChannel } from './channels';

/** Categories of a user in a team. Servers make the first three for any user and team. */
function categoriesOf({ state, params }: Call): Row[] {
	const key = `${params.user_id}/${params.team_id}`;
	const rows = state.categories.get(key) ?? initialCategories(params.user_id, params.team_id);
	state.categories.set(key, rows);
	return rows;
}

/** A category as it is shown: what is in no other one is in one of the two that hold the rest. */
function shown(call: Call, row: Row): Row {
	const { state, params } = call;
	const kinds = REST[String(row.type)];
	if (!kinds) return ordered(call, row);
	const sorted = new Set(categoriesOf(call).flatMap(({ channel_ids }) => channel_ids as string[]));
	const rest = [...state.channels.values()].filter(
		({ id, type, team_id, delete_at }) =>
			kinds.includes(type) &&
			(!team_id || team_id === params.team_id) &&
			!delete_at &&
			!sorted.has(id) &&
			state.channelMembers.get(id)!.has(params.user_id),
	);
	const channel_ids = [...(row.channel_ids as string[]), ...rest.map(({ id }) => id)];
	return ordered(call, { ...row, channel_ids });
}

const REST: Record<string, string> = { channels: 'OP', direct_messages: 'DG' };

/** Older servers keep the order to themselves, and a list that was not given stays none. */
const isListed = ({ version }: Call) => version.since('6.0');
function ordered(call: Call, { sort_order, ...row }: Row): Row {
	return isListed(call) ? { ...row, sort_order } : row;
}

/** The category with that ID, of whichever sidebar. */
const known = ({ state }: Call, id: unknown) =>
	[...state.categories.values()].flat().find((row) => row.id === id);

function one(call: Call): Row {
	const found = categoriesOf(call).find(({ id }) => id === call.params.category_id);
	if (found) return found;
	if (known(call, call.params.category_id)) throw forbidden();
	throw notFound('sidebar_category');
}

/** The order of the rows is that of the sidebar. */
function renumber(rows: Row[]): void {
	for (const [at, row] of rows.entries()) row.sort_order = at * DISTANCE;
}

function checked(call: Call, given: Row): Row {
	if (given.user_id !== call.params.user_id || given.team_id !== call.params.team_id) {
		throw badBody('category');
	}
	return given;
}

function create(call: Call): Row {
	const given = checked(call, call.body);
	const row = {
		sorting: '',
		muted: false,
		collapsed: false,
		channel_ids: [],
		sort_order: 0,
		display_name: '',
		...given,
		id: call.state.newId(),
		type: 'custom',
	};
	// Below the favorites, if they are on top.
	const rows = categoriesOf(call);
	rows.splice(rows[0]?.type === 'favorites' ? 1 : 0, 0, row);
	renumber(rows);
	return ordered(call, {
		...row,
		channel_ids: isListed(call) ? row.channel_ids : (given.channel_ids ?? null),
	});
}

/** Servers take the whole category: what is not sent is blank. */
function replace(call: Call, given: Row): Row {
	const now = known(call, given.id);
	if (!now) throw notFound('sidebar_category');
	const isOwn = now.user_id === call.user.id || call.user.roles.includes('system_admin');
	if (!isOwn) throw forbidden();
	const { sort_order } = now;
	const row = Object.assign(now, {
		display_name: '',
		sorting: '',
		muted: false,
		collapsed: false,
		...given,
		sort_order,
		channel_ids: given.channel_ids ?? [],
	});
	return ordered(call, row);
}

const BASE = '/users/{user_id}/teams/{team_id}/channels/categories';
const order = (call: Call) => categoriesOf(call).map(({ id }) => id);

/** Sidebar categories, and the answer in lines that setting all members gives. */
export const sidebar: Table = {
	[`GET ${BASE}`]: (call) => ({
		categories: categoriesOf(call).map((row) => shown(call, row)),
		order: order(call),
	}),
	[`POST ${BASE}`]: create,
	[`PUT ${BASE}`]: (call) =>
		Array.isArray(call.json) ? (call.json as Row[]).map((row) => replace(call, row)) : [],
	[`GET ${BASE}/order`]: order,
	[`PUT ${BASE}/order`]: (call) => {
		const wanted = texts(call.json, 'order');
		const rows = categoriesOf(call);
		rows.sort((a, b) => wanted.indexOf(String(a.id)) - wanted.indexOf(String(b.id)));
		renumber(rows);
		return wanted;
	},
	[`GET ${BASE}/{category_id}`]: (call) => shown(call, one(call)),
	[`PUT ${BASE}/{category_id}`]: (call) =>
		one(call) && replace(call, checked(call, { ...call.body, id: call.params.category_id })),
	[`DELETE ${BASE}/{category_id}`]: (call) => {
		const rows = categoriesOf(call);
		rows.splice(rows.indexOf(one(call)), 1);
		return OK;
	},
	'PUT /channels/{channel_id}/members': (call) => {
		const { state, body } = call;
		const members = state.channelMembers.get(seenChannel(call).id)!;
		const wanted = new Set(texts(body.members, 'members'));
		const added = [...wanted].filter((id) => !members.has(id));
		const removed = [...members.keys()].filter((id) => !wanted.has(id));
		for (const id of added) state.enter(call.params.channel_id, id);
		for (const id of removed) members.delete(id);
		state.changed();
		const lines = [
			{ type: 'progress', added: added.length, removed: removed.length },
			{ type: 'done' },
		];
		return new Reply(200, `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`, {
			'Content-Type': 'application/x-ndjson',
		});
	},
};

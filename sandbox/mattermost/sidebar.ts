import {
	badBody,
	existing,
	notFound,
	OK,
	Reply,
	text,
	texts,
	type Call,
	type Row,
	type Table,
} from './api';
import { seenChannel } from './channels';
import { seenTeam } from './teams';

/** Categories of a user in a team; the three that every sidebar has are made when first asked for. */
function categoriesOf(call: Call): Row[] {
	const { state, params } = call;
	const { id: team_id } = seenTeam(call);
	const key = `${params.user_id}/${team_id}`;
	let rows = state.categories.get(key);
	if (!rows) {
		existing(state.users, params.user_id, 'user');
		const names = {
			favorites: 'Favorites',
			channels: 'Channels',
			direct_messages: 'Direct Messages',
		};
		rows = Object.entries(names).map(([type, display_name]) => ({
			id: `${type}_${params.user_id}_${team_id}`,
			user_id: params.user_id,
			team_id,
			sort_order: 0,
			sorting: type === 'favorites' ? '' : 'alpha',
			type,
			display_name,
			muted: false,
			collapsed: false,
			channel_ids: [],
		}));
		state.categories.set(key, rows);
	}
	return rows;
}

function one(call: Call): Row {
	const found = categoriesOf(call).find(({ id }) => id === call.params.category_id);
	if (!found) throw notFound('sidebar_category');
	return found;
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
		...given,
		id: call.state.newId(),
		type: 'custom',
		display_name: text(given, 'display_name'),
	};
	categoriesOf(call).unshift(row);
	return row;
}

/** Servers take the whole category: what is not sent is blank. */
function replace(call: Call, given: Row): Row {
	const now = categoriesOf(call).find(({ id }) => id === given.id);
	if (!now) throw notFound('sidebar_category');
	checked(call, given);
	return Object.assign(now, {
		display_name: '',
		sorting: '',
		muted: false,
		collapsed: false,
		...given,
		channel_ids: given.channel_ids ?? [],
	});
}

const BASE = '/users/{user_id}/teams/{team_id}/channels/categories';
const order = (call: Call) => categoriesOf(call).map(({ id }) => id);

/** Sidebar categories, and the answer in lines that setting all members gives. */
export const sidebar: Table = {
	[`GET ${BASE}`]: (call) => ({ categories: categoriesOf(call), order: order(call) }),
	[`POST ${BASE}`]: create,
	[`PUT ${BASE}`]: (call) =>
		Array.isArray(call.json) ? (call.json as Row[]).map((row) => replace(call, row)) : [],
	[`GET ${BASE}/order`]: order,
	[`PUT ${BASE}/order`]: (call) => {
		const wanted = texts(call.json, 'order');
		categoriesOf(call).sort((a, b) => wanted.indexOf(String(a.id)) - wanted.indexOf(String(b.id)));
		return wanted;
	},
	[`GET ${BASE}/{category_id}`]: one,
	[`PUT ${BASE}/{category_id}`]: (call) =>
		replace(call, { ...call.body, id: call.params.category_id }),
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

import { createHash } from 'node:crypto';
import {
	AppError,
	badBody,
	bodyPage,
	existing,
	forbidden,
	notFound,
	OK,
	omit,
	pageOf,
	pick,
	text,
	texts,
	type Call,
	type Row,
	type Table,
} from './api';
import type { Channel, MattermostState } from './state';
import { checkChannel } from './limits';
import { ofTexts, textsOf } from './systemPosts';
import { seenTeam } from './teams';

const EDITABLE = ['name', 'display_name', 'purpose', 'header'];

/** Whether the asking user may read a channel. */
export function canRead({ state, user }: Call, channel: Channel): boolean {
	return (
		user.roles.includes('system_admin') ||
		Boolean(state.channelMembers.get(channel.id)?.has(user.id)) ||
		(channel.type === 'O' && Boolean(state.teamMembers.get(channel.team_id)?.has(user.id)))
	);
}

/** The channel of the path (recorded: 404 has an id of its own), if the asking user may see it. */
export function seenChannel(call: Call, id = call.params.channel_id): Channel {
	const channel = call.state.channels.get(id);
	if (!channel) {
		throw new AppError(
			404,
			call.version.before('5.0')
				? 'store.sql_channel.get.existing.app_error'
				: 'app.channel.get.existing.app_error',
			'Unable to find the existing channel.',
		);
	}
	if (!canRead(call, channel)) throw forbidden();
	return channel;
}

const byDisplayName = (a: Channel, b: Channel) => (a.display_name < b.display_name ? -1 : 1);

/** A team's channels of one type by display name. */
const channelsOf = (state: MattermostState, teamId: string, type: string, archived = false) =>
	state.memo(`channels/${teamId}/${type}/${archived}`, () =>
		[...state.channels.values()]
			.filter((row) => row.team_id === teamId && row.type === type)
			.filter((row) => Boolean(row.delete_at) === archived)
			.sort(byDisplayName),
	);

const allChannels = (state: MattermostState) =>
	state.memo('channels', () =>
		[...state.channels.values()]
			.filter(({ team_id, delete_at }) => team_id && !delete_at)
			.sort(byDisplayName),
	);

const fits = (channel: Channel, term: string) =>
	`${channel.name}\n${channel.display_name}\n${String(channel.purpose)}`
		.toLowerCase()
		.includes(term.toLowerCase());

/** The user's channels, in one team (and the direct ones, which belong to none). */
function mine({ state, params }: Call, teamId?: string): Channel[] {
	return state.memo(`mine/${params.user_id}/${teamId}`, () => {
		const rows: Channel[] = [];
		for (const [id, members] of state.channelMembers) {
			if (!members.has(params.user_id)) continue;
			const channel = state.channels.get(id)!;
			if (!channel.delete_at && (!teamId || !channel.team_id || channel.team_id === teamId)) {
				rows.push(channel);
			}
		}
		return rows.sort(byDisplayName);
	});
}

function byName(call: Call, teamId: string): Channel {
	const { state, params } = call;
	const names = state.memo(
		`names/${teamId}`,
		() =>
			new Map(
				[...state.channels.values()]
					.filter(({ team_id }) => !team_id || team_id === teamId)
					.map((channel) => [channel.name, channel.id]),
			),
	);
	const id = names.get(params.channel_name);
	if (!id)
		throw new AppError(404, 'app.channel.get_by_name.missing.app_error', 'Channel does not exist.');
	return seenChannel(call, id);
}

function create({ state, body, user }: Call): Channel {
	const team = existing(state.teams, text(body, 'team_id'), 'team');
	const name = text(body, 'name');
	const type = body.type;
	if (type !== 'O' && type !== 'P') throw badBody('type');
	if (!/^[a-z0-9][a-z0-9_-]*$/.test(name)) {
		throw new AppError(400, 'model.channel.is_valid.1_or_more.app_error', 'Invalid channel name.');
	}
	const isTaken = [...state.channels.values()].some(
		(channel) => channel.team_id === team.id && channel.name === name,
	);
	if (isTaken) {
		throw new AppError(
			400,
			'store.sql_channel.save_channel.exists.app_error',
			'A channel with that name already exists on the same team.',
		);
	}
	const display_name = text(body, 'display_name');
	const channel = state.addChannel(
		{ ...pick(body, EDITABLE), name, display_name, team_id: team.id, type },
		user,
	);
	const made = { ...channel };
	// Whoever makes it joins it, and the server says so in the channel.
	channel.last_post_at = channel.create_at as number;
	channel.last_root_post_at = channel.create_at;
	return made;
}

function direct(call: Call): Channel {
	const { state, json, user } = call;
	const ids = texts(json, 'user_ids');
	if (ids.length !== 2) throw badBody('user_ids');
	if (ids.some((id) => !/^[a-z0-9]{26}$/.test(id))) throw badBody('user_id');
	for (const id of ids) existing(state.users, id, 'user');
	if (!ids.includes(user.id) && !user.roles.includes('system_admin')) throw forbidden();
	const isNew = !state.directs.has([...ids].sort().join('__'));
	const made = state.direct(ids[0]!, ids[1]!);
	if (isNew) state.tell({ key: 'direct channel made', call, made });
	return made;
}

function group({ state, json, user }: Call): Channel {
	const ids = [...new Set([...texts(json, 'user_ids'), user.id])].sort();
	if (ids.length < 3 || ids.length > 8) {
		throw new AppError(
			400,
			'api.channel.create_group.bad_size.app_error',
			'Group message channels must contain at least 3 and no more than 8 users.',
		);
	}
	const names = ids.map((id) => existing(state.users, id, 'user').username).sort();
	const name = createHash('sha1').update(ids.join('')).digest('hex');
	const channel = state.addChannel(
		{ name, type: 'G', display_name: names.join(', ') },
		user,
		false,
	);
	for (const id of ids) state.enter(channel.id, id);
	return channel;
}

function change(call: Call, changes: Row): Channel {
	const channel = seenChannel(call);
	checkChannel(changes);
	const before = textsOf(channel);
	Object.assign(channel, changes, { update_at: Date.now() });
	call.state.changed();
	const changed = { ...channel };
	ofTexts(call, channel, before);
	return changed;
}

function replace(call: Call): Channel {
	if (call.version.since('5.0') && call.body.id !== call.params.channel_id) throw badBody('id');
	return change(call, { header: '', purpose: '', ...pick(call.body, EDITABLE) });
}

function member(call: Call): Row {
	const { state, params } = call;
	const found = state.channelMembers.get(seenChannel(call).id)!.get(params.user_id);
	if (!found) {
		const store = call.version.before('5.0') ? 'store.sql_channel' : 'app.channel';
		throw new AppError(404, `${store}.get_member.missing.app_error`, 'No channel member found.');
	}
	return found;
}

function addMembers(call: Call): unknown {
	const { state, body } = call;
	const channel = seenChannel(call);
	const ids = Array.isArray(body.user_ids) ? texts(body.user_ids, 'user_ids') : undefined;
	const added = (ids ?? [text(body, 'user_id')]).map((id) => {
		if (!state.teamMembers.get(channel.team_id)?.has(existing(state.users, id, 'user').id)) {
			throw new AppError(
				400,
				'api.channel.add_user.to.channel.failed.deleted.app_error',
				'The user is not a member of the team.',
			);
		}
		return state.channelMembers.get(channel.id)!.get(id) ?? state.enter(channel.id, id);
	});
	return ids ? added : added[0];
}

/** A channel as lists of the whole server have it. */
function withTeam(state: MattermostState, channel: Channel): Row {
	const team = state.teams.get(channel.team_id)!;
	return {
		...channel,
		team_display_name: team.display_name,
		team_name: team.name,
		team_update_at: team.update_at,
	};
}

function search({ state, body }: Call): unknown {
	const found = allChannels(state)
		.filter((row) => fits(row, String(body.term ?? '')))
		.map((channel) => withTeam(state, channel));
	const isPaged = body.page !== undefined && body.per_page !== undefined;
	return isPaged ? { channels: bodyPage(found, body), total_count: found.length } : found;
}

export const channels: Table = {
	'GET /channels': ({ state, query }) => {
		const rows = pageOf(allChannels(state), query).map((channel) => withTeam(state, channel));
		return query.get('include_total_count') === 'true'
			? { channels: rows, total_count: allChannels(state).length }
			: rows;
	},
	'GET /users/{user_id}/teams/{team_id}/channels': (call) => mine(call, seenTeam(call).id),
	'GET /users/{user_id}/channels': (call) => mine(call),
	'GET /users/{user_id}/teams/{team_id}/channels/members': (call) =>
		mine(call, seenTeam(call).id).map(({ id }) =>
			call.state.channelMembers.get(id)!.get(call.params.user_id),
		),
	'GET /teams/{team_id}/channels': (call) =>
		pageOf(channelsOf(call.state, seenTeam(call).id, 'O'), call.query),
	'GET /teams/{team_id}/channels/private': (call) =>
		pageOf(channelsOf(call.state, seenTeam(call).id, 'P'), call.query),
	'GET /teams/{team_id}/channels/deleted': (call) =>
		pageOf(channelsOf(call.state, seenTeam(call).id, 'O', true), call.query),
	'POST /teams/{team_id}/channels/ids': (call) =>
		texts(call.json, 'channel_ids').map((id) => seenChannel(call, id)),
	'POST /teams/{team_id}/channels/search': (call) =>
		channelsOf(call.state, seenTeam(call).id, 'O')
			.filter((row) => fits(row, String(call.body.term ?? '')))
			.slice(0, 100),
	'GET /teams/{team_id}/channels/autocomplete': (call) =>
		channelsOf(call.state, seenTeam(call).id, 'O')
			.filter((row) => fits(row, call.query.get('name') ?? ''))
			.slice(0, 50),
	'GET /teams/{team_id}/channels/search_autocomplete': (call) =>
		channelsOf(call.state, seenTeam(call).id, 'O')
			.filter((row) => fits(row, call.query.get('name') ?? ''))
			.slice(0, 50),
	'GET /teams/{team_id}/channels/name/{channel_name}': (call) => byName(call, seenTeam(call).id),
	'GET /teams/name/{team_name}/channels/name/{channel_name}': (call) => {
		const team = [...call.state.teams.values()].find(({ name }) => name === call.params.team_name);
		if (!team) throw notFound('team');
		return byName(call, team.id);
	},
	'POST /channels/stats/member_count': ({ state, json }) =>
		Object.fromEntries(
			texts(json, 'channel_ids').map((id) => [id, state.channelMembers.get(id)?.size ?? 0]),
		),
	'GET /channels/{channel_id}/common_teams': (call) => {
		const { state } = call;
		const ids = [...state.channelMembers.get(seenChannel(call).id)!.keys()];
		return [...state.teams.values()].filter(({ id }) =>
			ids.every((userId) => state.teamMembers.get(id)!.has(userId)),
		);
	},
	'POST /channels/group/search': ({ state, body, user }) => {
		const term = String(body.term ?? '').toLowerCase();
		return [...state.channels.values()].filter(
			({ id, type, display_name }) =>
				type === 'G' &&
				term !== '' &&
				state.channelMembers.get(id)!.has(user.id) &&
				display_name.toLowerCase().includes(term),
		);
	},
	'POST /channels/search': search,
	'POST /channels': create,
	'POST /channels/direct': direct,
	'POST /channels/group': group,
	'GET /channels/{channel_id}': (call) => seenChannel(call),
	'PUT /channels/{channel_id}': replace,
	'PUT /channels/{channel_id}/patch': (call) => change(call, pick(call.body, EDITABLE)),
	'PUT /channels/{channel_id}/privacy': (call) => {
		if (call.body.privacy !== 'O' && call.body.privacy !== 'P') throw badBody('privacy');
		return change(call, { type: call.body.privacy });
	},
	'POST /channels/{channel_id}/convert': (call) => change(call, { type: 'P' }),
	'POST /channels/{channel_id}/restore': (call) => change(call, { delete_at: 0 }),
	'DELETE /channels/{channel_id}': (call) => {
		if (seenChannel(call).name === 'town-square') {
			throw new AppError(
				400,
				'api.channel.delete_channel.cannot.app_error',
				'Unable to delete the default channel town-square.',
			);
		}
		change(call, { delete_at: Date.now() });
		return OK;
	},
	'GET /channels/{channel_id}/stats': (call) => ({
		channel_id: seenChannel(call).id,
		member_count: call.state.channelMembers.get(call.params.channel_id)!.size,
		guest_count: 0,
		pinnedpost_count: 0,
		files_count: 0,
	}),
	'GET /channels/{channel_id}/members': (call) =>
		pageOf([...call.state.channelMembers.get(seenChannel(call).id)!.values()], call.query),
	'POST /channels/{channel_id}/members': addMembers,
	'POST /channels/{channel_id}/members/ids': (call) =>
		texts(call.json, 'user_ids').flatMap(
			(id) => call.state.channelMembers.get(seenChannel(call).id)!.get(id) ?? [],
		),
	'GET /channels/{channel_id}/members/{user_id}': member,
	'DELETE /channels/{channel_id}/members/{user_id}': (call) => {
		member(call);
		call.state.channelMembers.get(call.params.channel_id)!.delete(call.params.user_id);
		call.state.changed();
		return OK;
	},
	'PUT /channels/{channel_id}/members/{user_id}/roles': (call) => {
		const roles = text(call.body, 'roles');
		const scheme_admin = roles.includes('channel_admin');
		Object.assign(member(call), { roles, scheme_admin, last_update_at: Date.now() });
		return OK;
	},
	'PUT /channels/{channel_id}/members/{user_id}/notify_props': (call) => {
		const row = member(call);
		const given = omit(call.body, ['user_id', 'channel_id']);
		row.notify_props = { ...(row.notify_props as Row), ...given };
		row.last_update_at = Date.now();
		return OK;
	},
	'POST /channels/members/{user_id}/view': (call) => {
		const { channel_id: id } = call.body;
		if (id) {
			const channel = seenChannel(call, String(id));
			const row = call.state.channelMembers.get(channel.id)!.get(call.params.user_id);
			if (row) Object.assign(row, { last_viewed_at: Date.now(), mention_count: 0 });
			return { ...OK, last_viewed_at_times: { [channel.id]: Number(channel.last_post_at) } };
		}
		return { ...OK, last_viewed_at_times: {} };
	},
};

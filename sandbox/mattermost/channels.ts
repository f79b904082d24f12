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
	Reply,
	rolesOf,
	text,
	texts,
	type Call,
	type Row,
	type Table,
} from './api';
import type { Channel, MattermostState } from './state';
import { view } from './counters';
import { checkChannel } from './limits';
import { ofTexts, textsOf } from './systemPosts';
import { minusGroups } from './minusGroups';
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
	look(call, channel);
	return channel;
}

/** 4.10 keeps what it has looked at in memory. */
function look({ state, version }: Call, { id }: Channel): void {
	if (version.before('5.0') && !state.remembered.has(id)) state.remembered.set(id, {});
}

const CHANGE = /\/channels\/\w+(\/patch)?$/;

/**
 * 4.10 gives the first who asks the very object that it keeps in memory: a change that it refuses to them stays
 * there until the next one, whose message tells of it (`SqlChannelStore.get`).
 */
export function keepRefused(call: Call, { id }: AppError): void {
	const { state, version, request, params, body } = call;
	if (version.since('5.0') || request.method !== 'PUT' || !CHANGE.test(request.path)) return;
	if (!/^(model\.channel\.is_valid|store\.sql_channel\.update)\./.test(id)) return;
	const isLookedAt = state.remembered.has(params.channel_id);
	if (!isLookedAt) state.remembered.set(params.channel_id, pick(body, EDITABLE));
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
function mine({ state, params, version }: Call, teamId?: string): Channel[] {
	const all = state.memo(`mine/${params.user_id}/${teamId}`, () => {
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
	if (all.length > 0) return all;
	const [status, area] = version.before('5.0') ? [400, 'store.sql_channel'] : [404, 'app.channel'];
	const id = `${area}.get_channels.not_found.app_error`;
	throw new AppError(status as number, id, 'No channels were found.');
}

/** The time zones that members have chosen or their devices tell, each once. */
function timezonesOf(call: Call): string[] | null {
	const { state, version } = call;
	const members = [...state.channelMembers.get(seenChannel(call).id)!.keys()];
	const zones = members.flatMap((id) => {
		const zone = (state.users.get(id)?.timezone ?? {}) as Record<string, string>;
		const { useAutomaticTimezone, automaticTimezone = '', manualTimezone = '' } = zone;
		return (useAutomaticTimezone === 'true' ? automaticTimezone : manualTimezone) || [];
	});
	if (zones.length === 0 && version.since('6.0')) return null;
	return [...new Set(zones)];
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

function group({ state, json, user, version }: Call): Channel {
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
	const known = [...state.channels.values()].find((row) => row.type === 'G' && row.name === name);
	if (known) return known;
	const channel = state.addChannel(
		{
			name,
			type: 'G',
			display_name: names.join(', '),
			creator_id: '',
			shared: version.since('6.0') ? false : null,
		},
		user,
		false,
	);
	for (const id of ids) state.enter(channel.id, id);
	return channel;
}

/**
 * @param body the body of a full update: its name alone is told in the channel, in an event with the type and
 *   team that the body has
 */
function change(call: Call, changes: Row, body?: Row): Channel {
	const { state, version } = call;
	const isFirstLook = !state.remembered.has(call.params.channel_id);
	const channel = seenChannel(call);
	const refused = version.before('5.0') ? state.remembered.get(channel.id)! : {};
	const before = textsOf({ ...channel, ...refused });
	const all = { ...refused, ...changes };
	try {
		checkChannel(all);
	} catch (error) {
		if (isFirstLook && version.before('5.0')) state.remembered.set(channel.id, all);
		throw error;
	}
	Object.assign(channel, all, { update_at: Date.now() });
	state.remembered.delete(channel.id);
	state.changed();
	const changed = { ...channel };
	const named = { display_name: String(body?.display_name ?? '') };
	const told = body && { ...named, type: body.type ?? '', team_id: String(body.team_id ?? '') };
	ofTexts(call, channel, before, body ? named : textsOf(channel), told as Partial<Channel>);
	return changed;
}

function replace(call: Call): Channel {
	const { version, body, params } = call;
	if (version.since('5.0') && body.id !== params.channel_id) throw badBody('id');
	// 4.10 goes by the body alone.
	const channel_id = version.before('5.0') ? String(body.id) : params.channel_id;
	// Header and purpose as the body has them; names stay unless there are others.
	const names = pick(body, ['name', 'display_name']);
	const given = Object.entries(names).filter(([, value]) => value !== '');
	const texts = { header: '', purpose: '', ...pick(body, ['header', 'purpose']) };
	return change(
		{ ...call, params: { ...params, channel_id } },
		{ ...texts, ...Object.fromEntries(given) },
		body,
	);
}

/** A membership as servers show it: when others looked at the channel is nobody's business. */
export const shownMember = ({ user, version }: Pick<Call, 'user' | 'version'>, row: Row): Row =>
	row.user_id === user.id || version.before('6.0')
		? { ...row }
		: { ...row, last_viewed_at: -1, last_update_at: -1 };

function member(call: Call): Row {
	const { state, params } = call;
	const found = state.channelMembers.get(params.channel_id)?.get(params.user_id);
	if (!found) {
		const store = call.version.before('5.0') ? 'store.sql_channel' : 'app.channel';
		throw new AppError(404, `${store}.get_member.missing.app_error`, 'No channel member found.');
	}
	return found;
}

function addMembers(call: Call): unknown {
	const { state, body, version, user } = call;
	const channel = seenChannel(call);
	const ids = Array.isArray(body.user_ids) ? texts(body.user_ids, 'user_ids') : undefined;
	// With what is no ID at all the whole list is refused (the source of 10.4 to 11.6).
	if (ids?.some((id) => !/^[a-z0-9]{26}$/.test(id))) throw badBody('user_ids');
	const members = state.channelMembers.get(channel.id)!;
	const fresh: Row[] = [];
	const isMember = members.has(user.id);
	// Members of a channel bring in others, but guests do not; everybody else of the team only themselves.
	const isTrusted = user.roles.includes('system_admin') || (isMember && !isGuest(call));
	const mayAdd = (id: string) => isTrusted || (id === user.id && (isMember || !isGuest(call)));
	const entered = (id: string) => {
		if (!mayAdd(id)) throw forbidden();
		const added = existing(state.users, id, 'user');
		const known = members.get(id);
		// Recorded on 10.11 and 11.6; the source of 10.4 has it, that of 6.6 has not.
		if (!known && added.delete_at && version.since('10.0')) {
			const id = 'app.channel.add_member.deleted_user.app_error';
			throw new AppError(403, id, 'The user is deactivated.');
		}
		if (!known && !state.teamMembers.get(channel.team_id)?.has(id)) {
			const store = version.before('5.26') ? 'store.sql_team' : 'app.team';
			throw new AppError(404, `${store}.get_member.missing.app_error`, 'No team member found.');
		}
		if (!known) fresh.push(state.enter(channel.id, id));
		return shownMember(call, members.get(id)!);
	};
	let refused: Error | undefined;
	// Of a list, servers leave out who cannot be added; if nobody can, they give the last reason.
	const rows = (ids ?? [text(body, 'user_id')]).flatMap((id) => {
		try {
			return [entered(id)];
		} catch (error) {
			refused = error as Error;
			return [];
		}
	});
	if (refused && rows.length === 0) throw refused;
	// Of who is a member already nobody hears.
	if (fresh.length > 0) state.tell({ key: 'channel members added', call, made: fresh });
	// Recorded: no list at all for an empty one, since 10.11 at the latest.
	return ids ? (rows.length > 0 || version.before('6.0') ? rows : new Reply(201, null)) : rows[0];
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

const isIn = ({ state, user }: Call, id: string) => state.channelMembers.get(id)!.has(user.id);
const isGuest = ({ user }: Call) => user.roles.split(' ').includes('system_guest');

/** Channels of a team that a search finds, archived ones too, though not on 4.10. */
const found = (
	{ state, version }: Call,
	teamId: string,
	term: unknown,
	isOffered: (channel: Channel) => boolean,
	most: number,
): Channel[] =>
	[...state.channels.values()]
		.filter(
			(row) =>
				row.team_id === teamId &&
				(!row.delete_at || version.since('5.0')) &&
				isOffered(row) &&
				fits(row, typeof term === 'string' ? term : ''),
		)
		.sort(byDisplayName)
		.slice(0, most);

function search({ state, body }: Call): unknown {
	const found = allChannels(state)
		.filter((row) => fits(row, String(body.term ?? '')))
		.map((channel) => withTeam(state, channel));
	const isPaged = body.page !== undefined && body.per_page !== undefined;
	return isPaged ? { channels: bodyPage(found, body), total_count: found.length } : found;
}

function stats(call: Call): Row {
	const { state } = call;
	const { id } = seenChannel(call);
	const members = [...state.channelMembers.get(id)!.values()].filter(
		({ user_id }) => !state.users.get(String(user_id))?.delete_at,
	);
	const posts = (state.channelPosts.get(id) ?? []).filter(({ delete_at }) => !delete_at);
	return {
		channel_id: id,
		member_count: members.length,
		guest_count: members.filter(({ scheme_guest }) => scheme_guest).length,
		pinnedpost_count: posts.filter(({ is_pinned }) => is_pinned).length,
		files_count: posts.flatMap(({ file_ids }) => file_ids ?? []).length,
	};
}

export const channels: Table = {
	'GET /channels/{channel_id}/members_minus_group_members': (call) =>
		minusGroups(call, call.state.channelMembers.get(seenChannel(call).id)!),
	'GET /channels': ({ state, query }) => {
		const rows = pageOf(allChannels(state), query).map((channel) => withTeam(state, channel));
		return query.get('include_total_count') === 'true'
			? { channels: rows, total_count: allChannels(state).length }
			: rows;
	},
	'GET /users/{user_id}/teams/{team_id}/channels': (call) => mine(call, seenTeam(call).id),
	'GET /users/{user_id}/channels': (call) => mine(call),
	'GET /channels/{channel_id}/timezones': timezonesOf,
	// Unlike the channels themselves, memberships of archived ones are there, but not on 4.10.
	'GET /users/{user_id}/teams/{team_id}/channels/members': (call) => {
		const { id: team } = seenTeam(call);
		return [...call.state.channelMembers].flatMap(([id, members]) => {
			const row = members.get(call.params.user_id);
			const { team_id, delete_at } = call.state.channels.get(id)!;
			if (delete_at && call.version.before('5.0')) return [];
			return row && (!team_id || team_id === team) ? [shownMember(call, row)] : [];
		});
	},
	'GET /teams/{team_id}/channels': (call) =>
		pageOf(channelsOf(call.state, seenTeam(call).id, 'O'), call.query),
	'GET /teams/{team_id}/channels/private': (call) =>
		pageOf(channelsOf(call.state, seenTeam(call).id, 'P'), call.query),
	'GET /teams/{team_id}/channels/deleted': (call) =>
		// Older servers do not look whose team it is.
		pageOf(
			// 4.10 tells private ones too.
			(call.version.before('5.0') ? ['O', 'P'] : ['O'])
				.flatMap((type) =>
					channelsOf(
						call.state,
						call.version.since('6.0') ? seenTeam(call).id : call.params.team_id,
						type,
						true,
					),
				)
				.sort(byDisplayName),
			call.query,
		),
	'POST /teams/{team_id}/channels/ids': (call) =>
		texts(call.json, 'channel_ids').map((id) => seenChannel(call, id)),
	'POST /teams/{team_id}/channels/search': (call) =>
		found(call, seenTeam(call).id, call.body.term, ({ type }) => type === 'O', 100),
	'GET /teams/{team_id}/channels/autocomplete': (call) =>
		found(
			call,
			seenTeam(call).id,
			call.query.get('name'),
			({ id, type }) =>
				(type === 'O' && !isGuest(call)) || (isIn(call, id) && call.version.since('6.0')),
			50,
		),
	// One's own channels, the direct ones too, whichever team was asked for.
	'GET /teams/{team_id}/channels/search_autocomplete': (call) => {
		const term = (call.query.get('name') ?? '').toLowerCase();
		const isWith = ({ id }: Channel) =>
			[...call.state.channelMembers.get(id)!.keys()].some(
				(user) =>
					user !== call.user.id &&
					call.state.users.get(user)?.username.toLowerCase().includes(term),
			);
		return [...call.state.channels.values()]
			.filter(({ id, team_id }) => isIn(call, id) && (!team_id || team_id === call.params.team_id))
			.filter((row) => (row.type === 'D' ? isWith(row) : fits(row, term)))
			.sort(byDisplayName)
			.slice(0, 50);
	},
	'GET /teams/{team_id}/channels/name/{channel_name}': (call) => byName(call, seenTeam(call).id),
	'GET /teams/name/{team_name}/channels/name/{channel_name}': (call) => {
		const team = [...call.state.teams.values()].find(({ name }) => name === call.params.team_name);
		if (!team) throw notFound('team');
		return byName(call, team.id);
	},
	'POST /channels/stats/member_count': (call) => {
		const { state, json } = call;
		const ids = texts(json, 'channel_ids');
		for (const id of ids) if (state.channels.has(id)) seenChannel(call, id);
		return Object.fromEntries(ids.map((id) => [id, state.channelMembers.get(id)?.size ?? 0]));
	},
	'GET /channels/{channel_id}/common_teams': (call) => {
		const { state, user, params } = call;
		if (user.roles.includes('system_guest')) {
			const id = 'api.channel.gm_to_channel_conversion.not_allowed_for_user.request_error';
			throw new AppError(403, id, 'Not for guests.');
		}
		const channel = state.channels.get(params.channel_id);
		if (!channel || !canRead(call, channel)) throw forbidden();
		if (channel.type !== 'G') {
			const id = 'app.channel.get_common_teams.incorrect_channel_type';
			throw new AppError(400, id, 'The channel is not a group message.');
		}
		const ids = [...state.channelMembers.get(channel.id)!.keys()];
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
	'POST /channels/{channel_id}/convert': (call) => {
		if (seenChannel(call).type === 'P') {
			const id = 'api.channel.convert_channel_to_private.private_channel_error';
			throw new AppError(400, id, 'The channel is private already.');
		}
		return change(call, { type: 'P' });
	},
	// 4.10 keeps what it has in memory: until that goes it takes the channel for an archived one.
	'POST /channels/{channel_id}/restore': (call) =>
		change(call, call.version.before('5.0') ? {} : { delete_at: 0 }),
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
	'GET /channels/{channel_id}/stats': stats,
	'GET /channels/{channel_id}/members': (call) =>
		pageOf([...call.state.channelMembers.get(seenChannel(call).id)!.values()], call.query).map(
			(row) => shownMember(call, row),
		),
	'POST /channels/{channel_id}/members': addMembers,
	'POST /channels/{channel_id}/members/ids': (call) =>
		texts(call.json, 'user_ids').flatMap((id) => {
			const row = call.state.channelMembers.get(seenChannel(call).id)!.get(id);
			return row ? shownMember(call, row) : [];
		}),
	'GET /channels/{channel_id}/members/{user_id}': (call) => {
		seenChannel(call);
		return shownMember(call, member(call));
	},
	'DELETE /channels/{channel_id}/members/{user_id}': (call) => {
		const { state, params, version } = call;
		if (version.before('5.0')) {
			if (existing(state.channels, params.channel_id, 'channel').delete_at) {
				const id = 'api.channel.remove_user_from_channel.deleted.app_error';
				throw new AppError(400, id, 'The channel is archived.');
			}
			// 4.10 does not look whether somebody is there at all.
			if (!state.channelMembers.get(params.channel_id)!.has(params.user_id)) return OK;
		}
		member(call);
		call.state.channelMembers.get(call.params.channel_id)!.delete(call.params.user_id);
		call.state.changed();
		return OK;
	},
	'PUT /channels/{channel_id}/members/{user_id}/roles': (call) => {
		const roles = rolesOf(call.body);
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
		const times: Record<string, number> = {};
		for (const name of ['channel_id', 'prev_channel_id']) {
			const id = String(call.body[name] ?? '');
			// Nobody is told that there is no such channel, or that it is another's.
			const seen = view(call.state, id, call.params.user_id);
			if (seen !== undefined) times[id] = seen;
		}
		return { ...OK, last_viewed_at_times: times };
	},
};

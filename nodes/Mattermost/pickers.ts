import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { editorCall, type Call } from '../shared/call';
import type { Picker } from '../shared/types';
import { idIn, rowsIn, unless, type Row } from './answers';
import { ownId } from './people';
import { mattermost } from './service';
import { own } from '../shared/util/guards';

/**
 * Searchable lists and other ways to name a thing. They ask only what members and bots may ask
 * (`GET /channels` answers 403 to them), a page at a time, never a whole server.
 */

/** Rows of a page. */
const PAGE = 100;
/** Teams whose channels one search looks through; the next ones come when the list is scrolled. */
const TEAMS_AT_ONCE = 10;

type Entry = INodeListSearchResult['results'][number];
type Search = (
	this: ILoadOptionsFunctions,
	filter?: string,
	token?: string,
) => Promise<INodeListSearchResult>;

/** `next` is n8n's token for the rows that follow, if there are any. */
const listed = (results: Entry[], next?: string): INodeListSearchResult => ({
	results,
	...(next === undefined ? {} : { paginationToken: next }),
});

const includes = (filter: string | undefined, ...values: unknown[]) =>
	!filter ||
	values.some((value) =>
		String(value ?? '')
			.toLowerCase()
			.includes(filter.toLowerCase()),
	);

/** Text of a foreign property; anything else counts as none. */
const words = (value: unknown): string => (typeof value === 'string' ? value : '');

const myTeams = async (call: Call): Promise<Row[]> =>
	await call.once('teams', async () =>
		rowsIn(call, await call.request('GET /users/me/teams'), 'teams'),
	);

const teamEntry = (team: Row): Entry => ({
	name: words(team.display_name) || words(team.name) || team.id,
	value: team.id,
});

/** Other teams the account may see: open ones, for administrators all. */
async function otherTeams(call: Call, page: number, filter?: string): Promise<Row[]> {
	const asked = filter
		? call.request('POST /teams/search', { body: { term: filter }, reads: true })
		: call.request('GET /teams', { query: { page, per_page: PAGE } });
	// Guests and some bots may not list teams; their own ones are in the list all the same.
	return rowsIn(call, (await unless('403', asked)) ?? null, 'teams');
}

const searchTeams: Search = async function (filter, token) {
	const call = editorCall(this, mattermost, 'Team');
	const page = Number(token ?? 0);
	const own = await myTeams(call);
	const others = await otherTeams(call, page, filter);
	const isOwn = new Set(own.map(({ id }) => id));
	return listed(
		[
			...(page === 0 ? own.filter((team) => includes(filter, team.display_name, team.name)) : []),
			...others.filter(({ id }) => !isOwn.has(id)).slice(0, filter ? PAGE : undefined),
		].map(teamEntry),
		!filter && others.length === PAGE ? String(page + 1) : undefined,
	);
};

const nameOf = (user: Row): string => {
	const person = [words(user.first_name), words(user.last_name)].filter(Boolean).join(' ');
	return `@${words(user.username) || user.id}${person ? ` (${person})` : ''}`;
};

const channelEntry = (channel: Row, team: Row | undefined): Entry => {
	const facts = [team ? teamEntry(team).name : '', channel.type === 'P' ? 'private' : ''];
	const said = facts.filter(Boolean).join(', ');
	const name = words(channel.display_name) || words(channel.name) || channel.id;
	return { name: said ? `${name} (${said})` : name, value: channel.id };
};

const newestFirst = (a: Row, b: Row) => Number(b.last_post_at ?? 0) - Number(a.last_post_at ?? 0);

/** The account's private channels, group and direct messages that a team's list shows. */
async function ownChannels(call: Call, team: Row): Promise<Row[]> {
	const rows = await call.request('GET /users/me/teams/{team_id}/channels', {
		path: { team_id: team.id },
	});
	return rowsIn(call, rows, 'channels').filter(({ type }) => type !== 'O');
}

/** Direct messages as entries: their channel's name is `ID__ID`, people know the other's name. */
async function directEntries(call: Call, channels: Row[], filter?: string): Promise<Entry[]> {
	const directs = channels.filter(({ type }) => type === 'D').sort(newestFirst);
	if (directs.length === 0) return [];
	const me = await ownId(call);
	const withUser = new Map(
		directs.map((channel) => {
			const [first, second] = words(channel.name).split('__');
			return [first === me ? second : first, channel] as const;
		}),
	);
	const users = filter
		? await foundUsers(call, filter)
		: rowsIn(
				call,
				await call.request('POST /users/ids', {
					body: [...withUser.keys()].slice(0, PAGE),
					reads: true,
				}),
				'users',
			);
	return users.flatMap((user) => {
		const channel = withUser.get(user.id);
		return channel ? [{ name: `${nameOf(user)}: direct message`, value: channel.id }] : [];
	});
}

/** Private channels and group messages by name. */
const privateEntries = (channels: Row[], team: Row | undefined, filter?: string): Entry[] =>
	channels
		.filter(({ type }) => type === 'P' || type === 'G')
		.filter((channel) => includes(filter, channel.display_name, channel.name))
		.sort(newestFirst)
		.slice(0, PAGE)
		.map((channel) => channelEntry(channel, channel.type === 'G' ? undefined : team));

const unique = (entries: Entry[]): Entry[] => [
	...new Map(entries.map((entry) => [entry.value, entry])).values(),
];

/** Channels of one team that fit the filter; direct messages belong to no team and come with each. */
async function channelsFound(
	call: Call,
	team: Row,
	label: Row | undefined,
	filter: string,
	withDirect: boolean,
): Promise<Entry[]> {
	const [own, open] = await Promise.all([
		ownChannels(call, team),
		call.request('GET /teams/{team_id}/channels/autocomplete', {
			path: { team_id: team.id },
			query: { name: filter },
		}),
	]);
	return [
		...privateEntries(own, label, filter),
		...rowsIn(call, open, 'channels').map((channel) => channelEntry(channel, label)),
		...(withDirect ? await directEntries(call, own, filter) : []),
	];
}

/** One page of a team's channels: own private ones and messages, then public ones. */
async function channelsOf(
	call: Call,
	team: Row,
	label: Row | undefined,
	page: number,
	withDirect: boolean,
): Promise<{ entries: Entry[]; isLast: boolean }> {
	const [own, answer] = await Promise.all([
		page === 0 ? ownChannels(call, team) : [],
		call.request('GET /teams/{team_id}/channels', {
			path: { team_id: team.id },
			query: { page, per_page: PAGE },
		}),
	]);
	const open = rowsIn(call, answer, 'channels');
	const entries = [
		...privateEntries(own, label),
		...open.map((channel) => channelEntry(channel, label)),
		...(withDirect ? await directEntries(call, own) : []),
	];
	return { entries, isLast: open.length < PAGE };
}

/**
 * Channels team by team; the token is `team:page`. Small teams come together, since n8n asks for
 * more only when a list is long enough to be scrolled.
 */
const searchChannels: Search = async function (filter, token) {
	const call = editorCall(this, mattermost, 'Channel');
	const teams = await myTeams(call);
	const label = (team: Row) => (teams.length > 1 ? team : undefined);
	let [at, page] = (token ?? '0:0').split(':').map(Number);
	const end = Math.min(at + TEAMS_AT_ONCE, teams.length);
	let found: Entry[] = [];
	if (filter) {
		found = (
			await Promise.all(
				teams
					.slice(at, end)
					.map((team) => channelsFound(call, team, label(team), filter, team === teams[0])),
			)
		).flat();
		return listed(unique(found), end < teams.length ? `${end}:0` : undefined);
	}
	while (at < end && found.length < PAGE) {
		const team = teams[at];
		const { entries, isLast } = await channelsOf(call, team, label(team), page, at + page === 0);
		found = [...found, ...entries];
		[at, page] = isLast ? [at + 1, 0] : [at, page + 1];
	}
	return listed(unique(found), at < teams.length ? `${at}:${page}` : undefined);
};

async function foundUsers(call: Call, filter: string): Promise<Row[]> {
	const answer = await call.request<unknown>('GET /users/autocomplete', {
		query: { name: filter.replace(/^@/, ''), limit: PAGE },
	});
	return rowsIn(call, Array.isArray(answer) ? answer : (own(answer, 'users') ?? null), 'users');
}

const searchUsers: Search = async function (filter, token) {
	const call = editorCall(this, mattermost, 'User');
	const page = Number(token ?? 0);
	const users = filter
		? await foundUsers(call, filter)
		: rowsIn(call, await call.request('GET /users', { query: { page, per_page: PAGE } }), 'users');
	return listed(
		users
			.filter(({ delete_at }) => !delete_at)
			.map((user) => ({ name: nameOf(user), value: user.id })),
		!filter && users.length === PAGE ? String(page + 1) : undefined,
	);
};

const searchUsersOrMe: Search = async function (filter, token) {
	const found = await searchUsers.call(this, filter, token);
	const me = !token && includes(filter, 'me') ? [{ name: 'Me', value: 'me' }] : [];
	return { ...found, results: [...me, ...found.results] };
};

const searchGroups: Search = async function (filter, token) {
	const call = editorCall(this, mattermost, 'Group');
	const page = Number(token ?? 0);
	const groups = rowsIn(
		call,
		await call.request('GET /groups', {
			query: { page, per_page: PAGE, ...(filter ? { q: filter } : {}) },
		}),
		'groups',
	);
	return listed(
		groups.map((group) => ({
			name: words(group.display_name) || words(group.name) || group.id,
			value: group.id,
		})),
		groups.length === PAGE ? String(page + 1) : undefined,
	);
};

/** Categories of the user and team that the node's fields name. */
const searchCategories: Search = async function (filter) {
	const call = editorCall(this, mattermost, 'Category');
	const team_id = await located(call, team, call.param('channelCategoryTeamId'));
	const user_id = await located(call, userOrMe, call.param('channelCategoryUserId'));
	if (!team_id) throw call.refuse('Team', 'is empty', 'Pick the team first');
	const answer = await call.request<unknown>(
		'GET /users/{user_id}/teams/{team_id}/channels/categories',
		{ path: { user_id: user_id || 'me', team_id } },
	);
	return listed(
		rowsIn(call, own(answer, 'categories') ?? null, 'categories')
			.filter((category) => includes(filter, category.display_name))
			.map((category) => ({
				name: words(category.display_name) || category.id,
				value: category.id,
			})),
	);
};

/** `listSearch` methods of the Mattermost nodes. */
export const listSearch = {
	searchTeams,
	searchChannels,
	searchUsers,
	searchUsersOrMe,
	searchGroups,
	searchCategories,
};

/** The ID in another field's resource locator; '' if it is empty. */
async function located(call: Call, picker: Picker, field: unknown): Promise<string> {
	const { mode, value } = (
		typeof field === 'object' && field !== null ? field : { value: field }
	) as { mode?: string; value?: unknown };
	const given = words(value).trim();
	return !given || !mode || mode === 'list' || mode === 'id'
		? given
		: await picker.resolve!(call, mode, given);
}

/** Path of a URL in parts, decoded; empty if it is no URL. */
const partsOf = (url: string): string[] => {
	try {
		return new URL(url).pathname.split('/').filter(Boolean).map(decodeURIComponent);
	} catch {
		return [];
	}
};

export const team: Picker = {
	noun: 'Team',
	search: 'searchTeams',
	example: 'dbu71u57cbdqujsnpqphbjtdxr',
	modes: [
		{ name: 'name', label: 'By Name', placeholder: 'e.g. marketing', hint: 'The name in its URL' },
	],
	resolve: async (call, _mode, value) =>
		await call.once(`team ${value}`, async () =>
			idIn(call, await call.request('GET /teams/name/{name}', { path: { name: value } }), 'team'),
		),
};

const byNames = async (call: Call, teamName: string, name: string): Promise<string> =>
	idIn(
		call,
		await call.request('GET /teams/name/{team}/channels/name/{channel}', {
			path: { team: teamName, channel: name },
		}),
		'channel',
	);

/** A channel by the names in its URL, on sites with a subpath too. */
async function channelOfUrl(call: Call, url: string): Promise<string> {
	const parts = partsOf(url);
	const at = parts.reduce(
		(last, part, index) =>
			index > 0 && index + 1 < parts.length && ['channels', 'messages'].includes(part)
				? index
				: last,
		0,
	);
	if (at === 0) {
		throw call.refuse(
			'Channel',
			'is not the URL of a channel',
			'Copy it from the browser: https://server/team/channels/channel-name',
		);
	}
	const name = parts[at + 1];
	return parts[at] === 'messages' && name.startsWith('@')
		? await directChannel(call, await user.resolve!(call, 'username', name))
		: await byNames(call, parts[at - 1], name);
}

/** A channel by `team/channel`, or by its own name where only one of the own teams has it. */
async function channelOfName(call: Call, given: string): Promise<string> {
	const [first, second] = given.replace(/^~/, '').split('/');
	if (second) return await byNames(call, first, second);
	const found: string[] = [];
	for (const { id } of await myTeams(call)) {
		const asked = call.request('GET /teams/{team_id}/channels/name/{name}', {
			path: { team_id: id, name: first },
		});
		const channel = await unless('404', asked);
		if (channel) found.push(idIn(call, channel, 'channel'));
	}
	if (found.length !== 1) {
		throw call.refuse(
			'Channel',
			found.length === 0
				? `names no channel of the account’s teams: ${first}`
				: `names channels of ${found.length} teams: ${first}`,
			'Give it as team-name/channel-name, as in the channel’s URL',
		);
	}
	return found[0];
}

/** The direct channel of the own account with another; servers make it if there is none. */
export const directChannel = async (call: Call, partner: string): Promise<string> =>
	await call.once(`direct ${partner}`, async () =>
		idIn(
			call,
			await call.request('POST /channels/direct', {
				body: [await ownId(call), partner],
				// Asking again gives the same channel.
				reads: true,
			}),
			'channel',
		),
	);

export const channel: Picker = {
	noun: 'Channel',
	search: 'searchChannels',
	example: '5ysuqdwrh7f88eoer5q6mm9kwc',
	modes: [
		{
			name: 'url',
			label: 'By URL',
			placeholder: 'e.g. https://chat.example.com/my-team/channels/town-square',
		},
		{ name: 'name', label: 'By Name', placeholder: 'e.g. my-team/town-square' },
		{ name: 'username', label: 'Direct Message to', placeholder: 'e.g. @anna' },
	],
	resolve: async (call, mode, value) =>
		await call.once(`channel ${mode} ${value}`, async () => {
			if (mode === 'url') return await channelOfUrl(call, value);
			if (mode === 'name') return await channelOfName(call, value);
			return await directChannel(call, await user.resolve!(call, 'username', value));
		}),
};

export const user: Picker = {
	noun: 'User',
	search: 'searchUsers',
	example: '43j19hynttytz8euwdmc1r3m8e',
	modes: [
		{ name: 'username', label: 'By Username', placeholder: 'e.g. @anna' },
		{ name: 'email', label: 'By Email', placeholder: 'e.g. anna@example.com' },
	],
	resolve: async (call, mode, value) =>
		await call.once(`user ${mode} ${value}`, async () =>
			idIn(
				call,
				mode === 'email'
					? await call.request('GET /users/email/{email}', { path: { email: value } })
					: await call.request('GET /users/username/{username}', {
							path: { username: value.replace(/^@/, '') },
						}),
				'user',
			),
		),
};

/** The same with `me`, which servers understand as {user_id} of a path only. */
export const userOrMe: Picker = { ...user, search: 'searchUsersOrMe' };

/** Default of `userOrMe` where an operation is mostly about the own account. */
export const ME = { mode: 'list', value: 'me', cachedResultName: 'Me' };

export const group: Picker = {
	noun: 'Group',
	search: 'searchGroups',
	example: 'h4e5jzq1c7yy8g6b3n9wmkrxdo',
};

export const category: Picker = {
	noun: 'Category',
	search: 'searchCategories',
	example: 'custom_43j19hynttytz8euwdmc1r3m8e_dbu71u57cb',
};

import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { editorClient } from '../../../shared/http/editorClient';
import type { Client } from '../../../shared/http/client';
import { findChannel } from './findChannel';
import { findTeam, myTeams } from './findTeam';
import { findUser } from './findUser';
import { isId } from '../ids';
import { encode } from '../../../shared/request/encode';
import { pick } from '../../../shared/model/fields';
import { onlyOne, sameName } from '../../../shared/request/resolveId';
import type { Picker } from '../../../shared/model/operation';
import { rowsIn, unless, type Row } from '../responseGuards';
import { ownId } from '../users';
import { mattermost } from '../service';
import { own } from '../../../shared/util/guards';

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

/** Text of an untrusted property; anything else counts as none. */
const words = (value: unknown): string => (typeof value === 'string' ? value : '');

const teamEntry = (team: Row): Entry => ({
	name: words(team.display_name) || words(team.name) || team.id,
	value: team.id,
});

/** Other teams the account may see: open ones, for administrators all. */
async function otherTeams(client: Client, page: number, filter?: string): Promise<Row[]> {
	const asked = filter
		? client.request('POST /teams/search', { body: { term: filter }, idempotent: true })
		: client.request('GET /teams', { query: { page, per_page: PAGE } });
	// Guests and some bots may not list teams; their own ones are in the list all the same.
	return rowsIn(client, (await unless('403', asked)) ?? null, 'teams');
}

const searchTeams: Search = async function (filter, token) {
	const client = editorClient(this, mattermost, 'Team');
	const page = Number(token ?? 0);
	const own = await myTeams(client);
	const others = await otherTeams(client, page, filter);
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

/** The account's channels, group and direct messages that a team's list shows. */
async function ownChannels(client: Client, team: Row): Promise<Row[]> {
	const rows = await client.request('GET /users/me/teams/{team_id}/channels', {
		path: { team_id: team.id },
	});
	return rowsIn(client, rows, 'channels');
}

/** Public channels of a list, or those they are in for guests, who may not list others (403). */
function openChannels(client: Client, answer: unknown, own: Row[], filter?: string): Row[] {
	if (answer !== undefined) return rowsIn(client, answer, 'channels');
	return own.filter(
		({ type, display_name, name }) => type === 'O' && includes(filter, display_name, name),
	);
}

/** Direct messages as entries: their channel's name is `ID__ID`, people know the other's name. */
async function directEntries(client: Client, channels: Row[], filter?: string): Promise<Entry[]> {
	const directs = channels.filter(({ type }) => type === 'D').sort(newestFirst);
	if (directs.length === 0) return [];
	const me = await ownId(client);
	const withUser = new Map(
		directs.map((channel) => {
			const [first, second] = words(channel.name).split('__');
			return [first === me ? second : first, channel] as const;
		}),
	);
	const users = filter
		? await foundUsers(client, filter)
		: rowsIn(
				client,
				await client.request('POST /users/ids', {
					body: [...withUser.keys()].slice(0, PAGE),
					idempotent: true,
				}),
				'users',
			);
	return users.flatMap((user) => {
		const channel = withUser.get(user.id);
		return channel ? [{ name: `${nameOf(user)}: direct message`, value: channel.id }] : [];
	});
}

/** Private channels and group messages by name. */
const privateEntries = (
	channels: Row[],
	team: Row | undefined,
	withGroups: boolean,
	filter?: string,
): Entry[] =>
	channels
		.filter(({ type }) => type === 'P' || (withGroups && type === 'G'))
		.filter((channel) => includes(filter, channel.display_name, channel.name))
		.sort(newestFirst)
		.slice(0, PAGE)
		.map((channel) => channelEntry(channel, channel.type === 'G' ? undefined : team));

const unique = (entries: Entry[]): Entry[] => [
	...new Map(entries.map((entry) => [entry.value, entry])).values(),
];

/** Channels of one team that fit the filter; messages belong to no team and come with the first. */
async function channelsFound(
	client: Client,
	team: Row,
	label: Row | undefined,
	filter: string,
	withDirect: boolean,
): Promise<Entry[]> {
	const asked = client.request('GET /teams/{team_id}/channels/autocomplete', {
		path: { team_id: team.id },
		query: { name: filter },
	});
	const [own, answer] = await Promise.all([ownChannels(client, team), unless('403', asked)]);
	const open = openChannels(client, answer, own, filter);
	return [
		...privateEntries(own, label, withDirect, filter),
		...open.map((channel) => channelEntry(channel, label)),
		...(withDirect ? await directEntries(client, own, filter) : []),
	];
}

/** One page of a team's channels: own private ones and messages, then public ones. */
async function channelsOf(
	client: Client,
	team: Row,
	label: Row | undefined,
	page: number,
	withDirect: boolean,
): Promise<{ entries: Entry[]; isLast: boolean }> {
	const asked = client.request('GET /teams/{team_id}/channels', {
		path: { team_id: team.id },
		query: { page, per_page: PAGE },
	});
	const [own, answer] = await Promise.all([
		page === 0 ? ownChannels(client, team) : [],
		unless('403', asked),
	]);
	const open = openChannels(client, answer, own);
	const entries = [
		...privateEntries(own, label, withDirect),
		...open.map((channel) => channelEntry(channel, label)),
		...(withDirect ? await directEntries(client, own) : []),
	];
	return { entries, isLast: open.length < PAGE };
}

/**
 * Channels team by team; the token is `team:page`. Small teams come together, since n8n asks for
 * more only when a list is long enough to be scrolled.
 */
const searchChannels: Search = async function (filter, token) {
	const client = editorClient(this, mattermost, 'Channel');
	const teams = await myTeams(client);
	const label = (team: Row) => (teams.length > 1 ? team : undefined);
	let [at = 0, page = 0] = (token ?? '0:0').split(':').map(Number);
	const end = Math.min(at + TEAMS_AT_ONCE, teams.length);
	let found: Entry[] = [];
	if (filter) {
		found = (
			await Promise.all(
				teams
					.slice(at, end)
					.map((team) => channelsFound(client, team, label(team), filter, team === teams[0])),
			)
		).flat();
		return listed(unique(found), end < teams.length ? `${end}:0` : undefined);
	}
	while (at < end && found.length < PAGE) {
		const team = teams[at]!;
		const { entries, isLast } = await channelsOf(client, team, label(team), page, at + page === 0);
		found = [...found, ...entries];
		[at, page] = isLast ? [at + 1, 0] : [at, page + 1];
	}
	return listed(unique(found), at < teams.length ? `${at}:${page}` : undefined);
};

async function foundUsers(client: Client, filter: string): Promise<Row[]> {
	const answer = await client.request<unknown>('GET /users/autocomplete', {
		query: { name: filter.replace(/^@/, ''), limit: PAGE },
	});
	return rowsIn(client, Array.isArray(answer) ? answer : (own(answer, 'users') ?? null), 'users');
}

const searchUsers: Search = async function (filter, token) {
	const client = editorClient(this, mattermost, 'User');
	const page = Number(token ?? 0);
	const users = filter
		? await foundUsers(client, filter)
		: rowsIn(
				client,
				await client.request('GET /users', { query: { page, per_page: PAGE } }),
				'users',
			);
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
	const client = editorClient(this, mattermost, 'Group');
	const page = Number(token ?? 0);
	const groups = rowsIn(
		client,
		await client.request('GET /groups', {
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
async function categories(client: Client): Promise<Row[]> {
	const team_id = await located(client, team, client.param('channelCategoryTeamId'));
	const user_id = await located(client, userOrMe, client.param('channelCategoryUserId'));
	if (!team_id) throw client.refuse('Team', 'is empty', 'Pick the team first');
	const answer = await client.request<unknown>(
		'GET /users/{user_id}/teams/{team_id}/channels/categories',
		{ path: { user_id: user_id || 'me', team_id } },
	);
	return rowsIn(client, own(answer, 'categories') ?? null, 'categories');
}

const searchCategories: Search = async function (filter) {
	const client = editorClient(this, mattermost, 'Category');
	return listed(
		(await categories(client))
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

/** The ID in another field's resource locator; '' if it is empty. @throws what the picker does */
export const located = async (client: Client, picker: Picker, field: unknown): Promise<string> =>
	((await encode(client, pick(picker, 'other', ''), field)) as string | undefined) ?? '';

export const team: Picker = {
	noun: 'Team',
	search: 'searchTeams',
	example: 'dbu71u57cbdqujsnpqphbjtdxr',
	modes: [{ name: 'name', label: 'By Name', placeholder: 'e.g. marketing' }],
	isId,
	resolve: async (client, _mode, value, label) => await findTeam(client, label, value),
};

export const channel: Picker = {
	noun: 'Channel',
	search: 'searchChannels',
	example: '5ysuqdwrh7f88eoer5q6mm9kwc',
	modes: [
		{
			name: 'url',
			label: 'By URL',
			placeholder: 'e.g. https://…/channels/town-square',
		},
		{ name: 'name', label: 'By Name', placeholder: 'e.g. my-team/town-square' },
		{ name: 'username', label: 'Direct Message to', placeholder: 'e.g. @anna' },
	],
	isId,
	resolve: async (client, mode, value, label) => await findChannel(client, label, mode, value),
};

export const user: Picker = {
	noun: 'User',
	search: 'searchUsers',
	example: '43j19hynttytz8euwdmc1r3m8e',
	modes: [
		{ name: 'username', label: 'By Username', placeholder: 'e.g. @anna' },
		{ name: 'email', label: 'By Email' },
	],
	isId,
	resolve: async (client, _mode, value, label) => await findUser(client, label, value),
};

/** The same with `me`, which servers understand as {user_id} of a path only. */
export const userOrMe: Picker = {
	...user,
	search: 'searchUsersOrMe',
	isId: (value) => value === 'me' || isId(value),
};

/** Default of `userOrMe` where an operation is mostly about the account itself. */
export const ME = { mode: 'list', value: 'me', cachedResultName: 'Me' };

export const group: Picker = {
	noun: 'Group',
	search: 'searchGroups',
	example: 'h4e5jzq1c7yy8g6b3n9wmkrxdo',
	isId,
	resolve: async (client, _mode, value, label) =>
		await client.once(`group ${value}`, async () => {
			const name = value.replace(/^@/, '');
			const rows = rowsIn(
				client,
				await client.request('GET /groups', { query: { q: name, per_page: PAGE } }),
				'groups',
			);
			const candidates = rows
				.filter((row) => [row.name, row.display_name].some((one) => sameName(one, name)))
				.map((row) => ({ id: row.id, shown: `@${words(row.name) || row.id}` }));
			return onlyOne(client, label, 'Group', value, candidates, 'Enter the name or the ID');
		}),
};

/** Categories that every account has are called `favorites_{user}_{team}` and the like. */
const isCategoryId = (value: string) =>
	isId(value) || /^[a-z_]+_[a-z0-9]{10,}(_[a-z0-9]+)?$/.test(value);

export const category: Picker = {
	noun: 'Category',
	search: 'searchCategories',
	example: 'custom_43j19hynttytz8euwdmc1r3m8e_dbu71u57cb',
	isId: isCategoryId,
	resolve: async (client, _mode, value, label) => {
		const candidates = (await categories(client))
			.filter((row) => sameName(row.display_name, value))
			.map(({ id }) => ({ id, shown: id }));
		return onlyOne(client, label, 'Category', value, candidates, 'Enter the name or the ID');
	},
};

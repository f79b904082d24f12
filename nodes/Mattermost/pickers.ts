import type { IDataObject, ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { editorCall, type Call } from '../shared/call';
import type { Picker } from '../shared/types';
import { mattermost } from './service';

/**
 * Searchable lists and other ways to name a thing. They ask only what members and bots may ask
 * (`GET /channels` answers 403 to them), a page at a time.
 */

const PAGE = 100;

type Row = IDataObject & { id: string };

/** A page of rows, and n8n's token for the next if this one was full. */
const paged = (
	rows: INodeListSearchResult['results'],
	page: number,
	full: boolean,
): INodeListSearchResult => ({
	results: rows,
	...(full ? { paginationToken: String(page + 1) } : {}),
});

const includes = (filter: string | undefined, ...values: unknown[]) =>
	!filter ||
	values.some((value) =>
		String(value ?? '')
			.toLowerCase()
			.includes(filter.toLowerCase()),
	);

const myTeams = async (call: Call): Promise<Row[]> =>
	await call.once('teams', async () => await call.request<Row[]>('GET /users/me/teams'));

async function searchTeams(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const teams = await myTeams(editorCall(this, mattermost, 'Team'));
	return {
		results: teams
			.filter((team) => includes(filter, team.display_name, team.name))
			.map((team) => ({ name: String(team.display_name || team.name), value: team.id })),
	};
}

/** Public channels of the own teams, and private ones the account is a member of. */
async function searchChannels(
	this: ILoadOptionsFunctions,
	filter?: string,
	token?: string,
): Promise<INodeListSearchResult> {
	const call = editorCall(this, mattermost, 'Channel');
	const page = Number(token ?? 0);
	const teams = await myTeams(call);
	const found = new Map<string, { name: string; value: string }>();
	let full = false;
	for (const team of teams) {
		const channels = filter
			? await call.request<Row[]>('GET /teams/{team_id}/channels/autocomplete', {
					path: { team_id: team.id },
					query: { name: filter },
				})
			: await call.request<Row[]>('GET /teams/{team_id}/channels', {
					path: { team_id: team.id },
					query: { page, per_page: PAGE },
				});
		full ||= !filter && channels.length === PAGE;
		const own =
			page === 0
				? await call.request<Row[]>('GET /users/me/teams/{team_id}/channels', {
						path: { team_id: team.id },
					})
				: [];
		for (const channel of [
			...own.filter((one) => includes(filter, one.display_name, one.name)).slice(0, PAGE),
			...channels,
		]) {
			// Direct messages have no display name; people are picked with the User list.
			if (!channel.display_name) continue;
			found.set(channel.id, {
				name:
					teams.length > 1
						? `${channel.display_name} (${team.display_name})`
						: String(channel.display_name),
				value: channel.id,
			});
		}
	}
	return paged([...found.values()], page, full);
}

async function searchUsers(
	this: ILoadOptionsFunctions,
	filter?: string,
	token?: string,
): Promise<INodeListSearchResult> {
	const call = editorCall(this, mattermost, 'User');
	const page = Number(token ?? 0);
	const users = filter
		? (
				await call.request<{ users: Row[] }>('GET /users/autocomplete', {
					query: { name: filter, limit: PAGE },
				})
			).users
		: await call.request<Row[]>('GET /users', { query: { page, per_page: PAGE } });
	return paged(
		users.map((user) => {
			const person = [user.first_name, user.last_name].filter(Boolean).join(' ');
			return { name: `@${String(user.username)}${person ? ` (${person})` : ''}`, value: user.id };
		}),
		page,
		!filter && users.length === PAGE,
	);
}

/** `listSearch` methods of the Mattermost nodes. */
export const listSearch = { searchTeams, searchChannels, searchUsers };

const lastSegments = (url: string): string[] => {
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
		{
			name: 'name',
			label: 'By Name',
			placeholder: 'e.g. marketing',
			hint: 'The name in the team’s URL',
		},
	],
	resolve: async (call, _mode, value) =>
		await call.once(
			`team ${value}`,
			async () => (await call.request<Row>('GET /teams/name/{name}', { path: { name: value } })).id,
		),
};

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
	],
	resolve: async (call, _mode, value) =>
		await call.once(`channel ${value}`, async () => {
			const parts = lastSegments(value);
			const at = parts.lastIndexOf('channels');
			if (at < 1 || !parts[at + 1]) {
				throw call.refuse(
					'Channel',
					'is not the URL of a channel',
					'Copy it from the browser: https://server/team/channels/channel-name',
				);
			}
			const found = await call.request<Row>('GET /teams/name/{team}/channels/name/{channel}', {
				path: { team: parts[at - 1], channel: parts[at + 1] },
			});
			return found.id;
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
		await call.once(`user ${value}`, async () =>
			mode === 'email'
				? (await call.request<Row>('GET /users/email/{email}', { path: { email: value } })).id
				: (
						await call.request<Row>('GET /users/username/{username}', {
							path: { username: value.replace(/^@/, '') },
						})
					).id,
		),
};

import type { IDataObject, ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { editorCall, type Call } from '../shared/call';
import type { Picker } from '../shared/types';
import { mattermost } from './service';
import { objectsIn } from '../shared/util/guards';

/**
 * Pickers of posts, hooks, commands, emoji and bots. Servers cannot search these lists (save emoji),
 * and team members may read hooks and commands only team by team: so one page of one team is read
 * at a time, and the list goes on where it stopped.
 */

/** Rows of a page. */
const PAGE = 100;
/** Pages read for one answer of a picker when a filter lets nothing through. */
const MOST_PAGES = 10;

type Row = IDataObject & { id: string };
type Entry = INodeListSearchResult['results'][number];

const rows = (body: unknown): Row[] => objectsIn(body) as Row[];

const matches = (filter: string | undefined, entry: Entry): boolean =>
	!filter || entry.name.toLowerCase().includes(filter.toLowerCase());

/** Reads one page; `more` says whether another may follow. */
type ReadPage = (page: number) => Promise<{ found: Row[]; more: boolean }>;

/**
 * Pages of several sources one after another, until something passes the filter.
 * @param token where the last answer stopped: `source,page`
 */
async function searchPages(
	sources: ReadPage[],
	entryOf: (row: Row) => Entry,
	filter?: string,
	token = '0,0',
): Promise<INodeListSearchResult> {
	let [source, page] = token.split(',').map(Number);
	const results: Entry[] = [];
	for (let read = 0; read < MOST_PAGES && results.length === 0 && sources[source]; read++) {
		const { found, more } = await sources[source](page);
		results.push(...found.map(entryOf).filter((entry) => matches(filter, entry)));
		if (more) page++;
		else [source, page] = [source + 1, 0];
	}
	return { results, ...(sources[source] ? { paginationToken: `${source},${page}` } : {}) };
}

/** A source per own team; teams whose hooks the account may not see count as empty. */
async function ofOwnTeams(call: Call, request: string, query: IDataObject, paged: boolean) {
	const teams = rows(await call.request('GET /users/me/teams'));
	return teams.map(
		(team): ReadPage =>
			async (page) => {
				const found = rows(
					await call
						.request(request, {
							query: { ...query, team_id: team.id, ...(paged ? { page, per_page: PAGE } : {}) },
						})
						.catch(async (error: { httpCode?: string }) =>
							teams.length > 1 && error.httpCode === '403' ? [] : await Promise.reject(error),
						),
				);
				return { found, more: paged && found.length === PAGE };
			},
	);
}

const hookEntry = (row: Row): Entry => ({
	name: String(row.display_name || row.description || row.id),
	value: row.id,
});

async function searchIncomingHooks(this: ILoadOptionsFunctions, filter?: string, token?: string) {
	const call = editorCall(this, mattermost, 'Incoming Webhook');
	const sources = await ofOwnTeams(call, 'GET /hooks/incoming', {}, true);
	return await searchPages(sources, hookEntry, filter, token);
}

async function searchOutgoingHooks(this: ILoadOptionsFunctions, filter?: string, token?: string) {
	const call = editorCall(this, mattermost, 'Outgoing Webhook');
	const sources = await ofOwnTeams(call, 'GET /hooks/outgoing', {}, true);
	return await searchPages(sources, hookEntry, filter, token);
}

async function searchCommands(this: ILoadOptionsFunctions, filter?: string, token?: string) {
	const call = editorCall(this, mattermost, 'Slash Command');
	const sources = await ofOwnTeams(call, 'GET /commands', { custom_only: true }, false);
	return await searchPages(
		sources,
		(row) => ({
			name: `/${String(row.trigger)}${row.display_name ? ` (${String(row.display_name)})` : ''}`,
			value: row.id,
		}),
		filter,
		token,
	);
}

async function searchBots(this: ILoadOptionsFunctions, filter?: string, token?: string) {
	const call = editorCall(this, mattermost, 'Bot');
	const readPage: ReadPage = async (page) => {
		const found = rows(await call.request('GET /bots', { query: { page, per_page: PAGE } }));
		return { found, more: found.length === PAGE };
	};
	return await searchPages(
		[readPage],
		(row) => ({
			name: `@${String(row.username)}${row.display_name ? ` (${String(row.display_name)})` : ''}`,
			value: String(row.user_id),
		}),
		filter,
		token,
	);
}

const emojiPages =
	(call: Call, filter?: string): ReadPage =>
	async (page) => {
		if (filter) {
			const query = { name: filter };
			return {
				found: rows(await call.request('GET /emoji/autocomplete', { query })),
				more: false,
			};
		}
		const query = { page, per_page: PAGE, sort: 'name' };
		const found = rows(await call.request('GET /emoji', { query }));
		return { found, more: found.length === PAGE };
	};

async function searchEmoji(this: ILoadOptionsFunctions, filter?: string, token?: string) {
	const call = editorCall(this, mattermost, 'Emoji');
	const entryOf = (row: Row) => ({ name: `:${String(row.name)}:`, value: row.id });
	return await searchPages([emojiPages(call, filter)], entryOf, undefined, token);
}

/** `listSearch` methods of these pickers. */
export const contentListSearch = {
	searchIncomingHooks,
	searchOutgoingHooks,
	searchCommands,
	searchBots,
	searchEmoji,
};

/** The path of a URL below the credential's site. @throws NodeOperationError for another server's URL */
async function pathOnSite(call: Call, label: string, value: string): Promise<string[]> {
	const { roots } = await call.access();
	if (!value.startsWith(`${roots.site}/`)) {
		throw call.refuse(
			label,
			'is not a URL on the server of the credential',
			`Copy a link that begins with ${roots.site}/, or enter the ID`,
		);
	}
	return value
		.slice(roots.site.length + 1)
		.split(/[?#]/)[0]
		.split('/');
}

/** A post by its ID, or by the link that Copy Link gives: `{site}/{team}/pl/{id}`. */
export const post: Picker = {
	noun: 'Post',
	example: 'u7dn4pzg87gn5gy4om19dao8co',
	modes: [
		{
			name: 'url',
			label: 'By Link',
			placeholder: 'e.g. https://chat.example.com/my-team/pl/u7dn4pzg87gn5gy4om19dao8co',
			hint: 'Copy Link in the post’s menu gives it',
		},
	],
	resolve: async (call, _mode, value) => {
		const parts = await pathOnSite(call, 'Post', value);
		const at = parts.indexOf('pl');
		if (at < 0 || !parts[at + 1]) {
			throw call.refuse('Post', 'is not the link of a post', 'Use Copy Link in the post’s menu');
		}
		return parts[at + 1];
	},
};

/** An incoming webhook by its ID or by the URL that others post to: `{site}/hooks/{id}`. */
export const incomingHook: Picker = {
	noun: 'Incoming Webhook',
	search: 'searchIncomingHooks',
	example: 'mzwzjjdxcjds9xfgyuhpafi8xo',
	modes: [
		{
			name: 'url',
			label: 'By URL',
			placeholder: 'e.g. https://chat.example.com/hooks/mzwzjjdxcjds9xfgyuhpafi8xo',
		},
	],
	resolve: async (call, _mode, value) => {
		const [hooks, id] = await pathOnSite(call, 'Incoming Webhook', value);
		if (hooks !== 'hooks' || !id) {
			throw call.refuse(
				'Incoming Webhook',
				'is not the URL of an incoming webhook',
				'Copy it from Integrations in Mattermost: https://server/hooks/ID',
			);
		}
		return id;
	},
};

export const outgoingHook: Picker = {
	noun: 'Outgoing Webhook',
	search: 'searchOutgoingHooks',
	example: 'nbqkgxqq4tgm3yz81fp4eoyd9c',
};

export const command: Picker = {
	noun: 'Slash Command',
	search: 'searchCommands',
	example: 'fhs17a8p1tgjfqf6fkg4ebqcho',
};

export const bot: Picker = {
	noun: 'Bot',
	search: 'searchBots',
	example: '43j19hynttytz8euwdmc1r3m8e',
};

/** A custom emoji by its ID or by its name, with or without colons. */
export const emoji: Picker = {
	noun: 'Emoji',
	search: 'searchEmoji',
	example: '8sbo5idrstb6umzd3yh3sy5p4w',
	modes: [{ name: 'name', label: 'By Name', placeholder: 'e.g. our-logo' }],
	resolve: async (call, _mode, value) =>
		await call.once(`emoji ${value}`, async () => {
			const name = value.replace(/^:|:$/g, '');
			return (await call.request<Row>('GET /emoji/name/{name}', { path: { name } })).id;
		}),
};

import type { IDataObject, ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { hookListSearch, searchBots } from '../services/mattermost/pickers/postPickers';
import { listSearch as shared, located, userOrMe } from '../services/mattermost/pickers/pickers';
import {
	channelIn,
	wholeListSearch,
	wholePicker,
	wholeSearch,
	type WholeList,
} from '../services/mattermost/pickers/wholeLists';
import { mattermost } from '../services/mattermost/service';
import { idIn, unless } from '../services/mattermost/responseGuards';
import { isId } from '../services/mattermost/ids';
import { editorClient } from '../shared/http/editorClient';
import type { Client } from '../shared/http/client';
import { onlyOne, sameName, type Candidate } from '../shared/request/resolveId';
import type { Picker } from '../shared/model/operation';
import { isEpochMs } from '../shared/util/time';
import { objectsIn, own } from '../shared/util/guards';

export { channel, team, user } from '../services/mattermost/pickers/pickers';

/** Rows of a page. */
const PAGE = 100;
/** Pages that are read for a name. */
const MOST_PAGES = 50;

/** Rows of an untrusted response that have what a list needs. */
const namedRows = (
	rows: unknown,
	filter: string | undefined,
	label: (row: IDataObject) => unknown,
) =>
	objectsIn(rows)
		.filter((row) => typeof row.id === 'string')
		.map((row) => ({ name: String(label(row) || row.id), value: String(row.id) }))
		.filter(({ name }) => !filter || name.toLowerCase().includes(filter.toLowerCase()))
		.sort((a, b) => a.name.localeCompare(b.name));

const FIX = 'Enter the name or the ID';

/** Rows of that name. */
const named = (rows: unknown, value: string): Candidate[] =>
	objectsIn(rows)
		.filter((row) => typeof row.id === 'string' && sameName(row.name, value))
		.map((row) => ({ id: String(row.id), shown: String(row.id) }));

async function plugins(client: Client): Promise<IDataObject[]> {
	const { active, inactive } = await client.request('GET /plugins');
	return [active, inactive].flatMap(objectsIn);
}

async function searchPlugins(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const all = await plugins(editorClient(this, mattermost, 'Plugin'));
	return { results: namedRows(all, filter, ({ name }) => name) };
}

/** Servers before 6.0 cannot list their roles, so those every server has are asked by name. */
const BUILT_IN = [
	'channel_admin',
	'channel_user',
	'system_admin',
	'system_user',
	'system_user_access_token',
	'team_admin',
	'team_user',
];

async function searchRoles(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const client = editorClient(this, mattermost, 'Role');
	const rows = (await client.serverIsAtLeast('6.0'))
		? await client.request<unknown>('GET /roles')
		: await client.request<unknown>('POST /roles/names', { body: BUILT_IN, idempotent: true });
	return { results: namedRows(rows, filter, ({ name }) => name) };
}

/** A time in UTC; '' if there is none, which servers say with 0. */
const at = (ms: unknown) =>
	isEpochMs(ms) && ms > 0 ? new Date(ms).toISOString().slice(0, 16).replace('T', ' ') : '';

/** Things below another one that the node names, or that servers search. */
const LISTS = {
	searchSessions: {
		noun: 'Session',
		rows: async (client) => {
			const user_id = await located(client, userOrMe, client.param('sessionUserId'));
			const path = { user_id: user_id || 'me' };
			return objectsIn(await client.request('GET /users/{user_id}/sessions', { path }));
		},
		name: ({ props, last_activity_at }) =>
			[own(props, 'browser'), own(props, 'os'), at(last_activity_at)].filter(Boolean).join(', '),
	},
	searchViews: {
		noun: 'View',
		rows: async (client) => {
			const path = { channel_id: await channelIn(client, 'channelViewChannelId') };
			const query = { per_page: PAGE };
			return objectsIn(await client.request('GET /channels/{channel_id}/views', { path, query }));
		},
		name: ({ title }) => title,
	},
	searchAccessPolicies: {
		noun: 'Policy',
		rows: async (client) =>
			objectsIn(
				own(
					await client.request('POST /access_control_policies/search', {
						body: { limit: PAGE },
						idempotent: true,
					}),
					'policies',
				),
			),
		name: ({ name }) => name,
	},
} satisfies Record<string, WholeList>;

export const session = wholePicker('searchSessions', LISTS.searchSessions);
export const view = wholePicker('searchViews', LISTS.searchViews);
export const accessPolicy = wholePicker('searchAccessPolicies', LISTS.searchAccessPolicies);

/** Where the things of a kind are listed in numbered pages, and what one of them is called. */
interface Listing {
	noun: string;
	request: string;
	/** Property of the answer that holds the rows; none if it is the list itself. */
	under?: string;
	/** Property of a row that holds its ID. Default: `id`. */
	id?: string;
	name: (row: IDataObject) => unknown;
}

/** A row that was made at a time and has no name of its own. */
const dated = (words: unknown, row: IDataObject) => `${String(words)} ${at(row.create_at)}`.trim();

const LISTINGS = {
	searchOauthApps: { noun: 'OAuth App', request: 'GET /oauth/apps', name: ({ name }) => name },
	searchRetentionPolicies: {
		noun: 'Policy',
		request: 'GET /data_retention/policies',
		under: 'policies',
		name: ({ display_name }) => display_name,
	},
	searchSchemes: {
		noun: 'Scheme',
		request: 'GET /schemes',
		name: ({ display_name, name }) => display_name || name,
	},
	searchConnections: {
		noun: 'Connection',
		request: 'GET /oauth/outgoing_connections',
		name: ({ name }) => name,
	},
	searchRemotes: {
		noun: 'Remote',
		request: 'GET /remotecluster',
		id: 'remote_id',
		name: ({ display_name, name }) => display_name || name,
	},
	searchJobs: { noun: 'Job', request: 'GET /jobs', name: (row) => dated(row.type, row) },
	searchAccessTokens: {
		noun: 'Token',
		request: 'GET /users/tokens',
		name: ({ description }) => description,
	},
	searchRecaps: { noun: 'Recap', request: 'GET /recaps', name: ({ title }) => title },
	searchReports: {
		noun: 'Report',
		request: 'GET /compliance/reports',
		name: (row) => dated(row.desc, row),
	},
} satisfies Record<string, Listing>;

/** One page of a list, with its rows as lists want them. */
async function pageOf(client: Client, listing: Listing, page: number) {
	const { request, under, id = 'id' } = listing;
	const answer = await client.request<unknown>(request, { query: { page, per_page: PAGE } });
	const found = objectsIn(under ? own(answer, under) : answer);
	const rows = found.map((row) => ({ ...row, id: row[id], name: listing.name(row) }));
	return { rows, isFull: rows.length === PAGE };
}

const searchOf = (listing: Listing) =>
	async function (
		this: ILoadOptionsFunctions,
		filter?: string,
		token?: string,
	): Promise<INodeListSearchResult> {
		const page = Number(token ?? 0);
		const client = editorClient(this, mattermost, listing.noun);
		const { rows, isFull } = await pageOf(client, listing, page);
		return {
			results: namedRows(rows, filter, ({ name }) => name),
			...(isFull ? { paginationToken: String(page + 1) } : {}),
		};
	};

const pickerOf = (search: keyof typeof LISTINGS): Picker => ({
	noun: LISTINGS[search].noun,
	search,
	example: '8r1tyurmxjdwxccnc5trxmp9aa',
	isId,
	resolve: async (client, _mode, value, label) => {
		const all: IDataObject[] = [];
		for (let page = 0; page < MOST_PAGES; page++) {
			const { rows, isFull } = await pageOf(client, LISTINGS[search], page);
			all.push(...(rows as IDataObject[]));
			if (!isFull) break;
		}
		return onlyOne(client, label, LISTINGS[search].noun, value, named(all, value), FIX);
	},
});

export const oauthApp = pickerOf('searchOauthApps');
export const retentionPolicy = pickerOf('searchRetentionPolicies');
export const scheme = pickerOf('searchSchemes');
export const connection = pickerOf('searchConnections');
export const remote = pickerOf('searchRemotes');
export const job = pickerOf('searchJobs');
export const accessToken = pickerOf('searchAccessTokens');
export const recap = pickerOf('searchRecaps');
export const report = pickerOf('searchReports');

/** `listSearch` methods of the administration node. */
export const listSearch = {
	...shared,
	...hookListSearch,
	searchBots,
	searchPlugins,
	searchRoles,
	searchAgents: wholeListSearch.searchAgents,
	searchSessions: wholeSearch(LISTS.searchSessions),
	searchViews: wholeSearch(LISTS.searchViews),
	searchAccessPolicies: wholeSearch(LISTS.searchAccessPolicies),
	...(Object.fromEntries(
		Object.entries(LISTINGS).map(([name, one]) => [name, searchOf(one)]),
	) as Record<keyof typeof LISTINGS, ReturnType<typeof searchOf>>),
};

/** Plugin IDs are chosen by their makers (server source, `model.IsValidPluginId`). */
const isPluginId = (value: string) => /^[a-zA-Z0-9-_.]{3,190}$/.test(value);

export const plugin: Picker = {
	noun: 'Plugin',
	search: 'searchPlugins',
	example: 'com.mattermost.calls',
	isId: isPluginId,
	resolve: async (client, _mode, value, label) =>
		onlyOne(client, label, 'Plugin', value, named(await plugins(client), value), FIX),
};

export const role: Picker = {
	noun: 'Role',
	search: 'searchRoles',
	example: 'kpfc5nyo17rj3ft5i7ixz1qggr',
	modes: [{ name: 'name', label: 'By Name', placeholder: 'e.g. system_user' }],
	isId,
	resolve: async (client, _mode, value, label) =>
		await client.once(`role ${value}`, async () => {
			const role_name = value.trim().toLowerCase().replace(/\s+/g, '_');
			if (/^[a-z0-9_]+$/.test(role_name)) {
				const path = { role_name };
				const asked = client.request('GET /roles/name/{role_name}', { path });
				const found = await unless('404', asked);
				if (found) return idIn(client, found, 'role');
			}
			return onlyOne(
				client,
				label,
				'Role',
				value,
				[],
				'Enter the name, such as system_user, or the ID',
			);
		}),
};

import type { IDataObject, ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { hookListSearch, searchBots } from '../services/mattermost/pickers/postPickers';
import { listSearch as shared } from '../services/mattermost/pickers/pickers';
import { mattermost } from '../services/mattermost/service';
import { idIn, unless } from '../services/mattermost/responseGuards';
import { isId } from '../services/mattermost/ids';
import { editorClient } from '../shared/http/editorClient';
import type { Client } from '../shared/http/client';
import { onlyOne, sameName, type Candidate } from '../shared/request/resolveId';
import type { Picker } from '../shared/model/operation';
import { objectsIn } from '../shared/util/guards';

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

async function searchOauthApps(
	this: ILoadOptionsFunctions,
	filter?: string,
	token?: string,
): Promise<INodeListSearchResult> {
	const page = Number(token ?? 0);
	const rows = await editorClient(this, mattermost, 'OAuth App').request<unknown>(
		'GET /oauth/apps',
		{
			query: { page, per_page: PAGE },
		},
	);
	const full = Array.isArray(rows) && rows.length === PAGE;
	return {
		results: namedRows(rows, filter, ({ name }) => name),
		...(full ? { paginationToken: String(page + 1) } : {}),
	};
}

/** `listSearch` methods of the administration node. */
export const listSearch = {
	...shared,
	...hookListSearch,
	searchBots,
	searchPlugins,
	searchRoles,
	searchOauthApps,
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

export const oauthApp: Picker = {
	noun: 'OAuth App',
	search: 'searchOauthApps',
	example: '8r1tyurmxjdwxccnc5trxmp9aa',
	isId,
	resolve: async (client, _mode, value, label) => {
		const rows: unknown[] = [];
		for (let page = 0; page < MOST_PAGES; page++) {
			const found = await client.request<unknown>('GET /oauth/apps', {
				query: { page, per_page: PAGE },
			});
			if (!Array.isArray(found)) break;
			rows.push(...(found as unknown[]));
			if (found.length < PAGE) break;
		}
		return onlyOne(client, label, 'OAuth App', value, named(rows, value), FIX);
	},
};

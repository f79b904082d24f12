import type { IDataObject, ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { listSearch as shared } from '../Mattermost/pickers';
import { mattermost } from '../Mattermost/service';
import { editorCall } from '../shared/call';
import type { Picker } from '../shared/types';
import { objectsIn } from '../shared/util/guards';

export { channel, team, user } from '../Mattermost/pickers';

/** Rows of a foreign answer that have what a list needs. */
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

async function searchPlugins(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const { active, inactive } = await editorCall(this, mattermost, 'Plugin').request('GET /plugins');
	const all = [active, inactive].flatMap(objectsIn);
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
	const call = editorCall(this, mattermost, 'Role');
	const rows = (await call.serverIsAtLeast('6.0'))
		? await call.request<unknown>('GET /roles')
		: await call.request<unknown>('POST /roles/names', { body: BUILT_IN, reads: true });
	return { results: namedRows(rows, filter, ({ name }) => name) };
}

async function searchOauthApps(
	this: ILoadOptionsFunctions,
	filter?: string,
	token?: string,
): Promise<INodeListSearchResult> {
	const page = Number(token ?? 0);
	const rows = await editorCall(this, mattermost, 'OAuth App').request<unknown>('GET /oauth/apps', {
		query: { page, per_page: 100 },
	});
	const full = Array.isArray(rows) && rows.length === 100;
	return {
		results: namedRows(rows, filter, ({ name }) => name),
		...(full ? { paginationToken: String(page + 1) } : {}),
	};
}

/** `listSearch` methods of the administration node. */
export const listSearch = { ...shared, searchPlugins, searchRoles, searchOauthApps };

export const plugin: Picker = {
	noun: 'Plugin',
	search: 'searchPlugins',
	example: 'com.mattermost.calls',
};

export const role: Picker = {
	noun: 'Role',
	search: 'searchRoles',
	example: 'kpfc5nyo17rj3ft5i7ixz1qggr',
	modes: [{ name: 'name', label: 'By Name', placeholder: 'e.g. system_user' }],
	resolve: async (call, _mode, value) =>
		await call.once(`role ${value}`, async () =>
			String(
				(await call.request('GET /roles/name/{role_name}', { path: { role_name: value } })).id,
			),
		),
};

export const oauthApp: Picker = {
	noun: 'OAuth App',
	search: 'searchOauthApps',
	example: '8r1tyurmxjdwxccnc5trxmp9aa',
};

import type { ILoadOptionsFunctions } from 'n8n-workflow';
import { editorClient } from '../../../shared/http/editorClient';
import type { Client } from '../../../shared/http/client';
import type { Picker } from '../../../shared/model/operation';
import { isId } from '../ids';
import { mattermost } from '../service';
import { named, ofOwnTeams, searchPages, type Entry, type Row } from './teamPages';

/** Playbooks and runs of the Playbooks plugin, team by team. */

const ROOT = 'GET /plugins/playbooks/api/v0/';
const LIST = { site: true, under: 'items' };

const playbooks = async (client: Client) =>
	await ofOwnTeams(client, `${ROOT}playbooks`, { ...LIST, query: { sort: 'title' } });

/** Newest first; the plugin itself searches their names. */
const runs = async (client: Client, search_term?: string) =>
	await ofOwnTeams(client, `${ROOT}runs`, {
		...LIST,
		query: { sort: 'create_at', direction: 'desc', ...(search_term ? { search_term } : {}) },
	});

const entryOf =
	(property: 'title' | 'name') =>
	(row: Row): Entry => ({ name: String(row[property] || row.id), value: row.id });

async function searchPlaybooks(this: ILoadOptionsFunctions, filter?: string, token?: string) {
	const client = editorClient(this, mattermost, 'Playbook');
	return await searchPages(await playbooks(client), entryOf('title'), filter, token);
}

async function searchRuns(this: ILoadOptionsFunctions, filter?: string, token?: string) {
	const client = editorClient(this, mattermost, 'Run');
	return await searchPages(await runs(client, filter), entryOf('name'), filter, token);
}

/** `listSearch` methods of these pickers. */
export const playbookListSearch = { searchPlaybooks, searchRuns };

export const playbook: Picker = {
	noun: 'Playbook',
	search: 'searchPlaybooks',
	example: 'u7dn4pzg87gn5gy4om19dao8co',
	isId,
	resolve: async (client, _mode, value, label) =>
		await named(client, label, 'Playbook', value, await playbooks(client), {
			namesOf: (row) => [row.title],
		}),
};

export const run: Picker = {
	noun: 'Run',
	search: 'searchRuns',
	example: 'u7dn4pzg87gn5gy4om19dao8co',
	isId,
	resolve: async (client, _mode, value, label) =>
		await named(client, label, 'Run', value, await runs(client, value), {
			namesOf: (row) => [row.name],
		}),
};

import type { INodeListSearchResult } from 'n8n-workflow';
import { editorClient } from '../../../shared/http/editorClient';
import type { Client } from '../../../shared/http/client';
import type { Picker } from '../../../shared/model/operation';
import { sameName } from '../../../shared/request/resolveId';
import { rowsIn, unless, type Row } from '../responseGuards';
import { mattermost } from '../service';
import { isUsername } from './findUser';
import { listSearch, user } from './pickers';

/**
 * Who a message can notify: people by their ID; groups, and everybody in the channel, by what stands in the
 * message (`@name`), since only people have a name that changes.
 */

/** Of each channel. */
const EVERYBODY: Record<string, string> = {
	'@channel': 'everybody in the channel',
	'@here': 'everybody in the channel who is online',
	'@all': 'everybody in the channel',
};

/** Groups that may be mentioned; none without a license (501), before 5.12 (404) or without the right (403). */
async function groups(client: Client, q = ''): Promise<Row[]> {
	const query = { filter_allow_reference: true, per_page: 60, ...(q ? { q } : {}) };
	const asked = client.request('GET /groups', { query });
	const found = await unless('501', unless('404', unless('403', asked)));
	return rowsIn(client, found ?? null, 'groups').filter(
		({ name, allow_reference }) =>
			typeof name === 'string' && isUsername(name) && allow_reference !== false,
	);
}

/** Everybody and groups come first, people after them, a page at a time. */
export const searchMentionable: (typeof listSearch)['searchUsers'] = async function (
	filter,
	token,
): Promise<INodeListSearchResult> {
	const people = await listSearch.searchUsers.call(this, filter, token);
	if (token) return people;
	const client = editorClient(this, mattermost, 'Mention');
	const wanted = filter?.replace(/^@/, '').toLowerCase() ?? '';
	const everybody = Object.entries(EVERYBODY)
		.filter(([name]) => name.includes(wanted))
		.map(([value, what]) => ({ name: `${value}: ${what}`, value }));
	const found = (await groups(client, wanted)).map(({ name, display_name }) => ({
		name: `@${String(name)} (group${typeof display_name === 'string' && display_name ? ` ${display_name}` : ''})`,
		value: `@${String(name)}`,
	}));
	return { ...people, results: [...everybody, ...found, ...people.results] };
};

export const mentionable: Picker = {
	...user,
	search: 'searchMentionable',
	resolve: async (client, mode, value, label) => {
		const given = value.toLowerCase();
		if (Object.hasOwn(EVERYBODY, given)) return given;
		const person = await user.resolve!(client, mode, value, label).then(
			(id) => ({ id }),
			(error: Error) => ({ error }),
		);
		if ('id' in person) return person.id;
		const name = given.replace(/^@/, '');
		const found = isUsername(name)
			? await client.once(`group to mention ${name}`, async () => await groups(client, name))
			: [];
		const group = found.find((row) => sameName(row.name, name));
		if (!group) throw person.error;
		return `@${String(group.name)}`;
	},
};

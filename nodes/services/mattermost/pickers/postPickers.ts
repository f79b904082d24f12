import type { ILoadOptionsFunctions } from 'n8n-workflow';
import { editorClient } from '../../../shared/http/editorClient';
import type { Client } from '../../../shared/http/client';
import { emojiName } from '../messages/emoji';
import { findPost, rootOf } from './findPost';
import { findUser } from './findUser';
import { isId } from '../ids';
import { after, linkOf } from './links';
import type { Picker } from '../../../shared/model/operation';
import { idIn } from '../responseGuards';
import { mattermost } from '../service';
import {
	named,
	ofOwnTeams,
	PAGE,
	rows,
	searchPages,
	type Entry,
	type ReadPage,
	type Row,
} from './teamPages';

/** Pickers of posts, hooks, commands, emoji and bots. */

const hookEntry = (row: Row): Entry => ({
	name: String(row.display_name || row.description || row.id),
	value: row.id,
});

const hookNames = (row: Row) => [row.display_name];
const incomingHooks = async (client: Client) => await ofOwnTeams(client, 'GET /hooks/incoming');
const outgoingHooks = async (client: Client) => await ofOwnTeams(client, 'GET /hooks/outgoing');
const commands = async (client: Client) =>
	await ofOwnTeams(client, 'GET /commands', { query: { custom_only: true }, whole: true });

async function searchIncomingHooks(this: ILoadOptionsFunctions, filter?: string, token?: string) {
	const client = editorClient(this, mattermost, 'Incoming Webhook');
	return await searchPages(await incomingHooks(client), hookEntry, filter, token);
}

async function searchOutgoingHooks(this: ILoadOptionsFunctions, filter?: string, token?: string) {
	const client = editorClient(this, mattermost, 'Outgoing Webhook');
	return await searchPages(await outgoingHooks(client), hookEntry, filter, token);
}

async function searchCommands(this: ILoadOptionsFunctions, filter?: string, token?: string) {
	const client = editorClient(this, mattermost, 'Slash Command');
	return await searchPages(
		await commands(client),
		(row) => ({
			name: `/${String(row.trigger)}${row.display_name ? ` (${String(row.display_name)})` : ''}`,
			value: row.id,
		}),
		filter,
		token,
	);
}

export async function searchBots(this: ILoadOptionsFunctions, filter?: string, token?: string) {
	const client = editorClient(this, mattermost, 'Bot');
	const readPage: ReadPage = async (page) => {
		const found = rows(await client.request('GET /bots', { query: { page, per_page: PAGE } }));
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
	(client: Client, filter?: string): ReadPage =>
	async (page) => {
		if (filter) {
			const query = { name: filter };
			return {
				found: rows(await client.request('GET /emoji/autocomplete', { query })),
				more: false,
			};
		}
		const query = { page, per_page: PAGE, sort: 'name' };
		const found = rows(await client.request('GET /emoji', { query }));
		return { found, more: found.length === PAGE };
	};

async function searchEmoji(this: ILoadOptionsFunctions, filter?: string, token?: string) {
	const client = editorClient(this, mattermost, 'Emoji');
	const entryOf = (row: Row) => ({ name: `:${String(row.name)}:`, value: row.id });
	return await searchPages([emojiPages(client, filter)], entryOf, undefined, token);
}

/** `listSearch` methods of the pickers for messages. */
export const postListSearch = { searchIncomingHooks, searchEmoji };

/** `listSearch` methods of the pickers for managing webhooks and commands. */
export const hookListSearch = { searchIncomingHooks, searchOutgoingHooks, searchCommands };

/** A post by its ID, or by any link that shows it. */
export const post: Picker = {
	noun: 'Message',
	example: 'u7dn4pzg87gn5gy4om19dao8co',
	modes: [
		{
			name: 'url',
			label: 'By Link',
			placeholder: 'e.g. https://…/my-team/pl/ID',
			hint: 'Choose Copy Link in the menu of the message',
		},
	],
	isId,
	resolve: async (client, _mode, value, label) => await findPost(client, label, value),
};

/** The first post of a thread, given any post of it. */
export const threadRoot: Picker = {
	...post,
	alwaysResolves: true,
	resolve: async (client, _mode, value, label) =>
		await rootOf(client, isId(value) ? value : await findPost(client, label, value)),
};

/** An incoming webhook by its ID, its name, or the URL that others post to: `{site}/hooks/{id}`. */
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
	isId,
	resolve: async (client, _mode, value, label) => {
		const link = await linkOf(client, label, value);
		const id = link && after(link, 'hooks');
		if (link && !id) {
			throw client.refuse(
				label,
				'is not the URL of an incoming webhook',
				'Copy it from Integrations in Mattermost: https://server/hooks/ID',
			);
		}
		if (id) return id;
		const sources = await incomingHooks(client);
		return await named(client, label, 'Incoming Webhook', value, sources, { namesOf: hookNames });
	},
};

export const outgoingHook: Picker = {
	noun: 'Outgoing Webhook',
	search: 'searchOutgoingHooks',
	example: 'nbqkgxqq4tgm3yz81fp4eoyd9c',
	isId,
	resolve: async (client, _mode, value, label) =>
		await named(client, label, 'Outgoing Webhook', value, await outgoingHooks(client), {
			namesOf: hookNames,
		}),
};

export const command: Picker = {
	noun: 'Slash Command',
	search: 'searchCommands',
	example: 'fhs17a8p1tgjfqf6fkg4ebqcho',
	isId,
	resolve: async (client, _mode, value, label) =>
		await named(client, label, 'Slash Command', value, await commands(client), {
			namesOf: (row) => [row.trigger, `/${String(row.trigger)}`, row.display_name],
		}),
};

/** A bot is named as any user is; its ID is that of its account. */
export const bot: Picker = {
	noun: 'Bot',
	search: 'searchBots',
	example: '43j19hynttytz8euwdmc1r3m8e',
	isId,
	resolve: async (client, _mode, value, label) => await findUser(client, label, value),
};

/** A custom emoji by its ID or by its name, with or without colons. */
export const emoji: Picker = {
	noun: 'Emoji',
	search: 'searchEmoji',
	example: '8sbo5idrstb6umzd3yh3sy5p4w',
	modes: [{ name: 'name', label: 'By Name', placeholder: 'e.g. our-logo' }],
	isId,
	resolve: async (client, _mode, value, label) =>
		await client.once(`emoji ${value}`, async () => {
			const path = { name: emojiName(client, label, value) };
			return idIn(client, await client.request('GET /emoji/name/{name}', { path }), 'emoji');
		}),
};

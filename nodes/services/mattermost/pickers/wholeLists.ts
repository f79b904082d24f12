import type { IDataObject, ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import type { Client } from '../../../shared/http/client';
import { editorClient } from '../../../shared/http/editorClient';
import type { Picker } from '../../../shared/model/operation';
import { onlyOne, sameName } from '../../../shared/request/resolveId';
import { objectsIn, own } from '../../../shared/util/guards';
import { isId } from '../ids';
import { mattermost } from '../service';
import { channel, located } from './pickers';

/** Pickers of what servers list as a whole. */

/** Where the things of a kind are listed, and what one of them is called. */
export interface WholeList {
	noun: string;
	/** @throws NodeApiError; NodeOperationError where a field above names nothing yet */
	rows: (client: Client) => Promise<IDataObject[]>;
	name: (row: IDataObject) => unknown;
	/** Default: Mattermost's own IDs. */
	isId?: (value: string) => boolean;
}

/** The `listSearch` method of a list. */
export const wholeSearch = ({ noun, rows, name }: WholeList) =>
	async function (this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
		const found = await rows(editorClient(this, mattermost, noun));
		const wanted = filter.toLowerCase();
		return {
			results: found
				.filter((row) => typeof row.id === 'string')
				.map((row) => ({ name: String(name(row) || row.id), value: String(row.id) }))
				.filter((entry) => entry.name.toLowerCase().includes(wanted)),
		};
	};

/** The picker of a list. @param search name of its `listSearch` method */
export const wholePicker = (search: string, list: WholeList): Picker => ({
	noun: list.noun,
	search,
	example: '8r1tyurmxjdwxccnc5trxmp9aa',
	isId: list.isId ?? isId,
	resolve: async (client, _mode, value, label) => {
		const candidates = (await list.rows(client))
			.filter((row) => typeof row.id === 'string' && sameName(list.name(row), value))
			.map((row) => ({ id: String(row.id), shown: String(row.id) }));
		return onlyOne(client, label, list.noun, value, candidates, 'Enter the name or the ID');
	},
});

/**
 * The channel that a field of the node names, for what is listed below a channel.
 * @throws NodeOperationError if it names none
 */
export async function channelIn(client: Client, parameter: string): Promise<string> {
	const channel_id = await located(client, channel, client.param(parameter));
	if (channel_id) return channel_id;
	throw client.refuse('Channel', 'is empty', 'Pick the channel first');
}

/**
 * Scheduled messages of the account in a team.
 * @param direct whether those to people and groups, which belong to no team, come with them
 * @throws NodeApiError
 */
export async function scheduledIn(
	client: Client,
	team_id: IDataObject[string],
	direct: boolean,
): Promise<IDataObject[]> {
	const byTeam = await client.request<IDataObject | null>('GET /posts/scheduled/team/{team_id}', {
		path: { team_id },
		query: direct ? { includeDirectChannels: true } : {},
	});
	return Object.values(byTeam ?? {}).flatMap(objectsIn);
}

/** Scheduled messages of the account in all its teams. @throws NodeApiError */
export async function allScheduled(client: Client): Promise<IDataObject[]> {
	const teams = objectsIn(await client.request<unknown>('GET /users/me/teams'));
	const lists = await Promise.all(
		teams.map(async ({ id }, index) => await scheduledIn(client, id, index === 0)),
	);
	return lists.flat();
}

/** Characters of a message that tell it from others. */
const MOST_CHARACTERS = 60;

const LISTS = {
	searchAgents: {
		noun: 'Agent',
		rows: async (client) => objectsIn(own(await client.request('GET /agents'), 'agents')),
		name: ({ displayName, username }) => displayName || username,
		isId: () => true,
	},
	searchBookmarks: {
		noun: 'Bookmark',
		rows: async (client) => {
			const path = { channel_id: await channelIn(client, 'channelBookmarkChannelId') };
			return objectsIn(await client.request('GET /channels/{channel_id}/bookmarks', { path }));
		},
		name: ({ display_name }) => display_name,
	},
	searchScheduled: {
		noun: 'Scheduled Message',
		rows: allScheduled,
		name: ({ message }) => [...String(message ?? '')].slice(0, MOST_CHARACTERS).join(''),
	},
} satisfies Record<string, WholeList>;

export const agent = wholePicker('searchAgents', LISTS.searchAgents);
export const bookmark = wholePicker('searchBookmarks', LISTS.searchBookmarks);
export const scheduledMessage = wholePicker('searchScheduled', LISTS.searchScheduled);

/** `listSearch` methods of these pickers. */
export const wholeListSearch = {
	searchAgents: wholeSearch(LISTS.searchAgents),
	searchBookmarks: wholeSearch(LISTS.searchBookmarks),
	searchScheduled: wholeSearch(LISTS.searchScheduled),
};

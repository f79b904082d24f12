import type { IDataObject } from 'n8n-workflow';
import type { Call } from '../shared/call';
import type { Source } from './deliveries';
import { objectsIn } from '../shared/util/guards';

/** What is registered in Mattermost for a node, and how it is found again. */
export interface Registered {
	id: string;
	/** What deliveries prove themselves with. */
	token: string;
}

/** How a kind of hook is kept in Mattermost. */
export interface Registry {
	/** The registration of that URL; undefined if there is none. @throws NodeApiError */
	find(call: Call, teamId: string, url: string): Promise<(Registered & IDataObject) | undefined>;
	/** @throws NodeApiError */
	create(call: Call, settings: IDataObject, url: string): Promise<Registered>;
	/** Removes it; fine if it has gone. @throws NodeApiError */
	remove(call: Call, id: string): Promise<void>;
	/** Whether the registration still is what the node wants. */
	fits(found: IDataObject, settings: IDataObject): boolean;
}

const PAGE = 200;

/** Waits for a removal; that somebody else did it by hand is fine. */
const gone = async (removal: Promise<unknown>): Promise<void> => {
	await removal.catch((error: { httpCode?: string }) =>
		error.httpCode === '404' ? undefined : Promise.reject(error as unknown as Error),
	);
};

/** Servers give null for empty lists. */
const plain = (value: unknown) =>
	JSON.stringify(Array.isArray(value) && value.length === 0 ? '' : (value ?? ''));

const equal = (found: IDataObject, wanted: IDataObject) =>
	Object.entries(wanted).every(([name, value]) => plain(found[name]) === plain(value));

const registeredIn = (rows: unknown) => objectsIn(rows) as Array<Registered & IDataObject>;

const DESCRIPTION = 'Made by an n8n workflow, which removes it when it is deactivated';

const commandBody = (settings: IDataObject): IDataObject => ({
	team_id: settings.teamId,
	trigger: String(settings.trigger).replace(/^\//, '').toLowerCase(),
	method: 'P',
	auto_complete: settings.autoComplete !== false,
	auto_complete_desc: settings.autoCompleteDescription ?? '',
	auto_complete_hint: settings.autoCompleteHint ?? '',
	username: settings.username ?? '',
	icon_url: settings.iconUrl ?? '',
});

const commands: Registry = {
	async find(call, teamId, url) {
		const rows = await call.request<unknown>('GET /commands', {
			query: { team_id: teamId, custom_only: true },
		});
		return registeredIn(rows).find((row) => row.url === url && !row.delete_at);
	},
	create: async (call, settings, url) =>
		await call.request<Registered>('POST /commands', {
			body: { ...commandBody(settings), url, display_name: 'n8n', description: DESCRIPTION },
		}),
	remove: async (call, id) =>
		await gone(call.request('DELETE /commands/{command_id}', { path: { command_id: id } })),
	fits: (found, settings) => equal(found, commandBody(settings)),
};

const outgoingBody = (settings: IDataObject): IDataObject => ({
	team_id: settings.teamId,
	channel_id: settings.channelId ?? '',
	trigger_words: settings.triggerWords,
	trigger_when: settings.triggerWhen === 'startsWith' ? 1 : 0,
	content_type: 'application/json',
});

const outgoing: Registry = {
	async find(call, teamId, url) {
		for (let page = 0; ; page++) {
			const rows = registeredIn(
				await call.request<unknown>('GET /hooks/outgoing', {
					query: { team_id: teamId, page, per_page: PAGE },
				}),
			);
			const found = rows.find(
				(row) => Array.isArray(row.callback_urls) && (row.callback_urls as string[]).includes(url),
			);
			if (found || rows.length < PAGE) return found;
		}
	},
	create: async (call, settings, url) =>
		await call.request<Registered>('POST /hooks/outgoing', {
			body: {
				...outgoingBody(settings),
				callback_urls: [url],
				display_name: 'n8n',
				description: DESCRIPTION,
			},
		}),
	remove: async (call, id) =>
		await gone(call.request('DELETE /hooks/outgoing/{hook_id}', { path: { hook_id: id } })),
	fits: (found, settings) => equal(found, outgoingBody(settings)),
};

/** Buttons and menus need none: their messages hold the URL. */
export const registries: Partial<Record<Source, Registry>> = { command: commands, outgoing };

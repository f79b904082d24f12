import { NodeOperationError, type IDataObject, type NodeApiError } from 'n8n-workflow';
import type { Client } from '../shared/http/client';
import type { Registration } from '../shared/triggers/lifecycle';
import { isSameUrl } from '../shared/triggers/webhookUrl';
import { isObject, objectsIn } from '../shared/util/guards';
import type { Source } from './deliveries';

/** What is registered in Mattermost for a node, and how it is found again. */
export interface Registered {
	id: string;
	/** What deliveries prove themselves with. */
	token: string;
}

/** As Mattermost lists it. */
export type Row = Registered & IDataObject;

/** How a kind of hook is kept in Mattermost. */
export interface Registry {
	/** All of the team that the account may see. @throws NodeApiError */
	list(client: Client, teamId: string): Promise<Row[]>;
	/** @throws NodeApiError */
	read(client: Client, id: string): Promise<Row>;
	/** Everything that a new one says. */
	whole(settings: IDataObject, url: string): IDataObject;
	/** @throws NodeApiError */
	create(client: Client, settings: IDataObject, url: string): Promise<Registered>;
	/** Changes it to what is wanted; the token stays. @throws NodeApiError */
	update(client: Client, found: Row, settings: IDataObject, url: string): Promise<Registered>;
	/** Removes it; fine if it has gone. @throws NodeApiError */
	remove(client: Client, id: string): Promise<void>;
	/** Whether it reports to this URL and to no other. */
	isAt(found: IDataObject, url: string): boolean;
	/** Whether the registration still is what the node wants. */
	fits(found: IDataObject, settings: IDataObject): boolean;
}

const PAGE = 200;
/** Pages of outgoing webhooks that are looked through. */
const MOST_PAGES = 50;

const rowsOf = (answer: unknown): Row[] =>
	objectsIn(answer).filter((row): row is Row => !row.delete_at);

const statusOf = (error: unknown): unknown => (error as { httpCode?: unknown }).httpCode;

/** Waits for a removal; that somebody else did it by hand is fine. */
const gone = async (removal: Promise<unknown>): Promise<void> => {
	await removal.catch((error: unknown) =>
		statusOf(error) === '404' ? undefined : Promise.reject(error as Error),
	);
};

const plain = (value: unknown) =>
	JSON.stringify(Array.isArray(value) && value.length === 0 ? '' : (value ?? ''));

const equal = (found: IDataObject, wanted: IDataObject) =>
	Object.entries(wanted).every(([name, value]) => plain(found[name]) === plain(value));

const OURS = {
	display_name: 'n8n',
	description: 'Created by an n8n workflow, which removes it when it is deactivated',
};

const commandBody = (settings: IDataObject): IDataObject => ({
	team_id: settings.teamId,
	trigger: String(settings.trigger).replace(/^\//, '').toLowerCase(),
	method: 'P',
	auto_complete: settings.autoComplete,
	auto_complete_desc: settings.autoCompleteDescription ?? '',
	auto_complete_hint: settings.autoCompleteHint ?? '',
	username: settings.username ?? '',
	icon_url: settings.iconUrl ?? '',
});

const commands: Registry = {
	list: async (client, teamId) =>
		rowsOf(
			await client.request<unknown>('GET /commands', {
				query: { team_id: teamId, custom_only: true },
			}),
		),
	read: async (client, id) =>
		await client.request<Row>('GET /commands/{command_id}', { path: { command_id: id } }),
	whole: (settings, url) => ({ ...commandBody(settings), url, ...OURS }),
	create: async (client, settings, url) =>
		await client.request<Registered>('POST /commands', { body: commands.whole(settings, url) }),
	update: async (client, found, settings, url) =>
		await client.request<Registered>('PUT /commands/{command_id}', {
			path: { command_id: found.id },
			body: { ...found, ...commandBody(settings), url },
		}),
	remove: async (client, id) =>
		await gone(client.request('DELETE /commands/{command_id}', { path: { command_id: id } })),
	isAt: (found, url) => isSameUrl(found.url, url),
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
	async list(client, teamId) {
		const found: Row[] = [];
		for (let page = 0; page < MOST_PAGES; page++) {
			const rows = await client.request<unknown>('GET /hooks/outgoing', {
				query: { team_id: teamId, page, per_page: PAGE },
			});
			found.push(...rowsOf(rows));
			if (!Array.isArray(rows) || rows.length < PAGE) break;
		}
		return found;
	},
	read: async (client, id) =>
		await client.request<Row>('GET /hooks/outgoing/{hook_id}', { path: { hook_id: id } }),
	whole: (settings, url) => ({ ...outgoingBody(settings), callback_urls: [url], ...OURS }),
	create: async (client, settings, url) =>
		await client.request<Registered>('POST /hooks/outgoing', {
			body: outgoing.whole(settings, url),
		}),
	// The server takes the token from the body too, so all that was read is sent again.
	update: async (client, found, settings, url) =>
		await client.request<Registered>('PUT /hooks/outgoing/{hook_id}', {
			path: { hook_id: found.id },
			body: { ...found, ...outgoingBody(settings), callback_urls: [url] },
		}),
	remove: async (client, id) =>
		await gone(client.request('DELETE /hooks/outgoing/{hook_id}', { path: { hook_id: id } })),
	isAt: ({ callback_urls: urls }, url) =>
		Array.isArray(urls) &&
		urls.length > 0 &&
		(urls as unknown[]).every((one) => isSameUrl(one, url)),
	fits: (found, settings) => equal(found, outgoingBody(settings)),
};

/** Undefined where the account may not look: whether something is there is then unknown. */
async function ifAllowed<T>(reading: Promise<T>): Promise<T | undefined> {
	return await reading.catch((error: unknown) =>
		statusOf(error) === '403' ? undefined : Promise.reject(error as Error),
	);
}

/** What was kept of an earlier registration of this node. */
export interface Kept extends Partial<Registered> {
	/** The settings that it was registered with. */
	settings?: IDataObject;
	/** The address that it was registered with. */
	url?: string;
}

/**
 * The registrations of this node: what it kept first, then those at its address. An account may have the
 * right to make a command and yet not to list or read commands; then what was kept is taken as it is.
 * @throws NodeApiError
 */
async function ownRows(
	client: Client,
	registry: Registry,
	{ settings: { teamId }, url }: Wanted,
	kept: Kept,
): Promise<Row[]> {
	const { id, token, settings = {} } = kept;
	const rows = await ifAllowed(registry.list(client, String(teamId)));
	const there = rows?.filter((row) => row.id === id || registry.isAt(row, url)) ?? [];
	if (id && token && !there.some((row) => row.id === id)) {
		// It may be in another team, or not be listed for this account.
		const found = await ifAllowed(
			registry.read(client, id).catch((error: unknown) => {
				// Servers say that too of what the account may not see.
				if (statusOf(error) === '404') return rows ? null : undefined;
				throw error;
			}),
		);
		if (isObject(found) && !found.delete_at) there.push(found as Row);
		if (found === undefined && settings.teamId === teamId) {
			there.push({ ...registry.whole(settings, kept.url ?? ''), id, token });
		}
	}
	return there.sort((a, b) => Number(b.id === id) - Number(a.id === id));
}

/** What a node wants to be registered. */
export interface Wanted {
	settings: IDataObject;
	url: string;
}

const idsOf = ({ id, token }: Registered): Registered => ({ id, token });

/** The node's registration if it is as wanted and the only one. @throws NodeApiError */
async function findRight(
	client: Client,
	registry: Registry,
	wanted: Wanted,
	kept: Kept,
): Promise<Registered | undefined> {
	const [first, ...others] = await ownRows(client, registry, wanted, kept);
	const isRight =
		first &&
		others.length === 0 &&
		registry.isAt(first, wanted.url) &&
		registry.fits(first, wanted.settings);
	return isRight ? idsOf(first) : undefined;
}

/**
 * Moves the node's registration to the present address and settings, and removes others that stand at
 * its address, such as those of a start that was interrupted. Makes one where there is none.
 * @throws NodeApiError
 */
async function register(
	client: Client,
	registry: Registry,
	wanted: Wanted,
	kept: Kept,
): Promise<Registered> {
	const { settings, url } = wanted;
	const [first, ...others] = await ownRows(client, registry, wanted, kept);
	for (const { id } of others) await registry.remove(client, id);
	if (first && first.team_id !== settings.teamId) {
		await registry.remove(client, first.id);
	} else if (first) {
		if (registry.isAt(first, url) && registry.fits(first, settings)) return idsOf(first);
		const isThere = await registry.update(client, first, settings, url).then(
			() => true,
			(error: unknown) => (statusOf(error) === '404' ? false : Promise.reject(error as Error)),
		);
		if (isThere) return idsOf(first);
	}
	return idsOf(await registry.create(client, settings, url));
}

/** Removes what stands for this node; what the account may not list is known by what was kept. */
async function removeAll(
	client: Client,
	registry: Registry,
	{ url, settings }: Wanted,
	kept: Kept,
): Promise<void> {
	if (kept.id) await registry.remove(client, kept.id);
	const teamId = String(settings.teamId ?? '');
	if (teamId === '') return;
	const rows = await ifAllowed(registry.list(client, teamId));
	for (const row of rows ?? []) {
		if (row.id !== kept.id && registry.isAt(row, url)) await registry.remove(client, row.id);
	}
}

/** @param advice what may be the matter when Mattermost refuses */
const registrationIn = (registry: Registry, advice: string): Registration<Wanted, Kept> => ({
	thing: async (_client, { url }) => `mattermost webhook ${url}`,
	async find(client, wanted, kept) {
		const found = await findRight(client, registry, wanted, kept);
		return found && { ...found, settings: wanted.settings };
	},
	async create(client, wanted, kept) {
		try {
			const made = await register(client, registry, wanted, kept);
			return { ...made, settings: wanted.settings };
		} catch (cause) {
			const { message, description } = cause as NodeApiError;
			throw new NodeOperationError(client.host.node, message, {
				description: [description, advice].filter(Boolean).join(' '),
			});
		}
	},
	remove: async (client, wanted, kept) => await removeAll(client, registry, wanted, kept),
});

/** Buttons and menus need none: their messages hold the URL. */
export const registrations: Partial<Record<Source, Registration<Wanted, Kept>>> = {
	command: registrationIn(
		commands,
		'A command word can be used only once per team: deactivate the workflow that uses it, or choose another. While a published workflow uses it, its test in the editor needs another word. The account needs the permission to manage slash commands.',
	),
	outgoing: registrationIn(
		outgoing,
		'The account needs the permission to manage outgoing webhooks, and the channel must be public.',
	),
};

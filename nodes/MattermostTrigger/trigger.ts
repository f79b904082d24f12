import {
	NodeOperationError,
	type IDataObject,
	type IRun,
	type ITriggerFunctions,
	type ITriggerResponse,
	type NodeApiError,
} from 'n8n-workflow';
import { mattermost } from '../services/mattermost/service';
import { sessions } from '../services/mattermost/session';
import type { Client } from '../shared/http/client';
import { triggerClient } from '../shared/triggers/context';
import type { StoredCursor } from '../shared/triggers/delivered';
import {
	listenLive,
	realWorld,
	socketClass,
	type TriggerEnvironment,
} from '../shared/triggers/live';
import { hostState } from '../shared/http/hostState';
import { tokensOf } from '../shared/http/oauth2';
import { withFiles, type FileParts } from './attachedFiles';
import { diagnose } from './diagnose';
import { Listener } from './listener';
import { selfOf } from './mentions';
import { listChannels, newestPostAt, Reads } from './reads';
import { fingerprint, readSettings } from './settings';
import { Signs, type End } from './signs';
import type { StreamEvent } from './parse';
import { Stream } from './stream';

/** Connects n8n's context with Mattermost's event stream. */

/** What all triggers of an account share. */
interface Shared {
	reads: Reads;
	/** How far the server's clock is ahead of this machine's, in ms. */
	offset: number;
	/** Has what came while there was no session read by REST. */
	sessionEnded(): void;
}

/** The token that the credential holds now. @param client a fresh one: a client keeps what it has read */
async function tokenOf(client: Client): Promise<string> {
	const { type, credentials } = await client.access();
	if (type === sessions.type) return sessions.token(credentials) ?? '';
	return String(tokensOf(credentials).access_token ?? credentials.accessToken ?? '').trim();
}

/** The event stream's address: the server's WebsocketURL if its configuration has one. */
async function streamUrl(client: Client, site: string): Promise<URL> {
	const own = new URL(`${site.replace(/^http/, 'ws')}/api/v4/websocket`);
	let configured: unknown;
	try {
		const config = await client.request('GET /config/client', { query: { format: 'old' } });
		configured = config?.WebsocketURL;
	} catch {
		return own;
	}
	if (typeof configured !== 'string' || configured.trim() === '') return own;
	try {
		const url = new URL(`${configured.trim().replace(/\/+$/, '')}/api/v4/websocket`);
		// The token goes there: never in the clear where the site is not.
		return url.protocol === 'wss:' || (url.protocol === 'ws:' && own.protocol === 'ws:')
			? url
			: own;
	} catch {
		return own;
	}
}

/** Larger files of a message are not downloaded, in bytes. */
const LARGEST_FILE = 50 * 1024 * 1024;

/** How an execution ended; a cancelled one has done nothing wrong, and nothing. */
function endOf(run: IRun | undefined): End {
	if (run === undefined || run.status === 'waiting') return 'waiting';
	return run.status === 'success' ? 'done' : 'failed';
}

/** The cursor after everything that was posted until now. */
async function presentCursor(client: Client, site: string): Promise<StoredCursor> {
	const { channels } = await listChannels(client);
	const present = Date.now() + hostState(site).aheadMs;
	// A post that is dated ahead must not hide those that come before its time. Only changes go by a
	// clock: it may be that of a proxy.
	return { since: newestPostAt(channels, present) + 1, seen: {}, changesSince: present };
}

/**
 * Connects to the event stream and starts the workflow for what passes the filters.
 * @param world sockets, clock and random numbers; tests pass their own
 * @throws NodeOperationError, NodeApiError if the settings, the token or the connection do not work
 */
export async function listen(
	context: ITriggerFunctions,
	world: TriggerEnvironment = realWorld(),
): Promise<ITriggerResponse> {
	const Socket = socketClass(context, world, 'Mattermost Webhook Trigger');
	const newClient = () => triggerClient(context, mattermost, 'Listen');
	const first = newClient();
	const settings = await readSettings(context, first);
	const self = selfOf(await first.request('GET /users/me'));
	const { roots, credentials } = await first.access();
	const url = await streamUrl(newClient(), roots.site);
	// These requests may have refreshed it.
	let token = await tokenOf(newClient());
	const account = `${roots.site} ${self.id}`;
	let sessionEnded = () => {};
	const files = (): FileParts => ({
		client: newClient(),
		keepFile: async (data, ...facts) =>
			await context.helpers.prepareBinaryData(data as never, ...facts),
		largest: LARGEST_FILE,
	});
	const manual = context.getMode() === 'manual';
	const signs = Signs.wanted(settings.signs)
		? new Signs({
				...settings.signs,
				client: newClient,
				me: self.id,
				memory: manual ? {} : context.getWorkflowStaticData('node'),
				sleep: world.sleep,
				report: (what) => context.logger.debug(`Mattermost Trigger: ${what}`),
			})
		: undefined;
	if (!manual) void signs?.cleanUp();
	const isMessage = ({ event }: IDataObject) => event === 'posted';
	return await listenLive<StreamEvent, Shared>(context, world, Socket, 'Mattermost Trigger', {
		settings,
		print: fingerprint(settings, account),
		streamKey: `${url.href} ${account}`,
		headers: () => ({ Authorization: `Bearer ${token}` }),
		make: (environment, handlers) => {
			const shared: Shared = {
				reads: new Reads(world.now),
				offset: 0,
				sessionEnded: () => stream.forget(),
			};
			const stream = new Stream(url.href, environment, {
				...handlers,
				serverTime: (ms) => {
					shared.offset = ms - Date.now();
				},
			});
			return { stream, shared };
		},
		...(settings.files ? { data: async (item) => await withFiles(item, files()) } : {}),
		...(signs
			? {
					work: {
						begin: (item) => {
							if (isMessage(item)) signs.begin(item);
						},
						end: (item, run) => {
							if (isMessage(item)) void signs.end(item, endOf(run));
						},
						stop: () => signs.stop(),
					},
				}
			: {}),
		present: async () => await presentCursor(first, roots.site),
		clockOffset: ({ offset }) => offset,
		isFatal: async () => {
			try {
				await newClient().request('GET /users/me');
				const renewed = await tokenOf(newClient());
				if (renewed !== token) sessionEnded();
				token = renewed;
			} catch (error) {
				if ((error as NodeApiError).httpCode === '401') return error as Error;
			}
			return undefined;
		},
		listener: ({ shared, ...host }) => {
			sessionEnded = () => shared.sessionEnded();
			return new Listener({
				...host,
				reads: shared.reads,
				filter: settings.filter,
				self,
				client: newClient,
				// One client asks the server for its version once.
				isAtLeast: async (version) => await first.serverIsAtLeast(version).catch(() => true),
			});
		},
		notAccepted: async (problem) =>
			new NodeOperationError(
				context.getNode(),
				`Mattermost did not accept the connection to its event stream${problem ? ` (${problem})` : ''}`,
				{ description: await diagnose(newClient(), url, credentials.ignoreSSLIssues === true) },
			),
	});
}

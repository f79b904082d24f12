import {
	NodeOperationError,
	sleep,
	type IDataObject,
	type IRun,
	type ITriggerFunctions,
	type ITriggerResponse,
	type NodeApiError,
} from 'n8n-workflow';
import { mattermost } from '../services/mattermost/service';
import type { Client } from '../shared/http/client';
import { triggerClient } from '../shared/triggers/context';
import { emitOnce } from '../shared/triggers/emitWithRestart';
import { hostState } from '../shared/http/hostState';
import { tokensOf } from '../shared/http/oauth2';
import { ExecutionQueue } from '../shared/triggers/executionQueue';
import { withFiles, type FileParts } from './attachedFiles';
import { Delivered, type StoredCursor } from './delivered';
import { diagnose } from './diagnose';
import { Inbox } from './inbox';
import { Listener, type Delivery } from './listener';
import { selfOf } from './mentions';
import { Progress, progressOf, type Source } from './progress';
import { listChannels, newestPostAt } from './reads';
import { fingerprint, readSettings } from './settings';
import { Signs, type End } from './signs';
import { joinStream } from './sharedStream';
import type { SocketLike, Environment } from './stream';

/** Connects n8n's context with the event stream. */

type SocketClass = new (url: string, options: { headers: Record<string, string> }) => SocketLike;

/** Node.js has it since 22; its second argument is Node's own, not the browsers'. */
declare const WebSocket: SocketClass | undefined;

/** The trigger's environment. Times in ms. */
export interface TriggerEnvironment extends Omit<Environment, 'open' | 'crowd'> {
	Socket?: SocketClass;
}

const realWorld = (): TriggerEnvironment => ({
	Socket: typeof WebSocket === 'undefined' ? undefined : WebSocket,
	sleep,
	now: Date.now,
	random: Math.random,
});

/** Longest wait for the server to accept the connection when the workflow is activated, in ms. */
const ACCEPT_MS = 25_000;
/** Refusals at activation before it fails; the server may just be starting. */
const MOST_REFUSALS = 3;

/** The token that the credential holds now. @param client a fresh one: a client keeps what it has read */
async function tokenOf(client: Client): Promise<string> {
	const { credentials } = await client.access();
	return String(tokensOf(credentials).access_token ?? credentials.accessToken ?? '').trim();
}

/** Larger files of a message are not downloaded, in bytes. */
const LARGEST_FILE = 50 * 1024 * 1024;

/** How an execution ended; a cancelled one has done nothing wrong, and nothing. */
function endOf(run: IRun | undefined): End {
	if (run === undefined || run.status === 'waiting') return 'waiting';
	return run.status === 'success' ? 'done' : 'failed';
}

type ExecutionEnd = Parameters<ITriggerFunctions['emit']>[2];

/** n8n nodes whose stream ended by itself: they go on where they were, whoever starts them again. */
const interrupted = new Set<string>();

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

/**
 * Whether it begins now: on activation, and with other filters, another account or other events.
 * Everything else goes on: restarts of n8n, another n8n process taking over, a changed workflow, a new
 * try after a failure.
 */
function beginsNow(context: ITriggerFunctions, id: string): boolean {
	const goesOn = interrupted.delete(id);
	return (
		context.getMode() === 'manual' ||
		(['activate', 'create', 'manual'].includes(context.getActivationMode()) && !goesOn)
	);
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
	const { Socket } = world;
	if (!Socket) {
		throw new NodeOperationError(
			context.getNode(),
			'This trigger needs Node.js 22 or newer: older ones have no WebSocket',
			{ description: 'Run n8n on a newer Node.js, or use the Mattermost Webhook Trigger' },
		);
	}
	const manual = context.getMode() === 'manual';
	const newClient = () => triggerClient(context, mattermost, 'Listen');
	const first = newClient();
	const settings = await readSettings(context, first);
	const self = selfOf(await first.request('GET /users/me'));
	const { roots, credentials } = await first.access();
	const url = await streamUrl(newClient(), roots.site);
	// These requests may have refreshed it.
	let token = await tokenOf(newClient());
	const id = `${context.getWorkflow().id}/${context.getNode().id}`;
	const name = context.getNode().name;
	const account = `${roots.site} ${self.id}`;
	const print = fingerprint(settings, account);
	let offset = () => 0;
	const serverNow = () => Date.now() + offset();
	const kept = () => progressOf(id, context.getWorkflowStaticData('node'), print);
	const present =
		beginsNow(context, id) || !kept() ? await presentCursor(first, roots.site) : undefined;
	// Until the progress has begun nothing may be awaited: it would miss what is given back meanwhile.
	const delivered = new Delivered(present ?? kept()!, serverNow);
	let inbox: Inbox | undefined;
	let stopped = false;
	const progress = new Progress({
		id,
		memory: manual ? {} : context.getWorkflowStaticData('node'),
		settings: print,
		delivered,
		now: world.now,
		readAgain: () => inbox?.put('gap'),
	});
	const catchUp = settings.catchUp && !manual;
	// Until the first catch-up is done, posts older than those that are remembered may be missing.
	delivered.freeze(catchUp);
	// n8n saves it once the workflow is active.
	if (!manual) progress.begin();

	const warn = (message: string) =>
		context.logger.warn(`Mattermost Trigger "${name}": ${message}`, {
			workflowId: context.getWorkflow().id,
		});
	const queue = new ExecutionQueue({ sleep: world.sleep, most: settings.mostExecutions, warn });
	const start = `${Date.now().toString(36)}${Math.floor(Math.random() * 1e9).toString(36)}`;
	let emitted = 0;

	const files = (): FileParts => ({
		client: newClient(),
		keepFile: async (...file) => await context.helpers.prepareBinaryData(...file),
		largest: LARGEST_FILE,
	});
	const signs = Signs.wanted(settings.signs)
		? new Signs({
				...settings.signs,
				client: newClient,
				me: self.id,
				memory: manual ? {} : context.getWorkflowStaticData('node'),
				sleep: world.sleep,
				report: (what) => context.logger.debug(`Mattermost Trigger "${name}": ${what}`),
			})
		: undefined;
	if (!manual) void signs?.cleanUp();

	const hold = ({ id: source, at, channelId }: Source) => delivered.hold(source, at, channelId);
	const deliver = async (item: IDataObject, what: Delivery): Promise<boolean> => {
		const { source, again, handled } = what;
		const data = [[settings.files ? await withFiles(item, files()) : { json: item }]];
		const isMessage = item.event === 'posted';
		emitted++;
		// n8n starts nothing twice under the same key, so an event that it may have taken can be emitted
		// again. What an earlier run left unfinished is meant to start twice.
		const own = what.key ?? `${String(item.event)}/${start}/${emitted}`;
		const key = `${id}/${own}${again && settings.restartInterrupted ? `/${start}` : ''}`;
		let held = false;
		return await queue.add({
			starts: () => {
				handled?.();
				if (source && settings.restartInterrupted) hold(source);
				if (isMessage) signs?.begin(item);
				progress.save();
			},
			emit: async (restart) => {
				if (source && held && !settings.restartInterrupted) {
					// What n8n saves when it takes the event now must say that it has it.
					held = false;
					delivered.settle(source.id);
					progress.save();
				}
				return await emitOnce(
					data,
					{
						newPromise: context.helpers.createDeferredPromise,
						ran: (run) => {
							if (isMessage) void signs?.end(item, endOf(run));
						},
						emit: (rows, done) =>
							context.emit(
								rows,
								undefined,
								done as ExecutionEnd,
								restart ? `${key}/${restart}` : key,
							),
					},
					restart,
				);
			},
			refused: () => {
				if (!source) return;
				held = true;
				hold(source);
				if (stopped && !manual) progress.giveBack(source);
			},
			ended: () => {
				if (!source) return;
				delivered.settle(source.id);
				progress.saveSometimes();
			},
		});
	};

	let groupsNotify: Promise<boolean> | undefined;
	let reads: ReturnType<typeof joinStream>['reads'] | undefined;
	let listener: Listener | undefined;
	let subscription: ReturnType<typeof joinStream> | undefined;
	let problem = '';
	let refusals = 0;
	let refusedTooOften!: () => void;
	const refused = new Promise<void>((resolve) => (refusedTooOften = resolve));

	const isFatal = async (): Promise<Error | undefined> => {
		if (++refusals >= MOST_REFUSALS) refusedTooOften();
		try {
			await newClient().request('GET /users/me');
			token = await tokenOf(newClient());
		} catch (error) {
			if ((error as NodeApiError).httpCode === '401') return error as Error;
		}
		return undefined;
	};
	const stop = () => {
		if (stopped) return;
		stopped = true;
		signs?.stop();
		listener?.close();
		inbox?.close();
		queue.close();
		subscription?.close();
		if (!manual) progress.stop();
	};
	const failed = (error: Error) => {
		stop();
		interrupted.add(id);
		context.emitError(error);
	};
	const report = (what: string) => {
		problem = what || problem;
		context.logger.debug(`Mattermost Trigger "${name}": ${what}`);
	};

	const connect = async () => {
		const waiting: Array<Parameters<Inbox['put']>[0]> = [];
		subscription = joinStream(account, url.href, world, {
			open: (address) => new Socket(address, { headers: { Authorization: `Bearer ${token}` } }),
			entry: (entry) => (inbox ? inbox.put(entry) : waiting.push(entry)),
			isFatal,
			failed,
			report,
		});
		({ reads } = subscription);
		offset = subscription.clockOffset;
		const made = new Listener({
			filter: settings.filter,
			self,
			delivered,
			reads,
			client: newClient,
			deliver,
			warn,
			sleep: world.sleep,
			now: world.now,
			serverNow,
			groupsNotify: async () =>
				await (groupsNotify ??= newClient()
					.serverIsAtLeast('9.1')
					.catch(() => true)),
		});
		listener = made;
		inbox = new Inbox(world, {
			accepts: (event) => made.accepts(event),
			reach: (at) => {
				made.reach(at);
				progress.saveSometimes();
			},
			event: async (event) => {
				await made.event(event);
				progress.saveSometimes();
			},
			catchUp: async () => {
				const all = !catchUp || (await made.catchUp());
				progress.save();
				return all;
			},
			catchUpRest: async () => {
				const all = await made.catchUpRest();
				progress.save();
				return all;
			},
			isFatal: async () => {
				const error = await isFatal();
				if (error) failed(error);
				return error !== undefined;
			},
			report,
		});
		for (const entry of waiting) inbox.put(entry);

		const notAccepted = async () =>
			new NodeOperationError(
				context.getNode(),
				`Mattermost did not accept the connection to its event stream${problem ? ` (${problem})` : ''}`,
				{ description: await diagnose(newClient(), url, credentials.ignoreSSLIssues === true) },
			);
		let accepted = false;
		const problemOrNot = await Promise.race([
			subscription.ready.then(
				() => {
					accepted = true;
					return undefined;
				},
				(error: Error) => error,
			),
			Promise.race([refused, world.sleep(ACCEPT_MS)]).then(async () =>
				accepted ? undefined : await notAccepted(),
			),
		]);
		if (!problemOrNot) return;
		stop();
		throw problemOrNot;
	};
	const closeFunction = async () => stop();
	// In the editor n8n takes events only after this function has returned.
	if (manual) return { closeFunction, manualTriggerFunction: connect };
	await connect();
	return { closeFunction };
}

import {
	NodeOperationError,
	sleep,
	type IDataObject,
	type ITriggerFunctions,
	type ITriggerResponse,
	type NodeApiError,
} from 'n8n-workflow';
import { mattermost } from '../Mattermost/service';
import type { Call } from '../shared/call';
import { handOver } from '../shared/handover';
import { hookCall } from '../shared/hooks';
import { tokensOf } from '../shared/oauth2';
import { myChannels, newestPostAt } from './catchUp';
import { Delivered, storedCursor } from './cursor';
import { selfOf } from './filter';
import { Listener } from './listener';
import { Pace } from './pace';
import { readSettings } from './settings';
import { Stream, type SocketLike } from './stream';

/** The trigger's ends: n8n's context on one side, the stream on the other. */

/** Node.js has it since 22; its second argument is Node's own, not the browsers'. */
declare const WebSocket:
	| (new (url: string, options: { headers: Record<string, string> }) => SocketLike)
	| undefined;

/** Longest wait for the server to accept the connection when the workflow is activated, in ms. */
const ACCEPT_MS = 25_000;

/** The token that the credential holds now. @param call a fresh one: a call keeps what it has read */
async function tokenOf(call: Call): Promise<string> {
	const { credentials } = await call.access();
	return String(tokensOf(credentials).access_token ?? credentials.accessToken ?? '').trim();
}

type ExecutionEnd = Parameters<ITriggerFunctions['emit']>[2];

/** n8n nodes whose stream ended by itself: they go on where they were, whoever starts them again. */
const interrupted = new Set<string>();

/**
 * The cursor to begin with. Activating a workflow begins now; everything else goes on: restarts of
 * n8n, another n8n process taking over, a changed workflow, a new try after a failure.
 */
async function cursorOf(context: ITriggerFunctions, call: Call, account: string, id: string) {
	const stored = context.getWorkflowStaticData('node');
	const fresh =
		context.getMode() === 'manual' ||
		(['activate', 'create', 'manual'].includes(context.getActivationMode()) &&
			!interrupted.has(id));
	interrupted.delete(id);
	const known = stored.account === account ? storedCursor(stored.cursor) : undefined;
	if (!fresh && known) return new Delivered(known);
	const since = newestPostAt(await myChannels(call)) + 1;
	return new Delivered({ since, seen: {} });
}

/** Why the connection was not accepted, with what to do. */
function notAccepted(context: ITriggerFunctions, site: string, problem: string, insecure: boolean) {
	const advice = [
		`Let ${site}/api/v4/websocket through: proxies in front of Mattermost must pass WebSocket upgrades`,
		...(insecure
			? ['Ignore SSL Issues does not reach WebSockets: add the authority to NODE_EXTRA_CA_CERTS']
			: []),
	].join('. ');
	return new NodeOperationError(
		context.getNode(),
		`Mattermost did not accept the connection to its event stream${problem ? ` (${problem})` : ''}`,
		{ description: advice },
	);
}

/**
 * Connects to the event stream and starts the workflow for what passes the filters.
 * @throws NodeOperationError, NodeApiError if the settings, the token or the connection are no good
 */
export async function listen(context: ITriggerFunctions): Promise<ITriggerResponse> {
	const Socket = typeof WebSocket === 'undefined' ? undefined : WebSocket;
	if (!Socket) {
		throw new NodeOperationError(
			context.getNode(),
			'This trigger needs Node.js 22 or newer: older ones have no WebSocket',
			{ description: 'Run n8n on a newer Node.js, or use the Mattermost Webhook Trigger' },
		);
	}
	const manual = context.getMode() === 'manual';
	const newCall = () => hookCall(context, mattermost, 'Listen');
	const first = newCall();
	const settings = await readSettings(context, first);
	const self = selfOf(await first.request('GET /users/me'));
	const { roots, credentials } = await first.access();
	// That request may have refreshed it.
	let token = await tokenOf(newCall());
	const id = `${context.getWorkflow().id}/${context.getNode().id}`;
	const delivered = await cursorOf(context, first, self.id, id);
	const memory = context.getWorkflowStaticData('node');
	const keep = () => {
		if (manual) return;
		memory.account = self.id;
		memory.cursor = delivered.toJSON() as unknown as IDataObject;
	};
	// n8n saves it once the workflow is active.
	keep();

	const pace = new Pace(sleep);
	let closed = false;
	const listener = new Listener({
		filter: settings.filter,
		self,
		delivered,
		call: newCall,
		deliver: async (item, key) => {
			keep();
			const ended = handOver([[{ json: item }]], {
				emit: (data, done, again) => {
					// n8n starts nothing twice under the same key.
					const start = key && `${id}/${key}${again ? `/${again}` : ''}`;
					context.emit(data, undefined, done as ExecutionEnd, start);
				},
				newPromise: context.helpers.createDeferredPromise,
				logger: context.logger,
				stopped: () => closed,
			});
			await pace.started(ended);
		},
	});

	let problem = '';
	const stream = new Stream(
		`${roots.site.replace(/^http/, 'ws')}/api/v4/websocket`,
		{
			open: (url) => new Socket(url, { headers: { Authorization: `Bearer ${token}` } }),
			sleep,
			now: Date.now,
			random: Math.random,
		},
		{
			event: async (event) => await listener.event(event),
			catchUp: async () => {
				if (settings.catchUp && !manual) await listener.catchUp();
			},
			hopeless: async () => {
				try {
					await newCall().request('GET /users/me');
					token = await tokenOf(newCall());
				} catch (error) {
					if ((error as NodeApiError).httpCode === '401') return error as Error;
				}
				return undefined;
			},
			failed: (error) => {
				interrupted.add(id);
				context.emitError(error);
			},
			report: (what) => {
				problem = what;
				context.logger.debug(`Mattermost Trigger "${context.getNode().name}": ${what}`);
			},
		},
	);

	const start = async () => {
		stream.start();
		const problemOrNot = await Promise.race([
			stream.ready.then(
				() => undefined,
				(error: Error) => error,
			),
			sleep(ACCEPT_MS).then(() =>
				notAccepted(context, roots.site, problem, credentials.ignoreSSLIssues === true),
			),
		]);
		if (!problemOrNot) return;
		stream.close();
		throw problemOrNot;
	};
	const closeFunction = async () => {
		closed = true;
		listener.close();
		stream.close();
	};
	// In the editor n8n takes events only after this function has returned.
	if (manual) return { closeFunction, manualTriggerFunction: start };
	await start();
	return { closeFunction };
}

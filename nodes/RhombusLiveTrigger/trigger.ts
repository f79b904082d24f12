import {
	NodeOperationError,
	type ITriggerFunctions,
	type ITriggerResponse,
	type NodeApiError,
} from 'n8n-workflow';
import { authenticationHeaders } from '../services/rhombus/authentication';
import { rhombus } from '../services/rhombus/service';
import type { Client } from '../shared/http/client';
import { triggerClient } from '../shared/triggers/context';
import { fingerprintOf } from '../shared/triggers/keptCursor';
import {
	listenLive,
	realWorld,
	socketClass,
	type TriggerEnvironment,
} from '../shared/triggers/live';
import { own } from '../shared/util/guards';
import type { Change } from './changes';
import { FEED } from './feedFacts';
import { FeedStream } from './feedStream';
import { KeptNames } from './keptNames';
import { Listener, presentCursor } from './listener';
import { fingerprint, readSettings } from './settings';

/** Connects n8n's context with Rhombus' change feed. */

/** Most events that are stored with the workflow; lists are read again for the window of late ones. */
const MOST_STORED = 1_000;

/** The feed's address. @param api root of the API @param headers those of a request */
export function feedUrl(api: string, headers: Record<string, string>): URL {
	const root = new URL(api);
	const known = FEED.apiHost.exec(root.hostname);
	// Anything else stands in for all of Rhombus, such as a proxy.
	const base = known ? FEED.host(known[1]!) : root.origin.replace(/^http/, 'ws');
	const url = new URL(`${base}${FEED.path}`);
	url.searchParams.set(FEED.schemeParam, headers[FEED.schemeParam]!);
	const client = headers[FEED.clientParam];
	if (client) url.searchParams.set(FEED.clientParam, client);
	return url;
}

/** @throws NodeApiError if the key is refused or the answer names no organization */
async function organizationOf(client: Client): Promise<string> {
	const answer = await client.request('POST /api/org/getOrgV2', { body: {}, idempotent: true });
	const uuid = own(own(answer, 'org'), 'uuid');
	if (typeof uuid === 'string' && uuid !== '') return uuid;
	throw client.fail({
		message: 'Rhombus did not say which organization the API key belongs to',
		advice: 'Check the API key in the Rhombus credential',
	});
}

/**
 * Connects to the change feed and starts the workflow for what passes the filters.
 * @param world sockets, clock and random numbers; tests pass their own
 * @throws NodeOperationError, NodeApiError if the settings, the key or the connection do not work
 */
export async function listen(
	context: ITriggerFunctions,
	world: TriggerEnvironment = realWorld(),
): Promise<ITriggerResponse> {
	const Socket = socketClass(context, world, 'Rhombus Event Trigger');
	const newClient = () => triggerClient(context, rhombus, 'Listen');
	const first = newClient();
	const { roots, credentials } = await first.access();
	const headers = authenticationHeaders(credentials);
	const scheme = headers[FEED.schemeParam]!;
	if (!(FEED.schemes as readonly string[]).includes(scheme)) {
		throw new NodeOperationError(
			context.getNode(),
			'Rhombus opens its change feed only to API tokens, not to keys with a certificate',
			{ description: 'Use a credential with an API Token, or Rhombus Event Trigger' },
		);
	}
	const settings = await readSettings(context, first);
	const orgUuid = await organizationOf(first);
	const url = feedUrl(roots.api, headers);
	const key = fingerprintOf(headers[FEED.keyHeader]);
	const account = `${url.href} ${orgUuid} ${key}`;
	return await listenLive<Change, KeptNames>(context, world, Socket, 'Rhombus Live Trigger', {
		settings,
		print: fingerprint(settings, `${orgUuid} ${key}`),
		streamKey: `rhombus ${account}`,
		headers: () => ({ [FEED.keyHeader]: headers[FEED.keyHeader]! }),
		make: (environment, handlers) => ({
			stream: new FeedStream(url.href, orgUuid, environment, handlers),
			shared: new KeptNames(world.now),
		}),
		present: async () =>
			context.getMode() === 'manual'
				? { since: Date.now(), seen: {} }
				: await presentCursor(first, settings, (problem) => context.logger.warn(problem)),
		memory: { trailMs: settings.lateMs, mostStored: MOST_STORED },
		isFatal: async () => {
			try {
				await organizationOf(newClient());
			} catch (error) {
				const { httpCode } = error as NodeApiError;
				if (httpCode === '401' || httpCode === '403') return error as Error;
			}
			return undefined;
		},
		listener: (host) => new Listener({ ...host, settings, client: newClient }),
		notAccepted: async (problem) =>
			new NodeOperationError(
				context.getNode(),
				`Rhombus did not accept the connection to its change feed${problem ? ` (${problem})` : ''}`,
				{
					description: `n8n must be able to reach ${url.host} by WebSocket. Node.js uses a proxy for it only if n8n is started with NODE_USE_ENV_PROXY=1. Without a way there, use Rhombus Event Trigger`,
				},
			),
	});
}

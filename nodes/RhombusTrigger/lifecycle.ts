import type { IDataObject, IHookFunctions } from 'n8n-workflow';
import { rhombus } from '../services/rhombus/service';
import type { Client } from '../shared/http/client';
import { triggerClient } from '../shared/triggers/context';

import { runExclusive } from '../shared/util/runExclusive';
import { forget, keep, keptOf, urlOf } from '../shared/triggers/registrationMemory';
import { reachOf } from '../shared/triggers/webhookUrl';
import { readProof, readDesiredRegistration, sourceOf } from './settings';
import {
	sources,
	type Kept,
	type Registered,
	type Source,
	type DesiredRegistration,
} from './sources';

/** Registering in Rhombus when the workflow is activated, and removing it when it is not. */

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const keptIn = (memory: IDataObject): Kept => ({
	id: textOf(memory.id),
	token: textOf(memory.token),
	signingSecret: textOf(memory.signingSecret),
	url: textOf(memory.url),
});

/** What was kept of this source; what another one left was removed before. */
const known = (context: IHookFunctions): Kept => {
	const kept = keptOf(context);
	return keptIn(kept.source === sourceOf(context) ? kept : {});
};

/** @throws NodeOperationError where Rhombus, a cloud, can never reach n8n */
async function checkReach(context: IHookFunctions, client: Client): Promise<void> {
	const url = urlOf(context);
	const reach = reachOf(url);
	const { roots } = await client.access();
	// Whoever enters an address of their own network as that of Rhombus does not use the cloud.
	if (reach === 'internet' || (reach && reachOf(roots.api) !== 'internet')) return;
	throw client.refuse(
		'Webhook URL',
		reach
			? `is at ${new URL(url).origin}, which Rhombus cannot reach`
			: 'is missing, so that Rhombus cannot reach n8n',
		'Set WEBHOOK_URL of n8n to its public URL, or use the Rhombus Event Trigger, which polls Rhombus and needs no public URL',
	);
}

/** Runs a step of the source when earlier ones on the same thing are done. */
async function inTurn<T>(
	context: IHookFunctions,
	client: Client,
	source: Source,
	step: (wish: DesiredRegistration) => Promise<T>,
): Promise<T> {
	const wish = await readDesiredRegistration(context, client);
	return await runExclusive(await source.thing(client, wish), async () => await step(wish));
}

const keepRegistered = (context: IHookFunctions, registered: Registered) =>
	keep(context, { ...registered, source: sourceOf(context) });

/** @throws NodeApiError, NodeOperationError */
export async function checkExists(context: IHookFunctions): Promise<boolean> {
	const client = triggerClient(context, rhombus, 'Register');
	await checkReach(context, client);
	const source = sources[sourceOf(context)];
	if (!source) {
		const { signingSecret, headerName, headerValue } = readProof(context);
		if (signingSecret === '' && (headerName === '' || headerValue === '')) {
			throw client.refuse(
				'Webhook Secret',
				'is empty, and so is the header',
				'Enter the secret that Rhombus shows for the webhook, or a header that you set there; otherwise anyone could start the workflow',
			);
		}
		return true;
	}
	return await inTurn(context, client, source, async (wish) => {
		const found = await source.find(client, wish, known(context));
		if (found) keepRegistered(context, found);
		return found !== undefined;
	});
}

/** @throws NodeApiError, NodeOperationError */
export async function create(context: IHookFunctions): Promise<boolean> {
	const client = triggerClient(context, rhombus, 'Register');
	await checkReach(context, client);
	const source = sources[sourceOf(context)];
	if (!source) return true;
	return await inTurn(context, client, source, async (wish) => {
		// Another start of this workflow may have been faster.
		const made =
			(await source.find(client, wish, known(context))) ??
			(await source.create(client, wish, known(context)));
		keepRegistered(context, made);
		return true;
	});
}

/** Removes what this node registered, and nothing else. @throws NodeApiError */
export async function remove(context: IHookFunctions): Promise<boolean> {
	const kept = keptOf(context);
	const source = sources[textOf(kept.source)];
	if (source) {
		const client = triggerClient(context, rhombus, 'Remove');
		const registered = keptIn(kept);
		const wish = { url: urlOf(context), token: '', ruleUuid: registered.id, subscription: {} };
		await runExclusive(await source.thing(client, wish), async () => {
			await source.remove(client, wish, registered);
		});
	}
	forget(context);
	return true;
}

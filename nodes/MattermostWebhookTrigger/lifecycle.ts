import { NodeOperationError, type IHookFunctions, type NodeApiError } from 'n8n-workflow';
import { mattermost } from '../services/mattermost/service';
import { leaveAddress } from '../services/mattermost/triggerAddress';
import type { Client } from '../shared/http/client';
import { triggerClient } from '../shared/triggers/context';

import { runExclusive } from '../shared/util/runExclusive';
import { forget, keep, keptOf, urlOf } from '../shared/triggers/registrationMemory';
import { reachOf } from '../shared/triggers/webhookUrl';
import {
	findRight,
	register,
	registries,
	removeAll,
	type Registered,
	type Registry,
	type Wanted,
} from './registration';
import { readRegistration, sourceOf } from './settings';

/** Registering in Mattermost when the workflow is activated, and removing it when it is not. */

/**
 * Says at activation where Mattermost cannot reach n8n. Only what the addresses show is known: a proxy
 * or a name may lead elsewhere, so a private address is no more than a warning.
 * @throws NodeOperationError where it is certain
 */
async function checkReach(context: IHookFunctions, client: Client): Promise<void> {
	const url = urlOf(context);
	const reach = reachOf(url);
	const { roots } = await client.access();
	if (reach === undefined) {
		throw client.refuse(
			'Webhook URL',
			'is missing',
			'Set WEBHOOK_URL of n8n to the URL at which Mattermost reaches n8n',
		);
	}
	const site = reachOf(roots.site);
	if (reach !== 'internet' && /\.cloud\.mattermost\.com$/i.test(new URL(roots.site).hostname)) {
		throw client.refuse(
			'Webhook URL',
			`is ${new URL(url).origin}, which Mattermost Cloud cannot reach`,
			'Set WEBHOOK_URL of n8n to its public URL',
		);
	}
	if (reach === 'internet') return;
	const where =
		reach === 'machine' && site !== 'machine'
			? 'an address of this machine alone, so Mattermost must run on it too: if it does not, set WEBHOOK_URL of n8n'
			: 'an address of a private network';
	context.logger?.warn(
		`${context.getNode().name}: the webhook URL begins with ${new URL(url).origin}, ${where}. Mattermost connects to it only if its host or network is listed in ServiceSettings.AllowedUntrustedInternalConnections`,
	);
}

/**
 * Runs a step for the present settings and keeps what it gives; one step after another for each address.
 * @returns undefined if there is no such registration
 */
async function registering(
	context: IHookFunctions,
	registry: Registry,
	step: (client: Client, registry: Registry, wanted: Wanted) => Promise<Registered | undefined>,
): Promise<Registered | undefined> {
	const client = triggerClient(context, mattermost, 'Register');
	await checkReach(context, client);
	const source = sourceOf(context);
	const settings = await readRegistration(context, client, source);
	const url = urlOf(context);
	return await runExclusive(`mattermost webhook ${url}`, async () => {
		// What another source left was removed before; its ID means nothing here.
		const { source: keptSource, ...kept } = keptOf(context);
		const wanted = { settings, url, kept: keptSource === source ? kept : {} };
		const registered = await step(client, registry, wanted);
		if (registered) keep(context, { ...registered, settings, source });
		return registered;
	});
}

/**
 * Whether Mattermost has the registration of this node, as it is wanted now.
 * @throws NodeApiError, NodeOperationError
 */
export async function checkExists(context: IHookFunctions): Promise<boolean> {
	const registry = registries[sourceOf(context)];
	if (registry) return (await registering(context, registry, findRight)) !== undefined;
	await checkReach(context, triggerClient(context, mattermost, 'Register'));
	leaveAddress(context.getWorkflowStaticData('global'), context.getNode(), urlOf(context));
	return true;
}

/** @throws NodeApiError, NodeOperationError with what to do */
export async function create(context: IHookFunctions): Promise<boolean> {
	const source = sourceOf(context);
	const registry = registries[source];
	if (!registry) return true;
	await registering(context, registry, async (...parts) => {
		try {
			return await register(...parts);
		} catch (cause) {
			const error = cause as NodeApiError;
			throw new NodeOperationError(context.getNode(), error.message, {
				description: [
					error.description,
					source === 'command'
						? 'A command word can be used only once per team: deactivate the workflow that uses it, or choose another. While a published workflow uses it, its test in the editor needs another word. The account needs the permission to manage slash commands.'
						: 'The account needs the permission to manage outgoing webhooks, and the channel must be public.',
				]
					.filter(Boolean)
					.join(' '),
			});
		}
	});
	return true;
}

/** Removes what this node registered, and nothing else. @throws NodeApiError */
export async function remove(context: IHookFunctions): Promise<boolean> {
	const kept = keptOf(context);
	const registry = registries[kept.source as keyof typeof registries];
	if (registry) {
		const url = urlOf(context);
		await runExclusive(`mattermost webhook ${url}`, async () =>
			removeAll(triggerClient(context, mattermost, 'Remove'), registry, url, kept),
		);
	}
	forget(context);
	return true;
}

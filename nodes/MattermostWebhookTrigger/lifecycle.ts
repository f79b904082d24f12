import {
	NodeOperationError,
	type IDataObject,
	type IHookFunctions,
	type NodeApiError,
} from 'n8n-workflow';
import { mattermost } from '../Mattermost/service';
import { leaveAddress } from '../services/mattermost/triggerAddress';
import { hookCall } from '../shared/hooks';
import { registries, type Registered } from './registration';
import { readRegistration, sourceOf } from './settings';

/** Registering in Mattermost when the workflow is activated, and removing it when it is not. */

const urlOf = (context: IHookFunctions): string => context.getNodeWebhookUrl('default') ?? '';

function keep(context: IHookFunctions, registered: Registered): void {
	const memory = context.getWorkflowStaticData('node');
	memory.id = registered.id;
	memory.token = registered.token;
	memory.source = sourceOf(context);
}

/**
 * Whether Mattermost has the registration for this URL, as it is wanted now. One that differs is
 * removed, so that `create` makes it anew.
 * @throws NodeApiError, NodeOperationError
 */
export async function checkExists(context: IHookFunctions): Promise<boolean> {
	const call = hookCall(context, mattermost, 'Register');
	const source = sourceOf(context);
	const registry = registries[source];
	if (!registry) {
		leaveAddress(context.getWorkflowStaticData('global'), context.getNode(), urlOf(context));
		return true;
	}
	const settings = await readRegistration(context, call, source);
	const found = await registry.find(call, String(settings.teamId), urlOf(context));
	if (!found) return false;
	if (!registry.fits(found, settings)) {
		await registry.remove(call, found.id);
		return false;
	}
	keep(context, found);
	return true;
}

/** @throws NodeApiError, NodeOperationError with what to do */
export async function create(context: IHookFunctions): Promise<boolean> {
	const call = hookCall(context, mattermost, 'Register');
	const source = sourceOf(context);
	const registry = registries[source];
	if (!registry) return true;
	const settings: IDataObject = await readRegistration(context, call, source);
	try {
		keep(context, await registry.create(call, settings, urlOf(context)));
	} catch (cause) {
		const error = cause as NodeApiError;
		throw new NodeOperationError(context.getNode(), error.message, {
			description: [
				error.description,
				source === 'command'
					? 'A word can belong to one command of the team: deactivate the workflow that has it, or choose another. The account needs the right to manage slash commands.'
					: 'The account needs the right to manage outgoing webhooks, and the channel must be public.',
			]
				.filter(Boolean)
				.join(' '),
		});
	}
	return true;
}

/** Removes what this node registered, and nothing else. @throws NodeApiError */
export async function remove(context: IHookFunctions): Promise<boolean> {
	const memory = context.getWorkflowStaticData('node');
	const registry = registries[memory.source as keyof typeof registries];
	if (registry && typeof memory.id === 'string') {
		await registry.remove(hookCall(context, mattermost, 'Remove'), memory.id);
	}
	for (const name of ['id', 'token', 'source']) delete memory[name];
	return true;
}

import type { IDataObject, IHookFunctions } from 'n8n-workflow';
import { isSameNode } from './webhookUrl';

/**
 * What a node keeps about what it registered at the other service. n8n keeps it for tests of the editor
 * and for the published workflow apart, so neither finds or removes what the other registered.
 */

/** The address that n8n has for the node now; '' if there is none. */
export const urlOf = (context: IHookFunctions): string =>
	context.getNodeWebhookUrl('default') ?? '';

/** The n8n that registers; a copy of it elsewhere has another ID. */
const instanceOf = (context: IHookFunctions): string => context.getInstanceId?.() ?? '';

/**
 * What was kept, if it is this node's own; else nothing. An exported workflow takes what it keeps along:
 * a copy in another n8n, or under another path, must not take over the registration of the original.
 */
export function keptOf(context: IHookFunctions): IDataObject {
	const memory = context.getWorkflowStaticData('node');
	const isOwn = memory.instance === instanceOf(context) && isSameNode(memory.url, urlOf(context));
	return isOwn ? { ...memory } : {};
}

/** Keeps what was registered for the node's present address. */
export function keep(context: IHookFunctions, registered: IDataObject): void {
	Object.assign(context.getWorkflowStaticData('node'), registered, {
		url: urlOf(context),
		instance: instanceOf(context),
	});
}

export function forget(context: IHookFunctions): void {
	const memory = context.getWorkflowStaticData('node');
	for (const name of Object.keys(memory)) delete memory[name];
}

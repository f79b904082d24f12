import type { IDataObject, IHookFunctions } from 'n8n-workflow';
import { rhombus } from '../Rhombus/service';
import { hookCall } from '../shared/hooks';
import { readProof, readWish, sourceOf } from './settings';
import { sources, type Registered } from './sources';

/** Registering in Rhombus when the workflow is activated, and removing it when it is not. */

const known = (memory: IDataObject): Registered => ({
	id: String(memory.id ?? ''),
	token: String(memory.token ?? ''),
	signingSecret: String(memory.signingSecret ?? ''),
});

/** @throws NodeApiError, NodeOperationError */
export async function checkExists(context: IHookFunctions): Promise<boolean> {
	const call = hookCall(context, rhombus, 'Register');
	const source = sources[sourceOf(context)];
	if (!source) {
		const { signingSecret, headerName, headerValue } = readProof(context);
		if (signingSecret === '' && (headerName === '' || headerValue === '')) {
			throw call.refuse(
				'Webhook Secret',
				'is empty, and so is the header',
				'Enter the secret that Rhombus shows for the webhook, or a header that you set there; else anybody could start the workflow',
			);
		}
		return true;
	}
	const memory = context.getWorkflowStaticData('node');
	const found = await source.find(call, await readWish(context, call), known(memory));
	if (found) Object.assign(memory, found, { source: sourceOf(context) });
	return found !== undefined;
}

/** @throws NodeApiError, NodeOperationError */
export async function create(context: IHookFunctions): Promise<boolean> {
	const call = hookCall(context, rhombus, 'Register');
	const source = sources[sourceOf(context)];
	if (!source) return true;
	const made = await source.create(call, await readWish(context, call));
	Object.assign(context.getWorkflowStaticData('node'), made, { source: sourceOf(context) });
	return true;
}

/** Removes what this node registered, and nothing else. @throws NodeApiError */
export async function remove(context: IHookFunctions): Promise<boolean> {
	const memory = context.getWorkflowStaticData('node');
	const source = sources[String(memory.source)];
	if (source) {
		const call = hookCall(context, rhombus, 'Remove');
		const url = context.getNodeWebhookUrl('default') ?? '';
		const wish = { url, token: '', ruleUuid: known(memory).id, subscription: {} };
		await source.remove(call, wish, known(memory));
	}
	for (const name of ['id', 'token', 'signingSecret', 'source']) delete memory[name];
	return true;
}

import type { IDataObject, IHookFunctions } from 'n8n-workflow';
import { rhombus } from '../services/rhombus/service';
import type { Client } from '../shared/http/client';
import { refuseEmptyExpression } from '../shared/triggers/context';
import { lifecycleOf } from '../shared/triggers/lifecycle';
import { urlOf } from '../shared/triggers/registrationMemory';
import { reachOf } from '../shared/triggers/webhookUrl';
import { checkActivities, readProof, readDesiredRegistration, sourceOf } from './settings';
import { sources, type DesiredRegistration, type Kept } from './sources';

/** Registering in Rhombus when the workflow is activated, and removing it when it is not. */

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const knownIn = (memory: IDataObject): Kept => ({
	id: textOf(memory.id),
	token: textOf(memory.token),
	signingSecret: textOf(memory.signingSecret),
	url: textOf(memory.url),
});

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

/** A webhook that a person set up in Rhombus must prove itself. @throws NodeOperationError */
async function checkOwn(context: IHookFunctions, client: Client): Promise<void> {
	await checkActivities(context, client);
	const { signingSecret, headerName, headerValue } = readProof(context);
	// The header alone would be less than what was meant.
	if (signingSecret === '')
		refuseEmptyExpression(context, client, 'signingSecret', 'Webhook Secret');
	if (signingSecret !== '' || (headerName !== '' && headerValue !== '')) return;
	throw client.refuse(
		'Webhook Secret',
		'is empty, and so is the header',
		'Enter the secret that Rhombus shows for the webhook, or a header that you set there; otherwise anyone could start the workflow',
	);
}

export const { checkExists, create, remove } = lifecycleOf<DesiredRegistration, Kept>({
	service: rhombus,
	sourceOf,
	registrations: sources,
	checkReach,
	prepare: checkOwn,
	readWish: readDesiredRegistration,
	wishToRemove: (url, { id }) => ({ url, token: '', ruleUuid: id, subscription: {} }),
	knownIn,
});

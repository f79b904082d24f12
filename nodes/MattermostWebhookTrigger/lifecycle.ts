import type { IHookFunctions } from 'n8n-workflow';
import { mattermost } from '../services/mattermost/service';
import { leaveAddress } from '../services/mattermost/triggerAddress';
import type { Client } from '../shared/http/client';
import { lifecycleOf } from '../shared/triggers/lifecycle';
import { urlOf } from '../shared/triggers/registrationMemory';
import { reachOf } from '../shared/triggers/webhookUrl';
import { registrations, type Kept, type Wanted } from './registration';
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

export const { checkExists, create, remove } = lifecycleOf<Wanted, Kept>({
	service: mattermost,
	sourceOf,
	registrations,
	checkReach,
	prepare: (context) =>
		leaveAddress(context.getWorkflowStaticData('global'), context.getNode(), urlOf(context)),
	readWish: async (context, client) => ({
		url: urlOf(context),
		settings: await readRegistration(context, client, sourceOf(context)),
	}),
	wishToRemove: (url, { settings = {} }) => ({ url, settings }),
	knownIn: (memory) => memory,
});

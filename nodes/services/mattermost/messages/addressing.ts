import type { OperationContext } from '../../../shared/model/operation';
import type { IDataObject } from 'n8n-workflow';
import { valuesByName } from '../../../shared/request/build';
import type { Client } from '../../../shared/http/client';
import type { ApiRequest } from '../../../shared/http/types';

import {
	addressesIn,
	addressForm,
	buttonToken,
	elementsOf,
	formUrl,
	isLive,
	newForm,
	type TriggerAddress,
} from '../triggerAddress';
import { userOfTriggerId } from '../triggerId';

/** Buttons, menus and forms report to the Mattermost Webhook Trigger of the workflow by themselves. */

const HOW =
	'Publish this workflow once with a Mattermost Webhook Trigger for buttons, menus and dialogs';

/**
 * The trigger that a URL belongs to; without a URL the only trigger of the workflow.
 * @returns undefined for a URL of something else
 * @throws NodeOperationError if there is no URL, and not exactly one trigger
 */
function addressed(call: Client, field: string, url: unknown): TriggerAddress | undefined {
	const { workflow } = call.host;
	// A trigger that was deleted leaves its address behind.
	const triggers = addressesIn(workflow?.memory() ?? {}).filter(({ name }) => workflow!.has(name));
	if (url) return triggers.find((trigger) => trigger.url === url);
	if (triggers.length === 1) return triggers[0];
	throw triggers.length === 0
		? call.refuse(field, 'is empty, and this workflow has no active trigger for it', HOW)
		: call.refuse(
				field,
				`is empty, and this workflow has ${triggers.length} triggers for it`,
				'Enter the Production URL of one of them',
			);
}

/** Addresses the buttons and menus of a message. @throws NodeOperationError for one that leads nowhere */
export function addressButtons(call: Client, actions: unknown): unknown {
	return (actions as IDataObject[]).map((action, index) => {
		const { url, context, ...rest } = (action.integration ?? {}) as IDataObject;
		const trigger = addressed(call, `Actions → ${index + 1} → URL`, url);
		if (!trigger) return action;
		const own = { ...(context as IDataObject | undefined) };
		const token = buttonToken(trigger.key, own);
		call.addSecrets([token]);
		return {
			...action,
			integration: { ...rest, url: trigger.url, context: { ...own, token } },
		};
	});
}

/** Servers that know live menus, and changes that are reported (changelogs of 11.0 and 11.1). */
const LIVE_SINCE = '11.0';
const REFRESH_SINCE = '11.1';

/** @throws NodeOperationError for what the server would silently leave out */
async function checkServer(call: Client, dialog: IDataObject): Promise<void> {
	for (const [index, element] of elementsOf(dialog).entries()) {
		const wants = [
			...(isLive(element) ? [{ what: 'a live menu', since: LIVE_SINCE }] : []),
			...(element.refresh === true ? [{ what: 'Refresh', since: REFRESH_SINCE }] : []),
		];
		for (const { what, since } of wants) {
			if (await call.serverIsAtLeast(since)) continue;
			const version = (await call.serverVersion()).join('.');
			throw call.refuse(
				`Elements → ${index + 1}`,
				`has ${what}, which Mattermost ${version} does not know`,
				`Update Mattermost to ${since} or newer, or use own options`,
			);
		}
	}
}

/** Mattermost's web app asks only these for the entries of a menu. */
const mayBeAsked = (url: string) =>
	/^(https:|http:\/\/(localhost|127\.0\.0\.1)[:/]|\/plugins\/)/.test(url);

/** Addresses a form, for the person whose press or command the trigger ID comes from. */
export async function addressDialog(
	call: OperationContext,
	request: ApiRequest,
): Promise<ApiRequest> {
	const body = request.body as IDataObject;
	const dialog = body.dialog as IDataObject;
	await checkServer(call, dialog);
	const { secret } = await valuesByName(call);
	const known = addressed(call, 'Submission URL', body.url);
	const address =
		known ??
		(typeof secret === 'string' && secret !== ''
			? { url: String(body.url), key: secret }
			: undefined);
	if (!address) return request;
	call.addSecrets([address.key]);
	const user = userOfTriggerId(String(body.trigger_id));
	if (!user) {
		throw call.refuse(
			'Trigger ID',
			'is none of Mattermost’s',
			'Take trigger_id from the item of a button, menu or slash command',
		);
	}
	const form = newForm(user);
	const sent = addressForm(address, form, dialog);
	const live = elementsOf(sent).find(
		(element) => isLive(element) && !mayBeAsked(String(element.data_source_url)),
	);
	if (live) {
		throw call.refuse(
			'Elements',
			`has the live menu ${JSON.stringify(live.name)}, but n8n is not at an https address`,
			'Mattermost asks for entries only over https, or on its own machine',
		);
	}
	return { ...request, body: { ...body, url: formUrl(address, form), dialog: sent } };
}

import type { IDataObject } from 'n8n-workflow';
import type { ApiRequest } from '../../shared/http/types';
import { flag, pick, text } from '../../shared/model/fields';
import type { OperationContext, Resource } from '../../shared/model/operation';
import { incomingHook } from '../../services/mattermost/pickers/postPickers';
import {
	attachmentsAt,
	harmless,
	priorityAt,
	propsJson,
	safety,
} from '../../services/mattermost/messages/messageFields';

/** Anyone who knows the URL may post, so the account's token stays out of it. */
async function message(context: OperationContext, request: ApiRequest): Promise<ApiRequest> {
	const body = await harmless(context, (request.body ?? {}) as IDataObject);
	if (!body.text && !body.attachments) {
		throw context.refuse('Text', 'is empty', 'Enter a text, or add attachments');
	}
	return { ...request, body, root: 'site', anonymous: true };
}

/** Webhooks are managed in the administration node; this is what everyone who knows a URL may do. */
export const incomingWebhook: Resource = {
	value: 'incomingWebhook',
	name: 'Incoming Webhook',
	description: 'Messages through the URL of a webhook, which needs no token',
	operations: [
		{
			value: 'send',
			name: 'Send',
			action: 'Send to incoming webhook',
			description:
				'Post a message through an incoming webhook, which needs no token and returns no message ID',
			request: 'POST /hooks/{hook_id}',
			fields: [
				pick(incomingHook, 'hook_id', 'Incoming webhook, by ID or URL'),
				text('text', 'Text in Markdown', { rows: 4, required: false }),
				attachmentsAt('attachments'),
			],
			optional: [
				text('channel', 'Another channel by name, or a user as @username', {
					placeholder: 'e.g. town-square',
				}),
				text('username', 'Name to show, if the server allows it'),
				text('icon_url', 'Profile image to show, if the server allows it', { label: 'Icon URL' }),
				text('icon_emoji', 'Emoji shown as the profile image, if the server allows it'),
				text('type', 'Custom message type, which begins with custom_'),
				propsJson('Additional properties of the message'),
				...safety,
				flag('silent', 'Whether to send no notifications, on servers that support it'),
				...priorityAt('priority'),
			],
			adjust: message,
			output: { kind: 'text', rowsProperty: 'status' },
		},
	],
};

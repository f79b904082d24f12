import type { IDataObject } from 'n8n-workflow';
import { merged } from '../../shared/execution/mergeIntoCurrent';
import { choice, pick, strings, text } from '../../shared/model/fields';
import { pages } from '../../shared/model/pagination';
import type { Field, Resource } from '../../shared/model/operation';
import { outgoingHook } from '../../services/mattermost/pickers/postPickers';
import { meIn } from '../../services/mattermost/users';
import { channel, team, userOrMe } from '../../services/mattermost/pickers/pickers';
import { namesFor } from '../../services/mattermost/names';

/** What a webhook keeps with Simplify on. */
const HOOK = [
	'id',
	'display_name',
	'description',
	'trigger_words',
	'trigger_when',
	'callback_urls',
	'content_type',
	'channel_id',
	'team_id',
	'token',
	'delete_at',
	'creator_id',
];
/**
 * What a webhook is written again with: UpdateOutgoingWebhook restores only who made it, when, and the
 * team, which 4.10 wants too. Without `token` it becomes '' and no receiver knows the server any more.
 */
const KEEPS = [
	'id',
	'token',
	'team_id',
	'channel_id',
	'display_name',
	'description',
	'trigger_words',
	'trigger_when',
	'callback_urls',
	'content_type',
	'username',
	'icon_url',
];

const hookId = pick(outgoingHook, 'hook_id', 'Outgoing webhook to work on');
const displayName = text('display_name', 'Name in the list of integrations');
const callbackUrls = strings('callback_urls', 'URLs to call', {
	label: 'Callback URLs',
	placeholder: 'e.g. https://n8n.example.com/webhook/chat',
});
const triggerWords = strings(
	'trigger_words',
	'Words that trigger the webhook; required without a channel',
	{
		required: false,
	},
);
const channelId = pick(channel, 'channel_id', 'Public channel whose messages trigger the webhook');
const settings: Field[] = [
	channelId,
	choice(
		'trigger_when',
		{ '0': 'First Word Is a Trigger Word', '1': 'First Word Starts With a Trigger Word' },
		'How the first word must match a trigger word',
	),
	choice(
		'content_type',
		{ 'application/json': 'JSON', 'application/x-www-form-urlencoded': 'Form' },
		'Format of the requests to the URLs',
	),
	text('description', 'Description of the webhook'),
	text('username', 'Name shown with its responses, if the server allows it'),
	text('icon_url', 'Image shown with its responses, if the server allows it', {
		label: 'Icon URL',
	}),
];

/** Servers want the way of matching as a number. */
const numbered = (body: IDataObject): IDataObject =>
	body.trigger_when === undefined ? body : { ...body, trigger_when: Number(body.trigger_when) };

export const outgoingWebhook: Resource = {
	value: 'outgoingWebhook',
	name: 'Outgoing Webhook',
	description: 'Messages that make the server call a URL',
	operations: [
		{
			value: 'create',
			name: 'Create',
			action: 'Create outgoing webhook',
			description:
				'Create a webhook that calls a URL when someone posts in a public channel or uses a trigger word',
			request: 'POST /hooks/outgoing',
			fields: [
				pick(team, 'team_id', 'Team of the webhook'),
				displayName,
				callbackUrls,
				triggerWords,
			],
			optional: [
				...settings,
				pick(
					userOrMe,
					'creator_id',
					'User who owns the webhook; only administrators can choose another user',
					{
						label: 'Owner',
					},
				),
			],
			adjust: async (context, request) => {
				const body = (await meIn('creator_id')(context, request)).body as IDataObject;
				if (body.trigger_words === undefined && body.channel_id === undefined) {
					throw context.refuse(triggerWords.label, 'is empty', 'Enter words, or add a channel');
				}
				return { ...request, body: { trigger_words: [], ...numbered(body) } };
			},
			output: { simplify: HOOK },
		},
		{
			value: 'get',
			name: 'Get',
			action: 'Get outgoing webhook',
			description: 'Get one outgoing webhook',
			request: 'GET /hooks/outgoing/{hook_id}',
			fields: [hookId],
			output: { simplify: HOOK },
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many outgoing webhooks',
			description: 'Get the outgoing webhooks; only administrators can leave out team and channel',
			request: 'GET /hooks/outgoing',
			optional: [
				pick(team, 'team_id', 'Only webhooks of this team'),
				pick(channel, 'channel_id', 'Only webhooks of this channel'),
			],
			paging: pages(),
			output: { simplify: HOOK, addTo: namesFor },
		},
		merged({
			value: 'update',
			name: 'Update',
			action: 'Update outgoing webhook',
			description: 'Update an outgoing webhook; values that you leave out do not change',
			request: 'PUT /hooks/outgoing/{hook_id}',
			merging: { read: 'GET /hooks/outgoing/{hook_id}', keeps: KEEPS },
			fields: [hookId],
			optional: [displayName, callbackUrls, triggerWords, ...settings],
			adjust: (_call, request) => ({ ...request, body: numbered(request.body as IDataObject) }),
			output: { simplify: HOOK },
		}),
		{
			value: 'delete',
			name: 'Delete',
			action: 'Delete outgoing webhook',
			description: 'Delete an outgoing webhook; its URLs are no longer called',
			request: 'DELETE /hooks/outgoing/{hook_id}',
			fields: [hookId],
			output: { kind: 'deleted' },
		},
		{
			value: 'regenerateToken',
			name: 'Regenerate Token',
			action: 'Regenerate token of outgoing webhook',
			description: 'Regenerate the token of an outgoing webhook; the old one is no longer sent',
			request: 'POST /hooks/outgoing/{hook_id}/regen_token',
			fields: [hookId],
			output: { simplify: HOOK },
		},
	],
};

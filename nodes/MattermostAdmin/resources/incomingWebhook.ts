import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { build } from '../../shared/request/build';
import type { Client } from '../../shared/http/client';
import { readPages } from '../../shared/response/toItems';
import { merged } from '../../shared/execution/mergeIntoCurrent';
import { flag, pick, text } from '../../shared/model/fields';
import { pages } from '../../shared/model/pagination';
import type { Field, Resource, OperationContext } from '../../shared/model/operation';
import { incomingHook } from '../../services/mattermost/pickers/postPickers';
import { meIn } from '../../services/mattermost/users';
import { channel, team, userOrMe } from '../../services/mattermost/pickers/pickers';
import { namesFor } from '../../services/mattermost/names';

/** What a webhook keeps with Simplify on; `url` is what others post to. */
const HOOK = [
	'id',
	'url',
	'display_name',
	'description',
	'channel_id',
	'team_id',
	'user_id',
	'username',
	'channel_locked',
	'create_at',
	'delete_at',
];
/** What servers take when a webhook is written again; 4.10 wants the team too. */
const KEEPS = [
	'id',
	'team_id',
	'channel_id',
	'display_name',
	'description',
	'username',
	'icon_url',
	'channel_locked',
];

const hookId = pick(incomingHook, 'hook_id', 'Incoming webhook, by ID or URL');
const settings: Field[] = [
	text('display_name', 'Name in the list of integrations'),
	text('description', 'Description of the webhook'),
	text('username', 'Name shown with its messages, if the server allows it'),
	text('icon_url', 'Image shown with its messages, if the server allows it', { label: 'Icon URL' }),
	flag('channel_locked', 'Whether the webhook can post only to its own channel', {
		restricts: true,
	}),
];

/** The server's answers lack the URL that is the point of a webhook. */
async function urlOf(client: Client, id: unknown): Promise<string> {
	const { roots } = await client.access();
	return `${roots.site}/hooks/${String(id)}`;
}

const withUrl = async (client: Client, hook: IDataObject): Promise<IDataObject> => ({
	...hook,
	url: await urlOf(client, hook.id),
});

const one = async (context: OperationContext): Promise<IDataObject> =>
	await withUrl(context, (await context.send(await build(context))).body as IDataObject);

async function many(context: OperationContext): Promise<INodeExecutionData[]> {
	const items = await readPages(context, await build(context), context.operation.output ?? {});
	return await Promise.all(
		items.map(async (item) => ({ ...item, json: await withUrl(context, item.json) })),
	);
}

const update = merged({
	value: 'update',
	name: 'Update',
	action: 'Update incoming webhook',
	description: 'Update an incoming webhook; values that you leave out do not change',
	request: 'PUT /hooks/incoming/{hook_id}',
	merging: { read: 'GET /hooks/incoming/{hook_id}', keeps: KEEPS },
	fields: [hookId],
	optional: [...settings, pick(channel, 'channel_id', 'Channel that the webhook posts to')],
	output: { simplify: HOOK },
});

export const incomingWebhook: Resource = {
	value: 'incomingWebhook',
	name: 'Incoming Webhook',
	description: 'URLs to which other programs post messages',
	operations: [
		{
			value: 'create',
			name: 'Create',
			action: 'Create incoming webhook',
			description: 'Create a URL through which other programs post to a channel',
			request: 'POST /hooks/incoming',
			fields: [pick(channel, 'channel_id', 'Channel that the webhook posts to')],
			optional: [
				...settings,
				pick(
					userOrMe,
					'user_id',
					'User who owns the webhook; only administrators can choose another user',
					{
						label: 'Owner',
					},
				),
			],
			adjust: meIn('user_id'),
			run: one,
			output: { simplify: HOOK },
		},
		{
			value: 'get',
			name: 'Get',
			action: 'Get incoming webhook',
			description: 'Get one incoming webhook and its URL',
			request: 'GET /hooks/incoming/{hook_id}',
			fields: [hookId],
			run: one,
			output: { simplify: HOOK },
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many incoming webhooks',
			description:
				'Get the incoming webhooks and their URLs; only administrators can leave out the team',
			request: 'GET /hooks/incoming',
			optional: [pick(team, 'team_id', 'Only webhooks of this team')],
			paging: pages(),
			run: many,
			output: { simplify: HOOK, addTo: namesFor },
		},
		{
			value: 'delete',
			name: 'Delete',
			action: 'Delete incoming webhook',
			description: 'Delete an incoming webhook; its URL stops working',
			request: 'DELETE /hooks/incoming/{hook_id}',
			fields: [hookId],
			output: { kind: 'deleted' },
		},
		{
			...update,
			run: async (context) => await withUrl(context, (await update.run!(context)) as IDataObject),
		},
	],
};

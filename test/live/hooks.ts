import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { IDataObject } from 'n8n-workflow';
import { checkExists, create, remove } from '../../nodes/MattermostWebhookTrigger/lifecycle';
import { receive } from '../../nodes/MattermostWebhookTrigger/receive';
import { hookContext, webhookContext, type Given } from '../support/contexts';
import { rest } from '../support/eventStream';
import { builtPackage, runWorkflow } from '../support/harness';
import { firstOf, leading } from '../support/present';

/**
 * The Mattermost Webhook Trigger on a real server: registers a slash command and an outgoing webhook,
 * has them and a button used, and takes what the server sends. The server must be allowed to connect
 * to this machine (AllowedUntrustedInternalConnections).
 */

const site = String(process.env.MATTERMOST_URL);
const token = String(process.env.MATTERMOST_TOKEN);
const RUN = `live${Date.now().toString(36)}`;
const admin = rest(site, token);
const problems: string[] = [];

async function bodyOf(request: IncomingMessage) {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	const raw = Buffer.concat(chunks);
	const isJson = String(request.headers['content-type']).includes('json');
	const body = isJson
		? (JSON.parse(raw.toString()) as unknown)
		: Object.fromEntries(new URLSearchParams(raw.toString()));
	return { raw, body };
}

/** What a dialog may hold, and the first server that knows it; older ones would silently leave it out. */
const ELEMENTS: Array<[string, IDataObject, string]> = [
	['11.0', { type: 'select', multiselect: true }, 'Multiselect'],
	['11.0', { type: 'select', data_source: 'dynamic' }, 'a live menu'],
	['11.1', { type: 'select', refresh: true }, 'Refresh'],
	['11.1', { type: 'datetime' }, 'a date or time'],
	['11.7', { type: 'file' }, 'a file'],
	['11.10', { type: 'action_button' }, 'a button'],
];

/** Dialogs are refused, before anything is sent, for what this server does not know, and for nothing else. */
async function dialogs() {
	const { Version } = await admin.request<{ Version: string }>('GET /config/client', {
		query: { format: 'old' },
	});
	const order = (version: string) => {
		const [major, minor] = leading(version.split('.').map(Number), 2);
		return major * 1_000 + minor;
	};
	for (const [since, element, what] of ELEMENTS) {
		const said = await runWorkflow({
			node: builtPackage().nodes.mattermost!,
			parameters: {
				authentication: 'accessToken',
				resource: 'dialog',
				operation: 'open',
				dialogTriggerId: triggerIdLike(),
				dialogUrl: 'https://example.com/',
				dialogTitle: RUN,
				dialogElements: { entry: [{ displayName: 'E', name: 'e', ...camelKeys(element) }] },
			} as never,
			credentials: { mattermostTokenApi: { siteUrl: site, accessToken: token } },
		}).then(
			() => '',
			(error: Error) => error.message,
		);
		const isRefused = said.includes(`has ${what}, which Mattermost ${Version} does not know`);
		if (isRefused !== order(Version) < order(since))
			problems.push(`${what} on ${Version}: ${said}`);
		console.log(`${what} (${since}) on ${Version}: ${isRefused ? 'refused' : 'known'}`);
	}
}

/** A trigger ID in the server's form, of nobody: the server refuses it. */
const triggerIdLike = () =>
	Buffer.from(`x:${'b'.repeat(26)}:${Date.now()}:c2ln`).toString('base64');
const camelKeys = (element: IDataObject): IDataObject =>
	Object.fromEntries(
		Object.entries(element).map(([name, value]) => [
			name.replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase()),
			value,
		]),
	);

async function main() {
	await dialogs();
	const team = await admin.request<{ id: string }>('POST /teams', {
		body: { name: RUN, display_name: 'Live hooks', type: 'O' },
	});
	const channel = await admin.request<{ id: string }>('POST /channels', {
		body: { team_id: team.id, name: RUN, display_name: 'Live hooks', type: 'O' },
	});

	const givens: Record<string, Given> = {};
	const taken: Record<string, IDataObject> = {};
	const server = createServer((request, response) => {
		void (async () => {
			const [, source] = leading(String(request.url).split('/'), 2);
			const { context, refused } = webhookContext(givens[source]!, {
				...(await bodyOf(request)),
				headers: request.headers as Record<string, string>,
			});
			const { workflowData } = await receive(context);
			if (workflowData) taken[source] = workflowData[0]![0]!.json;
			else problems.push(`${source}: refused with ${JSON.stringify(refused())}`);
			response.writeHead(200, { 'Content-Type': 'application/json' });
			response.end('{}');
		})();
	});
	await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const given = (source: string, more: IDataObject): Given => ({
		url: `${url}/${source}`,
		memory: {},
		credentials: { siteUrl: site, accessToken: token },
		authenticate: (headers) => {
			headers.Authorization = `Bearer ${token}`;
		},
		parameters: {
			authentication: 'accessToken',
			source,
			team: { __rl: true, mode: 'id', value: team.id },
			respond: 'onReceived',
			...more,
		},
	});
	givens.command = given('command', { trigger: RUN });
	givens.outgoing = given('outgoing', {
		triggerWords: `#${RUN}`,
		triggerWhen: 'startsWith',
		// It is the credential's account that posts.
		includeOwnAndBots: true,
	});
	givens.action = given('action', { secret: RUN });

	for (const source of ['command', 'outgoing']) {
		const context = hookContext(givens[source]!);
		if (await checkExists(context)) problems.push(`${source}: is there before it is made`);
		await create(context);
		if (!(await checkExists(context))) problems.push(`${source}: is not found again`);
	}
	await admin.request('POST /commands/execute', {
		body: { channel_id: channel.id, team_id: team.id, command: `/${RUN} one two` },
	});
	await admin.request('POST /posts', {
		body: { channel_id: channel.id, message: `#${RUN} three` },
	});
	const post = await admin.request<{
		id: string;
		props: { attachments: Array<{ actions: Array<{ id: string }> }> };
	}>('POST /posts', {
		body: {
			channel_id: channel.id,
			message: 'Press',
			props: {
				attachments: [
					{
						text: 'Press',
						actions: [
							{
								name: 'Yes',
								type: 'button',
								integration: { url: `${url}/action`, context: { token: RUN, order: 7 } },
							},
						],
					},
				],
			},
		},
	});
	const action = firstOf(post.props.attachments[0]!.actions);
	await admin.request('POST /posts/{post}/actions/{action}', {
		path: { post: post.id, action: action.id },
		body: {},
	});
	for (let tries = 0; tries < 20 && Object.keys(taken).length < 3; tries++) await wait(250);
	for (const source of Object.keys(givens)) {
		const item = taken[source];
		if (item?.user_id === undefined) problems.push(`${source}: ${JSON.stringify(item)}`);
	}
	for (const source of ['command', 'outgoing']) {
		await remove(hookContext(givens[source]!));
		if (await checkExists(hookContext(givens[source]!))) problems.push(`${source}: is still there`);
	}
	server.close();
	await admin.request('DELETE /teams/{team}', { path: { team: team.id } });
	console.log(`Deliveries taken: ${Object.keys(taken).sort().join(', ')}`);
	if (problems.length > 0) {
		console.log(problems.join('\n'));
		process.exitCode = 1;
	}
}

void main();

import { setTimeout as wait } from 'node:timers/promises';
import type { Item } from '../../tools/n8n/client';
import { nodeMajorOf } from '../../tools/n8n/install';
import { askedN8n } from '../../tools/n8n/versions';
import { makeOAuthApp, PACKAGE, setStage, workOn, type Stage } from './support';

/**
 * A Mattermost OAuth2 credential in a real n8n: connected by n8n's own grant, used, refreshed when
 * its access token has expired, and nowhere to be seen in what comes out.
 */

/** Node.js has a WebSocket of its own from 22 on. */
const testWithSocket = nodeMajorOf(askedN8n()) >= 22 ? test : test.skip;

const TYPE = 'mattermostAccountOAuth2Api';

let stage: Stage;
let credential: { id: string; name: string; type: string };
let app: { id: string; client_secret: string };
/** Every token that the sandbox gave out. */
const tokens = new Set<string>();

beforeAll(async () => {
	stage = await setStage();
	const { n8n, sandbox } = stage;
	app = await makeOAuthApp(stage);
	credential = await n8n.client.createCredential({
		name: 'Mattermost OAuth2',
		type: TYPE,
		data: {
			// As people paste it.
			siteUrl: ` ${sandbox.mattermost.url}/ `,
			clientId: app.id,
			clientSecret: app.client_secret,
		},
	});
});
afterAll(async () => await stage?.stop());

/** The forms that n8n sent for tokens, with the header in which servers do not look. */
const tokenRequests = () =>
	stage.sandbox.mattermost.requests
		.filter(({ path }) => path === '/oauth/access_token')
		.map(({ body, headers, status }) => ({
			form: Object.fromEntries(new URLSearchParams(String(body))),
			authorization: headers.authorization,
			status,
		}));

function rememberTokens(): void {
	const { state } = stage.sandbox.mattermost;
	for (const { kind, token } of state.sessions.values()) if (kind === 'oauth') tokens.add(token);
	for (const token of state.oauthGrants.keys()) tokens.add(token);
}

/** As after the access token's lifetime: the server no longer knows it. */
function expire(): void {
	rememberTokens();
	for (const session of stage.sandbox.mattermost.state.sessions.values()) {
		if (session.kind === 'oauth') session.active = false;
	}
}

const workflow = (parameters: Record<string, unknown>, items: Item[]) =>
	workOn(items, credential, { authentication: 'oAuth2', ...parameters });

async function run(parameters: Record<string, unknown>, items: Item[] = [{ json: {} }]) {
	const { client } = stage.n8n;
	const execution = await client.run(await client.createWorkflow(workflow(parameters, items)));
	rememberTokens();
	return execution;
}

const post = (text: string) => ({
	resource: 'post',
	operation: 'create',
	postChannelId: {
		__rl: true,
		mode: 'id',
		value: stage.sandbox.mattermost.state.channel('alerts').id,
	},
	postMessage: text,
});

const messages = () => {
	const { state } = stage.sandbox.mattermost;
	const bob = state.user('bob').id;
	return (state.channelPosts.get(state.channel('alerts').id) ?? [])
		.filter(({ user_id }) => user_id === bob)
		.map(({ message }) => message);
};

test('says what to do before it is connected', async () => {
	const execution = await run(post('too early'));
	expect(execution.status).toBe('error');
	expect(`${execution.error?.message} ${execution.error?.description}`).toMatch(/connect/i);
	expect(messages()).toEqual([]);
});

test('is connected by the grant of n8n, with the secret in the body', async () => {
	const { n8n, sandbox } = stage;
	const { page, back } = await n8n.client.connectOAuth2(credential.id);
	expect(page.origin + page.pathname).toBe(`${sandbox.mattermost.url}/oauth/authorize`);
	expect(Object.fromEntries(page.searchParams)).toMatchObject({
		client_id: app.id,
		redirect_uri: `${n8n.url}/rest/oauth2-credential/callback`,
		response_type: 'code',
	});
	expect(page.href).not.toContain(app.client_secret);
	expect(back.searchParams.get('code')).toBeTruthy();
	expect(tokenRequests()).toEqual([
		{
			form: expect.objectContaining({
				grant_type: 'authorization_code',
				client_id: app.id,
				client_secret: app.client_secret,
				code: back.searchParams.get('code'),
			}) as unknown,
			authorization: undefined,
			status: 200,
		},
	]);
	const execution = await run(post('connected'));
	expect(execution.error).toBeUndefined();
	expect(execution.items('Work')).toHaveLength(1);
	expect(messages()).toEqual(['connected']);
	expect(tokenRequests()).toHaveLength(1);
});

test('is refreshed when the token has expired, again and again', async () => {
	for (const round of [1, 2, 3]) {
		expire();
		const before = tokenRequests().length;
		const execution = await run(post(`round ${round}`));
		expect(execution.error).toBeUndefined();
		expect(messages().at(-1)).toBe(`round ${round}`);
		const sent = tokenRequests().slice(before);
		expect(sent).toEqual([
			{
				form: expect.objectContaining({
					grant_type: 'refresh_token',
					client_id: app.id,
					client_secret: app.client_secret,
				}) as unknown,
				authorization: undefined,
				status: 200,
			},
		]);
	}
	const used = tokenRequests().map(({ form }) => form.refresh_token);
	expect(new Set(used).size).toBe(used.length);
});

test('many items at once are each sent once with one refresh', async () => {
	expire();
	const before = tokenRequests().length;
	const items = Array.from({ length: 40 }, (_, index) => ({ json: { text: `item ${index}` } }));
	const execution = await run(post('={{ $json.text }}'), items);
	expect(execution.error).toBeUndefined();
	expect(execution.items('Work')).toHaveLength(40);
	const sent = messages().slice(-40);
	expect(new Set(sent)).toEqual(new Set(items.map(({ json }) => json.text)));
	expect(tokenRequests().slice(before)).toHaveLength(1);
});

test('a form with a file is sent again after the refresh', async () => {
	const { state } = stage.sandbox.mattermost;
	expire();
	const execution = await run(
		{
			resource: 'user',
			operation: 'uploadImage',
			userUserId: { __rl: true, mode: 'id', value: state.user('bob').id },
		},
		[
			{
				json: {},
				binary: {
					data: {
						data: Buffer.from('a picture').toString('base64'),
						mimeType: 'image/png',
						fileName: 'bob.png',
					},
				},
			},
		],
	);
	expect(execution.error).toBeUndefined();
	expect(execution.items('Work')).toHaveLength(1);
});

testWithSocket('the Mattermost Trigger listens with it, also with an expired token', async () => {
	const { n8n, sandbox } = stage;
	expire();
	const { state, events } = sandbox.mattermost;
	const saved = await n8n.client.createWorkflow({
		name: 'OAuth2 listener',
		nodes: [
			{
				id: 'trigger',
				name: 'Trigger',
				type: `${PACKAGE}.mattermostTrigger`,
				typeVersion: 1,
				position: [0, 0],
				parameters: { authentication: 'oAuth2', events: ['posted'] },
				credentials: { [TYPE]: { id: credential.id, name: credential.name } },
			},
		],
		connections: {},
	});
	await n8n.client.activate(saved.id);
	// No connection was refused before.
	expect([events.open(), events.connections]).toEqual([1, 1]);
	const say = (message: string) =>
		state.addPost({
			channel_id: state.channel('alerts').id,
			user_id: state.user('admin').id,
			message,
		});
	const ran = async (count: number) => {
		for (let tries = 0; tries < 300; tries++) {
			const found = await n8n.client.executionsOf(saved.id);
			if (found.length >= count) return found;
			await wait(100);
		}
		throw new Error(`Not ${count} executions within 30 s.`);
	};
	say('first');
	await ran(1);
	expire();
	events.restart();
	say('after the token expired');
	const found = await ran(2);
	const last = await n8n.client.waitFor(found[0]!.id);
	expect(last.items('Trigger')[0]!.json.message).toBe('after the token expired');
	await n8n.client.deactivate(saved.id);
});

test('when Mattermost withdraws the grant, the error says how to connect again', async () => {
	const { state } = stage.sandbox.mattermost;
	expire();
	state.oauthGrants.clear();
	const execution = await run(post('withdrawn'));
	expect(execution.status).toBe('error');
	expect(`${execution.error?.message} ${execution.error?.description}`).toMatch(/connect/i);
});

test('no secret is in any output, error or log', async () => {
	const { client, logs } = stage.n8n;
	const all = await Promise.all(
		(await client.listWorkflows()).map(async ({ id }) => await client.executionsOf(id)),
	);
	const texts = await Promise.all(
		all.flat().map(async ({ id }) => JSON.stringify(await client.get(`/rest/executions/${id}`))),
	);
	const said = [...texts, logs(), JSON.stringify(await client.get('/rest/credentials'))].join('\n');
	expect(texts.length).toBeGreaterThanOrEqual(8);
	expect(tokens.size).toBeGreaterThan(8);
	for (const secret of [app.client_secret, ...tokens]) expect(said).not.toContain(secret);
});

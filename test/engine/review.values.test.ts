import { createServer, type IncomingMessage } from 'http';
import type { AddressInfo } from 'net';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { builtPackage, DIST, runStock, runWorkflow } from '../support/harness';
import { failureOf } from '../support/mattermostServer';
import { inRows } from '../support/rows';
import { firstOf } from '../support/present';

/**
 * Values that nobody wrote down: a server that answers what it should not, with a good status, and what
 * expressions give. The server here says of each request what the test wants.
 */

// eslint-disable-next-line @typescript-eslint/no-require-imports -- the built package is what is tested
const { Secrets } = require(
	`${DIST}/nodes/shared/errors/redact.js`,
) as typeof import('../../nodes/shared/errors/redact');

const { nodes } = builtPackage();
const id = (letter: string) => letter.repeat(26);
const uuid = 'A'.repeat(22);
const picked = (value: string) => ({ __rl: true, mode: 'id', value });

interface Sent {
	method: string;
	path: string;
	body: string;
}
type Answering = (request: Sent) => unknown;

let answering: Answering;
let sent: Sent[] = [];
const bodyOf = async (request: IncomingMessage) => {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks).toString();
};
const server = createServer((request, response) => {
	void bodyOf(request).then((body) => {
		const one = { method: request.method!, path: request.url!, body };
		sent.push(one);
		response.setHeader('content-type', 'application/json');
		response.setHeader('x-version-id', '11.6.0.1');
		const answer = answering(one);
		response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
	});
});
let url = '';
beforeAll(async () => {
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
	server.closeAllConnections();
	await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
	sent = [];
	answering = ({ method, path }) =>
		path.endsWith('/users/me') ? { id: id('u') } : method === 'GET' ? [] : { id: id('p') };
});

const engines = { 'as workflow': runWorkflow, 'as AI tool': runStock };
const parametersOf = (resource: string, operation: string, values: IDataObject) =>
	({
		authentication: 'accessToken',
		resource,
		operation,
		...Object.fromEntries(
			Object.entries(values).map(([name, value]) => [
				resource + name.charAt(0).toUpperCase() + name.slice(1),
				value,
			]),
		),
	}) as INodeParameters;
const caller =
	(run: typeof runWorkflow, node: 'mattermost' | 'mattermostAdmin' | 'rhombus' | 'rhombusAdmin') =>
	async (resource: string, operation: string, values: IDataObject, timezone?: string) =>
		await run({
			node: nodes[node]!,
			parameters: parametersOf(resource, operation, values),
			credentials: node.startsWith('mattermost')
				? { mattermostTokenApi: { siteUrl: url, accessToken: 'token-of-the-test' } }
				: { rhombusApi: { region: 'custom', baseUrl: url, apiKey: 'key-of-the-test' } },
			timezone,
		});
const writes = () => sent.filter(({ method }) => !['GET', 'HEAD'].includes(method));

describe.each(Object.entries(engines))('%s', (_name, run) => {
	const mattermost = caller(run, 'mattermost');
	const admin = caller(run, 'mattermostAdmin');
	const rhombus = caller(run, 'rhombus');
	const rhombusAdmin = caller(run, 'rhombusAdmin');

	describe('an update whose read brings something else writes nothing', () => {
		const updates: Array<[string, string, IDataObject]> = [
			[
				'outgoingWebhook',
				'update',
				{ hookId: picked(id('h')), updateOptions: { displayName: 'n' } },
			],
			[
				'incomingWebhook',
				'update',
				{ hookId: picked(id('h')), updateOptions: { displayName: 'n' } },
			],
			[
				'slashCommand',
				'update',
				{ commandId: picked(id('h')), updateOptions: { displayName: 'n' } },
			],
			['bot', 'update', { botUserId: picked(id('u')), updateOptions: { displayName: 'n' } }],
			['channel', 'replace', { channelId: picked(id('c')), replaceOptions: { header: 'h' } }],
			[
				'user',
				'update',
				{ userId: picked(id('u')), updateOptions: { notifyProps: { push: 'all' } } },
			],
			['post', 'update', { postId: picked(id('p')), updateOptions: { props: '{"a":1}' } }],
			[
				'channelCategory',
				'addChannels',
				{
					userId: picked(id('u')),
					teamId: picked(id('t')),
					categoryId: picked(id('k')),
					channelIds: inRows(id('c')),
				},
			],
		];
		test.each(updates)('%s.%s', async (resource, operation, values) => {
			for (const answer of ['{}', '[]', 'null', 'true', '{"message":"no route"}', '']) {
				sent = [];
				answering = () => answer;
				const call = /bot|Webhook|slashCommand/.test(resource) ? admin : mattermost;
				const { message } = await failureOf(call(resource, operation, values));
				expect(message).toMatch(/did not return|responded without/);
				expect(writes()).toEqual([]);
			}
		});

		test.each([
			['{}', {}],
			['an empty plan', { lockdownPlan: {} }],
		])('Rhombus lockdown plan: %s', async (_what, answer) => {
			answering = ({ path }) => (path.endsWith('getLockdownPlan') ? answer : { success: true });
			await failureOf(
				rhombusAdmin('lockdownPlan', 'update', {
					lockdownPlanUuid: picked(uuid),
					updateOptions: { name: 'Fire' },
				}),
			);
			expect(sent.map(({ path }) => path.split('/').pop())).toEqual(['getLockdownPlan']);
		});

		test('Rhombus custom fields of a user: none yet is null, an answer without them is none', async () => {
			const update = async () =>
				await rhombusAdmin('user', 'updateCustomFields', {
					userUuid: picked(uuid),
					fieldValueMap: { entry: [{ key: picked(uuid), value: 'x' }] },
				});
			answering = ({ path }) => (path.includes('find') ? { errorMsg: null } : { success: true });
			expect((await failureOf(update())).message).toContain('the data to update');
			answering = ({ path }) =>
				path.includes('find') ? { userFieldValueMap: null } : { success: true };
			await update();
			expect(JSON.parse(sent.at(-1)!.body)).toMatchObject({ fieldValueMap: { [uuid]: 'x' } });
		});
	});

	describe('a failure behind a good status', () => {
		test.each([
			'{"error":"boom"}',
			'{"error":{"message":"boom"}}',
			'{"error":true,"message":"boom"}',
			'{"errors":[{"message":"boom"}]}',
			'{"message":"boom: no Route matched with those values"}',
			'{"id":"api.context.permissions.app_error","message":"boom","detailed_error":""}',
			'{"id":"api.context.permissions.app_error","message":"boom","status_code":"403"}',
			'{"statusCode":500,"message":"boom"}',
			'{"status":500,"error":"boom","path":"/x"}',
			'{"ok":false,"error":"boom"}',
			'{"success":false}',
			'true',
			'0',
		])('%s', async (answer) => {
			answering = () => answer;
			for (const [operation, values] of [
				['create', { channelId: picked(id('c')), message: 'x' }],
				['get', { postId: picked(id('p')) }],
			] as Array<[string, IDataObject]>) {
				const { message } = await failureOf(mattermost('post', operation, values));
				expect(message).toMatch(/Mattermost/);
			}
			if (!/^\{"message|^(true|0)$/.test(answer)) {
				await failureOf(mattermost('post', 'delete', { postId: picked(id('p')) }));
				await failureOf(mattermost('user', 'getAll', { returnAll: true }));
			}
		});

		test('a thing with words of its own is none', async () => {
			answering = () => ({ id: id('p'), message: 'error', props: { error: 'x' } });
			const { json } = firstOf(await mattermost('post', 'get', { postId: picked(id('p')) }));
			expect(json.message).toBe('error');
		});
	});

	test.each([
		'{"message":"Forbidden"}',
		'{"status":403,"message":"x"}',
		'{"statusCode":500}',
		'{"errors":["x"]}',
		'{"errorMsg":["x"]}',
		'{"result":"FAILURE"}',
		'{"ok":false}',
		'[]',
		'true',
	])('Rhombus did not do it: %s', async (answer) => {
		answering = () => answer;
		const door = { accessControlledDoorUuid: picked(uuid) };
		const { message } = await failureOf(rhombus('door', 'unlock', door));
		expect(message).toContain('Rhombus');
		await failureOf(rhombus('camera', 'getAll', { returnAll: true }));
	});

	test.each(['0001-01-01T00:00:00Z', '0202-11-28', '1969-12-31T23:59:59Z'])(
		'no time is %s',
		async (since) => {
			const got = mattermost('post', 'getAll', {
				sourceChannel: picked(id('c')),
				returnAll: true,
				getAllOptions: { since },
			});
			expect((await failureOf(got)).message).toContain('"Since" is before 1970');
			expect(sent).toEqual([]);
		},
	);

	test.each<[string, IDataObject]>([
		['a text', { message: 2 ** 64 }],
		['JSON of an expression', { message: 'x', createOptions: { props: { a: [2 ** 60] } } }],
		['a list', { message: 'x', createOptions: { fileIds: [2 ** 60] } }],
	])('a number that was rounded before is refused in %s', async (_what, values) => {
		const { message } = await failureOf(
			mattermost('post', 'create', { channelId: picked(id('c')), ...values }),
		);
		expect(message).toContain('JavaScript has rounded');
		expect(sent).toEqual([]);
	});

	test('a required list without entries', async () => {
		const userId = picked(id('u'));
		for (const [operation, name] of [
			['update', 'updates'],
			['delete', 'preferences'],
		] as const) {
			const { message } = await failureOf(
				admin('preference', operation, { userId, [name]: { entry: [] } }),
			);
			expect(message).toContain('is empty');
		}
		expect(writes()).toEqual([]);
	});

	test('a server that ignores the cursor gives no door twice', async () => {
		const doors = [{ uuid, name: 'Main' }];
		answering = () => ({ accessControlledDoors: doors, lastEvaluatedKey: 'k' });
		const { message } = await failureOf(
			rhombus('door', 'getAll', { locationUuid: picked(uuid), returnAll: true }),
		);
		expect(message).toContain('returns the same rows');
		expect(sent.length).toBeLessThan(4);
	});

	test('one key of a map twice', async () => {
		const { message } = await failureOf(
			rhombusAdmin('user', 'updateCustomFields', {
				userUuid: picked(uuid),
				fieldValueMap: {
					entry: [
						{ key: picked(uuid), value: 'x' },
						{ key: picked(uuid), value: 'y' },
					],
				},
			}),
		);
		expect(message).toContain('is listed twice');
		expect(sent).toEqual([]);
	});

	test('attachments that are no list', async () => {
		for (const attachments of ['x', { text: 'x' }]) {
			const { message } = await failureOf(
				mattermost('post', 'create', {
					channelId: picked(id('c')),
					message: 'x',
					createOptions: { props: { attachments } },
				}),
			);
			expect(message).toContain('is not a list');
		}
		expect(sent).toEqual([]);
	});

	describe('Any Endpoint', () => {
		const call = async (endpoint: string, values: IDataObject) =>
			await mattermost('anyEndpoint', 'call', { endpoint, ...values });
		const inForm = (value: IDataObject) => ({
			sendAs: 'fields',
			fields: { mappingMode: 'defineBelow', value, schema: [] },
		});

		test('an action’s ID is made one that a click can name', async () => {
			const actions = [{ id: 'a-b', name: 'Go', type: 'button', integration: { url } }];
			const props = { attachments: [{ actions }] };
			await call('POST /api/v4/posts', {
				sendAs: 'json',
				body: { channel_id: id('c'), message: 'x', props },
			});
			const { props: made } = JSON.parse(sent.at(-1)!.body) as { props: typeof props };
			expect(made.attachments[0]!.actions[0]!.id).toBe('ab');
		});

		test('a list typed with commas and lines has no empty entries', async () => {
			answering = () => [];
			await call('POST /api/v4/users/ids', inForm({ body: `${id('a')},,\n${id('b')}\r\n` }));
			expect(JSON.parse(sent.at(-1)!.body)).toEqual([id('a'), id('b')]);
		});

		test.each([
			['query.page', '0x10'],
			['query.since', 2 ** 60],
		])('%s is no number: %s', async (name, value) => {
			await failureOf(call(`GET /api/v4/channels/${id('c')}/posts`, inForm({ [name]: value })));
			expect(sent).toEqual([]);
		});
	});
});

describe('secrets', () => {
	const forms: Record<string, (secret: string) => string> = {
		'in base64 with a user': (secret) => Buffer.from(`user:${secret}`).toString('base64'),
		'in base64 within more': (secret) => Buffer.from(`u:${secret}:x`).toString('base64'),
		'in hex': (secret) => Buffer.from(secret).toString('hex').toUpperCase(),
		'in JSON in JSON': (secret) => JSON.stringify(JSON.stringify({ secret })),
		'in HTML': (secret) => secret.replace(/&/g, '&amp;').replace(/</g, '&lt;'),
		'in a URL in a URL': (secret) => encodeURIComponent(encodeURIComponent(secret)),
		'with small percent codes': (secret) => encodeURIComponent(secret).toLowerCase(),
		'without its scheme': (secret) => secret.trim().replace(/^Bearer /, ''),
	};
	test.each(Object.keys(forms))('%s', (name) => {
		for (const secret of ['tokabcdefghijklmnop', ' to\\k<&/+=abc defgh ', 'Bearer tokabcdefgh']) {
			const secrets = new Secrets();
			secrets.add([secret]);
			const shown = secrets.redact(`before ${forms[name]!(secret)} after`);
			expect(shown).toContain('***');
			const form = forms[name]!(secret);
			const middle = form.length / 2;
			expect(shown).not.toContain(form.slice(middle - 4, middle + 4));
		}
	});

	test('other texts stay', () => {
		const secrets = new Secrets();
		secrets.add(['a.c+d(e)f']);
		expect(secrets.redact('abc+d(e)f A.C+D(E)F')).toBe('abc+d(e)f ***');
	});
});

import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { answerBody, type AnswerTo } from '../../nodes/MattermostRespond/answers';
import { readDelivery, type Source } from '../../nodes/MattermostWebhookTrigger/deliveries';
import { checkExists, create, remove } from '../../nodes/MattermostWebhookTrigger/lifecycle';
import { receive } from '../../nodes/MattermostWebhookTrigger/receive';
import { replyBody } from '../../nodes/MattermostWebhookTrigger/replies';
import { fileIdsOf } from '../../nodes/services/mattermost/webhookReplies';
import { triggerIdOf } from '../../sandbox/mattermost/signing';
import { startSandbox, TOKENS, type Sandbox } from '../../sandbox';
import { hookContext, webhookContext, type Given, type Incoming } from '../support/contexts';
import { firstOf } from '../support/present';

const COMMAND = {
	channel_id: '5ysuqdwrh7f88eoer5q6mm9kwc',
	channel_name: 'alerts',
	command: '/cmda',
	response_url: 'http://127.0.0.1:8670/hooks/commands/z3ad6846q7gbbdis4t8geij1ja',
	team_domain: 'team1',
	team_id: 'dbu71u57cbdqujsnpqphbjtdxr',
	text: 'toronto week',
	token: 'ikksymfzd7n5inos9ab19o4iyo',
	trigger_id: 'ampnMW9hdWk0ZnJyYnJib3l0aWJ6dXJyaHc6',
	user_id: '43j19hynttytz8euwdmc1r3m8e',
	user_name: 'admin',
};
const OUTGOING = {
	token: 'yk81dn3knfdkzf6hpypgksmdza',
	team_id: 'dbu71u57cbdqujsnpqphbjtdxr',
	team_domain: 'team1',
	channel_id: '5ysuqdwrh7f88eoer5q6mm9kwc',
	channel_name: 'alerts',
	timestamp: 1795306004280,
	user_id: '96denouqp7nkmrym6w8sxsamoe',
	user_name: 'bob',
	post_id: 'xkpxwsduqtgbubh6i45ycq6c1o',
	text: '#go now',
	trigger_word: '#go',
	file_ids: '',
};
const ACTION = {
	user_id: '96denouqp7nkmrym6w8sxsamoe',
	user_name: 'bob',
	channel_id: '5ysuqdwrh7f88eoer5q6mm9kwc',
	channel_name: 'alerts',
	team_id: 'dbu71u57cbdqujsnpqphbjtdxr',
	team_domain: 'team1',
	post_id: '5nkquuniatnzjk47pmicaikrjo',
	trigger_id: 'cmI5MWcxajhuam43ZGRpcW5jcWs1Z2htYWE6',
	type: 'button',
	data_source: '',
	context: { deploy: 7, token: 'sesame' },
};
const DIALOG = {
	type: 'dialog_submission',
	callback_id: 'cb',
	state: '{"token":"sesame","order":7}',
	user_id: '43j19hynttytz8euwdmc1r3m8e',
	channel_id: '5ysuqdwrh7f88eoer5q6mm9kwc',
	team_id: 'dbu71u57cbdqujsnpqphbjtdxr',
	submission: { n: 'v' },
	cancelled: false,
};

/** What real servers were recorded to send, by version. */
const RECORDED = JSON.parse(
	readFileSync(join(__dirname, '../fixtures/mattermost-hooks.json'), 'utf8'),
) as Record<string, { deliveries: Array<{ path: string; contentType: string; body: string }> }>;

describe('deliveries', () => {
	test.each(Object.keys(RECORDED))('those recorded of Mattermost %s are read', (version) => {
		const { deliveries } = RECORDED[version]!;
		expect(deliveries.length).toBeGreaterThanOrEqual(3);
		for (const { path, contentType, body } of deliveries) {
			const parsed = contentType.includes('json')
				? (JSON.parse(body) as unknown)
				: Object.fromEntries(new URLSearchParams(body));
			const source: Source =
				path === '/cmd' ? 'command' : ['/act', '/dlg'].includes(path) ? 'action' : 'outgoing';
			const read = readDelivery(source, parsed, {});
			expect([path, read?.item.user_id]).toEqual([path, expect.stringMatching(/^[a-z0-9]{26}$/)]);
			expect(read?.item).not.toHaveProperty('token');
			if (source !== 'action') expect(read?.secrets[0]).toMatch(/^[a-z0-9]{26}$/);
			if (source === 'outgoing') expect(read?.item.timestamp).toBeGreaterThan(1.7e12);
		}
	});

	test('commands are laid flat, with their words', () => {
		expect(
			readDelivery('command', { ...COMMAND, user_mentions: ['bob', 'eve'] }, {})?.item,
		).toEqual(
			expect.objectContaining({
				event: 'command',
				words: ['toronto', 'week'],
				user_mentions: ['bob', 'eve'],
				channel_mentions: [],
				root_id: '',
			}),
		);
	});

	test('the secret of a button is in its context and never in the item', () => {
		expect(readDelivery('action', ACTION, {})).toMatchObject({
			secrets: ['sesame'],
			item: { event: 'action', context: { deploy: 7 } },
		});
		expect(JSON.stringify(readDelivery('action', ACTION, {})?.item)).not.toContain('sesame');
		// What a browser can write proves nothing.
		expect(readDelivery('action', DIALOG, { token: 'sesame', form: 'f' })).toMatchObject({
			secrets: [],
			form: { parameter: 'f', state: DIALOG.state },
			item: { event: 'dialog', submission: { n: 'v' } },
		});
	});

	test('anything at all is read or refused, never thrown at', () => {
		const sources: Source[] = ['command', 'outgoing', 'action'];
		const seeds = [COMMAND, OUTGOING, ACTION, DIALOG];
		fc.assert(
			fc.property(
				fc.constantFrom(...sources),
				fc.oneof(
					fc.anything(),
					fc
						.tuple(fc.constantFrom(...seeds), fc.dictionary(fc.string(), fc.anything()))
						.map(([seed, more]) => ({ ...seed, ...more })),
					fc
						.tuple(
							fc.constantFrom(...seeds),
							fc.constantFrom(...new Set(seeds.flatMap((seed) => Object.keys(seed)))),
							fc.anything(),
						)
						.map(([seed, name, value]) => ({ ...seed, [name]: value })),
				),
				(source, body) => {
					const read = readDelivery(source, body, {});
					if (!read) return;
					expect(typeof read.item.event).toBe('string');
					expect(typeof read.item.user_id).toBe('string');
					expect(read.secrets.every((secret) => typeof secret === 'string')).toBe(true);
				},
			),
			{ numRuns: 2000 },
		);
	});
});

describe('replies', () => {
	const sources: Array<[Source, IDataObject]> = [
		['command', COMMAND],
		['outgoing', OUTGOING],
		['action', ACTION],
		['action', DIALOG],
	];
	test.each(sources)('%s: never empty, and JSON, whatever is set', (source, body) => {
		const delivery = readDelivery(source, body, {})!;
		for (const text of ['', 'done'])
			for (const inChannel of [true, false])
				for (const replaceMessage of ['', 'replaced']) {
					const more = { inChannel, replaceMessage, slackLinks: false };
					const reply = replyBody(source, delivery, { text, ...more });
					expect(JSON.parse(JSON.stringify(reply))).toEqual(reply);
				}
	});

	test.each([
		['command', COMMAND],
		['action', ACTION],
	] as Array<[Source, IDataObject]>)('%s: the text stays as written', (source, body) => {
		const delivery = readDelivery(source, body, {})!;
		const reply = {
			text: 'a < b | c > d',
			inChannel: false,
			replaceMessage: '',
			slackLinks: false,
		};
		expect(replyBody(source, delivery, reply)).toHaveProperty('skip_slack_parsing', true);
		expect(replyBody(source, delivery, { ...reply, slackLinks: true })).not.toHaveProperty(
			'skip_slack_parsing',
		);
	});

	test('replacing a message takes its buttons away', () => {
		const delivery = readDelivery('action', ACTION, {})!;
		expect(
			replyBody('action', delivery, {
				text: '',
				inChannel: false,
				replaceMessage: 'Approved',
				slackLinks: false,
			}),
		).toEqual({ update: { message: 'Approved', props: {} } });
	});
});

describe('hostile deliveries', () => {
	const given = (source: Source): Given => ({
		parameters: { source, secret: 'sesame', respond: 'onReceived' },
		memory: { token: source === 'command' ? COMMAND.token : OUTGOING.token },
	});
	const rows: Array<[string, Source, Incoming, number]> = [
		['no token', 'command', { body: { ...COMMAND, token: undefined } }, 401],
		['wrong token', 'command', { body: { ...COMMAND, token: 'x'.repeat(26) } }, 401],
		[
			'token of another case',
			'command',
			{ body: { ...COMMAND, token: COMMAND.token.toUpperCase() } },
			401,
		],
		[
			'a part of the token',
			'command',
			{ body: { ...COMMAND, token: COMMAND.token.slice(0, -1) } },
			401,
		],
		['token as array', 'command', { body: { ...COMMAND, token: [COMMAND.token] } }, 401],
		['no user', 'command', { body: { ...COMMAND, user_id: '' } }, 400],
		['an outgoing webhook at a command', 'command', { body: OUTGOING }, 400],
		['an array', 'command', { body: [COMMAND] }, 400],
		['a text', 'command', { body: 'token=x' }, 400],
		['nothing', 'command', {}, 400],
		['too much', 'command', { body: COMMAND, raw: Buffer.alloc(1_000_001) }, 413],
		[
			'too much, as it says itself',
			'command',
			{ body: COMMAND, headers: { 'content-length': '5000000' } },
			413,
		],
		['no token', 'outgoing', { body: { ...OUTGOING, token: '' } }, 401],
		['no post', 'outgoing', { body: { ...OUTGOING, post_id: null } }, 400],
		['no secret', 'action', { body: { ...ACTION, context: {} } }, 401],
		[
			'wrong secret in the URL',
			'action',
			{ body: { ...ACTION, context: {} }, query: { token: 'sesam' } },
			401,
		],
		[
			'secret as array in the URL',
			'action',
			{ body: { ...ACTION, context: {} }, query: { token: ['sesame'] as never } },
			401,
		],
		[
			'right secret in the URL',
			'action',
			{ body: { ...ACTION, context: {} }, query: { token: 'sesame' } },
			401,
		],
		[
			'secret in the header',
			'action',
			{ body: { ...ACTION, context: {} }, headers: { authorization: 'Token sesame' } },
			401,
		],
		['secret in the state of a dialog', 'action', { body: DIALOG }, 401],
		['secret in the URL of a dialog', 'action', { body: DIALOG, query: { token: 'sesame' } }, 401],
		['no secret in a dialog', 'action', { body: { ...DIALOG, state: 'st' } }, 401],
		['context as text', 'action', { body: { ...ACTION, context: 'sesame' } }, 401],
	];
	test.each(rows)(
		'%s (%s) is refused and starts nothing',
		async (_what, source, incoming, status) => {
			const { context, refused, log } = webhookContext(given(source), incoming);
			expect(await receive(context)).toEqual({ noWebhookResponse: true });
			expect(refused()?.status).toBe(status);
			expect(log).toHaveLength(1);
			const told = log.join() + JSON.stringify(refused());
			for (const secret of ['sesame', COMMAND.token, OUTGOING.token, 'toronto']) {
				expect(told).not.toContain(secret);
			}
		},
	);

	test('without a registration nothing is accepted, not even an empty token', async () => {
		const { context, refused } = webhookContext(
			{ parameters: { source: 'command', respond: 'onReceived' }, memory: {} },
			{ body: { ...COMMAND, token: '' } },
		);
		expect(await receive(context)).toEqual({ noWebhookResponse: true });
		expect(refused()?.status).toBe(401);
	});

	test('a delivery starts the workflow once', async () => {
		const first = webhookContext(given('command'), { body: { ...COMMAND, trigger_id: 'once' } });
		expect(await receive(first.context)).toEqual({
			workflowData: [[{ json: expect.objectContaining({ event: 'command' }) }]],
			webhookResponse: { response_type: 'ephemeral', text: '' },
		});
		const again = webhookContext(given('command'), { body: { ...COMMAND, trigger_id: 'once' } });
		expect(await receive(again.context)).toEqual({ noWebhookResponse: true });
		expect(again.refused()?.status).toBe(409);
	});

	test('the header of slash commands proves as well', async () => {
		const { context } = webhookContext(given('command'), {
			body: { ...COMMAND, token: '', trigger_id: 'by header' },
			headers: { authorization: `Token ${COMMAND.token}` },
		});
		expect(await receive(context)).toHaveProperty('workflowData');
	});
});

test('switches of a reply may be texts of expressions, and its text anything', async () => {
	const given: Given = {
		parameters: {
			source: 'command',
			respond: 'onReceived',
			replyText: { version: 7 },
			replyInChannel: 'true',
			slackLinks: 'true',
		},
		memory: { token: COMMAND.token },
	};
	const body = { ...COMMAND, trigger_id: 'texts' };
	expect(await receive(webhookContext(given, { body }).context)).toMatchObject({
		webhookResponse: { response_type: 'in_channel', text: '{"version":7}' },
	});
});

describe('registration', () => {
	let sandbox: Sandbox;
	let n8n: Server;
	let url: string;
	const calls: unknown[] = [];
	beforeAll(async () => {
		sandbox = await startSandbox();
		n8n = createServer((request, response) => {
			const chunks: Buffer[] = [];
			request.on('data', (chunk: Buffer) => chunks.push(chunk));
			request.on('end', () => {
				calls.push({
					type: request.headers['content-type'],
					body: Buffer.concat(chunks).toString(),
				});
				response.setHeader('content-type', 'application/json');
				response.end('{"text":"heard"}');
			});
		});
		await new Promise<void>((resolve) => n8n.listen(0, '127.0.0.1', resolve));
		url = `http://127.0.0.1:${(n8n.address() as AddressInfo).port}/webhook/x/mattermost`;
	});
	afterAll(async () => {
		n8n.closeAllConnections();
		await new Promise((resolve) => n8n.close(resolve));
		await sandbox.stop();
	});

	const setUp = (parameters: IDataObject, token = TOKENS.mattermostAdmin): Given => ({
		parameters: {
			authentication: 'accessToken',
			team: { __rl: true, mode: 'name', value: 'team1' },
			...parameters,
		},
		memory: {},
		url,
		credentials: { siteUrl: sandbox.mattermost.url, accessToken: token },
		authenticate: (headers) => {
			headers.Authorization = `Bearer ${token}`;
		},
	});
	const count = () => {
		const { commands, outgoingHooks } = sandbox.mattermost.state;
		return commands.size + outgoingHooks.size;
	};

	test.each([
		['command', { source: 'command', trigger: '/Deploy' }],
		['outgoing webhook', { source: 'outgoing', triggerWords: '#go, #stop', triggerWhen: 'exact' }],
	])(
		'a %s is made once, found after a restart, changed, and removed',
		async (_kind, parameters) => {
			const before = count();
			const given = setUp(parameters);
			expect(await checkExists(hookContext(given))).toBe(false);
			await create(hookContext(given));
			expect(count()).toBe(before + 1);
			const { token } = given.memory!;
			expect(token).toMatch(/^[a-z0-9]{26}$/);

			// A restart with its memory lost.
			const restarted = { ...given, memory: {} as IDataObject };
			expect(await checkExists(hookContext(restarted))).toBe(true);
			expect(restarted.memory.token).toBe(token);

			const changed = {
				...given,
				parameters: { ...given.parameters, trigger: 'other', triggerWords: ['#else'] },
			};
			expect(await checkExists(hookContext(changed))).toBe(false);
			await create(hookContext(changed));
			expect(count()).toBe(before + 1);

			await remove(hookContext(changed));
			expect(count()).toBe(before);
			expect(changed.memory).toEqual({});
			// Removing again, or after somebody did it by hand, is fine.
			changed.memory = { id: token, source: 'command' };
			await remove(hookContext(changed));
		},
	);

	test.each(['onReceived', 'responseNode'])(
		'%s: replacing a message keeps its files, which the server would delete',
		async (respond) => {
			const { state } = sandbox.mattermost;
			const { id: channel_id } = state.channel('alerts');
			const bob = state.user('bob').id;
			const file_ids = [firstOf(state.files.keys())];
			const { id } = state.addPost({ channel_id, user_id: bob, message: 'Who?', file_ids });
			const given = setUp({ source: 'action', secret: 'sesame', respond, replaceMessage: 'Anna' });
			const { context } = webhookContext(given, {
				body: {
					...ACTION,
					channel_id,
					user_id: bob,
					post_id: id,
					trigger_id: triggerIdOf(`files ${respond}`, bob),
				},
			});
			const { workflowData, webhookResponse } = await receive(context);
			expect(fileIdsOf(firstOf(workflowData![0]!))).toEqual(file_ids);
			const wanted = { update: { message: 'Anna', props: {}, file_ids } };
			expect(webhookResponse).toEqual(respond === 'onReceived' ? wanted : undefined);
		},
	);

	test('hooks of others are left alone', async () => {
		const other = setUp({ source: 'outgoing', triggerWords: '#theirs' });
		other.url = `${url}-other`;
		await create(hookContext(other));
		const mine = setUp({ source: 'outgoing', triggerWords: '#mine' });
		expect(await checkExists(hookContext(mine))).toBe(false);
		await create(hookContext(mine));
		await remove(hookContext(mine));
		expect(await checkExists(hookContext(other))).toBe(true);
		await remove(hookContext(other));
	});

	test('a real message is delivered and its reply posted in the thread', async () => {
		const given = setUp({ source: 'outgoing', triggerWords: '#go' });
		await create(hookContext(given));
		calls.length = 0;
		const { state } = sandbox.mattermost;
		const post = state.addPost({
			channel_id: state.channel('alerts').id,
			user_id: state.user('bob').id,
			message: '#go now',
		});
		while (![...state.posts.values()].some(({ message }) => message === 'heard')) {
			await new Promise((resolve) => setTimeout(resolve, 10));
		}
		const call = firstOf(calls as Array<{ type: string; body: string }>);
		expect(call.type).toBe('application/json');
		const read = readDelivery('outgoing', JSON.parse(call.body), {});
		expect(read?.item).toMatchObject({ post_id: post.id, text: '#go now', user_name: 'bob' });
		expect(read?.secrets).toEqual([given.memory!.token]);
		await remove(hookContext(given));
	});

	test.each([
		['no team', { source: 'command', trigger: 'x', team: '' }, /"Team" is empty/],
		['no command', { source: 'command', trigger: '' }, /"Command" is empty/],
		['two words', { source: 'command', trigger: 'a b' }, /"Command" contains spaces/],
		['nothing to listen to', { source: 'outgoing' }, /"Trigger Words" is empty/],
	])('%s is said before anything is sent', async (_what, parameters, message) => {
		await expect(checkExists(hookContext(setUp(parameters)))).rejects.toThrow(message);
	});

	test('a switch may be a text of an expression', async () => {
		const registrationOptions = { autoComplete: 'false' };
		await create(hookContext(setUp({ source: 'command', trigger: 'quiet', registrationOptions })));
		expect([...sandbox.mattermost.state.commands.values()].at(-1)).toMatchObject({
			trigger: 'quiet',
			auto_complete: false,
		});
	});

	test('an account without the right is told what it needs', async () => {
		const given = setUp({ source: 'outgoing', triggerWords: '#go' }, TOKENS.mattermostBot);
		await expect(create(hookContext(given))).rejects.toMatchObject({
			message: expect.stringContaining('permissions'),
			description: expect.stringContaining('outgoing webhooks'),
		});
	});
});

describe('Respond to Mattermost', () => {
	const given = {
		text: 'T',
		visibility: 'channel',
		replaceMessage: '',
		files: [] as string[],
		slackLinks: true,
		errors: {},
		error: '',
	};
	const rows: Array<
		[AnswerTo, Partial<typeof given> & { errors?: Record<string, string> }, unknown]
	> = [
		['command', {}, { response_type: 'in_channel', text: 'T' }],
		['command', { visibility: 'person', text: '' }, { response_type: 'ephemeral', text: '' }],
		['message', { visibility: 'thread' }, { response_type: 'comment', text: 'T' }],
		['message', {}, { response_type: 'post', text: 'T' }],
		['message', { text: '' }, {}],
		[
			'action',
			{ replaceMessage: 'R' },
			{ update: { message: 'R', props: {} }, ephemeral_text: 'T' },
		],
		[
			'action',
			{ replaceMessage: 'R', files: ['f'] },
			{ update: { message: 'R', props: {}, file_ids: ['f'] }, ephemeral_text: 'T' },
		],
		['action', { slackLinks: false }, { ephemeral_text: 'T', skip_slack_parsing: true }],
		[
			'command',
			{ slackLinks: false },
			{ response_type: 'in_channel', text: 'T', skip_slack_parsing: true },
		],
		['dialog', {}, {}],
		['dialog', { errors: { a: 'b' }, error: 'c' }, { errors: { a: 'b' }, error: 'c' }],
	];
	test.each(rows)('%s %j', (to, more, answer) => {
		expect(answerBody(to, { ...given, ...more })).toEqual(answer);
	});
});

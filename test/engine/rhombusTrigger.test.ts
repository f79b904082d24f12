import fc from 'fast-check';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IDataObject } from 'n8n-workflow';
import { readDelivery } from '../../nodes/RhombusTrigger/deliveries';
import { checkExists, create, remove } from '../../nodes/RhombusTrigger/lifecycle';
import { receive } from '../../nodes/RhombusTrigger/receive';
import { isSigned, sign, SIGNATURE_HEADERS } from '../../nodes/RhombusTrigger/signature';
import { startSandbox, TOKENS, type Sandbox } from '../../sandbox';
import {
	deliverAlert,
	deliverDiagnostic,
	deliverSubscribed,
	runRule,
} from '../../sandbox/rhombus/deliveries';
import { hookContext, webhookContext, type Given, type Incoming } from '../support/contexts';

/** The example that Rhombus publishes. */
const VECTOR = {
	secret: 'AAAAAAAAAAAAAAAAAAAAAA',
	body: Buffer.from('{"version":"2","summary":"Test webhook"}'),
	sha1: '7c67f32d7b1320f76fa6d171a1a54dd6808570b6',
	sha256: '5d3808f7c72ed8b6e52c12cf3ae13e72667d316178c6110081d58282828b2482',
};

describe('signatures', () => {
	test.each(['sha1', 'sha256'] as const)('the published example is right with %s', (algorithm) => {
		const { secret, body } = VECTOR;
		expect(sign(algorithm, secret, body)).toBe(VECTOR[algorithm]);
		expect(isSigned(algorithm, secret, body, VECTOR[algorithm])).toBe(true);
		expect(isSigned(algorithm, secret, body, VECTOR[algorithm].toUpperCase())).toBe(true);
	});

	test('any other body, secret, algorithm or signature is wrong', () => {
		fc.assert(
			fc.property(
				fc.constantFrom('sha1' as const, 'sha256' as const),
				fc.string({ minLength: 1 }),
				fc.uint8Array({ maxLength: 200 }),
				fc.nat(),
				(algorithm, secret, bytes, position) => {
					const body = Buffer.from(bytes);
					const right = sign(algorithm, secret, body);
					expect(isSigned(algorithm, secret, body, right)).toBe(true);
					const other = algorithm === 'sha1' ? 'sha256' : 'sha1';
					expect(isSigned(other, secret, body, right)).toBe(false);
					expect(isSigned(algorithm, `${secret}x`, body, right)).toBe(false);
					expect(isSigned(algorithm, secret, Buffer.concat([body, Buffer.from(' ')]), right)).toBe(
						false,
					);
					const at = position % right.length;
					const flipped =
						right.slice(0, at) + (right[at] === '0' ? '1' : '0') + right.slice(at + 1);
					expect(isSigned(algorithm, secret, body, flipped)).toBe(false);
				},
			),
		);
	});

	test('nothing that is no signature passes or throws', () => {
		fc.assert(
			fc.property(fc.anything(), (given) => {
				expect(isSigned('sha1', VECTOR.secret, VECTOR.body, given)).toBe(false);
			}),
		);
		expect(isSigned('sha1', '', VECTOR.body, sign('sha1', '', VECTOR.body))).toBe(false);
	});
});

const ALERT = {
	version: '2',
	activityTrigger: 'MOTION_HUMAN,FACE_UNIDENTIFIED',
	summary: 'Person at the front door',
	deviceUuid: 'BBBBBBBBBBBBBBBBBBBBBB',
	location: 'CCCCCCCCCCCCCCCCCCCCCC',
	deviceType: 'CAMERA',
	timestampMs: 1712345678000,
	alertUuid: 'DDDDDDDDDDDDDDDDDDDDDD',
	durationSec: 12,
};
const RULE = {
	uuid: 'EEEEEEEEEEEEEEEEEEEEEE',
	orgUuid: 'AAAAAAAAAAAAAAAAAAAAAA',
	ruleUuid: 'FFFFFFFFFFFFFFFFFFFFFF',
	triggeredTimestampMs: 1712345678000,
	ruleTriggers: [{ type: 'DEVICE_ACTIVITY_EVENT' }],
	deviceEvents: [],
};
const bytes = (body: unknown) => Buffer.from(JSON.stringify(body));

describe('deliveries', () => {
	test('alerts, rules and whatever else are told apart', () => {
		expect(readDelivery(bytes(ALERT))).toEqual({
			id: `alert/${ALERT.alertUuid}`,
			activities: ['MOTION_HUMAN', 'FACE_UNIDENTIFIED'],
			item: { event: 'alert', activities: ['MOTION_HUMAN', 'FACE_UNIDENTIFIED'], ...ALERT },
		});
		expect(readDelivery(bytes(RULE))).toMatchObject({
			id: `rule/${RULE.uuid}`,
			item: { event: 'rule' },
		});
		expect(
			readDelivery(bytes({ diagnosticTrigger: 'DEVICE_OFFLINE', diagnosticUuid: 'x' })),
		).toMatchObject({ item: { event: 'diagnostic', activities: ['DEVICE_OFFLINE'] } });
		expect(readDelivery(bytes({ pressed: true }))).toEqual({
			id: '',
			item: { event: 'other', pressed: true },
		});
	});

	test('any bytes are read or refused, never thrown at', () => {
		fc.assert(
			fc.property(
				fc.oneof(
					fc.uint8Array().map((list) => Buffer.from(list)),
					fc.json().map((text) => Buffer.from(text)),
					fc
						.tuple(fc.constantFrom(ALERT, RULE), fc.dictionary(fc.string(), fc.jsonValue()))
						.map(([seed, more]) => bytes({ ...seed, ...more })),
				),
				(raw) => {
					const read = readDelivery(raw);
					if (read) expect(typeof read.item).toBe('object');
				},
			),
			{ numRuns: 1000 },
		);
	});
});

describe('hostile deliveries', () => {
	const signed = (
		body: unknown,
		algorithm: 'sha1' | 'sha256' = 'sha1',
		secret = VECTOR.secret,
	): Incoming => ({
		raw: bytes(body),
		headers: { [SIGNATURE_HEADERS[algorithm]]: sign(algorithm, secret, bytes(body)) },
	});
	const alerts: Given = {
		parameters: { source: 'alerts' },
		memory: { signingSecret: VECTOR.secret },
	};
	const ruleHook: Given = {
		parameters: { source: 'rule' },
		memory: { signingSecret: VECTOR.secret, token: 'sesame' },
	};
	const button: Given = { parameters: { source: 'button' }, memory: { token: 'sesame' } };
	const manual: Given = {
		parameters: { source: 'manual', headerName: 'X-Secret', headerValue: 'sesame' },
	};
	const rows: Array<[string, Given, Incoming, number]> = [
		['unsigned', alerts, { raw: bytes(ALERT) }, 401],
		['signed with another secret', alerts, signed(ALERT, 'sha1', 'other'), 401],
		['signed for another body', alerts, { ...signed(RULE), raw: bytes(ALERT) }, 401],
		['signed with the wrong algorithm', alerts, signed(ALERT, 'sha256'), 401],
		[
			'with an empty signature',
			alerts,
			{ raw: bytes(ALERT), headers: { [SIGNATURE_HEADERS.sha1]: '' } },
			401,
		],
		[
			'signed, but before any registration',
			{ parameters: { source: 'alerts' }, memory: {} },
			signed(ALERT),
			401,
		],
		[
			'signed, but no JSON',
			alerts,
			{
				raw: Buffer.from('x'),
				headers: { [SIGNATURE_HEADERS.sha1]: sign('sha1', VECTOR.secret, Buffer.from('x')) },
			},
			400,
		],
		['signed, but an array', alerts, signed([ALERT]), 400],
		['too large', alerts, { raw: Buffer.alloc(1_000_001) }, 413],
		['a rule without the token', ruleHook, signed(RULE, 'sha256'), 401],
		[
			'a rule with the token but unsigned',
			ruleHook,
			{ raw: bytes(RULE), headers: { 'x-n8n-token': 'sesame' } },
			401,
		],
		['a button without the token', button, { raw: bytes({ pressed: true }) }, 401],
		[
			'a button with a wrong token',
			button,
			{ raw: bytes({ pressed: true }), query: { token: 'sesam' } },
			401,
		],
		['by hand, without the header', manual, { raw: bytes(ALERT) }, 401],
		[
			'by hand, with a wrong header',
			manual,
			{ raw: bytes(ALERT), headers: { 'x-secret': 'Sesame' } },
			401,
		],
	];
	test.each(rows)(
		'%s: refused, nothing starts, no secret is logged',
		(_what, given, incoming, status) => {
			const { context, refused, log } = webhookContext(given, incoming);
			expect(receive(context)).toEqual({ noWebhookResponse: true });
			expect(refused()?.status).toBe(status);
			expect(log).toHaveLength(1);
			expect(log.join() + JSON.stringify(refused())).not.toMatch(/sesame|AAAAAAAA|front door/i);
		},
	);

	test('a signed one starts the workflow, a repeated one does not and is answered well', () => {
		const delivery = signed({ ...ALERT, alertUuid: 'once' });
		const first = receive(webhookContext(alerts, delivery).context);
		expect(first).toMatchObject({
			webhookResponse: {},
			workflowData: [[{ json: { event: 'alert' } }]],
		});
		expect(receive(webhookContext(alerts, delivery).context)).toEqual({ webhookResponse: {} });
	});

	test('only wanted activities start the workflow', () => {
		const given = { ...alerts, parameters: { source: 'alerts', activities: 'vape, MOTION_CAR' } };
		expect(receive(webhookContext(given, signed({ ...ALERT, alertUuid: 'a' })).context)).toEqual({
			webhookResponse: {},
		});
		const vape = signed({ ...ALERT, alertUuid: 'b', activityTrigger: 'VAPE' });
		expect(receive(webhookContext(given, vape).context)).toHaveProperty('workflowData');
	});

	test('an expression for activities that gives nothing lets nothing pass', () => {
		const given = { ...alerts, raw: { activities: '={{ $vars.missing }}' } };
		const delivery = signed({ ...ALERT, alertUuid: 'filtered' });
		expect(receive(webhookContext(given, delivery).context)).toEqual({ webhookResponse: {} });
	});

	test('rules may be signed or, on older organizations, only carry the token', () => {
		const both: Incoming = {
			...signed(RULE, 'sha256'),
			headers: { ...signed(RULE, 'sha256').headers, 'x-n8n-token': 'sesame' },
		};
		expect(receive(webhookContext(ruleHook, both).context)).toHaveProperty('workflowData');
		const unsigned = { parameters: { source: 'rule' }, memory: { token: 'sesame' } };
		const plain: Incoming = {
			raw: bytes({ ...RULE, uuid: 'another' }),
			headers: { 'x-n8n-token': 'sesame' },
		};
		expect(receive(webhookContext(unsigned, plain).context)).toHaveProperty('workflowData');
	});
});

describe('registration', () => {
	let sandbox: Sandbox;
	let n8n: Server;
	let url: string;
	let receiving: Given | undefined;
	const started: IDataObject[] = [];
	beforeAll(async () => {
		sandbox = await startSandbox();
		n8n = createServer((request, response) => {
			const chunks: Buffer[] = [];
			request.on('data', (chunk: Buffer) => chunks.push(chunk));
			request.on('end', () => {
				const { context, refused } = webhookContext(receiving!, {
					raw: Buffer.concat(chunks),
					headers: request.headers as Record<string, string>,
					query: Object.fromEntries(new URL(request.url!, url).searchParams),
				});
				for (const { json } of receive(context).workflowData?.[0] ?? []) started.push(json);
				response.statusCode = refused()?.status ?? 200;
				response.end('{}');
			});
		});
		await new Promise<void>((resolve) => n8n.listen(0, '127.0.0.1', resolve));
		url = `http://127.0.0.1:${(n8n.address() as AddressInfo).port}/webhook/x/rhombus`;
	});
	afterAll(async () => {
		n8n.closeAllConnections();
		await new Promise((resolve) => n8n.close(resolve));
		await sandbox.stop();
	});
	beforeEach(() => {
		sandbox.rhombus.reset();
		started.length = 0;
	});

	const setUp = (parameters: IDataObject): Given => ({
		parameters,
		memory: {},
		url,
		credentials: { apiKey: TOKENS.rhombusKey, region: 'custom', baseUrl: sandbox.rhombus.url },
		authenticate: (headers) => {
			headers['x-auth-scheme'] = 'api-token';
			headers['x-auth-apikey'] = TOKENS.rhombusKey;
		},
	});
	const everything = () => {
		const { integrations, subscriptions, rules } = sandbox.rhombus.state;
		return JSON.stringify([[...integrations], [...subscriptions], [...rules]]);
	};
	const ruleUuid = () => [...sandbox.rhombus.state.rules.keys()][0]!;
	const cases: Array<
		[string, () => IDataObject, () => Promise<Array<{ status: number }>>, string]
	> = [
		[
			'alerts',
			() => ({ source: 'alerts' }),
			async () => await deliverAlert(sandbox.rhombus.state, ['MOTION']),
			'alert',
		],
		[
			'diagnostics',
			() => ({ source: 'diagnostics' }),
			async () => await deliverDiagnostic(sandbox.rhombus.state, 'DEVICE_OFFLINE'),
			'diagnostic',
		],
		[
			'rule',
			() => ({ source: 'rule', rule: ruleUuid() }),
			async () => await runRule(sandbox.rhombus.state, ruleUuid()),
			'rule',
		],
		[
			'button',
			() => ({ source: 'button' }),
			async () =>
				await deliverSubscribed(sandbox.rhombus.state, 'BUTTON_EVENTS', {
					pressed: true,
					timestampMs: 1,
				}),
			'other',
		],
		[
			'doorSensor',
			() => ({ source: 'doorSensor', doorState: 'AJAR' }),
			async () =>
				await deliverSubscribed(sandbox.rhombus.state, 'DOOR_SENSOR_EVENTS', { state: 'AJAR' }),
			'other',
		],
		[
			'environment',
			() => ({ source: 'environment', subscriptionOptions: { tempUpperThreshold: 30 } }),
			async () =>
				await deliverSubscribed(sandbox.rhombus.state, 'ENVIRONMENTAL_SENSOR_EVENTS', { temp: 31 }),
			'other',
		],
	];
	test.each(cases)(
		'%s: made once, found after a restart, fired, and removed without a trace',
		async (_source, parameters, fire, event) => {
			// A webhook of somebody else, which must stay.
			sandbox.rhombus.state.integrations.set('webhook/2', {
				integration: 'WEBHOOKS',
				settings: {
					enabled: true,
					activityWebhooksV2: {
						'https://theirs.example.com/a': { webhookSecret: 's', webhookDisabled: false },
					},
					diagnosticWebhooksV2: {
						'https://theirs.example.com/d': { webhookSecret: 't', webhookDisabled: false },
					},
					orgUuid: sandbox.rhombus.state.orgUuid,
					integration: 'WEBHOOKS',
				},
			});
			Object.assign(sandbox.rhombus.state.rules.get(ruleUuid())!, {
				action: {
					alertAction: true,
					webhookActions: [{ webhookUrl: 'https://theirs.example.com/r' }],
				},
			});
			const before = everything();
			const given = setUp(parameters());
			expect(await checkExists(hookContext(given))).toBe(false);
			await create(hookContext(given));
			expect(everything()).not.toBe(before);
			expect(everything()).toContain('https://theirs.example.com/a');

			const made = everything();
			const restarted = { ...given, memory: {} as IDataObject };
			expect(await checkExists(hookContext(restarted))).toBe(true);
			expect(restarted.memory).toEqual(given.memory);
			expect(everything()).toBe(made);

			receiving = restarted;
			const answers = await fire();
			expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
			expect(started).toEqual([expect.objectContaining({ event })]);

			await remove(hookContext(restarted));
			expect(everything()).toBe(before);
			expect(restarted.memory).toEqual({});
			const paths = sandbox.rhombus.requests.map(({ path }) => path);
			expect(paths.filter((path) => /deleteWebhookIntegration|deleteRule/.test(path))).toEqual([]);
			expect(sandbox.rhombus.violations).toEqual([]);
		},
	);

	test('a switched-off integration with webhooks of others is not switched on', async () => {
		sandbox.rhombus.state.integrations.set('webhook/2', {
			integration: 'WEBHOOKS',
			settings: {
				enabled: false,
				activityWebhooksV2: { 'https://theirs.example.com/a': { webhookSecret: 's' } },
			},
		});
		const before = everything();
		await expect(create(hookContext(setUp({ source: 'alerts' })))).rejects.toThrow(/disabled/);
		expect(everything()).toBe(before);
	});

	test.each([
		['no rule', { source: 'rule', rule: '' }, /"Rule" is empty/],
		['no threshold', { source: 'environment' }, /no threshold/],
		[
			'a threshold that an expression does not give',
			{
				source: 'environment',
				subscriptionOptions: { tempUpperThreshold: 30, tempLowerThreshold: '' },
			},
			/"Temperature Below" is empty/,
		],
		[
			'a threshold that is no number',
			{ source: 'environment', subscriptionOptions: { humidityUpperThreshold: 'wet' } },
			/"Humidity Above \(%\)" must be a number/,
		],
		[
			'a pause that is no number',
			{ source: 'button', subscriptionOptions: { backoffSec: 'long' } },
			/"Pause Between Events \(Seconds\)" must be a number/,
		],
		['no secret', { source: 'manual' }, /"Webhook Secret" is empty/],
		[
			'a header without a value',
			{ source: 'manual', headerName: 'X' },
			/"Webhook Secret" is empty/,
		],
	])('%s is said before anything is registered', async (_what, parameters, message) => {
		const before = everything();
		await expect(checkExists(hookContext(setUp(parameters)))).rejects.toThrow(message);
		expect(everything()).toBe(before);
	});

	test('thresholds may be texts of expressions', async () => {
		const subscriptionOptions = { tempUpperThreshold: '30', humidityLowerThreshold: 0 };
		await create(hookContext(setUp({ source: 'environment', subscriptionOptions })));
		expect([...sandbox.rhombus.state.subscriptions.values()].at(-1)).toMatchObject({
			tempUpperThreshold: 30,
			humidityLowerThreshold: 0,
		});
	});

	test.each(['alerts', 'diagnostics', 'manual'])(
		'%s: Activities whose expression gives nothing is said before anything is registered',
		async (source) => {
			const before = everything();
			const given = {
				...setUp({ source, signingSecret: 's' }),
				raw: { activities: '={{ $vars.x }}' },
			};
			await expect(checkExists(hookContext(given))).rejects.toThrow('"Activities" is empty');
			expect(everything()).toBe(before);
		},
	);

	test('a rule that does not exist is said', async () => {
		await expect(
			create(hookContext(setUp({ source: 'rule', rule: 'AAAAAAAAAAAAAAAAAAAAAA' }))),
		).rejects.toThrow(/"Rule" has no rule/);
	});
});

import { createServer, type Server } from 'http';
import type { AddressInfo } from 'net';
import fc from 'fast-check';
import type { INodeParameters } from 'n8n-workflow';
import { TOKENS } from '../../sandbox';
import { builtPackage, DIST, runStock, runWorkflow } from '../support/harness';
import { inUnit, PLACES } from '../support/times';
import { rhombusAccess, useFreshSandbox } from '../support/sandbox';
import { firstOf } from '../support/present';

/** Times, dates, numbers and booleans on their way through both engines, and long integers back. */

/* eslint-disable @typescript-eslint/no-require-imports -- the built package is what is tested */
const { registry } = require(`${DIST}/nodes/registry.js`) as typeof import('../../nodes/registry');
const { encode } = require(
	`${DIST}/nodes/shared/request/encode.js`,
) as typeof import('../../nodes/shared/request/encode');
const { ItemContext } = require(
	`${DIST}/nodes/shared/execution/context.js`,
) as typeof import('../../nodes/shared/execution/context');
const { parseJson, roundedInteger } = require(
	`${DIST}/nodes/shared/response/parseJson.js`,
) as typeof import('../../nodes/shared/response/parseJson');
/* eslint-enable @typescript-eslint/no-require-imports */
type Field = import('../../nodes/shared/model/operation').Field;

const NEW_YORK = 'America/New_York';
const NINE = '2026-11-28T09:00:00';
const NINE_MS = Date.parse('2026-11-28T14:00:00Z');

const sandbox = useFreshSandbox();
const { nodes } = builtPackage();

const credentials = () => ({
	mattermostTokenApi: { siteUrl: sandbox.mattermost.url, accessToken: TOKENS.mattermostAdmin },
	...rhombusAccess(sandbox),
});

const timeFields = (): Array<{ name: string; field: Field }> => {
	const found: Array<{ name: string; field: Field }> = [];
	const walk = (field: Field, at: string) => {
		const name = `${at} → ${field.name}`;
		if (field.kind === 'time') found.push({ name, field });
		for (const child of field.fields ?? []) walk(child, name);
	};
	for (const { node, resources } of registry) {
		for (const resource of resources) {
			for (const operation of resource.operations) {
				for (const field of [...(operation.fields ?? []), ...(operation.optional ?? [])]) {
					walk(field, `${node}/${resource.value}/${operation.value}`);
				}
			}
		}
	}
	return found;
};

const contextIn = (timezone: string) =>
	new ItemContext(
		{ node: { parameters: {}, name: 'Test' }, timezone, param: () => undefined } as never,
		registry[0]!.service,
		registry[0]!.resources[0]!,
		registry[0]!.resources[0]!.operations[0]!,
		0,
		new Map(),
	);
const right = ({ unit }: Field) => (unit === 'date' ? '2026-11-28' : inUnit(NINE_MS, unit ?? 'ms'));

test('every time field of every operation reads the picker’s time in the workflow’s zone', async () => {
	const fields = timeFields();
	expect(fields.length).toBeGreaterThan(180);
	const wrong: string[] = [];
	for (const { name, field } of fields) {
		for (const value of [NINE, '2026-11-28 09:00', new Date(NINE_MS), NINE_MS, NINE_MS / 1000]) {
			const sent = await encode(contextIn(NEW_YORK), field, value);
			if (sent !== right(field)) wrong.push(`${name}: ${String(value)} became ${String(sent)}`);
		}
		for (const value of ['Order 12', '03.04.2026', '5', 5, '202611220830', '2026-02-30']) {
			const outcome = await encode(contextIn(NEW_YORK), field, value).then(
				(sent) => `sent ${String(sent)}`,
				(error: Error) => error.message,
			);
			if (outcome !== `"${field.label}" is not a date and time: ${JSON.stringify(value)}`) {
				wrong.push(`${name}: ${String(value)}: ${outcome}`);
			}
		}
	}
	expect(wrong).toEqual([]);
});

test('every time in the editor says which zone counts', () => {
	const missing: string[] = [];
	const walk = (one: {
		type?: string;
		hint?: string;
		name: string;
		options?: unknown[];
		values?: unknown[];
	}) => {
		if (one.type === 'dateTime' && !one.hint?.includes('time zone')) missing.push(one.name);
		for (const inner of [...(one.options ?? []), ...(one.values ?? [])]) walk(inner as never);
	};
	for (const node of Object.values(nodes))
		node.description.properties.forEach((one) => walk(one as never));
	expect(missing).toEqual([]);
});

test('a time zone that does not exist is no silent UTC', async () => {
	const { field } = firstOf(timeFields());
	await expect(encode(contextIn('Mars/Phobos'), field, NINE)).rejects.toThrow(
		'cannot be read: there is no time zone "Mars/Phobos"',
	);
});

describe.each([
	['customOperations', runWorkflow],
	['RoutingNode', runStock],
] as const)('%s', (_name, run) => {
	describe.each(Object.entries(PLACES))('%s', (_place, place) => {
		const attempt = async (time: unknown, timezone?: string) => {
			const api = place.node.startsWith('mattermost') ? sandbox.mattermost : sandbox.rhombus;
			const before = api.requests.length;
			const error = await run({
				node: nodes[place.node]!,
				parameters: place.parameters(time),
				credentials: credentials(),
				timezone,
			}).then(
				() => undefined,
				(cause: Error) => cause.message,
			);
			const sent = api.requests.slice(before);
			const request = sent.find(({ path }) => place.path.test(path));
			return {
				error,
				count: sent.length,
				sent: request && place.sent(request.body as Record<string, unknown>),
			};
		};

		test('F1: the picker’s 09:00 is 09:00 of the workflow’s zone', async () => {
			const { sent } = await attempt(NINE, NEW_YORK);
			expect(sent).toBe(inUnit(NINE_MS, place.unit));
			const tokyo = await attempt(NINE, 'Asia/Tokyo');
			expect(tokyo.sent).toBe(inUnit(Date.parse('2026-11-28T00:00:00Z'), place.unit));
		});

		test('expressions give Luxon and Date objects; a zone in the text wins', async () => {
			for (const time of [
				`={{ DateTime.fromISO("${NINE}", { zone: "${NEW_YORK}" }) }}`,
				`={{ DateTime.fromISO("${NINE}") }}`,
				'={{ new Date("2026-11-28T14:00:00Z") }}',
				'={{ new Date("2026-11-28T14:00:00Z").getTime() }}',
				'2026-11-28T15:00:00+01:00',
			]) {
				const { sent } = await attempt(time, NEW_YORK);
				expect([time, sent]).toEqual([time, inUnit(NINE_MS, place.unit)]);
			}
		});

		test.each(['Order 12', '03.04.2026', '5', '202611220830', '2026-02-30', '={{ [1] }}'])(
			'H1: %s is refused, and nothing is sent',
			async (time) => {
				const { error, count } = await attempt(time, NEW_YORK);
				// n8n itself looks at the types of a form of fields first.
				if (!/'[\w.]+' expects a dateTime but we got/.test(error ?? '')) {
					expect(error).toContain(`"${place.label}" is not a date and time`);
				}
				expect(count).toBe(0);
			},
		);
	});

	const post = (more: Record<string, unknown>): INodeParameters =>
		({
			authentication: 'accessToken',
			resource: 'post',
			operation: 'create',
			postChannelId: {
				__rl: true,
				mode: 'id',
				value: [...sandbox.mattermost.state.channels.values()].find(({ type }) => type === 'O')!.id,
			},
			postMessage: 'hello',
			postSimplify: false,
			postCreateOptions: {},
			...more,
		}) as INodeParameters;
	const posted = async (more: Record<string, unknown>) => {
		await run({
			node: nodes.mattermost!,
			parameters: post(more),
			credentials: credentials(),
			timezone: NEW_YORK,
		});
		return sandbox.mattermost.requests.at(-1)!.body as Record<string, unknown>;
	};

	test.each([
		[`={{ DateTime.fromISO("${NINE}") }}`, '2026-11-28T09:00:00.000-05:00'],
		['={{ new Date("2026-11-28T14:00:00Z") }}', '2026-11-28T09:00:00.000-05:00'],
		[`={{ DateTime.fromISO("${NINE}", { zone: "Asia/Tokyo" }) }}`, '2026-11-28T09:00:00.000+09:00'],
		['={{ 42 }}', '42'],
		['={{ 0 }}', '0'],
		['={{ false }}', 'false'],
	])('F23: %s as a text', async (expression, text) => {
		expect((await posted({ postMessage: expression })).message).toBe(text);
	});

	test('F23: dates in lists of texts and in JSON', async () => {
		const { props } = await posted({
			postCreateOptions: {
				props: '={{ ({ at: DateTime.fromISO("2026-11-28T09:00:00"), n: 1 }) }}',
			},
		});
		expect(props).toMatchObject({ at: '2026-11-28T09:00:00.000-05:00', n: 1 });
	});

	test('F25: a long integer in JSON is refused rather than rounded; as text it is sent', async () => {
		const send = async (props: string) => await posted({ postCreateOptions: { props } });
		expect(await send('{"a": 12345678901234567890}').catch((error: Error) => error.message)).toBe(
			'"Props (JSON)" contains a number of 20 digits, which JavaScript rounds',
		);
		expect(
			(await send('{"a": "12345678901234567890", "b": 1234567890123456}')).props,
		).toMatchObject({
			a: '12345678901234567890',
			b: 1234567890123456,
		});
	});

	describe('F25: long integers of an answer', () => {
		let server: Server;
		const body =
			'{"id":"x","big":9223372036854775807,"negative":-9007199254740993,"safe":9007199254740991,' +
			'"list":[12345678901234567890, 1],"text":"12345678901234567890 \\" 12345678901234567890",' +
			'"fraction":0.12345678901234567890,"exponent":1e30}';
		beforeAll(async () => {
			server = createServer((_request, response) => {
				response.setHeader('content-type', 'application/json');
				response.end(body);
			});
			await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
		});
		afterAll(() => server.close());

		test.each([
			[
				'an operation',
				{ resource: 'post', operation: 'get', postPostId: 'x'.repeat(26), postSimplify: false },
			],
			[
				'Any Endpoint',
				{
					resource: 'anyEndpoint',
					operation: 'call',
					anyEndpointEndpoint: { __rl: true, mode: 'id', value: 'GET /not/in/the/list' },
				},
			],
		])('%s', async (_what, parameters) => {
			const { json } = firstOf(
				await run({
					node: nodes.mattermost!,
					parameters: { authentication: 'accessToken', ...parameters } as INodeParameters,
					credentials: {
						mattermostTokenApi: {
							siteUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
							accessToken: 'x',
						},
					},
				}),
			);
			expect(json).toEqual({
				id: 'x',
				big: '9223372036854775807',
				negative: '-9007199254740993',
				safe: 9007199254740991,
				list: ['12345678901234567890', 1],
				text: '12345678901234567890 " 12345678901234567890',
				fraction: 0.12345678901234568,
				exponent: 1e30,
			});
		});
	});
});

describe('long integers', () => {
	test('any JSON: what is not a long integer is as JSON.parse reads it', () => {
		fc.assert(
			fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
				const text = JSON.stringify(value);
				if (roundedInteger(text) === undefined) {
					expect(parseJson(text)).toEqual(JSON.parse(text));
				}
			}),
			{ numRuns: 2000 },
		);
	});

	test('each long integer keeps its digits, and texts stay what they are', () => {
		const digits = fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n });
		const words = fc.oneof(
			fc.string({ unit: fc.constantFrom('"', '\\', '1', '234567890123456789', 'a', '{', ',') }),
			fc.string(),
		);
		fc.assert(
			fc.property(fc.array(fc.tuple(words, digits)), (pairs) => {
				const text = `{${pairs.map(([word, digit], at) => `${JSON.stringify(`${at}${word}`)} : [ ${digit},${JSON.stringify(word)}]`).join(' , ')}}`;
				const parsed = parseJson(text) as Record<string, unknown[]>;
				pairs.forEach(([word, digit], at) => {
					const [number, string] = parsed[`${at}${word}`]!;
					expect(String(number)).toBe(String(digit));
					expect(typeof number).toBe(Number.isSafeInteger(Number(digit)) ? 'number' : 'string');
					expect(string).toBe(word);
				});
			}),
			{ numRuns: 1000 },
		);
	});

	test('broken JSON is an error, with long integers too', () => {
		expect(() => parseJson('{"a": 12345678901234567890')).toThrow(SyntaxError);
		expect(() => parseJson('{"a": 012345678901234567890}')).toThrow(SyntaxError);
	});
});

describe('what n8n’s own nodes take', () => {
	const field = (kind: Field['kind'], more: Partial<Field> = {}): Field => ({
		name: 'a',
		kind,
		label: 'A',
		description: '',
		...more,
	});
	const given = async (one: Field, value: unknown) =>
		await encode(contextIn(NEW_YORK), one, value).then(
			(sent) => sent,
			(error: Error) => error.message,
		);

	test.each([
		['number', '12', 12],
		['number', ' 1.5 ', 1.5],
		['number', '-3', -3],
		['number', '0x10', '"A" must be a number, not "0x10"'],
		['number', '12345678901234567890', '"A" is "12345678901234567890"'],
		['number', true, '"A" must be a number, not true'],
		['boolean', 'TRUE', true],
		['boolean', ' false ', false],
		['boolean', 1, true],
		['boolean', '0', false],
		['boolean', 'yes', '"A" must be true or false, not "yes"'],
		['boolean', 2, '"A" must be true or false, not 2'],
		['string', { a: 1 }, '"A" must be a text, not {"a":1}'],
		['string', ['a'], '"A" must be a text, not ["a"]'],
		['strings', [1, true, new Date(NINE_MS)], ['1', 'true', '2026-11-28T09:00:00.000-05:00']],
		['strings', '[12345678901234567890, "b"]', ['12345678901234567890', 'b']],
		['strings', new Date(NINE_MS), ['2026-11-28T09:00:00.000-05:00']],
		['strings', [{ a: 1 }], '"A" contains {"a":1} as entry 1'],
		['pick', 2 ** 64, '"A" is 18446744073709552000'],
	] as Array<[Field['kind'], unknown, unknown]>)('%s: %p', async (kind, value, sent) => {
		expect(await given(field(kind), value)).toEqual(sent);
	});

	test('maps: a date or number as key and value, never [object Object]', async () => {
		const map = field('map', { keyLabel: 'Key', fields: [{ ...field('string'), name: '' }] });
		expect(await given(map, [{ key: 1, value: new Date(NINE_MS) }])).toEqual({
			1: '2026-11-28T09:00:00.000-05:00',
		});
		expect(await given(map, [{ key: { a: 1 }, value: 'x' }])).toBe(
			'"A → Key" must be a text, not {"a":1}',
		);
	});
});

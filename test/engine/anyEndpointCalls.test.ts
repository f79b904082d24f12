import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
	IDataObject,
	INodeExecutionData,
	INodeParameters,
	INodeProperties,
	INodeType,
} from 'n8n-workflow';
import { correctionOf, isContradicted } from '../../contracts/corrections';
import type { CatalogueData } from '../../nodes/shared/anyEndpoint/format';
import { startSandbox, TOKENS, type Sandbox } from '../../sandbox';
import {
	bodyOf,
	contracts,
	isIdName,
	nonEmpty,
	spoil,
	validCall,
	type ContractCall,
	type Values,
} from '../support/anyEndpointValues';
import { DIST, editorContext, runStock, runWorkflow, type RunOptions } from '../support/harness';
import { firstOf } from '../support/present';

/**
 * Any Endpoint through n8n's engine against the sandbox, from the built package. The nodes here have
 * this resource alone, made as the package's own nodes are.
 */

/* eslint-disable @typescript-eslint/no-require-imports -- the built package is what is tested */
const built = <T>(file: string) => require(`${DIST}/nodes/${file}.js`) as T;
const { describe: describeNode } = built<typeof import('../../nodes/shared/description/describe')>(
	'shared/description/describe',
);
const { customOperations } =
	built<typeof import('../../nodes/shared/execution/runner')>('shared/execution/runner');
const { anyEndpoint } = built<typeof import('../../nodes/shared/anyEndpoint/resource')>(
	'shared/anyEndpoint/resource',
);
const { endpointMethods } = built<typeof import('../../nodes/shared/anyEndpoint/methods')>(
	'shared/anyEndpoint/methods',
);
const { findEndpoint, openCatalogue } = built<
	typeof import('../../nodes/shared/anyEndpoint/catalogue')
>('shared/anyEndpoint/catalogue');
const { fieldsOf } = built<typeof import('../../nodes/shared/anyEndpoint/fields')>(
	'shared/anyEndpoint/fields',
);
const { checkValues } = built<typeof import('../../nodes/shared/anyEndpoint/check')>(
	'shared/anyEndpoint/check',
);
const { readType } = built<typeof import('../../nodes/shared/anyEndpoint/types')>(
	'shared/anyEndpoint/types',
);
const { mattermost } = built<typeof import('../../nodes/services/mattermost/service')>(
	'services/mattermost/service',
);
const { rhombus } = built<typeof import('../../nodes/services/rhombus/service')>(
	'services/rhombus/service',
);

type Facts = typeof import('../../nodes/services/mattermost/endpointFacts');
const facts = {
	mattermost: built<Facts>('services/mattermost/endpointFacts').endpointFacts,
	rhombus: built<Facts>('services/rhombus/endpointFacts').endpointFacts,
};

type Paged = typeof import('../../nodes/services/mattermost/pagedEndpoints');
const paged = {
	mattermost: built<Paged>('services/mattermost/pagedEndpoints').pagedEndpoints,
	rhombus: built<Paged>('services/rhombus/pagedEndpoints').pagedEndpoints,
};

// Thousands of calls, on machines with little to spare.
jest.setTimeout(120_000);

type Api = 'mattermost' | 'rhombus';

const AUTHENTICATION: INodeProperties = {
	displayName: 'Authentication',
	name: 'authentication',
	type: 'options',
	options: [{ name: 'Access Token', value: 'accessToken' }],
	default: 'accessToken',
};

function nodeFor(api: Api): INodeType {
	const service = api === 'mattermost' ? mattermost : rhombus;
	const resources = [anyEndpoint('GET /users/me', facts[api], paged[api])];
	return {
		description: {
			displayName: api,
			name: api,
			group: [],
			version: 1,
			description: '',
			defaults: { name: api },
			inputs: ['main'],
			outputs: ['main'],
			credentials: [{ name: api === 'mattermost' ? 'mattermostTokenApi' : 'rhombusApi' }],
			requestDefaults: { baseURL: 'http://127.0.0.1' },
			properties: [
				...(api === 'mattermost' ? [AUTHENTICATION] : []),
				...describeNode(service, resources),
			],
		},
		customOperations: customOperations(service, resources),
		methods: endpointMethods(api, facts[api]),
	};
}
const catalogueOf = (api: Api) =>
	openCatalogue(
		JSON.parse(
			readFileSync(join(DIST, 'nodes/shared/anyEndpoint', `${api}.catalogue.json`), 'utf8'),
		) as CatalogueData,
	);
const catalogues = { mattermost: catalogueOf('mattermost'), rhombus: catalogueOf('rhombus') };
const nodes = { mattermost: nodeFor('mattermost'), rhombus: nodeFor('rhombus') };

let now: Sandbox;
let old: Sandbox;
/** With more users than fit on two pages. */
let crowd: Sandbox;
beforeAll(async () => {
	now = await startSandbox({ mattermostVersion: '11.7.0' });
	crowd = await startSandbox({ users: 450 });
	old = await startSandbox({ mattermostVersion: '4.10.10' });
});
afterAll(async () => {
	await Promise.all([now.stop(), old.stop(), crowd.stop()]);
});
beforeEach(() => {
	for (const sandbox of [now, old]) {
		sandbox.mattermost.reset();
		sandbox.rhombus.reset();
	}
});

const data = {
	data: Buffer.from('a file').toString('base64'),
	mimeType: 'text/plain',
	fileName: 'a.txt',
};
const item = (json: object = {}): INodeExecutionData => ({
	json: json as IDataObject,
	binary: { data },
});

const options = (
	api: Api,
	parameters: Record<string, unknown>,
	more: Partial<RunOptions> & { sandbox?: Sandbox } = {},
): RunOptions => {
	const { sandbox = now, ...rest } = more;
	return {
		node: nodes[api],
		items: [item()],
		credentials:
			api === 'mattermost'
				? {
						mattermostTokenApi: {
							siteUrl: sandbox.mattermost.url,
							accessToken: TOKENS.mattermostAdmin,
						},
					}
				: {
						rhombusApi: {
							apiKey: TOKENS.rhombusKey,
							region: 'custom',
							baseUrl: sandbox.rhombus.url,
							scheme: 'api-token',
						},
					},
		...rest,
		parameters: { resource: 'anyEndpoint', operation: 'call', ...parameters } as INodeParameters,
	};
};

const endpoint = (value: string) => ({ __rl: true, mode: 'id', value });
const byJson = (id: string, { path = {}, query = {}, body }: Partial<Values> = {}) => ({
	anyEndpointEndpoint: endpoint(id),
	anyEndpointSendAs: 'json',
	anyEndpointPath: JSON.stringify(path),
	anyEndpointQuery: JSON.stringify(query),
	anyEndpointBody: body === undefined ? '' : JSON.stringify(body),
});
const byFields = (id: string, value: Record<string, unknown> = {}) => ({
	anyEndpointEndpoint: endpoint(id),
	anyEndpointFields: { mappingMode: 'defineBelow', value, matchingColumns: [], schema: [] },
});
/** Every item brings its own endpoint and values. */
const fromItems = {
	anyEndpointEndpoint: { __rl: true, mode: 'id', value: '={{ $json.endpoint }}' },
	anyEndpointSendAs: 'json',
	anyEndpointPath: '={{ $json.path }}',
	anyEndpointQuery: '={{ $json.query }}',
	anyEndpointBody: '={{ $json.body }}',
	anyEndpointReturnAll: false,
};

/** Values that n8n can carry and servers get as they were: no number as text, no empty path. */
const draws = (calls: ContractCall[], seed: number): Array<Values & { endpoint: string }> =>
	calls.map((call, index) => {
		const values = firstOf(
			fc.sample(
				fc.gen().map((draw) => validCall(draw, call)),
				{ numRuns: 1, seed: seed + index },
			),
		);
		return { endpoint: call.operation.id, ...values };
	});

/** A value for a type code of the catalogue. */
function exampleOf(code: string, catalogue: CatalogueData, name = ''): unknown {
	const type = readType(code, catalogue);
	switch (type.kind) {
		case 'integer':
		case 'number':
			return 1;
		case 'instant':
			return 1_700_000_000;
		case 'boolean':
			return true;
		case 'enum':
			return type.values.find(Boolean);
		case 'array':
			return [exampleOf(type.of, catalogue, name)];
		case 'map':
		case 'object':
			return {};
		case 'shape':
			return Object.fromEntries(
				Object.entries(catalogue.shapes[type.index]!)
					.filter(([, of]) => of.startsWith('!'))
					.map(([inner, of]) => [inner, exampleOf(of, catalogue, inner)]),
			);
		case 'union':
			return exampleOf(type.variants[0]!, catalogue, name);
		case 'file':
			return 'data';
		default:
			if (!isIdName(name)) return 'x';
			return catalogue.service === 'rhombus' ? 'A'.repeat(22) : 'a'.repeat(26);
	}
}

const amendFor =
	(api: Api) =>
	(values: Values & { endpoint: string }): Values & { endpoint: string } => {
		const correction = correctionOf(api, values.endpoint);
		if (!isContradicted(api, values.endpoint)) {
			return values;
		}
		const { data: catalogue } = catalogues[api];
		const found = findEndpoint(catalogues[api], values.endpoint)!;
		const made: Values & { endpoint: string } = { ...values, query: {}, body: undefined };
		const named = { ...correction.query, ...correction.body };
		for (const { place, name, codes, required } of fieldsOf(found, catalogue)) {
			if (place === 'path' || !(required || name in named)) continue;
			const value = exampleOf(codes[0]!, catalogue, name);
			if (place === 'query') made.query[name] = value;
			else if (name === '') made.body = value;
			else made.body = { ...(made.body as object | undefined), [name]: value };
		}
		return made;
	};

/**
 * A call of the old contract as today's catalogue wants it: by a concrete path, because placeholders
 * have other names now, and with other values where the catalogue finds fault, e.g. numbers for pages
 * and the ID in the body. 4.10 takes all of that.
 */
function modernised(values: Values & { endpoint: string }): Values & { endpoint: string } {
	const { data: catalogue } = catalogues.mattermost;
	const made = {
		...values,
		path: {},
		endpoint: values.endpoint.replace(/\{(\w+)\}/g, (_, name: string) =>
			encodeURIComponent(String(values.path[name])),
		),
	};
	const found = findEndpoint(catalogues.mattermost, made.endpoint)!;
	const fields = new Map(fieldsOf(found, catalogue).map((field) => [field.id, field]));
	for (const { field } of checkValues(found, made, catalogue)) {
		const [place, name] = field.split(/[.[]/) as ['query' | 'body', string];
		const holder = (place === 'query' ? made.query : made.body) as IDataObject;
		const known = fields.get(`${place}.${name}`);
		if (known) holder[name] = exampleOf(known.codes[0]!, catalogue, name) as string;
		else delete holder[name];
	}
	return made;
}

/** A body that is a text travels as JSON text. */
const asJsonText = <T extends Values>(values: T): T =>
	typeof values.body === 'string' ? { ...values, body: JSON.stringify(values.body) } : values;

/** All calls of a contract; those that end the own session come last. */
const callsOf = (contract: ContractCall['contract']): ContractCall[] => {
	const ends = ({ id }: ContractCall['operation']) => /logout|revoke|DELETE \S*\/users$/.test(id);
	const { operations } = contract;
	return [...operations.filter((one) => !ends(one)), ...operations.filter(ends)].map(
		(operation) => ({ contract, operation }),
	);
};

/** Whether a form takes a value for an empty field: blank, or a list of nothing else. */
const holdsNothing = (value: unknown): boolean =>
	value === null ||
	(typeof value === 'string' && value.trim() === '') ||
	(Array.isArray(value) && value.every(holdsNothing));

describe('every endpoint reaches the server as its contract says', () => {
	type Make = (values: Values & { endpoint: string }) => Values & { endpoint: string };
	const cases: Array<[string, Api, () => Sandbox, ContractCall[], Make]> = [
		[
			'Mattermost 11',
			'mattermost',
			() => now,
			callsOf(contracts.mattermost),
			amendFor('mattermost'),
		],
		['Mattermost 4.10', 'mattermost', () => old, callsOf(contracts.mattermostOld), modernised],
		['Rhombus', 'rhombus', () => now, callsOf(contracts.rhombus), amendFor('rhombus')],
	];
	const template = (id: string) => id.replace(/\{[^}]*\}/g, '{}');

	/** What each request of a run was, against the calls that were to be made. */
	function compare(
		name: string,
		calls: ContractCall[],
		service: Sandbox[Api],
		out: INodeExecutionData[],
	) {
		const wrong = service.requests.filter(({ violations }) => violations.length > 0);
		expect(wrong.map(({ operation, violations, body }) => [operation, violations, body])).toEqual(
			[],
		);
		const reached = new Set(service.requests.map(({ operation }) => template(operation ?? '')));
		const missed = calls.flatMap(({ operation }, index) => {
			const own = out.find((one) => (one.pairedItem as { item: number }).item === index);
			return reached.has(template(operation.id)) ? [] : [[operation.id, own?.json]];
		});
		expect(missed).toEqual([]);
		const answered = service.requests.filter(({ status }) => status < 300).length;
		console.log(
			`${name}: ${calls.length} of ${calls.length} endpoints reached, ${service.requests.length} requests, 0 violations, ${answered} answered with success`,
		);
	}

	it.each(cases)('%s: values as JSON', async (name, api, sandbox, calls, make) => {
		const items = draws(calls, 1)
			.map(make)
			.map((values) => item(asJsonText(values)));
		const out = await runWorkflow(
			options(api, fromItems, { items, continueOnFail: true, sandbox: sandbox() }),
		);
		compare(`${name}, JSON`, calls, sandbox()[api], out);
	});

	it.each(cases)(
		'%s: values in the fields of the form',
		async (name, api, sandbox, calls, make) => {
			const items = draws(calls, 5000)
				.map(make)
				.map((values, index) => {
					const { endpoint: id, path, query, body } = values;
					const { contract, operation } = calls[index]!;
					const { required = [], properties = {} } = contract.flat(bodyOf(operation)?.[1] ?? {});
					const { data: catalogue } = catalogues[api];
					const known = fieldsOf(findEndpoint(catalogues[api], id)!, catalogue);
					const times = new Set(
						known
							.filter(({ codes }) => readType(codes[0]!, catalogue).kind === 'instant')
							.map((field) => field.id),
					);
					const value: IDataObject = {};
					const put = (place: string, given: object) => {
						for (const [key, one] of Object.entries(given)) {
							// An empty field is not sent; what must be there is filled.
							const needed = holdsNothing(one) && required.includes(key);
							if (times.has(`${place}.${key}`) && (needed || typeof one === 'number')) {
								// In a form a time is a time, not any number of the contract.
								value[`${place}.${key}`] = 1_700_000_000 + Math.abs(Number(one) % 1000);
								continue;
							}
							value[`${place}.${key}`] = needed ? nonEmpty(contract, properties[key]!, key) : one;
						}
					};
					put('path', path);
					put('query', query);
					const byName = known.some(({ id: field }) => field.startsWith('body.'));
					if (byName && !Array.isArray(body)) put('body', body ?? {});
					else if (Array.isArray(body) && body.length > 0 && holdsNothing(body))
						value.body = nonEmpty(contract, bodyOf(operation)?.[1] ?? {}, 'ids') as string;
					else if (body !== undefined) value.body = body as string;
					return item({ endpoint: id, value });
				});
			const parameters = {
				anyEndpointEndpoint: fromItems.anyEndpointEndpoint,
				anyEndpointFields: { mappingMode: 'defineBelow', value: '={{ $json.value }}', schema: [] },
			};
			const out = await runWorkflow(
				options(api, parameters, { items, continueOnFail: true, sandbox: sandbox() }),
			);
			compare(`${name}, fields`, calls, sandbox()[api], out);
		},
	);

	it('sends nothing for 2,400 wrong calls, and names the field each time', async () => {
		for (const [api, contract] of [
			['mattermost', contracts.mattermost],
			['rhombus', contracts.rhombus],
		] as const) {
			const calls = callsOf(contract).filter(({ operation }) => !isContradicted(api, operation.id));
			const wrong = fc.sample(
				fc.tuple(fc.nat({ max: calls.length - 1 }), fc.gen()).map(([index, draw]) => {
					const values = validCall(draw, calls[index]!);
					const fault = spoil(draw, calls[index]!, values);
					return { endpoint: calls[index]!.operation.id, ...values, at: fault.at };
				}),
				{ numRuns: 1200, seed: 77 },
			);
			const out = await runWorkflow(
				options(api, fromItems, {
					items: wrong.map((one) => item(asJsonText(one))),
					continueOnFail: true,
				}),
			);
			expect(now[api].requests.map(({ operation, body }) => [operation, body])).toEqual([]);
			expect(out).toHaveLength(1200);
			out.forEach(({ json, pairedItem }, index) => {
				const words = `${String(json.error)} ${String((json.details as IDataObject).description)}`;
				expect(words).toContain(`"${inJson(wrong[index]!.at)}"`);
				expect(words).toContain('nothing was sent');
				expect(pairedItem).toEqual({ item: index });
			});
		}
		console.log('2,400 wrong calls: 2,400 errors that name the field, 0 requests');
	});
});

/** Where a fault lies, as errors of values in JSON name it. */
const inJson = (at: string) =>
	at
		.replace(/\[(\d+)\]/g, (_, row: string) => `.${Number(row) + 1}`)
		.replace(/^path/, 'Path Values')
		.replace(/^query/, 'Query Values')
		.replace(/^body/, 'Body')
		.replaceAll('.', ' → ');

describe('a call', () => {
	const run = async (
		api: Api,
		parameters: Record<string, unknown>,
		more: Partial<RunOptions> = {},
	) => await runWorkflow(options(api, parameters, more));
	const sent = (api: Api) =>
		now[api].requests.map(({ method, path, query, body }) => ({ method, path, query, body }));

	it('takes a path with its values, with or without the API root and host', async () => {
		for (const id of [
			'GET /users/me',
			'get /api/v4/users/me',
			'GET https://elsewhere.example.com/api/v4/users/me',
		]) {
			const { json } = firstOf(await run('mattermost', byFields(id)));
			expect(json.username).toBeDefined();
		}
		expect(new Set(now.mattermost.requests.map(({ path }) => path)).size).toBe(1);
		expect(now.mattermost.requests).toHaveLength(3);
	});

	it('needs no values where the endpoint needs none', async () => {
		const { json } = firstOf(
			await run('mattermost', { anyEndpointEndpoint: endpoint('GET /users/me') }),
		);
		expect(json.username).toBeDefined();
		await expect(
			run('mattermost', { anyEndpointEndpoint: endpoint('POST /posts') }),
		).rejects.toMatchObject({ message: '"Channel" is missing' });
	});

	it('converts what the form gives to what the endpoint wants', async () => {
		await run(
			'mattermost',
			byFields('GET /channels/{channel_id}/posts', {
				'path.channel_id': 'a'.repeat(26),
				'query.since': '2026-04-01T00:00:00.000Z',
				'query.include_deleted': 'true',
				'query.before': '',
				'query.after': null,
			}),
			{ continueOnFail: true },
		);
		await run(
			'rhombus',
			byFields('POST /api/event/getPolicyAlerts', {
				'body.afterTimestampMs': '2026-04-01T00:00:00.000Z',
				'body.maxResults': '7',
				'body.deviceFilter': 'AAAAAAAAAAAAAAAAAAAAAA, BBBBBBBBBBBBBBBBBBBBBB',
			}),
		);
		expect(sent('mattermost')[0]!.query).toMatchObject({
			since: '1775001600000',
			include_deleted: 'true',
		});
		expect(sent('mattermost')[0]!.query).not.toHaveProperty('before');
		expect(sent('rhombus')[0]!.body).toMatchObject({
			afterTimestampMs: 1_775_001_600_000,
			maxResults: 7,
			deviceFilter: ['AAAAAAAAAAAAAAAAAAAAAA', 'BBBBBBBBBBBBBBBBBBBBBB'],
		});
	});

	it('fills its fields from the input', async () => {
		await run(
			'mattermost',
			{
				anyEndpointEndpoint: endpoint('PUT /users/{user_id}/status'),
				anyEndpointFields: { mappingMode: 'autoMapInputData', value: null, schema: [] },
			},
			{
				items: [item({ user_id: 'a'.repeat(26), 'body.status': 'dnd', other: 1 })],
				continueOnFail: true,
			},
		);
		expect(sent('mattermost')[0]).toMatchObject({
			path: `/api/v4/users/${'a'.repeat(26)}/status`,
			body: { user_id: 'a'.repeat(26), status: 'dnd' },
		});
	});

	it('reads all pages, or as many rows as wanted', async () => {
		const from = (parameters: Record<string, unknown>) =>
			runWorkflow(options('mattermost', parameters, { sandbox: crowd }));
		const all = await from({ ...byFields('GET /users'), anyEndpointReturnAll: true });
		expect(all.length).toBeGreaterThan(450);
		expect(new Set(all.map(({ json }) => json.id)).size).toBe(all.length);
		const { requests } = crowd.mattermost;
		expect(requests.map(({ query }) => query.page)).toEqual(['0', '1', '2']);
		expect(all.every(({ pairedItem }) => JSON.stringify(pairedItem) === '{"item":0}')).toBe(true);
		const few = await from({ ...byFields('GET /users'), anyEndpointLimit: 7 });
		expect(few).toHaveLength(7);
		// A page that the user names is the only one.
		await from({ ...byFields('GET /users', { 'query.page': 2 }), anyEndpointReturnAll: true });
		expect(requests.at(-1)!.query).toEqual({ page: '2' });
		expect(requests).toHaveLength(5);
	});

	it('gives everything where there are no pages, for Limit is not shown there', async () => {
		const few = await run('mattermost', {
			...byFields('GET /roles'),
			anyEndpointReturnAll: false,
			anyEndpointLimit: 1,
		});
		expect(few.length).toBeGreaterThan(1);
	});

	const cursors = catalogues.rhombus.data.endpoints.filter(
		({ paging, deprecated }) => paging && !deprecated,
	);
	it.each(cursors.map(({ path, paging }) => [`POST ${path}`, paging!]))(
		'follows the cursor of %s (%s)',
		async (id, style) => {
			const required = Object.fromEntries(
				fieldsOf(findEndpoint(catalogues.rhombus, id)!, catalogues.rhombus.data)
					.filter((field) => field.required)
					.map((field) => [
						field.id,
						/uuid$/i.test(field.name)
							? 'A'.repeat(22)
							: exampleOf(field.codes[0]!, catalogues.rhombus.data),
					]),
			);
			const found = await run('rhombus', { ...byFields(id, required), anyEndpointReturnAll: true });
			expect(found.length).toBeGreaterThan(0);
			expect(now.rhombus.violations).toEqual([]);
			const sizes: Record<string, string> = {
				key: 'maxPageSize',
				token: 'pageSize',
				time: 'maxPageSize',
			};
			const size = sizes[style];
			if (!size) return;
			now.rhombus.reset();
			const inTwos = await run('rhombus', {
				...byFields(id, { ...required, [`body.${size}`]: 2 }),
				anyEndpointReturnAll: true,
			});
			expect(now.rhombus.requests).toHaveLength(Math.ceil(found.length / 2));
			expect(inTwos).toHaveLength(found.length);
			expect(now.rhombus.violations).toEqual([]);
		},
	);

	it('unwraps rows, and gives the whole answer on demand', async () => {
		const rows = await run('rhombus', byFields('POST /api/camera/getMinimalCameraStateList'));
		expect(rows.length).toBeGreaterThan(1);
		expect(rows[0]!.json).toHaveProperty('uuid');
		const whole = firstOf(
			await run('rhombus', {
				...byFields('POST /api/camera/getMinimalCameraStateList'),
				anyEndpointFullResponse: true,
			}),
		);
		expect(whole.json.cameraStates).toHaveLength(rows.length);
	});

	it('gives files as binary data, and takes them', async () => {
		const csv = firstOf(
			await run('rhombus', {
				...byFields('POST /api/export/audit'),
				anyEndpointCallOptions: { outputField: 'report' },
			}),
		);
		expect(csv.binary?.report!.mimeType).toMatch(/csv/);
		const channels = await run('mattermost', byFields('GET /users/me/channels'));
		const made = firstOf(
			await run('mattermost', {
				...byFields('POST /files', {
					'body.files': 'data',
					'body.channel_id': channels[0]!.json.id,
				}),
			}),
		);
		const info = firstOf(made.json.file_infos as IDataObject[]);
		expect(info.name).toBe('a.txt');
		const file = firstOf(await run('mattermost', byFields(`GET /files/${String(info.id)}`)));
		expect(Buffer.from(file.binary!.data!.data, 'base64').toString()).toBe('a file');
		expect(file.json).toMatchObject({ fileName: 'a.txt', bytes: 6 });
		await run('rhombus', byFields('POST /api/upload/companyLogo', { 'body.file': 'data' }));
		expect(now.rhombus.requests.at(-1)!.headers['content-type']).toMatch(/^multipart\/form-data/);
		expect(now.mattermost.violations.concat(now.rhombus.violations)).toEqual([]);
	});

	it('finds failures inside a good status, also where a file was expected', async () => {
		const body = { error: true, errorMsg: 'No such camera' };
		for (const id of ['POST /api/camera/getDetails', 'POST /api/export/audit']) {
			now.rhombus.fail({ kind: 'status', status: 200, body });
			await expect(run('rhombus', byFields(id))).rejects.toMatchObject({
				message: expect.stringContaining('No such camera'),
			});
		}
	});

	it('waits when the server asks for it', async () => {
		now.rhombus.fail({ kind: 'status', status: 429, headers: { 'Retry-After': '0' }, times: 2 });
		expect(
			await run('rhombus', byFields('POST /api/camera/getMinimalCameraStateList')),
		).not.toEqual([]);
		expect(now.rhombus.requests).toHaveLength(3);
	});

	it('repeats only what changes nothing after a lost answer', async () => {
		now.rhombus.fail({ kind: 'dropAfter' });
		await run('rhombus', byFields('POST /api/camera/getMinimalCameraStateList'));
		expect(now.rhombus.requests).toHaveLength(2);
		now.rhombus.reset();
		now.rhombus.fail({ kind: 'dropAfter' });
		await expect(run('rhombus', byFields('POST /api/camera/reboot'))).rejects.toMatchObject({
			message: expect.stringContaining('was lost before it responded'),
		});
		expect(now.rhombus.requests).toHaveLength(1);
	});

	it('calls plugins with the headers that they want, also paths that it does not know', async () => {
		for (const id of [
			'GET /plugins/focalboard/api/v2/teams',
			'GET /plugins/focalboard/api/v9/newer',
			'GET /plugins/github/api/v1/mentions',
		]) {
			await run('mattermost', byJson(id), { continueOnFail: true });
		}
		expect(
			now.mattermost.requests.map(({ path, headers }) => [path, headers['x-requested-with']]),
		).toEqual([
			['/plugins/focalboard/api/v2/teams', 'XMLHttpRequest'],
			['/plugins/focalboard/api/v9/newer', 'XMLHttpRequest'],
			['/plugins/github/api/v1/mentions', undefined],
		]);
	});

	it.each([
		['GET /plugins/focalboard/api/v2/teams', 'the plugin Boards'],
		['GET /plugins/com.example.live/things', 'the plugin "com.example.live"'],
		// Its answer is a file.
		['GET /plugins/focalboard/api/v2/teams/{team_id}/archive/export', 'the plugin Boards'],
	])('names the plugin that a server does not have: %s', async (id, words) => {
		now.mattermost.fail({ kind: 'status', status: 404, body: '404 page not found\n', times: 9 });
		const path = { team_id: 'a'.repeat(26) };
		await expect(
			run('mattermost', byJson(id, id.includes('{') ? { path } : {})),
		).rejects.toMatchObject({
			httpCode: '404',
			message: expect.stringContaining(`does not have ${words}`),
		});
	});

	it('calls what the catalogue does not know', async () => {
		await run(
			'mattermost',
			byJson('POST /brand new/{thing_id}/start', { path: { thing_id: 'a b' }, body: { x: 1 } }),
			{ continueOnFail: true },
		);
		expect(sent('mattermost')).toEqual([]);
		await run(
			'mattermost',
			byJson('POST /brand%20new/{thing_id}/start?fast=1', {
				path: { thing_id: 'a b' },
				body: { x: 1 },
			}),
			{ continueOnFail: true },
		);
		await run('rhombus', byJson('POST /api/newer/thing', { body: [1] }), { continueOnFail: true });
		expect(sent('mattermost')).toEqual([
			{
				method: 'POST',
				path: '/api/v4/brand%20new/a%20b/start',
				query: { fast: '1' },
				body: { x: 1 },
			},
		]);
		expect(sent('rhombus')).toMatchObject([{ path: '/api/newer/thing', body: [1] }]);
	});

	it('uploads files to what the catalogue does not know', async () => {
		await run(
			'rhombus',
			{
				...byJson('POST /api/newer/upload', { body: { title: 'T' } }),
				anyEndpointCallOptions: { upload: { entry: [{ key: 'picture', value: 'data' }] } },
			},
			{ continueOnFail: true },
		);
		const { body } = now.rhombus.requests[0]!;
		const text = (body as Buffer).toString('latin1');
		expect(text).toContain('name="title"');
		expect(text).toContain('name="picture"; filename="a.txt"');
		expect(text).toContain('a file');
	});

	it('sends unknown fields only with the check off', async () => {
		const parameters = byJson('POST /posts', { body: { channel_id: 'c', message: 'm', newer: 1 } });
		await expect(run('mattermost', parameters)).rejects.toMatchObject({
			message: '"Body → newer" is not known',
			description: expect.stringContaining('turn off Check Against Catalogue'),
		});
		expect(now.mattermost.requests).toEqual([]);
		await run(
			'mattermost',
			{ ...parameters, anyEndpointCallOptions: { checkAgainstCatalogue: false } },
			{ continueOnFail: true },
		);
		expect(now.mattermost.requests[0]!.body).toEqual({ channel_id: 'c', message: 'm', newer: 1 });
	});

	it.each([
		['users', 'is "users"'],
		['GET users', 'is "GET users"'],
		['GET /brandnew/%/x', 'contains "%"'],
		['GET /users/../config', 'cannot be ".."'],
		['GET /users/%2e%2e/sessions', 'cannot be ".."'],
		['GET /brandnew//x', 'is empty'],
	])('refuses %p', async (id, words) => {
		const error = (await run('mattermost', byJson(id)).catch((one: unknown) => one)) as Error;
		expect(error.message).toContain(words);
		expect(now.mattermost.requests).toEqual([]);
	});

	it('is the same in the stock engine, as AI tools run it', async () => {
		for (const [api, parameters] of [
			['mattermost', { ...byFields('GET /users'), anyEndpointLimit: 3 }],
			['rhombus', byFields('POST /api/camera/getMinimalCameraStateList')],
		] as Array<[Api, Record<string, unknown>]>) {
			const inWorkflow = await runWorkflow(options(api, parameters));
			const stock = await runStock(options(api, parameters));
			expect(stock).toEqual(inWorkflow);
			const [one, other] = sent(api);
			expect(other).toEqual(one);
			expect(sent(api)).toHaveLength(2);
		}
	});
});

describe('the editor', () => {
	const methods = (api: Api, parameters: Record<string, unknown> = {}) => {
		const context = editorContext(options(api, parameters));
		const { listSearch, resourceMapping } = nodes[api].methods!;
		return {
			search: async (filter?: string, token?: string) =>
				await listSearch!.searchEndpoints!.call(context, filter, token),
			fields: async () => await resourceMapping!.endpointFields!.call(context),
		};
	};

	it('lists endpoints page by page', async () => {
		const { search } = methods('rhombus');
		const values = new Set<unknown>();
		let token: string | undefined;
		do {
			const { results, paginationToken } = await search('', token);
			results.forEach(({ value }) => values.add(value));
			token = paginationToken as string | undefined;
		} while (token);
		expect(values.size).toBe(1030);
	});

	it('finds by words, path and group, and marks the deprecated', async () => {
		const { results } = await methods('rhombus').search('camera config');
		expect(results.some(({ name }) => name.includes('(Deprecated)'))).toBe(true);
		expect(results[0]!.name).not.toContain('(Deprecated)');
		const typed = await methods('mattermost').search('GET /users/abc123');
		expect(typed.results).toEqual([{ name: 'GET /users/abc123', value: 'GET /users/abc123' }]);
	});

	it('gives the fields of the chosen endpoint', async () => {
		const { fields } = await methods('mattermost', byFields('POST /posts')).fields();
		expect(fields.map(({ id }) => id)).toEqual(
			expect.arrayContaining(['body.channel_id', 'body.message', 'body.file_ids']),
		);
		expect(fields.find(({ id }) => id === 'body.file_ids')?.type).toBe('array');
		const choice = await methods('rhombus', byFields('POST /api/report/getCountReportV2')).fields();
		const interval = choice.fields.find(({ id }) => id === 'body.interval')!;
		expect(interval.type).toBe('options');
		expect(interval.options!.map(({ value }) => value)).toContain('DAILY');
	});

	it('says so where there are no fields', async () => {
		expect(await methods('mattermost').fields()).toEqual({
			fields: [],
			emptyFieldsNotice: 'Choose an endpoint first',
		});
		expect(await methods('mattermost', byFields('GET /users/me')).fields()).toEqual({
			fields: [],
			emptyFieldsNotice: 'This endpoint takes no values',
		});
		const unknown = await methods('mattermost', byFields('GET /newer/{a_b}')).fields();
		expect(unknown.fields.map(({ id }) => id)).toEqual(['path.a_b']);
	});
});

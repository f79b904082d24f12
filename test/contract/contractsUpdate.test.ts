import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changesOf, FILES, faultsOf, textOf, update } from '../../tools/contractsUpdate';
import type { Description } from '../../contracts/openapi';

/** `npm run contracts:update`: what it refuses, what it reports, and what it writes. */

const TARGET = join(__dirname, '../../contracts');
const operation = (schema: object, more: object = {}) => ({
	tags: ['Thing Webservice'],
	requestBody: { content: { 'application/json': { schema } } },
	responses: { 200: { description: '' } },
	...more,
});
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const make = (paths: object, schemas: object): Description =>
	({ openapi: '3.0.3', info: {}, paths, components: { schemas } }) as never;

const before = make(
	{ '/api/b': { post: operation(ref('B')) }, '/api/gone': { post: operation({}) } },
	{
		B: { type: 'object', properties: { key: { type: 'object' }, old: { type: 'string' } } },
		Kind: { type: 'string', enum: ['ONE', 'TWO'] },
	},
);
const after = make(
	{
		'/api/a': { post: operation(ref('B'), { 'x-console': true }) },
		'/api/b': { post: operation(ref('B'), { deprecated: true }) },
	},
	{
		Kind: { type: 'string', enum: ['TWO', 'THREE'] },
		B: {
			type: 'object',
			required: ['key'],
			properties: {
				key: { type: 'string' },
				list: { type: 'array', items: { type: 'integer', format: 'int64' } },
			},
		},
	},
);

test('leaves out what no server of today has', () => {
	const folder = mkdtempSync(join(tmpdir(), 'contracts-'));
	const end = '/plugins/playbooks/api/v0/runs/{run}/end';
	const paths = {
		[end]: { put: operation({}), get: operation({}) },
		[`${end}/now`]: { put: operation({}) },
	};
	writeFileSync(join(folder, 'mattermost-11.json'), JSON.stringify(make(paths, {})));
	const target = mkdtempSync(join(tmpdir(), 'contracts-'));
	update(folder, target);
	const written = JSON.parse(
		readFileSync(join(target, 'mattermost-11.json'), 'utf8'),
	) as Description;
	expect(
		Object.entries(written.paths).map(([path, methods]) => [path, Object.keys(methods)]),
	).toEqual([
		[end, ['get']],
		[`${end}/now`, ['put']],
	]);
	for (const one of [folder, target]) rmSync(one, { recursive: true });
});

test('says what is new, gone, retyped, required, deprecated, and which values changed', () => {
	expect(changesOf(before, after)).toEqual({
		added: ['POST /api/a'],
		removed: ['POST /api/gone'],
		operations: ['POST /api/b deprecated: new'],
		schemas: [
			'Kind enum.ONE: gone',
			'Kind enum.THREE: new',
			'B properties.key.type: "object" → "string"',
			'B properties.old: gone',
			'B properties.list: new {"type":"array","items":{"type":"integer","format":"int64"}}',
			'B required: new {"key":true}',
		],
	});
	expect(changesOf(after, after)).toEqual({
		added: [],
		removed: [],
		operations: [],
		schemas: [],
	});
});

test('reads names of own properties only', () => {
	const odd = make(before.paths, { constructor: { type: 'object' }, ...before.components.schemas });
	expect(changesOf(before, odd).schemas).toEqual(['constructor: new']);
	const inside = make(before.paths, {
		...before.components.schemas,
		B: { ...before.components.schemas.B, properties: { toString: { type: 'string' } } },
	});
	expect(changesOf(before, inside).schemas).toContain(
		'B properties.toString: new {"type":"string"}',
	);
});

test('writes a line per path and schema, known ones where they stood', () => {
	const text = textOf(after, before);
	expect(JSON.parse(text)).toEqual(after);
	const lines = text.split('\n').map((line) => /^"([^"]+)":\{"/.exec(line)?.[1]);
	expect(lines.filter(Boolean)).toEqual(['/api/b', '/api/a', 'components', 'B', 'Kind']);
	// Written again, it stays as it is.
	expect(textOf(JSON.parse(text) as Description, JSON.parse(text) as Description)).toBe(text);
});

test.each([
	[[], 'is not an object'],
	[{ ...before, openapi: '2.0' }, 'is not OpenAPI 3'],
	[{ ...before, paths: {} }, 'has no paths'],
	[make({ 'api/b': { post: operation({}) } }, {}), 'api/b does not begin with /'],
	[make({ '/b': { post: { tags: ['B'] } } }, {}), 'POST /b has no responses'],
	[make({ '/b': { post: operation({}, { tags: [] }) } }, {}), 'POST /b has no tag'],
	[make({ '/b': { fetch: operation({}) } }, {}), 'FETCH /b has an unknown method'],
	[make({ '/b': { post: operation(ref('Nope')) } }, {}), '#/components/schemas/Nope leads nowhere'],
	[
		make({ '/b': { post: operation(ref('toString')) } }, {}),
		'#/components/schemas/toString leads nowhere',
	],
])('refuses what is no contract (%#)', (value, fault) => {
	expect(faultsOf(value)).toContain(fault);
});

describe('with folders', () => {
	let from: string;
	let to: string;
	beforeEach(() => {
		from = mkdtempSync(join(tmpdir(), 'contracts-from-'));
		to = mkdtempSync(join(tmpdir(), 'contracts-to-'));
	});
	afterEach(() => {
		for (const folder of [from, to]) rmSync(folder, { recursive: true });
	});
	const put = (folder: string, name: string, value: unknown) =>
		writeFileSync(join(folder, name), JSON.stringify(value));

	test('takes over what the folder has', () => {
		put(to, 'rhombus.json', before);
		put(from, 'rhombus.json', after);
		expect(update(from, to)).toContain('rhombus.json: 2 → 2 paths\n  added: 1\n    POST /api/a');
		expect(readFileSync(join(to, 'rhombus.json'), 'utf8')).toBe(textOf(after, before));
	});

	test('writes nothing if one of them is broken', () => {
		put(to, 'rhombus.json', before);
		put(from, 'rhombus.json', after);
		put(from, 'mattermost-4.json', { ...before, paths: {} });
		expect(() => update(from, to)).toThrow('mattermost-4.json is not a contract:\n  has no paths');
		expect(JSON.parse(readFileSync(join(to, 'rhombus.json'), 'utf8'))).toEqual(before);
		writeFileSync(join(from, 'mattermost-4.json'), '{');
		expect(() => update(from, to)).toThrow('mattermost-4.json is not JSON');
	});

	test('refuses a folder without contracts', () => {
		expect(() => update(from, to)).toThrow('has none of rhombus.json');
	});
});

test.each(FILES)('%s is sound and written in the stable form', (name) => {
	const text = readFileSync(join(TARGET, name), 'utf8');
	const contract = JSON.parse(text) as Description;
	expect(faultsOf(contract)).toEqual([]);
	expect(text).toBe(textOf(contract, contract));
});

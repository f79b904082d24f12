import { readFileSync } from 'fs';
import path from 'path';
import { camel } from '../../nodes/shared/util/camel';
import { placeOf, requestsOf } from '../../nodes/shared/model/parameterNames';
import type { Field, Operation } from '../../nodes/shared/model/operation';
import { Contract, type Schema } from '../../contracts/openapi';
import { DIST } from '../support/harness';
import { rhombusSchemas } from '../samples/rhombusSchemas';

/** What the Rhombus nodes must cover: the everyday operations, and every value these take. */

// eslint-disable-next-line @typescript-eslint/no-require-imports -- the built package is what is tested
const { registry } = require(`${DIST}/nodes/registry.js`) as typeof import('../../nodes/registry');
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { TIMES } = require(
	`${DIST}/nodes/services/rhombus/times.js`,
) as typeof import('../../nodes/services/rhombus/times');

const contract = new Contract('rhombus.json');
const everyday = readFileSync(path.join(__dirname, '../fixtures/rhombus-everyday.txt'), 'utf8')
	.split('\n')
	.filter(Boolean);

const rhombusNodes = registry.filter(({ service }) => service.name === 'Rhombus');
const operations = registry
	.filter(({ node }) => ['rhombus', 'rhombusAdmin'].includes(node))
	.flatMap(({ resources }) => resources)
	.filter(({ value }) => value !== 'anyEndpoint')
	.flatMap((resource) =>
		resource.operations.map((operation) => ({
			name: `${resource.value}/${operation.value}`,
			operation,
		})),
	);

/** Values that paging sets, and those of the answer that leaked into requests. */
const OWN = new Set([
	...['lastEvaluatedKey', 'maxPageSize', 'pageToken', 'pageSize', 'pageTimestampMs'],
	...['lastTimestampMs', 'lastUuid', 'maxResults', 'pageRequest', 'limit', 'n'],
	...['error', 'errorMsg', 'warningMsg'],
]);

/** What the server keeps itself, or what only repeats another value, by operation. */
const LEFT_OUT: Record<string, string[]> = {
	'accessGrant/create': [
		'createdAtMillis',
		'orgUuid',
		'sortKey',
		'storedInS3',
		'updatedAtMillis',
		'uuid',
	],
	'accessRevocation/create': [
		'createdAtMillis',
		'orgUuid',
		'sortKey',
		'storedInS3',
		'updatedAtMillis',
		'uuid',
	],
	'clip/share': ['uuids'],
	'location/update': ['tz'],
	'policy/createAccessControlledDoor': ['orgUuid', 'uuid'],
	'policy/createDoor': ['orgUuid', 'uuid'],
	'videoWall/create': ['orgUuid', 'ownerUserUuid', 'settings', 'uuid'],
	'lockdownPlan/create': ['createdAtMillis', 'orgUuid', 'scopeUuid', 'updatedAtMillis', 'uuid'],
	'person/update': ['createdOn', 'orgUuid', 'updatedOn', 'updatedSetMethodMap'],
	'policy/pauseByDevice': ['componentCompositeUuids', 'locationUuids'],
	'policy/pauseByDoor': ['deviceUuids', 'locationUuids'],
	'policy/pauseByLocation': ['componentCompositeUuids', 'deviceUuids'],
	'sensor/updateTag': ['deletedUpdated'],
};

const fieldsOf = ({ fields = [], optional = [] }: Operation): Field[] => [...fields, ...optional];
const byPath = (request: string) => contract.operations.find(({ id }) => id === request);
const bodyOf = (request: string, wrap?: string): Record<string, Schema> => {
	const schema = byPath(request)?.body?.content['application/json'];
	const { properties = {} } = schema ? contract.flat(schema) : {};
	return wrap ? (contract.flat(properties[wrap]!).properties ?? {}) : properties;
};

test('101 everyday operations are in the list', () => {
	expect(new Set(everyday).size).toBe(101);
});

test.each(everyday)('%s has an operation', (endpoint) => {
	const users = rhombusNodes.flatMap(({ resources }) =>
		resources.flatMap((resource) =>
			resource.operations.filter((one) => requestsOf(one).includes(`POST ${endpoint}`)),
		),
	);
	expect(users.length).toBeGreaterThan(0);
});

test.each(operations)('$name: every request is in the contract and current', ({ operation }) => {
	for (const request of requestsOf(operation)) {
		expect([request, byPath(request)?.deprecated]).toEqual([request, false]);
	}
});

const plain = operations.filter(({ operation }) => !operation.run);
test.each(plain)('$name: every value of the contract has its place', ({ name, operation }) => {
	const places = new Set([
		...fieldsOf(operation).map((field) => field.name.split('.')[0]),
		...Object.keys(operation.fixed?.body ?? {}),
		...(LEFT_OUT[name] ?? []),
	]);
	const missing = Object.keys(bodyOf(operation.request, operation.wrap)).filter(
		(one) => !places.has(one) && !OWN.has(one) && !places.has(one.replace(/Updated$/, '')),
	);
	expect(missing).toEqual([]);
});

test.each(plain)('$name: every value is in the contract', ({ operation }) => {
	const known = Object.assign(
		{},
		...requestsOf(operation).map((request) => bodyOf(request, operation.wrap)),
	) as Record<string, Schema>;
	const beyond = fieldsOf(operation)
		.filter((field) => field.kind !== 'notice' && placeOf(field, operation) === 'body')
		.map(({ name }) => name.split('.')[0])
		.filter((name) => !Object.hasOwn(known, name!));
	expect(beyond).toEqual([]);
});

/** Parts of objects that are not offered, and why, by `property.part` or by the part alone. */
const LEFT_OUT_PARTS: Record<string, string> = {
	UNKNOWN: 'what Rhombus answers for a value that it does not know itself',
	objectTypeFilter: 'people and vehicles alone are searched for by color',
	granularity: 'uptime in parts of a second says nothing',
	'startDateProvisioner.type': 'the operation writes it',
	'endDateProvisioner.type': 'the operation writes it',
	'location.subLocations': 'locations with a parent of their own',
	'location.uuid': 'the server gives it',
	'triggers.thirdPartyBatteryLevel': 'what an event reports',
	'triggers.timestamp': 'what an event reports',
	'action.cancelLoopingAudioPlaybackAction._audioDevices': 'repeats audioDevices',
	version: 'the server counts it',
	deviceActivityEvents: 'what an event reports',
	'action.customLLMActions.orgUuid': 'the server knows it',
	'action.customLLMActions.timestampMs': 'what an event reports',
	webhookSecret: 'one that is sent is ignored (webhook-payloads.md)',
};

/** Declared fields by the first part of their names; dotted ones become fields of a group. */
function byFirstName(fields: Field[]): Map<string, Field[]> {
	const found = new Map<string, Field[]>();
	for (const field of fields) {
		const [first = '', ...rest] = field.name.split('.');
		const one: Field = rest.length
			? { ...field, name: first, kind: 'group', fields: [{ ...field, name: rest.join('.') }] }
			: field;
		found.set(first, [...(found.get(first) ?? []), one]);
	}
	return found;
}

/** Properties and values of enumerations that the contract has within these fields and none of them offers. */
function lacking(schema: Schema, fields: Field[], at: string): string[] {
	if (fields.some(({ kind }) => kind === 'json')) return [];
	const flat = contract.flat(schema);
	const [content] = fields[0]!.fields ?? [];
	const inner = fields.flatMap((field) => field.fields ?? []);
	if (flat.type === 'array' && flat.items) {
		const items = contract.flat(flat.items);
		if (!items.properties && content?.name === '') return lacking(flat.items, [content], at);
		return lacking(flat.items, fields, at);
	}
	if (typeof flat.additionalProperties === 'object') {
		// Keys that are known are fields of a group.
		return content?.name === '' ? lacking(flat.additionalProperties, [content], at) : [];
	}
	if (flat.enum) {
		const [{ kind, open, values = {} }] = fields as [Field];
		return (kind === 'choice' || kind === 'choices') && !open
			? (flat.enum as string[])
					.filter((value) => !(value in values))
					.map((value) => `${at} = ${value}`)
			: [];
	}
	const parts = Object.assign(
		{},
		flat.properties,
		...(flat.variants ?? []).map((variant) => contract.flat(variant).properties),
	) as Record<string, Schema>;
	if (inner.length === 0) return [];
	const names = byFirstName(inner.flatMap((one) => (one.inline ? (one.fields ?? []) : [one])));
	return Object.entries(parts).flatMap(([name, child]) => {
		const there = names.get(name);
		return there ? lacking(child, there, `${at}.${name}`) : [`${at}.${name}`];
	});
}

const withParts = operations.filter(({ operation }) => !operation.run || operation.merging);
test.each(withParts)('$name: every part of a value has its field', ({ operation }) => {
	const properties = bodyOf(operation.request, operation.wrap);
	const bodyFields = fieldsOf(operation).filter(({ in: place }) => place !== 'none');
	const missing = [...byFirstName(bodyFields)].flatMap(([name, fields]) =>
		properties[name] ? lacking(properties[name], fields, name) : [],
	);
	const isLeftOut = (one: string) => {
		const [path = '', value] = one.split(' = ');
		const parts = path.split('.');
		return [one, path, value ?? parts.at(-1)!, parts.slice(-2).join('.')].some(
			(known) => known in LEFT_OUT_PARTS,
		);
	};
	expect(missing.filter((one) => !isLeftOut(one))).toEqual([]);
});

/** Fields of the contract that hold a point in time, as far as the name tells. */
const isTime = (name: string) =>
	/(timestampMs|TimeMs|Millis|AfterMs|BeforeMs|startTimeSec|EpochSec\w*|^(start|stop|end)Time)$/.test(
		name,
	) && !/^(relockAfterOpenTime|maxHold|minHold)/.test(name);

test.each(operations)('$name: points in time are dates in the editor', ({ operation }) => {
	const numbers = fieldsOf(operation).filter(({ kind, name }) => kind === 'number' && isTime(name));
	expect(numbers.map(({ name }) => name)).toEqual([]);
});

test('the table of units names endpoints and fields of the contract', () => {
	for (const [endpoint, fields] of Object.entries(TIMES)) {
		const body = bodyOf(`POST /api/${endpoint}`);
		for (const name of Object.keys(fields)) {
			expect([endpoint, name, Object.hasOwn(body, name.split('.')[0]!)]).toEqual([
				endpoint,
				name,
				true,
			]);
		}
	}
});

test.each(operations)('$name: what it is about is required', ({ operation }) => {
	const { properties = {}, required = [] } = (() => {
		const schema = byPath(operation.request)?.body?.content['application/json'];
		return schema ? contract.flat(schema) : {};
	})();
	const optional = new Set(
		(operation.optional ?? []).filter(({ in: place }) => place !== 'none').map(({ name }) => name),
	);
	// getExactFrameUri: the present moment if none is given.
	const needed = required.filter((name) => name in properties && name !== 'timestampMs');
	expect(
		needed.filter((name) => optional.has(name) && !(name in (operation.fixed?.body ?? {}))),
	).toEqual([]);
});

test('names of parameters are plain words', () => {
	for (const { operation } of operations) {
		for (const field of fieldsOf(operation)) {
			expect(camel(field.param ?? field.name)).toMatch(/^[a-z][A-Za-z0-9]*$/);
		}
	}
});

const schemas = rhombusSchemas(everyday);
test.each(Object.keys(schemas))('%s: the output schema is that of the contract', (file) => {
	const text = readFileSync(path.join(__dirname, '../../nodes', file), 'utf8');
	expect(JSON.parse(text)).toEqual(schemas[file]);
});

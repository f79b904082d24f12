import type { Field, Operation } from '../../nodes/shared/model/operation';
import { placeOf } from '../../nodes/shared/model/parameterNames';
import { registry } from '../../nodes/registry';
import { updates } from '../samples/updates';

/** Every operation that changes a thing says what becomes of the rest of it, and of each nested object. */

interface Update {
	name: string;
	operation: Operation;
}

const CHANGES = /^(update|set|replace|patch|edit|change|save|rename|put)|^add[A-Z]|^add$/;
const REQUESTS = /(^|\/)(update|set|replace|patch|modify|save|selectiveUpdate)[A-Z][A-Za-z0-9]*$/;

const isUpdate = ({ value, request, idempotent }: Operation) =>
	!idempotent && (/^(PUT|PATCH) /.test(request) || CHANGES.test(value) || REQUESTS.test(request));

const all: Update[] = registry.flatMap(({ node, resources }) =>
	resources.flatMap((resource) =>
		resource.operations
			.filter(isUpdate)
			.map((operation) => ({ name: `${node}/${resource.value}/${operation.value}`, operation })),
	),
);

/** Top-level objects of the body: groups, maps, JSON objects, and what dotted names reach into. */
function groupsOf(operation: Operation): string[] {
	const fields: Field[] = [...(operation.fields ?? []), ...(operation.optional ?? [])];
	const objects = fields
		.filter((field) => placeOf(field, operation) === 'body')
		.filter(
			({ kind, name, holds }) =>
				['group', 'map', 'mapper'].includes(kind) ||
				(kind === 'json' && holds !== 'array') ||
				name.includes('.') ||
				operation.bodyIs === name,
		)
		.filter(({ name, kind }) => operation.bodyIs !== name || kind === 'json')
		.map(({ name }) => name.split('.')[0]!);
	return [...new Set(objects)];
}

/** The integrations' updates are made by one function, which merges all with Keep Current Settings. */
const isIntegration = ({ name }: Update) => /^rhombusIntegration\/\w+\/update(V1)?$/.test(name);

const merging = all.filter(({ operation }) => operation.merging);
const declared = all.filter((one) => !one.operation.merging && !isIntegration(one));

test('there are as many as there were: none is lost from sight', () => {
	expect(merging.length).toBeGreaterThanOrEqual(28);
	expect(all.filter(isIntegration).length).toBeGreaterThanOrEqual(44);
	expect(declared.length).toBeGreaterThanOrEqual(70);
});

test('each one that does not merge stands in the table, and the table names nothing else', () => {
	const names = declared.map(({ name }) => name).sort();
	expect(Object.keys(updates).sort()).toEqual(names);
});

test.each(merging)('$name: every nested object is merged', ({ operation }) => {
	const { merges = [], combines = {}, keeps } = operation.merging!;
	if (merges === 'all') return;
	const groups = operation.bodyIs ? [] : groupsOf(operation);
	expect(groups.filter((one) => ![...merges, ...Object.keys(combines)].includes(one))).toEqual([]);
	// What is kept and merged must be read; what is merged is an object of the body.
	if (Array.isArray(keeps)) expect(new Set(keeps).size).toBe(keeps.length);
});

test.each(declared)('$name: every nested object has its fate', ({ name, operation }) => {
	const { groups = {}, source } = updates[name]!;
	expect(source).not.toBe('');
	expect(groupsOf(operation).sort()).toEqual(Object.keys(groups).sort());
});

test.each(declared.filter(({ name }) => updates[name]?.rest === 'replaced'))(
	'$name: its description says that it replaces',
	({ operation }) => {
		expect(operation.description).toMatch(
			/in place of|as a whole|others are removed|replac(e|ing)/i,
		);
	},
);

import { NodeHelpers, type INode, type INodeParameters, type INodeProperties } from 'n8n-workflow';
import { shown } from '../../nodes/shared/model/fields';
import * as names from '../../nodes/shared/model/parameterNames';
import type { Field, Operation, Resource } from '../../nodes/shared/model/operation';
import { expectInWalk } from '../support/figures';
import { builtPackage, DIST } from '../support/harness';

/**
 * Forms as people read them, by n8n's own functions: which parameters an operation shows, in which
 * order, with the values it opens with.
 */

// eslint-disable-next-line @typescript-eslint/no-require-imports -- the built package is what is tested
const { registry } = require(`${DIST}/nodes/registry.js`) as typeof import('../../nodes/registry');
const { nodes } = builtPackage();

const NODE = { typeVersion: 1 } as INode;
/** Parameters of every operation, outside its form. */
const AROUND = new Set(['authentication', 'resource', 'operation', 'requestOptions']);

/** The parameters that n8n shows when an operation was just chosen. */
function shownIn(node: string, resource: Resource, operation: Operation): INodeProperties[] {
	const { description } = nodes[node]!;
	const values = NodeHelpers.getNodeParameters(
		description.properties,
		{ resource: resource.value, operation: operation.value },
		true,
		false,
		NODE,
		description,
	) as INodeParameters;
	return description.properties.filter(
		(one) => !AROUND.has(one.name) && NodeHelpers.displayParameter(values, one, NODE, description),
	);
}

/** The same as the declaration has it. */
function declaredIn(resource: Resource, operation: Operation): string[] {
	const { fields = [], paging, pagedFor, output, optional } = operation;
	const opensWith = (name: string) => fields.find((field) => field.name === name)!.default;
	return [
		...fields
			.filter(({ showIf = {} }) =>
				Object.entries(showIf).every(([name, values]) => values.includes(opensWith(name) as never)),
			)
			.map((field) => names.fieldParam(resource, field))
			// Shown once an endpoint is chosen.
			.filter((name) => name !== 'anyEndpointFields'),
		// Nothing is chosen yet that has pages.
		...(paging && !pagedFor ? [names.returnAllParam(resource), names.limitParam(resource)] : []),
		...(output?.kind === 'binary' ? [names.binaryParam(resource)] : []),
		...(output?.simplify ? [names.simplifyParam(resource)] : []),
		...(output?.offerFullResponse ? [names.fullParam(resource)] : []),
		...(optional?.length ? [names.optionsParam(resource, operation)] : []),
	];
}

/** Whether people may pass it over: what comes back, or a collection that may stay empty. */
const isPassedOver = ({ type, required, displayName }: INodeProperties) =>
	['Return All', 'Limit', 'Simplify', 'Full Response'].includes(displayName) ||
	(['collection', 'fixedCollection'].includes(type) && !required);

const every = registry.flatMap(({ node, resources }) =>
	resources.flatMap((resource) =>
		resource.operations.map((operation) => ({
			id: `${node} ${resource.value}/${operation.value}`,
			node,
			resource,
			operation,
			form: shownIn(node, resource, operation),
		})),
	),
);

test('every operation shows its parameters in the order of its declaration', () => {
	const wrong = every.flatMap(({ id, resource, operation, form }) => {
		const order = form.map(({ name }) => name);
		const declared = declaredIn(resource, operation);
		return order.join() === declared.join() ? [] : [{ id, order, declared }];
	});
	expect(wrong).toEqual([]);
	expectInWalk(`all ${every.length} operations`);
});

test('no required parameter stands below what may be passed over', () => {
	const wrong = every.flatMap(({ id, form }) => {
		const first = form.findIndex(isPassedOver);
		const below = first < 0 ? [] : form.slice(first).filter(({ required }) => required);
		return below.map(({ displayName }) => `${id}: ${displayName}`);
	});
	expect(wrong).toEqual([]);
});

/** A name of one thing or of several, in both services' words. */
const NAMES_THINGS = /(?:^id|_ids?|Ids?|[uU]uids?|UuidList)$/;
/** Something new has no ID yet: what it becomes comes first, and who gets it may come last. */
const MAKES_NEW = /^(create|submit|invite)/;
/** Operations whose first field is no ID, and why. */
const OTHERWISE: Record<string, string> = {
	'mattermost channel/getOrCreate':
		'the channel is named by its display name, of which the name is made; the team may be empty',
	'mattermostAdmin outgoingOauthConnection/validate':
		'there is none yet: it takes what Create takes',
	'rhombusAdmin credential/assign': 'the credential is named by its value',
	'rhombus sensor/getEvents': 'the kind decides which sensors are listed',
	'rhombus sensor/updateDetails': 'the kind decides which sensors are listed',
	'rhombus vehicle/assignEvents': 'a vehicle is named by its license plate',
};

test('what an operation is about stands first, but for a choice that decides what is shown', () => {
	const wrong = every.flatMap(({ id, operation }) => {
		if (MAKES_NEW.test(operation.value)) return [];
		const fields = (operation.fields ?? []).map(shown);
		const deciders = new Set(fields.flatMap(({ showIf = {} }) => Object.keys(showIf)));
		const identifies = fields
			.filter(({ name }) => !deciders.has(name))
			.map(
				(field) =>
					names.placeOf(field, operation) === 'path' ||
					(field.required === true &&
						(field.kind === 'pick' || NAMES_THINGS.test(field.name.split('.').pop()!))),
			);
		const first = identifies.indexOf(false);
		return first >= 0 && identifies.includes(true, first) ? [id] : [];
	});
	expect(wrong.sort()).toEqual(Object.keys(OTHERWISE).sort());
});

/** Texts and keys that name things of a list that can be searched. */
const textsOfThings = (field: Field): string[] => [
	...(field.kind === 'string' && field.picker?.search ? [field.label] : []),
	...(field.kind === 'strings' && field.picker?.search && !field.several ? [field.label] : []),
	...(field.fields ?? []).flatMap(textsOfThings),
];

test('what can be picked from a list is picked', () => {
	const texts = every.flatMap(({ id, operation: { fields = [], optional = [] } }) =>
		[...fields, ...optional].flatMap(textsOfThings).map((label) => `${id}: ${label}`),
	);
	expect(texts).toEqual([]);
});

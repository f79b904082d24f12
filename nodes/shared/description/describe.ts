import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { requestRouting, stockRouting } from '../execution/routing';
import { splitRequest } from '../request/assemble';
import type { Service } from '../http/types';
import { shown } from '../model/fields';
import { locator } from './locator';
import {
	binaryParam,
	childParam,
	fieldParam,
	fullParam,
	limitParam,
	optionsParam,
	returnAllParam,
	siblingParam,
	simplifyParam,
} from '../model/parameterNames';
import type { Field, Operation, Resource } from '../model/operation';

/** From declarations to n8n's parameters: pure, and the same every time. */

type Property = Omit<INodeProperties, 'displayOptions'>;

/** Made once: `localeCompare` looks up its language on every call, a quarter of the time of `describe`. */
const collator = new Intl.Collator('en');

const byLabel = (
	a: { displayName?: string; name: string },
	b: { displayName?: string; name: string },
) => collator.compare(a.displayName ?? a.name, b.displayName ?? b.name);

const optionsOf = (values: Record<string, string>): INodePropertyOptions[] =>
	Object.entries(values)
		.map(([value, name]) => ({ name, value }))
		.sort(byLabel);

const EMPTY: Partial<Record<Field['kind'], unknown>> = {
	number: 0,
	boolean: false,
	choices: [],
	group: {},
	list: {},
	map: {},
};

/** One of the things that a plural names; undefined where the words are no plain plural. */
function singular(words: string): string | undefined {
	if (/ by /.test(words) || !/[^s]s$/.test(words)) return undefined;
	return words.replace(/ies$/, 'y').replace(/s$/, '');
}

/**
 * What one more entry of a collection is called. Buttons stand below each other, so each names its own
 * collection.
 * @param around noun of the collection that this one stands in
 */
function nounOf(field: Field, around?: string): string {
	const words = field.label.replace(/^.*: /, '').replace(/ \(.*\)$/, '');
	const one = singular(words);
	const isPlain = one === 'Setting' || one === 'Entry';
	if (one) return isPlain && around ? `${around} ${one}` : one;
	if (field.kind === 'group') return `${words} Field`;
	return (field.keyLabel ?? 'Entry').replace(/ (UU)?ID$/, '');
}

/** Said below every time; a zone in the value itself counts more. */
const TIME_HINT = "In the workflow's time zone";

/** One field as an n8n parameter, without its place in the node. `around`: see `nounOf`. */
export function property(field: Field, name: string, around?: string): Property {
	const hint = field.hint ?? (field.kind === 'time' ? TIME_HINT : undefined);
	const base = {
		displayName: field.label,
		name,
		default: (field.default ?? EMPTY[field.kind] ?? '') as INodeProperties['default'],
		...(field.description ? { description: field.description } : {}),
		...(field.placeholder ? { placeholder: field.placeholder } : {}),
		...(hint ? { hint } : {}),
		...(field.required ? { required: true } : {}),
	};
	switch (field.kind) {
		case 'string':
			return {
				...base,
				type: 'string',
				...(field.secret || field.rows
					? {
							typeOptions: {
								...(field.secret ? { password: true } : {}),
								...(field.rows ? { rows: field.rows } : {}),
							},
						}
					: {}),
			};
		case 'strings':
			return { ...base, type: 'string' };
		case 'number':
			return {
				...base,
				type: 'number',
				...(field.min !== undefined || field.max !== undefined
					? { typeOptions: { minValue: field.min, maxValue: field.max } }
					: {}),
			};
		case 'boolean':
		case 'color':
			return { ...base, type: field.kind };
		case 'choice':
			return { ...base, type: 'options', options: optionsOf(field.values ?? {}) };
		case 'choices':
			return { ...base, type: 'multiOptions', options: optionsOf(field.values ?? {}) };
		case 'time':
			return {
				...base,
				type: 'dateTime',
				...(field.unit === 'date' ? { typeOptions: { dateOnly: true } } : {}),
			};
		case 'json':
			return {
				...base,
				type: 'json',
				...(field.rows ? { typeOptions: { rows: field.rows } } : {}),
			};
		case 'pick':
			return { ...base, ...locator(field.picker!, { example: false, value: field.default }) };
		case 'group':
			return {
				...base,
				type: 'collection',
				placeholder: `Add ${nounOf(field, around)}`,
				options: children(field) as INodeProperties[],
			};
		case 'list':
		case 'map':
			return {
				...base,
				type: 'fixedCollection',
				typeOptions: { multipleValues: true },
				placeholder: `Add ${nounOf(field, around)}`,
				options: [
					{
						displayName: field.keyLabel ?? 'Entry',
						name: 'entry',
						values: [
							...(field.kind === 'map'
								? [
										{
											displayName: field.keyLabel ?? 'Key',
											name: 'key',
											type: 'string' as const,
											default: '',
											required: true,
										},
									]
								: []),
							...(children(field, nounOf(field, around)) as INodeProperties[]),
						],
					},
				],
			};
		case 'mapper':
			return {
				...base,
				type: 'resourceMapper',
				noDataExpression: true,
				default: { mappingMode: 'defineBelow', value: null },
				typeOptions: field.typeOptions as INodeProperties['typeOptions'],
			};
		case 'notice':
			return { ...base, type: 'notice' };
	}
}

const children = (field: Field, noun?: string): Property[] =>
	(field.fields ?? []).map((child) => property(child, childParam(child), noun)).sort(byLabel);

/** Title of an operation's collection, by what n8n's guidelines call it. */
function optionsLabel(operation: Operation): string {
	if (/^(update|patch|replace)/i.test(operation.value)) return 'Update Fields';
	const { method } = splitRequest(operation.request);
	return method === 'GET' || operation.idempotent ? 'Options' : 'Additional Fields';
}

/** What an operation is for, and in brackets who and which servers may use it. */
function descriptionOf(service: Service, operation: Operation): string {
	const { since, until, admin, description } = operation;
	const limits = [
		admin ? 'administrators only' : '',
		since ? `${service.name} ${since} or newer` : '',
		until ? `gone since ${service.name} ${until}` : '',
	].filter(Boolean);
	return limits.length > 0 ? `${description} (${limits.join(', ')})` : description;
}

/** Declarations are plain data in a fixed order of keys, so their text tells whether they are equal. */
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** A declared parameter and the operations that show it. */
interface Placed {
	property: Property;
	resources: Resource[];
	operations: string[];
	showIf?: Field['showIf'];
	shared: boolean;
}

/**
 * Shared parameters once for all their resources, where the first has them.
 * @throws Error at load if resources declare one differently, or would show it where they lack it
 */
function joined(all: Placed[]): Placed[] {
	const byName = new Map<string, Placed>();
	for (const one of all) {
		const { name } = one.property;
		const resource = one.resources[0]!;
		const known = byName.get(name);
		if (!known) byName.set(name, { ...one });
		else if (
			one.shared &&
			known.shared &&
			same([known.property, known.showIf], [one.property, one.showIf])
		) {
			known.resources = [...known.resources, resource];
			known.operations = [...new Set([...known.operations, ...one.operations])];
		} else throw new Error(`"${name}" of ${resource.value} differs from that of other resources`);
	}
	// n8n shows a parameter for each of its operations in each of its resources.
	for (const { property: one, resources, operations } of all) {
		const shownBy = byName.get(one.name)!.operations;
		const resource = resources[0]!;
		const wrong = resource.operations.find(
			({ value }) => shownBy.includes(value) && !operations.includes(value),
		);
		if (wrong) throw new Error(`${wrong.value} of ${resource.value} would show "${one.name}" too`);
	}
	return [...byName.values()];
}

function placedFields(resource: Resource): Placed[] {
	const placed = new Map<string, Placed>();
	const place = (one: Property, operation: Operation, showIf?: Field['showIf'], shared = false) => {
		const known = placed.get(one.name);
		if (!known) {
			placed.set(one.name, {
				property: one,
				resources: [resource],
				operations: [operation.value],
				showIf,
				shared,
			});
		} else if (same([known.property, known.showIf], [one, showIf])) {
			known.operations.push(operation.value);
		} else {
			throw new Error(
				`${resource.value}: "${one.name}" of ${operation.value} differs from that of ${known.operations.join(', ')}; give it another "param"`,
			);
		}
	};
	for (const operation of resource.operations) {
		for (const field of operation.fields ?? []) {
			const showIf =
				field.showIf &&
				Object.fromEntries(
					Object.entries(field.showIf).map(([name, values]) => [
						siblingParam(resource, operation, name),
						values,
					]),
				);
			place(property(shown(field), fieldParam(resource, field)), operation, showIf, field.shared);
		}
		if (operation.paging) {
			place(
				{
					displayName: 'Return All',
					name: returnAllParam(resource),
					type: 'boolean',
					default: false,
					description: 'Whether to return all results or only up to a given limit',
				},
				operation,
			);
			place(
				{
					displayName: 'Limit',
					name: limitParam(resource),
					type: 'number',
					typeOptions: { minValue: 1 },
					default: 50,
					description: 'Max number of results to return',
				},
				operation,
				{ [returnAllParam(resource)]: [false] },
			);
		}
		if (operation.output?.kind === 'binary') {
			place(
				{
					displayName: 'Put Output File in Field',
					name: binaryParam(resource),
					type: 'string',
					default: 'data',
					required: true,
					hint: 'The name of the output binary field to put the file in',
				},
				operation,
			);
		}
		if (operation.output?.simplify) {
			place(
				{
					displayName: 'Simplify',
					name: simplifyParam(resource),
					type: 'boolean',
					default: true,
					description:
						'Whether to return a simplified version of the response instead of the raw data',
				},
				operation,
			);
		}
		if (operation.output?.offerFullResponse) {
			place(
				{
					displayName: 'Full Response',
					name: fullParam(resource),
					type: 'boolean',
					default: false,
					description:
						'Whether to return the whole response as one item instead of one item per row',
				},
				operation,
			);
		}
		if (operation.optional?.length) {
			const label = optionsLabel(operation);
			place(
				{
					displayName: label,
					name: optionsParam(resource, operation),
					type: 'collection',
					placeholder: label === 'Options' ? 'Add Option' : 'Add Field',
					default: {},
					options: operation.optional
						.map((field) => property(field, childParam(field)))
						.sort(byLabel) as INodeProperties[],
				},
				operation,
			);
		}
	}
	return [...placed.values()];
}

/** Settings every operation has; n8n's own ones (batching, proxy, time-out …) are added to them. */
const REQUEST_OPTIONS: INodeProperties = {
	displayName: 'Request Options',
	name: 'requestOptions',
	type: 'collection',
	isNodeSetting: true,
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'Maximum Response Size (MB)',
			name: 'answerSize',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 50,
			description:
				'Maximum size of a response after decompression, except for files; 0 for no limit',
		},
		{
			displayName: 'Maximum Response Time (Seconds)',
			name: 'answerTime',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 300,
			description:
				'Maximum total time until a response is complete, except for files; 0 for no limit',
		},
		{
			displayName: 'Maximum Rate Limit Wait (Seconds)',
			name: 'longestWait',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 60,
			description:
				'Maximum total time that one request waits when the server limits its rate or is briefly unavailable',
		},
		{
			displayName: 'Maximum Concurrent Requests',
			name: 'inFlight',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 100 },
			default: 10,
			description: 'Maximum number of concurrent requests to the same server',
		},
	],
};

/**
 * What n8n adds to these settings by itself, except in nodes with a webhook (`directory-loader.js`,
 * `constants.js` in n8n 2.41).
 */
const ENGINE_OPTIONS: INodeProperties[] = [
	{
		displayName: 'Batching',
		name: 'batching',
		placeholder: 'Add Batching',
		type: 'fixedCollection',
		typeOptions: { multipleValues: false },
		default: { batch: {} },
		options: [
			{
				displayName: 'Batching',
				name: 'batch',
				values: [
					{
						displayName: 'Items per Batch',
						name: 'batchSize',
						type: 'number',
						typeOptions: { minValue: -1 },
						default: 50,
						description: 'Number of items to send before a pause; -1 turns batching off',
					},
					{
						displayName: 'Batch Interval (Ms)',
						name: 'batchInterval',
						type: 'number',
						typeOptions: { minValue: 0 },
						default: 1000,
						description: 'Pause between two batches, in milliseconds; 0 for none',
					},
				],
			},
		],
	},
	{
		displayName: 'Ignore SSL Issues (Insecure)',
		name: 'allowUnauthorizedCerts',
		type: 'boolean',
		noDataExpression: true,
		default: false,
		description: 'Whether to connect even if SSL certificate validation is not possible',
	},
	{
		displayName: 'Proxy',
		name: 'proxy',
		type: 'string',
		default: '',
		placeholder: 'e.g. http://myproxy:3128',
		description: 'HTTP proxy to use, optionally with username and password before the host',
	},
	{
		displayName: 'Timeout',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 10000,
		description: 'How long to wait for the response of the server, in milliseconds',
	},
];

/** The settings, with n8n's own where n8n does not add them. */
function requestOptions(hasWebhook: boolean): INodeProperties {
	const own = structuredClone(REQUEST_OPTIONS);
	if (hasWebhook) {
		own.options = [...(own.options as INodeProperties[]), ...structuredClone(ENGINE_OPTIONS)].sort(
			byLabel,
		);
	}
	return own;
}

/** The first is the default: everyday things come first in a declaration. */
const firstOf = (list: Array<{ value: string }>): string => list[0]!.value;

const resourceOption = (resource: Resource): INodePropertyOptions => ({
	name: resource.name,
	value: resource.value,
	...(resource.description ? { description: resource.description } : {}),
});

const operationOption = (service: Service, operation: Operation): INodePropertyOptions => ({
	name: operation.name,
	value: operation.value,
	action: operation.action,
	description: descriptionOf(service, operation),
	routing: requestRouting(operation),
});

/**
 * All parameters of a node: resource, operations with their `routing`, fields, settings.
 * @param node whether it has a `webhook`, for then n8n leaves its own settings out
 * @throws Error at load if two operations of a resource declare one name differently
 */
export function describe(
	service: Service,
	resources: Resource[],
	node: { hasWebhook?: boolean } = {},
): INodeProperties[] {
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: resources.map(resourceOption).sort(byLabel),
			default: firstOf(resources),
		},
		...resources.map(
			(resource): INodeProperties => ({
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				routing: stockRouting(service, resource),
				displayOptions: { show: { resource: [resource.value] } },
				options: resource.operations
					.map((operation) => operationOption(service, operation))
					.sort(byLabel),
				default: firstOf(resource.operations),
			}),
		),
		...joined(resources.flatMap(placedFields)).map(
			({ property: one, resources: of, operations, showIf }): INodeProperties => ({
				...one,
				displayOptions: {
					show: { resource: of.map(({ value }) => value), operation: operations, ...showIf },
				},
			}),
		),
		requestOptions(node.hasWebhook === true),
	];
}

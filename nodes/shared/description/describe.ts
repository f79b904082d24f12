import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { requestRouting, stockRouting } from '../execution/routing';
import type { Service } from '../http/types';
import type { Operation, Resource } from '../model/operation';
import { commonOrder } from './fieldOrder';
import { requestOptions } from './nodeSettings';
import { parametersOf, type Parameter } from './parameters';
import type { Property } from './property';

/** From declarations to n8n's parameters: pure, and the same every time. */

/** What an operation is for, and in brackets who and which servers may use it. */
function descriptionOf(service: Service, operation: Operation): string {
	const { since, until, admin, description } = operation;
	const limits = [
		admin ? 'administrators only' : '',
		since ? `${service.name} ${since}+` : '',
		until ? `gone since ${service.name} ${until}` : '',
	].filter(Boolean);
	return limits.length > 0 ? `${description} (${limits.join(', ')})` : description;
}

/** Declarations are plain data with keys in a fixed order, so they can be compared as JSON. */
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** A declared parameter and the operations that show it. */
interface Placed {
	property: Property;
	resources: Resource[];
	operations: string[];
	showIf?: Parameter['showIf'];
	shared: boolean;
}

/**
 * All parameters by name, shared ones once for all their resources.
 * @throws Error at load if resources declare one differently, or would show it where they lack it
 */
function joined(all: Placed[]): Map<string, Placed> {
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
	return byName;
}

/** An operation's parameters in the order of its form. */
interface Form {
	operation: Operation;
	parameters: Parameter[];
}

/** The parameters of a resource, each once. @throws Error if two of its operations declare one differently */
function placedFields(resource: Resource, forms: Form[]): Placed[] {
	const placed = new Map<string, Placed>();
	const place = ({ property: one, showIf, shared = false }: Parameter, operation: Operation) => {
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
	for (const { operation, parameters } of forms) {
		for (const one of parameters) place(one, operation);
	}
	return [...placed.values()];
}

/**
 * The first is the default. n8n lists a community node's actions in the order of its description and without
 * a search box, so the declarations' order is what people scroll through: everyday things first.
 */
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
 * @throws Error at load if two operations declare one name differently, or the other way round
 */
export function describe(
	service: Service,
	resources: Resource[],
	node: { hasWebhook?: boolean } = {},
): INodeProperties[] {
	const forms = resources.map((resource) =>
		resource.operations.map(
			(operation): Form => ({ operation, parameters: parametersOf(resource, operation) }),
		),
	);
	const fields = joined(
		resources.flatMap((resource, index) => placedFields(resource, forms[index]!)),
	);
	const order = commonOrder(
		forms.flat().map(({ parameters }) => parameters.map(({ property: { name } }) => name)),
	);
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: resources.map(resourceOption),
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
				options: resource.operations.map((operation) => operationOption(service, operation)),
				default: firstOf(resource.operations),
			}),
		),
		...order.map((name): INodeProperties => {
			const { property: one, resources: of, operations, showIf } = fields.get(name)!;
			return {
				...one,
				displayOptions: {
					show: { resource: of.map(({ value }) => value), operation: operations, ...showIf },
				},
			};
		}),
		requestOptions(
			node.hasWebhook === true,
			resources.some(({ operations }) => operations.some(({ bulk }) => bulk)),
			service.organizations?.option,
		),
	];
}

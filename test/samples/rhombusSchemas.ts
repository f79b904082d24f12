import { resources as everyday } from '../../nodes/Rhombus/resources';
import { resources as administration } from '../../nodes/RhombusAdmin/resources';
import { resources as integrations } from '../../nodes/RhombusIntegration/resources';
import { leaveOutSecrets } from '../../nodes/RhombusIntegration/secretNames';
import type { Operation } from '../../nodes/shared/model/operation';
import { Contract, type Schema } from '../../contracts/openapi';

/** What items of the Rhombus nodes look like, from the contract and the declared output. */

const contract = new Contract('rhombus.json');

/** Objects within objects within objects are left open, so that the editor's panel stays readable. */
const MAX_DEPTH = 2;

type Json = Record<string, unknown>;

function schemaOf(schema: Schema, depth = 0): Json {
	const flat = contract.flat(schema);
	if (flat.variants) return schemaOf(flat.variants[0]!, depth);
	if (flat.type === 'array') {
		return { type: 'array', items: flat.items ? schemaOf(flat.items, depth) : {} };
	}
	if (flat.type === 'object' || flat.properties) {
		const { properties } = flat;
		if (!properties || depth >= MAX_DEPTH) return { type: 'object' };
		return {
			type: 'object',
			properties: Object.fromEntries(
				Object.entries(properties).map(([name, one]) => [name, schemaOf(one, depth + 1)]),
			),
		};
	}
	return { type: flat.type ?? 'string' };
}

const object = (properties: Json): Json => ({ type: 'object', properties });
const BOOLEAN = { type: 'boolean' };
const ENVELOPE = ['error', 'errorMsg', 'authError', 'warningMsg'];

/** Schema of an operation's items; undefined where they are files or come in several steps. */
function itemSchema(operation: Operation): Json | undefined {
	const { output = {} } = operation;
	if (output.kind === 'binary') return undefined;
	if (operation.run) {
		const isUpdate = output.kind === 'done' && operation.value !== 'create';
		return isUpdate ? object({ success: BOOLEAN }) : undefined;
	}
	if (output.kind === 'deleted') return object({ deleted: BOOLEAN });
	const answer = contract.operations.find(({ id }) => id === operation.request)?.answer;
	if (!answer) return undefined;
	const body = contract.flat(answer.schema).properties ?? {};
	if (!output.kind && !output.rowsProperty) return undefined;
	if (output.kind === 'done') {
		const rest = Object.entries(body).filter(([name]) => !ENVELOPE.includes(name));
		return object({
			success: BOOLEAN,
			...Object.fromEntries(rest.map(([name, one]) => [name, schemaOf(one, 1)])),
		});
	}
	const inner = contract.flat(body[output.rowsProperty!]!);
	if (output.kind === 'entries') {
		const value = schemaOf(inner.additionalProperties as Schema);
		const key = { [output.keyField!]: { type: 'string' } };
		return object({
			...key,
			...(value.type === 'object'
				? (value.properties as Json | undefined)
				: { [output.valueField ?? 'value']: value }),
		});
	}
	const row = schemaOf(inner.items ?? inner);
	const properties = row.properties as Json;
	return output.simplify
		? object(
				Object.fromEntries(
					output.simplify
						.filter((name) => properties[name])
						.map((name) => [name, properties[name]]),
				),
			)
		: row;
}

/**
 * Schemas by their files, relative to the folder of the nodes.
 * @param endpoints paths of the operations that get one
 */
export function rhombusSchemas(endpoints: string[]): Record<string, Json> {
	const wanted = new Set(endpoints.map((endpoint) => `POST ${endpoint}`));
	const found: Record<string, Json> = {};
	for (const [folder, resources] of [
		['Rhombus', everyday],
		['RhombusAdmin', administration],
	] as const) {
		for (const resource of resources) {
			for (const operation of resource.operations) {
				const schema = wanted.has(operation.request) ? itemSchema(operation) : undefined;
				const file = `${folder}/__schema__/v1.0.0/${resource.value}/${operation.value}.json`;
				if (schema) found[file] = { ...schema, version: 1 };
			}
		}
	}
	return found;
}

/** Everyday operations on integrations: the editor offers their fields at once. */
const EVERYDAY_INTEGRATIONS: Record<string, string[]> = {
	envoy: ['get', 'update', 'delete'],
	kisi: ['get', 'update', 'delete', 'getDoors', 'unlockDoor'],
	mattermost: ['get', 'update', 'delete'],
	organization: ['getIntegrations', 'getApiTokens'],
};

/** The answer of a request, or what it takes, by property. */
function partsOf(request: string, place: 'body' | 'answer'): Record<string, Schema> {
	const { body, answer } = contract.operations.find(({ id }) => id === request)!;
	const schema = place === 'body' ? body!.content['application/json'] : answer!.schema;
	return contract.flat(schema!).properties ?? {};
}

const nullable = (schema: Schema): Json => {
	const made = schemaOf(schema, 1);
	return schema.nullable ? { ...made, type: [made.type, 'null'] } : made;
};

/** Update repeats no secret. */
function withoutSecrets({ properties, ...rest }: Json): Json {
	if (!properties) return rest;
	const names = Object.keys(properties);
	const shown = leaveOutSecrets(Object.fromEntries(names.map((name) => [name, '']))) as Json;
	return {
		...rest,
		properties: Object.fromEntries(
			Object.entries(properties as Record<string, Json>)
				.filter(([name]) => name in shown)
				.map(([name, one]) => [name, withoutSecrets(one)]),
		),
	};
}

/** Schemas of what several requests make together, by kind of operation. */
function integrationSchema(resource: (typeof integrations)[number], operation: Operation): Json {
	const update = resource.operations.find(({ value }) => value === 'update');
	const [settings = {}] = update ? Object.values(partsOf(update.request, 'body')) : [];
	const answer = partsOf(operation.request, 'answer');
	const rest = Object.entries(answer).map(([name, one]) => [name, nullable(one)] as const);
	switch (operation.value) {
		case 'get':
			return object({ configured: BOOLEAN, ...(schemaOf(settings).properties as Json) });
		case 'update': {
			const said = rest.filter(([name]) => !ENVELOPE.slice(0, 3).includes(name));
			return object({
				success: BOOLEAN,
				settings: withoutSecrets(schemaOf(settings)),
				...Object.fromEntries(said),
			});
		}
		case 'getDoors': {
			const doors = contract.flat(answer.placeToDoorMap!).additionalProperties as Schema;
			const door = schemaOf(contract.flat(doors).items!);
			return object({ placeId: { type: 'string' }, ...(door.properties as Json) });
		}
		case 'getIntegrations':
			return object({
				integration: { type: 'string' },
				version: { type: 'integer' },
				enabled: BOOLEAN,
				settings: object({}),
			});
		default:
			return itemSchema(operation) ?? object(Object.fromEntries(rest));
	}
}

/** Schemas of Rhombus Integration by `resource/operation.json`. */
export function integrationSchemas(): Record<string, Json> {
	return Object.fromEntries(
		integrations.flatMap((resource) =>
			resource.operations
				.filter(({ value }) => EVERYDAY_INTEGRATIONS[resource.value]?.includes(value))
				.map((operation) => [
					`${resource.value}/${operation.value}.json`,
					{ ...integrationSchema(resource, operation), version: 1 },
				]),
		),
	);
}

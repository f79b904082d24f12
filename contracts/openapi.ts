import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The one reader of the API descriptions in this folder (OpenAPI 3.0). */

/** The part of JSON Schema that the contracts use. `epoch-s` is a format of `corrections.json`. */
export interface Schema {
	$ref?: string;
	type?: string;
	format?: string;
	nullable?: boolean;
	enum?: unknown[];
	items?: Schema;
	properties?: Record<string, Schema>;
	required?: string[];
	additionalProperties?: boolean | Schema;
	allOf?: Schema[];
	oneOf?: Schema[];
	anyOf?: Schema[];
	discriminator?: { propertyName: string };
	minimum?: number;
	maximum?: number;
	minItems?: number;
	maxLength?: number;
	pattern?: string;
	default?: unknown;
}

/** A schema with its $ref followed and allOf merged in; `variants` are the oneOf branches. */
export interface Flat extends Schema {
	variants?: Flat[];
}

/** An operation as a description has it. */
export interface RawOperation {
	operationId?: string;
	tags?: string[];
	deprecated?: boolean;
	/** API keys are refused; only the vendor's own console may call it. */
	'x-console'?: boolean;
	/** Whether the vendor publishes it; absent on what the first contract had. */
	'x-public'?: boolean;
	/** Where it was found; of a plugin's call, which plugin and the file of its repository. */
	'x-source'?: string | { plugin: string; file: string };
	parameters?: Array<{
		$ref?: string;
		name: string;
		in: 'path' | 'query' | 'header';
		required?: boolean;
		schema: Schema;
	}>;
	requestBody?: { required?: boolean; content: Record<string, { schema: Schema }> };
	responses: Record<string, { content?: Record<string, { schema: Schema }> }>;
}

/** Where the facts about a plugin of Mattermost come from. */
export interface PluginSource {
	name: string;
	/** On GitHub. */
	repository: string;
	version: string;
	commit?: string;
	/** The server on which its calls were asked; absent if they were only read. */
	seen?: string;
	/** Headers without which it refuses every call. */
	headers?: Record<string, string>;
}

/** A description as it lies in its file. */
export interface Description {
	openapi: string;
	paths: Record<string, Record<string, RawOperation>>;
	/** By the ID that stands in the paths. */
	'x-plugins'?: Record<string, PluginSource>;
	components: { schemas: Record<string, Schema> };
}

export interface Parameter {
	name: string;
	required: boolean;
	schema: Schema;
}

/** The schema of a body by media type. */
interface Body {
	required: boolean;
	content: Record<string, Schema>;
}

export interface Operation {
	/** `METHOD /full/path/{with}/{params}`. */
	id: string;
	method: string;
	path: string;
	/** The vendor's `operationId`. */
	name?: string;
	tag: string;
	deprecated: boolean;
	/** Whether API keys are refused. */
	consoleOnly: boolean;
	/** Whether the vendor leaves it out of the public description. */
	unpublished: boolean;
	/** Names of the path parameters in path order. */
	params: string[];
	/** Path parameters that the description types. */
	pathTypes: Parameter[];
	query: Map<string, Parameter>;
	/** Absent where no body is described. */
	body?: Body;
	/** The first success status. */
	status: number;
	/** Media type and schema of the success answer, where described. */
	answer?: { type: string; schema: Schema };
	/** The same of all statuses. */
	answers: Array<{ type: string; schema: Schema }>;
}

/** A file in this folder, parsed. */
export const readJson = <T>(file: string): T =>
	JSON.parse(readFileSync(join(__dirname, file), 'utf8')) as T;

/** The last part of a `$ref`. */
export const nameOf = (ref: string) => ref.split('/').pop()!;

/** Every operation of a description, by `METHOD /path`. */
export function rawOperations({ paths }: Description, base = ''): Map<string, RawOperation> {
	return new Map(
		Object.entries(paths).flatMap(([path, methods]) =>
			Object.entries(methods).map(
				([method, raw]) => [`${method.toUpperCase()} ${base}${path}`, raw] as const,
			),
		),
	);
}

/** Mattermost today, with its plugins. */
export const MATTERMOST = ['mattermost-11.json', 'mattermost-plugins.json'];

/** One of the API descriptions in this folder, or several that are read as one. */
export class Contract {
	readonly operations: Operation[];
	/** Plugins whose calls are described, by their ID. */
	readonly plugins: Record<string, PluginSource> = {};
	private readonly schemas: Record<string, Schema> = {};
	private readonly flats = new WeakMap<Schema, Flat>();

	/**
	 * @param files names in `contracts/`
	 * @param base put before every path (those of `mattermost-4.json` lack `/api/v4`)
	 * @throws Error if two files give one name to two schemas
	 */
	constructor(files: string | string[], base = '') {
		this.operations = [files].flat().flatMap((file) => {
			const description = readJson<Description>(file);
			for (const [name, schema] of Object.entries(description.components.schemas)) {
				if (Object.hasOwn(this.schemas, name)) throw new Error(`${file}: ${name} is another schema`);
				this.schemas[name] = schema;
			}
			Object.assign(this.plugins, description['x-plugins']);
			return [...rawOperations(description, base)].map(([id, raw]) => operation(id, raw));
		});
	}

	/** The schema with $ref and allOf resolved; variants of a oneOf get the shared part merged in. */
	flat(schema: Schema): Flat {
		let flat = this.flats.get(schema);
		if (flat) return flat;
		if (schema.$ref) flat = this.flat(this.schemas[nameOf(schema.$ref)] ?? {});
		else if (schema.allOf) {
			const { allOf, ...own } = schema;
			flat = [...allOf.map((part) => this.flat(part)), own].reduce<Flat>(merge, {});
		} else flat = schema;
		if (flat.oneOf) {
			const { oneOf, discriminator, ...shared } = flat;
			const variants = oneOf.map((part) => this.flat(part));
			flat = {
				...shared,
				discriminator,
				variants: variants.map((one) => (one.type === 'array' ? one : merge(shared, one))),
			};
		}
		this.flats.set(schema, flat);
		return flat;
	}
}

function merge(left: Flat, right: Flat): Flat {
	const merged: Flat = { ...left, ...right };
	if (left.properties || right.properties) {
		merged.properties = { ...left.properties, ...right.properties };
	}
	if (left.required && right.required) merged.required = [...left.required, ...right.required];
	return merged;
}

function operation(id: string, raw: RawOperation): Operation {
	const [method, path] = id.split(' ') as [string, string];
	const parameters = (place: string) =>
		(raw.parameters ?? [])
			.filter((one) => one.in === place)
			.map(({ name, required, schema }) => ({ name, required: Boolean(required), schema }));
	const answersOf = (code: string) =>
		Object.entries(raw.responses[code]!.content ?? {}).map(([type, { schema }]) => ({
			type,
			schema,
		}));
	const statuses = Object.keys(raw.responses);
	const success = statuses.find((code) => Number(code) < 300) ?? statuses[0];
	const content = raw.requestBody?.content;
	return {
		id,
		method,
		path,
		name: raw.operationId,
		tag: raw.tags?.[0] ?? '',
		deprecated: Boolean(raw.deprecated),
		consoleOnly: Boolean(raw['x-console']),
		unpublished: raw['x-public'] === false,
		params: [...path.matchAll(/{([^}]+)}/g)].map(([, name]) => name!),
		pathTypes: parameters('path'),
		query: new Map(parameters('query').map((one) => [one.name, one])),
		body: content && {
			required: Boolean(raw.requestBody?.required),
			content: Object.fromEntries(
				Object.entries(content).map(([type, { schema }]) => [type, schema]),
			),
		},
		status: Number(success),
		answer: answersOf(success!)[0],
		answers: statuses.flatMap(answersOf),
	};
}

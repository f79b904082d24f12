import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The part of JSON Schema (OpenAPI 3.0) that the contracts use. */
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
	discriminator?: { propertyName: string };
	minimum?: number;
	maximum?: number;
	minItems?: number;
	maxLength?: number;
	pattern?: string;
	default?: unknown;
}

/** A $ref followed, allOf merged in; `variants` are the oneOf branches. */
export interface Flat extends Schema {
	variants?: Schema[];
}

interface RawParameter {
	$ref?: string;
	name: string;
	in: 'path' | 'query' | 'header';
	required?: boolean;
	schema: Schema;
}

interface RawOperation {
	operationId?: string;
	tags?: string[];
	deprecated?: boolean;
	/** Only the vendor's own console may call it, no API key. */
	'x-console'?: boolean;
	parameters?: RawParameter[];
	requestBody?: { required?: boolean; content: Record<string, { schema: Schema }> };
	responses: Record<string, { content?: Record<string, { schema: Schema }> }>;
}

export interface Parameter {
	name: string;
	required: boolean;
	schema: Schema;
}

export interface Operation {
	/** `METHOD /full/path/{with}/{params}`. */
	id: string;
	method: string;
	path: string;
	tag: string;
	deprecated: boolean;
	/** Whether API keys are refused. */
	consoleOnly: boolean;
	/** Names of the path parameters in path order. */
	params: string[];
	query: Map<string, Parameter>;
	/** Schemas by media type; absent where no body is described. */
	body?: { required: boolean; content: Record<string, Schema> };
	/** The first success status. */
	status: number;
	/** Media type and schema of the success answer, where described. */
	answer?: { type: string; schema: Schema };
}

/** Appends a sentence for each fault found in `value`; `at` is the place in the request. */
export type Check = (value: unknown, at: string, faults: string[]) => void;

const FORMATS: Record<string, RegExp> = {
	RUUID: /^[A-Za-z0-9_-]{22}$/,
	DeviceFacetUuid: /^[A-Za-z0-9_-]{22}(\.[a-z]+\d+)?$/,
	'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d/,
};

/** One of the three API descriptions in `contracts/`, with validators compiled at first use. */
export class Contract {
	readonly operations: Operation[] = [];
	private readonly schemas: Record<string, Schema>;
	private readonly checks = new WeakMap<Schema, Check>();
	private readonly flats = new WeakMap<Schema, Flat>();

	/**
	 * @param file name in `contracts/`
	 * @param base put before every path (the seed's paths lack `/api/v4`)
	 */
	constructor(file: string, base = '') {
		const source = JSON.parse(readFileSync(join(__dirname, '..', 'contracts', file), 'utf8')) as {
			paths: Record<string, Record<string, RawOperation>>;
			components: { schemas: Record<string, Schema> };
		};
		this.schemas = source.components.schemas;
		for (const [path, methods] of Object.entries(source.paths)) {
			for (const [method, raw] of Object.entries(methods)) {
				this.operations.push(readOperation(method.toUpperCase(), base + path, raw));
			}
		}
	}

	/** The schema with $ref and allOf resolved; variants of a oneOf get the shared part merged in. */
	flat(schema: Schema): Flat {
		let flat = this.flats.get(schema);
		if (flat) return flat;
		if (schema.$ref) {
			flat = this.flat(this.schemas[schema.$ref.split('/').pop()!] ?? {});
		} else if (schema.allOf) {
			const { allOf, ...own } = schema;
			flat = [...allOf.map((part) => this.flat(part)), own].reduce<Flat>(merge, {});
		} else flat = schema;
		if (flat.oneOf) {
			const { oneOf, ...shared } = flat;
			delete shared.discriminator;
			flat = { ...shared, discriminator: flat.discriminator };
			flat.variants = oneOf.map((part) => merge(shared, this.flat(part)));
		}
		this.flats.set(schema, flat);
		return flat;
	}

	/** Validator of a schema; compiled once, nested ones when first reached. */
	check(schema: Schema): Check {
		let check = this.checks.get(schema);
		if (!check) this.checks.set(schema, (check = this.compile(schema)));
		return check;
	}

	private compile(schema: Schema): Check {
		const flat = this.flat(schema);
		const bare = flat.variants ? this.oneOf(flat.variants) : this.plain(flat);
		const nullable = Boolean(schema.nullable ?? flat.nullable);
		return (value, at, faults) => {
			if (value !== null) bare(value, at, faults);
			else if (!nullable) faults.push(`${at} must not be null`);
		};
	}

	/** Passes if one variant fits; otherwise reports the faults of the variant that fits best. */
	private oneOf(variants: Schema[]): Check {
		return (value, at, faults) => {
			let best: string[] | undefined;
			for (const variant of variants) {
				const found: string[] = [];
				this.check(variant)(value, at, found);
				if (!found.length) return;
				if (!best || found.length < best.length) best = found;
			}
			faults.push(...(best ?? []));
		};
	}

	private plain(flat: Flat): Check {
		const kind = flat.type ?? (flat.properties ? 'object' : undefined);
		if (kind === 'object') return this.object(flat);
		if (kind === 'array') return this.array(flat);
		return (value, at, faults) => {
			const fault = scalarFault(flat, kind, value);
			if (fault) faults.push(`${at} ${fault}`);
		};
	}

	private object(flat: Flat): Check {
		const properties = new Map(Object.entries(flat.properties ?? {}));
		// Some descriptions require what they do not declare.
		const required = (flat.required ?? []).filter(
			(name) => !properties.size || properties.has(name),
		);
		const rest = flat.additionalProperties;
		const open = rest === true || (!properties.size && rest === undefined);
		return (value, at, faults) => {
			if (typeof value !== 'object' || Array.isArray(value)) {
				faults.push(`${at} must be an object`);
				return;
			}
			const given = value as Record<string, unknown>;
			for (const name of required) {
				if (given[name] === undefined) faults.push(`${at}.${name} is required`);
			}
			for (const name of Object.keys(given)) {
				const property = properties.get(name);
				if (property) this.check(property)(given[name], `${at}.${name}`, faults);
				else if (rest && rest !== true) this.check(rest)(given[name], `${at}.${name}`, faults);
				else if (!open) faults.push(`${at}.${name} is not declared`);
			}
		};
	}

	private array(flat: Flat): Check {
		const { items, minItems = 0 } = flat;
		return (value, at, faults) => {
			if (!Array.isArray(value)) {
				faults.push(`${at} must be an array`);
				return;
			}
			if (value.length < minItems) faults.push(`${at} must have at least ${minItems} rows`);
			if (items) value.forEach((row, index) => this.check(items)(row, `${at}[${index}]`, faults));
		};
	}

	/** Faults of a query string against the operation's declared parameters. */
	checkQuery(operation: Operation, query: URLSearchParams, faults: string[]): void {
		for (const parameter of operation.query.values()) {
			if (parameter.required && !query.has(parameter.name)) {
				faults.push(`query.${parameter.name} is required`);
			}
		}
		for (const [name, text] of query) {
			const parameter = operation.query.get(name);
			if (!parameter) faults.push(`query.${name} is not declared`);
			else {
				const flat = this.flat(parameter.schema);
				const schema = flat.type === 'array' && flat.items ? this.flat(flat.items) : flat;
				const fault = scalarFault(schema, schema.type, fromText(schema.type, text));
				if (fault) faults.push(`query.${name} ${fault}`);
			}
		}
	}
}

/** What is wrong with a string, number or boolean, as the end of a sentence. */
function scalarFault(schema: Schema, kind: string | undefined, value: unknown): string | undefined {
	if (kind === 'integer' && !Number.isInteger(value)) return 'must be an integer';
	if (kind === 'number' && typeof value !== 'number') return 'must be a number';
	if (kind === 'boolean' && typeof value !== 'boolean') return 'must be true or false';
	if (kind === 'string' && typeof value !== 'string') return 'must be a string';
	if (schema.enum && !schema.enum.includes(value)) return `must not be ${JSON.stringify(value)}`;
	if (typeof value === 'number') {
		if (schema.minimum !== undefined && value < schema.minimum) return `is below ${schema.minimum}`;
		if (schema.maximum !== undefined && value > schema.maximum) return `is above ${schema.maximum}`;
	}
	if (typeof value === 'string') {
		const { maxLength = Infinity } = schema;
		if (value.length > maxLength) return `is longer than ${maxLength}`;
		const format = schema.pattern ? new RegExp(schema.pattern) : FORMATS[schema.format ?? ''];
		if (format && !format.test(value)) return `is not a ${schema.format ?? schema.pattern}`;
	}
	return undefined;
}

/** A query text as the JSON value it stands for; unreadable texts stay texts. */
function fromText(kind: string | undefined, text: string): unknown {
	if ((kind === 'integer' || kind === 'number') && /^-?\d+(\.\d+)?$/.test(text))
		return Number(text);
	if (kind === 'boolean' && /^(true|false)$/.test(text)) return text === 'true';
	return text;
}

function merge(left: Flat, right: Flat): Flat {
	const merged: Flat = { ...left, ...right };
	if (left.properties || right.properties) {
		merged.properties = { ...left.properties, ...right.properties };
	}
	if (left.required && right.required) merged.required = [...left.required, ...right.required];
	return merged;
}

function readOperation(method: string, path: string, raw: RawOperation): Operation {
	const query = (raw.parameters ?? []).filter((parameter) => parameter.in === 'query');
	const statuses = Object.keys(raw.responses).map(Number);
	const status = statuses.find((code) => code < 300) ?? statuses[0];
	const answers = Object.entries(raw.responses[String(status)].content ?? {});
	const content = raw.requestBody?.content;
	return {
		id: `${method} ${path}`,
		method,
		path,
		tag: raw.tags?.[0] ?? '',
		deprecated: Boolean(raw.deprecated),
		consoleOnly: Boolean(raw['x-console']),
		params: [...path.matchAll(/{([^}]+)}/g)].map((match) => match[1]),
		query: new Map(
			query.map(({ name, required, schema }) => [
				name,
				{ name, required: Boolean(required), schema },
			]),
		),
		body: content && {
			required: Boolean(raw.requestBody?.required),
			content: Object.fromEntries(
				Object.entries(content).map(([type, { schema }]) => [type, schema]),
			),
		},
		status,
		answer: answers[0] && { type: answers[0][0], schema: answers[0][1].schema },
	};
}

import Ajv, { type ErrorObject, type SchemaObject, type ValidateFunction } from 'ajv';
import type { Contract, Flat, Operation, Schema } from '../contracts/openapi';
import type { Request } from './types';

/** How a service reads requests, where the contract does not say it. */
export interface Rules {
	/** Rhombus: a JSON object must be sent even if it is empty, and it declares all there is. */
	bodyAlways?: boolean;
	/** Operations that take raw bytes besides what the contract names. */
	rawAllowed?: (operation: Operation) => boolean;
}

/** Formats that servers check; they take more than a URI where a contract says `uri`, for example. */
const FORMATS = {
	RUUID: /^[A-Za-z0-9_-]{22}$/,
	DeviceFacetUuid: /^[A-Za-z0-9_-]{22}(\.[a-z]+\d+)?$/,
	// Servers take times without seconds or an offset too.
	'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d/,
};

/** Checks values against the schemas of a contract. */
class Checker {
	private readonly compiled = new WeakMap<Schema, ValidateFunction>();
	private readonly ajv: Ajv;

	/** @param ofTexts values come as the texts of a query */
	constructor(
		private readonly contract: Contract,
		ofTexts: boolean,
	) {
		this.ajv = new Ajv({
			allErrors: true,
			verbose: true,
			strict: false,
			logger: false,
			validateSchema: false,
			code: { optimize: false },
			coerceTypes: ofTexts && 'array',
			// Declared names may be those of Object's own properties.
			ownProperties: true,
		});
		for (const [name, format] of Object.entries(FORMATS)) this.ajv.addFormat(name, format);
		this.ajv.addKeyword({ keyword: 'oneOfThese', compile: (one) => this.oneOf(one) });
	}

	/** What is wrong with a value, a sentence for each fault; `at` is its place in the request. */
	faults(schema: Schema, value: unknown, at: string): string[] {
		const check = this.check(schema);
		if (check(value)) return [];
		const errors = check.errors!;
		const isType = ({ keyword }: ErrorObject) => keyword === 'type' || keyword === 'not';
		const ofWrongType = new Set(errors.filter(isType).map(({ instancePath }) => instancePath));
		return errors
			.filter((error) => isType(error) || !ofWrongType.has(error.instancePath))
			.map((error) => sentence(error, at));
	}

	/** Compiled at first use, schemas with a name when first reached. */
	private check(schema: Schema): ValidateFunction {
		let check = this.compiled.get(schema);
		if (!check) {
			check = this.ajv.compile(this.strict(this.contract.flat(schema), schema.nullable));
			this.compiled.set(schema, check);
		}
		return check;
	}

	/** Passes if one schema fits; otherwise has the errors of the one that fits best. */
	private oneOf({ of, nullable }: { of: Schema[]; nullable: boolean }) {
		const validate = (value: unknown, context?: { instancePath: string }): boolean => {
			if (value === null) {
				const { instancePath = '' } = context ?? {};
				validate.errors = [{ keyword: 'not', instancePath, schemaPath: '', params: {} }];
				return nullable;
			}
			let best: ErrorObject[] | undefined;
			for (const schema of of) {
				const check = this.check(schema);
				if (check(value)) return true;
				if (!best || check.errors!.length < best.length) best = check.errors!;
			}
			// Ajv puts this keyword's own value into the errors, so theirs goes along.
			validate.errors = best!.map((error) => ({
				...error,
				params: { about: error, ...error.params },
				instancePath: context!.instancePath + error.instancePath,
			}));
			return false;
		};
		validate.errors = [] as ErrorObject[];
		return validate;
	}

	private nested(schema: Schema): SchemaObject {
		const isNamed = schema.$ref ?? schema.allOf ?? schema.oneOf;
		if (!isNamed) return this.strict(schema);
		const nullable = Boolean(schema.nullable ?? this.contract.flat(schema).nullable);
		return { oneOfThese: { of: [schema], nullable } };
	}

	/** A schema in which only what is declared is allowed, as JSON Schema has it. */
	private strict(flat: Flat, nullable = Boolean(flat.nullable)): SchemaObject {
		const { variants, properties, additionalProperties: rest, items } = flat;
		if (variants) return { oneOfThese: { of: variants, nullable } };
		const type = flat.type ?? (properties ? 'object' : undefined);
		if (!type) return nullable ? {} : NOT_NULL;
		const strict: SchemaObject = { type: nullable ? [type, 'null'] : type };
		if (type === 'array')
			return { ...strict, ...own(flat, 'minItems'), items: this.nested(items ?? ANY) };
		if (type !== 'object') {
			if (flat.enum) strict.enum = nullable ? [...flat.enum, null] : flat.enum;
			const isText = flat.pattern ? 'pattern' : 'format';
			return { ...strict, ...own(flat, 'minimum', 'maximum', 'maxLength', isText) };
		}
		const names = Object.keys(properties ?? {});
		return {
			...strict,
			properties: Object.fromEntries(names.map((name) => [name, this.nested(properties![name]!)])),
			// Some descriptions require what they do not declare.
			required: [...new Set(flat.required)].filter((name) => !names.length || names.includes(name)),
			additionalProperties:
				typeof rest === 'object' ? this.nested(rest) : (rest ?? names.length === 0),
		};
	}
}

const NOT_NULL: SchemaObject = { not: { type: 'null' } };
const ANY: Schema = { nullable: true };

/** Those of a schema's keywords that it has. */
const own = (schema: Schema, ...keywords: Array<keyof Schema>) =>
	Object.fromEntries(keywords.filter((one) => one in schema).map((one) => [one, schema[one]]));

const TYPES: Record<string, string> = {
	object: 'an object',
	array: 'an array',
	integer: 'an integer',
	number: 'a number',
	boolean: 'true or false',
	string: 'a string',
};

function sentence({ keyword, params, instancePath, ...error }: ErrorObject, at: string) {
	const { data, schema } = (params.about as ErrorObject | undefined) ?? error;
	const place = at + instancePath.replace(/\/(\d+)(?=\/|$)/g, '[$1]').replace(/\//g, '.');
	switch (keyword) {
		case 'required':
			return `${place}.${params.missingProperty} is required`;
		case 'additionalProperties':
			return `${place}.${params.additionalProperty} is not declared`;
		case 'type':
			if (data !== null) return `${place} must be ${TYPES[[params.type as string].flat()[0]!]}`;
			return `${place} must not be null`;
		case 'not':
			return `${place} must not be null`;
		case 'enum':
			return `${place} must not be ${JSON.stringify(data)}`;
		case 'format':
		case 'pattern':
			return `${place} is not a ${String(schema)}`;
		default:
			return `${place} breaks ${keyword} ${JSON.stringify(schema)}`;
	}
}

const checkers = new Map<Contract, { json: Checker; texts: Checker }>();

function checkersOf(contract: Contract) {
	let both = checkers.get(contract);
	if (!both) {
		both = { json: new Checker(contract, false), texts: new Checker(contract, true) };
		checkers.set(contract, both);
	}
	return both;
}

/** What is wrong with a value; `at` is its place, e.g. `body`. */
export const faultsOf = (contract: Contract, schema: Schema, value: unknown, at: string) =>
	checkersOf(contract).json.faults(schema, value, at);

/** What in a request contradicts one operation of a contract. */
export function contradictions(
	contract: Contract,
	operation: Operation,
	request: Request,
	rules: Rules,
): string[] {
	return [
		...queryFaults(contract, operation, request.query),
		...bodyFaults(contract, operation, request, rules),
	];
}

/** The query of an operation as one schema. */
const querySchemas = new WeakMap<Operation, Schema>();

function queryFaults(contract: Contract, operation: Operation, query: URLSearchParams): string[] {
	if (!operation.query.size && !query.size) return [];
	let schema = querySchemas.get(operation);
	if (!schema) {
		const all = [...operation.query.values()];
		schema = {
			type: 'object',
			properties: Object.fromEntries(all.map((one) => [one.name, one.schema])),
			required: all.filter(({ required }) => required).map(({ name }) => name),
			additionalProperties: false,
		};
		querySchemas.set(operation, schema);
	}
	const given = new Map<string, string | string[]>();
	for (const name of query.keys()) {
		const values = query.getAll(name);
		given.set(name, values.length > 1 ? values : values[0]!);
	}
	return checkersOf(contract).texts.faults(schema, Object.fromEntries(given), 'query');
}

function bodyFaults(
	contract: Contract,
	operation: Operation,
	{ raw, json, parts, headers }: Request,
	rules: Rules,
): string[] {
	const content = operation.body?.content ?? {};
	const [first = 'declared'] = Object.keys(content);
	if (!raw.length) return rules.bodyAlways || operation.body?.required ? ['body is required'] : [];
	const form = content['multipart/form-data'];
	if (form && headers['content-type']?.startsWith('multipart/')) {
		return partFaults(contract.flat(form), new Set(parts.map(({ name }) => name)));
	}
	// Any bytes are fine.
	if (content['application/octet-stream'] || rules.rawAllowed?.(operation)) return [];
	if (json === undefined) return [`body is not ${first}`];
	const schema = content['application/json'];
	if (operation.body && !schema) return [`body must be ${first}`];
	if (!schema || (rules.bodyAlways && isEmptyObject(contract.flat(schema)))) {
		const isEmpty = typeof json === 'object' && json !== null && !Object.keys(json).length;
		return isEmpty ? [] : ['body declares no properties'];
	}
	return faultsOf(contract, schema, json, 'body');
}

const isEmptyObject = ({ properties, additionalProperties, variants, type }: Flat) =>
	!properties && !additionalProperties && !variants && type !== 'array';

function partFaults(form: Flat, sent: Set<string>): string[] {
	const missing = (form.required ?? []).filter((name) => !sent.has(name));
	// Rhombus' forms are described by a Java type that says nothing about their parts.
	const isClosed = form.properties && !form.additionalProperties && !form.properties.bodyParts;
	const unknown = isClosed ? [...sent].filter((name) => !form.properties![name]) : [];
	return [
		...missing.map((name) => `form.${name} is required`),
		...unknown.map((name) => `form.${name} is not declared`),
	];
}

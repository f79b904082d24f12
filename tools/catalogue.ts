import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
	catalogueSchema,
	type CatalogueData,
	type Endpoint,
	type PagingStyle,
	type ServiceName,
	type Shape,
} from '../nodes/shared/anyEndpoint/format';

/**
 * Makes the catalogue behind "Any Endpoint" from `contracts/`: what every endpoint of a service takes,
 * and how its answer is read, as compact JSON (the format is in `nodes/shared/anyEndpoint/format.ts`).
 */

/** The part of JSON Schema that the contracts use. `epoch-s` is ours, for `corrections.json`. */
interface Schema {
	$ref?: string;
	type?: string;
	format?: string;
	nullable?: boolean;
	enum?: Array<string | null>;
	items?: Schema;
	properties?: Record<string, Schema>;
	required?: string[];
	additionalProperties?: boolean | Schema;
	allOf?: Schema[];
	oneOf?: Schema[];
}

interface Parameter {
	$ref?: string;
	name: string;
	in: 'path' | 'query' | 'header';
	required?: boolean;
	schema: Schema;
}

interface ContractOperation {
	operationId?: string;
	tags: string[];
	deprecated?: boolean;
	/** Only the vendor's own console may call it, no API key. */
	'x-console'?: boolean;
	/** Whether the vendor publishes it; absent on what the first contract had. */
	'x-public'?: boolean;
	parameters?: Parameter[];
	requestBody?: { required?: boolean; content: Record<string, { schema: Schema }> };
	responses: Record<string, { content?: Record<string, { schema: Schema }> }>;
}

interface Contract {
	paths: Record<string, Record<string, ContractOperation>>;
	components: { schemas: Record<string, Schema> };
}

/** Where a contract is wrong or silent; a field set to null is taken out. */
interface Correction {
	endpoint: string;
	as?: 'json';
	query?: Record<string, (Schema & { required?: boolean }) | null>;
	body?: Record<string, Schema | null>;
	/** Replaces the whole body. */
	schema?: Schema;
	/** Body fields that need not be sent. */
	optional?: string[];
	optionalBody?: true;
	requiredBody?: true;
	/** Property of the answer that holds the rows. */
	under?: string;
	/** Name of the file's part, where the form is not described. */
	upload?: string;
	file?: true;
	local?: true;
	until?: string;
	why?: string;
}

/** One endpoint, put together from the contracts that know it. */
interface Source {
	method: string;
	path: string;
	operation: ContractOperation;
	contract: Contract;
	older?: { operation: ContractOperation; contract: Contract };
}

const CONTRACTS = join(__dirname, '..', 'contracts');
const read = <T>(name: string): T => JSON.parse(readFileSync(join(CONTRACTS, name), 'utf8')) as T;

const FILE_TYPES = /^(image\/|text\/csv|application\/(zip|pdf|octet-stream))/;
/** Mattermost's points in time are all epoch ms, but for one in `corrections.json`. */
const MATTERMOST_TIME = /(^|_)(at|since)$|^from(Create|Update)At$/;
/** Rhombus' points in time are int64 whose name ends in the unit; int32 and durations are spans. */
const RHOMBUS_TIME = /(Ms|Millis|Secs?)(After|Before|Inclusive|Exclusive|EpochExclusive)?$/;
const RHOMBUS_SPAN = /duration|interval|timeout|backoff|wait/i;

/** Writes type codes; equal objects, enums and unions share one entry of their table. */
class Tables {
	readonly enums: string[][] = [];
	readonly shapes: Shape[] = [];
	readonly unions: string[][] = [];
	private readonly seen = new Map<string, number>();
	private readonly refs = new Map<string, string>();

	constructor(readonly service: ServiceName) {}

	/** Code of a schema, without `!`. */
	code(schema: Schema, contract: Contract, name = ''): string {
		if (schema.$ref) {
			const known = this.refs.get(schema.$ref);
			if (known) return known;
			const target = contract.components.schemas[schema.$ref.split('/').pop()!] ?? {};
			const merged = flatten(target, contract);
			// What can refer to itself gets its place before its parts are read.
			const union = merged.oneOf !== undefined;
			if (!union && !merged.properties) return this.code(target, contract, name);
			const index = (union ? this.unions.push([]) : this.shapes.push({})) - 1;
			const code = `${merged.nullable ? '?' : ''}${union ? '|' : '#'}${index}`;
			this.refs.set(schema.$ref, code);
			if (union) this.unions[index] = this.variants(merged, contract);
			else this.shapes[index] = this.shape(merged, contract);
			return code;
		}
		const merged = flatten(schema, contract);
		return (merged.nullable ? '?' : '') + this.bare(merged, contract, name);
	}

	/** Fields of an object with their codes. */
	shape(schema: Schema, contract: Contract): Shape {
		const required = new Set(schema.required);
		const shape: Shape = {};
		for (const [name, child] of Object.entries(schema.properties ?? {})) {
			shape[name] = (required.has(name) ? '!' : '') + this.code(child, contract, name);
		}
		const rest = schema.additionalProperties;
		if (rest) shape['*'] = rest === true ? 'a' : this.code(rest, contract);
		return shape;
	}

	private bare(schema: Schema, contract: Contract, name: string): string {
		if (schema.oneOf) return `|${this.place('unions', this.variants(schema, contract))}`;
		if (schema.properties) return `#${this.place('shapes', this.shape(schema, contract))}`;
		if (schema.enum) {
			const values = schema.enum.filter((value): value is string => value !== null);
			return `e${this.place('enums', values)}`;
		}
		switch (schema.type) {
			case 'object':
				return typeof schema.additionalProperties === 'object'
					? `{${this.code(schema.additionalProperties, contract)}`
					: 'o';
			case 'array':
				return `[${this.code(schema.items ?? {}, contract)}`;
			case 'integer':
			case 'number':
				return this.instant(schema, name) ?? (schema.type === 'integer' ? 'i' : 'n');
			case 'boolean':
				return 'b';
			case 'string':
				return schema.format === 'binary' ? 'f' : schema.format === 'date-time' ? 'd' : 's';
			default:
				return 'a';
		}
	}

	/** Codes of a union's members, each with what the union itself declares. */
	private variants({ oneOf = [], ...shared }: Schema, contract: Contract): string[] {
		const codes = oneOf.map((one) => {
			const variant = flatten(one, contract);
			return this.bare(variant.type === 'array' ? variant : merge(shared, variant), contract, '');
		});
		return [...new Set(codes)];
	}

	private instant(schema: Schema, name: string): 'M' | 'S' | undefined {
		if (schema.format === 'epoch-s') return 'S';
		if (this.service === 'mattermost') return MATTERMOST_TIME.test(name) ? 'M' : undefined;
		if (schema.format !== 'int64' || RHOMBUS_SPAN.test(name)) return undefined;
		const [, unit] = RHOMBUS_TIME.exec(name) ?? [];
		if (!unit) return undefined;
		return unit.startsWith('S') ? 'S' : 'M';
	}

	private place(table: 'enums' | 'shapes' | 'unions', entry: Shape | string[]): number {
		const key = table + JSON.stringify(entry);
		let index = this.seen.get(key);
		if (index === undefined) {
			index = this[table].push(entry as never) - 1;
			this.seen.set(key, index);
		}
		return index;
	}
}

/** A schema with its reference followed and `allOf` merged in. */
function flatten(schema: Schema, contract: Contract): Schema {
	if (schema.$ref) {
		return flatten(contract.components.schemas[schema.$ref.split('/').pop()!] ?? {}, contract);
	}
	if (!schema.allOf) return schema;
	const { allOf, ...own } = schema;
	return [...allOf.map((part) => flatten(part, contract)), own].reduce(merge, {});
}

function merge(left: Schema, right: Schema): Schema {
	return {
		...left,
		...right,
		...(left.properties || right.properties
			? { properties: { ...left.properties, ...right.properties } }
			: {}),
		...(left.required || right.required
			? { required: [...(left.required ?? []), ...(right.required ?? [])] }
			: {}),
	};
}

/** All endpoints of a service; Mattermost's are those of 11 and what only 4.10 had. */
function sources(service: ServiceName): Source[] {
	if (service === 'rhombus') return operations(read<Contract>('rhombus.json'));
	const now = operations(read<Contract>('mattermost-11.json'));
	const then = operations(read<Contract>('mattermost-4.json'), '/api/v4');
	const key = ({ method, path }: Source) => `${method} ${path.replace(/\{[^}]*\}/g, '{}')}`;
	const byKey = new Map(now.map((source) => [key(source), source]));
	for (const old of then) {
		const known = byKey.get(key(old));
		if (known) known.older = { operation: old.operation, contract: old.contract };
		else now.push(old);
	}
	return now;
}

function operations(contract: Contract, root = ''): Source[] {
	return Object.entries(contract.paths).flatMap(([path, methods]) =>
		Object.entries(methods).map(([method, operation]) => ({
			method: method.toUpperCase(),
			path: root + path,
			operation,
			contract,
		})),
	);
}

/** `POST /api/v4/users/mfa` → `postUsersMfa`, for endpoints without an operation ID. */
const nameFromPath = ({ method, path }: Source) =>
	[method.toLowerCase(), ...path.replace(/^\/api\/v4/, '').split('/')]
		.filter((part) => part && !part.startsWith('{'))
		.map((part, index) => (index ? part.charAt(0).toUpperCase() + part.slice(1) : part))
		.join('');

/** The catalogue of one service, from the contracts in the checkout. */
export function makeCatalogue(service: ServiceName): CatalogueData {
	const tables = new Tables(service);
	const tags: string[] = [];
	const corrections = new Map(
		read<Record<ServiceName, Correction[]>>('corrections.json')[service].map((one) => [
			one.endpoint,
			one,
		]),
	);
	const unwrap =
		read<Record<'rows' | 'object' | 'values', Record<string, string>>>('rhombus-unwrap.json');
	const endpoints = sources(service).map((source): Endpoint => {
		const { method, path, operation } = source;
		const id = `${method} ${path}`;
		const correction = corrections.get(id);
		corrections.delete(id);
		const tag = operation.tags[0].replace(/ Webservice$/, '');
		if (!tags.includes(tag)) tags.push(tag);
		const query = querySchema(source, correction);
		const body = bodySchema(source, correction);
		const made = {
			method: method as Endpoint['method'],
			path,
			name: operation.operationId ?? nameFromPath(source),
			tag: tags.indexOf(tag),
			...(operation.deprecated ? { deprecated: true as const } : {}),
			...(operation['x-console'] ? { consoleOnly: true as const } : {}),
			...(operation['x-public'] === false ? { unpublished: true as const } : {}),
			...(correction?.until ? { until: correction.until } : {}),
			...(correction?.local ? { local: true as const } : {}),
			...pathTypes(source, tables),
			...(query.properties ? { query: tables.shape(query, source.contract) } : {}),
			...bodyCode(body, source, tables),
			...answer(source, correction),
		};
		const found = pagingOf(service, source, query, body);
		const { rows, object, values } = unwrap;
		const under =
			service === 'rhombus'
				? (rows[path] ?? object[path] ?? values[path])
				: (correction?.under ?? (found && rowsOf(source)));
		return {
			...made,
			...(found ? { paging: found } : {}),
			...(under ? { under } : {}),
			...(under && values[path] ? { scalars: true as const } : {}),
		};
	});
	if (corrections.size) {
		throw new Error(
			`corrections.json names unknown endpoints: ${[...corrections.keys()].join(', ')}`,
		);
	}
	const { enums, shapes, unions } = tables;
	return catalogueSchema.parse({ service, tags, enums, shapes, unions, endpoints });
}

function pathTypes({ operation, contract }: Source, tables: Tables): Pick<Endpoint, 'pathTypes'> {
	const typed = (operation.parameters ?? []).filter(
		(one) => one.in === 'path' && one.schema.type !== 'string',
	);
	if (typed.length === 0) return {};
	return {
		pathTypes: Object.fromEntries(
			typed.map((one) => [one.name, `!${tables.code(one.schema, contract)}`]),
		),
	};
}

/** Query parameters as one object schema: today's, those of the old contract, and corrections. */
function querySchema(source: Source, correction?: Correction): Schema {
	const of = (operation?: ContractOperation) =>
		(operation?.parameters ?? []).filter((one) => one.in === 'query');
	const now = of(source.operation);
	const properties: Record<string, Schema> = {};
	for (const one of [...of(source.older?.operation), ...now]) properties[one.name] = one.schema;
	let required = now.filter((one) => one.required).map((one) => one.name);
	for (const [name, schema] of Object.entries(correction?.query ?? {})) {
		required = required.filter((one) => one !== name);
		if (schema === null) delete properties[name];
		else {
			const { required: must, ...rest } = schema;
			properties[name] = rest;
			if (must) required.push(name);
		}
	}
	return Object.keys(properties).length ? { type: 'object', properties, required } : {};
}

interface Body {
	schema: Schema;
	required: boolean;
	as?: 'multipart' | 'raw';
}

function bodySchema(source: Source, correction?: Correction): Body | undefined {
	if (correction?.schema) return { schema: correction.schema, required: true };
	const now = firstBody(source.operation);
	if (correction?.upload) {
		const file: Schema = { type: 'string', format: 'binary' };
		return {
			schema: {
				type: 'object',
				properties: { [correction.upload]: file },
				required: [correction.upload],
				additionalProperties: { type: 'string' },
			},
			required: true,
			as: 'multipart',
		};
	}
	if (!now && !correction?.body) return undefined;
	const body: Body = now ?? { schema: { type: 'object' }, required: false };
	const older = source.older && firstBody(source.older.operation);
	if (older)
		body.schema = blend(body.schema, source.contract, older.schema, source.older!.contract);
	const flat = flatten(body.schema, source.contract);
	if (correction?.body) {
		const properties = { ...flat.properties };
		for (const [name, schema] of Object.entries(correction.body)) {
			if (schema === null) delete properties[name];
			else properties[name] = schema;
		}
		body.schema = { ...flat, properties };
	}
	if (correction?.optional) {
		const required = flat.required?.filter((name) => !correction.optional!.includes(name));
		body.schema = { ...flatten(body.schema, source.contract), required };
	}
	if (correction?.as === 'json') delete body.as;
	if (correction?.optionalBody) body.required = false;
	if (correction?.requiredBody) body.required = true;
	return body;
}

/** Today's schema with the fields that only the old contract has, at any depth; unchanged if there are none. */
function blend(now: Schema, contract: Contract, then: Schema, older: Contract): Schema {
	const flat = flatten(now, contract);
	const old = flatten(then, older);
	if (flat.items && old.items) {
		const items = blend(flat.items, contract, old.items, older);
		return items === flat.items ? now : { ...flat, items };
	}
	if (!flat.properties || !old.properties) return now;
	const properties = { ...flat.properties };
	for (const [name, schema] of Object.entries(old.properties)) {
		const known = flat.properties[name];
		properties[name] = known ? blend(known, contract, schema, older) : inline(schema, older);
	}
	const same = Object.keys(properties).every((name) => properties[name] === flat.properties![name]);
	return same ? now : { ...flat, properties };
}

/** A schema of another contract without references; the old contract has no circular ones. */
function inline(schema: Schema, contract: Contract): Schema {
	const flat = flatten(schema, contract);
	return {
		...flat,
		...(flat.items ? { items: inline(flat.items, contract) } : {}),
		...(flat.properties
			? {
					properties: Object.fromEntries(
						Object.entries(flat.properties).map(([name, one]) => [name, inline(one, contract)]),
					),
				}
			: {}),
	};
}

function firstBody({ requestBody }: ContractOperation): Body | undefined {
	if (!requestBody) return undefined;
	const [[type, { schema }]] = Object.entries(requestBody.content);
	const as =
		type === 'multipart/form-data'
			? ('multipart' as const)
			: type === 'application/json'
				? undefined
				: ('raw' as const);
	return { schema, required: requestBody.required ?? false, ...(as ? { as } : {}) };
}

/** A Rhombus body that declares no field is none; Mattermost's is free. */
function bodyCode(
	body: Body | undefined,
	{ contract }: Source,
	tables: Tables,
): Pick<Endpoint, 'body' | 'as'> {
	if (!body) return {};
	const code = tables.code(body.schema, contract).replace(/^\?/, '');
	if (code === 'o' && tables.service === 'rhombus') return {};
	return { body: (body.required ? '!' : '') + code, ...(body.as ? { as: body.as } : {}) };
}

function answer({ operation, contract }: Source, correction?: Correction): Partial<Endpoint> {
	const types = Object.values(operation.responses).flatMap((one) => Object.keys(one.content ?? {}));
	if (correction?.file || types.some((type) => FILE_TYPES.test(type))) return { file: true };
	const schema = answerSchema(operation, contract);
	if (!schema?.properties?.order) return {};
	const map = Object.entries(schema.properties).find(
		([name, one]) => name !== 'matches' && typeof one.additionalProperties === 'object',
	);
	return map ? { ordered: map[0] } : {};
}

/** Property of a paged answer that holds the rows, where the answer is an object with one array. */
function rowsOf({ operation, contract }: Source): string | undefined {
	const properties = answerSchema(operation, contract)?.properties ?? {};
	if (properties.order) return undefined;
	const arrays = Object.keys(properties).filter(
		(name) => flatten(properties[name], contract).type === 'array',
	);
	return arrays.length === 1 ? arrays[0] : undefined;
}

function answerSchema(operation: ContractOperation, contract: Contract): Schema | undefined {
	const json = Object.values(operation.responses)
		.map((one) => one.content?.['application/json'])
		.find(Boolean);
	return json && flatten(json.schema, contract);
}

function pagingOf(
	service: ServiceName,
	{ path, operation, contract }: Source,
	query: Schema,
	body: Body | undefined,
): PagingStyle | undefined {
	const inQuery = query.properties ?? {};
	const inBody = (body && flatten(body.schema, contract).properties) ?? {};
	if (service === 'mattermost') {
		if (inQuery.page && inQuery.logs_per_page) return 'logPages';
		if (inQuery.page && inQuery.per_page) return 'pages';
		// Asked for a page, servers refuse whoever may not see all teams (501), and without give all.
		if (path.endsWith('/teams/search')) return undefined;
		return inBody.page && inBody.per_page ? 'bodyPages' : undefined;
	}
	const inAnswer = answerSchema(operation, contract)?.properties ?? {};
	if (inBody.lastEvaluatedKey && inAnswer.lastEvaluatedKey) return 'key';
	if (inBody.pageRequest && inAnswer.lastEvaluatedKey) return 'nestedKey';
	if (inBody.lastTimestampMs && inBody.lastUuid) return 'lastRow';
	if (inBody.pageToken && inAnswer.pageToken) return 'token';
	if (inBody.pageTimestampMs && inAnswer.lastEvaluatedTimestampMs) return 'time';
	return inBody.pageNumber && inAnswer.hasNexPage ? 'numbered' : undefined;
}

/**
 * Writes both catalogues into the built package.
 * @param folder where the built `catalogue.js` lies
 * @returns sizes in bytes
 */
export function buildCatalogue(
	folder = join(__dirname, '..', 'dist', 'nodes', 'shared', 'anyEndpoint'),
): Record<ServiceName, number> {
	mkdirSync(folder, { recursive: true });
	const write = (service: ServiceName) => {
		const text = JSON.stringify(makeCatalogue(service));
		writeFileSync(join(folder, `${service}.catalogue.json`), text);
		return Buffer.byteLength(text);
	};
	return { mattermost: write('mattermost'), rhombus: write('rhombus') };
}

if (require.main === module) {
	const { mattermost, rhombus } = buildCatalogue();
	console.log(`Catalogues: Mattermost ${mattermost} bytes, Rhombus ${rhombus} bytes`);
}

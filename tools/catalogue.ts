import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { alsoOf, declaredEndpoints, titleOf } from './endpointTitles';
import { anonymous, corrected, correctionOf, CORRECTIONS } from '../contracts/corrections';
import type { Correction } from '../contracts/corrections';
import { Contract, MATTERMOST, nameOf, readJson } from '../contracts/openapi';
import type { Flat, Operation, Schema } from '../contracts/openapi';
import { labelOf } from '../nodes/shared/model/fields';
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

/** One endpoint, put together from the contracts that know it. */
interface Source {
	operation: Operation;
	contract: Contract;
	older?: { operation: Operation; contract: Contract };
}

const FILE_TYPES = /^(image\/|text\/csv|application\/(zip|pdf|octet-stream))/;
/** Mattermost's points in time are all epoch ms, but for one in `corrections.json`. */
const MATTERMOST_TIME = /(^|_)(at|since)$|^(from)?([Cc]reate|[Uu]pdate|delete)At$/;
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
		const flat = contract.flat(schema);
		if (!schema.$ref || (!flat.variants && !flat.properties)) {
			return (flat.nullable ? '?' : '') + this.bare(flat, contract, name);
		}
		const known = this.refs.get(nameOf(schema.$ref));
		if (known) return known;
		// What can refer to itself gets its place before its parts are read.
		const index = (flat.variants ? this.unions.push([]) : this.shapes.push({})) - 1;
		const code = `${flat.nullable ? '?' : ''}${flat.variants ? '|' : '#'}${index}`;
		this.refs.set(nameOf(schema.$ref), code);
		if (flat.variants) this.unions[index] = this.variants(flat.variants, contract);
		else this.shapes[index] = this.shape(flat, contract);
		return code;
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

	private bare(schema: Flat, contract: Contract, name: string): string {
		if (schema.variants) {
			return `|${this.place('unions', this.variants(schema.variants, contract))}`;
		}
		if (schema.properties) return `#${this.place('shapes', this.shape(schema, contract))}`;
		if (schema.enum) {
			const values = schema.enum.filter((value): value is string => typeof value === 'string');
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

	/** Codes of a union's members. */
	private variants(variants: Flat[], contract: Contract): string[] {
		return [...new Set(variants.map((one) => this.bare(one, contract, '')))];
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

/** All endpoints of a service; Mattermost's are those of 11 and its plugins, and what only 4.10 had. */
function sources(service: ServiceName): Source[] {
	const read = (files: string | string[], base = ''): Source[] => {
		const contract = new Contract(files, base);
		return contract.operations.map((one) => ({
			operation: corrected(service, contract, one),
			contract,
		}));
	};
	if (service === 'rhombus') return read('rhombus.json');
	const now = read(MATTERMOST);
	const key = ({ operation }: Source) => anonymous(operation.id);
	const byKey = new Map(now.map((source) => [key(source), source]));
	for (const old of read('mattermost-4.json', '/api/v4')) {
		const known = byKey.get(key(old));
		if (known) known.older = old;
		else now.push(old);
	}
	return now;
}

/** `POST /api/v4/users/mfa` → `postUsersMfa`, for endpoints without an operation ID. */
const nameFromPath = ({ method, path }: Operation) =>
	[method.toLowerCase(), ...path.replace(/^\/api\/v4/, '').split('/')]
		.filter((part) => part && !part.startsWith('{'))
		.map((part, index) => (index ? part.charAt(0).toUpperCase() + part.slice(1) : part))
		.join('');

/** The catalogue of one service, from the contracts in the checkout. */
export function makeCatalogue(service: ServiceName): CatalogueData {
	const tables = new Tables(service);
	const tags: string[] = [];
	const unwrap =
		readJson<Record<'rows' | 'object' | 'values', Record<string, string>>>('rhombus-unwrap.json');
	const all = sources(service);
	const unknown = new Set(CORRECTIONS[service].keys());
	for (const { operation } of all) unknown.delete(anonymous(operation.id));
	if (unknown.size) {
		throw new Error(`corrections.json names unknown endpoints: ${[...unknown].join(', ')}`);
	}
	const declared = declaredEndpoints(service);
	const rankOf = new Map<Endpoint, number>();
	const endpoints = all.map((source): Endpoint => {
		const { operation } = source;
		const { method, path } = operation;
		const correction = correctionOf(service, operation.id);
		const tag = operation.tag.replace(/ Webservice$/, '');
		if (!tags.includes(tag)) tags.push(tag);
		const query = querySchema(source);
		const body = bodySchema(source);
		const name = operation.name ?? nameFromPath(operation);
		const known = declared.get(anonymous(`${method} ${belowRoot(path)}`));
		const title = titleOf(known, name, path);
		const also = alsoOf(known, title);
		const made = {
			method: method as Endpoint['method'],
			path,
			name,
			...(title === labelOf(name) ? {} : { title }),
			...(also ? { also } : {}),
			tag: tags.indexOf(tag),
			...(operation.deprecated ? { deprecated: true as const } : {}),
			...(operation.consoleOnly ? { consoleOnly: true as const } : {}),
			...(operation.unpublished ? { unpublished: true as const } : {}),
			...(correction.until ? { until: correction.until } : {}),
			...(correction.local ? { local: true as const } : {}),
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
				: (correction.under ?? (found && rowsOf(source)));
		const endpoint = {
			...made,
			...(found ? { paging: found } : {}),
			...(under ? { under } : {}),
			...(under && values[path] ? { scalars: true as const } : {}),
		};
		rankOf.set(endpoint, known?.rank ?? Infinity);
		return endpoint;
	});
	// As people meet them in the list: what the nodes have, in their order, and then the rest.
	endpoints.sort((one, other) => byRank(rankOf.get(one)!, rankOf.get(other)!));
	const { enums, shapes, unions } = tables;
	return catalogueSchema.parse({ service, tags, enums, shapes, unions, endpoints });
}

const belowRoot = (path: string) => path.replace(/^\/api\/v4(?=\/)/, '');
/** Infinity minus itself is no number. */
const byRank = (one: number, other: number) => (one === other ? 0 : one - other);

function pathTypes({ operation, contract }: Source, tables: Tables): Pick<Endpoint, 'pathTypes'> {
	const typed = operation.pathTypes.filter(({ schema }) => schema.type !== 'string');
	if (typed.length === 0) return {};
	return {
		pathTypes: Object.fromEntries(
			typed.map(({ name, schema }) => [name, `!${tables.code(schema, contract)}`]),
		),
	};
}

/** Query parameters as one object schema: today's and those of the old contract. */
function querySchema({ operation, older }: Source): Schema {
	const properties: Record<string, Schema> = {};
	for (const [name, { schema }] of [...(older?.operation.query ?? []), ...operation.query]) {
		properties[name] = schema;
	}
	const required = [...operation.query.values()].filter((one) => one.required);
	return Object.keys(properties).length
		? { type: 'object', properties, required: required.map(({ name }) => name) }
		: {};
}

interface Body {
	schema: Schema;
	required: boolean;
	as?: 'multipart' | 'raw';
}

function bodySchema({ operation, contract, older }: Source): Body | undefined {
	const body = firstBody(operation);
	const then = older && firstBody(older.operation);
	if (body && then) body.schema = blend(body.schema, contract, then.schema, older.contract);
	return body;
}

/** Today's schema with the fields that only the old contract has, at any depth; unchanged if there are none. */
function blend(now: Schema, contract: Contract, then: Schema, older: Contract): Schema {
	const flat = contract.flat(now);
	const old = older.flat(then);
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
	const flat = contract.flat(schema);
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

function firstBody({ body }: Operation): Body | undefined {
	if (!body) return undefined;
	const [type, schema] = Object.entries(body.content)[0]!;
	const { required } = body;
	if (type === 'application/json') return { schema, required };
	return { schema, required, as: type === 'multipart/form-data' ? 'multipart' : 'raw' };
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

function answer({ operation, contract }: Source, { file }: Correction): Partial<Endpoint> {
	if (file || operation.answers.some(({ type }) => FILE_TYPES.test(type))) return { file: true };
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
		(name) => contract.flat(properties[name]!).type === 'array',
	);
	return arrays.length === 1 ? arrays[0] : undefined;
}

function answerSchema({ answers }: Operation, contract: Contract): Schema | undefined {
	const json = answers.find(({ type }) => type === 'application/json');
	return json && contract.flat(json.schema);
}

function pagingOf(
	service: ServiceName,
	{ operation, contract }: Source,
	query: Schema,
	body: Body | undefined,
): PagingStyle | undefined {
	const inQuery = query.properties ?? {};
	const inBody = (body && contract.flat(body.schema).properties) ?? {};
	if (service === 'mattermost') {
		if (inQuery.page && inQuery.logs_per_page) return 'logPages';
		if (inQuery.page && inQuery.per_page) return 'pages';
		// Asked for a page, servers refuse whoever may not see all teams (501), and without give all.
		if (operation.path.endsWith('/teams/search')) return undefined;
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

import fc, { type GeneratorValue } from 'fast-check';
import { Contract, MATTERMOST, type Operation, type Schema } from '../../contracts/openapi';

/**
 * Generated calls, valid and wrong, made from the contracts by the sandbox's reader of them: a second
 * opinion on what the catalogue says.
 */

export interface ContractCall {
	contract: Contract;
	operation: Operation;
}

export interface Values {
	path: Record<string, unknown>;
	query: Record<string, unknown>;
	body?: unknown;
}

/** A place in a call's values whose type is known beyond doubt. */
interface Spot {
	/** As problems name it: `body.actions[2].type`. */
	at: string;
	schema: Schema;
	holder: Record<string, unknown> | unknown[];
	key: string | number;
	required: boolean;
}

export const contracts = {
	mattermost: new Contract(MATTERMOST),
	mattermostOld: new Contract('mattermost-4.json', '/api/v4'),
	rhombus: new Contract('rhombus.json'),
};

const MOST_DEPTH = 4;
const id = fc.stringMatching(/^[A-Za-z0-9_-]{22}$/);
const plain = fc.oneof(
	fc.string({ maxLength: 20 }),
	fc.string({ unit: 'grapheme', maxLength: 8 }),
	fc.constantFrom('constructor', '__proto__', 'null', '{}', '0'),
);

const pick = <T>(values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const anyPlain = () => plain;
// Made once: fast-check takes 10 ms for each of these.
const aMattermostId = fc.stringMatching(/^[a-z0-9]{26}$/);
/** A path parameter that a server and n8n take. */
const aSegment = fc.stringMatching(/^[A-Za-z0-9_-]{1,26}$/);
const mattermostId = () => aMattermostId;
const segment = (digits: boolean) => (digits ? fc.nat().map(String) : aSegment);

/** Names of values that are IDs: what is none is looked up, or refused. */
export const isIdName = (name: string): boolean => /(?:^|_)ids?$|I[dD]s?$|[uU]uids?$/.test(name);

/** An ID, or an emoji's name, where the value's name asks for one. */
function named(isRhombus: boolean, name: string): fc.Arbitrary<string> | undefined {
	if (/^emoji(_name)?$/.test(name)) return fc.constantFrom('smile', '+1');
	if (!isIdName(name)) return undefined;
	return isRhombus ? id : mattermostId();
}

function text(schema: Schema, name: string, isRhombus: boolean): fc.Arbitrary<string> {
	const special = named(isRhombus, name);
	if (special) return special;
	if (schema.format === 'RUUID') return id;
	if (schema.format === 'DeviceFacetUuid') return id.map((value) => `${value}.v0`);
	if (schema.format === 'date-time') {
		return fc
			.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
			.map((date) => date.toISOString());
	}
	if (schema.pattern) return schema.pattern.includes(':') ? fc.constant('09:00') : id;
	const { maxLength = Infinity } = schema;
	return plain.map((value) => value.slice(0, maxLength));
}

/** A value that fits a schema. */
export function validValue(
	draw: GeneratorValue,
	contract: Contract,
	schema: Schema,
	depth = 0,
	name = '',
): unknown {
	const flat = contract.flat(schema);
	if ((schema.nullable ?? flat.nullable) && draw(fc.nat, { max: 5 }) === 0) return null;
	if (flat.variants) {
		const variant = draw(pick<Schema>, flat.variants);
		return notNull(draw, contract, variant, depth, name);
	}
	const kind = flat.type ?? (flat.properties ? 'object' : undefined);
	switch (kind) {
		case 'object':
			return validObject(draw, contract, flat, depth);
		case 'array': {
			const least = flat.minItems ?? 0;
			const length = depth < MOST_DEPTH ? Math.max(least, draw(fc.nat, { max: 2 })) : least;
			return Array.from({ length }, () =>
				flat.items ? validValue(draw, contract, flat.items, depth + 1, name) : draw(anyPlain),
			);
		}
		case 'integer':
			return draw(fc.integer, {
				min: Math.max(flat.minimum ?? -1000, -1000),
				max: Math.min(flat.maximum ?? 2_000_000_000, 2_000_000_000),
			});
		case 'number':
			if (flat.format === 'int64') return draw(fc.nat);
			return draw(fc.double, { min: 0, max: 100, noNaN: true }) || 0;
		case 'boolean':
			return draw(fc.boolean);
		case 'string':
			return flat.enum
				? draw(
						pick<unknown>,
						flat.enum.filter((value) => value !== null),
					)
				: draw(text, flat, name, contract === contracts.rhombus);
		default:
			return draw(anyPlain);
	}
}

function validObject(
	draw: GeneratorValue,
	contract: Contract,
	flat: Schema,
	depth: number,
): Record<string, unknown> {
	const made: Record<string, unknown> = {};
	for (const [name, child] of Object.entries(flat.properties ?? {})) {
		const needed = flat.required?.includes(name) ?? false;
		if (needed || (depth < MOST_DEPTH && draw(fc.nat, { max: depth + 1 }) === 0)) {
			made[name] = validValue(draw, contract, child, depth + 1, name);
		}
	}
	const rest = flat.additionalProperties;
	if (rest && depth < MOST_DEPTH && draw(fc.boolean)) {
		made.key1 = rest === true ? 1 : validValue(draw, contract, rest, depth + 1);
	}
	return made;
}

/** Media type and schema of an operation's first body. */
export const bodyOf = (operation: Operation) =>
	operation.body && Object.entries(operation.body.content)[0];

/** All values of a valid call. Files are named `data`. */
export function validCall(draw: GeneratorValue, { contract, operation }: ContractCall): Values {
	const path = Object.fromEntries(operation.params.map((name) => [name, pathValue(draw, name)]));
	const query: Record<string, unknown> = {};
	for (const { name, required, schema } of operation.query.values()) {
		if (required || draw(fc.boolean)) {
			const value = validValue(draw, contract, schema, MOST_DEPTH, name);
			// An absent value and null are the same in a query, and n8n leaves '' out.
			query[name] =
				value === null || value === '' || (Array.isArray(value) && value.length === 0)
					? 'x'
					: value;
			if (query[name] === 'x') query[name] = nonEmpty(contract, schema, name);
			// 1e-7 is a number to some servers and a text to others.
			if (typeof query[name] === 'number') query[name] = Math.trunc(query[name]);
		}
	}
	const [type, schema] = bodyOf(operation) ?? [];
	if (!schema) return { path, query };
	if (type === 'application/json') {
		// Entries of a bare array are IDs nearly everywhere.
		return { path, query, body: notNull(draw, contract, schema, 0, 'ids') };
	}
	const flat = contract.flat(schema);
	if (type !== 'multipart/form-data') return { path, query, body: 'data' };
	if (!flat.properties || flat.properties.bodyParts) return { path, query, body: { file: 'data' } };
	const body = Object.fromEntries(
		Object.entries(flat.properties).map(([name, part]) => [
			name,
			contract.flat(part).format === 'binary' ? 'data' : nonEmpty(contract, part, name),
		]),
	);
	return { path, query, body };
}

/** A body must be there, and a union says itself if it may be null: a null is drawn again. */
function notNull(
	draw: GeneratorValue,
	contract: Contract,
	schema: Schema,
	depth = 0,
	name = '',
): unknown {
	for (;;) {
		const value = validValue(draw, contract, schema, depth, name);
		if (value !== null) return value;
	}
}

/** A plain value that fits a schema and is neither null nor empty. */
export function nonEmpty(contract: Contract, schema: Schema, name = ''): unknown {
	const flat = contract.flat(schema);
	if (flat.enum) return flat.enum.find(Boolean);
	if (flat.type === 'array') return [nonEmpty(contract, flat.items ?? { type: 'string' }, name)];
	if (flat.type === 'integer' || flat.type === 'number') return flat.minimum ?? 1;
	if (flat.type === 'boolean') return true;
	if (flat.properties) {
		const { required = [], properties } = flat;
		return Object.fromEntries(
			required
				.filter((inner) => inner in properties)
				.map((inner) => [inner, nonEmpty(contract, properties[inner]!, inner)]),
		);
	}
	if (isIdName(name)) return contract === contracts.rhombus ? 'A'.repeat(22) : 'a'.repeat(26);
	if (flat.format?.endsWith('UUID') || flat.format?.endsWith('Uuid')) return 'A'.repeat(22);
	return flat.format === 'date-time' ? '2026-04-01T00:00:00Z' : 'text';
}

function pathValue(draw: GeneratorValue, name: string): string {
	if (/(^|_)id$/i.test(name)) return draw(mattermostId);
	const digits = /^(timestamp|checklist|item|checklistIndex|itemIndex)$/.test(name);
	// What the servers' routes take for these (sandbox/mattermost/patterns.ts).
	if (/^(import|export)_name$/.test(name)) return `${draw(mattermostId)}.zip`;
	if (/^(category|preference_name)$/.test(name)) return `x${draw(mattermostId)}`;
	const value = draw(segment, digits);
	// A value that spells a fixed sibling segment would be another endpoint.
	return digits ? value : `x${value}`.slice(0, 26);
}

/** Places in a valid body and query where a wrong value is certain to be wrong. */
function spotsOf({ contract, operation }: ContractCall, values: Values): Spot[] {
	const spots: Spot[] = [];
	const visit = (
		at: string,
		schema: Schema,
		holder: Spot['holder'],
		key: string | number,
		required: boolean,
	) => {
		const flat = contract.flat(schema);
		spots.push({
			at,
			schema: { ...flat, nullable: schema.nullable ?? flat.nullable },
			holder,
			key,
			required,
		});
		const value = (holder as Record<string, unknown>)[key];
		if (flat.variants || value === null || typeof value !== 'object') return;
		if (Array.isArray(value)) {
			if (flat.items)
				value.forEach((_, row) => visit(`${at}[${row}]`, flat.items!, value, row, false));
			return;
		}
		const object = value as Record<string, unknown>;
		for (const name of Object.keys(object)) {
			const child = flat.properties?.[name];
			if (child)
				visit(`${at}.${name}`, child, object, name, flat.required?.includes(name) ?? false);
			else if (typeof flat.additionalProperties === 'object') {
				visit(`${at}.${name}`, flat.additionalProperties, object, name, false);
			}
		}
	};
	const [type, schema] = bodyOf(operation) ?? [];
	if (schema && type === 'application/json') {
		visit('body', schema, values as never, 'body', operation.body!.required);
	}
	for (const { name, required, schema: of } of operation.query.values()) {
		if (name in values.query) visit(`query.${name}`, of, values.query, name, required);
	}
	return spots;
}

const UNKNOWN = ['unknown_field', 'constructor', 'toString', 'hasOwnProperty'];
const KINDS = ['unknown', 'type', 'missing', 'enum', 'null', 'item'] as const;
export type WrongKind = (typeof KINDS)[number];

/** Whether a schema leaves a value free, so that nothing there is wrong. */
const isFree = (schema: Schema) =>
	!schema.type && !schema.properties && !(schema as { variants?: unknown }).variants;

/**
 * Spoils a valid call in one place.
 * @returns what kind of fault it has now, and where
 */
export function spoil(
	draw: GeneratorValue,
	call: ContractCall,
	values: Values,
): { kind: WrongKind; at: string } {
	const spots = spotsOf(call, values);
	const candidates: Array<{ kind: WrongKind; at: string; act: () => void }> = [];
	const inQuery = (at: string) => at.startsWith('query.');
	for (const { at, schema, holder, key, required } of spots) {
		const put = (value: unknown) => {
			(holder as Record<string, unknown>)[key] = value;
		};
		const value = (holder as Record<string, unknown>)[key];
		if (isFree(schema)) continue;
		const isUnion = Boolean((schema as { variants?: unknown }).variants);
		candidates.push({ kind: 'type', at, act: () => put(wrongFor(draw, schema, inQuery(at))) });
		if (!schema.nullable && at !== 'body')
			candidates.push({ kind: 'null', at, act: () => put(null) });
		if (schema.enum) {
			candidates.push({ kind: 'enum', at, act: () => put(`${String(value)}_no`) });
		}
		if (required && at !== 'body' && !isUnion) {
			candidates.push({
				kind: 'missing',
				at,
				act: () => delete (holder as Record<string, unknown>)[key],
			});
		}
		if (Array.isArray(value) && schema.items && !isUnion) {
			const items = call.contract.flat(schema.items);
			if (!isFree(items)) {
				const row = value.length;
				candidates.push({
					kind: 'item',
					at: `${at}[${row}]`,
					act: () => value.push(wrongFor(draw, items, inQuery(at))),
				});
			}
		}
		const closed = schema.properties && !schema.additionalProperties && !isUnion;
		if (closed && typeof value === 'object' && value !== null) {
			const name = draw(pick<string>, UNKNOWN);
			candidates.push({
				kind: 'unknown',
				at: `${at}.${name}`,
				act: () => {
					(value as Record<string, unknown>)[name] = 1;
				},
			});
		}
	}
	candidates.push({
		kind: 'unknown',
		at: 'query.unknown_parameter',
		act: () => {
			values.query.unknown_parameter = '1';
		},
	});
	// Each kind gets its turn, however many places there are of another.
	const kinds = KINDS.filter((kind) => candidates.some((one) => one.kind === kind));
	const kind = draw(pick<WrongKind>, kinds);
	const ofKind = candidates.filter((candidate) => candidate.kind === kind);
	const one = ofKind[draw(fc.nat, { max: ofKind.length - 1 })]!;
	one.act();
	return { kind, at: one.at };
}

/** A value of a type that the schema does not take. */
function wrongFor(draw: GeneratorValue, schema: Schema, asText: boolean): unknown {
	const kinds = new Set(
		[schema, ...((schema as { variants?: Schema[] }).variants ?? [])].map(
			(one) => one.type ?? (one.properties ? 'object' : undefined),
		),
	);
	const others: unknown[] = [];
	if (!kinds.has('object')) others.push({ wrong: 1 });
	if (!kinds.has('array') && !asText) others.push([[]]);
	if (!kinds.has('boolean') && !(asText && kinds.has('string'))) others.push(true);
	if (!kinds.has('integer') && !kinds.has('number') && !(asText && kinds.has('string'))) {
		others.push(3);
	}
	if (!kinds.has('string')) others.push('neither');
	if (kinds.has('integer') && !kinds.has('number')) others.push(1.5);
	return draw(pick<unknown>, others);
}

import { isObject } from '../util/guards';
import { placeholders, type Found } from './catalogue';
import { describeType, formsOf, mayBeEmpty } from './fields';
import type { CatalogueData, Shape } from './format';
import { isIsoWithZone } from '../util/time';
import { isRequired, readType, type ValueType } from './types';

/** Values for one call, as they are going to be sent. */
export interface CallValues {
	path: Record<string, unknown>;
	query: Record<string, unknown>;
	/** Absent if no body is sent. */
	body?: unknown;
}

/** Why values do not fit an endpoint. */
export interface Problem {
	/** Where, e.g. `body.actions[2].type`. */
	field: string;
	/** The problem, as the end of a sentence. */
	problem: string;
	/** What is allowed instead. */
	allowed: string;
}

/** Deeper data is refused: no endpoint takes it. */
const MOST_DEPTH = 40;
/** More problems than this are not collected. */
const MOST_PROBLEMS = 20;
/** Values looked at before an input counts as too large to check; unions look at values repeatedly. */
const MOST_STEPS = 2_000_000;
/** Longest part of a value or key that is repeated in a problem. */
const LONGEST_QUOTE = 60;

/**
 * Compares the values of a call with what the endpoint takes.
 * @returns a problem per wrong value, at most 20; none if all is well. Never throws.
 */
export function checkValues(
	{ endpoint, path: typed, query: typedQuery }: Found,
	{ path, query, body }: CallValues,
	data: CatalogueData,
): Problem[] {
	const check = new Check(data);
	const names = placeholders(endpoint.path);
	const pathShape: Shape = Object.fromEntries(
		names.map((name) => [name, endpoint.pathTypes?.[name] ?? '!s']),
	);
	check.parameters('path', pathShape, { ...typed, ...path });
	check.parameters('query', endpoint.query ?? {}, { ...typedQuery, ...query });
	if (body === undefined) {
		if (endpoint.body && isRequired(endpoint.body)) check.missingBody(endpoint.body);
	} else if (!endpoint.body) check.noBody(body);
	else if (endpoint.as === 'multipart') {
		const [shape] = formsOf(endpoint.body, data).shapes;
		if (shape && isObject(body)) check.parameters('body', shape, body);
		else check.value('body', body, endpoint.body, 0);
	} else check.value('body', body, endpoint.body, 0);
	return check.problems;
}

class Check {
	readonly problems: Problem[] = [];
	private steps = 0;

	constructor(private readonly data: CatalogueData) {}

	/** Values that travel as text: path, query and form accept `"5"` for 5. */
	parameters(place: string, shape: Shape, values: Record<string, unknown>): void {
		this.names(place, shape, values, (at, value, code) => {
			const type = readType(code, this.data);
			if (type.kind === 'array' && !Array.isArray(value)) {
				return this.value(at, asTyped(value, readType(type.of, this.data)), type.of, 1);
			}
			if (place === 'path' && (value === '' || (typeof value === 'object' && value !== null))) {
				return this.add(at, `is ${quote(value)}`, 'a text or a number');
			}
			this.value(at, asTyped(value, type), code, 0);
		});
	}

	/** A body that may be empty is sent as `{}`; for any other, the missing parts are named. */
	missingBody(code: string): void {
		if (mayBeEmpty(code, this.data)) this.value('body', {}, code, 0);
		else this.add('body', 'is missing', describeType(code, this.data));
	}

	noBody(body: unknown): void {
		const keys = isObject(body) ? Object.keys(body) : [];
		if (isObject(body) && keys.length === 0) return;
		this.add(
			keys.length ? `body.${cut(keys[0]!)}` : 'body',
			'is not taken',
			'this endpoint takes no body',
		);
	}

	value(at: string, value: unknown, code: string, depth: number): void {
		if (this.full()) return;
		if (depth > MOST_DEPTH) {
			return this.add(at, `is nested more than ${MOST_DEPTH} levels deep`, 'flatter data');
		}
		const type = readType(code, this.data);
		if (value === null || value === undefined) {
			if (!type.nullable)
				this.add(at, `is ${value === null ? 'null' : 'missing'}`, this.words(code));
			return;
		}
		switch (type.kind) {
			case 'any':
				return this.free(at, value, depth);
			case 'object':
				return isObject(value) ? this.free(at, value, depth) : this.wrong(at, value, code);
			case 'shape':
				if (!isObject(value)) return this.wrong(at, value, code);
				return this.names(at, this.data.shapes[type.index]!, value, (where, one, of) =>
					this.value(where, one, of, depth + 1),
				);
			case 'map':
				if (!isObject(value)) return this.wrong(at, value, code);
				for (const key of Object.keys(value)) {
					this.value(`${at}.${cut(key)}`, value[key], type.of, depth + 1);
					if (this.full()) return;
				}
				return;
			case 'array':
				if (!Array.isArray(value)) return this.wrong(at, value, code);
				for (let row = 0; row < value.length && !this.full(); row++) {
					this.value(`${at}[${row}]`, value[row], type.of, depth + 1);
				}
				return;
			case 'union':
				return this.union(at, value, type.variants, depth);
			default:
				if (!isScalar(value, type)) this.wrong(at, value, code);
		}
	}

	/** An object's keys against the fields it may have. */
	private names(
		at: string,
		shape: Shape,
		values: Record<string, unknown>,
		each: (at: string, value: unknown, code: string) => void,
	): void {
		for (const [name, code] of Object.entries(shape)) {
			if (name !== '*' && isRequired(code) && own(values, name) === undefined) {
				this.add(`${at}.${name}`, 'is missing', this.words(code));
			}
		}
		for (const key of Object.keys(values)) {
			if (this.full()) return;
			const value = own(values, key);
			if (value === undefined) continue;
			const code = key === '*' ? undefined : (own(shape, key) ?? own(shape, '*'));
			if (code) each(`${at}.${cut(key)}`, value, code);
			else this.unknown(at, key, shape);
		}
	}

	private unknown(at: string, key: string, shape: Shape): void {
		const names = Object.keys(shape).filter((name) => name !== '*');
		const near = nearest(key, names);
		const shown = names.slice(0, 30).join(', ') + (names.length > 30 ? ', …' : '');
		const allowed = names.length ? `one of: ${shown}` : 'no field at all';
		this.add(
			`${at}.${cut(key)}`,
			`is not known${near ? `; did you mean "${near}"?` : ''}`,
			allowed,
		);
	}

	/** Passes if one member fits; otherwise the problems of the member that fits best. */
	private union(at: string, value: unknown, variants: string[], depth: number): void {
		let best: Problem[] | undefined;
		for (const variant of variants) {
			const attempt = new Check(this.data);
			attempt.steps = this.steps;
			attempt.value(at, value, variant, depth + 1);
			this.steps = attempt.steps;
			if (attempt.problems.length === 0) return;
			if (!best || attempt.problems.length < best.length) best = attempt.problems;
		}
		this.problems.push(...(best ?? []).slice(0, MOST_PROBLEMS - this.problems.length));
	}

	/** Data of any shape: only its depth is looked at. */
	private free(at: string, value: unknown, depth: number): void {
		if (this.full() || typeof value !== 'object' || value === null) return;
		if (depth > MOST_DEPTH) {
			return this.add(at, `is nested more than ${MOST_DEPTH} levels deep`, 'flatter data');
		}
		for (const key of Object.keys(value)) {
			const where = Array.isArray(value) ? `${at}[${key}]` : `${at}.${cut(key)}`;
			this.free(where, (value as Record<string, unknown>)[key], depth + 1);
			if (this.full()) return;
		}
	}

	private wrong(at: string, value: unknown, code: string): void {
		const type = readType(code, this.data);
		const near =
			type.kind === 'enum' && typeof value === 'string' ? nearest(value, type.values) : undefined;
		this.add(at, `is ${quote(value)}${near ? `; did you mean "${near}"?` : ''}`, this.words(code));
	}

	private words(code: string): string {
		const type = readType(code, this.data);
		const words =
			type.kind === 'enum'
				? `one of: ${type.values.slice(0, 40).join(', ')}${type.values.length > 40 ? ', …' : ''}`
				: describeType(code, this.data, 1);
		return type.nullable ? `${words}, or null` : words;
	}

	private add(field: string, problem: string, allowed: string): void {
		if (this.problems.length < MOST_PROBLEMS) this.problems.push({ field, problem, allowed });
	}

	/** Counts a step; true when enough problems are known or the input is too large. */
	private full(): boolean {
		if (++this.steps === MOST_STEPS) {
			this.add('body', 'is too large to check', 'smaller data, or Check Against Catalogue off');
		}
		return this.steps >= MOST_STEPS || this.problems.length >= MOST_PROBLEMS;
	}
}

/** An own property only: input may have keys such as `constructor`. */
const own = <T>(of: Record<string, T>, key: string): T | undefined =>
	Object.hasOwn(of, key) ? of[key] : undefined;

function isScalar(value: unknown, type: ValueType): boolean {
	switch (type.kind) {
		case 'integer':
		case 'instant':
			return Number.isInteger(value);
		case 'number':
			return typeof value === 'number' && Number.isFinite(value);
		case 'boolean':
			return typeof value === 'boolean';
		case 'enum':
			return typeof value === 'string' && type.values.includes(value);
		case 'dateTime':
			return typeof value === 'string' && isIsoWithZone(value);
		default:
			return typeof value === 'string';
	}
}

/** A text from a path, query or form as the value it stands for; others as they are. */
function asTyped(value: unknown, type: ValueType): unknown {
	if (typeof value === 'number' && (type.kind === 'string' || type.kind === 'enum')) {
		return String(value);
	}
	if (typeof value !== 'string') return value;
	const numeric = type.kind === 'integer' || type.kind === 'number' || type.kind === 'instant';
	if (numeric && /^-?\d+(\.\d+)?$/.test(value)) return Number(value);
	if (type.kind === 'boolean' && (value === 'true' || value === 'false')) return value === 'true';
	return value;
}

const cut = (words: string) =>
	words.length > LONGEST_QUOTE ? `${words.slice(0, LONGEST_QUOTE)}…` : words;

/** A value as a person would call it: never the whole of a large one. */
function quote(value: unknown): string {
	if (Array.isArray(value)) return `a list of ${value.length}`;
	if (typeof value === 'object' && value !== null) return 'an object';
	if (typeof value === 'string') return value === '' ? 'empty' : `the text "${cut(value)}"`;
	return `${typeof value === 'number' ? 'the number ' : ''}${cut(String(value))}`;
}

/** The name that differs least from `word`, if it is near enough to be a slip. */
export function nearest(word: string, names: string[]): string | undefined {
	const simple = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '');
	const given = simple(word.slice(0, LONGEST_QUOTE));
	let best: { name: string; distance: number } | undefined;
	for (const name of names) {
		const distance = editDistance(given, simple(name));
		if (!best || distance < best.distance) best = { name, distance };
	}
	return best && best.distance <= Math.max(1, given.length / 3) ? best.name : undefined;
}

/** Levenshtein's distance, one row at a time. */
function editDistance(one: string, other: string): number {
	let row = Array.from({ length: other.length + 1 }, (_, index) => index);
	for (let i = 1; i <= one.length; i++) {
		const next = [i];
		for (let j = 1; j <= other.length; j++) {
			const swap = row[j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1);
			next[j] = Math.min(swap, row[j]! + 1, next[j - 1]! + 1);
		}
		row = next;
	}
	return row[other.length]!;
}

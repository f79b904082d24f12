import type { Client } from '../shared/http/client';
import type { Field } from '../shared/model/operation';
import { isObject } from '../shared/util/guards';

/** Settings given as JSON, checked against the same fields that the form shows. */

/** Asterisks or dots in place of a secret. */
export const isMask = (value: unknown): boolean =>
	typeof value === 'string' && /^[*•●]{3,}$/.test(value);

const nameOf = (value: unknown): string =>
	Array.isArray(value) ? 'an array' : isObject(value) ? 'an object' : `a ${typeof value}`;

/** Whether one edit (a letter more, less, other, or two swapped) makes one name of the other. */
function almostEqual(left: string, right: string): boolean {
	const [a, b] = [left.toLowerCase(), right.toLowerCase()];
	if (a === b) return true;
	if (Math.abs(a.length - b.length) > 1) return false;
	let start = 0;
	while (start < a.length && a[start] === b[start]) start++;
	let end = 0;
	while (
		end < Math.min(a.length, b.length) - start &&
		a[a.length - 1 - end] === b[b.length - 1 - end]
	) {
		end++;
	}
	const restA = a.slice(start, a.length - end);
	const restB = b.slice(start, b.length - end);
	return (
		(restA.length <= 1 && restB.length <= 1) ||
		(restA.length === 2 && restA[0] === restB[1] && restA[1] === restB[0])
	);
}

const WANTED: Partial<Record<Field['kind'], string>> = {
	number: 'a number',
	time: 'a number of milliseconds',
	boolean: 'true or false',
	strings: 'an array of texts',
	group: 'an object',
	map: 'an object',
	list: 'an array',
};

function fits(field: Field, value: unknown): boolean {
	switch (field.kind) {
		case 'number':
		case 'time':
			return typeof value === 'number';
		case 'boolean':
			return typeof value === 'boolean';
		case 'strings':
			// What the form joins to one text is one in the API.
			if (field.refine) return typeof value === 'string';
			return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
		case 'list':
			return Array.isArray(value);
		case 'group':
		case 'map':
			return isObject(value);
		case 'json':
			return true;
		default:
			return typeof value === 'string';
	}
}

function checkValue(client: Client, field: Field, value: unknown, path: string): void {
	if (value === null) return;
	if (!fits(field, value)) {
		throw client.refuse(
			path,
			`must be ${(field.refine ? undefined : WANTED[field.kind]) ?? 'a text'}, not ${nameOf(value)}`,
			'Correct it in the JSON',
		);
	}
	if (field.kind === 'choice' && !field.open && !((value as string) in (field.values ?? {}))) {
		throw client.refuse(
			path,
			'has a value that Rhombus does not accept',
			`Use one of: ${Object.keys(field.values ?? {}).join(', ')}`,
		);
	}
	if (field.kind === 'group') checkSettings(client, field.fields ?? [], value, path);
	if (field.kind === 'map' || field.kind === 'list') {
		const [only] = field.fields ?? [];
		for (const [key, entry] of Object.entries(value as object)) {
			if (only?.name === '') checkValue(client, only, entry, `${path} → ${key}`);
			else checkSettings(client, field.fields ?? [], entry, `${path} → ${key}`);
		}
	}
}

/**
 * Checks settings in the API's own shape. Names that are not declared pass, for Rhombus adds some
 * with time, unless they look like a declared one misspelt. No value is ever repeated in an error.
 * @throws NodeOperationError that names the place, e.g. `Settings (JSON) → doorInfoMap → 4`
 */
export function checkSettings(client: Client, fields: Field[], given: unknown, path: string): void {
	if (given === null) return;
	if (!isObject(given)) {
		throw client.refuse(path, `must be an object, not ${nameOf(given)}`, 'Correct it in the JSON');
	}
	const byName = new Map(fields.map((field) => [field.name, field]));
	for (const [name, value] of Object.entries(given)) {
		const field = byName.get(name);
		if (field) {
			checkValue(client, field, value, `${path} → ${name}`);
			continue;
		}
		const meant = fields.find((one) => !(one.name in given) && almostEqual(one.name, name));
		if (meant) {
			throw client.refuse(
				`${path} → ${name}`,
				'is not known to Rhombus',
				`Did you mean ${meant.name}?`,
			);
		}
	}
}

/** All secrets in settings in the API's own shape, so that no error shows one. */
export function secretsIn(fields: Field[], given: unknown): string[] {
	if (!isObject(given)) return [];
	return fields.flatMap((field): string[] => {
		const value = given[field.name];
		if (field.secret) return [value].flat().filter((one) => typeof one === 'string');
		if (field.kind === 'group') return secretsIn(field.fields ?? [], value);
		if (field.kind !== 'map' && field.kind !== 'list') return [];
		const [only] = field.fields ?? [];
		return Object.values((value as object) ?? {}).flatMap((entry) =>
			only?.name === ''
				? secretsIn([{ ...only, name: 'only' }], { only: entry })
				: secretsIn(field.fields ?? [], entry),
		);
	});
}

/** Settings in the API's own shape without their secrets, for people to look at. */
export function withoutSecrets(fields: Field[], given: unknown): unknown {
	if (!isObject(given)) return given;
	const byName = new Map(fields.map((field) => [field.name, field]));
	return Object.fromEntries(
		Object.entries(given)
			.filter(([name]) => !byName.get(name)?.secret)
			.map(([name, value]) => [name, shown(byName.get(name), value)]),
	);
}

function shown(field: Field | undefined, value: unknown): unknown {
	if (field?.kind === 'group') return withoutSecrets(field.fields ?? [], value);
	if (field?.kind !== 'map' && field?.kind !== 'list') return value;
	const [only] = field.fields ?? [];
	const entry = (one: unknown) =>
		only?.name === '' ? shown(only, one) : withoutSecrets(field.fields ?? [], one);
	if (Array.isArray(value)) return value.map(entry);
	return isObject(value)
		? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, entry(one)]))
		: value;
}

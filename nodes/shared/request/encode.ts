import { flagOf, isBlank, numberOf } from '../util/givenValue';
import { isObject } from '../util/guards';
import { commaList } from '../util/commaList';
import { jsonParse, type IDataObject } from 'n8n-workflow';
import type { Client } from '../http/client';
import { childParam, PICKED } from '../model/parameterNames';
import { refined, resolveAll } from './refine';
import { resolveId } from './resolveId';
import { parseJson, roundedInteger } from '../response/parseJson';
import { holdsEntries, refuseGivenEmpty, REQUIRED_ENTRIES_ADVICE, wasDropped } from './restriction';
import type { Field, TimeUnit } from '../model/operation';
import { dateObjectText, dayOf, instantOf, isZone, TIME_EXAMPLE } from '../util/time';

/**
 * From what n8n holds for a field to what the API wants. Users, expressions and AI agents give
 * values of any type, so each is checked here and nowhere else.
 */

/** A long text in an error is cut, so that a 300 KB value stays readable. */
const shorten = (value: unknown): string => {
	const words =
		typeof value === 'string' ? JSON.stringify(value) : (JSON.stringify(value) ?? String(value));
	return words.length > 80 ? `${words.slice(0, 77)}…` : words;
};

/** A secret's value is never repeated, not even in the error about it. */
const quote = (field: Field, value: unknown): string =>
	field.secret ? 'the given value' : shorten(value);

/** A file of an item, as `{{ $binary.data }}` gives it. */
const isFile = (value: unknown): boolean => isObject(value) && 'mimeType' in value;
const FILE_ADVICE =
	'Enter the name of the input field that holds the file, such as data, not the file itself';

/** A text, number, boolean or date as text, as n8n's own nodes take them; undefined for all else. */
export function textOf(client: Client, value: unknown): string | undefined {
	if (typeof value === 'string') return value;
	if (['number', 'boolean', 'bigint'].includes(typeof value)) return String(value);
	return dateObjectText(value, client.host.timezone);
}

function encodeNumber(client: Client, field: Field, path: string, value: unknown): number {
	const given = numberOf(value);
	if (given === undefined) {
		throw client.refuse(path, `must be a number, not ${quote(field, value)}`, 'Enter digits only');
	}
	if (Number.isInteger(given) && !Number.isSafeInteger(given)) {
		throw client.refuse(path, `is ${quote(field, value)}`, 'It is too large to be sent exactly');
	}
	if (
		(field.min !== undefined && given < field.min) ||
		(field.max !== undefined && given > field.max)
	) {
		const range = [
			field.min !== undefined ? `at least ${field.min}` : '',
			field.max !== undefined ? `at most ${field.max}` : '',
		];
		throw client.refuse(path, `is ${given}`, `It must be ${range.filter(Boolean).join(' and ')}`);
	}
	return given;
}

/** @throws NodeOperationError for what is neither true nor false */
export function encodeFlag(client: Client, path: string, value: unknown): boolean {
	const flag = flagOf(value);
	if (flag !== undefined) return flag;
	throw client.refuse(
		path,
		`must be true or false, not ${shorten(value)}`,
		'Use the switch, or an expression that returns true or false',
	);
}

function encodeChoice(client: Client, field: Field, path: string, value: unknown): string {
	const given = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
	if (typeof given !== 'string') {
		throw client.refuse(
			path,
			`must be a text, not ${shorten(value)}`,
			'Choose one of the listed values',
		);
	}
	if (!field.open && !Object.prototype.hasOwnProperty.call(field.values, given)) {
		throw client.refuse(
			path,
			`does not accept ${shorten(given)}`,
			`Choose one of: ${Object.keys(field.values ?? {}).join(', ')}`,
		);
	}
	return given;
}

/** @throws NodeOperationError for a value that is not a time, see `util/time.ts` */
export function encodeTime(
	client: Client,
	unit: TimeUnit | undefined,
	path: string,
	value: unknown,
): string | number {
	const { timezone } = client.host;
	if (!isZone(timezone)) {
		throw client.refuse(
			path,
			`cannot be read: there is no time zone ${shorten(timezone)}`,
			"Choose another Timezone in the workflow's settings",
		);
	}
	const time = unit === 'date' ? dayOf(value, timezone) : instantOf(value, timezone);
	if (time === undefined) {
		throw client.refuse(path, `is not a date and time: ${shorten(value)}`, TIME_EXAMPLE);
	}
	if (typeof time === 'string') return time;
	// A placeholder date of a server or database, or a typing error in the year.
	if (time < 0) throw client.refuse(path, `is before 1970: ${shorten(value)}`, TIME_EXAMPLE);
	switch (unit) {
		case 's':
			return Math.floor(time / 1000);
		case 'iso':
			return new Date(time).toISOString();
		default:
			return Math.round(time);
	}
}

/** @throws NodeOperationError if a JSON text holds an integer that JavaScript would round */
export function refuseRounded(client: Client, path: string, text: string): void {
	const rounded = roundedInteger(text);
	if (rounded !== undefined) {
		throw client.refuse(
			path,
			`contains a number of ${rounded.length} digits, which JavaScript rounds`,
			'Put the number in quotes, so that it is sent as text',
		);
	}
}

/**
 * @throws NodeOperationError if a value that an expression gave holds an integer that JavaScript has
 * rounded already
 */
export function refuseRoundedNumbers(client: Client, path: string, value: unknown): void {
	if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
		throw client.refuse(
			path,
			`contains the number ${value}, whose last digits JavaScript has rounded`,
			'Make the previous node return it as text',
		);
	}
	if (Array.isArray(value)) {
		value.forEach((entry, index) => refuseRoundedNumbers(client, `${path} → ${index + 1}`, entry));
	} else if (isObject(value)) {
		for (const [key, entry] of Object.entries(value)) {
			refuseRoundedNumbers(client, `${path} → ${key}`, entry);
		}
	}
}

/** Kinds that take numbers as they are, or as text. */
const TAKES_NUMBERS: Array<Field['kind']> = ['string', 'strings', 'json'];

function encodeJson(client: Client, field: Field, path: string, value: unknown): unknown {
	let given = dateObjectText(value, client.host.timezone) ?? value;
	if (typeof value === 'string') {
		const isList = field.kind === 'strings';
		if (!isList) refuseRounded(client, path, value);
		try {
			given = isList ? parseJson(value) : jsonParse(value);
		} catch (cause) {
			// The parser's words quote the text around the mistake.
			const words = (cause as Error).message.split('\n')[0]!.slice(0, 120);
			throw client.refuse(
				path,
				field.secret ? 'is not valid JSON' : `is not valid JSON: ${words}`,
				'Check quotes, commas and brackets',
			);
		}
	}
	const holds = field.holds ?? 'object';
	if (holds === 'object' && !isObject(given)) {
		throw client.refuse(
			path,
			`must be a JSON object, not ${quote(field, given)}`,
			'Start it with { and end it with }',
		);
	}
	if (holds === 'array' && !Array.isArray(given)) {
		throw client.refuse(
			path,
			`must be a JSON array, not ${quote(field, given)}`,
			'Start it with [ and end it with ]',
		);
	}
	return given;
}

/**
 * The texts of rows of pickers; an expression in a row may give several.
 * @throws NodeOperationError for a row in which nothing is picked
 */
function encodeRows(client: Client, field: Field, path: string, value: unknown): string[] {
	return entriesOf(client, path, value).flatMap((entry, index) => {
		const row = `${path} → ${index + 1}`;
		const { [PICKED]: picked } = entry;
		const given = isObject(picked) && 'value' in picked ? picked.value : picked;
		const texts = isBlank(given) ? [] : encodeStrings(client, field, row, given);
		if (texts.length > 0) return texts;
		throw client.refuse(row, 'is empty', 'Pick it from the list, or remove the entry');
	});
}

/** Comma- or line-separated text, a JSON array as text, an array, or rows of pickers. */
export function encodeStrings(
	client: Client,
	field: Field,
	path: string,
	value: unknown,
): string[] {
	if (field.several && isObject(value)) return encodeRows(client, field, path, value);
	let given: unknown = value;
	if (typeof value === 'string') {
		const trimmed = value.trim();
		given = trimmed.startsWith('[')
			? encodeJson(client, { ...field, holds: 'array' }, path, trimmed)
			: commaList(trimmed);
	} else {
		const single = textOf(client, value);
		if (single !== undefined) given = [single];
	}
	if (!Array.isArray(given)) {
		throw client.refuse(
			path,
			`must be a list of texts, not ${shorten(value)}`,
			isFile(value) ? FILE_ADVICE : 'Separate entries with commas, or provide an array',
		);
	}
	return given
		.map((entry: unknown, index) => {
			const words = textOf(client, entry);
			if (words !== undefined) return words.trim();
			throw client.refuse(
				path,
				`contains ${shorten(entry)} as entry ${index + 1}`,
				'Every entry must be a text',
			);
		})
		.filter((entry) => entry !== '');
}

function encodeText(client: Client, field: Field, path: string, value: unknown): string {
	if (field.secret) client.addSecrets([value]);
	const words = textOf(client, value);
	if (words !== undefined) return words;
	throw client.refuse(
		path,
		`must be a text, not ${quote(field, value)}`,
		isFile(value)
			? FILE_ADVICE
			: 'If it comes from an expression, pick one of its properties or use JSON.stringify()',
	);
}

/** The mode and value of a resource locator; a plain text or number counts as an ID. */
function locatorOf(client: Client, path: string, value: unknown): { mode: string; value: string } {
	const id = (given: string | number) => {
		if (typeof given === 'number' && !Number.isSafeInteger(given)) {
			throw client.refuse(
				path,
				`is ${given}`,
				'JavaScript rounds such a number: provide it as text',
			);
		}
		return String(given).trim();
	};
	if (typeof value === 'string' || typeof value === 'number') {
		return { mode: 'id', value: id(value) };
	}
	// A parameter that was never opened in the editor holds its default, without n8n's mark `__rl`.
	if (isObject(value) && ('__rl' in value || ('mode' in value && 'value' in value))) {
		const inner = value.value;
		if (isBlank(inner)) return { mode: 'id', value: '' };
		if (typeof inner === 'string' || typeof inner === 'number') {
			return { mode: String(value.mode ?? 'id'), value: id(inner) };
		}
	}
	throw client.refuse(
		path,
		`must be an ID, not ${shorten(value)}`,
		'Pick it from the list or enter its ID',
	);
}

/** Whether n8n shows a field of an entry; one of an expression may lack what decides it. */
const isShownIn = (entry: IDataObject, fields: Field[], { showIf = {} }: Field): boolean =>
	Object.entries(showIf).every(([name, wanted]) => {
		const decider = fields.find((one) => one.name === name)!;
		const value = entry[childParam(decider)];
		return value === undefined || wanted.includes(value as string);
	});

async function encodeObject(
	client: Client,
	fields: Field[],
	path: string,
	value: IDataObject,
): Promise<IDataObject> {
	const entries: Array<[string, unknown]> = [];
	for (const field of fields.filter((one) => isShownIn(value, fields, one))) {
		const own = value[childParam(field)];
		// Rows that an expression gives need not know how the form keeps its values together.
		const given = field.inline ? { ...value, ...(isObject(own) ? own : {}) } : own;
		const encoded = await encode(client, field, given, `${path} → ${field.label}`);
		if (encoded === undefined) continue;
		if (field.inline) entries.push(...Object.entries(encoded as IDataObject));
		else entries.push([field.name, encoded]);
	}
	return Object.fromEntries(entries) as IDataObject;
}

/** Entries of a fixed collection: an array, one object, or the rows an expression gives. */
function entriesOf(client: Client, path: string, value: unknown): IDataObject[] {
	const entries = isObject(value) && 'entry' in value ? value.entry : value;
	if (isObject(entries)) return Object.keys(entries).length ? [entries] : [];
	if (Array.isArray(entries) && entries.every(isObject)) return entries as IDataObject[];
	throw client.refuse(
		path,
		`must be a list of entries, not ${shorten(value)}`,
		'Add entries in the form',
	);
}

/**
 * An entry that holds nothing was meant to hold something: an expression in it gave nothing.
 * @throws NodeOperationError
 */
function refuseEmptyEntry(client: Client, path: string, content: unknown): void {
	if (content === undefined || (isObject(content) && Object.keys(content).length === 0)) {
		throw client.refuse(path, 'is empty', 'Enter a value, or remove the entry');
	}
}

async function encodeMap(
	client: Client,
	field: Field,
	path: string,
	value: unknown,
): Promise<IDataObject> {
	const entries: Array<[string, unknown]> = [];
	const [only] = field.fields ?? [];
	for (const entry of entriesOf(client, path, value)) {
		const { keyPicker } = field;
		const keyPath = `${path} → ${field.keyLabel}`;
		const isEmptyKey = isBlank(keyPicker && isObject(entry.key) ? entry.key.value : entry.key);
		const key = isEmptyKey
			? ''
			: keyPicker
				? await resolveId(client, keyPath, keyPicker, locatorOf(client, keyPath, entry.key))
				: textOf(client, entry.key);
		if (key === '') {
			throw client.refuse(keyPath, 'is empty', 'Name the entry');
		}
		if (key === undefined) {
			throw client.refuse(keyPath, `must be a text, not ${shorten(entry.key)}`, 'Name the entry');
		}
		const content =
			only?.name === ''
				? await encode(client, only, entry.value, `${path} → ${key}`)
				: await encodeObject(client, field.fields ?? [], `${path} → ${key}`, entry);
		refuseEmptyEntry(client, `${path} → ${key}`, content);
		if (entries.some(([name]) => name === key)) {
			throw client.refuse(`${path} → ${key}`, 'is listed twice', 'Keep one of the entries');
		}
		entries.push([key, content]);
	}
	return Object.fromEntries(entries) as IDataObject;
}

async function encodeList(
	client: Client,
	field: Field,
	path: string,
	value: unknown,
): Promise<unknown[]> {
	const [only] = field.fields ?? [];
	return await Promise.all(
		entriesOf(client, path, value).map(async (entry, index) => {
			const content =
				only?.name === ''
					? await encode(client, only, entry.value, `${path} → ${index + 1}`)
					: await encodeObject(client, field.fields ?? [], `${path} → ${index + 1}`, entry);
			refuseEmptyEntry(client, `${path} → ${index + 1}`, content);
			return content;
		}),
	);
}

/**
 * One field's value as the API wants it; undefined if there is nothing to send.
 * @param path how the user finds the field, e.g. `Kisi Settings → Doors → 4`
 * @throws NodeOperationError that names the field and the item
 */
export async function encode(
	client: Client,
	field: Field,
	value: unknown,
	path: string = field.label,
): Promise<unknown> {
	if (wasDropped(field.default, value)) refuseGivenEmpty(client, field, path);
	if (TAKES_NUMBERS.includes(field.kind)) refuseRoundedNumbers(client, path, value);
	const encoded = await encodeKind(client, field, value, path);
	if (encoded === undefined && field.required && holdsEntries(field)) {
		throw client.refuse(path, 'is empty', REQUIRED_ENTRIES_ADVICE);
	}
	return encoded === undefined ? undefined : await refined(client, field, path, encoded);
}

async function encodeKind(
	client: Client,
	field: Field,
	value: unknown,
	path: string,
): Promise<unknown> {
	if (isBlank(value) && field.kind !== 'pick') {
		if (field.required) throw client.refuse(path, 'is empty', 'Enter a value');
		return field.clears && value === '' ? '' : undefined;
	}
	switch (field.kind) {
		case 'number': {
			const given = encodeNumber(client, field, path, value);
			return field.asString ? String(given) : given;
		}
		case 'boolean': {
			const given = encodeFlag(client, path, value);
			return field.asString ? String(given) : given;
		}
		case 'choice':
			return encodeChoice(client, field, path, value);
		case 'choices': {
			const given = encodeStrings(client, field, path, value).map((one) =>
				encodeChoice(client, field, path, one),
			);
			if (given.length === 0 && field.required) {
				throw client.refuse(path, 'is empty', 'Choose at least one value');
			}
			return given.length === 0 ? undefined : given;
		}
		case 'time':
			return encodeTime(client, field.unit, path, value);
		case 'json': {
			const given = encodeJson(client, field, path, value);
			return field.asString ? JSON.stringify(given) : given;
		}
		case 'strings': {
			const given = encodeStrings(client, field, path, value);
			if (given.length === 0) {
				if (field.required) throw client.refuse(path, 'is empty', 'Enter at least one value');
				return undefined;
			}
			const ids = await resolveAll(client, field, path, given);
			return field.join && field.join !== 'array' ? ids.join(field.join) : ids;
		}
		case 'pick': {
			const given = isBlank(value) ? { mode: 'id', value: '' } : locatorOf(client, path, value);
			if (given.value === '') {
				if (field.required) {
					throw client.refuse(path, 'is empty', 'Pick it from the list or enter its ID');
				}
				return undefined;
			}
			return field.picker ? await resolveId(client, path, field.picker, given) : given.value;
		}
		case 'group': {
			if (!isObject(value)) {
				throw client.refuse(
					path,
					`must be an object, not ${shorten(value)}`,
					'Add its fields in the form',
				);
			}
			const given = await encodeObject(client, field.fields ?? [], path, value);
			for (const child of field.fields ?? []) {
				if (given[child.name] === undefined && Object.hasOwn(value, childParam(child))) {
					refuseGivenEmpty(client, child, `${path} → ${child.label}`);
				}
			}
			return Object.keys(given).length === 0 ? undefined : given;
		}
		case 'map': {
			const given = await encodeMap(client, field, path, value);
			return Object.keys(given).length === 0 ? undefined : given;
		}
		case 'list': {
			const given = await encodeList(client, field, path, value);
			if (given.length === 0) return undefined;
			return field.complete ? field.complete(client, given) : given;
		}
		case 'notice':
			return undefined;
		case 'mapper':
			return value;
		default:
			return encodeText(client, field, path, value);
	}
}

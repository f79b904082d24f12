import { isRow, parsed, type Row } from '../../sandbox/types';
import type { Placeholders } from './placeholders';

/** Stands before the one row of a list in which nothing is of this run. */
export const OTHERS = '{others}';
/** Stands before the one row of a page, whose rows the order of IDs decides. */
export const PAGE = '{page}';
/** Rows of a list, or members of a map, that are kept. */
const ROWS = 3;
/** Longest answer that is kept whole, as JSON. */
const LARGEST = 6000;

/** What a server answered. */
export interface Answered {
	status: number;
	/** Media type; '' if there is no such header. */
	type: string;
	headers: string[];
	/** Parsed JSON; a text; `{ bytes }` of anything else. */
	body: unknown;
	/** The `Token` header, which a login answers with. */
	session?: string;
}

/** Reads an answer of `fetch`. */
export async function read(response: Response): Promise<Answered> {
	const { status, headers } = response;
	return readBytes({ status, headers, bytes: Buffer.from(await response.arrayBuffer()) });
}

export function readBytes(answer: { status: number; headers: Headers; bytes: Buffer }): Answered {
	const { status, headers, bytes } = answer;
	const type = (headers.get('content-type') ?? '').split(';')[0];
	const named = ['x-request-id', 'x-version-id'].filter((name) => headers.has(name));
	const session = headers.get('token') ?? undefined;
	return {
		status,
		type: type!,
		headers: named,
		body: bodyOf(bytes, type!),
		...(session && { session }),
	};
}

function bodyOf(bytes: Buffer, type: string): unknown {
	if (bytes.length === 0) return undefined;
	if (type && !/json|text|xml/.test(type)) return { bytes: bytes.length };
	const text = bytes.toString('utf8');
	return parsed(text, text);
}

/** Mattermost's AppError. */
export const errorOf = (body: unknown): string | undefined =>
	isRow(body) && typeof body.id === 'string' && 'status_code' in body ? body.id : undefined;

/** One line about an answer: the status, then the error's ID or the kind of the body. */
export function summary({ status, type, body }: Answered): string {
	return `${status} ${errorOf(body) ?? kindOf(body, type)}`.trim();
}

function kindOf(body: unknown, type: string): string {
	if (body === undefined) return '';
	if (body === null) return 'null';
	if (Array.isArray(body)) return body.length === 0 ? '[]' : '[…]';
	if (isRow(body) && typeof body.bytes === 'number') return type;
	return isRow(body) ? '{}' : typeof body === 'string' ? type || 'text' : typeof body;
}

/** How an answer is kept. */
export interface Keeping {
	/** Names and types alone. */
	outline?: boolean;
	/** Of the request: of a full page only what a row looks like is kept. */
	query?: string;
	/** The server's `order` is that of its database. */
	unordered?: boolean;
}

/** An answer's body for a recording: placeholders, few rows, and of large ones only names and types. */
export function recorded(
	body: unknown,
	placeholders: Placeholders,
	{ outline = false, query = '', unordered = false }: Keeping = {},
): { answer: unknown; outline: boolean } {
	const error = errorOf(body);
	if (error !== undefined) {
		const rest = Object.keys(body as Row).filter((name) => !STANDARD.includes(name));
		return { answer: { error, ...(rest.length > 0 && { rest }) }, outline: false };
	}
	if (isRow(body) && typeof body.bytes === 'number' && Object.keys(body).length === 1) {
		return { answer: '{bytes}', outline: false };
	}
	const size = Number(new URLSearchParams(query).get('per_page'));
	const isPage = Array.isArray(body) && size > 0 && body.length === size && isRow(body[0]);
	if (isPage && !outline) {
		return { answer: [PAGE, outlined((body as unknown[])[0], 0)], outline: false };
	}
	if (!outline) {
		const given = placeholders.answer(body);
		const answer = cut(unordered ? withoutOrder(given) : given);
		if (JSON.stringify(answer ?? null).length <= LARGEST) return { answer, outline };
	}
	return { answer: outlined(body, 0), outline: true };
}

/** An answer whose `order` goes by the placeholders. */
const withoutOrder = (answer: unknown): unknown =>
	isRow(answer) && Array.isArray(answer.order)
		? { ...answer, order: [...(answer.order as unknown[])].sort() }
		: answer;

const STANDARD = ['id', 'message', 'detailed_error', 'request_id', 'status_code', 'is_oauth'];

/** Whether something that this run made is in a row; the administrator is in older ones as well. */
const isOurs = (row: unknown) =>
	/live-run|\{([^{}"]*\/[^{}"]*|user|guest|bot|outsider)\}/.test(JSON.stringify(row));

/** Rows of a list: those of this run, in an order that no ID decides; a map's members alike. */
function cut(value: unknown, key = ''): unknown {
	if (Array.isArray(value)) {
		const rows = value.map((row) => cut(row));
		if (!rows.some(isRow)) return ofScalars(rows, key);
		const sorted = rows.map((row) => [JSON.stringify(row), row] as const).sort(byText);
		const ours = sorted.map(([, row]) => row).filter(isOurs);
		return ours.length > 0 ? few(ours) : [OTHERS, sorted[0]![1]];
	}
	if (!isRow(value)) return value;
	const members = Object.entries(value);
	if (members.length === 0 || !members.every(([name]) => /^\{[^}]+\}(#\d+)?$/.test(name))) {
		return Object.fromEntries(members.map(([name, one]) => [name, cut(one, name)]));
	}
	const sorted = members
		.map(([name, one]) => [name.replace(/#\d+$/, ''), cut(one)] as const)
		.map(([name, one]) => [name + JSON.stringify(one), [name, one]] as const)
		.sort(byText)
		.slice(0, ROWS);
	const names = new Map<string, number>();
	return Object.fromEntries(
		sorted.map(([, [name, one]]) => {
			const count = (names.get(name) ?? 0) + 1;
			names.set(name, count);
			return [count > 1 ? `${name}#${count}` : name, one];
		}),
	);
}

const byText = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) =>
	a < b ? -1 : a > b ? 1 : 0;

/** Texts and numbers: only what is called an order has one. */
function ofScalars(rows: unknown[], key: string): unknown[] {
	const sorted = key === 'order' ? rows : [...rows].sort();
	return rows.length > 20 ? [...sorted.slice(0, ROWS), `{of ${rows.length}}`] : sorted;
}

const few = (rows: unknown[]) =>
	rows.length > ROWS ? [`{${ROWS} of ${rows.length}}`, ...rows.slice(0, ROWS)] : rows;

/** Names and types. */
function outlined(value: unknown, depth: number): unknown {
	if (value === null) return null;
	if (Array.isArray(value)) return value.length === 0 ? [] : [outlined(value[0], depth + 1)];
	if (!isRow(value)) return `{${typeof value}}`;
	if (depth > 0 && Object.keys(value).length > 6) return '{object}';
	const names = Object.keys(value).sort();
	return Object.fromEntries(names.map((name) => [name, outlined(value[name], depth + 1)]));
}

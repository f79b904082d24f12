import type { Answer, Row } from '../types';
import type { Call } from './state';

export type { Row } from '../types';
export type { Call } from './state';

/**
 * Answers one operation. Plain data goes out with the contract's status; a `Reply` says more;
 * undefined lets the generic answer, made from the contract, go out.
 */
export type Handler = (call: Call) => unknown;

/** Handlers by `METHOD /path` below /api/v4, with the parameter names that the handler reads. */
export type Table = Record<string, Handler>;

/** An answer with a status or headers of its own. */
export class Reply implements Answer {
	constructor(
		readonly status: number,
		readonly body?: unknown,
		readonly headers?: Record<string, string>,
		/** Without the headers that each answer of the API has. */
		readonly isBare = false,
		/** With exactly these properties, whatever was recorded first. */
		readonly isExact = isBare,
	) {}
}

/** Thrown by handlers; goes out as Mattermost's AppError. */
export class AppError extends Error {
	constructor(
		readonly status: number,
		readonly id: string,
		message: string,
	) {
		super(message);
	}
}

export const OK = { status: 'OK' };

/** 400 for a body property, as servers word it. */
export const badBody = (name: string) =>
	new AppError(
		400,
		'api.context.invalid_body_param.app_error',
		`Invalid or missing ${name} in request body.`,
	);

/** 400 for a path or query parameter. */
export const badParam = (name: string) =>
	new AppError(
		400,
		'api.context.invalid_url_param.app_error',
		`Invalid or missing ${name} parameter in request URL.`,
	);

export const forbidden = () =>
	new AppError(
		403,
		'api.context.permissions.app_error',
		'You do not have the appropriate permissions.',
	);

export const notFound = (kind: string) =>
	new AppError(404, `app.${kind}.get.app_error`, `Unable to find the existing ${kind}.`);

/** The row with that id, or 404. */
export function existing<T>(rows: Map<string, T>, id: unknown, kind: string): T {
	const row = rows.get(String(id));
	if (row === undefined) throw notFound(kind);
	return row;
}

/** `page` and `per_page` as servers read them: default 60, at most 200, nonsense is page 0. */
export function pageOf<T>(rows: T[], query: URLSearchParams): T[] {
	const page = Math.max(0, Math.trunc(Number(query.get('page'))) || 0);
	const asked = Math.trunc(Number(query.get('per_page') ?? 60)) || 60;
	const size = asked < 0 ? 60 : Math.min(asked, 200);
	return rows.slice(page * size, (page + 1) * size);
}

/** Paging by `page` and `per_page` in a JSON body. */
export const bodyPage = <T>(rows: T[], body: Row) =>
	pageOf(
		rows,
		new URLSearchParams({ page: String(body.page ?? 0), per_page: String(body.per_page ?? 60) }),
	);

/** A required, non-empty text of the body. */
export function text(body: Row, name: string): string {
	const value = body[name];
	if (typeof value !== 'string' || !value) throw badBody(name);
	return value;
}

/** A bare array of texts as body. */
export function texts(json: unknown, name: string): string[] {
	if (!Array.isArray(json) || json.some((row) => typeof row !== 'string')) throw badBody(name);
	return json as string[];
}

/** Roles of a body: what is no text is none, and none may be given. */
export const rolesOf = ({ roles }: Row): string => (typeof roles === 'string' ? roles : '');

/** Only those of `names` that were given. */
export function pick(body: Row, names: string[]): Row {
	return Object.fromEntries(
		names.filter((name) => body[name] !== undefined).map((name) => [name, body[name]]),
	);
}

/** Without `names`. */
export const omit = (row: Row, names: string[]): Row =>
	Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name)));

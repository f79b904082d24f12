import type { IDataObject } from 'n8n-workflow';
import type { ApiRequest } from './types';

/**
 * How a list is read page by page. `first` asks for `size` rows at most, `next` makes the request for
 * the page after an answer, or nothing if that was the last.
 */
export interface Paging {
	/** Rows the server gives at most per page; undefined if the server gives all at once. */
	most?: number;
	/** The first request; `size` is how many rows are wanted from a page. */
	first(request: ApiRequest, size: number): ApiRequest;
	next(request: ApiRequest, body: unknown, rows: unknown[], size: number): ApiRequest | undefined;
}

const withQuery = (request: ApiRequest, query: IDataObject): ApiRequest => ({
	...request,
	query: { ...request.query, ...query },
});
const withBody = (request: ApiRequest, body: IDataObject): ApiRequest => ({
	...request,
	body: { ...(request.body as IDataObject | undefined), ...body },
});
const bodyOf = (request: ApiRequest) => (request.body ?? {}) as IDataObject;

/** The whole list comes at once; Limit cuts it here. */
export const whole: Paging = {
	first: (request) => request,
	next: () => undefined,
};

/**
 * Mattermost's `page` (from 0) and `per_page`, which servers clamp at 200 in silence. A page shorter
 * than asked for is the last one.
 */
export const pages = (most = 200, sizeName = 'per_page'): Paging => ({
	most,
	first: (request, size) => withQuery(request, { page: 0, [sizeName]: size }),
	next: (request, _body, rows, size) =>
		rows.length < size ? undefined : withQuery(request, { page: Number(request.query.page) + 1 }),
});

/**
 * Mattermost's searches with `page` and `per_page` in the body. Servers that do not know these answer
 * with all rows as a bare array.
 */
export const bodyPages = (most = 200): Paging => ({
	most,
	first: (request, size) => withBody(request, { page: 0, per_page: size }),
	next: (request, body, rows, size) =>
		Array.isArray(body) || rows.length < size
			? undefined
			: withBody(request, { page: Number(bodyOf(request).page) + 1 }),
});

/** A single page whose size may be asked for. */
export const limited = (name: string, place: 'query' | 'body', most: number): Paging => ({
	most,
	first: (request, size) => (place === 'query' ? withQuery : withBody)(request, { [name]: size }),
	next: () => undefined,
});

/** Rhombus' DynamoDB cursor, at the top of the body or nested in `inside`. */
export const cursor = (
	names: { cursor: string; size: string; answer?: string; inside?: string },
	most = 500,
): Paging => {
	const put = (request: ApiRequest, values: IDataObject) =>
		withBody(
			request,
			names.inside
				? { [names.inside]: { ...(bodyOf(request)[names.inside] as IDataObject), ...values } }
				: values,
		);
	return {
		most,
		first: (request, size) => put(request, { [names.size]: size }),
		next: (request, body) => {
			const mark = (body as IDataObject | undefined)?.[names.answer ?? names.cursor];
			const sent = bodyOf(request);
			const last = (names.inside ? (sent[names.inside] as IDataObject) : sent)[names.cursor];
			// The same mark twice would be the same page for ever.
			return mark === undefined || mark === null || mark === '' || mark === last
				? undefined
				: put(request, { [names.cursor]: mark });
		},
	};
};

/**
 * Rhombus' lists that go on after the last row: its timestamp and UUID. The server's own cap on
 * `maxResults` is not published, so only an empty page is the end.
 */
export const afterLastRow = (most = 100): Paging => ({
	most,
	first: (request, size) => withBody(request, { maxResults: size }),
	next: (request, _body, rows) => {
		const last = rows[rows.length - 1] as IDataObject | undefined;
		// The same row again would be the same page for ever.
		return last && last.uuid !== bodyOf(request).lastUuid
			? withBody(request, { lastTimestampMs: last.timestampMs, lastUuid: last.uuid })
			: undefined;
	},
});

/**
 * Rhombus' event lists, newest first, that know only a limit and a window of time: the next page ends
 * where this one began. `before` is exclusive, so of several events within the millisecond at the
 * edge of a page only those on the first page come.
 */
export const backInTime = (before: string, most: number): Paging => ({
	most,
	first: (request, size) => withBody(request, { limit: size }),
	next: (request, _body, rows, size) => {
		const times = rows
			.map((row) => (row as IDataObject).timestampMs)
			.filter((one): one is number => typeof one === 'number');
		if (rows.length < size || times.length === 0) return undefined;
		const oldest = Math.min(...times);
		const last = bodyOf(request)[before];
		return typeof last === 'number' && oldest >= last
			? undefined
			: withBody(request, { [before]: oldest });
	},
});

import type { IDataObject } from 'n8n-workflow';
import { byContent, byId } from '../response/newRows';
import { own } from '../util/guards';
import type { ApiRequest } from '../http/types';

/** A page that came, as the choice of the next request sees it. */
export interface Page {
	body: unknown;
	rows: unknown[];
	/** Rows asked for. */
	size: number;
	/** How many of the rows no earlier page had. */
	fresh: number;
	/** Rows of all pages so far. */
	count: number;
	/** Rows of the page before. */
	previous: unknown[];
	/** Rows of the longest page so far, this one included: what the server gives at most, as far as is known. */
	longest: number;
}

/**
 * How to paginate: how a list is read page by page. `first` asks for `size` rows at most, `next` makes the request for
 * the page after an answer, or nothing if that was the last. Endless lists are stopped by the reader.
 */
export interface Pagination {
	/** Rows the server gives at most per page; undefined if the server gives all at once. */
	maxPageSize?: number;
	/** Rows after which the server cuts a list that it has no pages for. */
	ceiling?: number;
	/** Set where pages overlap: what makes two rows the same, so that each comes once. */
	keyOf?: (row: unknown) => string;
	/**
	 * Whether a list ends where a server gives the same rows again and never gave as many as were asked
	 * for: it knows no pages, and all rows came. Otherwise the same rows again are an error.
	 */
	mayIgnorePages?: boolean;
	/** Whether pages are identified by a cursor, so that equal rows on two pages are no sign of a loop. */
	hasCursor?: boolean;
	/** Says which rows cannot be had, where a page shows that there are such. */
	gap?(request: ApiRequest, page: Page): string | undefined;
	/** The first request; `size` is how many rows are wanted from a page. */
	first(request: ApiRequest, size: number): ApiRequest;
	next(request: ApiRequest, page: Page): ApiRequest | undefined;
}

export const withQuery = (request: ApiRequest, query: IDataObject): ApiRequest => ({
	...request,
	query: { ...request.query, ...query },
});
export const withBody = (request: ApiRequest, body: IDataObject): ApiRequest => ({
	...request,
	body: { ...(request.body as IDataObject | undefined), ...body },
});
const bodyOf = (request: ApiRequest) => (request.body ?? {}) as IDataObject;

/** The whole list comes at once; Limit cuts it here. */
export const whole: Pagination = {
	first: (request) => request,
	next: () => undefined,
};

/** A list without pages that the server cuts after so many rows. */
export const cutAfter = (ceiling: number): Pagination => ({ ...whole, ceiling });

/**
 * Mattermost's `page` (from 0) and `per_page`, which servers clamp at 200 in silence. A page shorter
 * than asked for is the last one, since servers page these lists in their database.
 */
export const pages = (maxPageSize = 200, sizeName = 'per_page'): Pagination => ({
	maxPageSize,
	first: (request, size) => withQuery(request, { page: 0, [sizeName]: size }),
	next: (request, { rows, size }) =>
		rows.length < size ? undefined : withQuery(request, { page: Number(request.query.page) + 1 }),
});

/**
 * The same for lists from whose pages servers take out afterwards what the account may not see (Go
 * source: api4/post.go, app/post.go, app/file.go): any page may be short, so only an empty one is the end.
 */
export const sparsePages = (maxPageSize = 200): Pagination => ({
	...pages(maxPageSize),
	next: (request, { rows }) =>
		rows.length === 0 ? undefined : withQuery(request, { page: Number(request.query.page) + 1 }),
});

/**
 * Saved posts. Servers take `page` for the number of rows to leave out (4.10 to 11.6: api4/post.go
 * hands it to `GetFlaggedPosts` as offset), and take out afterwards what the account may not see. Where
 * that brings nothing, one look at page 1 tells whether this server counts pages after all.
 */
export const savedPages: Pagination = {
	maxPageSize: 200,
	keyOf: byId('id'),
	first: (request, size) => withQuery(request, { page: 0, per_page: size }),
	next: (request, { rows, size, fresh, longest }) => {
		const page = Number(request.query.page);
		const isOffset = page % size === 0;
		if (isOffset && rows.length > 0 && (fresh > 0 || page === 0)) {
			return withQuery(request, { page: page + size });
		}
		// A first page that is far from full has no second one to look for.
		if (isOffset) {
			return page === size && size > 1 && longest * 2 >= size
				? withQuery(request, { page: 1 })
				: undefined;
		}
		// An offset of 1 repeats all rows but one.
		return fresh > 1 ? withQuery(request, { page: page + 1 }) : undefined;
	},
};

/**
 * Mattermost's searches with `page` and `per_page` in the body. Servers that do not know these answer
 * with all rows as a bare array.
 */
export const bodyPages = (maxPageSize = 200): Pagination => ({
	maxPageSize,
	first: (request, size) => withBody(request, { page: 0, per_page: size }),
	next: (request, { body, rows, size }) =>
		Array.isArray(body) || rows.length < size
			? undefined
			: withBody(request, { page: Number(bodyOf(request).page) + 1 }),
});

/** The same for searches, see `sparsePages`; in the database these find 100 rows at most. */
export const sparseBodyPages = (maxPageSize = 200): Pagination => ({
	...bodyPages(maxPageSize),
	ceiling: 100,
	next: (request, { rows }) =>
		rows.length === 0 ? undefined : withBody(request, { page: Number(bodyOf(request).page) + 1 }),
});

/** Mattermost's lists in the order of their IDs, that go on behind the ID of the last row. */
export const afterId = (after: string, sizeName: string, maxPageSize: number): Pagination => ({
	maxPageSize,
	hasCursor: true,
	first: (request, size) => withQuery(request, { [sizeName]: size }),
	next: (request, { rows, size }) => {
		const id = own(rows[rows.length - 1], 'id');
		return rows.length < size || typeof id !== 'string' || id === request.query[after]
			? undefined
			: withQuery(request, { [after]: id });
	},
});

/** A single page whose size may be asked for. */
export const limited = (
	name: string,
	place: 'query' | 'body',
	maxPageSize: number,
): Pagination => ({
	maxPageSize,
	ceiling: maxPageSize,
	first: (request, size) => (place === 'query' ? withQuery : withBody)(request, { [name]: size }),
	next: () => undefined,
});

/** Rhombus' DynamoDB cursor, at the top of the body or nested in `inside`. */
export const cursorPages = (
	names: { cursor: string; size: string; answer?: string; inside?: string },
	maxPageSize = 500,
): Pagination => {
	const put = (request: ApiRequest, values: IDataObject) =>
		withBody(
			request,
			names.inside
				? { [names.inside]: { ...(bodyOf(request)[names.inside] as IDataObject), ...values } }
				: values,
		);
	return {
		maxPageSize,
		hasCursor: true,
		first: (request, size) => put(request, { [names.size]: size }),
		next: (request, { body, rows, fresh }) => {
			const mark = (body as IDataObject | undefined)?.[names.answer ?? names.cursor];
			const sent = bodyOf(request);
			const last = (names.inside ? (sent[names.inside] as IDataObject) : sent)[names.cursor];
			if (mark === undefined || mark === null || mark === '') return undefined;
			// The same mark twice would be the same page forever. With the same rows the server ignores it:
			// asked for once more, the reader gives the list up.
			if (mark === last && (rows.length === 0 || fresh > 0)) return undefined;
			return put(request, { [names.cursor]: mark });
		},
	};
};

/**
 * Keyset pagination of Rhombus: a list goes on after the last row's timestamp and UUID. The server's
 * own cap on `maxResults` is not published, so only an empty page is the end.
 */
export const keysetPages = (maxPageSize = 100): Pagination => ({
	maxPageSize,
	mayIgnorePages: true,
	first: (request, size) => withBody(request, { maxResults: size }),
	next: (request, { rows }) => {
		const last = rows[rows.length - 1] as IDataObject | undefined;
		return last?.uuid === undefined
			? undefined
			: withBody(request, { lastTimestampMs: last.timestampMs, lastUuid: last.uuid });
	},
});

/** No server caps a page at fewer rows than this. */
const SMALLEST_CAP = 10;

/**
 * Time-window pagination of Rhombus' event lists, newest first, that know only a limit and a window:
 * the next page ends with the millisecond at which this one began, so that events of one millisecond
 * are not torn apart. The server's cap on `limit` is not published: a page that is shorter than an
 * earlier one is not capped, so it is the last.
 * @param before name of the window's end, which is exclusive
 */
export const timeWindowPages = (before: string, maxPageSize: number): Pagination => ({
	maxPageSize,
	mayIgnorePages: true,
	// Events have no ID that all kinds share.
	keyOf: byContent,
	first: (request, size) => withBody(request, { limit: size }),
	next: (request, { rows, size, fresh, longest }) => {
		const times = rows
			.map((row) => (row as IDataObject).timestampMs)
			.filter((one): one is number => typeof one === 'number');
		const isShort = rows.length < Math.min(Math.max(longest, SMALLEST_CAP), size);
		if (times.length === 0 || isShort) return undefined;
		const oldest = Math.min(...times);
		return withBody(request, { [before]: fresh === 0 ? oldest : oldest + 1 });
	},
	gap: (_request, { rows, size, fresh }) =>
		fresh === 0 && rows.length >= size
			? `Rhombus gives ${size} events of one millisecond at most: there may be more`
			: undefined,
});

/** Mattermost's things by their ID. */
export const sameId = byId('id');

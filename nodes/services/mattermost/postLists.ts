import type { OperationContext } from '../../shared/model/operation';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { build } from '../../shared/request/build';
import type { ApiRequest } from '../../shared/http/types';
import { endless, readPages, readRows, rowsOf, wantedRows } from '../../shared/response/toItems';
import {
	sameId,
	withBody,
	withQuery,
	type Page,
	type Pagination,
} from '../../shared/model/pagination';

import { isObject, own } from '../../shared/util/guards';

/**
 * Lists of posts that servers do not return in full at once: channels, threads and searches. Facts from the
 * Go source of 11.6: api4/post.go, app/post.go, store/sqlstore/post_store.go.
 */

/** Posts that `since` gives at most. */
const SINCE_CEILING = 1000;
/** Rows that a search in the database gives at most, without pages (`Limit(100)`). */
const SEARCH_CEILING = 100;
const DAY_MS = 86_400_000;

const timeOf = (post: unknown, name = 'create_at'): number => Number(own(post, name) ?? 0);

/** The next page by number. */
const nextPage = (request: ApiRequest): ApiRequest =>
	withQuery(request, { page: Number(request.query.page) + 1 });

/**
 * Posts of a channel, newest first. Servers leave out some of a page afterwards (burn on read, limits
 * of the plan), so a short page is the last one only if nothing comes before it.
 */
export const channelPages: Pagination = {
	maxPageSize: 200,
	keyOf: sameId,
	first: (request, size) => withQuery(request, { page: 0, per_page: size }),
	next: (request, { body, rows, size, fresh }) => {
		const before = own(body, 'prev_post_id');
		const isFirstPost = before === '' && request.query.after === undefined;
		if (rows.length === 0 || (rows.length < size && (isFirstPost || before === undefined))) {
			return undefined;
		}
		// The reader stops a list whose next request is an earlier one.
		return fresh === 0 ? request : nextPage(request);
	},
};

/** The same back to a time. */
const channelPagesSince = (since: number): Pagination => ({
	...channelPages,
	next: (request, page) =>
		page.rows.some((post) => timeOf(post) <= since) ? undefined : channelPages.next(request, page),
});

/**
 * `run` of Get Many: pages, or what changed since a time. Servers give 1,000 posts for the latter, in no
 * order that a further request could continue, so beyond that the channel's pages are read back to the time.
 */
export async function channelPosts(
	context: OperationContext,
): Promise<INodeExecutionData[] | IDataObject[]> {
	const request = await build(context);
	const since = Number(request.query.since ?? 0);
	if (!since)
		return await readPages(context, request, context.operation.output ?? {}, channelPages);
	const wanted = wantedRows(context);
	const given = rowsOf({ kind: 'postList' }, (await context.send(request)).body);
	// What a post was before an edit comes too, as a deleted post with an ID of its own.
	const changed = given.filter((post) => !own(post, 'original_id'));
	if (given.length < SINCE_CEILING) return newestFirst(changed).slice(0, wanted);
	const query = { ...request.query };
	delete query.since;
	const pages = channelPagesSince(since);
	const read = await readRows(
		context,
		{ ...request, query },
		{ kind: 'postList' },
		pages,
		Infinity,
	);
	context.hint(
		`Mattermost gives ${SINCE_CEILING} messages at most for Since. All messages made since then are here, but edits and deletions of older messages may be missing`,
	);
	const newer = read.filter((post) => timeOf(post) > since);
	const byId = new Map([...newer, ...changed].map((post) => [sameId(post), post]));
	return newestFirst([...byId.values()]).slice(0, wanted);
}

const newestFirst = (posts: unknown[]): IDataObject[] =>
	posts.filter(isObject).sort((a, b) => timeOf(b) - timeOf(a));

/** Oldest first by a time, or the other way round; of the same time by ID, as servers do. */
const inOrder = (posts: unknown[], by: string, isDown: boolean): IDataObject[] =>
	posts
		.filter(isObject)
		.sort(
			(a, b) =>
				(timeOf(a, by) - timeOf(b, by) || (sameId(a) < sameId(b) ? -1 : 1)) * (isDown ? 1 : -1),
		);

/**
 * `run` of Get Thread: its posts, oldest first unless Direction says otherwise. Servers before 6.0 give
 * all posts of a thread in any order; newer ones sort and page only if they are told a direction.
 */
export async function threadPosts(context: OperationContext): Promise<IDataObject[]> {
	const wanted = wantedRows(context);
	const built = await build(context);
	const direction = String(built.query.direction ?? 'down');
	const by = built.query.updatesOnly === true ? 'update_at' : 'create_at';
	// Without a size all replies come at once.
	const perPage =
		Number(built.query.perPage ?? 0) || (wanted === Infinity ? 0 : Math.min(wanted, 200));
	const posts = new Map<string, unknown>();
	let next: ApiRequest | undefined = withQuery(built, {
		direction,
		...(perPage ? { perPage } : {}),
	});
	while (next) {
		const { body } = await context.send(next);
		const before = posts.size;
		const rows = rowsOf({ kind: 'postList', allPosts: true }, body);
		for (const post of rows) posts.set(sameId(post), post);
		// The post that was asked for comes with every page.
		const last = rows.filter((post) => own(post, 'id') !== own(rows[0], 'id')).at(-1);
		const isMore = own(body, 'has_next') === true && last !== undefined && posts.size < wanted + 1;
		if (isMore && posts.size === before) {
			throw endless(context, posts.size);
		}
		next = isMore
			? withQuery(next, {
					fromPost: own(last, 'id') as string,
					...(by === 'update_at'
						? { fromUpdateAt: timeOf(last, by) }
						: { fromCreateAt: timeOf(last) }),
				})
			: undefined;
	}
	return inOrder([...posts.values()], by, direction !== 'up').slice(0, wanted);
}

/** The day of a time in the zone of a search, as its `before:` has it. */
const dayOf = (ms: number, offsetS: number): string =>
	new Date(ms + offsetS * 1000).toISOString().slice(0, 10);

/** The `before:` that this module put at the end of search terms. */
const OWN_BEFORE = / before:\d{4}-\d\d-\d\d$/;
/** Terms that hold for one day, which no other date narrows down. */
const ON_ONE_DAY = /(^|\s)on:/;

/** The search for posts before a day. */
const before = (request: ApiRequest, ms: number): ApiRequest => {
	const body = request.body as IDataObject;
	const day = dayOf(ms, Number(body.time_zone_offset ?? 0));
	const terms = String(body.terms ?? '').replace(OWN_BEFORE, '');
	return withBody(request, { page: 0, terms: `${terms} before:${day}` });
};

const termsOf = (request: ApiRequest): string => String(own(request.body, 'terms') ?? '');

const oldestOf = (rows: unknown[]): number => Math.min(...rows.map((row) => timeOf(row)));

/** The search for what the oldest row's day and the days before it hold. */
const restOfDay = (request: ApiRequest, { rows }: Pick<Page, 'rows'>): ApiRequest =>
	before(request, oldestOf(rows) + DAY_MS);

/**
 * The search for what is older than the rows so far. Servers without Elasticsearch give the 100 newest
 * posts that fit, and nothing for further pages; `before:` is the only way on. Its day is exclusive, so
 * the rest of the oldest row's day comes first, and where that brings nothing new the days before it.
 * @returns `isPastDay` says that the rest of the day cannot be had
 */
function olderThan(request: ApiRequest, { rows, fresh }: Page) {
	const oldest = oldestOf(rows);
	if (!(oldest > 0) || ON_ONE_DAY.test(termsOf(request))) return { isPastDay: true };
	const rest = restOfDay(request, { rows });
	const isPastDay = fresh === 0 || termsOf(rest) === termsOf(request);
	return { isPastDay, next: isPastDay ? before(request, oldest) : rest };
}

/**
 * Rows from which on a search may have been cut: servers take out afterwards what the account may not
 * see or what is to burn, so of 100 fewer may come.
 */
const CUT_FROM = SEARCH_CEILING - 20;

/** Whether the rows of a search end there only because the server gives no more at once. */
const isCut = ({ rows, size }: Page): boolean => rows.length < size && rows.length >= CUT_FROM;

/**
 * Searches for posts and files: by page where the server has Elasticsearch, which gives as many as are
 * asked for, else by date.
 */
export const searchPages: Pagination = {
	maxPageSize: 200,
	keyOf: sameId,
	first: (request, size) => withBody(request, { page: 0, per_page: size }),
	next: (request, page) => {
		const isWhole = page.rows.length >= page.size;
		if (isWhole && page.fresh > 0) {
			return withBody(request, { page: Number(own(request.body, 'page')) + 1 });
		}
		return isWhole || isCut(page) ? olderThan(request, page).next : undefined;
	},
	gap: (request, page) => {
		if (isCut(page)) {
			return page.rows.length >= SEARCH_CEILING && olderThan(request, page).isPastDay
				? `Mattermost finds ${SEARCH_CEILING} rows of a day at most: there may be more. Search for more words, or by channel and user (in:, from:)`
				: undefined;
		}
		// The rest of a day holds at least the row that it began with, unless the server knows no dates.
		const before = { ...page, rows: page.previous, fresh: 1 };
		return page.rows.length === 0 &&
			isCut(before) &&
			termsOf(restOfDay(request, before)) === termsOf(request)
			? `Mattermost finds ${SEARCH_CEILING} rows at most, and this server cannot search by date: there may be more`
			: undefined;
	},
};

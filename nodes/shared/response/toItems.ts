import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { HttpResponse, ApiRequest } from '../http/types';
import type { Client } from '../http/client';
import { DEFAULT_LIMIT, limitParam } from '../model/parameterNames';
import { isBlank as isNotGiven, numberOf } from '../util/givenValue';
import { isSimplified, wantsAll, wantsFullResponse } from '../request/switches';
import type { Pagination } from '../model/pagination';
import { fileItem } from './fileItem';
import { aboutOf } from './about';
import { checkAnswer, isBlank, isList } from './checkAnswer';
import { withPickedName } from './fileName';
import { NewRows, PageProgress } from './newRows';
import type { Operation, OperationContext, Output, Shape } from '../model/operation';
import { isObject, own } from '../util/guards';

/** Response to items. */

/**
 * Rows of one answer, before they become items. A list that is null, missing or empty has no rows;
 * what is not a list is one row.
 */
export function rowsOf(output: Output, body: unknown): unknown[] {
	if (output.kind === 'postList') return postsOf(output, body);
	const inner = output.rowsProperty && isObject(body) ? own(body, output.rowsProperty) : body;
	if (isBlank(inner)) return [];
	const rows: unknown[] = Array.isArray(inner)
		? inner
		: output.kind === 'entries' && isObject(inner)
			? entriesOf(output, inner)
			: [inner];
	const warning = output.rowsProperty && own(body, 'warningMsg');
	return warning ? rows.map(warned(warning as string)) : rows;
}

/** Posts in their order; `posts` also holds thread roots that are not part of the result. */
function postsOf(output: Output, body: unknown): unknown[] {
	const posts = own(body, output.rowsProperty ?? 'posts');
	const order = own(body, 'order');
	const ids = [...new Set(Array.isArray(order) ? order.map(String) : [])];
	const rows = ids.map((id) => own(posts, id)).filter(isObject);
	const all = isObject(posts) ? Object.values(posts).filter(isObject) : [];
	return output.allPosts && rows.length < all.length ? all : rows;
}

const entriesOf = (
	{ keyField = 'key', valueField = 'value' }: Output,
	record: IDataObject,
): IDataObject[] =>
	Object.entries(record).map(([key, value]) => ({
		[keyField]: key,
		...(isObject(value) ? value : { [valueField]: value }),
	}));

/** Rhombus returns warnings next to the rows, so each row carries them. */
const warned = (warningMsg: string) => (row: unknown) =>
	isObject(row) ? { ...row, warningMsg } : row;

/** What a response says in addition to its success. */
export const doneOf = (body: unknown): IDataObject => ({
	success: true,
	...(isObject(body)
		? Object.fromEntries(
				Object.entries(body).filter(
					([name, value]) => value !== null && !['error', 'errorMsg', 'authError'].includes(name),
				),
			)
		: {}),
});

/** The item of an answer that is empty where all went well: of a change that it was made, else an object of nothing. */
const nothingOf = ({ operation }: OperationContext): IDataObject =>
	operation.request.startsWith('GET ') ? {} : { success: true };

/** n8n's items hold objects only. */
function asObject(output: Output, row: unknown): IDataObject {
	if (output.kind === 'values') return { [output.rowsProperty ?? 'value']: row as string };
	return isObject(row) ? row : { value: row as string };
}

function keep(row: IDataObject, names: string[]): IDataObject {
	const kept: IDataObject = {};
	for (const name of names) if (row[name] !== undefined) kept[name] = row[name];
	return kept;
}

/** Gives every item that has none its place in the input. */
export const paired = (client: Client, items: INodeExecutionData[]): INodeExecutionData[] =>
	items.map((item) =>
		item.pairedItem ? item : { ...item, pairedItem: { item: client.itemIndex } },
	);

/** Items of one answer that is not paged. */
async function itemsOf(
	context: OperationContext,
	shape: Shape,
	answer: HttpResponse,
): Promise<INodeExecutionData[]> {
	const { resource } = context;
	const { output = {} } = shape;
	const { body } = answer;
	switch (output.kind) {
		case 'deleted':
			return [{ json: { deleted: true } }];
		case 'done': {
			const { success, ...more } = doneOf(body);
			return [{ json: { success, ...(await aboutOf(context, output)), ...more } }];
		}
		case 'text':
			return [
				{
					json: {
						[output.rowsProperty ?? 'text']: typeof body === 'string' ? body : JSON.stringify(body),
					},
				},
			];
		default:
			return wantsFullResponse(context, resource, output)
				? [{ json: asObject({}, body) }]
				: await itemsFor(
						context,
						output,
						isBlank(body) && !isList(shape) ? [nothingOf(context)] : rowsOf(output, body),
					);
	}
}

/**
 * Makes the items of rows; what is the same for all is made once, for a list may have 100,000.
 * n8n shares the place in the input between items as well (`constructExecutionMetaData`).
 */
async function itemMaker(
	context: OperationContext,
	output: Output,
	rows: unknown[],
): Promise<(row: unknown) => INodeExecutionData> {
	const isRaw = output.simplify && !isSimplified(context, context.resource);
	const names = isRaw || !output.simplify ? undefined : [...output.simplify, 'warningMsg'];
	const more = isRaw
		? undefined
		: await output.addTo?.(
				context,
				rows.map((row) => asObject(output, row)),
				names,
			);
	const pairedItem = { item: context.itemIndex };
	const { site } = (await context.access()).roots;
	return (row) => {
		const json = without(asObject(output, row), output.omits);
		const kept = names
			? { ...keep(json, names), ...more?.(json), ...output.derive?.(json, site) }
			: more
				? { ...json, ...more(json) }
				: json;
		return { json: withoutError(kept), pairedItem };
	};
}

/** Items of rows. */
const itemsFor = async (
	context: OperationContext,
	output: Output,
	rows: unknown[],
): Promise<INodeExecutionData[]> => rows.map(await itemMaker(context, output, rows));

/** A row without what must not go out. */
function without(json: IDataObject, omits: string[] = []): IDataObject {
	if (!omits.some((name) => Object.hasOwn(json, name))) return json;
	return Object.fromEntries(Object.entries(json).filter(([name]) => !omits.includes(name)));
}

/**
 * n8n takes an item with a top-level `error` for a failed one: it stops the run, or runs all again.
 * What a server says of one entry of a list that went well as a whole is called `failure` instead.
 */
function withoutError(json: IDataObject): IDataObject {
	if (!Object.hasOwn(json, 'error')) return json;
	const { error, ...rest } = json;
	return error ? { ...rest, failure: error } : rest;
}

/** How many rows the user wants. @throws NodeOperationError if Limit is no positive number, or Return All no switch */
export function wantedRows(context: OperationContext): number {
	if (wantsAll(context, context.resource)) return Infinity;
	const given = context.param(limitParam(context.resource));
	const limit = isNotGiven(given) ? DEFAULT_LIMIT : numberOf(given);
	if (limit === undefined || !Number.isInteger(limit) || limit < 1) {
		const words = typeof given === 'object' ? JSON.stringify(given) : String(given);
		throw context.refuse(
			'Limit',
			`is ${words.slice(0, 40)}`,
			'Enter a whole number of at least 1, or turn on Return All',
		);
	}
	return limit;
}

/** Size of equal pages that add up to the wanted rows, within the server's maximum page size. */
function pageSize(wanted: number, most: number): number {
	if (wanted === Infinity) return most;
	return Math.ceil(wanted / Math.ceil(wanted / most));
}

/** Pages in a row that may bring nothing new, as filtered DynamoDB queries do, before a list is given up. */
const MOST_EMPTY_PAGES = 1000;

/** Stops a list that would never end: the server ignores the page, or its cursors go round. */
export const endless = (client: Client, count: number) =>
	client.fail({
		message: `${client.service.name} returns the same rows for the next page of the list`,
		advice: `The server, or a proxy in front of it, ignores the requested page. Set Limit to ${count} or less, or configure the proxy to pass on the query and the body`,
	});

/**
 * Reads a list page by page until there are as many rows as wanted. Nothing of a page is kept here.
 * @param take gets the rows of each page, no more than wanted in all, and its body
 * @returns how many rows there were
 * @throws NodeApiError, also where the pages never end
 */
async function eachPage(
	client: Client,
	request: ApiRequest,
	output: Output,
	paging: Pagination,
	wanted: number,
	take: (rows: unknown[], body: unknown) => Promise<void> | void,
	isMeant?: (row: IDataObject) => boolean,
): Promise<number> {
	const size = pageSize(wanted, paging.maxPageSize ?? Infinity);
	const known = paging.keyOf && new NewRows(paging.keyOf);
	const progress = new PageProgress();
	const asked = new Set<string>();
	let count = 0;
	let longest = 0;
	let emptyPages = 0;
	let previous: unknown[] = [];
	let next: ApiRequest | undefined = paging.first(request, size);
	while (next) {
		const { body }: HttpResponse = await client.send(next);
		if (asked.size === 0)
			checkAnswer(client, output, body, { isList: true, idempotent: request.idempotent });
		asked.add(fingerprint(next));
		const rows = rowsOf(output, body);
		const fresh = known ? known.of(rows) : progress.hasNew(rows) ? rows : [];
		const isRepeated = asked.size > 1 && rows.length > 0 && fresh.length === 0;
		longest = Math.max(longest, rows.length);
		if (isRepeated && paging.mayIgnorePages && longest < size) break;
		const all = known ? fresh : rows;
		const found = isMeant ? all.filter((row) => isObject(row) && isMeant(row)) : all;
		await take(found.length > wanted - count ? found.slice(0, wanted - count) : found, body);
		count += found.length;
		if (count >= wanted) break;
		emptyPages = fresh.length === 0 ? emptyPages + 1 : 0;
		const page = { body, rows, size, fresh: fresh.length, count, longest, previous };
		const gap = paging.gap?.(next, page);
		if (gap) client.hint(gap);
		next = paging.next(next, page);
		const isEndless =
			(isRepeated && !paging.keyOf && !paging.hasCursor) ||
			(next && asked.has(fingerprint(next))) ||
			emptyPages > MOST_EMPTY_PAGES;
		if (next && isEndless) throw endless(client, count);
		previous = rows;
	}
	if (count === paging.ceiling && wanted > count) {
		client.hint(
			`${client.service.name} gives ${paging.ceiling} rows at most here: there may be more. Narrow the search to get the rest`,
		);
	}
	return Math.min(count, wanted);
}

/**
 * Rows of a list, read page by page until there are as many as wanted.
 * @throws NodeApiError, also where the pages never end
 */
export async function readRows(
	client: Client,
	request: ApiRequest,
	output: Output,
	paging: Pagination,
	wanted: number,
): Promise<unknown[]> {
	const found: unknown[] = [];
	await eachPage(client, request, output, paging, wanted, (rows) => {
		for (const row of rows) found.push(row);
	});
	return found;
}

/**
 * Items of a list, read page by page until the user has what is wanted. Each page becomes items as it
 * comes, so that no row is in memory twice.
 * @param paging if the operation's own does not fit what was chosen
 * @param wanted most rows, if it is not the user who says so
 * @throws NodeApiError, NodeOperationError
 */
export async function readPages(
	context: OperationContext,
	request: ApiRequest,
	output: Output,
	paging: Pagination = context.operation.paging!,
	wanted: number = wantedRows(context),
): Promise<INodeExecutionData[]> {
	const isFull = wantsFullResponse(context, context.resource, output);
	const items: INodeExecutionData[] = [];
	const take = async (rows: unknown[], body: unknown) => {
		const made = await (isFull ? itemsFor(context, {}, [body]) : itemsFor(context, output, rows));
		for (const item of made) items.push(item);
	};
	const isMeant = await output.only?.(context);
	const count = await eachPage(context, request, output, paging, wanted, take, isMeant);
	if (wanted === DEFAULT_LIMIT && count >= wanted) {
		context.hint(
			`Only the first ${wanted} results were returned, and there may be more: turn on Return All, or raise Limit`,
		);
	}
	return items;
}

/** Identifies the request of a page. */
const fingerprint = ({ query, body }: ApiRequest): string => JSON.stringify([query, body]);

/** IDs and names that are listed in a hint. */
const MOST_LISTED = 10;

/** Servers leave out in silence what they do not find or may not show. */
function hintMissing(
	context: OperationContext,
	request: ApiRequest,
	items: INodeExecutionData[],
	{ paging, output }: Shape,
): void {
	const key = output?.asked;
	// Users who have not changed since a time are not missing.
	if (!key || !Array.isArray(request.body) || request.query.since !== undefined) return;
	if (paging && items.length >= wantedRows(context)) return;
	const came = new Set(items.map(({ json }) => String(json[key]).toLowerCase()));
	const asked = [...new Set(request.body.map(String))];
	const missing = asked.filter((one) => !came.has(one.replace(/^@/, '').toLowerCase()));
	if (missing.length === 0) return;
	const more = missing.length > MOST_LISTED ? ', …' : '';
	context.hint(
		`${missing.length} of ${asked.length} were not found, or the account may not see them: ${missing.slice(0, MOST_LISTED).join(', ')}${more}`,
	);
}

/**
 * Sends an operation's request, page by page if it has pages, and shapes the answers to items.
 * @throws NodeApiError, NodeOperationError
 */
export async function toItems(
	context: OperationContext,
	request: ApiRequest,
	shape: Shape = context.operation,
): Promise<INodeExecutionData[]> {
	const { paging, output = {} } = shape;
	if (paging) {
		const items = await readPages(context, request, output, paging);
		hintMissing(context, request, items, shape);
		return items;
	}
	if (output.kind === 'binary') {
		return paired(context, [
			await fileItem(
				context,
				await context.download(request),
				output.fileName && withPickedName(context, output.fileName),
			),
		]);
	}
	const answer = await context.send(request);
	checkAnswer(context, output, answer.body, {
		isList: isList(shape),
		idempotent: request.idempotent,
	});
	const items = await itemsOf(context, shape, answer);
	const following = request.following ?? [];
	for (const [index, next] of following.entries()) {
		const sent = await context
			.send(next(answer.body as IDataObject))
			.catch(partly(index, following));
		items.push(...(await itemsOf(context, shape, sent)));
	}
	hintMissing(context, request, items, shape);
	return paired(context, items);
}

/** Says of a failure between several requests how much was done before it. */
const partly =
	(index: number, following: unknown[]) =>
	(error: Error & { description?: string | null }): never => {
		error.description = `${error.description ?? ''} Parts 1 to ${index + 1} of ${following.length + 1} were sent before`;
		throw error;
	};

/** Runs an operation of several steps and shapes what it returns. */
export async function stepsToItems(context: OperationContext): Promise<INodeExecutionData[]> {
	const made = await context.operation.run!(context);
	// What several steps make may be what was written, so it is not looked at for a row's properties.
	const output = {
		...context.operation.output,
		rowsProperty: undefined,
		failed: undefined,
		simplify: undefined,
	};
	if (!Array.isArray(made)) {
		checkAnswer(context, output, made, {
			isList: isList(context.operation),
			idempotent: isReading(context.operation),
		});
	}
	const list = Array.isArray(made) ? made : [made];
	const rows = list.filter((entry) => !isItem(entry));
	const make = await itemMaker(context, context.operation.output ?? {}, rows);
	return paired(
		context,
		list.map((entry) => (isItem(entry) ? entry : make(entry))),
	);
}

const isReading = ({ idempotent, request }: Operation): boolean =>
	idempotent ?? request.startsWith('GET');

const isItem = (value: unknown): value is INodeExecutionData =>
	isObject(value) &&
	isObject(value.json) &&
	Object.keys(value).every((key) => ['json', 'binary', 'pairedItem'].includes(key));

import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { ApiRequest } from '../http/types';
import { fileFacts, fileItem } from '../response/fileItem';
import { readPages } from '../response/toItems';
import {
	keysetPages,
	bodyPages,
	cursorPages,
	cutAfter,
	pages,
	savedPages,
	sparseBodyPages,
	sparsePages,
	whole,
	type Pagination,
} from '../model/pagination';
import { parseBody } from '../response/parseJson';
import type { Output, OperationContext } from '../model/operation';
import type { CallValues } from './check';
import type { Endpoint, PagingStyle } from './format';

/** How each paging style works, and the field by which a user pages on their own. */
const STYLES: Record<PagingStyle, { paging: Pagination; mark: string; size: string }> = {
	pages: { paging: pages(), mark: 'page', size: 'per_page' },
	logPages: { paging: pages(10_000, 'logs_per_page'), mark: 'page', size: 'logs_per_page' },
	bodyPages: { paging: bodyPages(), mark: 'page', size: 'per_page' },
	key: {
		paging: cursorPages({ cursor: 'lastEvaluatedKey', size: 'maxPageSize' }),
		mark: 'lastEvaluatedKey',
		size: 'maxPageSize',
	},
	nestedKey: {
		paging: cursorPages({ cursor: 'lastEvaluatedKey', size: 'maxPageSize', inside: 'pageRequest' }),
		mark: 'pageRequest',
		size: '',
	},
	lastRow: { paging: keysetPages(), mark: 'lastUuid', size: 'maxResults' },
	token: {
		paging: cursorPages({ cursor: 'pageToken', size: 'pageSize' }, 200),
		mark: 'pageToken',
		size: 'pageSize',
	},
	time: {
		paging: cursorPages({
			cursor: 'pageTimestampMs',
			size: 'maxPageSize',
			answer: 'lastEvaluatedTimestampMs',
		}),
		mark: 'pageTimestampMs',
		size: 'maxPageSize',
	},
	numbered: {
		paging: {
			first: (request) => request,
			next: (request, { body: answer }) => {
				const { hasNexPage, currentPage } = (answer ?? {}) as IDataObject;
				const body = { ...(request.body as IDataObject), pageNumber: Number(currentPage) + 1 };
				return hasNexPage === true ? { ...request, body } : undefined;
			},
		},
		mark: 'pageNumber',
		size: '',
	},
};

/** Lists of posts and files, whose pages may be short. */
const SPARSE: Partial<Record<PagingStyle, Pagination>> = {
	pages: sparsePages(),
	bodyPages: sparseBodyPages(),
};

/**
 * Mattermost's lists that are cut and have no pages (server source 11.6, the `LIMIT` of its stores and
 * the defaults of `limit`); cut where the user says, they are what was asked for.
 */
const CEILINGS: Array<[path: RegExp, ceiling: number]> = [
	[/\/channels\/(group\/)?search$/, 100],
	[/\/channels\/(search_)?autocomplete$/, 50],
	[/\/users\/(search|autocomplete)$/, 100],
	[/\/emoji\/search$/, 200],
	[/\/emoji\/autocomplete$/, 100],
	[/\/oauth\/outgoing_connections$/, 10],
];

function ceilingOf({ path }: Endpoint, given: Record<string, unknown>): Pagination {
	const ceiling = CEILINGS.find(([pattern]) => pattern.test(path))?.[1];
	return ceiling === undefined || Object.hasOwn(given, 'limit') ? whole : cutAfter(ceiling);
}

/** Paging for one call: none if the user asked for a certain page, their page size if they gave one. */
function pagingFor(endpoint: Endpoint, { query, body }: CallValues): Pagination {
	const given: Record<string, unknown> = { ...(body as IDataObject | undefined), ...query };
	if (!endpoint.paging) return ceilingOf(endpoint, given);
	const { paging, mark, size } = STYLES[endpoint.paging];
	if (Object.hasOwn(given, mark)) return whole;
	// Pages of what changed since a time would be the same ones again.
	if (Object.hasOwn(given, 'since') && endpoint.ordered) return cutAfter(1000);
	const maxPageSize = Number(given[size]);
	const style = endpoint.path.endsWith('/posts/flagged')
		? savedPages
		: endpoint.ordered
			? (SPARSE[endpoint.paging] ?? paging)
			: paging;
	return Number.isInteger(maxPageSize) &&
		maxPageSize > 0 &&
		maxPageSize < (style.maxPageSize ?? Infinity)
		? { ...style, maxPageSize }
		: style;
}

/** Where an endpoint's rows are in its answer. */
const outputOf = (endpoint: Endpoint): Output => ({
	offerFullResponse: true,
	...(endpoint.ordered ? { kind: 'postList', rowsProperty: endpoint.ordered } : {}),
	...(endpoint.under ? { rowsProperty: endpoint.under } : {}),
});

/**
 * Sends a request and shapes its answer by what the catalogue says of it; an endpoint that it does not
 * know may answer with JSON, text or a file.
 * @param property output binary field for a file
 * @throws NodeApiError
 */
export async function answerItems(
	context: OperationContext,
	request: ApiRequest,
	values: CallValues,
	endpoint: Endpoint | undefined,
	property: string,
): Promise<INodeExecutionData[] | IDataObject[]> {
	if (!endpoint || endpoint.file) return await fileOrData(context, request, property);
	const paging = pagingFor(endpoint, values);
	// Return All and Limit are not shown where there are no pages.
	const wanted = endpoint.paging ? undefined : Infinity;
	return await readPages(context, request, outputOf(endpoint), paging, wanted);
}

async function fileOrData(
	context: OperationContext,
	request: ApiRequest,
	property: string,
): Promise<INodeExecutionData[] | IDataObject[]> {
	const download = await context.download(request);
	const { name, type = '' } = fileFacts(download.answer);
	const readable = type.endsWith('json') || type === 'text/plain' || type === '';
	if (name || !readable) return [await fileItem(context, download, undefined, property)];
	const body = parseBody((await download.read()).toString('utf8'));
	// A failure that was hidden in the bytes.
	const { credentials } = await context.access();
	const failure = context.service.failure({ ...download.answer, body }, credentials, request);
	if (failure) throw context.fail(failure);
	const rows = Array.isArray(body) ? body : [body === '' ? { success: true } : body];
	return rows.map((row: unknown) =>
		typeof row === 'object' && row !== null ? (row as IDataObject) : { value: row as string },
	);
}

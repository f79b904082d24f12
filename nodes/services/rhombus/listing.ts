import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchResult,
	INodePropertyOptions,
} from 'n8n-workflow';
import { editorClient } from '../../shared/http/editorClient';
import type { Client } from '../../shared/http/client';
import type { Picker } from '../../shared/model/operation';
import { onlyOne, sameName } from '../../shared/request/resolveId';
import { objectsIn, own } from '../../shared/util/guards';
import { rhombus } from './service';

/**
 * How a list of Rhombus's becomes a picker. Rhombus gives its lists whole and cannot search them by
 * name, so they are filtered and sorted here.
 */

export type Row = IDataObject;

/** Noun of the list that shows the partner's own clients, whichever of them the node acts for. */
export const CLIENT = 'Client Organization';

/** Where the things of a kind are listed, and how one of them shows. */
export interface ThingList {
	noun: string;
	/** @throws NodeApiError; NodeOperationError where something has to be set up first */
	rows: (client: Client) => Promise<Row[]>;
	/** `also`: further texts that name it. What has no text as `value` is left out. */
	show: (row: Row) => { name: string; value: unknown; also?: unknown[] };
}

/** The texts among some values, in one line. */
export const words = (...parts: unknown[]): string =>
	parts
		.filter((part) => typeof part === 'string' && part.trim() !== '')
		.join(' ')
		.trim();

/** Rows of a list that comes whole. @throws NodeApiError */
export const rowsUnder = async (
	client: Client,
	request: string,
	rowsProperty: string,
	body: IDataObject = {},
): Promise<Row[]> =>
	objectsIn(own(await client.request(request, { idempotent: true, body }), rowsProperty));

/** Pages of a list that are followed: 25,000 rows. */
const MOST_PAGES = 50;
const PAGE = 500;

/**
 * Rows of a list that comes in pages.
 * @param within property of the body that holds what is said of the page; the body itself if absent
 * @throws NodeApiError
 */
export async function pagedRows(
	client: Client,
	request: string,
	rowsProperty: string,
	{ body = {}, within }: { body?: IDataObject; within?: string } = {},
): Promise<Row[]> {
	const rows: Row[] = [];
	let lastEvaluatedKey: unknown;
	for (let page = 0; page < MOST_PAGES; page++) {
		const said = { maxPageSize: PAGE, ...(lastEvaluatedKey ? { lastEvaluatedKey } : {}) };
		const answer = await client.request(request, {
			idempotent: true,
			body: { ...body, ...(within ? { [within]: said } : said) } as IDataObject,
		});
		rows.push(...objectsIn(own(answer, rowsProperty)));
		const next = own(answer, 'lastEvaluatedKey');
		if (!next || next === lastEvaluatedKey) break;
		lastEvaluatedKey = next;
	}
	return rows;
}

/** Several lists as one; those that the key may not read are left out, unless it may read none. @throws NodeApiError */
export async function gathered(parts: Array<() => Promise<Row[]>>): Promise<Row[]> {
	const results = await Promise.allSettled(parts.map(async (part) => await part()));
	const failed = results.find((one) => one.status === 'rejected');
	if (failed && results.every((one) => one.status === 'rejected')) throw failed.reason;
	return results.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
}

/** Several lists at once, whose rows say in `kind` of which they are. @throws NodeApiError */
export const merged = async (
	client: Client,
	sources: Array<{ request: string; rowsProperty: string; kind: string }>,
): Promise<Row[]> =>
	await gathered(
		sources.map(
			({ request, rowsProperty, kind }) =>
				async () =>
					(await rowsUnder(client, request, rowsProperty)).map((row) => ({ ...row, kind })),
		),
	);

export const listing = (
	noun: string,
	rows: ThingList['rows'],
	show: ThingList['show'],
): ThingList => ({ noun, rows, show });

/** One request whose rows have `name` and `uuid`. */
export const simple = (noun: string, path: string, rowsProperty: string): ThingList =>
	listing(
		noun,
		async (client) => await rowsUnder(client, `POST /api/${path}`, rowsProperty),
		(row) => ({ name: words(row.name), value: row.uuid }),
	);

/** The `listSearch` method of a list. */
const searchOf = ({ noun, rows, show }: ThingList) =>
	async function (this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
		const client = editorClient(this, rhombus, noun, noun === CLIENT ? '' : undefined);
		const wanted = filter.trim().toLowerCase();
		const results = (await rows(client))
			.map(show)
			.filter(
				(one): one is { name: string; value: string } =>
					typeof one.value === 'string' &&
					(wanted === '' ||
						one.name.toLowerCase().includes(wanted) ||
						one.value.toLowerCase() === wanted),
			)
			.map(({ name, value }) => ({ name: name || value, value }))
			.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
		return { results };
	};

type Search = ReturnType<typeof searchOf>;

/** `listSearch` methods of lists, by the same names. */
export const searchesOf = <Name extends string>(
	lists: Record<Name, ThingList>,
): Record<Name, Search> =>
	Object.fromEntries(
		Object.entries<ThingList>(lists).map(([name, one]) => [name, searchOf(one)]),
	) as Record<Name, Search>;

/** `loadOptions` methods for choosing several of the same lists. */
export const optionsOf = (searches: Record<string, Search>) =>
	Object.fromEntries(
		Object.entries(searches).map(([name, search]) => [
			name,
			async function (this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
				const { results } = await search.call(this);
				return results.map(({ name: shown, value }) => ({ name: shown, value }));
			},
		]),
	);

/** All of a list, read once in a run. @throws NodeApiError */
export const allOf = async (client: Client, search: string, { rows, show }: ThingList) =>
	await client.once(`names ${search}`, async () => (await rows(client)).map(show));

/**
 * The only thing of a list that has this name or ID.
 * @throws NodeOperationError if none or several have it; NodeApiError
 */
export async function findNamed(
	client: Client,
	search: string,
	list: ThingList,
	value: string,
	label: string,
): Promise<string> {
	const candidates = (await allOf(client, search, list))
		.filter(({ name, value: id, also = [] }) =>
			[name, id, ...also].some((one) => sameName(one, value)),
		)
		.filter((one): one is { name: string; value: string } => typeof one.value === 'string')
		.map((one) => ({ id: one.value, shown: `${one.name} (${one.value})` }));
	return onlyOne(client, label, list.noun, value, candidates, 'Enter the name or the ID');
}

/** A picker of a list whose IDs are not Rhombus's own. */
export const foreignPicker = (
	search: string,
	list: ThingList,
	facts: Pick<Picker, 'example' | 'isId'>,
): Picker => ({
	...facts,
	noun: list.noun,
	search,
	resolve: async (client, _mode, value, label) =>
		await findNamed(client, search, list, value, label),
});

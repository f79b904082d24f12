import type { IDataObject, INodeListSearchResult } from 'n8n-workflow';
import type { Client } from '../../../shared/http/client';
import { onlyOne, sameName, type Candidate } from '../../../shared/request/resolveId';
import { objectsIn, own } from '../../../shared/util/guards';

/**
 * Lists that servers cannot search, and that team members may read only team by team: one page of
 * one team is read at a time, and the list goes on where it stopped.
 */

/** Rows of a page. */
export const PAGE = 100;
/** Pages read for one answer of a picker when a filter lets nothing through. */
const MOST_PAGES = 10;

export type Row = IDataObject & { id: string };
export type Entry = INodeListSearchResult['results'][number];

export const rows = (body: unknown): Row[] => objectsIn(body) as Row[];

const matches = (filter: string | undefined, entry: Entry): boolean =>
	!filter || entry.name.toLowerCase().includes(filter.toLowerCase());

/** Reads one page; `more` says whether another may follow. */
export type ReadPage = (page: number) => Promise<{ found: Row[]; more: boolean }>;

/**
 * Pages of several sources one after another, until something passes the filter.
 * @param token where the last answer stopped: `source,page`
 */
export async function searchPages(
	sources: ReadPage[],
	entryOf: (row: Row) => Entry,
	filter?: string,
	token = '0,0',
): Promise<INodeListSearchResult> {
	let [source = 0, page = 0] = token.split(',').map(Number);
	const results: Entry[] = [];
	for (let read = 0; read < MOST_PAGES && results.length === 0 && sources[source]; read++) {
		const { found, more } = await sources[source]!(page);
		results.push(...found.map(entryOf).filter((entry) => matches(filter, entry)));
		if (more) page++;
		else [source, page] = [source + 1, 0];
	}
	return { results, ...(sources[source] ? { paginationToken: `${source},${page}` } : {}) };
}

/**
 * The ID of the only row with that name; reads every page of every source, up to a bound.
 * @throws NodeOperationError if none or several have it; NodeApiError
 */
export async function named(
	client: Client,
	label: string,
	noun: string,
	value: string,
	sources: ReadPage[],
	facts: { namesOf: (row: Row) => unknown[]; idOf?: (row: Row) => unknown },
): Promise<string> {
	const { namesOf, idOf = ({ id }) => id } = facts;
	const candidates: Candidate[] = [];
	for (const readPage of sources) {
		for (let page = 0, more = true; more && page < MOST_PAGES; page++) {
			const answer = await readPage(page);
			more = answer.more;
			for (const row of answer.found) {
				if (namesOf(row).some((name) => sameName(name, value))) {
					const id = String(idOf(row));
					candidates.push({ id, shown: id });
				}
			}
		}
	}
	return onlyOne(client, label, noun, value, candidates, 'Enter the name or the ID');
}

/** How a list of a team is asked for. */
interface TeamList {
	query?: IDataObject;
	/** Whether it comes at once. */
	whole?: boolean;
	/** Whether the request stands below the site, as those of plugins do. */
	site?: boolean;
	/** Property of the answer that holds the rows; none if it is the list itself. */
	under?: string;
}

/** A source per own team; teams whose things the account may not see count as empty. @throws NodeApiError */
export async function ofOwnTeams(
	client: Client,
	request: string,
	{ query = {}, whole = false, site = false, under }: TeamList = {},
): Promise<ReadPage[]> {
	const teams = rows(await client.request('GET /users/me/teams'));
	return teams.map(
		({ id: team_id }): ReadPage =>
			async (page) => {
				const answer = await client
					.request<unknown>(request, {
						query: { ...query, team_id, ...(whole ? {} : { page, per_page: PAGE }) },
						...(site ? { root: 'site' as const } : {}),
					})
					.catch(async (error: { httpCode?: string }) =>
						teams.length > 1 && error.httpCode === '403' ? [] : await Promise.reject(error),
					);
				const found = rows(under && !Array.isArray(answer) ? own(answer, under) : answer);
				return { found, more: !whole && found.length === PAGE };
			},
	);
}

import { labelOf } from '../model/fields';
import type { CatalogueData, Endpoint, ServiceName } from './format';
import { searchWords, type SearchWord } from './searchWords';

/**
 * The catalogue at run time: loaded when first needed, searched by words, and asked for the endpoint
 * behind `METHOD /path`.
 */
export interface Catalogue {
	data: CatalogueData;
	/** What the search compares, in the order of `data.endpoints`. */
	index: Entry[];
	/** `METHOD` and number of segments → endpoints, for concrete paths. */
	routes: Map<string, Route[]>;
}

interface Entry {
	endpoint: Endpoint;
	/** Lower-case words of the title. */
	title: string[];
	/** Lower-case words of the contract's name, and further ones. */
	words: string[];
	/** All that can be found, in lower case. */
	text: string;
	/** What counts against it: the depth of its path, the length of its title, its place in the catalogue. */
	handicap: number;
}

interface Route {
	endpoint: Endpoint;
	segments: string[];
}

/** One row of a search. */
export interface SearchResult {
	/** For people: `Get Users by IDs: POST /users/ids`. */
	name: string;
	/** `METHOD /path`, as `findEndpoint` takes it. */
	value: string;
	/** Its group and its peculiarities. */
	description: string;
}

/** An endpoint, and what a concrete path or query said already. */
export interface Found {
	endpoint: Endpoint;
	/** Decoded values of path parameters that were given in place of their placeholder. */
	path: Record<string, string>;
	query: Record<string, string>;
}

/** What a user typed as `METHOD /path?query`. */
export interface Typed {
	method: Endpoint['method'];
	/** Encoded as typed, with a leading slash, without query. */
	path: string;
	query: Record<string, string>;
}

export const PAGE_SIZE = 50;
/** Mattermost's API root, which users may leave out. */
const API_ROOT = '/api/v4';

const loaded = new Map<ServiceName, Catalogue>();

/** The catalogue of a service; read once, when first asked for. */
export function loadCatalogue(service: ServiceName): Catalogue {
	let catalogue = loaded.get(service);
	if (!catalogue) {
		// Not before it is needed; `import()` of JSON would need an attribute that jest does not know.
		// eslint-disable-next-line @typescript-eslint/no-require-imports
		const data = require(`./${service}.catalogue.json`) as CatalogueData;
		catalogue = openCatalogue(data);
		loaded.set(service, catalogue);
	}
	return catalogue;
}

/** How much more the first endpoint of the catalogue counts than its last. */
const EVERYDAY = 2;

/** Makes catalogue data searchable. */
export function openCatalogue(data: CatalogueData): Catalogue {
	const routes = new Map<string, Route[]>();
	for (const endpoint of data.endpoints) {
		const segments = segmentsOf(endpoint.path);
		const key = `${endpoint.method} ${segments.length}`;
		const list = routes.get(key);
		if (list) list.push({ endpoint, segments });
		else routes.set(key, [{ endpoint, segments }]);
	}
	const count = data.endpoints.length;
	const index = data.endpoints.map((endpoint, place): Entry => {
		const title = wordsOf(titleOf(endpoint));
		const words = wordsOf(`${labelOf(endpoint.name)} ${endpoint.also ?? ''}`);
		const where = [endpoint.method, endpoint.path, data.tags[endpoint.tag], endpoint.name];
		const text = [...where, ...title, ...words].join(' ').toLowerCase();
		const handicap =
			segmentsOf(endpoint.path).length / 4 + title.length / 10 + (EVERYDAY * place) / count;
		return { endpoint, title, words, text, handicap };
	});
	return { data, index, routes };
}

const wordsOf = (words: string) => words.toLowerCase().split(' ').filter(Boolean);

/** What people call an endpoint, in Title Case. */
export const titleOf = ({ title, name }: Endpoint): string => title ?? labelOf(name);

const segmentsOf = (path: string) => path.split('/').slice(1);

/** `GET /users/{user_id}`: without Mattermost's API root. */
export const shortPath = ({ path }: Endpoint): string =>
	path.startsWith(`${API_ROOT}/`) ? path.slice(API_ROOT.length) : path;

/** `GET /users/{user_id}`, the way an endpoint is shown, chosen and stored. */
export const endpointId = (endpoint: Endpoint): string =>
	`${endpoint.method} ${shortPath(endpoint)}`;

/**
 * Endpoints that match every word of `filter`, or another word for it, in title, name, path, method or group,
 * best first; what is outdated or only for the vendor's console comes last. Without a filter all of them,
 * everyday ones first.
 * @param page from 0, `PAGE_SIZE` results each
 */
export function searchEndpoints(
	{ data, index }: Catalogue,
	filter = '',
	page = 0,
): { results: SearchResult[]; more: boolean } {
	const wanted = searchWords(filter);
	const hits: Array<{ entry: Entry; score: number }> = [];
	for (const entry of index) {
		const score = wanted.length ? scoreOf(entry, wanted) : standing(entry);
		if (score > -Infinity) hits.push({ entry, score });
	}
	// Of equal ones the everyday one is first: the catalogue has them in that order.
	hits.sort((one, other) => other.score - one.score);
	const start = page * PAGE_SIZE;
	return {
		results: hits.slice(start, start + PAGE_SIZE).map(({ entry }) => resultOf(entry, data)),
		more: hits.length > start + PAGE_SIZE,
	};
}

/** What everybody can call counts more than what is outdated or only for the vendor's console. */
const standing = ({ endpoint }: Entry) =>
	endpoint.deprecated || endpoint.until || endpoint.consoleOnly ? -1000 : 0;

/** Another word for the searched one is worth less than that word, by this. */
const OTHER_WORD = 2;

/** Worth of an entry for the wanted words; -Infinity if one is missing. */
function scoreOf(entry: Entry, wanted: SearchWord[]): number {
	let score = standing(entry) - entry.handicap;
	for (const { word, stem, others } of wanted) {
		const best = Math.max(
			worth(entry, word),
			worth(entry, stem) - 0.5,
			...others.map((other) => worth(entry, other) - OTHER_WORD),
		);
		if (best === -Infinity) return best;
		score += best;
	}
	return score;
}

function worth({ title, words, text }: Entry, word: string): number {
	if (!text.includes(word)) return -Infinity;
	if (title.includes(word)) return 5;
	if (title.includes(`${word}s`)) return 4.5;
	if (words.includes(word)) return 4;
	if ([...title, ...words].some((one) => one.startsWith(word))) return 3;
	return text.includes(`/${word}`) ? 2 : 1;
}

function resultOf({ endpoint }: Entry, { tags }: CatalogueData): SearchResult {
	const marks = [
		...(endpoint.deprecated ? ['Deprecated'] : []),
		...(endpoint.consoleOnly
			? ['Only for the Console']
			: endpoint.unpublished
				? ['Not in the Public API']
				: []),
		...(endpoint.until ? [`Servers Before ${endpoint.until}`] : []),
		...(endpoint.local ? ["Only on the Server's Own Machine"] : []),
	];
	const value = endpointId(endpoint);
	return {
		name: `${titleOf(endpoint)}${marks.map((mark) => ` (${mark})`).join('')}: ${value}`,
		value,
		description: labelOf(tags[endpoint.tag]!),
	};
}

/**
 * Reads `METHOD /path`; a host in front of the path is ignored, and so is a fragment behind it.
 * @returns undefined if it is not of that form
 */
export function readTyped(typed: string): Typed | undefined {
	const match =
		/^\s*(get|post|put|patch|delete)\s+(?:https?:\/\/[^/\s]+)?(\/[^\s?#]*)(?:\?([^\s#]*))?(?:#\S*)?\s*$/i.exec(
			typed.slice(0, 4000),
		);
	if (!match) return undefined;
	const [, method = '', path = '', query = ''] = match;
	return {
		method: method.toUpperCase() as Endpoint['method'],
		path: path.length > 1 ? path.replace(/\/+$/, '') || '/' : path,
		query: Object.fromEntries(new URLSearchParams(query)),
	};
}

/**
 * The endpoint behind `METHOD /path`: its template, or a concrete path such as `GET /users/me`, with or
 * without `/api/v4`. Fixed segments win over placeholders.
 * @returns undefined for an endpoint that the catalogue does not know
 */
export function findEndpoint(catalogue: Catalogue, typed: string): Found | undefined {
	const read = readTyped(typed);
	if (!read) return undefined;
	const paths =
		catalogue.data.service === 'mattermost' ? [API_ROOT + read.path, read.path] : [read.path];
	for (const path of paths) {
		const found = match(catalogue, read.method, segmentsOf(path));
		if (found) return { ...found, query: read.query };
	}
	return undefined;
}

function match({ routes }: Catalogue, method: string, segments: string[]) {
	let best: { route: Route; fixed: string } | undefined;
	for (const route of routes.get(`${method} ${segments.length}`) ?? []) {
		// '1' for a fixed segment: the larger text has the earlier fixed segment.
		let fixed = '';
		const fits = route.segments.every((own, position) => {
			const given = segments[position]!;
			fixed += own === given ? '1' : '0';
			return own === given || (own.startsWith('{') && given !== '');
		});
		if (fits && (!best || fixed > best.fixed)) best = { route, fixed };
	}
	if (!best) return undefined;
	const path: Record<string, string> = {};
	best.route.segments.forEach((own, position) => {
		const given = segments[position]!;
		if (own.startsWith('{') && !/^\{.*\}$/.test(given)) path[own.slice(1, -1)] = decode(given);
	});
	return { endpoint: best.route.endpoint, path };
}

function decode(segment: string): string {
	try {
		return decodeURIComponent(segment);
	} catch {
		return segment;
	}
}

/** Names of a path's placeholders, in their order. */
export const placeholders = (path: string): string[] =>
	[...path.matchAll(/\{([^{}/]+)\}/g)].map(([, name]) => name!);

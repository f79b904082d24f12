import { labelOf } from '../model/fields';
import type { CatalogueData, Endpoint, ServiceName } from './format';

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
	/** Lower-case words of the name. */
	words: string[];
	/** All that can be found, in lower case. */
	text: string;
	/** Depth below the root; the nearest come first. */
	depth: number;
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
	const index = data.endpoints.map((endpoint): Entry => {
		const words = wordsOf(endpoint.name);
		const where = [endpoint.method, endpoint.path, data.tags[endpoint.tag], endpoint.name];
		const text = [...where, words.join(' ')].join(' ').toLowerCase();
		return { endpoint, words, text, depth: segmentsOf(endpoint.path).length };
	});
	return { data, index, routes };
}

const wordsOf = (name: string) => labelOf(name).toLowerCase().split(' ');
const segmentsOf = (path: string) => path.split('/').slice(1);

/** `GET /users/{user_id}`: without Mattermost's API root. */
export const shortPath = ({ path }: Endpoint): string =>
	path.startsWith(`${API_ROOT}/`) ? path.slice(API_ROOT.length) : path;

/** `GET /users/{user_id}`, the way an endpoint is shown, chosen and stored. */
export const endpointId = (endpoint: Endpoint): string =>
	`${endpoint.method} ${shortPath(endpoint)}`;

/**
 * Endpoints that match every word of `filter` in name, path, method or group, best first; deprecated
 * ones come last. Without a filter all of them.
 * @param page from 0, `PAGE_SIZE` results each
 */
export function searchEndpoints(
	{ data, index }: Catalogue,
	filter = '',
	page = 0,
): { results: SearchResult[]; more: boolean } {
	const wanted = filter.toLowerCase().slice(0, 500).split(/\s+/).filter(Boolean);
	const hits: Array<{ entry: Entry; score: number }> = [];
	for (const entry of index) {
		const score = scoreOf(entry, wanted);
		if (score > -Infinity) hits.push({ entry, score });
	}
	if (wanted.length) hits.sort((one, other) => other.score - one.score);
	else hits.sort((one, other) => standing(one.entry) - standing(other.entry));
	const start = page * PAGE_SIZE;
	return {
		results: hits.slice(start, start + PAGE_SIZE).map(({ entry }) => resultOf(entry, data)),
		more: hits.length > start + PAGE_SIZE,
	};
}

/** Live before outdated. */
const standing = ({ endpoint }: Entry) => (endpoint.deprecated || endpoint.until ? 1 : 0);

/** Worth of an entry for the wanted words; -Infinity if one is missing. */
function scoreOf(entry: Entry, wanted: string[]): number {
	let score = -1000 * standing(entry) - entry.words.length / 10 - entry.depth / 4;
	for (const word of wanted) {
		// "cameras" also finds "camera".
		const stem = word.length > 3 && word.endsWith('s') ? word.slice(0, -1) : word;
		const found = entry.text.includes(word) ? word : stem;
		if (!entry.text.includes(found)) return -Infinity;
		if (found !== word) score -= 0.5;
		if (entry.words.includes(found)) score += 4;
		else if (entry.words.some((one) => one.startsWith(found))) score += 3;
		else if (entry.text.includes(`/${found}`)) score += 2;
		else score += 1;
	}
	return score;
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
		name: `${labelOf(endpoint.name)}${marks.map((mark) => ` (${mark})`).join('')}: ${value}`,
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

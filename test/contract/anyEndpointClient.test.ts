import { Client4 } from '@mattermost/client';
import { findEndpoint, loadCatalogue } from '../../nodes/shared/anyEndpoint/catalogue';
import { DIST } from '../support/harness';

/** Any Endpoint must take every parameter that Mattermost's own client sends. */

const ID = 'aaaaaaaaaaaaaaaaaaaaaaaaaa';
/** Arguments of several kinds, since the client's functions take what they like. */
const KINDS: Array<(position: number) => unknown> = [
	() => ID,
	() => ({}),
	(position) => (position === 0 ? ID : {}),
	() => [ID],
	() => 1,
	() => true,
	() => undefined,
];
/** Paths made of an argument of the wrong kind. */
const BROKEN = /object|undefined|\/(1|true|NaN)(\/|$)|aas(\/|$)/;

/** `METHOD /path` → names of the parameters that the client sends there. */
async function sentByClient(): Promise<Map<string, Set<string>>> {
	const client = new Client4() as unknown as Record<string, unknown> & Client4;
	client.setUrl('http://127.0.0.1:9');
	const sent = new Map<string, Set<string>>();
	const record = (address: string, { method = 'get' }: { method?: string } = {}) => {
		const { pathname, searchParams } = new URL(address);
		const key = `${method.toUpperCase()} ${pathname}`;
		const names = sent.get(key) ?? new Set();
		for (const name of searchParams.keys()) names.add(name);
		sent.set(key, names);
	};
	const answer = { data: {}, headers: new Map(), response: { headers: new Map() } };
	Object.assign(client, {
		doFetch: async (address: string, options: object) => {
			record(address, options);
			return {};
		},
		doFetchWithResponse: async (address: string, options: object) => {
			record(address, options);
			return answer;
		},
	});
	const names = [
		...Object.getOwnPropertyNames(client),
		...Object.getOwnPropertyNames(Client4.prototype),
	].filter((name) => !/^(doFetch|set[A-Z]|constructor)|(Route|Url)$/.test(name));
	for (const name of new Set(names)) {
		const call = client[name];
		if (typeof call !== 'function') continue;
		for (const kind of KINDS) {
			try {
				await (call as (...given: unknown[]) => unknown).apply(
					client,
					Array.from({ length: 8 }, (_, position) => kind(position)),
				);
			} catch {
				// Arguments of another kind will do.
			}
		}
	}
	return sent;
}

test('the catalogue knows every parameter that Mattermost’s own client sends', async () => {
	// eslint-disable-next-line @typescript-eslint/no-require-imports -- the built catalogue is what is used
	const built = require(`${DIST}/nodes/shared/anyEndpoint/catalogue.js`) as {
		findEndpoint: typeof findEndpoint;
		loadCatalogue: typeof loadCatalogue;
	};
	const catalogue = built.loadCatalogue('mattermost');
	const unknown: string[] = [];
	let compared = 0;
	for (const [request, names] of await sentByClient()) {
		if (BROKEN.test(request)) continue;
		const found = built.findEndpoint(catalogue, request);
		if (!found) continue;
		compared++;
		for (const name of names) {
			// An array or a text where an object belongs gives its positions as names.
			if (/^\d+$/.test(name) || name in (found.endpoint.query ?? {})) continue;
			unknown.push(`${found.endpoint.method} ${found.endpoint.path}: ${name}`);
		}
	}
	expect(compared).toBeGreaterThan(350);
	expect(unknown).toEqual([]);
});

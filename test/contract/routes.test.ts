import { readFileSync } from 'node:fs';
import path from 'node:path';
import { anonymous } from '../../contracts/corrections';
import { registry } from '../../nodes/registry';
import { leading } from '../support/present';

/**
 * Which servers have an operation: its `since` and `until` against the routes that the source of 77
 * servers registers (`contracts/mattermost-routes.json`).
 */

const { versions, routes } = JSON.parse(
	readFileSync(path.join(__dirname, '../../contracts/mattermost-routes.json'), 'utf8'),
) as {
	versions: { release: string[]; development: string[] };
	routes: Record<string, string[]>;
};
const all = [...versions.release, ...versions.development];
const OLDEST = all[0];
const NEWEST = all[all.length - 1]!;

/** Routes of the site, and requests that are made up. */
const NO_ROUTES_OF_THEIR_OWN = new Set([
	'file/getPublic',
	'incomingWebhook/send',
	'anyEndpoint/call',
]);
/** On older servers the command is looked for in the lists. */
const WITH_ANOTHER_WAY = new Set(['slashCommand/get']);

const asNumber = (version: string) => {
	const [major, minor] = leading(version.split('.').map(Number), 2);
	return major * 1000 + minor;
};

const operations = registry
	.filter(({ service }) => service.name === 'Mattermost')
	.flatMap(({ resources }) =>
		resources.flatMap(({ value, operations }) =>
			operations.map((one) => ({ ...one, name: `${value}/${one.value}` })),
		),
	)
	.filter(({ name }) => !NO_ROUTES_OF_THEIR_OWN.has(name) && !WITH_ANOTHER_WAY.has(name))
	// Those of plugins are not the server's.
	.filter(({ request }) => !request.includes(' /plugins/'));

/** When a route came for good, and when it went. */
function lifeOf(request: string): { from?: string; until?: string } {
	const [method, place] = leading(request.split(' '), 2);
	// The authenticated user's own ID is one like any other.
	const route = place.replace(/\/me(?=\/|$)/g, '/{user_id}');
	const changes = routes[anonymous(`${method} /api/v4${route}`)];
	if (!changes) return {};
	const isGone = changes.length % 2 === 0;
	return isGone ? { from: changes.at(-2), until: changes.at(-1) } : { from: changes.at(-1) };
}

/**
 * Whether a version can be the one that brought a route first seen in `seen`. A release has it or not;
 * a development tree may belong to the next release already.
 */
function canBeFirst(version: string, seen: string): boolean {
	const at = all.indexOf(seen);
	const before = at > 0 ? asNumber(all[at - 1]!) : 0;
	const isRelease = versions.release.includes(seen);
	const latest = isRelease ? seen : (all[at + 1] ?? seen);
	// The newest but one tree was read in the middle of its development.
	const isOpen = before === asNumber(all[all.length - 2]!);
	return (
		(asNumber(version) > before || (isOpen && asNumber(version) === before)) &&
		asNumber(version) <= asNumber(latest)
	);
}

test('the table has servers of every age', () => {
	expect(all.length).toBeGreaterThan(70);
	expect([OLDEST, NEWEST]).toEqual(['4.10', '11.6']);
	expect(operations.length).toBeGreaterThan(430);
});

test('since: every operation is offered from the server that brought its route', () => {
	const wrong = operations
		.map(({ name, request, since = OLDEST, before }) => ({
			name,
			declared: before?.version ?? since,
			seen: lifeOf(request).from,
		}))
		.filter(({ declared, seen }) =>
			seen ? !canBeFirst(declared!, seen) : asNumber(declared!) <= asNumber(NEWEST),
		);
	expect(wrong).toEqual([]);
});

test('until: an operation ends where its route does', () => {
	const wrong = operations
		.map(({ name, request, until }) => ({ name, until, seen: lifeOf(request).until }))
		.filter(({ until, seen }) => until !== seen);
	expect(wrong).toEqual([]);
	expect(operations.filter(({ until }) => until).map(({ name }) => name)).toEqual([
		'user/checkMfa',
		'system/getWebrtcToken',
	]);
});

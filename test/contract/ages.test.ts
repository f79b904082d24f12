import { anonymous, CORRECTIONS } from '../../contracts/corrections';
import { Contract } from '../../contracts/openapi';
import { requestsOf } from '../../nodes/shared/model/parameterNames';
import { DIST } from '../support/harness';

/**
 * Which servers have an endpoint stands in `contracts/corrections.json`, which the sandbox reads; the
 * nodes say the same to people.
 */

// eslint-disable-next-line @typescript-eslint/no-require-imports -- the built package is what is tested
const { registry } = require(`${DIST}/nodes/registry.js`) as typeof import('../../nodes/registry');

const today = new Set(new Contract('mattermost-11.json').operations.map(({ id }) => anonymous(id)));
const asNumber = (version = '0') => {
	const [major, minor = 0] = version.split('.').map(Number);
	return major! * 1000 + minor;
};

/** The ages that operations declare, by endpoint; an endpoint is as old as its oldest use. */
const declared = new Map<string, string | undefined>();
for (const { service, resources } of registry) {
	if (service.name !== 'Mattermost') continue;
	for (const operation of resources.flatMap(({ operations }) => operations)) {
		for (const request of requestsOf(operation)) {
			const [method, path] = request.split(' ');
			const endpoint = anonymous(`${method} /api/v4${path}`);
			if (!today.has(endpoint)) continue;
			const known = declared.has(endpoint) ? declared.get(endpoint) : operation.since;
			const isOlder = asNumber(operation.since) < asNumber(known);
			declared.set(endpoint, isOlder ? operation.since : known);
		}
	}
}

/** Operations that ask another way on older servers, so they have no age of their own. */
const WITH_ANOTHER_WAY = new Set([
	'PUT /api/v4/channels/{}/privacy',
	'POST /api/v4/plugins/{}/enable',
	'POST /api/v4/plugins/{}/disable',
	// Whom a message mentions are people where servers have no groups.
	'GET /api/v4/groups',
]);

/** The oldest server that is supported. */
const OLDEST = '4.10';

test('an endpoint has the age that the operations declare', () => {
	const wrong = [...declared]
		.filter(([endpoint]) => !WITH_ANOTHER_WAY.has(endpoint))
		.map(([endpoint, since = OLDEST]) => [
			endpoint,
			since,
			CORRECTIONS.mattermost.get(endpoint)?.since ?? OLDEST,
		])
		.filter(([, since, inTable]) => since !== inTable);
	expect(wrong).toEqual([]);
	expect([...declared.values()].filter(Boolean).length).toBeGreaterThan(150);
});

test('what has another way on older servers has an age in the table', () => {
	for (const endpoint of WITH_ANOTHER_WAY) {
		expect([endpoint, declared.get(endpoint)]).toEqual([endpoint, undefined]);
		expect(CORRECTIONS.mattermost.get(endpoint)?.since).toMatch(/^5\.\d+$/);
	}
});

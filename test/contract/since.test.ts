import { readFileSync } from 'fs';
import path from 'path';
import type { Service } from '../../nodes/shared/http/types';
import type { Resource } from '../../nodes/shared/model/operation';
import { DIST } from '../support/harness';

/**
 * Which server has an operation first: its `since` against the routes that the server's own source
 * registers (api4 at the tags v4.10.0 to v9.10.0, one per minor version). What came before is refused
 * with the version that is needed; what came later would be "does not know this call".
 */

// eslint-disable-next-line @typescript-eslint/no-require-imports -- the built package is what is tested
const { registry } = require(`${DIST}/nodes/registry.js`) as {
	registry: Array<{ service: Service; resources: Resource[] }>;
};
/** Request → first tag whose routes have it; what only newer servers have is not in it. */
const first = JSON.parse(
	readFileSync(path.join(__dirname, '..', 'fixtures', 'routesSince.json'), 'utf8'),
) as Record<string, string>;
const OLDEST = '4.10';

/** Routes that went away and came back. */
const CAME_BACK = new Set(['POST /files/search']);

const operations = registry
	.filter(({ service }) => service.name === 'Mattermost')
	.flatMap(({ resources }) => resources.flatMap((resource) => resource.operations))
	.filter(({ request }) => request in first && !CAME_BACK.has(request));

test('every operation is offered from the version on that has its route', () => {
	expect(operations.length).toBeGreaterThan(300);
	const wrong = operations
		.map(({ request, since, before }) => ({
			request,
			declared: before?.version ?? since ?? OLDEST,
			first: first[request],
		}))
		.filter((one) => one.declared !== one.first);
	expect(wrong).toEqual([]);
});

test('group names can be asked for since 11.0 (R10)', () => {
	const all = registry.flatMap(({ resources }) => resources.flatMap((one) => one.operations));
	expect(all.find(({ request }) => request === 'POST /groups/names')?.since).toBe('11.0');
});

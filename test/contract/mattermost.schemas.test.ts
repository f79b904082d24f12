import { readFileSync } from 'fs';
import { NAMED } from '../../nodes/services/mattermost/names';
import { EVERYDAY, operationOf, outputsOf, schemaFile } from '../samples/contentOutputs';
import { contradictions, type Schema } from '../samples/schema';
import { useSandbox } from '../support/sandbox';

/** The fields that the editor offers before the first run are those that come. */

const everyday = Object.entries(EVERYDAY).flatMap(([resource, operations]) =>
	operations.map((operation) => [resource, operation] as const),
);
const read = (resource: string, operation: string) =>
	JSON.parse(readFileSync(schemaFile(resource, operation), 'utf8')) as Schema;

const sandbox = useSandbox();

test.each(everyday)('%s/%s gives what its schema says', async (resource, operation) => {
	const schema = read(resource, operation);
	const items = await outputsOf(sandbox, resource, operation);
	expect(schema.version).toBe(1);
	expect(items.length).toBeGreaterThan(0);
	for (const { json } of items) expect(contradictions(schema, json)).toEqual([]);
});

test('a schema names no more than Simplify keeps', () => {
	for (const [resource, operation] of everyday) {
		const { simplify, derive, addTo } = operationOf(resource, operation).operation.output ?? {};
		const derived = derive?.({ id: 'x', props: { attachments: [] } }, '') ?? {};
		const ids = addTo ? [...(simplify ?? []), 'user_id', 'channel_id'] : [];
		const names = ids
			.filter((id) => id in NAMED)
			.flatMap((id) => ['_name', '_display_name'].map((end) => id.replace(/_id$/, end)));
		const kept = simplify && [...simplify, ...Object.keys(derived), ...names];
		const named = Object.keys(read(resource, operation).properties ?? {});
		if (kept)
			expect([resource, operation, ...named.filter((one) => !kept.includes(one))]).toEqual([
				resource,
				operation,
			]);
	}
});

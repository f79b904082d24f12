import { readFileSync } from 'node:fs';
import path from 'node:path';
import { properties as eventProperties } from '../../nodes/RhombusEventTrigger/properties';
import { properties as liveProperties } from '../../nodes/RhombusLiveTrigger/properties';
import { properties as webhookProperties } from '../../nodes/RhombusTrigger/properties';
import { registry } from '../../nodes/registry';

/** docs/compared.md names what is there: nothing that the vendor's other tools do is missing unsaid. */

const rows = readFileSync(path.join(__dirname, '../../docs/compared.md'), 'utf8')
	.split('\n')
	.filter((line) => /^\| (Zapier|Pipedream|MCP server|CLI) /.test(line))
	.map((line) =>
		line
			.split('|')
			.slice(1, -1)
			.map((cell) => cell.trim()),
	)
	.map(([tool, what, here]) => ({ tool: tool!, what: what!, here: here! }));

const TRIGGERS: Record<string, typeof eventProperties> = {
	rhombusTrigger: webhookProperties,
	rhombusEventTrigger: eventProperties,
	rhombusLiveTrigger: liveProperties,
};
const operations = new Set(
	registry.flatMap(({ node, resources }) =>
		resources.flatMap((resource) =>
			resource.operations.map((operation) => `${node} ${resource.value}/${operation.value}`),
		),
	),
);
/** Rows without an operation or a trigger of ours. */
const WITHOUT = ['login, configure'];

test('each tool has its rows', () => {
	const count = (tool: string) => rows.filter((row) => row.tool === tool).length;
	expect(['Zapier', 'Pipedream', 'MCP server', 'CLI'].map(count)).toEqual([16, 8, 40, 8]);
});

test.each(rows)('$tool: $what', ({ what, here }) => {
	const named = [...here.matchAll(/`(\w+ \w+\/\w+)`/g)].map(([, one]) => one!);
	const triggers = [...here.matchAll(/trigger `(\w+)` (\w+)/g)];
	expect(named.filter((one) => !operations.has(one))).toEqual([]);
	for (const [, node, value] of triggers) {
		const choices = TRIGGERS[node!]!.flatMap(({ options = [] }) => options).map(
			(one) => (one as { value?: unknown }).value,
		);
		expect(choices).toContain(value);
	}
	expect(named.length + triggers.length > 0 || WITHOUT.includes(what)).toBe(true);
});

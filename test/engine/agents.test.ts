import { NodeHelpers, nodeNameToToolName } from 'n8n-workflow';
import { builtPackage } from '../support/harness';
import { actionsOf } from '../support/nodeCreator';

/** What a model, or n8n's builder, is told of the nodes. */

const { nodes } = builtPackage();
const PACKAGE = 'n8n-nodes-rhombus-mattermost.';

/** Operations as tools, as n8n describes and names them. */
const tools = Object.values(nodes)
	.filter(({ description: { usableAsTool } }) => usableAsTool === true)
	.flatMap((node) =>
		actionsOf(node).map(({ resource, operation }) => {
			const words = NodeHelpers.makeDescription({ resource, operation }, node.description);
			return { words, name: nodeNameToToolName(words) };
		}),
	);

test('no two operations are described to a model in the same words', () => {
	const words = tools.map((tool) => tool.words);
	expect(words.filter((one, index) => words.indexOf(one) !== index)).toEqual([]);
	expect(words.length).toBeGreaterThan(840);
});

test('n8n cuts no name of a tool, so that each stays the only one of its name', () => {
	const names = tools.map(({ name }) => name);
	const cut = tools.filter(({ words, name }) => words.replace(/[^\w-]+/g, '_') !== name);
	expect(cut).toEqual([]);
	expect(names.filter((one, index) => names.indexOf(one) !== index)).toEqual([]);
});

test('a tool that needs a call to answer is not offered to agents', () => {
	expect(nodes.mattermostRespond!.description.usableAsTool).toEqual({
		replacements: { hidden: true },
	});
});

test("n8n's Human Review tool fills the question", () => {
	// It has a parameter of its own of this name and drops that of the node (n8n: tool-generation/hitl-tools.js).
	const question = nodes.mattermost!.description.properties.find(({ name }) => name === 'message');
	expect(question?.displayOptions?.show).toMatchObject({
		resource: ['post'],
		operation: ['sendAndWait'],
	});
});

test.each(Object.values(nodes).map((node) => [node.description.name, node] as const))(
	'%s tells the builder what it is for, and of nodes that there are',
	(_name, { description }) => {
		const { searchHint, relatedNodes } = description.builderHint ?? {};
		expect(searchHint).toMatch(/^[A-Z].{40,}\.$/);
		expect(relatedNodes?.length).toBeGreaterThan(0);
		for (const { nodeType, relationHint } of relatedNodes ?? []) {
			expect(Object.keys(nodes)).toContain(nodeType.replace(PACKAGE, ''));
			expect(relationHint).not.toBe('');
		}
	},
);

import { exampleFiles, filledIn, readExample, sandboxValues } from '../../tools/examples';
import type { WorkflowJson } from '../../tools/n8n/client';
import { EXAMPLES } from './examples/table';
import { patiently, type Scene } from './examples/scene';
import { setStage, type Stage } from './support';
import { leading } from '../support/present';

/** Every example in a real n8n: imported, its placeholders filled in, started, its effect looked at. */

const files = exampleFiles();
const read = (file: string) => readExample(file) as Required<WorkflowJson>;

test('every example is in the table', () => {
	expect(Object.keys(EXAMPLES).sort()).toEqual([...files].sort());
});

describe.each(files)('%s', (file) => {
	const { nodes, connections } = read(file);

	test('says what it does and what to set, in a note', () => {
		expect(nodes[0]).toMatchObject({ name: 'About', type: 'n8n-nodes-base.stickyNote' });
		expect(nodes[0]!.parameters.content).toMatch(/\n\n\*\*Before you run it:\*\* \S/);
	});

	test('names its credentials and holds none', () => {
		for (const { credentials } of nodes) {
			for (const { id, name } of Object.values(credentials ?? {})) {
				expect(id).toBeNull();
				expect(name).toMatch(/ account$/);
			}
		}
		expect(JSON.stringify(read(file))).not.toMatch(/127\.0\.0\.1|sandbox\w+token/);
	});

	test('says how to try it, and no step stands alone', () => {
		expect(nodes[0]!.parameters.content).toMatch(/\n\n\*\*Try it:\*\* \S/);
		const targets = JSON.stringify(connections);
		for (const { name, type } of nodes.slice(1)) {
			const isTarget = targets.includes(JSON.stringify({ node: name }).slice(1, -1));
			expect([name, isTarget || /trigger$/i.test(type) || name in connections]).toEqual([
				name,
				true,
			]);
		}
	});

	test('reads from left to right and row by row, within 1280 pixels, with room for each node', () => {
		const at = new Map(nodes.map(({ name, position }) => [name, position!]));
		const xs = [...at.values()].map(([x]) => x);
		// Six steps of 220 and the last node, at the scale at which n8n fits it into 1280 pixels.
		expect(Math.max(...xs) - Math.min(...xs)).toBeLessThanOrEqual(1320);
		for (const [from, kinds] of Object.entries(connections)) {
			const targets = (kinds as { main?: Array<Array<{ node: string }>> }).main ?? [];
			for (const { node } of targets.flat()) {
				// What is asked again comes back to where it was asked.
				if (node === from) continue;
				const [right, down] = leading(
					[0, 1].map((axis) => at.get(node)![axis]! - at.get(from)![axis]!),
					2,
				);
				expect([from, node, right >= 200 || down >= 200]).toEqual([from, node, true]);
			}
		}
		const places = [...at.values()];
		for (const [index, [x, y]] of places.entries()) {
			for (const [otherX, otherY] of places.slice(index + 1)) {
				expect(Math.abs(x - otherX) >= 200 || Math.abs(y - otherY) >= 160).toBe(true);
			}
		}
	});
});

describe('in a real n8n', () => {
	let stage: Stage;
	beforeAll(async () => {
		stage = await setStage();
	});
	afterAll(async () => await stage?.stop());

	test.each(files)(
		'%s does its job',
		async (file) => {
			const { prepare, play } = EXAMPLES[file]!;
			const { sandbox, n8n } = stage;
			sandbox.mattermost.reset();
			sandbox.rhombus.reset();
			const scene: Scene = { stage, sandbox, client: n8n.client, cleanUps: [] };
			try {
				await prepare?.(scene);
				const filled = filledIn(read(file), sandboxValues(sandbox)[file] ?? {});
				const workflow = await n8n.client.createWorkflow(filled);
				scene.cleanUps.push(
					async () => await patiently(async () => await n8n.client.deleteWorkflow(workflow.id)),
				);
				await play(scene, workflow);
				expect(sandbox.mattermost.violations).toEqual([]);
				expect(sandbox.rhombus.violations).toEqual([]);
			} finally {
				const failed: unknown[] = [];
				for (const cleanUp of scene.cleanUps.reverse()) {
					await cleanUp().catch((error: unknown) => failed.push(error));
				}
				if (failed.length) console.error('Cleaning up:', ...failed);
			}
		},
		240_000,
	);
});

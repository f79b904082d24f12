import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkflowJson } from '../../tools/n8n/client';
import { EXAMPLES } from './examples/table';
import { patiently, prepared, type Scene } from './examples/scene';
import { setStage, type Stage } from './support';

/** Every example in a real n8n: imported, its place-holders filled in, started, its effect looked at. */

const FOLDER = join(__dirname, '..', '..', 'examples');
const files = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
const read = (file: string) =>
	JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Required<WorkflowJson>;

test('every example is in the table', () => {
	expect(Object.keys(EXAMPLES).sort()).toEqual([...files].sort());
});

describe.each(files)('%s', (file) => {
	const { nodes, connections } = read(file);

	test('says what it does and what to set, in a note', () => {
		expect(nodes[0]).toMatchObject({ name: 'About', type: 'n8n-nodes-base.stickyNote' });
		expect(nodes[0].parameters.content).toMatch(/\n\n\*\*Before you run it:\*\* \S/);
	});

	test('names its credentials and holds none', () => {
		for (const { credentials } of nodes) {
			for (const { id, name } of Object.values(credentials ?? {})) {
				expect(id).toBeNull();
				expect(name).toMatch(/ account$/);
			}
		}
		expect(readFileSync(join(FOLDER, file), 'utf8')).not.toMatch(/127\.0\.0\.1|sandbox\w+token/);
	});

	test('reads from left to right, with room for each node', () => {
		const at = new Map(nodes.map(({ name, position }) => [name, position!]));
		for (const [from, kinds] of Object.entries(connections)) {
			const targets = (kinds as { main?: Array<Array<{ node: string }>> }).main ?? [];
			for (const { node } of targets.flat()) {
				expect(at.get(node)![0] - at.get(from)![0]).toBeGreaterThanOrEqual(200);
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
			const { fill = () => ({}), play } = EXAMPLES[file];
			const { sandbox, n8n } = stage;
			sandbox.mattermost.reset();
			sandbox.rhombus.reset();
			const scene: Scene = { stage, sandbox, client: n8n.client, cleanUps: [] };
			try {
				const workflow = await n8n.client.createWorkflow(prepared(read(file), await fill(scene)));
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

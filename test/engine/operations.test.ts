import { requestsOf } from '../../nodes/shared/model/parameterNames';
import { startSandbox, type Sandbox } from '../../sandbox';
import { attempt, cases, masked, nodes, SAMPLES, versionFor, VERSIONS } from '../support/attempt';
import { runStock, runWorkflow } from '../support/harness';

/**
 * Every declared operation, through the real engine, in both ways n8n runs it: the requests and the
 * items must be the same, and every request must keep the API's contract.
 * OPERATIONS=mattermost/post,rhombus/door runs a part.
 */

/** Servers old and new. */
const sandboxes: Record<string, Sandbox> = {};

beforeAll(async () => {
	for (const version of VERSIONS) {
		sandboxes[version] = await startSandbox({ mattermostVersion: version });
	}
});
afterAll(async () => {
	await Promise.all(Object.values(sandboxes).map(async (sandbox) => await sandbox.stop()));
});

/** Its nodes cannot be left while they wait, so they send no reminders. */
const IS_N8N_1 = process.env.N8N_CORE_FROM?.includes('n8n-1.') === true;

const parts = (process.env.OPERATIONS ?? '').split(',');
const chosen = cases.filter(({ name }) => parts.some((part) => name.startsWith(part)));

describe('every operation, both ways', () => {
	test.each(chosen)('$name', async (one) => {
		const { service, resource, operation } = one;
		const sandbox = sandboxes[versionFor(operation)]!;
		const key = `${resource.value}/${operation.value}`;

		for (const everything of [false, true]) {
			const workflow = await attempt(one, sandbox, runWorkflow, everything);
			const detail = `${everything ? 'all fields' : 'required fields'}: ${JSON.stringify(workflow).slice(0, 600)}`;
			expect([workflow.violations, detail]).toEqual([[], detail]);
			if (operation.value !== 'sendAndWait') {
				const stock = await attempt(one, sandbox, runStock, everything);
				expect(masked(stock)).toEqual(masked(workflow));
			}
			expect([workflow.requests.length > 0, detail]).toEqual([true, detail]);
			const isRefused = key in SAMPLES[service].refusals;
			if (isRefused || (IS_N8N_1 && /needs n8n 2 or newer$/.test(workflow.error ?? ''))) continue;
			expect([workflow.error, detail]).toEqual([undefined, detail]);
			for (const item of workflow.items!) {
				expect(item.pairedItem).toEqual({ item: 0 });
				expect(typeof item.json === 'object' && !Array.isArray(item.json)).toBe(true);
			}
		}
		expect(requestsOf(operation).every((one) => /^[A-Z]+ \//.test(one))).toBe(true);
	});

	test('every name is declared once in a node, but for the operations of each resource', () => {
		for (const node of Object.values(nodes)) {
			const names = node.description.properties
				.map(({ name }) => name)
				.filter((name) => name !== 'operation');
			expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
		}
	});

	test('every description stays under 300 KB', () => {
		for (const node of Object.values(nodes)) {
			expect(JSON.stringify(node.description).length).toBeLessThan(300_000);
		}
	});
});

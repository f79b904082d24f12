import type { INodeExecutionData } from 'n8n-workflow';
import { requestsOf } from '../../nodes/shared/model/parameterNames';
import { startSandbox, TOKENS, type Sandbox } from '../../sandbox';
import { builtPackage, DIST, runStock, runWorkflow, type RunOptions } from '../support/harness';
import { parametersOf } from '../samples/fields';
import { mattermostRefusals, mattermostValues, prepareMattermost } from '../samples/mattermost';
import { prepareRhombus, rhombusRefusals, rhombusValues } from '../samples/rhombus';

/**
 * Every declared operation, through the real engine, in both ways n8n runs it: the requests and the
 * items must be the same, and every request must keep the API's contract.
 * OPERATIONS=mattermost/post,rhombus/door runs a part.
 */

// eslint-disable-next-line @typescript-eslint/no-require-imports -- the built package is what is tested
const { registry } = require(`${DIST}/nodes/registry.js`) as typeof import('../../nodes/registry');

const SAMPLES = {
	Mattermost: {
		prepare: prepareMattermost,
		values: mattermostValues,
		refusals: mattermostRefusals,
	},
	Rhombus: { prepare: prepareRhombus, values: rhombusValues, refusals: rhombusRefusals },
};

/** Servers old and new: an operation that is gone runs on the last generation that had it. */
const sandboxes: Record<string, Sandbox> = {};
const versionFor = (until?: string) => (until ? '4.10.10' : '11.7.0');

beforeAll(async () => {
	for (const version of ['4.10.10', '11.7.0']) {
		sandboxes[version] = await startSandbox({ mattermostVersion: version });
	}
});
afterAll(async () => {
	await Promise.all(Object.values(sandboxes).map(async (sandbox) => await sandbox.stop()));
});

const { nodes } = builtPackage();

const credentialsOf = (sandbox: Sandbox) => ({
	mattermostTokenApi: { siteUrl: sandbox.mattermost.url, accessToken: TOKENS.mattermostAdmin },
	rhombusApi: {
		apiKey: TOKENS.rhombusKey,
		region: 'custom',
		baseUrl: sandbox.rhombus.url,
		scheme: 'api-token',
	},
});

/** Its nodes cannot be left while they wait, so they send no reminders. */
const IS_N8N_1 = process.env.N8N_CORE_FROM?.includes('n8n-1.') === true;

/** Values that differ from run to run: times, random IDs, addresses. */
const masked = (value: unknown): unknown =>
	JSON.parse(
		JSON.stringify(value, (_key, inner: unknown) =>
			typeof inner === 'number' && inner > 1.5e12 && inner < 3e12 ? '<time>' : inner,
		)
			.replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uuid>')
			.replace(/\b1[5-9]\d{11}\b/g, '<time>')
			.replace(/\d{4}(-\d\d){5}/g, '<time>')
			.replace(/(period\W+)\d+/g, '$1<time>')
			.replace(/axios-[\d.]+-boundary-[\w-]+|form-?data-[\w-]+|-{4,}[\w-]+/gi, '<boundary>'),
	);

const input = (): INodeExecutionData[] => [
	{
		json: { first: 1 },
		binary: {
			data: {
				data: Buffer.from('hello sandbox').toString('base64'),
				mimeType: 'text/plain',
				fileName: 'hello.txt',
			},
		},
	},
];

interface Outcome {
	requests: unknown[];
	violations: string[];
	items?: INodeExecutionData[];
	error?: string;
}

const cases = registry.flatMap(({ node, service, resources }) =>
	resources.flatMap((resource) =>
		resource.operations.map((operation) => ({
			name: `${node}/${resource.value}/${operation.value}`,
			node,
			service,
			resource,
			operation,
		})),
	),
);
const parts = (process.env.OPERATIONS ?? '').split(',');
const chosen = cases.filter(({ name }) => parts.some((part) => name.startsWith(part)));

describe('every operation, both ways', () => {
	test.each(chosen)('$name', async ({ node, service, resource, operation }) => {
		const sandbox = sandboxes[versionFor(operation.until)];
		const api = sandbox[service.name === 'Mattermost' ? 'mattermost' : 'rhombus'];
		const { prepare, values, refusals } = SAMPLES[service.name];
		const key = `${resource.value}/${operation.value}`;

		const attempt = async (
			run: (options: RunOptions) => Promise<INodeExecutionData[]>,
			everything: boolean,
		): Promise<Outcome> => {
			api.reset();
			const known = { ...(await prepare(sandbox)), ...values[key] };
			const before = api.requests.length;
			const outcome: Outcome = { requests: [], violations: [] };
			try {
				outcome.items = await run({
					node: nodes[node],
					items: input(),
					parameters: {
						authentication: 'accessToken',
						...parametersOf(resource, operation, known, everything, Object.keys(values[key] ?? {})),
					},
					credentials: credentialsOf(sandbox),
					// The output Reminder of Send and Wait.
					loops: 2,
				});
			} catch (error) {
				outcome.error = (error as Error).message;
			}
			const sent = api.requests.slice(before);
			outcome.requests = sent.map(({ method, path, query, body, headers }) => ({
				method,
				path,
				query,
				body: Buffer.isBuffer(body) ? body.toString('latin1') : body,
				type: headers['content-type'],
			}));
			outcome.violations = sent.flatMap(({ violations }) => violations);
			return outcome;
		};

		for (const everything of [false, true]) {
			const workflow = await attempt(runWorkflow, everything);
			const detail = `${everything ? 'all fields' : 'required fields'}: ${JSON.stringify(workflow).slice(0, 600)}`;
			expect([workflow.violations, detail]).toEqual([[], detail]);
			if (operation.value !== 'sendAndWait') {
				const stock = await attempt(runStock, everything);
				expect(masked(stock)).toEqual(masked(workflow));
			}
			expect([workflow.requests.length > 0, detail]).toEqual([true, detail]);
			if (key in refusals || (IS_N8N_1 && /needs n8n 2 or newer$/.test(workflow.error ?? '')))
				continue;
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

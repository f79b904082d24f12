import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { Operation, Resource } from '../../nodes/shared/model/operation';
import { TOKENS, type Sandbox } from '../../sandbox';
import { parametersOf } from '../samples/fields';
import { mattermostRefusals, mattermostValues, prepareMattermost } from '../samples/mattermost';
import { prepareRhombus, rhombusRefusals, rhombusValues } from '../samples/rhombus';
import { builtPackage, DIST, type RunOptions } from './harness';

/** One declared operation, run once by one of n8n's engines against the sandbox. */

// eslint-disable-next-line @typescript-eslint/no-require-imports -- the built package is what is tested
const { registry } = require(`${DIST}/nodes/registry.js`) as typeof import('../../nodes/registry');

export const SAMPLES = {
	Mattermost: {
		prepare: prepareMattermost,
		values: mattermostValues,
		refusals: mattermostRefusals,
	},
	Rhombus: { prepare: prepareRhombus, values: rhombusValues, refusals: rhombusRefusals },
};

export const { nodes } = builtPackage();

export const cases = registry.flatMap(({ node, service, resources }) =>
	resources.flatMap((resource) =>
		resource.operations.map((operation) => ({
			name: `${node}/${resource.value}/${operation.value}`,
			node,
			service: service.name as keyof typeof SAMPLES,
			resource: resource as Resource,
			operation: operation as Operation,
		})),
	),
);

/** An operation that is gone runs on the last generation that had it. */
export const versionFor = ({ until }: Pick<Operation, 'until'>): string =>
	until ? '4.10.10' : '11.7.0';
export const VERSIONS = ['4.10.10', '11.7.0'];

const credentialsOf = (sandbox: Sandbox) => ({
	mattermostTokenApi: { siteUrl: sandbox.mattermost.url, accessToken: TOKENS.mattermostAdmin },
	rhombusApi: {
		apiKey: TOKENS.rhombusKey,
		region: 'custom',
		baseUrl: sandbox.rhombus.url,
		scheme: 'api-token',
	},
});

/** Values that differ from run to run: times, random IDs, addresses. */
export const masked = (value: unknown): unknown =>
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

export interface Outcome {
	requests: unknown[];
	violations: string[];
	items?: INodeExecutionData[];
	error?: string;
}

/**
 * @param run the engine
 * @param everything all fields instead of the required ones
 */
export async function attempt(
	{ node, service, resource, operation }: (typeof cases)[number],
	sandbox: Sandbox,
	run: (options: RunOptions) => Promise<INodeExecutionData[]>,
	everything: boolean,
): Promise<Outcome> {
	const api = sandbox[service === 'Mattermost' ? 'mattermost' : 'rhombus'];
	const { prepare, values } = SAMPLES[service];
	const given = (values as Record<string, IDataObject | undefined>)[
		`${resource.value}/${operation.value}`
	];
	api.reset();
	const known = { ...(await prepare(sandbox)), ...given };
	const before = api.requests.length;
	const outcome: Outcome = { requests: [], violations: [] };
	try {
		outcome.items = await run({
			node: nodes[node]!,
			items: input(),
			parameters: {
				authentication: 'accessToken',
				...parametersOf(resource, operation, known, everything, Object.keys(given ?? {})),
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
}

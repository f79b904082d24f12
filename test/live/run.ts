import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import {
	childParam,
	limitParam,
	optionsParam,
	requestsOf,
} from '../../nodes/shared/model/parameterNames';
import type { Operation, Resource } from '../../nodes/shared/model/operation';
import { builtPackage, DIST, runWorkflow } from '../support/harness';
import { PICTURE, PLUGIN } from '../../tools/recording/send';
import { parametersOf, type Known } from '../samples/fields';
import { judgeItems, judgeRefusal } from './outcome';
import { Recorder } from './record/recorder';
import { ending, LICENSED, RUN, steps } from './steps';
import type { Outcome, Row, Step } from './types';

/**
 * Runs the operations of both Mattermost nodes, as built, on a real server.
 * MATTERMOST_URL; MATTERMOST_TOKEN, of a system administrator; MATTERMOST_THROWAWAY=1 runs also what
 * changes the whole server. It makes what it works on, and deletes nothing else.
 * `--record` also writes what was asked and answered to test/recorded.
 */

// eslint-disable-next-line @typescript-eslint/no-require-imports -- the built package is what is tested
const { registry } = require(`${DIST}/nodes/registry.js`) as typeof import('../../nodes/registry');
const { nodes } = builtPackage();

interface Declared {
	node: string;
	resource: Resource;
	operation: Operation;
}
const declared = new Map<string, Declared>();
for (const { node, service, resources } of registry) {
	if (service.name !== 'Mattermost') continue;
	for (const resource of resources) {
		for (const operation of resource.operations) {
			declared.set(`${resource.value}/${operation.value}`, { node, resource, operation });
		}
	}
}

const fromEnvironment = (name: string): string => {
	const value = process.env[name];
	if (!value) throw new Error(`Set ${name}: see Contributing`);
	return value;
};
const siteUrl = fromEnvironment('MATTERMOST_URL');
const accessToken = fromEnvironment('MATTERMOST_TOKEN');
const isThrowaway = Boolean(process.env.MATTERMOST_THROWAWAY);
const only = process.env.OPERATIONS ?? '';
let recorder: Recorder | undefined;

const FILES = {
	picture: { data: PICTURE.toString('base64'), mimeType: 'image/png', fileName: 'live.png' },
	plugin: {
		data: PLUGIN.toString('base64'),
		mimeType: 'application/gzip',
		fileName: 'live.tar.gz',
	},
};
const input = (file: keyof typeof FILES = 'picture'): INodeExecutionData[] => [
	{ json: {}, binary: { data: FILES[file] } },
];

/** A language model that always says the same. */
const model = {
	stream: async () =>
		(async function* () {
			await Promise.resolve();
			yield { content: 'Hello from a model' };
		})(),
};

/** Values of an operation's optional collection that a step gives. */
function withOptional(
	{ resource, operation }: Declared,
	parameters: Record<string, unknown>,
	values: Known,
): Record<string, unknown> {
	const given = (operation.optional ?? []).filter(({ name }) => name in values);
	if (given.length === 0) return parameters;
	const full = parametersOf(resource, operation, values, true) as Record<string, IDataObject>;
	const name = optionsParam(resource, operation);
	return {
		...parameters,
		[name]: Object.fromEntries(
			given.map((field) => [childParam(field), full[name]![childParam(field)]]),
		),
	};
}

async function runStep(step: Step, known: Known, server: string): Promise<Row> {
	const one = declared.get(step.operation);
	if (!one) return { operation: step.operation, outcome: 'FAILED', detail: 'is not declared' };
	const row = { operation: step.operation };
	if (step.throwaway && !isThrowaway) {
		return { ...row, outcome: 'not run', detail: 'changes the server: MATTERMOST_THROWAWAY' };
	}
	recorder?.begin(step.operation, requestsOf(one.operation));
	try {
		const values = typeof step.values === 'function' ? step.values(known) : (step.values ?? {});
		const all = { ...known, ...values };
		const items = await runWorkflow({
			node: nodes[one.node]!,
			items: input(step.file),
			...(step.operation === 'post/streamText' && { model }),
			parameters: {
				authentication: 'accessToken',
				...withOptional(
					one,
					parametersOf(one.resource, one.operation, all, false, Object.keys(values)),
					values,
				),
				[limitParam(one.resource)]: 2000,
			} as never,
			credentials: {
				mattermostTokenApi: {
					siteUrl: recorder?.url ?? siteUrl,
					accessToken: recorder?.token ?? accessToken,
				},
			},
		});
		for (const [name, property] of Object.entries(step.keeps ?? {})) {
			known[name] =
				property === '*'
					? items.map(({ json }) => Object.values(json)[0]).join(',')
					: property
							.split('.')
							.reduce<unknown>((inner, key) => (inner as IDataObject)?.[key], items[0]?.json);
		}
		return { ...row, ...judgeItems(items, step, one.operation, known, server) };
	} catch (error) {
		return { ...row, ...judgeRefusal(error as Error, step, one.operation, server) };
	} finally {
		await recorder?.end();
	}
}

async function main() {
	// n8n's engine prints every error of a node; the rows tell them.
	console.error = () => {};
	const ping = await fetch(`${siteUrl}/api/v4/system/ping`);
	const server = (ping.headers.get('x-version-id') ?? '0.0').split('.').slice(0, 3).join('.');
	console.log(`Mattermost ${server} at ${siteUrl}`);

	if (process.argv.includes('--record')) {
		recorder = await Recorder.start(siteUrl, accessToken, RUN);
	}
	// A recording brings a user, a guest and a bot into the channel.
	const known: Known = { file_ids: '', people: recorder?.joined ?? 0 };
	const chosen = [...steps];
	// Their order does not matter, but a recording should not follow that of the nodes.
	const byName = [...declared].sort(([a], [b]) => (a < b ? -1 : 1));
	for (const [name, { resource, operation }] of byName) {
		const isListed = [...steps, ...ending].some((step) => step.operation === name);
		if (isListed || !LICENSED.includes(resource.value)) continue;
		const changes = !operation.idempotent && !operation.request.startsWith('GET ');
		chosen.push({ operation: name, ...(changes && { throwaway: true as const }) });
	}
	chosen.push(...ending);

	const rows: Row[] = [];
	for (const step of chosen) {
		// Things that others are made of are always made.
		if (!step.operation.startsWith(only) && !step.keeps) continue;
		const row = await runStep(step, known, server);
		rows.push(row);
		if (row.outcome !== 'passed') console.log(`${row.outcome}: ${row.operation}: ${row.detail}`);
	}
	for (const operation of declared.keys()) {
		if (only || rows.some((row) => row.operation === operation)) continue;
		rows.push({ operation, outcome: 'FAILED', detail: 'no step runs it' });
		console.log(`FAILED: ${operation}: no step runs it`);
	}
	report(server, rows);
	if (recorder) console.log(`Recorded to ${recorder.finish(server)}`);
}

/** Counts operations, each by its worst run. */
function report(server: string, rows: Row[]) {
	const WORST: Outcome[] = [
		'FAILED',
		'not on this version',
		'needs a licence or a setting',
		'refused as it should',
		'passed',
		'not run',
	];
	const worst = new Map<string, Outcome>();
	for (const { operation, outcome } of rows) {
		const before = worst.get(operation);
		if (!before || WORST.indexOf(outcome) < WORST.indexOf(before)) worst.set(operation, outcome);
	}
	console.log(`\nMattermost ${server}: ${worst.size} operations in ${rows.length} runs`);
	for (const outcome of WORST) {
		const count = [...worst.values()].filter((one) => one === outcome).length;
		console.log(`${String(count).padStart(5)} ${outcome}`);
	}
	if ([...worst.values()].includes('FAILED')) process.exitCode = 1;
}

void main();

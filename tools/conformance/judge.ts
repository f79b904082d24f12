import { registry } from '../../nodes/registry';
import { requestsOf } from '../../nodes/shared/model/parameterNames';
import { startSandbox, TOKENS, type Sandbox } from '../../sandbox';
import { hasHandler } from '../../sandbox/mattermost/backend';
import { load, recordedVersions, type Recorded } from '../../sandbox/mattermost/recorded/load';
import { readBytes } from '../recording/answers';
import { encoded } from '../recording/send';
import { REASONS } from './reasons';
import { Replay, type Check, type Target } from './replay';

/** What one recorded server says about the sandbox. */
export interface Verdict {
	version: string;
	/** Operations of the nodes. */
	declared: number;
	/** Operations that were run on the server, whatever it answered. */
	recorded: number;
	/** Changed requests with their answers. */
	refusals: number;
	/** Answers that were compared: those of the operations' own requests and the refusals. */
	checked: number;
	/** Answers that were the same. */
	conformant: number;
	checks: Check[];
}

export interface Judgement {
	versions: Verdict[];
	/** Operations that no recorded server has done: the sandbox answers from the contract alone. */
	contractOnly: string[];
	/** Why not, by operation: what the newest server answered that has it. */
	reasons: Map<string, string>;
	/** Operations without a state of their own in the sandbox: it answers with what a server answered. */
	sampled: string[];
}

/** Operations of the Mattermost nodes as `resource/operation`, with their requests. */
export const declared = new Map(
	registry
		.filter(({ service }) => service.name === 'Mattermost')
		.flatMap(({ resources }) =>
			resources.flatMap(({ value, operations }) =>
				operations.map((one) => [`${value}/${one.value}`, requestsOf(one)] as const),
			),
		),
);

/** Operations without a request of their own. */
const LOCAL = new Set(['anyEndpoint/call']);

const operationOf = (key: string) => key.split('#')[0]!;

/** Whether a recorded server ran an operation with success. */
function succeeded(stories: Recorded[]): Set<string> {
	return new Set(
		stories.flatMap(({ entries }) =>
			entries
				.filter(([, { main, requests }]) => {
					const exchange = requests[main ?? requests.length - 1];
					return exchange && exchange.status < 400;
				})
				.map(([key]) => operationOf(key)),
		),
	);
}

/** Refusals for want of a license or a setting, in the words of error IDs. */
const LICENSE =
	/licen[sc]e|upgrade_needed|ent\.|not_available|custom_groups|schemes\.is_phase|app\.pap\./;
const SETTING = /disabled?|not_enabled|mfa_disabled|feature|mfa/;

/** Why no recorded server has done an operation: as listed, or as the newest one with its route answered. */
function reasonOf(operation: string, stories: Recorded[]): string {
	const listed = REASONS.get(operation);
	if (listed) return listed;
	const answers = stories.flatMap(({ entries }) => {
		const found = entries.find(([key]) => operationOf(key) === operation)?.[1];
		const exchange = found?.requests[found.main ?? found.requests.length - 1];
		const { error = '' } = (exchange?.answer ?? {}) as { error?: string };
		const isRoute = exchange && error !== 'api.context.404.app_error';
		return isRoute ? [`${exchange.status} ${error}`.trim()] : [];
	});
	const [answer] = answers;
	const isRecorded = stories.some(({ entries }) =>
		entries.some(([key]) => operationOf(key) === operation),
	);
	if (!answer) return isRecorded ? 'came after the newest recorded server' : 'not recorded yet';
	if (LICENSE.test(answer)) return 'needs a license';
	if (SETTING.test(answer)) return 'is turned off on a server as it comes';
	return `refused: ${answer}`;
}

/** Sends each recorded story to a sandbox of its version. */
export async function judge(versions = recordedVersions()): Promise<Judgement> {
	const stories = versions.map(load);
	const verdicts: Verdict[] = [];
	for (const story of stories) verdicts.push(await judgeOne(story));
	const all = recordedVersions().map(load);
	const ran = succeeded(all);
	const withoutHandler = [...declared]
		.filter(([operation, requests]) => !LOCAL.has(operation) && !requests.some(hasHandler))
		.map(([operation]) => operation);
	const contractOnly = withoutHandler.filter((operation) => !ran.has(operation));
	return {
		versions: verdicts,
		contractOnly,
		reasons: new Map(contractOnly.map((operation) => [operation, reasonOf(operation, all)])),
		sampled: withoutHandler.filter((operation) => ran.has(operation)),
	};
}

/** The sandbox without its sockets: thousands of requests in seconds. */
function targetOf({ mattermost }: Sandbox): Target {
	return {
		url: mattermost.url,
		owner: TOKENS.mattermostAdmin,
		ask: async (sent, token) => {
			const { url, headers, body } = encoded(sent, token);
			const request = new Request(`http://sandbox${url}`, { method: sent.method, headers, body });
			const raw = Buffer.from(await request.arrayBuffer());
			const all = Object.fromEntries(request.headers);
			return readBytes(await mattermost.ask(sent.method, url, all, raw));
		},
	};
}

async function judgeOne(story: Recorded): Promise<Verdict> {
	const { version, entries } = story;
	// As the recorded servers are.
	const without = { licensed: false, mail: false, logFile: false };
	const sandbox = await startSandbox({ mattermostVersion: version, ...without });
	try {
		const checks = await new Replay(targetOf(sandbox), story).run();
		const operations = new Set(entries.map(([key]) => operationOf(key)));
		return {
			version,
			declared: declared.size,
			recorded: [...declared.keys()].filter((operation) => operations.has(operation)).length,
			refusals: checks.filter(({ isRefusal }) => isRefusal).length,
			checked: checks.length,
			conformant: checks.filter(({ differences }) => differences.length === 0).length,
			checks,
		};
	} finally {
		await sandbox.stop();
	}
}

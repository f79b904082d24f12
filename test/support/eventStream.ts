import { setTimeout as wait } from 'node:timers/promises';
import type {
	IDataObject,
	IHttpRequestOptions,
	INode,
	ITriggerFunctions,
	ITriggerResponse,
	IWorkflowSettings,
} from 'n8n-workflow';
import { WebSocket } from 'undici';
import type { Filter } from '../../nodes/MattermostTrigger/filter';
import { listen } from '../../nodes/MattermostTrigger/trigger';
import type { Done } from '../../nodes/shared/triggers/emitWithRestart';
import type { TriggerEnvironment } from '../../nodes/shared/triggers/live';

/** Triggers on event streams over real sockets: their `listen()` in a stand-in for n8n's trigger context. */

/** Lets every post pass. */
export const EVERYTHING: Filter = {
	events: new Set(['posted']),
	teams: new Set(),
	channels: new Set(),
	users: new Set(),
	mentionsOnly: false,
	directOnly: false,
	text: '',
	thread: 'all',
	include: { own: false, bots: true, webhooks: true, system: true },
};

/** Parameters of the node that let every post of others pass. */
export const ALL_POSTS: IDataObject = {
	authentication: 'accessToken',
	events: ['posted'],
	options: { includeBots: true, includeWebhooks: true, includeSystem: true },
};

/** REST as `Call.request` does it, without n8n. @throws Error with the status */
export const rest = (site: string, token: string) => ({
	request: async <T>(
		request: string,
		parts: { path?: IDataObject; query?: IDataObject; body?: unknown } = {},
	): Promise<T> => {
		const [method, template] = request.split(' ');
		const path = template!.replace(/\{(\w+)\}/g, (_, name: string) => String(parts.path?.[name]));
		const query = new URLSearchParams(parts.query as Record<string, string>).toString();
		const answer = await fetch(`${site}/api/v4${path}${query && `?${query}`}`, {
			method,
			headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
			body: parts.body === undefined ? undefined : JSON.stringify(parts.body),
		});
		if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
		return (await answer.json()) as T;
	},
});

/** What n8n keeps of a node between its starts: its static data as it is in the database. */
export interface Kept {
	/** JSON. */
	staticData: string;
	/** Deduplication keys of executions: n8n 2 starts nothing twice under the same. */
	keys: Set<string>;
	/**
	 * n8n 1: it has no such keys, reads `resolve` when it takes an event, and tells nobody of one that it refuses
	 * (active-workflow-manager.js of 1.123).
	 */
	isOne?: boolean;
	/** Events that n8n skipped for their key. */
	skipped: number;
	/** IDs of what n8n was just taking when it was killed, and of what `kill` says. */
	cutOff: Set<string>;
	/** Emissions so far, and times that the static data was saved without one. */
	emissions: number;
	/** Number of the emission with which it was saved. */
	savedWith: number;
	/**
	 * What n8n refused and has not taken since: for each time the numbers of its emission and of the last one
	 * before the trigger knew.
	 */
	refused: Map<string, Array<{ emitted: number; last: number }>>;
	/** The process was killed: nothing that it had begun is done. */
	killed?: boolean;
}

export const newKept = (): Kept => ({
	staticData: '{}',
	keys: new Set(),
	skipped: 0,
	cutOff: new Set(),
	emissions: 0,
	savedWith: 0,
	refused: new Map(),
});

/** Settings of a workflow whose executions are all kept: n8n 2 has their deduplication keys after a kill. */
export const KEEPS_EXECUTIONS: IWorkflowSettings = {
	saveDataSuccessExecution: 'all',
	saveDataErrorExecution: 'all',
};

/** Whether the static data that n8n has saved has an event given again. */
function isSavedAsOpen({ staticData }: Kept, id: string): boolean {
	const { cursor } = JSON.parse(staticData) as { cursor?: { open?: object } };
	return Object.keys(cursor?.open ?? {}).some((key) => key.split('/').includes(id));
}

/**
 * Kills n8n. What it has refused, but has saved as given to it with a later event that it took before it
 * told of the refusal, is lost with it, unless its executions are kept: docs/delivery.md says so.
 * @returns how many events that are
 */
export function kill(kept: Kept): number {
	kept.killed = true;
	const { savedWith } = kept;
	const lost = [...kept.refused].filter(
		([id, times]) =>
			!isSavedAsOpen(kept, id) &&
			times.some(({ emitted, last }) => savedWith >= emitted && savedWith <= last),
	);
	for (const [id] of lost) kept.cutOff.add(id);
	return lost.length;
}

/** What becomes of an emitted event: taken, and ended at once (default) or later, or refused. */
export type Take = (item: IDataObject) => Promise<'ended' | { ends: Promise<unknown> } | Error>;

export interface Running {
	problems: string[];
	warnings: string[];
	failures: Error[];
	/** The node's static data as it is in memory. */
	memory: IDataObject;
	close(): Promise<void>;
}

/** A trigger's program, and its way into its service. */
export interface Program {
	listen(context: ITriggerFunctions, world: TriggerEnvironment): Promise<ITriggerResponse>;
	/** The node's name and type. */
	name: string;
	type: string;
	credentials: IDataObject;
	/** Of its requests, as the credential's `authenticate` sets them. */
	headers: (credentials: IDataObject) => Record<string, string>;
	parameters: IDataObject;
}

/** How a trigger is started. */
export interface Given {
	parameters?: IDataObject;
	/** The same as the workflow holds them, where they are expressions. */
	raw?: IDataObject;
	/** From an earlier run of the same node. */
	kept?: Kept;
	/** As n8n says why it starts the trigger; default: `activate` with nothing kept, else `init`. */
	activation?: string;
	/** How many times faster than in life its clock runs. */
	speed?: number;
	random?: () => number;
	take?: Take;
	/** Of the workflow. */
	settings?: IWorkflowSettings;
	/**
	 * n8n saves the static data before it takes an event, also of one that it refuses: at the worst moment, as the
	 * real one may. Otherwise with what it takes.
	 */
	savesFirst?: boolean;
	/** What starts the workflow. */
	onItem(item: IDataObject): void;
	nodeId?: string;
	Socket?: TriggerEnvironment['Socket'];
}

const node = (id: string, { name, type }: Program, parameters: IDataObject = {}): INode => ({
	id,
	name,
	type,
	typeVersion: 1,
	position: [0, 0],
	parameters: parameters as INode['parameters'],
});

/** Starts the Mattermost Trigger. @throws what `listen` throws */
export async function startTrigger(
	given: Given & { site: string; token: string },
): Promise<Running> {
	const { site, token } = given;
	return await startProgram(
		{
			listen,
			name: 'Mattermost Trigger',
			type: 'mattermostTrigger',
			credentials: { siteUrl: site, accessToken: token },
			headers: () => ({ Authorization: `Bearer ${token}` }),
			parameters: ALL_POSTS,
		},
		given,
	);
}

/** n8n's request helper, as far as triggers use it. */
async function request(options: IHttpRequestOptions) {
	const query = new URLSearchParams(options.qs as Record<string, string>).toString();
	const { body } = options;
	const answer = await fetch(`${options.url}${query && `?${query}`}`, {
		method: options.method,
		redirect: 'manual',
		headers: options.headers as Record<string, string>,
		body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
	});
	const text = await answer.text();
	const json = (answer.headers.get('content-type') ?? '').includes('json');
	return {
		statusCode: answer.status,
		headers: Object.fromEntries(answer.headers),
		body: json && text ? (JSON.parse(text) as unknown) : text,
	};
}

/** Starts a trigger. @throws what its `listen` throws */
export async function startProgram(program: Program, given: Given): Promise<Running> {
	const { kept = newKept(), speed = 1, take = async () => 'ended', onItem, savesFirst } = given;
	const parameters = given.parameters ?? program.parameters;
	const memory = JSON.parse(kept.staticData) as IDataObject;
	const fresh = Object.keys(memory).length === 0;
	const problems: string[] = [];
	const warnings: string[] = [];
	const failures: Error[] = [];
	const emit = (
		data: Array<Array<{ json: IDataObject }>>,
		_response: unknown,
		done?: Done,
		key?: string,
	) => {
		const { json } = data[0]![0]!;
		// n8n 2 reads it at once.
		const atOnce = kept.isOne ? undefined : done?.resolve;
		// What the trigger has in memory now is what n8n saves, if its database is there.
		const saved = JSON.stringify(memory);
		const emitted = ++kept.emissions;
		const id = String(json.id ?? json.uuid);
		// A killed n8n is another node here, as nothing in this process may know of it; its keys stay.
		const ownKey = kept.isOne ? undefined : key?.replace(given.nodeId ?? '', '');
		const save = () => {
			kept.staticData = saved;
			kept.savedWith = emitted;
		};
		if (savesFirst && !kept.killed) save();
		void (async () => {
			const answer = await take(json);
			if (kept.killed) {
				if (!isSavedAsOpen(kept, id)) kept.cutOff.add(id);
				return;
			}
			if (answer instanceof Error) {
				const before = kept.refused.get(id) ?? [];
				const last = kept.isOne ? Infinity : kept.emissions;
				kept.refused.set(id, [...before, { emitted, last }]);
				if (!kept.isOne) done?.reject(answer);
				return;
			}
			const resolve = atOnce ?? done?.resolve;
			if (!savesFirst) save();
			kept.refused.delete(id);
			if (ownKey !== undefined && kept.keys.has(ownKey)) {
				kept.skipped++;
				resolve?.(undefined);
				return;
			}
			if (ownKey !== undefined) kept.keys.add(ownKey);
			onItem(json);
			if (answer !== 'ended') await answer.ends;
			resolve?.(undefined);
		})();
	};
	const context = {
		getNode: () => node(given.nodeId ?? 'node-under-test', program, given.raw),
		getTimezone: () => 'Europe/Berlin',
		getWorkflow: () => ({ id: 'workflow', active: true }),
		getWorkflowSettings: () => given.settings ?? {},
		getMode: () => 'trigger',
		getActivationMode: () => given.activation ?? (fresh ? 'activate' : 'init'),
		getNodeParameter: (name: string, fallback: unknown) => parameters[name] ?? fallback,
		getWorkflowStaticData: () => memory,
		getCredentials: async () => program.credentials,
		emit,
		emitError: (error: Error) => failures.push(error),
		logger: {
			debug: (message: string) => problems.push(message),
			warn: (message: string) => warnings.push(message),
		},
		helpers: {
			createDeferredPromise: () => {
				let settle!: Pick<Done, 'resolve' | 'reject'>;
				const promise = new Promise((resolve, reject) => {
					settle = { resolve: resolve as Done['resolve'], reject };
				});
				return { promise, ...settle };
			},
			httpRequest: request,
			httpRequestWithAuthentication: async (_type: string, options: IHttpRequestOptions) =>
				await request({
					...options,
					headers: { ...options.headers, ...program.headers(program.credentials) },
				}),
		},
	} as unknown as ITriggerFunctions;
	const response = await program.listen(context, {
		Socket: given.Socket ?? (WebSocket as unknown as TriggerEnvironment['Socket']),
		sleep: async (ms) => {
			await wait(ms / speed, undefined, { ref: false });
		},
		now: () => performance.now() * speed,
		random: given.random ?? Math.random,
	});
	// n8n saves static data when a workflow was activated.
	kept.staticData = JSON.stringify(memory);
	kept.savedWith = ++kept.emissions;
	return {
		problems,
		warnings,
		failures,
		memory,
		close: async () => await response.closeFunction?.(),
	};
}

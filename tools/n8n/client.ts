import { setTimeout as sleep } from 'node:timers/promises';
import { parse as parseExecutionData } from 'flatted';
import { Agent, fetch, type RequestInit } from 'undici';
import type { NewCredential } from '../accounts';

/** The person that every try-out n8n belongs to. Not a secret: such an n8n listens on loopback only. */
export const OWNER = {
	email: 'owner@example.com',
	password: 'Try-outs-0nly',
	firstName: 'Local',
	lastName: 'Owner',
};

/** How long the data of an ended execution may be missing, ms. */
const DATA_MS = 2000;

/** A node of a workflow, as n8n's editor exports it. */
export interface WorkflowNode {
	id?: string;
	name: string;
	type: string;
	typeVersion: number;
	position?: [number, number];
	parameters: Record<string, unknown>;
	credentials?: Record<string, { id?: string | null; name: string }>;
	[more: string]: unknown;
}

/** A workflow, as n8n's editor exports it. */
export interface WorkflowJson {
	name: string;
	nodes: WorkflowNode[];
	connections: Record<string, unknown>;
	settings?: Record<string, unknown>;
	/** Items that a node gives instead of running, by its name; in manual runs only. */
	pinData?: Record<string, Item[]>;
	[more: string]: unknown;
}

/** A workflow that n8n keeps. */
export interface SavedWorkflow extends WorkflowJson {
	id: string;
	versionId: string;
	active: boolean;
}

/** A credential that n8n keeps, without its data. */
type SavedCredential = Pick<NewCredential, 'name' | 'type'> & { id: string };

/** A node or credential type as the editor reads it. */
type Described = Record<string, unknown> & { name: string };

/** One item as a node puts it out. */
export interface Item {
	json: Record<string, unknown>;
	binary?: Record<string, Record<string, unknown>>;
	pairedItem?: unknown;
	error?: unknown;
}

interface NodeRun {
	/** Epoch ms. */
	startTime: number;
	executionStatus?: string;
	executionTime: number;
	error?: { message: string; description?: string; [more: string]: unknown };
	data?: Record<string, Array<Item[] | null>>;
}

/** How an execution ended, with everything its nodes put out. */
export interface Execution {
	id: string;
	status: 'success' | 'error' | 'crashed' | 'canceled' | 'waiting' | 'running' | 'new';
	mode: string;
	/** Runs by node name, in the order they happened. */
	runs: Record<string, NodeRun[]>;
	/** What stopped the execution, where something did. */
	error?: {
		message: string;
		description?: string;
		node?: { name: string };
		[more: string]: unknown;
	};
	/** The items of a node's last run; `output` counts its outputs from 0. */
	items(node: string, output?: number): Item[];
}

interface Publication {
	status: 'in_progress' | 'published' | 'partial' | 'failed' | 'not_published';
	triggers: Array<{ nodeId: string; status: string; errorMessage?: string | null }>;
}

/** n8n refused a request. `status` is HTTP's; the message is n8n's. */
export class N8nRequestError extends Error {
	constructor(
		readonly status: number,
		readonly body: unknown,
		what: string,
	) {
		const said =
			typeof body === 'object' && body !== null && 'message' in body
				? String(body.message)
				: JSON.stringify(body).slice(0, 500);
		super(`n8n answered ${status} to ${what}: ${said}`);
	}
}

/** What n8n's editor sends to fill a list, a dropdown or a mapper. */
export interface DynamicParameterRequest {
	nodeType: string;
	/** Default 1. */
	typeVersion?: number;
	/** e.g. `parameters.channelId`. */
	path: string;
	methodName: string;
	parameters: Record<string, unknown>;
	credentials?: Record<string, { id: string; name: string }>;
	filter?: string;
	paginationToken?: string;
}

/**
 * n8n's own REST interface, as its editor uses it: not a public one, so everything about it is here.
 * Facts: read and run in n8n 2.41.1 and 1.123.81.
 */
export class N8nClient {
	private readonly cookies = new Map<string, string>();
	/** A connection per request: n8n closes idle ones, which a busy program notices too late. */
	private readonly agent = new Agent({ headersTimeout: 0, bodyTimeout: 0, pipelining: 0 });

	constructor(readonly url: string) {}

	/** Makes the owner on a fresh n8n, logs in on a used one. */
	async logIn(): Promise<void> {
		const settings = await this.get<{ userManagement: { showSetupOnFirstLoad?: boolean } }>(
			'/rest/settings',
		);
		if (settings.userManagement.showSetupOnFirstLoad) {
			await this.post('/rest/owner/setup', OWNER);
			return;
		}
		await this.post('/rest/login', {
			emailOrLdapLoginId: OWNER.email,
			password: OWNER.password,
		});
	}

	/** Whether n8n says that it is well, and after how many ms. */
	async health(timeoutMs = 30_000): Promise<{ ok: boolean; ms: number }> {
		const started = performance.now();
		try {
			const answer = await fetch(`${this.url}/healthz`, {
				dispatcher: this.agent,
				signal: AbortSignal.timeout(timeoutMs),
			});
			await answer.arrayBuffer();
			return { ok: answer.ok, ms: performance.now() - started };
		} catch {
			return { ok: false, ms: performance.now() - started };
		}
	}

	/** Every version of every node type that n8n knows, by full name. */
	async nodeTypes(): Promise<Described[]> {
		return await this.get('/types/nodes.json');
	}

	async credentialTypes(): Promise<Described[]> {
		return await this.get('/types/credentials.json');
	}

	async createCredential(credential: NewCredential): Promise<SavedCredential> {
		return await this.post('/rest/credentials', credential);
	}

	/** Makes the credential, or gives the one of that name and type the new data. */
	async putCredential(credential: NewCredential): Promise<SavedCredential> {
		const there = (await this.listCredentials()).find(
			({ name, type }) => name === credential.name && type === credential.type,
		);
		if (!there) return await this.createCredential(credential);
		return await this.request('PATCH', `/rest/credentials/${there.id}`, credential);
	}

	private async listCredentials(): Promise<SavedCredential[]> {
		return await this.get('/rest/credentials');
	}

	async deleteCredential(id: string): Promise<void> {
		await this.request('DELETE', `/rest/credentials/${id}`);
	}

	/** What the Test button of a credential does. */
	async testCredential(
		credential: NewCredential & { id: string },
	): Promise<{ status: 'OK' | 'Error'; message: string }> {
		return await this.post('/rest/credentials/test', { credentials: credential });
	}

	/**
	 * What the Connect button of an OAuth2 credential does, with a person who says yes at once: n8n names
	 * the service's page, the page sends the browser back to n8n, and n8n fetches the tokens.
	 *
	 * @returns where the service's page is, and where it sent the browser.
	 * @throws Error when the page does not send the browser back, or n8n shows that it got no tokens.
	 */
	async connectOAuth2(credentialId: string): Promise<{ page: URL; back: URL }> {
		const page = await this.get<string>(`/rest/oauth2-credential/auth?id=${credentialId}`);
		const consent = await fetch(page, { redirect: 'manual', dispatcher: this.agent });
		await consent.arrayBuffer();
		const back = consent.headers.get('location') ?? '';
		if (!back.startsWith(this.url)) {
			throw new Error(`${page} answered ${consent.status} and sent nobody back to n8n.`);
		}
		await this.get(back.slice(this.url.length));
		const { data } = await this.get<{ data: { oauthTokenData?: unknown } }>(
			`/rest/credentials/${credentialId}?includeData=true`,
		);
		if (!data.oauthTokenData) throw new Error('n8n came back without tokens.');
		return { page: new URL(page), back: new URL(back) };
	}

	async listWorkflows(): Promise<SavedWorkflow[]> {
		return await this.get('/rest/workflows');
	}

	/** Makes a workflow, with credentials found by name where it has no ids for them. */
	async createWorkflow(workflow: WorkflowJson): Promise<SavedWorkflow> {
		const { name, connections, settings = {}, pinData } = workflow;
		const nodes = await this.withCredentialIds(workflow.nodes);
		return await this.post('/rest/workflows', {
			name,
			nodes,
			connections,
			settings,
			pinData,
			active: false,
		});
	}

	async updateWorkflow(id: string, changes: Partial<WorkflowJson>): Promise<SavedWorkflow> {
		return await this.request('PATCH', `/rest/workflows/${id}?forceSave=true`, changes);
	}

	/** Makes the workflow, or puts it in the place of the one of that name. */
	async putWorkflow(workflow: WorkflowJson): Promise<SavedWorkflow> {
		const there = (await this.listWorkflows()).find(({ name }) => name === workflow.name);
		if (!there) return await this.createWorkflow(workflow);
		const { connections, settings = {}, pinData } = workflow;
		const nodes = await this.withCredentialIds(workflow.nodes);
		return await this.updateWorkflow(there.id, { nodes, connections, settings, pinData });
	}

	/** What the editor does with a file that a user imports: the only credential of that name is it. */
	private async withCredentialIds(nodes: WorkflowNode[]): Promise<WorkflowNode[]> {
		const named = nodes.flatMap(({ credentials }) => Object.values(credentials ?? {}));
		if (named.every(({ id }) => id)) return nodes;
		const known = await this.listCredentials();
		const found = (type: string, name: string) => {
			const same = known.filter((one) => one.type === type && one.name === name);
			return same.length === 1 ? same[0]!.id : null;
		};
		return nodes.map((node) => ({
			...node,
			...(node.credentials && {
				credentials: Object.fromEntries(
					Object.entries(node.credentials).map(([type, { id, name }]) => [
						type,
						{ id: id ?? found(type, name), name },
					]),
				),
			}),
		}));
	}

	async getWorkflow(id: string): Promise<SavedWorkflow> {
		return await this.get(`/rest/workflows/${id}`);
	}

	/** Archives first: n8n deletes nothing else. */
	async deleteWorkflow(id: string): Promise<void> {
		await this.post(`/rest/workflows/${id}/archive`, {});
		await this.request('DELETE', `/rest/workflows/${id}`);
	}

	/**
	 * Activates ("publishes") the workflow as it was saved last, and waits until its triggers listen.
	 *
	 * @throws Error with the trigger's own message when one could not be started.
	 */
	async activate(id: string): Promise<void> {
		const { versionId } = await this.getWorkflow(id);
		await this.post(`/rest/workflows/${id}/activate`, { versionId });
		const { status, triggers } = await this.publication(id);
		if (status === 'failed' || status === 'partial') {
			const said = triggers.map(({ errorMessage }) => errorMessage).filter(Boolean);
			throw new Error(`Workflow ${id} could not be activated: ${said.join('; ')}`);
		}
	}

	/** Deactivates the workflow and waits until its triggers have gone. */
	async deactivate(id: string): Promise<void> {
		await this.post(`/rest/workflows/${id}/deactivate`, {});
		await this.publication(id);
	}

	/**
	 * How the last (de)activation ended. 2.41 does that work after it has answered; 1.123 before, and
	 * has no such address.
	 */
	private async publication(id: string, timeoutMs = 60_000): Promise<Publication> {
		const deadline = Date.now() + timeoutMs;
		for (;;) {
			const found = await this.get<Publication>(`/rest/workflows/${id}/publication-status`).catch(
				(error: unknown): Publication => {
					if (error instanceof N8nRequestError && error.status === 404) {
						return { status: 'published', triggers: [] };
					}
					throw error;
				},
			);
			if (found.status !== 'in_progress') return found;
			if (Date.now() > deadline) {
				throw new Error(`Workflow ${id} is still being published after ${timeoutMs / 1000} s.`);
			}
			await sleep(50);
		}
	}

	/**
	 * Starts a saved workflow the way the editor's button does.
	 *
	 * @param trigger name of the node to start from; found where the workflow has one trigger.
	 * @returns the execution's id, or nothing when n8n now waits for the trigger's webhook to be called.
	 */
	async start(workflow: SavedWorkflow, trigger?: string): Promise<string | undefined> {
		const from = trigger ?? triggerOf(workflow);
		const { executionId } = await this.post<{ executionId?: string }>(
			`/rest/workflows/${workflow.id}/run`,
			// 1.123 takes the workflow from the body, 2.41 from its database.
			{ workflowData: workflow, triggerToStartFrom: { name: from } },
		);
		return executionId;
	}

	/** Starts a saved workflow and waits for its end. */
	async run(
		workflow: SavedWorkflow,
		{ trigger, timeoutMs = 120_000 }: { trigger?: string; timeoutMs?: number } = {},
	): Promise<Execution> {
		const id = await this.start(workflow, trigger);
		if (!id)
			throw new Error(`"${workflow.name}" waits for a webhook call; it cannot be run at once.`);
		return await this.waitFor(id, timeoutMs);
	}

	/**
	 * Waits until an execution has ended (or has been put to wait).
	 *
	 * @throws Error when it runs longer than `timeoutMs`.
	 */
	async waitFor(executionId: string, timeoutMs = 120_000): Promise<Execution> {
		const deadline = Date.now() + timeoutMs;
		let endedAt: number | undefined;
		for (let pause = 50; ; pause = Math.min(pause * 1.5, 500)) {
			const execution = await this.execution(executionId);
			if (execution && execution.status !== 'running' && execution.status !== 'new') {
				endedAt ??= Date.now();
				// n8n 1 on SQLite writes the status before the data (execution.repository.js). One that
				// was cancelled before its first node has none.
				const hasData = execution.error !== undefined || Object.keys(execution.runs).length > 0;
				if (hasData || Date.now() - endedAt > DATA_MS) return execution;
			}
			if (Date.now() > deadline) {
				throw new Error(`Execution ${executionId} has not ended after ${timeoutMs / 1000} s.`);
			}
			await sleep(pause);
		}
	}

	/** An execution as it stands, or nothing when n8n does not know it (yet). */
	async execution(id: string): Promise<Execution | undefined> {
		const found = await this.get<
			{ id: string; status: Execution['status']; mode: string; data: string } | undefined
		>(`/rest/executions/${id}`);
		if (!found) return undefined;
		const data = parseExecutionData(found.data) as {
			resultData?: { runData?: Record<string, NodeRun[]>; error?: Execution['error'] };
		};
		const runs = data?.resultData?.runData ?? {};
		return {
			id: found.id,
			status: found.status,
			mode: found.mode,
			runs,
			error: data?.resultData?.error,
			items: (node, output = 0) => runs[node]?.at(-1)?.data?.main?.[output] ?? [],
		};
	}

	/** The newest executions of a workflow, newest first, without their data. */
	async executionsOf(workflowId: string): Promise<Array<{ id: string; status: string }>> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const { results } = await this.get<{ results: Array<{ id: string; status: string }> }>(
			`/rest/executions?filter=${filter}`,
		);
		return results;
	}

	async stopExecution(id: string): Promise<void> {
		await this.post(`/rest/executions/${id}/stop`, {});
	}

	/** One page of a searchable list. */
	async searchList(request: DynamicParameterRequest): Promise<{
		results: Array<{ name: string; value: string; url?: string }>;
		paginationToken?: string;
	}> {
		return await this.dynamic('resource-locator-results', request);
	}

	/** The fields of a mapper. */
	async mapperFields(
		request: DynamicParameterRequest,
	): Promise<{ fields: Array<Record<string, unknown> & { id: string }> }> {
		return await this.dynamic('resource-mapper-fields', request);
	}

	private async dynamic<T>(kind: string, request: DynamicParameterRequest): Promise<T> {
		const { nodeType, typeVersion = 1, parameters, ...rest } = request;
		return await this.post(`/rest/dynamic-node-parameters/${kind}`, {
			...rest,
			nodeTypeAndVersion: { name: nodeType, version: typeVersion },
			currentNodeParameters: parameters,
		});
	}

	/** The address at which a webhook trigger answers. */
	webhookUrl(path: string, mode: 'production' | 'test' = 'production'): string {
		return `${this.url}/${mode === 'test' ? 'webhook-test' : 'webhook'}/${path}`;
	}

	async get<T>(path: string): Promise<T> {
		return await this.request('GET', path);
	}

	async post<T>(path: string, body: unknown): Promise<T> {
		return await this.request('POST', path, body);
	}

	/**
	 * One request with the session of the owner.
	 *
	 * @returns what n8n put under `data`, or the whole body where it has no such envelope.
	 * @throws N8nRequestError for every answer that is not 2xx.
	 */
	async request<T>(method: string, path: string, body?: unknown): Promise<T> {
		const init: RequestInit = {
			method,
			dispatcher: this.agent,
			headers: {
				// n8n ties a session to this, so it must not change.
				'browser-id': 'n8n-nodes-rhombus-mattermost-tools',
				'content-type': 'application/json',
				...(this.cookies.size ? { cookie: this.cookieHeader() } : {}),
			},
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		};
		const answer = await fetch(`${this.url}${path}`, init);
		for (const line of answer.headers.getSetCookie()) {
			const [name, ...value] = line.split(';')[0]!.split('=');
			this.cookies.set(name!, value.join('='));
		}
		const text = await answer.text();
		let parsed: unknown;
		try {
			parsed = JSON.parse(text);
		} catch {
			parsed = { message: text.slice(0, 300) };
		}
		if (!answer.ok) throw new N8nRequestError(answer.status, parsed, `${method} ${path}`);
		const enveloped = typeof parsed === 'object' && parsed !== null && 'data' in parsed;
		return (enveloped ? (parsed as { data: T }).data : parsed) as T;
	}

	private cookieHeader(): string {
		return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
	}

	/** Lets go of the connections, so that a program can end. */
	async close(): Promise<void> {
		await this.agent.destroy();
	}
}

function triggerOf(workflow: WorkflowJson): string {
	const triggers = workflow.nodes.filter(({ type }) => /trigger$/i.test(type));
	if (triggers.length !== 1) {
		throw new Error(
			`"${workflow.name}" has ${triggers.length} triggers; say which of them to start from.`,
		);
	}
	return triggers[0]!.name;
}

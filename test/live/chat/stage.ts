import { randomUUID } from 'node:crypto';
import type {
	Execution,
	Item,
	N8nClient,
	SavedWorkflow,
	WorkflowJson,
	WorkflowNode,
} from '../../../tools/n8n/client';
import { ensureN8n } from '../../../tools/n8n/install';
import { startN8n, type N8nInstance } from '../../../tools/n8n/instance';
import { askedN8n } from '../../../tools/n8n/versions';
import { packPackage } from '../../../tools/pack';
import { rest } from '../../support/eventStream';
import { person, postSaying, until, type Person, type Place, type Post } from '../people';

/**
 * A real n8n with the packed package beside a real Mattermost: a team, a channel, people in it, and a bot, whose
 * access token n8n has.
 */

const PACKAGE = 'n8n-nodes-rhombus-mattermost';

/** A credential that n8n keeps, as nodes name it. */
export interface Kept {
	id: string;
	name: string;
	type: string;
}

export interface Account {
	id: string;
	name: string;
	token: string;
	request: Person['request'];
}

export interface Stage extends Place {
	version: string;
	n8n: N8nInstance;
	client: N8nClient;
	bot: Account;
	/** The bot's. */
	credential: Kept;
	alice: Person;
	bob: Person;
	carol: Person;
	/** A member of the channel whom no question is meant for. */
	dave: Person;
	stop(): Promise<void>;
}

interface Row {
	id: string;
}

/** A bot that is a member of the team and the channel, with an access token. */
async function bot({ site, admin, run, team, channel }: Place): Promise<Account> {
	const name = `${run}-n8n`;
	const { user_id: id } = await admin.request<{ user_id: string }>('POST /bots', {
		body: { username: name, display_name: 'n8n' },
	});
	const { token } = await admin.request<{ token: string }>('POST /users/{id}/tokens', {
		path: { id },
		body: { description: run },
	});
	await admin.request('POST /teams/{id}/members', {
		path: { id: team },
		body: { team_id: team, user_id: id },
	});
	await admin.request('POST /channels/{id}/members', {
		path: { id: channel },
		body: { user_id: id },
	});
	return { id, name, token, ...rest(site, token) };
}

export async function setStage(site: string, token: string): Promise<Stage> {
	const run = `chat${Date.now().toString(36)}`;
	const admin = rest(site, token);
	const { Version: version } = await admin.request<{ Version: string }>(
		'GET /config/client?format=old',
	);
	const { id: team } = await admin.request<Row>('POST /teams', {
		body: { name: run, display_name: 'Live chat', type: 'O' },
	});
	const { id: channel } = await admin.request<Row>('POST /channels', {
		body: { team_id: team, name: run, display_name: 'Live chat', type: 'O' },
	});
	const place = { site, admin, run, team, channel };
	const account = await bot(place);
	const people: Record<string, Person> = {};
	for (const name of ['alice', 'bob', 'carol', 'dave']) people[name] = await person(name, place);
	const n8n = await startN8n({
		install: await ensureN8n(askedN8n()),
		packageTarball: packPackage(),
		startTimeoutMs: 600_000,
	});
	const { client } = n8n;
	const made = {
		name: 'Bot',
		type: 'mattermostTokenApi',
		data: { siteUrl: site, accessToken: account.token, ignoreSSLIssues: false },
	};
	const credential = { ...made, id: (await client.createCredential(made)).id };
	const { alice, bob, carol, dave } = people as Record<'alice' | 'bob' | 'carol' | 'dave', Person>;
	return {
		...place,
		version,
		n8n,
		client,
		bot: account,
		credential,
		alice,
		bob,
		carol,
		dave,
		stop: async () => {
			for (const one of Object.values(people)) one.close();
			await n8n.stop();
			await admin.request('DELETE /teams/{team}', { path: { team } });
			for (const { id } of [account, ...Object.values(people)]) {
				await admin.request('DELETE /users/{id}', { path: { id } });
			}
		},
	};
}

/** A new public channel with these people and the bot in it. */
export async function newChannel(
	{ admin, bot: account, run, team }: Stage,
	name: string,
	...people: Person[]
): Promise<string> {
	const { id } = await admin.request<Row>('POST /channels', {
		body: { team_id: team, name: `${run}-${name}`, display_name: name, type: 'O' },
	});
	for (const { id: user_id } of [account, ...people]) {
		await admin.request('POST /channels/{id}/members', { path: { id }, body: { user_id } });
	}
	return id;
}

/** What is wanted. @throws Error that says what was found instead */
export function must(what: string, isTrue: boolean, found?: unknown): void {
	if (!isTrue) throw new Error(`${what}: ${JSON.stringify(found)?.slice(0, 600)}`);
}

export const byId = (value: string) => ({ __rl: true, mode: 'id', value });
export const byName = (value: string) => ({ __rl: true, mode: 'username', value });

/** A node of this package if its type has no dot, with a credential. */
export function node(
	name: string,
	type: string,
	parameters: Record<string, unknown>,
	{ credential, ...more }: Partial<WorkflowNode> & { credential?: Kept } = {},
): WorkflowNode {
	const own = !type.includes('.');
	const authentication = credential?.type === 'mattermostPasswordApi' ? 'password' : 'accessToken';
	return {
		id: name,
		name,
		type: own ? `${PACKAGE}.${type}` : type,
		typeVersion: 1,
		position: [0, 0],
		parameters: own ? { authentication, ...parameters } : parameters,
		...(own ? { webhookId: randomUUID() } : {}),
		...(credential
			? { credentials: { [credential.type]: { id: credential.id, name: credential.name } } }
			: {}),
		...more,
	};
}

export const start = node('Start', 'n8n-nodes-base.manualTrigger', {});

/** Connections from the outputs of a node, in their order. */
export const link = (...targets: string[][]) => ({
	main: targets.map((names) => names.map((name) => ({ node: name, type: 'main', index: 0 }))),
});

/** Start → Work, an operation of the Mattermost node. */
export const working = (
	credential: Kept,
	resource: string,
	operation: string,
	parameters: Record<string, unknown>,
	items: Item[] = [{ json: {} }],
): WorkflowJson => ({
	name: `${resource} ${operation}`,
	nodes: [
		start,
		node('Work', 'mattermost', { resource, operation, ...parameters }, { credential }),
	],
	connections: { Start: link(['Work']) },
	pinData: { Start: items },
});

/** What the node Work gives. @throws Error with the words that a person reads */
export async function work(
	{ client, credential }: Stage,
	resource: string,
	operation: string,
	parameters: Record<string, unknown>,
	{ items, as = credential }: { items?: Item[]; as?: Kept } = {},
): Promise<Item[]> {
	const saved = await client.createWorkflow(working(as, resource, operation, parameters, items));
	const execution = await client.run(saved);
	const { error, status } = execution;
	if (status !== 'success') {
		throw new Error(`${resource} ${operation}: ${error?.message}. ${error?.description ?? ''}`);
	}
	return execution.items('Work');
}

/** The words that an operation fails with. @throws Error if it does not fail */
export async function refusal(
	stage: Stage,
	resource: string,
	operation: string,
	parameters: Record<string, unknown>,
	as?: Kept,
): Promise<string> {
	return await work(stage, resource, operation, parameters, { as }).then(
		(items) => {
			throw new Error(`It should fail, but gave ${JSON.stringify(items).slice(0, 300)}`);
		},
		(error: Error) => error.message,
	);
}

/** A question that waits in n8n. */
export interface Asked {
	id: string;
	post: Post;
	/** The execution, once it has ended. */
	done(ms?: number): Promise<Execution>;
	status(): Promise<string | undefined>;
}

/**
 * Runs a workflow that asks, until its question stands where `sees` reads it.
 * @param channel of the question
 */
export async function asked(
	stage: Stage,
	workflow: WorkflowJson,
	text: string,
	sees: Pick<Person, 'request'>,
	channel: string | (() => Promise<string>),
): Promise<Asked> {
	const { client } = stage;
	const { id, status, error } = await client.run(await client.createWorkflow(workflow));
	must('the execution waits', status === 'waiting', [status, error?.message, error?.description]);
	const place = typeof channel === 'string' ? channel : await channel();
	const post = await postSaying(sees, place, text);
	return {
		id,
		post,
		status: async () => (await client.execution(id))?.status,
		done: async (ms) =>
			await until(
				`the end of "${text}"`,
				async () => {
					const found = await client.execution(id);
					return found && !['waiting', 'running', 'new'].includes(found.status) && found;
				},
				ms,
			),
	};
}

/** The executions of a workflow that have ended, oldest first, once there are so many. */
export async function ended(
	{ client }: Stage,
	{ id }: Pick<SavedWorkflow, 'id'>,
	count: number,
	ms?: number,
): Promise<Execution[]> {
	const rows = await until(
		`${count} executions`,
		async () => {
			const found = await client.executionsOf(id);
			const over = found.filter(({ status }) => !['new', 'running', 'waiting'].includes(status));
			return over.length >= count && over;
		},
		ms,
	);
	const executions: Execution[] = [];
	for (const row of rows.sort((a, b) => Number(a.id) - Number(b.id))) {
		executions.push((await client.execution(row.id))!);
	}
	return executions;
}

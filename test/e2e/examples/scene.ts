import { setTimeout as wait } from 'node:timers/promises';
import { TOKENS, type Sandbox } from '../../../sandbox';
import { PASSWORD } from '../../../sandbox/mattermost/state';
import {
	N8nRequestError,
	type Execution,
	type N8nClient,
	type SavedWorkflow,
} from '../../../tools/n8n/client';
import type { Stage } from '../support';

/** What the table of examples plays with: n8n, both services, and the people in front of them. */

export interface Scene {
	stage: Stage;
	sandbox: Sandbox;
	client: N8nClient;
	/** Done after the example, last one first. */
	cleanUps: Array<() => Promise<unknown>>;
}

/** Asks until the answer is good. @throws Error after `timeoutMs` */
export async function until<T>(
	what: string,
	ask: () => Promise<T | undefined | false> | T | undefined | false,
	timeoutMs = 40_000,
): Promise<T> {
	for (const end = Date.now() + timeoutMs; ; await wait(100)) {
		const answer = await ask();
		if (answer) return answer;
		if (Date.now() > end) throw new Error(`Not after ${timeoutMs} ms: ${what}`);
	}
}

/** Asks again while a busy n8n says that its database does not answer. */
export async function patiently<T>(ask: () => Promise<T>): Promise<T> {
	const { answer } = await until('n8n is there', async () => {
		try {
			return { answer: await ask() };
		} catch (error) {
			if (error instanceof N8nRequestError && error.status === 503) return undefined;
			throw error;
		}
	});
	return answer;
}

function ended(execution: Execution): Execution {
	if (execution.status !== 'success') {
		const { error } = execution;
		const node = error?.node?.name ?? '?';
		throw new Error(
			`The example ended with "${execution.status}" at "${node}": ${error?.message} ${error?.description ?? ''}`,
		);
	}
	return execution;
}

/** Starts the example as the editor's button does, and waits for its good end. */
export async function run(
	{ client }: Scene,
	workflow: SavedWorkflow,
	trigger?: string,
): Promise<Execution> {
	return ended(await client.run(workflow, { trigger }));
}

/** Activates the example until the scene ends. */
export async function listen({ client, cleanUps }: Scene, { id }: SavedWorkflow): Promise<void> {
	await client.activate(id);
	cleanUps.push(async () => await patiently(async () => await client.deactivate(id)));
}

/** The newest execution, once there are `count` and each has come to a good end: they run side by side. */
export async function outcome(
	{ client }: Scene,
	{ id }: SavedWorkflow,
	count = 1,
	timeoutMs?: number,
): Promise<Execution> {
	const rows = await until(`${count} executions`, async () => {
		const all = await patiently(async () => await client.executionsOf(id));
		return all.length >= count && all;
	});
	const executions: Execution[] = [];
	for (const row of rows.sort((a, b) => Number(a.id) - Number(b.id))) {
		const found = await until(
			`execution ${row.id} ends`,
			async () => {
				const execution = await patiently(async () => await client.execution(row.id));
				const status = execution?.status ?? 'new';
				return !['new', 'running', 'waiting'].includes(status) && execution;
			},
			timeoutMs,
		);
		executions.push(ended(found));
	}
	return executions.at(-1)!;
}

/** A request of a person to Mattermost. @returns the parsed answer; @throws Error unless 2xx */
export async function mattermost<T = Record<string, unknown>>(
	{ sandbox }: Scene,
	method: string,
	path: string,
	body?: unknown,
	token: string = TOKENS.mattermostUser,
): Promise<T> {
	const answer = await fetch(`${sandbox.mattermost.url}/api/v4${path}`, {
		method,
		headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
	if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
	return (await answer.json()) as T;
}

/** Bob types a slash command in the channel of alerts. */
export async function type(scene: Scene, command: string): Promise<void> {
	const { state } = scene.sandbox.mattermost;
	await mattermost(scene, 'POST', '/commands/execute', {
		channel_id: state.channel('alerts').id,
		command,
	});
}

interface Button {
	id: string;
	name: string;
}

/** Makes a person a member of a channel, and logs them in; gives their session. */
export async function member(scene: Scene, username: string, channel: string): Promise<string> {
	const { url, state } = scene.sandbox.mattermost;
	const body = { user_id: state.user(username).id };
	const { id } = state.channel(channel);
	await mattermost(scene, 'POST', `/channels/${id}/members`, body, TOKENS.mattermostAdmin);
	const login = await fetch(`${url}/api/v4/users/login`, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify({ login_id: username, password: PASSWORD }),
	});
	return String(login.headers.get('token'));
}

/**
 * Someone presses the button of the newest post that has it; again while n8n has not yet stored that the
 * execution waits, for a program is faster there than any person.
 */
export async function press(
	scene: Scene,
	label: string,
	token: string = TOKENS.mattermostUser,
): Promise<void> {
	const { state } = scene.sandbox.mattermost;
	const { post, button } = await until(`a button "${label}"`, () => {
		for (const post of [...state.posts.values()].reverse()) {
			const attachments = (post.props.attachments ?? []) as Array<{ actions?: Button[] }>;
			const button = attachments
				.flatMap(({ actions }) => actions ?? [])
				.find(({ name }) => name === label);
			if (button) return { post, button };
		}
		return undefined;
	});
	await until(`n8n takes a press of "${label}"`, async () => {
		try {
			await mattermost(scene, 'POST', `/posts/${post.id}/actions/${button.id}`, {}, token);
			return true;
		} catch (error) {
			if (!String(error).includes('Action integration error')) throw error;
			return false;
		}
	});
}

/** Someone fills in the form of the example's form trigger. */
export async function submitForm(
	{ client }: Scene,
	{ nodes }: SavedWorkflow,
	values: string[],
): Promise<void> {
	const trigger = nodes.find(({ type }) => type === 'n8n-nodes-base.formTrigger')!;
	const form = new FormData();
	values.forEach((value, index) => form.append(`field-${index}`, value));
	const answer = await fetch(`${client.url}/form/${String(trigger.webhookId)}`, {
		method: 'POST',
		body: form,
	});
	if (!answer.ok) throw new Error(`The form answered ${answer.status}: ${await answer.text()}`);
}

/** Messages of a channel, oldest first. */
export function messages({ sandbox }: Scene, channel: string): string[] {
	const { state } = sandbox.mattermost;
	const posts = state.channelPosts.get(state.channel(channel).id) ?? [];
	// The server itself says who joined.
	return posts.filter(({ type }) => !type).map(({ message }) => message);
}

/** Bodies of the requests to a Rhombus endpoint, e.g. `door/unlock`. */
export function sentToRhombus({ sandbox }: Scene, path: string): Array<Record<string, unknown>> {
	return sandbox.rhombus.requests
		.filter((request) => request.path === `/api/${path}` && request.status === 200)
		.map(({ body }) => body as Record<string, unknown>);
}

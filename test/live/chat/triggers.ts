import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { SavedWorkflow, WorkflowNode } from '../../../tools/n8n/client';
import { press, until, type Person, type Post } from '../people';
import { byId, ended, link, must, newChannel, node, type Stage } from './stage';

/** Rows about the Mattermost Trigger. Each gives what was seen on the server, or by n8n. */

/** Long enough for an event that must not start anything, in ms. */
const QUIET_MS = 2_000;

/** An activated workflow: the trigger, then these nodes in a row. */
async function listening(
	{ client, credential }: Stage,
	name: string,
	channel: string,
	{ filters = {}, ...parameters }: Record<string, unknown>,
	...following: WorkflowNode[]
): Promise<SavedWorkflow> {
	const trigger = node(
		'Trigger',
		'mattermostTrigger',
		{
			events: ['posted'],
			...parameters,
			filters: { channels: { entry: [{ picked: byId(channel) }] }, ...(filters as object) },
		},
		{ credential },
	);
	const nodes = [trigger, ...following];
	const saved = await client.createWorkflow({
		name,
		nodes,
		connections: Object.fromEntries(
			following.map((next, at) => [nodes[at]!.name, link([next.name])]),
		),
	});
	await client.activate(saved.id);
	return saved;
}

const say = async ({ request }: Person, channel_id: string, message: string, more: object = {}) =>
	await request<Post>('POST /posts', { body: { channel_id, message, ...more } });

const end = node('End', 'n8n-nodes-base.noOp', {});

export async function downloads(stage: Stage): Promise<string> {
	const { alice, client, site } = stage;
	const channel = await newChannel(stage, 'downloads', alice);
	const workflow = await listening(
		stage,
		'Downloads',
		channel,
		{ options: { downloadFiles: true } },
		node('Sum', 'n8n-nodes-base.crypto', {
			action: 'hash',
			type: 'SHA256',
			binaryData: true,
			binaryPropertyName:
				'={{ Object.keys($binary).find((name) => $binary[name].fileName === "report.pdf") }}',
			dataPropertyName: 'sum',
		}),
		end,
	);
	const form = new FormData();
	const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, at) => at % 251));
	form.append('channel_id', channel);
	form.append('files', new Blob([bytes], { type: 'application/pdf' }), 'report.pdf');
	form.append('files', new Blob(['plain'], { type: 'text/plain' }), 'note.txt');
	const uploaded = (await (
		await fetch(`${site}/api/v4/files`, {
			method: 'POST',
			headers: { Authorization: `Bearer ${alice.token}` },
			body: form,
		})
	).json()) as { file_infos: Array<{ id: string }> };
	await say(alice, channel, 'Two files', { file_ids: uploaded.file_infos.map(({ id }) => id) });
	const [execution] = await ended(stage, workflow, 1);
	const { binary = {}, json } = execution!.items('Trigger')[0]!;
	const names = Object.entries(binary).map(
		([name, { fileName, fileSize }]) => `${name} ${String(fileName)} (${String(fileSize)})`,
	);
	must('both files are in the item', names.length === 2, [names, json.files_not_downloaded]);
	const sum = createHash('sha256').update(bytes).digest('hex');
	const read = execution!.items('End')[0]!.json.sum;
	must('its bytes are those that were sent', read === sum, read);
	await client.deactivate(workflow.id);
	return names.join(', ');
}

/** A message with a file and a button of the Webhook Trigger, which Respond to Mattermost replaces. */
export async function replaced(stage: Stage): Promise<string> {
	const { admin, alice, client, credential, site } = stage;
	const channel = await newChannel(stage, 'replaced', alice);
	const trigger = node(
		'Trigger',
		'mattermostWebhookTrigger',
		{ source: 'action', secret: 'sesame', respond: 'responseNode' },
		{ credential },
	);
	const saved = await client.createWorkflow({
		name: 'Replaced',
		nodes: [
			trigger,
			node('Respond', 'mattermostRespond', { to: 'action', replaceMessage: 'It was Anna' }),
		],
		connections: { Trigger: link(['Respond']) },
	});
	await client.activate(saved.id);
	const form = new FormData();
	form.append('channel_id', channel);
	form.append('files', new Blob(['a picture'], { type: 'text/plain' }), 'door.txt');
	const answer = await fetch(`${site}/api/v4/files`, {
		method: 'POST',
		headers: { Authorization: `Bearer ${alice.token}` },
		body: form,
	});
	const { file_infos } = (await answer.json()) as { file_infos: Array<{ id: string }> };
	const url = client.webhookUrl(`${String(trigger.webhookId)}/mattermost`);
	const integration = { url, context: { token: 'sesame' } };
	const post = await say(alice, channel, 'Who is this?', {
		file_ids: file_infos.map(({ id }) => id),
		props: { attachments: [{ actions: [{ name: 'Anna', type: 'button', integration }] }] },
	});
	must('the press is taken', (await press(alice, post)) === 'ok');
	const after = await until('the new text', async () => {
		const found = await admin.request<Post>('GET /posts/{id}', { path: { id: post.id } });
		return found.message === 'It was Anna' && found;
	});
	const [file] = file_infos;
	must('the file stays', after.file_ids?.[0] === file!.id, after);
	const read = await fetch(`${site}/api/v4/files/${file!.id}`, {
		headers: { Authorization: `Bearer ${alice.token}` },
	});
	must('and can be had', (await read.text()) === 'a picture', read.status);
	await client.deactivate(saved.id);
	return `"${after.message}", without buttons, and with its file`;
}

const react = async (who: Person, post_id: string, emoji_name: string) =>
	await who.request('POST /reactions', { body: { user_id: who.id, post_id, emoji_name } });

export async function emoji(stage: Stage): Promise<string> {
	const { alice, client } = stage;
	const channel = await newChannel(stage, 'emoji', alice);
	const workflow = await listening(
		stage,
		'Emoji',
		channel,
		{ events: ['reaction_added'], filters: { emojis: '👀, :white_check_mark:' } },
		end,
	);
	const { id } = await say(alice, channel, 'React to me');
	for (const name of ['tada', 'eyes', 'x', 'white_check_mark']) await react(alice, id, name);
	await ended(stage, workflow, 2);
	await wait(QUIET_MS);
	const names = (await ended(stage, workflow, 2)).map((one) =>
		String(one.items('End')[0]!.json.emoji_name),
	);
	must('only those start it', names.sort().join() === 'eyes,white_check_mark', names);
	await client.deactivate(workflow.id);
	return `of tada, eyes, x and white_check_mark started: ${names.join(', ')}`;
}

export async function mentions(stage: Stage): Promise<string> {
	const { alice, bot, client } = stage;
	const channel = await newChannel(stage, 'mentions', alice);
	const workflow = await listening(
		stage,
		'Mentions',
		channel,
		{ filters: { mentionsOnly: true } },
		end,
	);
	const texts = [
		'Nobody is meant',
		`@${bot.name} how are you?`,
		`\`@${bot.name}\` is only code`,
		`Hello (@${bot.name})`,
		`@${bot.name}x is somebody else`,
	];
	for (const text of texts) await say(alice, channel, text);
	await ended(stage, workflow, 2);
	await wait(QUIET_MS);
	const started = (await ended(stage, workflow, 2)).map((one) =>
		String(one.items('End')[0]!.json.message),
	);
	must(
		'only mentions start it',
		JSON.stringify(started) === JSON.stringify([texts[1], texts[3]]),
		started,
	);
	await client.deactivate(workflow.id);
	return `${started.length} of ${texts.length} messages: ${JSON.stringify(started)}`;
}

const SIGNS = {
	options: {
		showTyping: true,
		arrivedEmoji: 'eyes',
		doneEmoji: 'white_check_mark',
		failedEmoji: 'x',
	},
};

/** Works for some seconds; fails where the message says so. */
const laborious = (seconds: number): WorkflowNode[] => [
	node(
		'Work',
		'n8n-nodes-base.wait',
		{ resume: 'timeInterval', amount: seconds, unit: 'seconds' },
		{ typeVersion: 1.1 },
	),
	node(
		'Check',
		'n8n-nodes-base.code',
		{
			jsCode:
				"if (String($('Trigger').first().json.message).includes('fail')) throw new Error('It failed'); return $input.all();",
		},
		{ typeVersion: 2 },
	),
];

const reactionsOf = async ({ admin }: Stage, id: string): Promise<string[]> => {
	const rows = await admin.request<Array<{ emoji_name: string }> | null>(
		'GET /posts/{id}/reactions',
		{ path: { id } },
	);
	return (rows ?? []).map(({ emoji_name }) => emoji_name).sort();
};

export async function signs(stage: Stage): Promise<string> {
	const { alice, bot, client } = stage;
	const channel = await newChannel(stage, 'signs', alice);
	const workflow = await listening(stage, 'Signs', channel, SIGNS, ...laborious(6));
	const found: string[] = [];
	for (const [text, last] of [
		['please work', 'white_check_mark'],
		['please fail', 'x'],
	] as const) {
		const from = Date.now();
		const { id } = await say(alice, channel, text);
		await until('the reaction on arrival', async () =>
			(await reactionsOf(stage, id)).includes('eyes'),
		);
		const arrived = Date.now() - from;
		await until(
			`the reaction "${last}"`,
			async () => (await reactionsOf(stage, id)).join() === last,
			40_000,
		);
		const typing = alice.seen.filter(
			({ event, data, at }) =>
				event === 'typing' && at >= from && data.user_id === bot.id && data.parent_id === id,
		);
		must('the bot is seen typing in the thread', typing.length >= 2, typing);
		await wait(QUIET_MS);
		must('nothing else is left', (await reactionsOf(stage, id)).join() === last);
		found.push(`"${text}": eyes after ${arrived} ms, typing ${typing.length} times, then ${last}`);
	}
	await client.deactivate(workflow.id);
	return found.join('; ');
}

/** n8n is killed in the middle of the work, and started again. */
export async function afterCrash(stage: Stage): Promise<string> {
	const { alice, client, n8n } = stage;
	const channel = await newChannel(stage, 'crash', alice);
	const workflow = await listening(stage, 'Crash', channel, SIGNS, ...laborious(50));
	const { id } = await say(alice, channel, 'please work, and crash');
	await until('the reaction on arrival', async () =>
		(await reactionsOf(stage, id)).includes('eyes'),
	);
	// n8n saves what the trigger keeps when it has taken the event.
	await wait(QUIET_MS);
	await n8n.kill();
	const left = (await reactionsOf(stage, id)).join();
	must('the kill leaves the reaction', left === 'eyes', left);
	await n8n.restart();
	await until('the reaction is gone', async () => (await reactionsOf(stage, id)).length === 0);
	const killed = Date.now();
	await wait(6_000);
	const typing = alice.seen.filter(
		({ event, at, data }) => event === 'typing' && at > killed && data.parent_id === id,
	);
	must('nobody types any more', typing.length === 0, typing);
	await client.deactivate(workflow.id);
	return 'killed while it worked: eyes stood there; after the start no reaction and no typing';
}

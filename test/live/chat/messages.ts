import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { passThrough } from '../../../tools/passThrough';
import { until, type Post } from '../people';
import { byId, must, newChannel, refusal, work, working, type Kept, type Stage } from './stage';

/** Rows about messages and channels. Each gives what was seen on the server. */

const get = async ({ admin }: Stage, id: unknown): Promise<Post> =>
	await admin.request<Post>('GET /posts/{id}', { path: { id: String(id) } });

export async function permalink(stage: Stage): Promise<string> {
	const { alice, channel } = stage;
	const [sent] = await work(stage, 'post', 'create', {
		postChannelId: byId(channel),
		postMessage: 'Link to me',
	});
	const inOutput = String(sent!.json.permalink);
	const [asked] = await work(stage, 'post', 'getPermalink', {
		postPostId: byId(String(sent!.json.id)),
	});
	must('both say the same', asked!.json.permalink === inOutput, [asked!.json, inOutput]);
	const page = await fetch(inOutput, { redirect: 'manual' });
	const linking = await alice.request<Post & { metadata: { embeds?: unknown[] } }>('POST /posts', {
		body: { channel_id: channel, message: inOutput },
	});
	const preview = JSON.stringify(linking.metadata.embeds ?? []);
	const back = await work(stage, 'post', 'get', { postPostId: byId(inOutput) });
	must('the link leads back to the message', back[0]!.json.id === sent!.json.id, back);
	must('the server has the page', page.status < 400, page.status);
	return `${new URL(inOutput).pathname.replace(/[a-z0-9]{26}/, '{id}')}: HTTP ${page.status}, ${preview.includes('Link to me') ? 'shown as a preview' : 'no preview'}`;
}

export async function mention(stage: Stage): Promise<string> {
	const { alice, bob, dave, channel } = stage;
	const [sent] = await work(stage, 'post', 'create', {
		postChannelId: byId(channel),
		postMessage: 'Come to the gate',
		postCreateOptions: {
			mention: {
				entry: [
					{ picked: { __rl: true, mode: 'list', value: alice.id } },
					{ picked: byId(bob.email) },
				],
			},
		},
	});
	const id = String(sent!.json.id);
	const { message } = await get(stage, id);
	must(
		'the names stand in front',
		message === `@${alice.name} @${bob.name} Come to the gate`,
		message,
	);
	const told = async (who: typeof alice) =>
		await until('the message arrives', () => {
			const one = who.seen.find(({ event, data }) => event === 'posted' && data.post?.includes(id));
			return one && { mentions: one.data.mentions ?? '' };
		});
	for (const who of [alice, bob]) {
		must('the server notifies who is named', (await told(who)).mentions.includes(who.id));
	}
	must('and nobody else', (await told(dave)).mentions === '', await told(dave));
	return `"${message.replaceAll(`${stage.run}-`, '')}", in "mentions" of both people's events`;
}

export async function groupMention(stage: Stage): Promise<string> {
	const { admin } = stage;
	return await admin.request('GET /groups', { query: { per_page: 1 } }).then(
		(rows) => `groups can be listed: ${JSON.stringify(rows).slice(0, 100)}`,
		(error: Error) =>
			`not shown: groups of users need a license, the server says ${error.message} to GET /groups`,
	);
}

export async function groupMessage(stage: Stage): Promise<string> {
	const { alice, bob, carol } = stage;
	const [sent] = await work(stage, 'post', 'sendGroup', {
		postRecipients: `@${alice.name}, ${carol.email}, ${bob.id}`,
		postMessage: 'To the three of you',
	});
	const channel = await carol.request<{ type: string; display_name: string }>(
		'GET /channels/{id}',
		{ path: { id: String(sent!.json.channel_id) } },
	);
	must('it is a group message', channel.type === 'G', channel);
	return `one operation: channel of type ${channel.type}, "${channel.display_name.replaceAll(`${stage.run}-`, '')}"`;
}

interface Channel {
	display_name: string;
	header: string;
}

export async function channelWords(stage: Stage): Promise<string> {
	const { admin, bot, alice, team, run } = stage;
	const { id } = await alice.request<{ id: string }>('POST /channels', {
		body: { team_id: team, name: `${run}-words`, display_name: 'Words', type: 'O' },
	});
	const isMember = async () =>
		await admin.request('GET /channels/{id}/members/{user}', { path: { id, user: bot.id } }).then(
			() => true,
			() => false,
		);
	const read = async () => await admin.request<Channel>('GET /channels/{id}', { path: { id } });
	const of = { channelChannelId: byId(id) };
	await work(stage, 'channel', 'join', of);
	must('joined', await isMember());
	await work(stage, 'channel', 'rename', { ...of, channelDisplayName: 'Words of ours' });
	must('renamed', (await read()).display_name === 'Words of ours', await read());
	await work(stage, 'channel', 'setHeader', { ...of, channelHeader: 'On call: **Anna**' });
	must('its header is set', (await read()).header === 'On call: **Anna**', await read());
	const unread = async () =>
		(
			await bot.request<{ notify_props: { mark_unread: string } }>(
				'GET /channels/{id}/members/{user}',
				{ path: { id, user: bot.id } },
			)
		).notify_props.mark_unread;
	await work(stage, 'channel', 'mute', of);
	const muted = await unread();
	must('muted', muted === 'mention', muted);
	await work(stage, 'channel', 'unmute', of);
	must('unmuted', (await unread()) === 'all');
	await work(stage, 'channel', 'leave', of);
	must('left', !(await isMember()));
	return `member, display_name "Words of ours", header "On call: **Anna**", mark_unread "${muted}" then "all", no member any more`;
}

/** The server wants a license for them. */
export async function profile(stage: Stage): Promise<string> {
	const said = await refusal(stage, 'user', 'setAttributes', {
		userWhoseToSet: { __rl: true, mode: 'list', value: 'me' },
		userAttributes: { entry: [{ key: 'Department', value: 'Security' }] },
	});
	must('the words name the license', /licen[sc]e/i.test(said), said);
	return `needs an Enterprise license: "${said.slice(0, 200)}"`;
}

/** Parts of a word, from the model. */
const PIECES = Array.from({ length: 60 }, (_, at) => `word${at} `);
const PIECE_MS = 80;

/** As OpenAI answers, a piece at a time. @returns its address, and when it said its first word, ms */
async function startModel() {
	const said: { first?: number } = {};
	const server = createServer((request, response) => {
		request.resume();
		response.writeHead(200, { 'content-type': 'text/event-stream' });
		const chunk = (delta: object, finish_reason: string | null = null) =>
			`data: ${JSON.stringify({
				id: 'answer',
				object: 'chat.completion.chunk',
				created: 1,
				model: 'a-model',
				choices: [{ index: 0, delta, finish_reason }],
			})}\n\n`;
		void (async () => {
			await wait(1_500);
			said.first = Date.now();
			for (const content of PIECES) {
				response.write(chunk({ role: 'assistant', content }));
				await wait(PIECE_MS);
			}
			response.end(`${chunk({}, 'stop')}data: [DONE]\n\n`);
		})();
	});
	await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
	return {
		said,
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
		stop: () => server.close(),
	};
}

/** @param drop every so many edits are answered with an error; 0 for none */
async function streamed(stage: Stage, drop: number): Promise<string> {
	const { client, alice, channel, bot, credential, site, version } = stage;
	const model = await startModel();
	let edits = 0;
	let dropped = 0;
	const way = await passThrough(site, ({ method, path }) => {
		if (drop === 0 || method !== 'PUT' || !path.endsWith('/patch')) return undefined;
		if (++edits % drop !== 0) return undefined;
		dropped++;
		return 503;
	});
	try {
		const own: Kept & { data: object } = {
			id: '',
			name: `Bot ${drop}`,
			type: credential.type,
			data: { siteUrl: way.url, accessToken: bot.token, ignoreSSLIssues: false },
		};
		const made = await client.createCredential(own as never);
		const openAi = { name: 'Model', type: 'openAiApi', data: { apiKey: 'key', url: model.url } };
		const { id } = await client.createCredential(openAi);
		const workflow = working({ ...own, id: made.id }, 'post', 'streamText', {
			postChannelId: byId(channel),
			postPrompt: 'What happened?',
		});
		workflow.nodes.push({
			id: 'model',
			name: 'Model',
			type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
			typeVersion: 1,
			position: [220, 220],
			parameters: { model: 'a-model', options: { baseURL: model.url } },
			credentials: { openAiApi: { id, name: 'Model' } },
		});
		workflow.connections.Model = {
			ai_languageModel: [[{ node: 'Work', type: 'ai_languageModel', index: 0 }]],
		};
		const execution = await client.run(await client.createWorkflow(workflow));
		must('it ends well', execution.status === 'success', execution.error?.message);
		const post = String(execution.items('Work')[0]!.json.id);
		const seen = alice.seen
			.filter(({ event, data }) => event === 'post_edited' && data.post?.includes(post))
			.map(({ at, data }) => ({ at, text: (JSON.parse(data.post!) as Post).message }));
		const first = seen.find(({ text }) => text.startsWith('word0'));
		const gaps = seen.slice(1).map(({ at }, index) => at - seen[index]!.at);
		const shortest = Math.min(...gaps);
		const { message } = await get(stage, post);
		must('the final text is whole', message.trimEnd() === PIECES.join('').trimEnd(), message);
		must('it grows', seen.length >= 3, seen.length);
		// What is seen arrives after a while, now more and then less.
		must('at most one edit a second', drop > 0 || shortest >= 950, gaps);
		const delay = first!.at - model.said.first!;
		must('first text within 300 ms', drop > 0 || delay <= 300, delay);
		must('edits were dropped', drop === 0 || dropped > 0);
		return drop === 0
			? `${seen.length} edits in ${Math.round((seen.at(-1)!.at - seen[0]!.at) / 100) / 10} s, at least ${shortest} ms apart as a client saw them; first text ${delay} ms after the model's; ${message.length} characters whole (${version})`
			: `${dropped} of ${edits} edits answered with 503: ${message.length} characters whole`;
	} finally {
		way.stop();
		model.stop();
	}
}

export const streamText = async (stage: Stage) => await streamed(stage, 0);
export const streamTextDropped = async (stage: Stage) => await streamed(stage, 2);

const REPORTS = 24;
const INCIDENTS = 4;

/** Two workflows report the same incidents at once; then one is closed, and reported again. */
export async function incidents(stage: Stage): Promise<string> {
	const { client, credential, admin } = stage;
	const channel = await newChannel(stage, 'incidents');
	const reporting = (who: string) =>
		working(
			credential,
			'incident',
			'report',
			{
				incidentChannelId: byId(channel),
				incidentIncidentKey: '={{ $json.key }}',
				incidentMessage: `={{ $json.number }} from ${who}`,
				incidentSeverity: '={{ $json.severity }}',
				incidentReportOptions: { stormLimit: 4, stormMinutes: 60 },
			},
			Array.from({ length: REPORTS }, (_, number) => ({
				json: {
					key: `door-${number % INCIDENTS}`,
					number,
					severity: number === 5 ? 'critical' : 'low',
				},
			})),
		);
	const both = await Promise.all(
		['one', 'two'].map(
			async (who) => await client.run(await client.createWorkflow(reporting(who))),
		),
	);
	must(
		'both end well',
		both.every(({ status }) => status === 'success'),
		both.map(({ error }) => error?.message),
	);
	const posts = async () => {
		const answer = await admin.request<{ posts: Record<string, Post> }>(
			'GET /channels/{id}/posts',
			{ path: { id: channel }, query: { per_page: 200 } },
		);
		return Object.values(answer.posts).filter(({ type }) => !type);
	};
	const all = await posts();
	const roots = all.filter(({ root_id }) => !root_id);
	const replies = all.filter(({ root_id }) => root_id);
	must('one thread each', roots.length === INCIDENTS, roots);
	const each = (2 * REPORTS) / INCIDENTS;
	must(
		'each counts all',
		roots.every(({ message }) => message.endsWith(`, ${each} reports`)),
		roots.map(({ message }) => message),
	);
	must(
		'the highest severity is shown',
		roots.filter(({ message }) => message.includes('critical')).length === 1,
	);
	must('a storm is held back', replies.length === 4 * INCIDENTS, replies.length);
	const key = { incidentChannelId: byId(channel), incidentIncidentKey: 'door-0' };
	const [closed] = await work(stage, 'incident', 'close', key);
	must('it is closed', closed!.json.closed === true, closed);
	await work(stage, 'incident', 'report', {
		...key,
		incidentMessage: 'Again',
		incidentSeverity: 'low',
	});
	const after = (await posts()).filter(({ root_id }) => !root_id);
	must('the next report opens another thread', after.length === INCIDENTS + 1, after);
	must(
		'the closed one says so',
		after.some(({ message }) => message.includes(`closed, low, ${each} reports`)),
		after,
	);
	return `${2 * REPORTS} reports of ${INCIDENTS} incidents from two workflows at once: ${roots.length} threads of ${each}, ${replies.length} replies under a limit of 4; closed and opened again`;
}

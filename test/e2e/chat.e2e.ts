import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { PASSWORD } from '../../sandbox/mattermost/state';
import { askedN8n } from '../../tools/n8n/versions';
import { startBrowser, whyNoBrowser } from './browser/chromium';
import { Editor } from './browser/editor';
import { picture } from './browser/pictures';
import { mattermost, press, until, type Scene } from './examples/scene';
import { PACKAGE, setStage, workOn, type Stage } from './support';

/**
 * What chat workflows are made of, in a real n8n: a credential with a password that a person enters in the
 * editor, whose session n8n keeps and renews; a question with a form to one person; a text that grows; one thread
 * per incident.
 */

const noBrowser = askedN8n() === '2.41.1' ? whyNoBrowser() : 'The editor of 1.123 looks different.';
const person = noBrowser ? test.skip : test;
const WORDS = ['The door ', 'of the lobby ', 'was open ', 'for two minutes.'];

type Form = [type: string, parameters: Record<string, unknown>, labels: string[]];
const chat = (resource: string, operation: string, more: Record<string, unknown> = {}) => ({
	resource,
	operation,
	...more,
});

/** What docs/compared.md says of chat, as forms: a node's name, type and parameters, and labels that a person must see. */
const FORMS: Record<string, Form> = {
	Question: [
		'mattermost',
		chat('post', 'sendAndWait', {
			postSendTo: 'user',
			postAnswerType: 'form',
			postSendAndWaitOptions: {
				allowedUsers: { entry: [{}] },
				answersNeeded: 2,
				refusal: 'No',
				afterwards: 'delete',
				remindMinutes: 5,
				escalateTo: { entry: [{}] },
				escalateMinutes: 10,
			},
		}),
		[
			'Send To',
			'User',
			'Question',
			'Input Binary Fields',
			'Answer Type',
			'Elements',
			'Allowed Users',
			'Approvals Needed',
			'Refusal Text',
			'After the Answer',
			'Remind Every (Minutes)',
			'Escalate To',
			'Escalate After (Minutes)',
		],
	],
	'Ask Group': [
		'mattermost',
		chat('post', 'sendAndWait', { postSendTo: 'group', postAnswerType: 'text' }),
		['Users', 'Question'],
	],
	Event: [
		'mattermostTrigger',
		{
			filters: { emojis: 'eyes', mentionsOnly: true },
			options: {
				downloadFiles: true,
				showTyping: true,
				arrivedEmoji: 'eyes',
				doneEmoji: 'white_check_mark',
				failedEmoji: 'x',
			},
		},
		[
			'Emoji',
			'Mentions of Me Only',
			'Download Files',
			'Show Typing',
			'Reaction on Arrival',
			'Reaction When Done',
			'Reaction on Failure',
		],
	],
	Mentioning: [
		'mattermost',
		chat('post', 'create', { postCreateOptions: { mention: { entry: [{}] } } }),
		['Channel', 'Message', 'Mention'],
	],
	'To Group': ['mattermost', chat('post', 'sendGroup'), ['Recipients', 'Message']],
	Permalink: ['mattermost', chat('post', 'getPermalink'), ['Message ID']],
	Rename: ['mattermost', chat('channel', 'rename'), ['Channel', 'Display Name']],
	Header: ['mattermost', chat('channel', 'setHeader'), ['Channel', 'Header']],
	Mute: ['mattermost', chat('channel', 'mute'), ['Channel']],
	Attributes: ['mattermost', chat('user', 'setAttributes'), ['User', 'Attributes']],
	Stream: ['mattermost', chat('post', 'streamText'), ['Channel', 'Prompt']],
	Report: [
		'mattermost',
		chat('incident', 'report', { incidentReportOptions: { stormLimit: 5, stormMinutes: 10 } }),
		['Incident Key', 'Severity', 'Storm Limit', 'Storm Period (Minutes)'],
	],
	Run: ['mattermost', chat('playbookRun', 'create'), ['Playbook', 'Name', 'Team', 'Owner']],
};

let stage: Stage;
let scene: Scene;
let credential: { id: string; name: string; type: string };
let model: Server;

/** As OpenAI answers, a word at a time. */
const startModel = async () => {
	model = createServer((request, response) => {
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
		for (const content of WORDS) response.write(chunk({ role: 'assistant', content }));
		response.end(`${chunk({}, 'stop')}data: [DONE]\n\n`);
	});
	await new Promise<void>((listening) => model.listen(0, '127.0.0.1', listening));
	return `http://127.0.0.1:${(model.address() as AddressInfo).port}/v1`;
};

beforeAll(async () => {
	stage = await setStage();
	scene = { stage, sandbox: stage.sandbox, client: stage.n8n.client, cleanUps: [] };
	const made = {
		name: 'Bob',
		type: 'mattermostPasswordApi',
		data: { siteUrl: stage.sandbox.mattermost.url, loginId: 'bob', password: PASSWORD },
	};
	credential = { ...made, id: (await stage.n8n.client.createCredential(made)).id };
}, 300_000);
afterAll(async () => {
	model?.close();
	await stage?.stop();
}, 60_000);

const state = () => stage.sandbox.mattermost.state;
const sessions = () => [...state().sessions.values()].filter(({ kind }) => kind === 'session');
const locator = (value: string) => ({ __rl: true, mode: 'id', value });
const alerts = () => locator(state().channel('alerts').id);
const work = (resource: string, operation: string, values: object) =>
	workOn([{ json: {} }], credential, {
		authentication: 'password',
		resource,
		operation,
		...values,
	});
const run = async (workflow: ReturnType<typeof work>) => {
	const saved = await stage.n8n.client.createWorkflow(workflow);
	const execution = await stage.n8n.client.run(saved);
	expect([execution.status, execution.error?.message]).toEqual(['success', undefined]);
	return execution;
};
const say = async (message: string) =>
	await run(work('post', 'create', { postChannelId: alerts(), postMessage: message }));

person(
	'a person enters a password, a wrong one first',
	async () => {
		const browser: Browser = await startBrowser();
		try {
			const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
			page.setDefaultTimeout(60_000);
			const editor = new Editor(page, stage.n8n.url);
			await editor.logIn();
			await editor.newCredential('Mattermost Password API');
			await editor.type('siteUrl', stage.sandbox.mattermost.url);
			await editor.type('loginId', 'bob');
			await editor.type('password', 'not-the-password');
			expect(await editor.saveCredential()).toContain('the login ID or the password is wrong');
			await picture(page.getByRole('dialog'), 'password-refused');
			await editor.type('password', PASSWORD);
			expect(await editor.saveCredential()).toContain('Connection tested successfully');
		} finally {
			await browser.close();
		}
	},
	180_000,
);

person(
	'what the table of capabilities names is in the forms of the editor',
	async () => {
		const { id } = await stage.n8n.client.createWorkflow({
			name: 'Forms',
			nodes: Object.entries(FORMS).map(([name, [type, parameters]], at) => ({
				id: name,
				name,
				type: `${PACKAGE}.${type}`,
				typeVersion: 1,
				position: [(at % 5) * 280, Math.floor(at / 5) * 220],
				parameters,
			})),
			connections: {},
		});
		const browser: Browser = await startBrowser();
		try {
			const page = await browser.newPage({ viewport: { width: 1280, height: 1_000 } });
			page.setDefaultTimeout(60_000);
			const editor = new Editor(page, stage.n8n.url);
			await editor.logIn();
			await editor.openWorkflow(id);
			for (const output of ['Answered', 'Timed Out', 'Reminder', 'Model']) {
				await page.getByText(output, { exact: true }).first().waitFor();
			}
			const missing: string[] = [];
			for (const [name, [, , labels]] of Object.entries(FORMS)) {
				await editor.openNode(name);
				const shown = editor.find('node-parameters');
				await shown.getByText(labels.at(-1)!, { exact: true }).first().waitFor();
				const lines = (await shown.innerText()).split('\n').map((line) => line.trim());
				missing.push(
					...labels.filter((one) => !lines.includes(one)).map((one) => `${name}: ${one}`),
				);
				await editor.closeNode();
			}
			expect(missing).toEqual([]);
		} finally {
			await browser.close();
		}
	},
	180_000,
);

test('n8n signs in once, keeps the session without showing it, and renews it', async () => {
	const before = sessions().length;
	await say('first');
	await say('second');
	// None where the credential's own test has signed in just before.
	expect(sessions().length - before).toBeLessThanOrEqual(1);
	const shown = await stage.n8n.client.get<object>(
		`/rest/credentials/${credential.id}?includeData=true`,
	);
	const text = JSON.stringify(shown);
	expect(text).toContain('"loginId":"bob"');
	for (const secret of [PASSWORD, ...sessions().map(({ token }) => token)]) {
		expect(text).not.toContain(secret);
	}
	for (const { token } of sessions()) state().sessions.delete(token);
	const execution = await say('third');
	expect(sessions().length).toBe(1);
	const told = JSON.stringify(execution.runs);
	for (const secret of [PASSWORD, sessions()[0]!.token]) expect(told).not.toContain(secret);
	const posts = [...state().posts.values()].filter(({ message }) => message === 'third');
	expect(posts).toHaveLength(1);
}, 120_000);

test('a question with a form goes to one person, whose entries go on', async () => {
	const asking = work('post', 'sendAndWait', {
		postSendTo: 'user',
		postAskUser: { __rl: true, mode: 'username', value: 'carol' },
		message: 'Why is the door open?',
		postAnswerType: 'form',
		postFormElements: {
			entry: [{ type: 'text', displayName: 'Reason', name: 'reason' }],
		},
	});
	asking.nodes[1]!.webhookId = 'b7f5ab00-0000-4000-8000-00000000c4a7';
	const saved = await stage.n8n.client.createWorkflow(asking);
	const id = (await stage.n8n.client.start(saved))!;
	const login = await fetch(`${stage.sandbox.mattermost.url}/api/v4/users/login`, {
		method: 'POST',
		body: JSON.stringify({ login_id: 'carol', password: PASSWORD }),
	});
	const carol = String(login.headers.get('token'));
	const { label, channel } = await until('the question', () => {
		for (const post of state().posts.values()) {
			const [attachment] = (post.props.attachments ?? []) as Array<{
				actions?: Array<{ name: string }>;
			}>;
			const [action] = attachment?.actions ?? [];
			if (post.message.includes('Why is the door open?') && action) {
				return { label: action.name, channel: post.channel_id };
			}
		}
		return undefined;
	});
	await press(scene, label, carol);
	const { url, dialog } = await until('the form', () => [...state().dialogs.values()].at(-1));
	await mattermost(
		scene,
		'POST',
		'/actions/dialogs/submit',
		{
			url,
			callback_id: dialog.callback_id,
			state: dialog.state,
			channel_id: channel,
			team_id: state().channel('alerts').team_id,
			submission: { reason: 'A parcel' },
		},
		carol,
	);
	const execution = await until('the answer', async () => {
		const found = await stage.n8n.client.execution(id);
		return found?.status === 'success' ? found : undefined;
	});
	expect(JSON.stringify(execution.runs)).toContain('A parcel');
}, 120_000);

test('a text of a model grows in one message, whole in the end', async () => {
	const url = await startModel();
	const openAi = { name: 'Model', type: 'openAiApi', data: { apiKey: 'a-key', url } };
	const { id } = await stage.n8n.client.createCredential(openAi);
	const streaming = work('post', 'streamText', {
		postChannelId: alerts(),
		postPrompt: 'What happened?',
	});
	streaming.nodes.push({
		id: 'model',
		name: 'Model',
		type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
		typeVersion: 1,
		position: [220, 220],
		parameters: { model: 'a-model', options: { baseURL: url } },
		credentials: { openAiApi: { id, name: 'Model' } },
	});
	(streaming.connections as Record<string, unknown>).Model = {
		ai_languageModel: [[{ node: 'Work', type: 'ai_languageModel', index: 0 }]],
	};
	await run(streaming);
	const posts = [...state().posts.values()].filter(({ message }) => message === WORDS.join(''));
	expect(posts).toHaveLength(1);
}, 120_000);

test('reports of one incident become one thread', async () => {
	const items = Array.from({ length: 6 }, (_, at) => ({ json: { key: `door-${at % 2}` } }));
	const reporting = workOn(items, credential, {
		authentication: 'password',
		resource: 'incident',
		operation: 'report',
		incidentChannelId: alerts(),
		incidentIncidentKey: '={{ $json.key }}',
		incidentMessage: 'Held open',
		incidentSeverity: 'high',
	});
	await run(reporting);
	const roots = [...state().posts.values()].filter(({ message }) => message.includes('3 reports'));
	expect(roots).toHaveLength(2);
}, 120_000);

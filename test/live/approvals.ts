import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { credentialsFor } from '../../tools/accounts';
import type { N8nClient, WorkflowJson, WorkflowNode } from '../../tools/n8n/client';
import { ensureN8n } from '../../tools/n8n/install';
import { startN8n } from '../../tools/n8n/instance';
import { startQueueMode } from '../../tools/n8n/queueMode';
import { askedN8n } from '../../tools/n8n/versions';
import { packPackage } from '../../tools/pack';
import { rest } from '../support/eventStream';
import { isOlder } from './outcome';
import {
	person,
	postSaying as newestSaying,
	press,
	submit as submitIn,
	until,
	type OpenDialog,
	type Person,
	type Post,
} from './people';
import { firstOf } from '../support/present';

/**
 * Approvals and forms in a real n8n with a real Mattermost: approval by the right person, by the wrong
 * one, by who asked, twice, late and in a loop with the last form's address; a form of three pages with a
 * live menu, or, before 11.1, that both are refused, and a form of one page. The server must be allowed to
 * connect to this machine (AllowedUntrustedInternalConnections). `QUEUE_MODE=1`: in queue mode with two
 * webhook processors, which take the calls in turn, and a worker; it needs PostgreSQL and Redis.
 */

const site = String(process.env.MATTERMOST_URL);
const token = String(process.env.MATTERMOST_TOKEN);
const RUN = `live${Date.now().toString(36)}`;
const PACKAGE = 'n8n-nodes-rhombus-mattermost';
const problems: string[] = [];
const passed: string[] = [];
/** Questions that two people answer at the same moment. */
const ROUNDS = 5;
/** Of a dialog's element. */
const LIVE_MENU = { dataSource: 'dynamic', refresh: true };

const check = (what: string, isTrue: boolean, found?: unknown) => {
	if (isTrue) passed.push(what);
	else problems.push(`${what}: ${JSON.stringify(found)?.slice(0, 500)}`);
};

const admin = rest(site, token);

async function main() {
	const { Version: version } = await admin.request<{ Version: string }>(
		'GET /config/client?format=old',
	);
	const team = await admin.request<{ id: string }>('POST /teams', {
		body: { name: RUN, display_name: 'Live approvals', type: 'O' },
	});
	const channel = await admin.request<{ id: string }>('POST /channels', {
		body: { team_id: team.id, name: RUN, display_name: 'Live approvals', type: 'O' },
	});
	const place = { site, admin, run: RUN, team: team.id, channel: channel.id };
	const alice = await person('alice', place);
	const bob = await person('bob', place);

	const install = await ensureN8n(askedN8n());
	const packageTarball = packPackage();
	const n8n = process.env.QUEUE_MODE
		? await startQueueMode({ install, packageTarball, webhookProcessors: 2 })
		: await startN8n({ install, packageTarball, startTimeoutMs: 600_000 });
	const { client } = n8n;
	const { mattermost } = credentialsFor({
		mattermost: { siteUrl: site, accessToken: token },
		rhombus: { apiKey: 'unused' },
	});
	const { id: credentialId } = await client.createCredential(mattermost);
	const credentials = { [mattermost.type]: { id: credentialId, name: mattermost.name } };

	function node(
		name: string,
		type: string,
		parameters: Record<string, unknown>,
		more: Partial<WorkflowNode> = {},
	): WorkflowNode {
		const own = !type.includes('.');
		return {
			id: name,
			name,
			type: own ? `${PACKAGE}.${type}` : type,
			typeVersion: 1,
			position: [0, 0],
			parameters: own ? { authentication: 'accessToken', ...parameters } : parameters,
			...(own && type !== 'mattermostRespond' ? { credentials } : {}),
			...more,
		};
	}
	const link = (...targets: string[][]) => ({
		main: targets.map((names) => names.map((name) => ({ node: name, type: 'main', index: 0 }))),
	});
	const start = node('Start', 'n8n-nodes-base.manualTrigger', {});
	const end = (name: string) => node(name, 'n8n-nodes-base.noOp', {});
	const ask = (name: string, more: Record<string, unknown>) =>
		node(name, 'mattermost', {
			resource: 'post',
			operation: 'sendAndWait',
			postAskChannel: { __rl: true, mode: 'id', value: channel.id },
			message: `${name}?`,
			postAnswerType: 'approval',
			...more,
		});
	const only = (...people: Person[]) => ({
		allowedUsers: {
			entry: people.map(({ name }) => ({ value: { __rl: true, mode: 'username', value: name } })),
		},
	});
	const asking = (name: string, more: Record<string, unknown>): WorkflowJson => ({
		name,
		nodes: [start, ask(name, more), end('Answered'), end('Timed Out')],
		connections: { Start: link([name]), [name]: link(['Answered'], ['Timed Out']) },
	});
	const postSaying = async (text: string) => await newestSaying(admin, channel.id, text);
	const submit = async (who: Person, form: OpenDialog, more: object) =>
		await submitIn(who, place, form, more);
	const statusOf = async (id: string) => (await client.execution(id))?.status;
	const finished = async (id: string, ms?: number) =>
		await until(
			'the end of the execution',
			async () => {
				const found = await client.execution(id);
				return found && found.status !== 'waiting' && found.status !== 'running' && found;
			},
			ms,
		);
	/** What somebody posts to n8n by hand. */
	const forge = async (url: string, body: object) => {
		const answer = await fetch(url, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify(body),
		});
		return `${answer.status} ${(await answer.text()).slice(0, 200)}`;
	};

	/** Previews of links to a message, and lists of threads, show the integrations of its buttons. */
	async function forgeWhatAPreviewShows(post: Post) {
		const shown = await shownByPreview(post);
		if (!shown) {
			console.log('A preview shows no integration here');
			return;
		}
		const { context, url } = shown;
		const own = await bob.request<Post>('POST /posts', {
			body: {
				channel_id: channel.id,
				message: 'Mine',
				props: {
					attachments: [
						{ actions: [{ name: 'x', type: 'button', integration: { url, context } }] },
					],
				},
			},
		});
		const forged = { user_name: 'alice', post_id: post.id, context };
		for (const [what, answer] of [
			['no trigger ID', await forge(url, { ...forged, user_id: alice.id })],
			['one of nobody', await forge(url, { ...forged, user_id: alice.id, trigger_id: 'x' })],
			[
				'a signature of nobody',
				await forge(url, {
					...forged,
					user_id: alice.id,
					trigger_id: Buffer.from(`x:${alice.id}:${Date.now()}:MEUC`).toString('base64'),
				}),
			],
			['the key in an own message', await press(alice, own)],
		]) {
			check(
				`forged from a preview, ${what}`,
				answer !== 'ok' && !answer!.startsWith('200'),
				answer,
			);
		}
	}

	async function approval(n8nClient: N8nClient) {
		const saved = await n8nClient.createWorkflow(
			asking('Approval', { postSendAndWaitOptions: only(alice) }),
		);
		const { id, status } = await n8nClient.run(saved);
		check('an approval waits', status === 'waiting', status);
		const post = await postSaying('Approval?');
		const shown = JSON.stringify(
			await bob.request('GET /posts/{post}', { path: { post: post.id } }),
		);
		check('no client sees a button’s address', !/webhook-waiting|"key"/.test(shown), shown);
		await press(bob, post);
		await press(admin, post);
		await forgeWhatAPreviewShows(post);
		check('the wrong person changes nothing', (await statusOf(id)) === 'waiting');
		const both = await Promise.all([press(alice, post), press(alice, post, 1)]);
		const done = await finished(id);
		const items = done.items('Answered');
		check(
			'the right person is taken, once, of two presses at the same time',
			items.length === 1 && items[0]!.json.user_id === alice.id,
			[both, items],
		);
		const after = await admin.request<Post>('GET /posts/{post}', { path: { post: post.id } });
		check('the message shows it', /(Approved|Declined) by @/.test(after.message), after.message);
		await press(alice, post);
		check('a late press changes nothing', done.items('Answered').length === 1);
	}

	/** What the preview of a link to a post shows of its first button; undefined on servers without. */
	async function shownByPreview(post: Post) {
		const linking = await bob.request<object>('POST /posts', {
			body: { channel_id: channel.id, message: `${site}/${RUN}/pl/${post.id}` },
		});
		const [, found] =
			/"integration":({"context":{[^}]*},"url":"[^"]*"})/.exec(JSON.stringify(linking)) ?? [];
		return found ? (JSON.parse(found) as { context: object; url: string }) : undefined;
	}

	/** Bob gets Alice to press a button of his own, and answers with her trigger ID. */
	async function confirming(n8nClient: N8nClient) {
		const saved = await n8nClient.createWorkflow(
			asking('Confirm', { postSendAndWaitOptions: { ...only(alice), confirm: true } }),
		);
		const { id } = await n8nClient.run(saved);
		const post = await postSaying('Confirm?');
		const shown = await shownByPreview(post);
		if (shown) {
			let harvested = '';
			const server = createServer((request, response) => {
				let body = '';
				request.on('data', (chunk) => (body += String(chunk)));
				request.on('end', () => {
					harvested = (JSON.parse(body) as { trigger_id: string }).trigger_id;
					response.writeHead(200, { 'Content-Type': 'application/json' });
					response.end('{}');
				});
			});
			await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
			const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
			const bait = await bob.request<Post>('POST /posts', {
				body: {
					channel_id: channel.id,
					message: 'Free cake?',
					props: { attachments: [{ actions: [{ name: 'Yes', integration: { url } }] }] },
				},
			});
			await press(alice, bait);
			server.close();
			await forge(shown.url, {
				user_id: alice.id,
				post_id: post.id,
				trigger_id: harvested,
				context: shown.context,
			});
			check(
				'a trigger ID that was got from somebody decides nothing',
				harvested !== '' && (await statusOf(id)) === 'waiting',
				harvested,
			);
		}
		const before = alice.dialogs.length;
		await press(alice, post);
		check('a press alone decides nothing', (await statusOf(id)) === 'waiting');
		const form = await until('the form', async () => alice.dialogs[before]);
		await submit(alice, form, { submission: {} });
		const { answer, user_id } = (await finished(id)).items('Answered')[0]?.json ?? {};
		check('what the person confirms counts', answer === 'approved' && user_id === alice.id, answer);
	}

	/** Presses of two people that reach n8n at the same moment: in queue mode, different processes. */
	async function race(n8nClient: N8nClient) {
		for (let round = 1; round <= ROUNDS; round++) {
			const saved = await n8nClient.createWorkflow(
				asking(`Race ${round}`, { postSendAndWaitOptions: only(alice, bob) }),
			);
			const { id } = await n8nClient.run(saved);
			const post = await postSaying(`Race ${round}?`);
			await Promise.all(
				[alice, bob, alice, bob].map(async (who, index) => await press(who, post, index % 2)),
			);
			const runs = (await finished(id)).runs.Answered!.flatMap(({ data }) => data?.main?.[0] ?? []);
			const { message } = await admin.request<Post>('GET /posts/{post}', {
				path: { post: post.id },
			});
			check(
				`race ${round}: one press counts, and the message names its person`,
				runs.length === 1 && message.includes(`@${String(runs[0]!.json.user_name)}`),
				[runs, message],
			);
		}
	}

	async function late(n8nClient: N8nClient) {
		const saved = await n8nClient.createWorkflow(
			asking('Late', { postSendAndWaitOptions: { waitMinutes: 1 } }),
		);
		const { id } = await n8nClient.run(saved);
		const post = await postSaying('Late?');
		await wait(61_000);
		await press(alice, post);
		const done = await finished(id, 150_000);
		check(
			'a late answer is not taken',
			done.items('Timed Out').length === 1 && done.items('Answered').length === 0,
			done.items('Answered'),
		);
	}

	async function loop(n8nClient: N8nClient) {
		const saved = await n8nClient.createWorkflow({
			name: 'Loop',
			nodes: [
				start,
				node('Loop', 'n8n-nodes-base.splitInBatches', { options: {} }, { typeVersion: 3 }),
				ask('Loop question', {
					message: '=Loop {{ $json.n }}?',
					postAnswerType: 'text',
					postSendAndWaitOptions: {
						allowedUsers: {
							entry: [{ value: { __rl: true, mode: 'username', value: '={{ $json.who }}' } }],
						},
					},
				}),
				end('Answered'),
			],
			connections: {
				Start: link(['Loop']),
				Loop: link([], ['Loop question']),
				'Loop question': link(['Answered']),
				Answered: link(['Loop']),
			},
			pinData: {
				Start: [{ json: { n: 1, who: bob.name } }, { json: { n: 2, who: alice.name } }],
			},
		});
		const { id } = await n8nClient.run(saved);
		const first = await postSaying('Loop 1?');
		await press(bob, first);
		const form = await until('the form', async () => bob.dialogs.at(-1));
		const answered = await submit(bob, form, { submission: { answer: 'one' } });
		check('a text is taken from its form', !answered.error && !answered.errors, answered);
		const second = await postSaying('Loop 2?');
		await until('the second wait', async () => (await statusOf(id)) === 'waiting');
		const replayed = await submit(bob, form, { submission: { answer: 'two' } });
		check('the last form’s address is refused', typeof replayed.error === 'string', replayed);
		for (const user_id of [bob.id, alice.id]) {
			for (const url of [form.url, form.url.replace(bob.id, alice.id)]) {
				const body = { type: 'dialog_submission', user_id, submission: { answer: 'forged' } };
				const answer = await forge(url, { ...body, state: second.id });
				check(`forged: ${answer.slice(0, 60)}`, (await statusOf(id)) === 'waiting', answer);
			}
		}
		await press(bob, second);
		check('no form opens for the wrong person', bob.dialogs.length === 1, bob.dialogs.length);
		await press(alice, second);
		const right = await until('the form', async () => alice.dialogs.at(-1));
		const stolen = await forge(right.url, {
			type: 'dialog_submission',
			user_id: bob.id,
			submission: { answer: 'stolen' },
		});
		check('another’s form is refused', stolen.startsWith('403'), stolen);
		await submit(alice, right, { submission: { answer: 'two' } });
		const done = await finished(id);
		const runs = done.runs.Answered!.flatMap(({ data }) => data?.main?.[0] ?? []);
		check(
			'both right answers arrived, and no other',
			JSON.stringify(runs.map(({ json }) => [json.answer, json.user_id])) ===
				JSON.stringify([
					['one', bob.id],
					['two', alice.id],
				]),
			runs,
		);
	}

	async function asker(n8nClient: N8nClient) {
		const saved = await n8nClient.createWorkflow({
			name: 'Asker',
			nodes: [
				node(
					'Command',
					'mattermostWebhookTrigger',
					{
						source: 'command',
						team: { __rl: true, mode: 'id', value: team.id },
						trigger: `${RUN}ask`,
						respond: 'onReceived',
						replyText: 'a < b | c > d',
					},
					{ webhookId: randomUUID() },
				),
				ask('Asker', { postSendAndWaitOptions: only(alice, bob) }),
				end('Answered'),
			],
			connections: { Command: link(['Asker']), Asker: link(['Answered']) },
		});
		await n8nClient.activate(saved.id);
		await alice.request('POST /commands/execute', {
			body: { channel_id: channel.id, team_id: team.id, command: `/${RUN}ask door` },
		});
		const post = await postSaying('Asker?');
		const { id } = firstOf(
			await until('the execution', async () => {
				const found = await n8nClient.executionsOf(saved.id);
				return found.length > 0 && found;
			}),
		);
		await until('the wait', async () => (await statusOf(id)) === 'waiting');
		await press(alice, post);
		check('who asked cannot approve', (await statusOf(id)) === 'waiting', await statusOf(id));
		await press(bob, post);
		const done = await finished(id);
		check('somebody else can', done.items('Answered')[0]?.json.user_id === bob.id);
		await n8nClient.deactivate(saved.id);
	}

	/**
	 * A command opens a dialog whose submissions come to the same workflow: pages up to the third, then its end.
	 * @param word the command's; @param page the first one; @param menu of the second element
	 */
	function pagesWorkflow(word: string, page: number, menu: object): WorkflowJson {
		const elements = (more: object) => ({
			entry: [
				{ displayName: 'Note', name: 'note', type: 'text', optional: true },
				{ displayName: 'Person', name: 'person', type: 'select', optional: true, ...more },
			],
		});
		const respond = (name: string, parameters: Record<string, unknown>) =>
			node(name, 'mattermostRespond', parameters);
		return {
			name: `Pages ${word}`,
			nodes: [
				node(
					'Command',
					'mattermostWebhookTrigger',
					{
						source: 'command',
						team: { __rl: true, mode: 'id', value: team.id },
						trigger: `${RUN}${word}`,
						respond: 'onReceived',
					},
					{ webhookId: randomUUID() },
				),
				node('Open', 'mattermost', {
					resource: 'dialog',
					operation: 'open',
					dialogTriggerId: '={{ $json.trigger_id }}',
					dialogTitle: `Page ${page}`,
					dialogElements: elements(menu),
					dialogOpenOptions: { state: JSON.stringify({ page }) },
				}),
				node(
					'Form',
					'mattermostWebhookTrigger',
					{ source: 'action', respond: 'responseNode' },
					{ webhookId: randomUUID() },
				),
				node(
					'Which',
					'n8n-nodes-base.switch',
					{
						mode: 'expression',
						numberOutputs: 3,
						output:
							'={{ $json.event === "lookup" ? 0 : $json.event === "refresh" || $json.state.page < 3 ? 1 : 2 }}',
					},
					{ typeVersion: 3 },
				),
				node('Users', 'mattermost', {
					resource: 'user',
					operation: 'getAll',
					userReturnAll: true,
				}),
				respond('Menu', {
					to: 'lookup',
					entryText: '={{ $json.username }}',
					entryValue: '={{ $json.id }}',
				}),
				respond('Page', {
					to: 'form',
					title: '=Page {{ $json.state.page + ($json.event === "refresh" ? 0 : 1) }}',
					elements: elements({ dataSource: 'dynamic' }),
					state:
						'={{ JSON.stringify({ page: $json.state.page + ($json.event === "refresh" ? 0 : 1) }) }}',
				}),
				respond('Close', { to: 'dialog' }),
			],
			connections: {
				Command: link(['Open']),
				Form: link(['Which']),
				Which: link(['Users'], ['Page'], ['Close']),
				Users: link(['Menu']),
			},
		};
	}

	/** Opens the dialog of such a workflow as Bob. */
	async function openPages(word: string): Promise<void> {
		await bob.request('POST /commands/execute', {
			body: { channel_id: channel.id, team_id: team.id, command: `/${RUN}${word}` },
		});
	}

	async function pages(n8nClient: N8nClient) {
		if (isOlder(version, '11.1')) {
			await onePage(n8nClient);
			return;
		}
		const saved = await n8nClient.createWorkflow(pagesWorkflow('form', 1, LIVE_MENU));
		await n8nClient.activate(saved.id);
		const before = bob.dialogs.length;
		await openPages('form');
		const opened = await until('the form', async () => bob.dialogs[before]);
		const menu = opened.dialog.elements[1]!.data_source_url!;
		const lookUp = async (who: Person) =>
			await who
				.request<{ items?: Array<{ text: string; value: string }> }>(
					'POST /actions/dialogs/lookup',
					{
						body: {
							url: menu,
							callback_id: '',
							state: opened.dialog.state,
							channel_id: channel.id,
							team_id: team.id,
							submission: { query: `${RUN}-al`, selected_field: 'person' },
						},
					},
				)
				.catch((error: Error) => ({ items: undefined, error: error.message }));
		const listed = await lookUp(bob);
		check('a live menu is filled with what fits', listed.items?.[0]?.value === alice.id, listed);
		check('not for somebody else', (await lookUp(alice)).items === undefined);

		let { state } = opened.dialog;
		interface Answer {
			type?: string;
			form?: { title: string; state: string };
		}
		const send = async (more: object) =>
			(await submit(bob, opened, { state, submission: { note: 'x' }, ...more })) as Answer;
		const refreshed = await send({ type: 'refresh' });
		check(
			'a change is answered with the page again',
			refreshed.form?.title === 'Page 1',
			refreshed,
		);
		for (const title of ['Page 2', 'Page 3']) {
			const answer = await send({});
			check(`${title} comes`, answer.form?.title === title, answer);
			state = String(answer.form?.state);
		}
		const tampered = await forge(opened.url, {
			type: 'dialog_submission',
			user_id: bob.id,
			state: '{"page":3}',
			submission: {},
		});
		check('a state of one’s own is refused', tampered.startsWith('401'), tampered);
		const last = await send({});
		check('the last page closes the form', JSON.stringify(last) === '{}', last);
		// In queue mode once to each webhook processor.
		for (const note of ['changed', 'changed again']) {
			const again = (await send({ submission: { note } })) as { error?: string };
			check('a closed form is refused', typeof again.error === 'string', again);
		}
		await n8nClient.deactivate(saved.id);
	}

	/** Servers before 11.1 leave out live menus and close a dialog after its first page. */
	async function onePage(n8nClient: N8nClient) {
		/** What stopped a workflow's newest execution that went wrong. */
		const refusalOf = async (id: string) =>
			await until('a refusal', async () => {
				const rows = await n8nClient.executionsOf(id);
				const failed = rows.find(({ status }) => status === 'error');
				return failed && (await n8nClient.execution(failed.id))?.error?.message;
			});
		const live = await n8nClient.createWorkflow(pagesWorkflow('live', 1, LIVE_MENU));
		await n8nClient.activate(live.id);
		await openPages('live');
		const refused = await refusalOf(live.id);
		check('a live menu is refused', /has a live menu, which Mattermost/.test(refused), refused);
		await n8nClient.deactivate(live.id);

		const users = { dataSource: 'users' };
		for (const [word, page] of [
			['two', 2],
			['one', 3],
		] as const) {
			const saved = await n8nClient.createWorkflow(pagesWorkflow(word, page, users));
			await n8nClient.activate(saved.id);
			const before = bob.dialogs.length;
			await openPages(word);
			const opened = await until('the form', async () => bob.dialogs[before]);
			const { state } = opened.dialog;
			const send = async (who: Person) =>
				await submit(who, opened, { state, submission: { note: 'x' } }).catch((error: Error) => ({
					error: error.message,
				}));
			const stolen = await send(alice);
			check('another’s dialog is refused', typeof stolen.error === 'string', stolen);
			const answer = await send(bob);
			if (page === 2) {
				const words = await refusalOf(saved.id);
				check('a next page is refused', /does not support: it would close/.test(words), words);
				check('and the person sees an error', typeof answer.error === 'string', answer);
			} else {
				check('one page closes', JSON.stringify(answer) === '{}', answer);
				const again = await send(bob);
				check('a closed form is refused', typeof again.error === 'string', again);
			}
			await n8nClient.deactivate(saved.id);
		}
	}

	const attempt = async (part: (n8nClient: N8nClient) => Promise<void>) =>
		await part(client).catch((error: Error) => {
			problems.push(`${part.name}: ${error.message}`);
			console.log(n8n.logs().slice(-1500));
		});
	try {
		const waited = attempt(late);
		for (const part of [approval, confirming, race, loop, asker, pages]) await attempt(part);
		await waited;
	} finally {
		alice.close();
		bob.close();
		await n8n.stop();
		await admin.request('DELETE /teams/{team}', { path: { team: team.id } });
	}

	console.log(passed.map((what) => `  ✓ ${what}`).join('\n'));
	if (problems.length > 0) {
		console.log(problems.map((what) => `  ✗ ${what}`).join('\n'));
		process.exitCode = 1;
	}
}

void main();

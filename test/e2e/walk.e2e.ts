import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { TOKENS } from '../../sandbox';
import { startPage, type SandboxPage } from '../../sandbox/page';
import { filledIn, readExample, sandboxValues } from '../../tools/examples';
import type { WorkflowNode } from '../../tools/n8n/client';
import { askedN8n, CURRENT_N8N } from '../../tools/n8n/versions';
import { startBrowser, whyNoBrowser } from './browser/chromium';
import { Editor } from './browser/editor';
import { picture, WRITES_PICTURES } from './browser/pictures';
import { SandboxPerson } from './browser/sandboxPerson';
import { shrink, taken } from './browser/smallPictures';
import { PACKAGE, setStage, type Stage } from './support';

/**
 * The screens that a walk through the editor once found fault with, visited again: what is checked is
 * what was wrong. Pictures go to `.cache/screenshots`; with WRITE_PICTURES=1 small ones go to
 * docs/pictures/walk, beside those of the first walk.
 */

const noBrowser = askedN8n() === CURRENT_N8N ? whyNoBrowser() : 'The walk is in n8n 2.41 only.';
if (noBrowser) console.warn(`No walk through the editor. ${noBrowser}`);
const walker = noBrowser ? describe.skip : describe;

const DOC = join(__dirname, '..', '..', 'docs', 'editor-walk.md');
const ALERTS = 'Alerts';
const QUESTION = 'Unlock the lobby for the courier?';

type Node = [name: string, type: string, parameters: Record<string, unknown>];

const rl = (mode: string, value: string) => ({ __rl: true, mode, value });
const chat = (resource: string, operation: string, more: Record<string, unknown> = {}) => ({
	authentication: 'accessToken',
	resource,
	operation,
	...more,
});

/** The forms of the walk, each a node of one workflow. @param alerts ID of the channel */
const formsIn = (alerts: string): Node[] => [
	['Send', 'mattermost', chat('post', 'create', { postChannelId: rl('id', alerts) })],
	[
		'With Button',
		'mattermost',
		chat('post', 'create', { postAttachments: { entry: [{ actions: { entry: [{}] } }] } }),
	],
	['Direct Message', 'mattermost', chat('post', 'sendDirect')],
	['Reply', 'mattermost', chat('post', 'reply')],
	['Any Endpoint', 'mattermost', chat('anyEndpoint', 'call')],
	['Envoy', 'rhombusIntegration', { resource: 'envoy', operation: 'update' }],
	['Mattermost in Rhombus', 'rhombusIntegration', { resource: 'mattermost', operation: 'update' }],
];

walker('the walk through the editor', () => {
	let stage: Stage;
	let site: SandboxPage;
	let browser: Browser;
	let context: BrowserContext;
	let editor: Editor;
	let person: SandboxPerson;

	const alertsId = () => stage.sandbox.mattermost.state.channel('alerts').id;

	/** A workflow of these nodes, each connected to a start by hand unless they are triggers. */
	const workflowOf = async (name: string, nodes: Node[]) => {
		const { mattermost, rhombus } = stage.credentials;
		const named = ({ id, name: of }: { id: string; name: string }) => ({ id, name: of });
		const made = nodes.map(
			([own, type, parameters], index): WorkflowNode => ({
				id: crypto.randomUUID(),
				name: own,
				type: `${PACKAGE}.${type}`,
				typeVersion: 1,
				position: [220 * (index % 5), 200 + 200 * Math.floor(index / 5)],
				parameters,
				webhookId: crypto.randomUUID(),
				credentials: type.startsWith('mattermost')
					? { mattermostTokenApi: named(mattermost) }
					: { rhombusApi: named(rhombus) },
			}),
		);
		const start: WorkflowNode = {
			id: 'start',
			name: 'Start',
			type: 'n8n-nodes-base.manualTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		};
		const begins = nodes.some(([, type]) => type.endsWith('Trigger'));
		const to = nodes.map(([node]) => ({ node, type: 'main', index: 0 }));
		return await stage.n8n.client.createWorkflow({
			name,
			nodes: begins ? made : [start, ...made],
			connections: begins ? {} : { Start: { main: [to] } },
		});
	};

	beforeAll(async () => {
		stage = await setStage();
		site = await startPage(stage.sandbox);
		browser = await startBrowser();
		context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
		// The machine may be busy with other tests.
		context.setDefaultTimeout(60_000);
		editor = new Editor(await context.newPage(), stage.n8n.url);
		person = new SandboxPerson(await context.newPage(), site.url);
		await editor.page.bringToFront();
		await editor.logIn();
	}, 300_000);
	afterAll(async () => {
		await browser?.close();
		await site?.stop();
		await stage?.stop();
	}, 60_000);

	/** A screen of the walk, kept as `walk-<name>`. @param walk returns the page that shows it, if not the editor's */
	const screen = (name: string, title: string, walk: () => Promise<Page | void>) =>
		test(
			title,
			async () => {
				try {
					await picture((await walk()) ?? editor.page, `walk-${name}`);
				} catch (error) {
					await picture(editor.page, `failed-walk-${name}`).catch(() => undefined);
					throw error;
				}
			},
			180_000,
		);

	/** Labels of the open form, from the top. */
	const labels = async () =>
		(await editor.find('node-parameters').locator('label').allInnerTexts())
			.map((text) => text.split('\n')[0]!.trim())
			.filter(Boolean);
	const expectInOrder = (all: string[], wanted: string[]) => {
		expect(all.filter((label) => wanted.includes(label)).slice(0, wanted.length)).toEqual(wanted);
	};

	/** A form in a workflow of its own, so that no message of an earlier one lies over it. */
	const openAlone = async (...node: Node) => {
		const { id } = await workflowOf(node[0], [node]);
		await editor.openWorkflow(id);
		await editor.openNode(node[0]);
	};

	describe('finding', () => {
		screen('list', 'a search for Mattermost shows the everyday node first', async () => {
			await editor.newWorkflow();
			await editor.openNodeList();
			const found = await editor.searchNodes('mattermost');
			const titles = found.map((entry) => entry.split('\n')[0]);
			expect(titles).toEqual(
				expect.arrayContaining(['Mattermost Chat', 'Mattermost Administration']),
			);
			expect(titles.indexOf('Mattermost Chat')).toBeLessThan(
				titles.indexOf('Mattermost Administration'),
			);
		});

		screen('unlock', 'the word for what one wants finds the node', async () => {
			await editor.find('node-creator-search-bar').fill('unlock');
			await editor.entry('Rhombus').waitFor();
		});

		screen('actions', 'Send message is on the first screen of the actions', async () => {
			await editor.searchNodes('mattermost chat');
			await editor.entry('Mattermost Chat').click();
			const send = editor.entry('Send message (post message) to channel');
			await send.waitFor();
			expect((await send.boundingBox())!.y).toBeLessThan(700);
		});

		screen('human-review', 'Mattermost Chat is among the ways to ask a person', async () => {
			await editor.newWorkflow();
			await editor.openNodeList();
			await editor.find('node-creator').getByText('Human review').first().click();
			await editor.entry('Mattermost Chat').waitFor();
		});
	});

	describe('forms', () => {
		beforeAll(async () => {
			const { id } = await workflowOf('Walk', formsIn(alertsId()));
			await editor.openWorkflow(id);
		}, 120_000);
		afterEach(async () => {
			// A list that is open over the form closes first; without one, the form does.
			await editor.page.keyboard.press('Escape');
			await wait(500);
			const form = editor.find('ndv');
			const close = editor.find('ndv-close-button').first();
			if (await form.isVisible()) await close.click({ timeout: 5_000 }).catch(() => undefined);
			await form.waitFor({ state: 'hidden' });
		}, 60_000);

		screen('reply', 'Reply asks for the message to answer before the answer', async () => {
			await editor.openNode('Reply');
			expectInOrder(await labels(), ['Message ID', 'Message', 'Attachments', 'Simplify']);
		});

		screen('attachment', 'an attachment starts with title and text', async () => {
			await editor.openNode('Send');
			await editor.press('Add Attachment');
			const form = editor.find('node-parameters');
			await form.getByText('Title', { exact: true }).first().waitFor();
			expectInOrder(await labels(), ['Title', 'Text', 'Color', 'Fields', 'Actions']);
			await form.getByText('Attachments', { exact: true }).first().scrollIntoViewIfNeeded();
		});

		screen('button', 'a button starts with its type and name', async () => {
			await editor.openNode('With Button');
			const form = editor.find('node-parameters');
			await form.getByText('Style', { exact: true }).first().waitFor();
			const all = await labels();
			const own = all.slice(all.indexOf('Type'));
			expectInOrder(own, ['Type', 'Name', 'Style']);
			// What only menus have is not there.
			expect(own).not.toContain('Data Source');
			await form.getByText('Type', { exact: true }).first().scrollIntoViewIfNeeded();
		});

		screen('direct', 'the ways to name a person can be read', async () => {
			await editor.openNode('Direct Message');
			await editor
				.find('resource-locator-postRecipient')
				.locator('[data-test-id="rlc-mode-selector"]')
				.click();
			const way = editor.page.getByRole('option', { name: 'By Username', exact: true });
			await way.waitFor();
			const isCut = await way.evaluate((element) => element.scrollWidth > element.clientWidth);
			expect(isCut).toBe(false);
		});

		screen('any-endpoint', 'Any Endpoint opens without an error', async () => {
			await editor.openNode('Any Endpoint');
			await editor.find('resource-locator-anyEndpointEndpoint').waitFor();
			const form = await editor.find('node-parameters').innerText();
			expect(form).not.toMatch(/takes no values|Retry|Error|Return All/);
		});

		screen('envoy', 'what Rhombus writes itself is not offered', async () => {
			await editor.openNode('Envoy');
			await editor.find('collection-parameter-add').first().click();
			const options = editor.page.getByRole('option');
			await options.first().waitFor();
			const offered = await options.allInnerTexts();
			expect(offered.length).toBeGreaterThan(5);
			expect(offered.join()).not.toMatch(/Organization UUID|Audit|Misconfigured/);
		});

		screen('mattermost-update', 'no raw path of the API in the form', async () => {
			await editor.openNode('Mattermost in Rhombus');
			expect(await editor.find('node-parameters').innerText()).not.toContain('/api/');
		});
	});

	describe('what comes out', () => {
		screen('file', 'a field that names no file is an error', async () => {
			await openAlone(
				'No Such File',
				'mattermost',
				chat('post', 'create', {
					postChannelId: rl('id', alertsId()),
					postMessage: 'Look',
					postBinaryFields: 'picture',
				}),
			);
			await editor.execute();
			const said = await editor.seeOutput(/item 1/);
			await editor.tidy();
			expect(said).toContain('picture');
			expect(said).toContain('nothing was sent');
		});

		screen('error', 'an error repeats what was not found, and says what to do', async () => {
			await openAlone(
				'Nobody',
				'mattermost',
				chat('post', 'sendDirect', {
					postRecipient: rl('username', 'nobody-here'),
					postMessage: 'Hello',
				}),
			);
			await editor.execute();
			const said = await editor.seeOutput(/item 1/);
			await editor.tidy();
			expect(said).toContain('nobody-here');
			expect(said).not.toMatch(/Request failed with status code|Bad request|\[object/);
		});

		screen('output', 'a message comes with its link', async () => {
			await openAlone(
				'Sent',
				'mattermost',
				chat('post', 'create', {
					postChannelId: rl('id', alertsId()),
					postMessage: 'The door is open',
				}),
			);
			await editor.execute();
			await editor.seeOutput('1 item');
			await editor.showOutputAs('schema');
			await editor.seeOutput('permalink');
		});

		screen('unlock-output', 'what was unlocked stands in the output', async () => {
			await openAlone('Unlock', 'rhombus', {
				resource: 'door',
				operation: 'unlock',
				doorAccessControlledDoorUuid: rl('name', 'Back Door'),
			});
			await editor.execute();
			await editor.seeOutput('1 item');
			await editor.showOutputAs('json');
			await editor.seeOutput(/accessControlledDoor/);
		});
	});

	describe('triggers', () => {
		screen('button-trigger', 'a trigger for buttons asks for no URL to glue together', async () => {
			await openAlone('On Button', 'mattermostWebhookTrigger', {
				authentication: 'accessToken',
				source: 'action',
			});
			const form = await editor.find('node-parameters').innerText();
			expect(form).not.toMatch(/integration\.url|\?token=/);
			expect(form).toMatch(/by themselves|same workflow|this workflow/);
		});

		screen('listening', 'while it listens, a trigger says what to do now', async () => {
			await openAlone('On Message', 'mattermostTrigger', {
				authentication: 'accessToken',
				events: ['posted'],
			});
			await editor.listen();
			const said = await editor.find('ndv').innerText();
			expect(said).toContain('Listen to Mattermost');
			expect(said).toContain('with another account');
		});

		screen('fired', 'a message from the sandbox’s page fires it', async () => {
			const { events } = stage.sandbox.mattermost;
			for (let tries = 0; tries < 300 && !events.open(); tries++) await wait(100);
			await person.say('bob', ALERTS, 'Is anyone at the front desk?');
			await editor.page.bringToFront();
			await editor.seeOutput('1 item');
			await editor.showOutputAs('schema');
			await editor.seeOutput('Is anyone at the front desk?');
		});
	});

	describe('credentials', () => {
		screen('credential', 'a Site URL that is no Mattermost server is refused', async () => {
			await editor.newCredential('Mattermost Access Token API');
			await editor.type('siteUrl', stage.n8n.url);
			await editor.type('accessToken', TOKENS.mattermostAdmin);
			const said = await editor.saveCredential();
			expect(said).toContain('with these settings');
			expect(said).not.toContain('tested successfully');
		});
	});

	describe('examples and sandbox', () => {
		screen('new-hire', 'an example is read in rows', async () => {
			const file = '04-new-hire.json';
			const filled = filledIn(readExample(file), sandboxValues(stage.sandbox)[file]!);
			const { id } = await stage.n8n.client.createWorkflow(filled);
			await editor.openWorkflow(id);
			await editor.fitCanvas();
			const { nodes, note } = await editor.measureCanvas();
			expect(new Set(nodes.map(({ top }) => Math.round(top / 50))).size).toBeGreaterThan(1);
			expect(Math.max(...nodes.map(({ right }) => right))).toBeLessThanOrEqual(1280);
			expect(note.filled).toBeGreaterThan(0.75);
		});

		screen('sandbox', 'the sandbox shows itself in a browser', async () => {
			await person.open('bob', ALERTS);
			const { page } = person;
			await page.getByLabel('Message or slash command').waitFor();
			await page.getByRole('button', { name: 'Send' }).waitFor();
			return page;
		});

		screen('question', 'a question says until when it can be answered', async () => {
			const { client } = stage.n8n;
			const asking = await workflowOf('Question', [
				[
					'Ask',
					'mattermost',
					chat('post', 'sendAndWait', {
						postAskChannel: rl('id', alertsId()),
						message: QUESTION,
						postSendAndWaitOptions: { waitMinutes: 60 },
					}),
				],
			]);
			expect((await client.run(asking)).status).toBe('waiting');
			await person.open('bob', ALERTS);
			const { page } = person;
			await page
				.getByText(
					/^Open until \d{4}-\d\d-\d\d \d\d:\d\d UTC\. After that, nothing here can be answered$/,
				)
				.first()
				.waitFor();
			await page.getByRole('button', { name: 'Approve' }).last().scrollIntoViewIfNeeded();
			return page;
		});
	});

	(WRITES_PICTURES ? test : test.skip)(
		'small pictures for the documentation',
		async () => {
			const page = await context.newPage();
			const doc = readFileSync(DOC, 'utf8');
			for (const [, name] of doc.matchAll(/pictures\/walk\/new-([\w-]+)\.jpg/g)) {
				await shrink(page, taken(`walk-${name}`), `walk/new-${name}.jpg`);
			}
		},
		180_000,
	);

	test('every request was as the contracts want it', () => {
		expect(stage.sandbox.mattermost.violations).toEqual([]);
		expect(stage.sandbox.rhombus.violations).toEqual([]);
	});
});

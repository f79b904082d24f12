import { existsSync, readFileSync, writeFileSync } from 'node:fs';
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
import { Hand, type Effort } from './browser/hand';
import { doJob, JOBS, PRODUCTS, type Product } from './browser/jobs';
import { shrink, taken } from './browser/oldAndNew';
import { picture, SCREENSHOTS, WRITES_PICTURES } from './browser/pictures';
import { SandboxPerson } from './browser/sandboxPerson';
import { PACKAGE, setStage, type Stage } from './support';

/**
 * The screens that a walk through the editor once found fault with, visited again: what is checked is
 * what was wrong. Pictures go to `.cache/screenshots`; with WRITE_PICTURES=1 small ones go to
 * docs/pictures/walk, and the counts of clicks to docs/editor-walk.md.
 */

const noBrowser = askedN8n() === CURRENT_N8N ? whyNoBrowser() : 'The walk is in n8n 2.41 only.';
if (noBrowser) console.warn(`No walk through the editor. ${noBrowser}`);
const walker = noBrowser ? describe.skip : describe;

const DOC = join(__dirname, '..', '..', 'docs', 'editor-walk.md');
const OLD = process.env.OLD_PICTURES;

const rl = (mode: string, value: string) => ({ __rl: true, mode, value });

/** Every form of the walk stands in one workflow, so that each is one double click away. */
function forms(
	alerts: string,
): Array<[name: string, type: string, parameters: Record<string, unknown>]> {
	const post = { authentication: 'accessToken', resource: 'post' };
	const create = { ...post, operation: 'create', postChannelId: rl('id', alerts) };
	return [
		['Attachment', 'mattermost', { ...create, postAttachments: { entry: [{}] } }],
		[
			'With Button',
			'mattermost',
			{ ...create, postAttachments: { entry: [{ actions: { entry: [{}] } }] } },
		],
		['No Such File', 'mattermost', { ...create, postMessage: 'Look', postBinaryFields: 'picture' }],
		['Direct Message', 'mattermost', { ...post, operation: 'sendDirect' }],
		['Reply', 'mattermost', { ...post, operation: 'reply' }],
		[
			'Wrong Name',
			'mattermost',
			{
				authentication: 'accessToken',
				resource: 'user',
				operation: 'getByEmail',
				userEmail: 'nobody@example.com',
			},
		],
		[
			'Any Endpoint',
			'mattermost',
			{ authentication: 'accessToken', resource: 'anyEndpoint', operation: 'call' },
		],
		['Envoy', 'rhombusIntegration', { resource: 'envoy', operation: 'update' }],
		[
			'Mattermost in Rhombus',
			'rhombusIntegration',
			{ resource: 'mattermost', operation: 'update' },
		],
		[
			'Unlock',
			'rhombus',
			{
				resource: 'door',
				operation: 'unlock',
				doorAccessControlledDoorUuid: rl('name', 'Back Door'),
			},
		],
	];
}

walker('the walk through the editor', () => {
	let stage: Stage;
	let site: SandboxPage;
	let browser: Browser;
	let context: BrowserContext;
	let editor: Editor;
	let person: SandboxPerson;
	/** Of the workflow with a question that nobody answers. */
	let asked: string;
	let askedAt = 0;

	const workflowOf = async (
		name: string,
		nodes: Array<[name: string, type: string, parameters: Record<string, unknown>]>,
		withStart = true,
	) => {
		const { mattermost, rhombus } = stage.credentials;
		const credentials = {
			mattermostTokenApi: { id: mattermost.id, name: mattermost.name },
			rhombusApi: { id: rhombus.id, name: rhombus.name },
		};
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
					? { mattermostTokenApi: credentials.mattermostTokenApi }
					: { rhombusApi: credentials.rhombusApi },
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
		const to = nodes.map(([node]) => ({ node, type: 'main', index: 0 }));
		return await stage.n8n.client.createWorkflow({
			name,
			nodes: withStart ? [start, ...made] : made,
			connections: withStart ? { Start: { main: [to] } } : {},
		});
	};

	beforeAll(async () => {
		stage = await setStage();
		site = await startPage(stage.sandbox);
		const { state } = stage.sandbox.mattermost;
		const waiting = await workflowOf('Question', [
			[
				'Ask',
				'mattermost',
				{
					authentication: 'accessToken',
					resource: 'post',
					operation: 'sendAndWait',
					postChannelId: rl('id', state.channel('security').id),
					message: 'Unlock the **lobby** for the courier?',
					postAnswerType: 'approval',
					postSendAndWaitOptions: { waitMinutes: 1 },
				},
			],
		]);
		await stage.n8n.client.start(waiting, 'Start');
		asked = waiting.id;
		askedAt = Date.now();
		browser = await startBrowser();
		context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
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

	/** A screen of the walk, kept as `walk-<name>`. */
	const screen = (name: string, title: string, walk: () => Promise<Page | void>) =>
		test(
			title,
			async () => {
				try {
					const page = (await walk()) ?? editor.page;
					await picture(page, `walk-${name}`);
				} catch (error) {
					await picture(editor.page, `failed-walk-${name}`).catch(() => undefined);
					throw error;
				}
			},
			180_000,
		);
	/** Closes the open form, and whatever list stands open over it. */
	const leaveForm = async () => {
		while (await editor.find('ndv').isVisible()) {
			await editor.page.keyboard.press('Escape');
			await wait(500);
		}
	};
	const labels = async () =>
		(
			await editor
				.find('node-parameters')
				.locator('[data-test-id="parameter-item"] label, label')
				.allInnerTexts()
		)
			.map((text) => text.split('\n')[0].trim())
			.filter(Boolean);
	const inOrder = (all: string[], wanted: string[]) => {
		const places = wanted.map((label) => all.findIndex((one) => one === label));
		expect({ wanted, all, places }).toMatchObject({ places: [...places].sort((a, b) => a - b) });
		expect(places).not.toContain(-1);
	};

	describe('finding', () => {
		screen(
			'list',
			'a search for Mattermost shows the everyday node before the administration',
			async () => {
				await editor.newWorkflow();
				await editor.openNodeList();
				const titles = (await editor.searchNodes('mattermost')).map(
					(entry) => entry.split('\n')[0],
				);
				expect(titles.indexOf('Mattermost Chat')).toBeGreaterThanOrEqual(0);
				expect(titles.indexOf('Mattermost Chat')).toBeLessThan(
					titles.indexOf('Mattermost Administration'),
				);
			},
		);

		screen('unlock', 'the word for what one wants finds the node', async () => {
			await editor.find('node-creator-search-bar').fill('unlock');
			await editor.entry('Rhombus').waitFor();
		});

		screen('actions', 'Send message is on the first screen of the actions', async () => {
			await editor.searchNodes('mattermost chat');
			await editor.entry('Mattermost Chat').click();
			const send = editor.entry('Send message (post) to channel');
			await send.waitFor();
			expect((await send.boundingBox())!.y).toBeLessThan(700);
		});

		screen('human-review', 'Mattermost Chat is among the ways to ask a person', async () => {
			await editor.page.goto(`${stage.n8n.url}/workflow/new`);
			await editor.newWorkflow();
			await editor.openNodeList();
			await editor.find('node-creator').getByText('Human review').first().click();
			await editor.entry('Mattermost Chat').waitFor();
		});
	});

	describe('forms', () => {
		let id = '';
		/** A form that is executed has a workflow of its own, so that earlier messages lie over no later one. */
		const openAlone = async (name: string) => {
			const { state } = stage.sandbox.mattermost;
			const all = forms(state.channel('alerts').id);
			const alone = await workflowOf(
				name,
				all.filter(([own]) => own === name),
			);
			await leaveForm();
			await editor.openWorkflow(alone.id);
			await editor.openNode(name);
			id = '';
		};
		const openForm = async (name: string) => {
			if (!id) {
				const { state } = stage.sandbox.mattermost;
				({ id } = await workflowOf('Walk', forms(state.channel('alerts').id)));
				await editor.openWorkflow(id);
			}
			await leaveForm();
			await editor.openNode(name);
		};

		screen('reply', 'Reply asks for the post before the message', async () => {
			await openForm('Reply');
			inOrder(await labels(), ['Post ID', 'Message', 'Simplify']);
		});

		screen('attachment', 'an attachment starts with title and text', async () => {
			await openForm('Attachment');
			await editor
				.find('node-parameters')
				.getByText('Title', { exact: true })
				.first()
				.scrollIntoViewIfNeeded();
			inOrder(await labels(), ['Title', 'Text', 'Actions']);
		});

		screen('button', 'a button starts with its type and name', async () => {
			await openForm('With Button');
			await editor
				.find('node-parameters')
				.getByText('Type', { exact: true })
				.first()
				.scrollIntoViewIfNeeded();
			inOrder(await labels(), ['Type', 'Name']);
		});

		screen('file', 'a field that names no file is an error', async () => {
			await openAlone('No Such File');
			await editor.execute();
			const said = await editor.seeOutput(/picture/);
			expect(said).toMatch(/no file|There is no|has no/i);
			expect(said).toMatch(/item 1/);
		});

		screen('direct', 'the ways to name a person can be read', async () => {
			await openForm('Direct Message');
			await editor
				.find('resource-locator-postRecipient')
				.locator('[data-test-id="rlc-mode-selector"]')
				.click();
			await editor.page.getByRole('option', { name: 'By Username' }).waitFor();
		});

		screen('error', 'an error repeats what was not found, and says what to do', async () => {
			await openAlone('Wrong Name');
			await editor.execute();
			expect(await editor.seeOutput(/Mattermost: /)).toMatch(/item 1/);
		});

		screen('any-endpoint', 'Any Endpoint opens without an error', async () => {
			await openForm('Any Endpoint');
			const form = await editor.find('node-parameters').innerText();
			expect(form).not.toMatch(/takes no values|Retry|Error/);
		});

		screen('envoy', 'what Rhombus writes is offered last, and said to be', async () => {
			await openForm('Envoy');
			await editor.find('collection-parameter-add').first().click();
			const offered = await editor.page.getByRole('option').allInnerTexts();
			const own = offered.findIndex((label) => label.startsWith('Written by Rhombus'));
			if (own >= 0) {
				expect(offered.slice(own).every((label) => label.startsWith('Written by Rhombus'))).toBe(
					true,
				);
			}
		});

		screen('mattermost-update', 'no raw path of the API in the form', async () => {
			await openForm('Mattermost in Rhombus');
			expect(await editor.find('node-parameters').innerText()).not.toContain('/api/');
		});

		screen('unlock-output', 'what was unlocked stands in the output', async () => {
			await openAlone('Unlock');
			await editor.execute();
			await editor.seeOutput('1 item');
			await editor.showOutputAs('json');
			await editor.seeOutput(/Door/i);
		});
	});

	describe('triggers', () => {
		let id = '';
		const openTrigger = async (name: string) => {
			if (!id) {
				({ id } = await workflowOf(
					'Triggers',
					[
						[
							'On Message',
							'mattermostTrigger',
							{ authentication: 'accessToken', events: ['posted'] },
						],
						[
							'On Button',
							'mattermostWebhookTrigger',
							{ authentication: 'accessToken', source: 'action' },
						],
					],
					false,
				));
				await editor.openWorkflow(id);
			}
			await leaveForm();
			await editor.openNode(name);
		};

		screen('button-trigger', 'a trigger for buttons asks for no URL to glue together', async () => {
			await openTrigger('On Button');
			const form = await editor.find('node-parameters').innerText();
			expect(form).not.toMatch(/integration\.url|\?token=/);
		});

		screen('listening', 'a listening trigger says what to do now', async () => {
			await openTrigger('On Message');
			await editor.execute();
			const panel = editor.find('ndv');
			await panel
				.getByText(/write|message/i)
				.first()
				.waitFor();
		});

		screen('fired', 'a message from the sandbox’s page fires it', async () => {
			await wait(500);
			await person.say('bob', 'Alerts', 'Is anyone at the front desk?');
			await editor.page.bringToFront();
			await editor.seeOutput('1 item');
			await editor.showOutputAs('json');
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
			// n8n has saved it all the same, and new nodes would take it.
			const saved = await stage.n8n.client.listCredentials();
			const own = stage.credentials.mattermost.id;
			for (const { id, type } of saved) {
				if (type === 'mattermostTokenApi' && id !== own)
					await stage.n8n.client.deleteCredential(id);
			}
		});
	});

	describe('examples and sandbox', () => {
		screen('new-hire', 'an example is read in rows', async () => {
			const file = '04-new-hire.json';
			const filled = filledIn(readExample(file), sandboxValues(stage.sandbox)[file]);
			const { id } = await stage.n8n.client.createWorkflow(filled);
			await editor.openWorkflow(id);
			await editor.fitCanvas();
		});

		screen('sandbox', 'the sandbox shows itself in a browser', async () => {
			await person.open('bob', 'Alerts');
			return person.page;
		});

		screen('sandbox-rhombus', 'so do the cameras and doors', async () => {
			await person.page.goto(`${site.url}/rhombus`);
			return person.page;
		});

		screen('timed-out', 'after the time-out the question has no buttons', async () => {
			// n8n looks for what has waited long enough once a minute.
			const end = askedAt + 170_000;
			const isOver = async () =>
				(await stage.n8n.client.executionsOf(asked))[0]?.status === 'success';
			while (!(await isOver()) && Date.now() < end) await wait(1_000);
			await person.open('bob', 'Security');
			const question = person.page.getByText('Unlock the').first();
			await question.waitFor();
			expect(await person.page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
			return person.page;
		});
	});

	describe('clicks', () => {
		const counted = new Map<string, Partial<Record<Product, Effort>>>();

		beforeAll(async () => {
			const { client } = stage.n8n;
			const siteUrl = stage.sandbox.mattermost.url;
			await client.createCredential({
				name: 'Mattermost account',
				type: 'mattermostApi',
				data: {
					baseUrl: siteUrl,
					accessToken: TOKENS.mattermostAdmin,
					allowUnauthorizedCerts: false,
				},
			});
			await client.createCredential({
				name: 'Slack account',
				type: 'slackApi',
				data: { accessToken: 'xoxb-not-a-token' },
			});
			// Slack itself is not there: its lists hold what a small Slack would.
			await context.route('**/rest/dynamic-node-parameters/**', async (route) => {
				const body = route.request().postDataJSON() as { nodeTypeAndVersion?: { name: string } };
				if (body.nodeTypeAndVersion?.name !== 'n8n-nodes-base.slack') return await route.continue();
				const rows = [
					{ name: 'alerts', value: 'C1' },
					{ name: 'bob', value: 'U1' },
				];
				const isOptions = route.request().url().endsWith('/options');
				await route.fulfill({ json: { data: isOptions ? rows : { results: rows } } });
			});
			await editor.page.bringToFront();
			await editor.newWorkflow();
		}, 120_000);

		test.each(JOBS)(
			'$title',
			async ({ title, ways }) => {
				const efforts: Partial<Record<Product, Effort>> = {};
				for (const product of Object.keys(PRODUCTS) as Product[]) {
					const way = ways[product];
					if (!way) continue;
					const hand = new Hand(editor.page);
					try {
						await doJob(editor, hand, product, way);
					} catch (error) {
						await picture(editor.page, `failed-job-${title.replace(/\W+/g, '-')}-${product}`);
						await editor.newWorkflow();
						throw error;
					}
					expect([product, await editor.find('parameter-issues').count()]).toEqual([product, 0]);
					efforts[product] = hand.effort;
					await editor.closeNode();
					await editor.page.keyboard.press('Delete');
				}
				counted.set(title, efforts);
			},
			240_000,
		);

		test('are never more than n8n’s own nodes take, but where the page says why', () => {
			writeFileSync(
				join(SCREENSHOTS, 'clicks.json'),
				JSON.stringify([...counted], undefined, '\t'),
			);
			const page = existsSync(DOC) ? readFileSync(DOC, 'utf8') : '';
			const table = tableOf(counted);
			const marks = /(<!-- clicks -->\n\n)[\s\S]*?(\n\n<!-- \/clicks -->)/;
			if (WRITES_PICTURES) {
				writeFileSync(DOC, page.replace(marks, `$1${table}$2`));
			} else {
				// Formatted tables have more blanks.
				const bare = (text: string) => text.replace(/[ -]+/g, ' ');
				expect(bare(marks.exec(page)?.[0] ?? '')).toContain(bare(table));
			}
			for (const [title, { ours, ...theirs }] of counted) {
				for (const [product, effort] of Object.entries(theirs)) {
					const isMore = ours!.clicks > effort.clicks;
					// The reason stands below the table.
					if (isMore) expect(page).toContain(`**${title}**`);
					else expect([title, product, isMore]).toEqual([title, product, false]);
				}
			}
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
			if (!OLD) return;
			for (const [, name, file] of doc.matchAll(
				/pictures\/walk\/old-([\w-]+)\.jpg\)<!-- (\S+) -->/g,
			)) {
				const from = file.startsWith('docs:')
					? join(DOC, '..', 'pictures', file.slice(5))
					: join(OLD, file);
				await shrink(page, from, `walk/old-${name}.jpg`);
			}
		},
		180_000,
	);
});

/** Clicks, characters and notches of the wheel, as a table. */
function tableOf(counted: Map<string, Partial<Record<Product, Effort>>>): string {
	const said = (effort?: Effort) =>
		effort ? `${effort.clicks} · ${effort.keys} · ${effort.wheel}` : 'cannot';
	const rows = [...counted].map(([title, { ours, mattermost, slack }]) =>
		['', title, said(ours), said(mattermost), said(slack), ''].join(' | ').trim(),
	);
	return [
		"| Job | This package | n8n's Mattermost | n8n's Slack |",
		'| --- | --- | --- | --- |',
		...rows,
	].join('\n');
}

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { startSandbox, TOKENS, type Sandbox } from '../../sandbox';
import { startPage, type SandboxPage } from '../../sandbox/page';
import { askedN8n, CURRENT_N8N } from '../../tools/n8n/versions';
import { startBrowser, whyNoBrowser } from './browser/chromium';
import { docPicture, picture } from './browser/pictures';
import { leading } from '../support/present';

/** The sandbox's page in a real browser, with a small program in n8n's place. */

const noBrowser = askedN8n() === CURRENT_N8N ? whyNoBrowser() : 'Once is enough.';
if (noBrowser) console.warn(`Tests of the sandbox's page skipped. ${noBrowser}`);
const person = noBrowser ? describe.skip : describe;

person("the sandbox's page", () => {
	let sandbox: Sandbox;
	let site: SandboxPage;
	let browser: Browser;
	let page: Page;
	/** What was called, by path, with the JSON or the form that it got. */
	const called: Array<{ path: string; body: Record<string, unknown> }> = [];
	/** What is answered, by path. */
	const answers: Record<string, unknown> = {};
	let program: Server;
	let address = '';
	const faults: string[] = [];

	beforeAll(async () => {
		sandbox = await startSandbox();
		site = await startPage(sandbox);
		program = createServer((request, response) => {
			const chunks: Buffer[] = [];
			request.on('data', (chunk: Buffer) => chunks.push(chunk));
			request.on('end', () => {
				const text = Buffer.concat(chunks).toString();
				const isJson = request.headers['content-type']?.includes('json');
				const body = (
					isJson ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text))
				) as Record<string, unknown>;
				const path = request.url!.split('?')[0]!;
				called.push({ path, body });
				const answer = () => {
					response.setHeader('content-type', 'application/json');
					response.end(JSON.stringify(answers[path] ?? {}));
				};
				if (path !== '/ask') return answer();
				const dialog = {
					callback_id: 'visit',
					title: 'Announce a visitor',
					elements: [
						{ name: 'who', display_name: 'Name', type: 'text' },
						{ name: 'hours', display_name: 'Hours', type: 'text', subtype: 'number' },
						{ name: 'escort', display_name: 'Escort', type: 'bool', optional: true },
					],
				};
				void as(TOKENS.mattermostAdmin, '/actions/dialogs/open', {
					trigger_id: body.trigger_id,
					url: `${address}/visit`,
					dialog,
				}).then(answer);
			});
		});
		await new Promise<void>((resolve) => program.listen(0, '127.0.0.1', resolve));
		address = `http://127.0.0.1:${(program.address() as AddressInfo).port}`;
		browser = await startBrowser();
		page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
		page.setDefaultTimeout(20_000);
		page.on('pageerror', (error) => faults.push(String(error)));
		page.on('console', (said) => {
			if (said.type() === 'error') faults.push(said.text());
		});
	}, 120_000);
	afterAll(async () => {
		await browser?.close();
		await site?.stop();
		await sandbox?.stop();
		program?.close();
	}, 60_000);

	const as = async (token: string, path: string, body: unknown) => {
		const answer = await fetch(`${sandbox.mattermost.url}/api/v4${path}`, {
			method: 'POST',
			headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
			body: JSON.stringify(body),
		});
		if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
		return (await answer.json()) as Record<string, string>;
	};
	const alerts = () => sandbox.mattermost.state.channel('alerts').id;

	test('a message is written, and answered in its thread', async () => {
		await page.goto(site.url);
		await page.getByLabel('Message or slash command').fill('Hello <b>there</b> & good bye');
		await page.keyboard.press('Enter');
		const written = page.getByText('Hello <b>there</b> & good bye');
		await written.waitFor();
		await page.locator('summary').last().click();
		await page.getByLabel('Reply to @bob').last().fill('In the thread');
		await page.getByRole('button', { name: 'Reply' }).last().click();
		await page.getByText('In the thread').waitFor();
		const { state } = sandbox.mattermost;
		const [root, reply] = leading(state.channelPosts.get(alerts())!.slice(-2), 2);
		expect(reply).toMatchObject({ root_id: root.id, message: 'In the thread' });
		expect(state.users.get(reply.user_id)?.username).toBe('bob');
	});

	test('what others write appears by itself, and not under the hands of who is typing', async () => {
		await page.getByLabel('Message or slash command').fill('not sent yet');
		await as(TOKENS.mattermostAdmin, '/posts', { channel_id: alerts(), message: 'From n8n' });
		await page.getByText('From n8n').waitFor();
		expect(await page.getByLabel('Message or slash command').inputValue()).toBe('not sent yet');
	});

	test('a button and a menu are pressed, and what they answer is seen', async () => {
		answers['/press'] = { update: { message: 'Approved by @bob', props: {} } };
		answers['/menu'] = { ephemeral_text: 'You chose well' };
		await as(TOKENS.mattermostAdmin, '/posts', {
			channel_id: alerts(),
			message: 'Unlock the lobby?',
			props: {
				attachments: [
					{
						text: 'For the courier',
						actions: [
							{ id: 'yes', name: 'Approve', integration: { url: `${address}/press` } },
							{
								id: 'pick',
								name: 'Door',
								type: 'select',
								options: [
									{ text: 'Main', value: 'm' },
									{ text: 'Back', value: 'b' },
								],
								integration: { url: `${address}/menu` },
							},
						],
					},
				],
			},
		});
		await page.getByLabel('Door').selectOption({ label: 'Back' });
		await picture(page, 'sandbox-buttons');
		await docPicture(page.locator('html'), 'sandbox');
		await page.getByRole('button', { name: 'Choose' }).click();
		await page.getByText('You chose well').waitFor();
		expect(called.at(-1)).toMatchObject({
			path: '/menu',
			body: { user_name: 'bob', context: { selected_option: 'b' } },
		});
		await page.getByRole('button', { name: 'Approve' }).click();
		await page.getByText('Approved by @bob').waitFor();
		expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
	});

	test('a slash command opens a dialog, which is refused, corrected and submitted', async () => {
		const { team_id } = sandbox.mattermost.state.channel('alerts');
		const command = { team_id, trigger: 'visit', method: 'P', url: `${address}/ask` };
		await as(TOKENS.mattermostAdmin, '/commands', command);
		answers['/ask'] = { text: 'Please fill in the form' };
		answers['/visit'] = { errors: { who: 'Nobody of that name' } };
		await page.getByLabel('Message or slash command').fill('/visit now');
		await page.getByRole('button', { name: 'Send' }).click();
		await page.getByText('Please fill in the form').waitFor();
		await page.getByLabel('Name').fill('Eve');
		await page.getByLabel('Hours').fill('2');
		await page.getByLabel('Escort').check();
		await picture(page, 'sandbox-dialog');
		await page.getByRole('button', { name: 'Submit' }).click();
		await page.getByText('Nobody of that name').waitFor();
		answers['/visit'] = {};
		await page.getByLabel('Name').fill('Carol');
		await page.getByLabel('Hours').fill('3');
		await page.getByRole('button', { name: 'Submit' }).click();
		await page.getByRole('heading', { name: 'Announce a visitor' }).waitFor({ state: 'hidden' });
		expect(called.at(-1)).toMatchObject({
			path: '/visit',
			body: {
				type: 'dialog_submission',
				callback_id: 'visit',
				submission: { who: 'Carol', hours: 3, escort: false },
			},
		});
	});

	test('a command that nobody knows is said, and somebody else sees other channels', async () => {
		await page.getByLabel('Message or slash command').fill('/nothing');
		await page.getByRole('button', { name: 'Send' }).click();
		await page.getByText("Command with a trigger of '/nothing' not found.").waitFor();
		const channels = page.getByRole('navigation', { name: 'Channels' });
		expect(await channels.getByText('Security').count()).toBe(1);
		await page.getByLabel('You are').selectOption('carol');
		await page.waitForURL(/as=carol/);
		await channels.getByText('Town Square').waitFor();
		expect(await channels.getByText('Security').count()).toBe(0);
	});

	test('the services themselves and permalinks lead to it, for browsers only', async () => {
		const { url, state } = sandbox.mattermost;
		const secret = state.addPost({
			channel_id: state.channel('security').id,
			user_id: state.user('admin').id,
			message: 'For few eyes',
		});
		await page.goto(`${url}/team1/pl/${secret.id}`);
		await page.getByRole('heading', { level: 1, name: 'Mattermost: Security' }).waitFor();
		expect(page.url()).toContain(`#post-${secret.id}`);
		await page.goto(`${url}/team1/channels/off-topic`);
		await page.getByRole('heading', { level: 1, name: 'Mattermost: Off-Topic' }).waitFor();
		await page.goto(sandbox.rhombus.url);
		await page.getByRole('heading', { level: 1, name: 'Rhombus' }).waitFor();
		// For programs there is no page, and the contract knows no such request.
		expect((await fetch(`${url}/team1/pl/${secret.id}`)).status).toBe(404);
		expect(sandbox.mattermost.violations.splice(0)).toHaveLength(1);
		await page.goto(site.url);
	});

	test('an alert is raised: webhooks and the Mattermost integration hear of it', async () => {
		const { state } = sandbox.rhombus;
		state.integrations.set('webhook/2', {
			integration: 'WEBHOOK',
			settings: {
				enabled: true,
				activityWebhooksV2: { [`${address}/alert`]: { webhookSecret: 'secret' } },
			},
		});
		const hook = await as(TOKENS.mattermostAdmin, '/hooks/incoming', { channel_id: alerts() });
		Object.assign(state.integrations.get('mattermost')!.settings, {
			enabled: true,
			webhookUrl: `${sandbox.mattermost.url}/hooks/${hook.id}`,
		});
		await page.goto(`${site.url}/rhombus`);
		await page.getByLabel('Camera', { exact: true }).selectOption({ label: 'Loading Dock' });
		await page.getByLabel('It sees').selectOption({ label: 'A vehicle' });
		await page.getByRole('button', { name: 'Raise alert' }).click();
		await page.getByText('It happened: 2 called, 0 refused.').waitFor();
		expect(await page.getByRole('table', { name: 'Alerts' }).innerText()).toMatch(
			/A vehicle at Loading Dock\s+Loading Dock\s+open/,
		);
		expect(called.at(-1)).toMatchObject({
			path: '/alert',
			body: { activityTrigger: 'VEHICLE', alertUuid: state.alerts[0]!.uuid },
		});
		const said = sandbox.mattermost.state.channelPosts.get(alerts())!.at(-1);
		expect(said?.message).toBe('Rhombus: A vehicle at Loading Dock');
		const broken = await page
			.locator('img')
			.evaluateAll((all) =>
				(all as HTMLImageElement[]).filter(({ naturalWidth }) => !naturalWidth),
			);
		expect(broken).toEqual([]);
		await picture(page, 'sandbox-rhombus');
	});

	test('a subscription hears only of its devices and beyond its threshold', async () => {
		const { state } = sandbox.rhombus;
		const [kitchen, cold] = leading(state.sensors.get('climate')!, 2);
		state.subscriptions.set('one', {
			hookUrl: `${address}/warm`,
			zapEnum: 'ENVIRONMENTAL_SENSOR_EVENTS',
			uuids: [kitchen.uuid],
			tempUpperThreshold: 30,
		});
		const report = async (name: string, temp: string) => {
			await page.getByLabel('Sensor', { exact: true }).selectOption({ label: name });
			await page.getByLabel('Temperature').fill(temp);
			await page.getByRole('button', { name: 'Report temperature' }).click();
			return await page.getByRole('status').innerText();
		};
		expect(await report(String(cold.name), '41')).toContain('no workflow listens');
		expect(await report(String(kitchen.name), '29')).toContain('no workflow listens');
		expect(await report(String(kitchen.name), '31')).toContain('1 called, 0 refused');
		expect(called.at(-1)).toMatchObject({ path: '/warm', body: { temp: 31 } });
	});

	test('every field has a label, every picture a text, and the keyboard reaches all', async () => {
		for (const path of ['/', '/rhombus']) {
			await page.goto(site.url + path);
			const nameless = await page
				.locator('input:not([type=hidden]), select, textarea')
				.evaluateAll((all) =>
					(all as HTMLInputElement[])
						.filter(({ labels }) => !labels?.[0]?.textContent?.trim())
						.map(({ outerHTML }) => outerHTML),
				);
			expect(nameless).toEqual([]);
			expect(await page.locator('img:not([alt])').count()).toBe(0);
			expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
			expect(await page.locator('[tabindex], [onclick]').count()).toBe(0);
			await page.keyboard.press('Tab');
			expect(await page.locator(':focus').innerText()).toBe('Skip to content');
		}
	});

	test('a page of somebody else cannot act here', async () => {
		const before = sandbox.mattermost.state.posts.size;
		const say = async (headers: Record<string, string>) =>
			await fetch(`${site.url}/say`, {
				method: 'POST',
				headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
				body: new URLSearchParams({ as: 'bob', channel: alerts(), message: 'forged' }),
				redirect: 'manual',
			});
		expect((await say({ origin: 'http://example.com' })).status).toBe(403);
		expect((await say({})).status).toBe(404);
		expect(sandbox.mattermost.state.posts.size).toBe(before);
		expect((await say({ origin: site.url })).status).toBe(303);
		expect(sandbox.mattermost.state.posts.size).toBe(before + 1);
	});

	test('the browser had nothing against it, nor had the contracts', () => {
		expect(faults).toEqual([]);
		expect(sandbox.mattermost.violations).toEqual([]);
		expect(sandbox.rhombus.violations).toEqual([]);
	});
});

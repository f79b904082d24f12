import { setTimeout as wait } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { TOKENS } from '../../sandbox';
import { startBrowser, whyNoBrowser } from './browser/chromium';
import { Editor } from './browser/editor';
import { docPicture, picture } from './browser/pictures';
import { askedN8n } from '../../tools/n8n/versions';
import { makeOAuthApp, PACKAGE, setStage, type Stage } from './support';
import { firstOf } from '../support/present';

/**
 * A person's way through n8n's editor, with a picture of each step in `.cache/screenshots`. What is
 * checked is what the person reads. The editor of 1.123 looks different, and the nodes in it are
 * the same, so the way is walked in 2.41 only.
 */

const noBrowser =
	askedN8n() === '2.41.1' ? whyNoBrowser() : `The way is walked in n8n 2.41.1 only.`;
if (noBrowser) console.warn(`Browser tests skipped. ${noBrowser}`);
const person = noBrowser ? describe.skip : describe;

person('a person in the editor', () => {
	let stage: Stage;
	let browser: Browser;
	let editor: Editor;

	beforeAll(async () => {
		stage = await setStage();
		browser = await startBrowser();
		const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
		// The machine may be busy with other tests.
		page.setDefaultTimeout(60_000);
		editor = new Editor(page, stage.n8n.url);
		await editor.logIn();
	}, 300_000);
	afterAll(async () => {
		await browser?.close();
		await stage?.stop();
	}, 60_000);

	/** Asks until there is an answer. @throws Error after 30 s */
	const until = async <T>(answer: () => T | undefined): Promise<T> => {
		for (let tries = 0; tries < 300; tries++) {
			const found = answer();
			if (found) return found;
			await wait(100);
		}
		throw new Error(`Nothing came of ${answer.toString()} within 30 s.`);
	};

	/** What is on the screen when a step did not work says more than its error. */
	const step = (name: string, walk: () => Promise<void>) =>
		test(
			name,
			async () => {
				try {
					await walk();
				} catch (error) {
					await picture(editor.page, `failed-${name.replace(/\W+/g, '-')}`).catch(() => undefined);
					throw error;
				}
			},
			240_000,
		);

	step('makes a Mattermost credential, with a wrong token first', async () => {
		await editor.newCredential('Mattermost Access Token API');
		await editor.type('siteUrl', stage.sandbox.mattermost.url);
		await editor.type('accessToken', 'not-the-token');
		const refused = await editor.saveCredential();
		expect(refused).toContain('Mattermost refused the access token: it has 13 characters');
		await picture(editor.page.getByRole('dialog'), '01-mattermost-token-refused');
		await docPicture(editor.page.getByRole('dialog'), 'credential-refused');

		await editor.type('accessToken', TOKENS.mattermostAdmin);
		expect(await editor.saveCredential()).toContain('Connection tested successfully');
		await picture(editor.page.getByRole('dialog'), '02-mattermost-token-works');
	});

	step('makes a Rhombus credential', async () => {
		await editor.newCredential('Rhombus API');
		await editor.type('apiKey', 'not-the-key');
		await editor.choose('region', 'Custom Base URL');
		await editor.type('baseUrl', stage.sandbox.rhombus.url);
		expect(await editor.saveCredential()).toContain(
			'Rhombus denied the API key access. Check that its role',
		);
		await editor.type('apiKey', TOKENS.rhombusKey);
		expect(await editor.saveCredential()).toContain('Connection tested successfully');
		await picture(editor.page.getByRole('dialog'), '03-rhombus-key-works');
	});

	step("tells the nodes from n8n's own", async () => {
		await editor.newWorkflow();
		await editor.openNodeList();
		const mattermost = await editor.searchNodes('mattermost');
		const titles = mattermost.map((entry) => entry.split('\n')[0]);
		expect(titles).toEqual(
			expect.arrayContaining(['Mattermost', 'Mattermost Chat', 'Mattermost Administration']),
		);
		expect(new Set(titles).size).toBe(titles.length);
		// n8n gives a node and its trigger one entry, with the trigger's description.
		expect(mattermost.find((entry) => entry.startsWith('Mattermost Chat'))).toMatch(/messages/i);
		expect(await editor.brokenPictures()).toEqual([]);
		await picture(editor.page, '05-node-list-mattermost');
		await docPicture(editor.find('node-creator'), 'node-list');
		const rhombus = await editor.searchNodes('rhombus');
		expect(rhombus.map((entry) => entry.split('\n')[0])).toEqual(
			expect.arrayContaining(['Rhombus', 'Rhombus Administration', 'Rhombus Integration']),
		);
		await picture(editor.page, '06-node-list-rhombus');
	});

	step('posts a message to a channel that is found by typing', async () => {
		await editor.newWorkflow();
		await editor.addNode('Mattermost Chat', 'Send message (post message) to channel');
		expect(await editor.searchIn('postChannelId', 'aler')).toEqual(['Alerts (Team 1)']);
		await picture(editor.page, '07-channel-by-typing');
		await editor.pick('Alerts');
		await editor.type('postMessage', 'Door **Lobby** was held open for 2 minutes');
		await editor.execute();
		await editor.seeOutput('1 item');
		await editor.showOutputAs('json');
		await editor.seeOutput('Door **Lobby** was held open for 2 minutes');
		await editor.showOutputAs('schema');
		await editor.seeOutput('message');
		await editor.tidy();
		await picture(editor.page, '08-post-created');
		await docPicture(editor.find('ndv'), 'post-created');
		const { state } = stage.sandbox.mattermost;
		expect(state.channelPosts.get(state.channel('alerts').id)?.at(-1)?.message).toBe(
			'Door **Lobby** was held open for 2 minutes',
		);
	});

	step('reads what went wrong', async () => {
		await editor.chooseMode('postChannelId', 'By ID');
		await editor.typeIn('postChannelId', 'aaaaaaaaaaaaaaaaaaaaaaaaaa');
		await editor.execute();
		const said = await editor.seeOutput('Mattermost: You do not have the appropriate permissions.');
		expect(said).toContain('add the account to the team and channel');
		expect(said).toContain('Message → Send, item 1; HTTP 403');
		expect(said).not.toMatch(/Request failed with status code|Bad request|\[object/);
		await editor.tidy();
		await picture(editor.page, '09-error');
		await docPicture(editor.find('ndv'), 'error');
	});

	step("fills in an integration's nested settings", async () => {
		await editor.newWorkflow();
		await editor.addNode('Rhombus Integration', 'Update Kisi integration');
		// What Rhombus writes itself is not offered.
		const offered = await editor.offeredFields();
		expect(offered).toContain('Places');
		expect(offered).not.toEqual(
			expect.arrayContaining([expect.stringMatching(/Misconfigured|Audit|Organization UUID/)]),
		);
		await editor.addField('Default Options');
		await editor.addField('Save Clips');
		await editor.flip('saveClips');
		await editor.addField('Places', 1);
		await editor.press('Add Place');
		await editor.chooseMode('key', 'By ID');
		await editor.typeIn('key', '5678');
		await editor.addField('Place Name', 1);
		await editor.type('placeName', 'Head Office');
		const buttons = await editor.addButtons();
		expect(buttons).toEqual(expect.arrayContaining(['Add Default Option', 'Add Place Setting']));
		expect(new Set(buttons).size).toBe(buttons.length);
		await editor.tidy();
		await picture(editor.page, '10-kisi-nested');
		await docPicture(editor.find('node-parameters'), 'kisi-nested');
		await editor.execute();
		await editor.seeOutput('1 item');
		await editor.showOutputAs('json');
		await editor.seeOutput('Head Office');
		await picture(editor.page, '11-kisi-updated');
		const sent = stage.sandbox.rhombus.requests.findLast(({ path }) =>
			path.endsWith('/updateKisiIntegrationV2'),
		);
		expect(sent?.body).toMatchObject({
			kisiSettings: {
				defaultOptions: { saveClips: true },
				placeToSettingsMap: { 5678: { placeName: 'Head Office' } },
			},
		});
	});

	step('calls any endpoint with typed fields', async () => {
		await editor.newWorkflow();
		await editor.addNode('Mattermost Chat', 'Make custom API call to any endpoint');
		expect(await editor.searchIn('anyEndpointEndpoint', 'create channel')).toContain(
			'Create Channel: POST /channels',
		);
		await picture(editor.page, '12-any-endpoint-search');
		await docPicture(editor.find('node-parameters'), 'any-endpoint');
		await editor.pick('Create Channel: POST /channels');
		const { state } = stage.sandbox.mattermost;
		await editor.type('body.team_id', state.team('team1').id);
		await editor.type('body.name', 'front-desk');
		await editor.type('body.display_name', 'Front Desk');
		await editor.choose('body.type', 'Public');
		await editor.execute();
		await editor.seeOutput('1 item');
		await editor.showOutputAs('json');
		await editor.seeOutput('front-desk');
		await picture(editor.page, '13-any-endpoint-called');
		expect(state.channel('front-desk').display_name).toBe('Front Desk');
	});

	step('sees a trigger listen and fire', async () => {
		const { id } = await stage.n8n.client.createWorkflow({
			name: 'On a message',
			nodes: [
				{
					id: 'trigger',
					name: 'Mattermost Trigger',
					type: `${PACKAGE}.mattermostTrigger`,
					typeVersion: 1,
					position: [0, 0],
					parameters: {},
					credentials: { mattermostTokenApi: stage.credentials.mattermost },
				},
			],
			connections: {},
		});
		await editor.openWorkflow(id);
		await editor.openNode('Mattermost Trigger');
		await editor.listen();
		await picture(editor.page, '14-trigger-listening');
		const { mattermost } = stage.sandbox;
		await until(() => mattermost.events.open() || undefined);
		const answer = await fetch(`${mattermost.url}/api/v4/posts`, {
			method: 'POST',
			headers: {
				authorization: `Bearer ${TOKENS.mattermostUser}`,
				'content-type': 'application/json',
			},
			body: JSON.stringify({
				channel_id: mattermost.state.channel('alerts').id,
				message: 'Is anyone at the front desk?',
			}),
		});
		expect(answer.status).toBe(201);
		await editor.seeOutput('1 item');
		await editor.showOutputAs('json');
		await editor.seeOutput('Is anyone at the front desk?');
		await editor.tidy();
		await picture(editor.page, '15-trigger-fired');
		await docPicture(editor.find('ndv'), 'trigger-fired');
	});

	step('asks with buttons, and goes on when someone presses one', async () => {
		await editor.newWorkflow();
		await editor.addNode('Mattermost Chat', 'Send message and wait for approval (response)');
		await editor.searchIn('postAskChannel', 'secur');
		await editor.pick('Security');
		await editor.type('message', 'Unlock the **lobby** for the courier?');
		await picture(editor.page, '16-send-and-wait');
		await editor.execute();
		const { url, state } = stage.sandbox.mattermost;
		const asked = await until(() =>
			state.channelPosts
				.get(state.channel('security').id)
				?.find(({ message }) => message === 'Unlock the **lobby** for the courier?'),
		);
		const { actions } = firstOf(
			asked.props.attachments as Array<{
				actions: Array<{ id: string; name: string }>;
			}>,
		);
		expect(actions.map(({ name }) => name)).toEqual(['Approve', 'Decline']);
		await editor.seeOutput(/waiting/i);
		await picture(editor.page, '17-waiting');
		const pressed = await fetch(`${url}/api/v4/posts/${asked.id}/actions/${actions[0]!.id}`, {
			method: 'POST',
			headers: {
				authorization: `Bearer ${TOKENS.mattermostUser}`,
				'content-type': 'application/json',
			},
			body: '{}',
		});
		expect(pressed.status).toBe(200);
		await editor.seeOutput('1 item');
		await editor.showOutputAs('json');
		await editor.seeOutput('approved');
		await editor.tidy();
		await picture(editor.page, '18-answered');
		await docPicture(editor.find('ndv'), 'send-and-wait');
	});

	// Last: new nodes take the kind of credential that was made last.
	step('connects a Mattermost OAuth2 credential', async () => {
		await editor.newCredential('Mattermost Server OAuth2 API');
		const form = await editor.find('credential-edit-dialog').innerText();
		for (const label of ['OAuth Redirect URL', 'Site URL', 'Client ID', 'Client Secret']) {
			expect(form).toContain(label);
		}
		// What n8n needs to know and a person does not.
		expect(form).not.toMatch(/Authorization URL|Grant Type|Scope/);
		const { id, client_secret } = await makeOAuthApp(stage);
		await editor.type('siteUrl', stage.sandbox.mattermost.url);
		await editor.type('clientId', id);
		await editor.type('clientSecret', client_secret);
		expect(await editor.connectCredential()).not.toContain(client_secret);
		await picture(editor.page.getByRole('dialog'), '19-mattermost-oauth2');
	});

	test('every request was as the contracts want it', () => {
		expect(stage.sandbox.mattermost.violations).toEqual([]);
		expect(stage.sandbox.rhombus.violations).toEqual([]);
	});
});

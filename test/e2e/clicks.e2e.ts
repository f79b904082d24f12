import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { TOKENS } from '../../sandbox';
import { askedN8n, CURRENT_N8N } from '../../tools/n8n/versions';
import { startBrowser, whyNoBrowser } from './browser/chromium';
import { Editor } from './browser/editor';
import { Hand, type Effort } from './browser/hand';
import { doJob, JOBS, PRODUCTS, type Product } from './browser/jobs';
import { picture, WRITES_PICTURES } from './browser/pictures';
import { setStage, type Stage } from './support';

/**
 * Ten jobs, done by hand in the editor with this package and with n8n's own Mattermost and Slack nodes: it
 * never takes more clicks or more typing than theirs. With WRITE_PICTURES=1 the table goes to docs/editor-walk.md.
 */

const noBrowser = askedN8n() === CURRENT_N8N ? whyNoBrowser() : 'Clicks are counted in n8n 2.41.';
if (noBrowser) console.warn(`No clicks are counted. ${noBrowser}`);
const counter = noBrowser ? describe.skip : describe;

const DOC = join(__dirname, '..', '..', 'docs', 'editor-walk.md');
const MARKS = /(<!-- clicks -->\n\n)[\s\S]*?(\n\n<!-- \/clicks -->)/;

type Efforts = Partial<Record<Product, Effort>>;

/** Clicks, characters and notches of the wheel, as a table. */
function tableOf(counted: Map<string, Efforts>): string {
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

/**
 * A table without the blanks and dashes that formatting adds, and without the notches of the wheel, of which
 * a busy machine takes one more or less.
 */
const bare = (table: string) => table.replace(/[ -]+/g, ' ').replace(/(\d+ · \d+) · \d+/g, '$1');

counter('ten jobs by hand', () => {
	let stage: Stage;
	let browser: Browser;
	let editor: Editor;
	const counted = new Map<string, Efforts>();

	beforeAll(async () => {
		stage = await setStage();
		const { url: siteUrl, state } = stage.sandbox.mattermost;
		// An account in one team, as an account of Slack is in one workspace.
		const left = await fetch(
			`${siteUrl}/api/v4/teams/${state.team('support').id}/members/${state.user('admin').id}`,
			{ method: 'DELETE', headers: { authorization: `Bearer ${TOKENS.mattermostAdmin}` } },
		);
		expect(left.status).toBe(200);
		const { client } = stage.n8n;
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
		browser = await startBrowser();
		const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
		page.setDefaultTimeout(60_000);
		// Slack itself is not there: its lists hold what a small Slack would. n8n's Mattermost node asks for
		// page after page of teams, which servers do not page: its list would never come, and n8n never rest.
		await page.route('**/rest/dynamic-node-parameters/**', async (route) => {
			const body = route.request().postDataJSON() as {
				nodeTypeAndVersion?: { name: string };
				methodName?: string;
			} | null;
			const isSlack = body?.nodeTypeAndVersion?.name === 'n8n-nodes-base.slack';
			const isTeams = body?.methodName === 'getTeams';
			if (!isSlack && !isTeams) return await route.continue();
			const rows = isTeams
				? [{ name: 'Team 1 (public)', value: state.team('team1').id }]
				: [
						{ name: 'alerts', value: 'C1' },
						{ name: 'bob', value: 'U1' },
					];
			const isOptions = route.request().url().endsWith('/options');
			await route.fulfill({ json: { data: isOptions ? rows : { results: rows } } });
		});
		editor = new Editor(page, stage.n8n.url);
		await editor.logIn();
		await editor.newWorkflow();
	}, 300_000);
	afterAll(async () => {
		await browser?.close();
		await stage?.stop();
	}, 60_000);

	test.each(JOBS)(
		'$title',
		async ({ title, ways }) => {
			const efforts: Efforts = {};
			for (const product of Object.keys(PRODUCTS) as Product[]) {
				const way = ways[product];
				if (!way) continue;
				const hand = new Hand(editor.page);
				try {
					await doJob(editor, hand, product, way);
				} catch (error) {
					const name = `failed-job-${title.replace(/\W+/g, '-')}-${product}`;
					await picture(editor.page, name).catch(() => undefined);
					await editor.newWorkflow();
					throw error;
				}
				expect([product, await editor.find('parameter-issues').count()]).toEqual([product, 0]);
				efforts[product] = hand.effort;
				await editor.closeNode();
				await editor.page.keyboard.press('Delete');
			}
			counted.set(title, efforts);
			for (const theirs of [efforts.mattermost, efforts.slack]) {
				if (!theirs) continue;
				expect(efforts.ours!.clicks).toBeLessThanOrEqual(theirs.clicks);
				expect(efforts.ours!.keys).toBeLessThanOrEqual(theirs.keys);
			}
		},
		240_000,
	);

	test('are in the table of docs/editor-walk.md', () => {
		expect([...counted.keys()]).toEqual(JOBS.map(({ title }) => title));
		const page = readFileSync(DOC, 'utf8');
		const table = tableOf(counted);
		if (WRITES_PICTURES) writeFileSync(DOC, page.replace(MARKS, `$1${table}$2`));
		else expect(bare(MARKS.exec(page)![0])).toContain(bare(table));
	});

	test('what ran in earnest arrived', () => {
		const { state } = stage.sandbox.mattermost;
		expect(state.channel('front-desk')).toMatchObject({
			display_name: 'Front Desk',
			team_id: state.team('team1').id,
		});
		expect(state.channelPosts.get(state.channel('alerts').id)!.at(-1)?.message).toContain(
			'The door of the lobby is open',
		);
	});
});

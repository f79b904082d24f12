import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { IDataObject } from 'n8n-workflow';
import { startSandbox, TOKENS } from '../../sandbox';
import { rest, startTrigger } from '../support/eventStream';

/** What docs/delivery.md promises is what a test or a tool shows, by name. */

const root = join(__dirname, '../..');
const page = readFileSync(join(root, 'docs/delivery.md'), 'utf8');

/** Cells of the table under a heading, without the line below its head. */
function table(head: string): string[][] {
	const lines = page.split('\n');
	const from = lines.findIndex((line) => line.startsWith(`| ${head}`));
	const rows: string[][] = [];
	for (let at = from; lines[at]?.startsWith('|'); at++) {
		if (at === from + 1) continue;
		const cells = lines[at]!.split('|').slice(1, -1);
		rows.push(cells.map((cell) => cell.trim()));
	}
	return rows;
}

/** Cells that promise nothing of this package. */
const NOTHING = /^(lost|goes on|n8n waits for it, then ends it|n8n’s own matter)$/;

const TRIGGERS = [
	{ trigger: 'Mattermost Trigger', event: 'Event ', promise: 'Promise ', rows: 6, least: 15 },
	{
		trigger: 'Rhombus Live Trigger',
		event: 'Rhombus event ',
		promise: 'Rhombus promise ',
		rows: 4,
		least: 12,
	},
];

describe.each(TRIGGERS)('$trigger', ({ event, promise, rows, least }) => {
	const [head, ...promises] = table(event);
	const [, ...misfortunes] = head!;
	const [, ...shown] = table(promise);
	const cells = promises.flatMap(([events, ...results]) =>
		results.flatMap((result, at) =>
			NOTHING.test(result)
				? []
				: events!.split(', ').map((one) => ({ one, events, misfortune: misfortunes[at]! })),
		),
	);

	test('the page has its tables', () => {
		expect([promises.length, misfortunes.length]).toEqual([rows, 4]);
		expect(cells.length).toBeGreaterThan(least);
	});

	test.each(cells)('$one: $misfortune is shown by something', ({ one, misfortune }) => {
		const found = shown.filter(
			([events, what]) =>
				(events === 'All events' ? !one.startsWith('Execution') : events!.includes(one)) &&
				what!.includes(misfortune.replace(/ \(.*/, '')),
		);
		expect([one, misfortune, found.length > 0]).toEqual([one, misfortune, true]);
	});

	test.each(shown)('what shows %s, %s is there', (_events, _what, by) => {
		const places = [...by.matchAll(/`([\w./]+\.ts)`(?: “([^”]+)”)?(?: `(--[\w=]+)`)?/g)];
		expect(places.length).toBeGreaterThan(0);
		for (const [, file, title, option] of places) {
			expect([file, existsSync(join(root, file!))]).toEqual([file, true]);
			const source = readFileSync(join(root, file!), 'utf8');
			if (title) expect([file, title, source.includes(title)]).toEqual([file, title, true]);
			const part = option?.replace('--parts=', '');
			if (part) expect([part, source.includes(`parts.includes('${part}')`)]).toEqual([part, true]);
		}
	});
});

test('events of every kind that n8n refuses come later, in order, and once', async () => {
	const sandbox = await startSandbox({ mattermostVersion: '11.7.0' });
	const { mattermost } = sandbox;
	const items: IDataObject[] = [];
	let refusals = 0;
	let away = true;
	const trigger = await startTrigger({
		site: mattermost.url,
		token: TOKENS.mattermostUser,
		parameters: {
			authentication: 'accessToken',
			events: ['post_edited', 'post_deleted', 'reaction_added', 'reaction_removed'],
		},
		speed: 40,
		nodeId: 'refused events',
		take: async () => {
			if (away) refusals++;
			return away ? new Error('connect ECONNREFUSED') : 'ended';
		},
		onItem: (item) => items.push(item),
	});
	const { state } = mattermost;
	const { request } = rest(mattermost.url, TOKENS.mattermostAdmin);
	const me = state.user('admin').id;
	const { id } = state.addPost({
		channel_id: state.channel('alerts').id,
		user_id: me,
		message: 'before',
	});
	const path = { post_id: id };
	await request('PUT /posts/{post_id}/patch', { path, body: { message: 'after' } });
	await request('POST /reactions', { body: { user_id: me, post_id: id, emoji_name: 'eyes' } });
	await request('DELETE /users/me/posts/{post_id}/reactions/eyes', { path });
	await request('DELETE /posts/{post_id}', { path });
	while (refusals === 0) await wait(10);
	expect(items).toEqual([]);
	away = false;
	for (let tries = 0; tries < 500 && items.length < 4; tries++) await wait(10);
	await wait(50);
	await trigger.close();
	await sandbox.stop();
	expect(items.map(({ event }) => event)).toEqual([
		'post_edited',
		'reaction_added',
		'reaction_removed',
		'post_deleted',
	]);
});

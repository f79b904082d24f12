import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { mattermostServer } from '../support/mattermostServer';

/** One thread per incident, with a counter, a severity, a storm limit and an end. */

let server: Awaited<ReturnType<typeof mattermostServer>>;
beforeAll(async () => {
	server = await mattermostServer();
});
beforeEach(() => server.sandbox.mattermost.reset());
afterAll(async () => await server.sandbox.stop());

const channelId = () => ({
	__rl: true,
	mode: 'id',
	value: server.state.channel('alerts').id,
});
const report = async (key: string, more: IDataObject = {}, items?: INodeExecutionData[]) =>
	await server.run(
		'incident',
		'report',
		{ channelId: channelId(), incidentKey: key, message: 'It happened', ...more },
		items,
	);
const posts = () => [...server.state.posts.values()].filter(({ delete_at }) => !delete_at);
const roots = () => posts().filter(({ root_id, message }) => !root_id && message.includes('**'));
const replies = (root: string) => posts().filter(({ root_id }) => root_id === root);

test('reports with the same key go into one thread, and its first message counts them', async () => {
	const items = Array.from({ length: 12 }, (_, at) => ({ json: { key: `door-${at % 3}`, at } }));
	const out = await report('={{ $json.key }}', { message: '=Report {{ $json.at }}' }, items);
	expect(roots()).toHaveLength(3);
	expect(out.filter(({ json }) => json.opened)).toHaveLength(3);
	for (const root of roots()) {
		expect(replies(root.id)).toHaveLength(4);
		expect(root.message).toMatch(/^:large_yellow_circle: \*\*door.*\*\*\nmedium, 4 reports$/);
	}
	// In the order of the items.
	const first = out[0]!.json;
	expect(replies(String(first.root_id)).map(({ message }) => message)).toEqual([
		'Report 0',
		'Report 3',
		'Report 6',
		'Report 9',
	]);
});

test('the highest severity stays, and the first title', async () => {
	await report('a', { severity: 'low', reportOptions: { title: 'Lobby @here' } });
	await report('a', { severity: 'critical' });
	const [last] = await report('a', { severity: 'high', reportOptions: { title: 'Other' } });
	expect(last!.json).toMatchObject({ severity: 'critical', count: 3, opened: false });
	const [root] = roots();
	expect(root!.message).toMatch(/^:red_circle: \*\*Lobby @\u200bhere\*\*\ncritical, 3 reports$/);
});

test('in a storm reports are only counted', async () => {
	for (let at = 0; at < 5; at++) await report('a', { reportOptions: { stormLimit: 2 } });
	const [root] = roots();
	expect(replies(root!.id)).toHaveLength(2);
	expect(root!.message).toContain('5 reports');
});

test('closed, it takes no more: the next report opens a new thread', async () => {
	await report('a');
	const close = { channelId: channelId(), incidentKey: 'a' };
	const [closed] = await server.run('incident', 'close', {
		...close,
		closeOptions: { closingMessage: 'Solved' },
	});
	expect(closed!.json).toMatchObject({ closed: true, count: 1 });
	expect(roots()[0]!.message).toMatch(/^:white_check_mark: \*\*a\*\*\nclosed, medium, 1 report$/);
	expect(replies(roots()[0]!.id).at(-1)!.message).toBe('Solved');
	const [again] = await server.run('incident', 'close', close);
	expect(again!.json).toMatchObject({ closed: false });
	const [known] = await server.run('incident', 'get', close);
	expect(known!.json).toMatchObject({ open: false });
	const [next] = await report('a');
	expect(next!.json).toMatchObject({ opened: true, count: 1 });
	expect(roots()).toHaveLength(2);
	// Nothing of the first one is left.
	const rows = [...server.state.preferences.get(server.state.user('admin').id)!.values()];
	expect(rows.filter(({ category }) => String(category).startsWith('n8ni'))).toHaveLength(2);
});

test('a second process that opened a thread in the same instant takes the older one', async () => {
	const { state } = server;
	const admin = state.user('admin').id;
	// What the other process has just registered; its post is older.
	const [older] = await server.run('post', 'create', { channelId: channelId(), message: '**a**' });
	let isFirst = true;
	const rows = state.preferences.get(admin) ?? new Map<string, IDataObject>();
	state.preferences.set(admin, rows as never);
	const set = rows.set.bind(rows);
	rows.set = (name: string, row: IDataObject) => {
		set(name, row as never);
		if (isFirst && String(row.name).startsWith('r')) {
			isFirst = false;
			const value = JSON.stringify({ at: 1, title: 'a' });
			const other = { ...row, name: `r${String(older!.json.id)}`, value };
			set(`${name} other`, other as never);
		}
		return rows as never;
	};
	const [first] = await report('a');
	expect(first!.json).toMatchObject({ root_id: older!.json.id, opened: false, count: 1 });
	expect(roots().map(({ id }) => id)).toEqual([older!.json.id]);
});

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { eventItem, parseFrame } from './parse';

/** Every event that a recorded server sent, read as the trigger reads it. */

const FOLDER = path.join(__dirname, '../../test/recorded/mattermost');

type Row = Record<string, unknown>;
interface Recorded {
	steps: Record<string, { frames?: Array<{ frame: Row & { event?: string; data?: Row } }> }>;
}

const isJson = (value: unknown): value is { '{json}': unknown } =>
	typeof value === 'object' && value !== null && '{json}' in value;

/** As the server sent it: what is shown open in a recording goes as text. */
function sent(frame: Row & { data?: Row }): string {
	const data = Object.entries(frame.data ?? {}).map(([name, value]) => [
		name,
		isJson(value) ? JSON.stringify(value['{json}']) : value,
	]);
	return JSON.stringify({ ...frame, data: Object.fromEntries(data), seq: 1 });
}

const frames = readdirSync(FOLDER).flatMap((version) =>
	['events', 'integrations'].flatMap((file) => {
		const text = readFileSync(path.join(FOLDER, version, `${file}.json`), 'utf8');
		return Object.entries((JSON.parse(text) as Recorded).steps).flatMap(
			([step, { frames: all = [] }]) =>
				all
					.filter(({ frame }) => frame.event)
					.map(({ frame }) => ({ name: `${version} ${step}: ${frame.event}`, frame })),
		);
	}),
);

test('more than 400 recorded events of four servers', () => {
	expect(frames.length).toBeGreaterThan(400);
});

test('what servers send as text is opened, all of it', () => {
	const closed = new Set<string>();
	for (const { name, frame } of frames) {
		const read = parseFrame(sent(frame));
		if (read.kind !== 'event') throw new Error(`${name} is ${read.kind}`);
		for (const [key, value] of Object.entries(frame.data ?? {})) {
			if (isJson(value)) {
				if (typeof read.event.data[key] === 'string') closed.add(`${frame.event}.${key}`);
			} else expect([name, read.event.data[key]]).toEqual([name, value]);
		}
	}
	expect([...closed]).toEqual([]);
});

/** Events that concern no channel, team or user: the whole server, or a plugin of it. */
const OF_NONE = new Set([
	'hello',
	'config_changed',
	'user_activation_status_change',
	'guests_deactivated',
	'role_updated',
	'emoji_added',
	'plugin_enabled',
	'plugin_disabled',
	'plugin_statuses_changed',
	'first_admin_visit_marketplace_status_received',
]);

test('each event says which channel, team or user it is about', () => {
	const without = new Set<string>();
	for (const { frame } of frames) {
		const read = parseFrame(sent(frame));
		if (read.kind !== 'event' || OF_NONE.has(read.event.event)) continue;
		const { channel_id, team_id, user_id } = eventItem(read.event);
		if (![channel_id, team_id, user_id].some(Boolean)) without.add(read.event.event);
	}
	expect([...without]).toEqual([]);
});

test('who was removed from a channel is told which one, and who it was', () => {
	const removed = frames.filter(({ frame }) => frame.event === 'user_removed');
	expect(removed.length).toBeGreaterThan(8);
	for (const { name, frame } of removed) {
		const read = parseFrame(sent(frame));
		if (read.kind !== 'event') throw new Error(name);
		expect([name, eventItem(read.event)]).toEqual([
			name,
			expect.objectContaining({ channel_id: '{second}', user_id: '{user}' }),
		]);
	}
});

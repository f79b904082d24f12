import type { IDataObject } from 'n8n-workflow';
import { Delivered, type StoredCursor } from './delivered';
import { Progress, progressOf, type ProgressParts } from './progress';

let nodes = 0;
const newId = () => `workflow/${nodes++}`;
const cursor = (since: number): StoredCursor => ({ since, seen: {} });

/** A trigger's progress, which has come to `since`. */
function set(since: number, { id = newId(), settings = 'same', memory = {} as IDataObject } = {}) {
	let clock = 0;
	let readAgain = 0;
	const delivered = new Delivered(cursor(since));
	const parts: ProgressParts = {
		id,
		memory,
		settings,
		delivered,
		now: () => clock,
		readAgain: () => void readAgain++,
	};
	return {
		id,
		memory,
		delivered,
		progress: new Progress(parts),
		pass: (ms: number) => (clock += ms),
		readAgain: () => readAgain,
		of: (other = settings) => progressOf(id, memory, other),
	};
}

const event = { id: 'a', at: 50, channelId: 'c' };

describe('the cursor to go on with', () => {
	test('is none at first', () => {
		expect(set(1).of()).toBeUndefined();
	});

	test('is what is stored with the same settings', () => {
		const { progress, of } = set(7);
		progress.begin();
		expect(of()).toEqual(cursor(7));
		expect(of('other')).toBeUndefined();
	});

	test('is in this process also what n8n never saved', () => {
		const { id, progress } = set(7);
		progress.stop();
		expect(progressOf(id, {}, 'same')).toEqual(cursor(7));
		expect(progressOf(id, {}, 'other')).toBeUndefined();
		expect(progressOf(newId(), {}, 'same')).toBeUndefined();
	});

	test('is the further one of the two, with what both have seen', () => {
		const { id, progress, delivered } = set(100);
		delivered.remember('a', 200);
		progress.stop();
		const stored = (since: number) => ({ settings: 'same', cursor: { since, seen: { b: 300 } } });
		const seen = { a: 200, b: 300 };
		expect(progressOf(id, stored(50), 'same')).toEqual({ since: 100, seen });
		expect(progressOf(id, stored(150), 'same')).toEqual({ since: 150, seen });
	});

	test('is what is stored where the process knows one with other settings only', () => {
		const { id, progress } = set(100);
		progress.stop();
		const stored = { settings: 'other', cursor: { since: 5, seen: {} } };
		expect(progressOf(id, stored, 'other')).toEqual(cursor(5));
	});

	test('is remembered of the thousand that stopped last', () => {
		const first = set(1);
		first.progress.stop();
		const second = set(1);
		second.progress.stop();
		for (let index = 0; index < 998; index++) set(1).progress.stop();
		expect(progressOf(first.id, {}, 'same')).toBeDefined();
		// Stopped again, it is the last one.
		first.progress.stop();
		set(1).progress.stop();
		expect(progressOf(first.id, {}, 'same')).toBeDefined();
		expect(progressOf(second.id, {}, 'same')).toBeUndefined();
	});
});

describe('progress is put where n8n saves it', () => {
	test('when it begins, when it is asked for, and when it stops', () => {
		const { progress, delivered, of } = set(1);
		expect(of()).toBeUndefined();
		progress.begin();
		expect(of()?.since).toBe(1);
		delivered.reach(100_000);
		progress.save();
		expect(of()?.since).toBe(40_000);
		delivered.reach(200_000);
		expect(of()?.since).toBe(40_000);
		progress.stop();
		expect(of()?.since).toBe(140_000);
	});

	test('sometimes: at most every three seconds', () => {
		const { progress, delivered, memory, pass } = set(1);
		const since = () => (memory.cursor as IDataObject | undefined)?.since;
		progress.saveSometimes();
		expect(since()).toBe(1);
		delivered.reach(100_000);
		pass(2_999);
		progress.saveSometimes();
		expect(since()).toBe(1);
		pass(1);
		progress.saveSometimes();
		expect(since()).toBe(40_000);
		delivered.reach(200_000);
		progress.saveSometimes();
		expect(since()).toBe(40_000);
	});
});

describe('what n8n refused after the trigger had ended', () => {
	test('is open for whoever starts later in this process', () => {
		const { progress, of } = set(1);
		progress.begin();
		progress.stop();
		progress.giveBack(event);
		progress.giveBack({ ...event, id: 'b', at: 60 });
		expect(of()?.open).toEqual({ a: [50, 'c'], b: [60, 'c'] });
	});

	test('is given again by whoever listens in its place, which reads again', () => {
		const first = set(1);
		first.progress.begin();
		first.progress.stop();
		const second = set(1, { id: first.id });
		second.progress.begin();
		first.progress.giveBack(event);
		expect(second.delivered.wasOpen('a')).toBe(true);
		expect(second.delivered.startOf('c')).toBe(1);
		expect(second.readAgain()).toBe(1);
		expect(first.readAgain()).toBe(0);
	});

	test.each([
		{ what: 'other settings', settings: 'other' },
		{ what: 'another node', id: 'workflow/another' },
	])('is nothing for $what', ({ settings = 'same', id }) => {
		const first = set(1);
		first.progress.begin();
		first.progress.stop();
		const second = set(1, { id: id ?? first.id, settings });
		second.progress.begin();
		first.progress.giveBack(event);
		expect(second.readAgain()).toBe(0);
		expect(second.delivered.wasOpen('a')).toBe(false);
	});

	test('does not get into what a successor with other settings has left', () => {
		const first = set(1);
		first.progress.stop();
		const second = set(1, { id: first.id, settings: 'other' });
		second.progress.stop();
		first.progress.giveBack(event);
		expect(progressOf(first.id, {}, 'other')?.open).toBeUndefined();
	});

	test('is for nobody where a thousand others have stopped since', () => {
		const { progress, id } = set(1);
		progress.stop();
		for (let index = 0; index < 1_000; index++) set(1).progress.stop();
		progress.giveBack(event);
		expect(progressOf(id, {}, 'same')).toBeUndefined();
	});

	test('goes to nobody once the successor has stopped as well', () => {
		const first = set(1);
		first.progress.begin();
		const second = set(1, { id: first.id });
		second.progress.begin();
		// It stops late: the second one listens in its place and goes on.
		first.progress.stop();
		first.progress.giveBack(event);
		expect(second.readAgain()).toBe(1);
		second.progress.stop();
		first.progress.giveBack({ ...event, id: 'b' });
		expect(second.readAgain()).toBe(1);
		expect(second.delivered.wasOpen('b')).toBe(false);
	});
});

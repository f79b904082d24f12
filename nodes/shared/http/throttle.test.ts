import { IN_FLIGHT, inFlightOf, Throttle, throttleOf, type Turn } from './throttle';

/** Lets everything run that can. */
const settle = async () => await new Promise((resume) => setImmediate(resume));

/** Takes so many places; `given` are those that were given so far, each with its way back. */
function taking(throttle: Throttle, turn: Turn, count: number) {
	const given: Array<() => void> = [];
	for (let i = 0; i < count; i++) void throttle.take(turn).then((back) => given.push(back));
	return given;
}
const turn = (more: Partial<Turn> = {}): Turn => ({ caller: {}, limit: IN_FLIGHT, ...more });

test('one caller has as many as it wants, and the server no more', async () => {
	const throttle = new Throttle();
	const careful = taking(throttle, turn({ limit: 1 }), 5);
	await settle();
	expect(careful).toHaveLength(1);
	const others = taking(throttle, turn(), 20);
	await settle();
	expect(careful.length + others.length).toBe(IN_FLIGHT);
});

test('a careful caller holds nobody up', async () => {
	const throttle = new Throttle();
	const batch = taking(throttle, turn(), 30);
	const careful = taking(throttle, turn({ limit: 1 }), 3);
	const free = taking(throttle, turn(), 1);
	await settle();
	expect(free).toHaveLength(0);
	for (const back of batch.splice(0, 2)) back();
	await settle();
	expect([careful.length, free.length]).toEqual([1, 1]);
});

test('callers take turns', async () => {
	const throttle = new Throttle();
	const first = taking(throttle, turn(), 100);
	await settle();
	const second = taking(throttle, turn(), 100);
	for (let i = 0; i < IN_FLIGHT; i++) first[i]!();
	await settle();
	expect([first.length - IN_FLIGHT, second.length]).toEqual([IN_FLIGHT / 2, IN_FLIGHT / 2]);
});

test('files take half of the places', async () => {
	const throttle = new Throttle();
	const files = taking(throttle, turn({ isTransfer: true }), 20);
	await settle();
	expect(files).toHaveLength(IN_FLIGHT / 2);
	const quick = taking(throttle, turn(), 20);
	await settle();
	expect(quick).toHaveLength(IN_FLIGHT / 2);
	files[0]!();
	await settle();
	expect(files.length - 1).toBe(IN_FLIGHT / 2);
});

test('a file of a caller that waits does not hold up its other requests', async () => {
	const throttle = new Throttle();
	taking(throttle, turn({ isTransfer: true }), 5);
	const caller = {};
	const file = taking(throttle, turn({ caller, isTransfer: true }), 1);
	const quick = taking(throttle, turn({ caller }), 1);
	await settle();
	expect([file.length, quick.length]).toEqual([0, 1]);
});

test('what a person waits for goes beyond the bound, but not without end', async () => {
	const throttle = new Throttle();
	taking(throttle, turn(), 100);
	await settle();
	const urgent = taking(throttle, turn({ isUrgent: true }), 8);
	await settle();
	expect(urgent).toHaveLength(5);
	urgent[0]!();
	await settle();
	expect(urgent).toHaveLength(6);
});

test('the boldest caller sets the bound while it is there', async () => {
	const throttle = new Throttle();
	const bold = taking(throttle, turn({ limit: 50 }), 60);
	await settle();
	expect(bold).toHaveLength(50);
	const usual = taking(throttle, turn(), 20);
	bold[0]!();
	await settle();
	expect(usual).toHaveLength(1);
});

test('the bound falls when the boldest has left, and rises for all that wait when it comes', async () => {
	const throttle = new Throttle();
	const bold = taking(throttle, turn({ limit: 50 }), 2);
	const usual = [taking(throttle, turn(), 10), taking(throttle, turn(), 10)];
	await settle();
	expect(usual.map(({ length }) => length)).toEqual([10, 10]);
	for (const back of bold) back();
	const late = [taking(throttle, turn(), 2), taking(throttle, turn(), 1)];
	await settle();
	expect(late.map(({ length }) => length)).toEqual([0, 0]);
	const again = taking(throttle, turn({ limit: 50 }), 1);
	await settle();
	expect([...late.map(({ length }) => length), again.length]).toEqual([2, 1, 1]);
});

test('a caller’s own limit counts what it still has under way', async () => {
	const throttle = new Throttle();
	const caller = {};
	const given = taking(throttle, turn({ caller, limit: 2 }), 2);
	await settle();
	given[0]!();
	const more = taking(throttle, turn({ caller, limit: 2 }), 2);
	await settle();
	expect(more).toHaveLength(1);
	given[1]!();
	more[0]!();
	await settle();
	expect(more).toHaveLength(2);
});

test('what is no file leaves no room for one', async () => {
	const throttle = new Throttle();
	const files = taking(throttle, turn({ isTransfer: true }), 6);
	const quick = taking(throttle, turn(), 1);
	await settle();
	expect([files.length, quick.length]).toEqual([IN_FLIGHT / 2, 1]);
	quick[0]!();
	await settle();
	expect(files).toHaveLength(IN_FLIGHT / 2);
});

test.each([
	[undefined, IN_FLIGHT],
	[3, 3],
	[3.9, 3],
	['4', 4],
	[0, IN_FLIGHT],
	[-2, 1],
	['x', IN_FLIGHT],
	[400, 400],
])('requests in flight: %j is %i', (inFlight, most) => {
	expect(inFlightOf({ inFlight } as never)).toBe(most);
});

test('a place is given back once', async () => {
	const throttle = new Throttle();
	const given = taking(throttle, turn({ limit: 2 }), 3);
	await settle();
	given[0]!();
	given[0]!();
	await settle();
	expect(given).toHaveLength(3);
	const more = taking(throttle, turn(), 20);
	await settle();
	expect(more).toHaveLength(IN_FLIGHT - 2);
});

test('the throttle of a server is the same for all its URLs, and no other server’s', () => {
	const one = throttleOf('https://limits.test/api/v4/posts');
	expect(throttleOf('https://limits.test/hooks/x?y=1')).toBe(one);
	expect(throttleOf('https://limits.test:8443/api')).not.toBe(one);
	expect(throttleOf('https://other.limits.test/')).not.toBe(one);
});

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import path from 'node:path';
import { ensureN8n } from '../tools/n8n/install';
import { CURRENT_N8N } from '../tools/n8n/versions';
import { loadOnce, startsOf, unpacked } from './loading';
import { median, quantile, setStage, watchHealth, type Stage } from './stage';
import { createPost, getUser, listUsers, workflow, type Place } from './workflows';

/**
 * `npm run bench`: everything in one run, in a real n8n, against n8n's own nodes. Prints a table and
 * writes bench/results.json. BENCH_RUNS sets the runs per figure (default 5), BENCH_FRESH those
 * that need a fresh n8n each (default 5), BENCH_ONLY the parts, e.g. `load,lists`: they replace what the
 * same day's run has recorded of them.
 */

const ROOT = path.resolve(__dirname, '..');
const RUNS = Number(process.env.BENCH_RUNS ?? 5);
/** Starts of n8n per kind where each measurement needs a fresh one. */
const FRESH_RUNS = Number(process.env.BENCH_FRESH ?? 5);
/** Starts of n8n with and without the package: one differs from the next by up to 3 s. */
const STARTS = 15;
const ONLY = process.env.BENCH_ONLY?.split(',');

interface Row {
	goal: string;
	peer: string;
	ours_ms: number;
	peer_ms: number;
	ratio: number;
	limit: number | null;
	/** Both figures are medians of that many. */
	runs: number;
	/** Load of the machine when the run began (average of a minute, in processes). */
	load: number;
	versions: Record<string, string>;
}
const rows: Row[] = [];
/** Facts that are no comparison: counts, longest waits, memory. */
const facts: Record<string, number | string> = {};
const versions = {
	n8n: CURRENT_N8N,
	node: '',
	package: (
		JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { version: string }
	).version,
};

/** What others do on the machine: the run has not begun. */
const load = Math.round(loadavg()[0]! * 100) / 100;
/** Beyond this the figures say more about the machine than about the nodes. */
const BUSY = 0.5;

const round = (value: number) => Math.round(value * 100) / 100;

function compare(
	goal: string,
	peer: string,
	ours: number,
	theirs: number,
	limit: number | null,
	runs = RUNS,
): void {
	const ratio = round(ours / theirs);
	rows.push({
		goal,
		peer,
		ours_ms: round(ours),
		peer_ms: round(theirs),
		ratio,
		limit,
		runs,
		load,
		versions,
	});
	const verdict = limit === null ? '' : ratio <= limit ? 'reached' : 'NOT REACHED';
	console.log(
		`${goal} | ${peer} | ${round(ours)} | ${round(theirs)} | ${ratio} | ${limit ?? ''} | ${verdict}`,
	);
}

/** Medians of several kinds of run, taken in turns so that a slow moment hits all alike. */
async function alternate<K extends string>(
	kinds: Record<K, () => Promise<number>>,
	runs = RUNS,
): Promise<Record<K, number>> {
	const times = Object.fromEntries(
		Object.keys(kinds).map((kind) => [kind, [] as number[]]),
	) as Record<K, number[]>;
	for (let run = 0; run <= runs; run++) {
		for (const kind of Object.keys(kinds) as K[]) {
			const ms = await kinds[kind]();
			// The first round warms n8n up.
			if (run > 0) times[kind].push(ms);
		}
	}
	return Object.fromEntries(
		Object.entries(times).map(([kind, list]) => [kind, median(list as number[])]),
	) as Record<K, number>;
}

async function perItem(stage: Stage): Promise<void> {
	const { place, sandbox } = stage;
	const run = (name: string, count: number, under: Parameters<typeof workflow>[3]) => async () =>
		(await stage.time(workflow(name, count, place, under))).ms;

	sandbox.mattermost.latencyMs = 2;
	const user = await alternate({
		ours: run('user ours', 1000, getUser.ours(place)),
		builtIn: run('user built in', 1000, getUser.builtIn(place)),
		http: run('user http', 1000, getUser.http(place)),
		one: run('user one', 1000, getUser.ours(place, { type: 'CUSTOM.benchOne' })),
		empty: run('user empty', 1000, getUser.empty(place)),
		bare: run('user bare', 1000, getUser.bare(place)),
	});
	compare('1 Get User, 1,000 items, 2 ms', 'built-in Mattermost', user.ours, user.builtIn, 0.4);
	compare('1 Get User, 1,000 items, 2 ms', 'HTTP Request', user.ours, user.http, 2);
	compare('3 Full node, per item', 'one-operation node', user.ours, user.one, 1.1);
	compare('Floor: Get User, 1,000 items, 2 ms', 'empty function node', user.ours, user.empty, null);
	compare(
		'Floor: Get User, 1,000 items, 2 ms',
		'bare request helper, 10 in flight',
		user.ours,
		user.bare,
		null,
	);

	sandbox.mattermost.latencyMs = 50;
	const slow = await alternate({
		// HTTP Request has all its items in flight at once, so this comparison gives ours the same.
		ours: run('slow ours', 300, getUser.ours(place, { inFlight: 300 })),
		builtIn: run('slow built in', 300, getUser.builtIn(place)),
		http: run('slow http', 300, getUser.http(place)),
	});
	compare(
		'2 Get User, 300 items, 50 ms, 300 in flight',
		'built-in Mattermost',
		slow.ours,
		slow.builtIn,
		0.1,
	);
	compare('2 Get User, 300 items, 50 ms, 300 in flight', 'HTTP Request', slow.ours, slow.http, 1.2);
	sandbox.mattermost.latencyMs = 0;
}

/** Reads by ID, of which one request answers for many. */
async function bulk(): Promise<void> {
	const stage = await setStage({ users: 1000 });
	try {
		const { sandbox, n8n } = stage;
		const { mattermost } = sandbox;
		const { state, url } = mattermost;
		const me = await fetch(`${url}/api/v4/users/me`, {
			headers: { Authorization: `Bearer ${stage.place.token}` },
		});
		const { id } = (await me.json()) as { id: string };
		const users = [...state.users.keys()].filter((one) => one !== id).slice(0, 1000);
		const place = { ...stage.place, users };
		const ours = getUser.ours(place, { bulk: true });
		/** Runs once; the time and the requests, if each item came to a user of its own. */
		const once = async (name: string, count: number, where = place) => {
			const before = mattermost.requestCount;
			const { ms, execution } = await stage.time(workflow(name, count, where, ours));
			const requests = mattermost.requestCount - before;
			const good = execution.items('Under Test').every(({ json }, item) => {
				return json.id === where.users[item % where.users.length];
			});
			if (!good) throw new Error(`${name}: an item has the wrong user`);
			return { ms, requests };
		};
		const run = (name: string, under: Parameters<typeof workflow>[3]) => async () =>
			(await stage.time(workflow(name, 1000, place, under))).ms;

		mattermost.latencyMs = 2;
		let requests = 0;
		const times = await alternate({
			ours: async () => {
				const taken = await once('bulk ours', 1000);
				requests = Math.max(requests, taken.requests);
				return taken.ms;
			},
			single: run('bulk single', getUser.ours(place)),
			builtIn: run('bulk built in', getUser.builtIn(place)),
			http: run('bulk http', getUser.http(place)),
			empty: run('bulk empty', getUser.empty(place)),
		});
		const goal = '7 Get User in bulk, 1,000 users, 2 ms';
		compare(goal, 'built-in Mattermost', times.ours, times.builtIn, 0.15);
		compare(goal, 'HTTP Request', times.ours, times.http, 0.6);
		compare(goal, 'the same with Bulk Requests off', times.ours, times.single, null);
		compare(goal, 'floor: a function that reads one expression', times.ours, times.empty, null);
		facts['7 bulk: requests for 1,000 users (limit 10)'] = requests;

		const oneId = await once('bulk one ID', 300, { ...place, users: users.slice(0, 1) });
		facts['7 bulk: requests for 300 items of one ID (limit 1)'] = oneId.requests;

		const limited: number[] = [];
		for (let round = 0; round < RUNS; round++) {
			mattermost.limitRate(10, 100);
			limited.push((await once('bulk limited', 1000)).ms);
		}
		mattermost.heal();
		facts["7 bulk: 1,000 users with the server's limit of 10/s, burst 100, ms (limit 3000)"] =
			median(limited);

		const stopWatching = watchHealth(n8n);
		const many = await once('bulk 10,000', 10_000);
		facts['7 bulk: 10,000 items, ms'] = many.ms;
		facts['7 bulk: 10,000 items, longest wait for n8n health, ms (limit 1000)'] =
			await stopWatching();
	} finally {
		await stage.stop();
	}
}

/** Posts into many channels, and into one in the items' order. */
async function posts(): Promise<void> {
	const stage = await setStage({ channels: 100 });
	try {
		const { mattermost } = stage.sandbox;
		const channels = [...mattermost.state.channels.values()]
			.filter(({ type }) => type === 'O')
			.map(({ id }) => id)
			.slice(0, 100);
		const run = (name: string, place: Place, under: Parameters<typeof workflow>[3]) => async () =>
			(await stage.time(workflow(name, 1000, place, under))).ms;
		mattermost.latencyMs = 2;

		const many = { ...stage.place, channels };
		const spread = await alternate({
			ours: run('posts ours', many, createPost.ours(many)),
			builtIn: run('posts built in', many, createPost.builtIn(many)),
			http: run('posts http', many, createPost.http(many)),
			bare: run('posts bare', many, createPost.bare(many)),
		});
		const goal = '8 Create Post, 1,000 items into 100 channels, 2 ms';
		compare(goal, 'built-in Mattermost', spread.ours, spread.builtIn, 0.25);
		compare(goal, 'HTTP Request', spread.ours, spread.http, 1.2);
		compare(goal, 'bare request helper, 10 in flight', spread.ours, spread.bare, 1.1);

		const one = { ...stage.place, channels: channels.slice(0, 1) };
		const ordered = await alternate({
			ours: run('ordered ours', one, createPost.ours(one)),
			builtIn: run('ordered built in', one, createPost.builtIn(one)),
		});
		compare(
			'8 Create Post, 1,000 items into one channel in order, 2 ms',
			'built-in Mattermost',
			ordered.ours,
			ordered.builtIn,
			0.7,
		);
	} finally {
		await stage.stop();
	}
}

/** Medians of what measurements have in common, by name. */
function medians<T extends Record<string, number>>(list: T[]): T {
	return Object.fromEntries(
		Object.keys(list[0]!).map((name) => [name, median(list.map((one) => one[name]!))]),
	) as T;
}

/** The same measurement of two kinds in turns, each in an n8n of its own: memory is never given back. */
async function paired<K extends string, T extends Record<string, number>>(
	[first, second]: readonly [K, K],
	measure: (kind: K) => Promise<T>,
): Promise<Record<K, T>> {
	const taken = { [first]: [], [second]: [] } as unknown as Record<K, T[]>;
	for (let round = 0; round < FRESH_RUNS; round++) {
		for (const kind of round % 2 ? [second, first] : [first, second]) {
			taken[kind].push(await measure(kind));
		}
	}
	return { [first]: medians(taken[first]), [second]: medians(taken[second]) } as Record<K, T>;
}

async function tenThousand(): Promise<void> {
	let longest = 0;
	let mostInFlight = 0;
	let fewest = Infinity;
	let brokenOff = 0;
	const measure = async (kind: 'ours' | 'http') => {
		const stage = await setStage();
		try {
			const { mattermost } = stage.sandbox;
			mattermost.latencyMs = 2;
			const stopWatching = watchHealth(stage.n8n);
			const { execution, ...figures } = await stage.time(
				workflow(`load ${kind}`, 10_000, stage.place, getUser[kind](stage.place)),
			);
			const health = await stopWatching();
			if (kind === 'ours') {
				longest = Math.max(longest, health);
				mostInFlight = Math.max(mostInFlight, mattermost.maxInFlight);
				const good = execution.items('Under Test').filter(({ json }) => json.id !== undefined);
				fewest = Math.min(fewest, good.length);
			}
			return { ...figures, health };
		} finally {
			await stage.stop();
		}
	};
	const { ours, http } = await paired(['ours', 'http'], async (kind) => {
		if (kind === 'ours') return await measure(kind);
		// It opens a connection for each of 10,000 items at once, which the system now and then refuses.
		for (;;) {
			try {
				return await measure(kind);
			} catch (error) {
				brokenOff++;
				if (brokenOff > 2 * FRESH_RUNS) throw error;
			}
		}
	});
	compare(
		'4 10,000 items, peak memory (MB)',
		'HTTP Request',
		ours.peakMb,
		http.peakMb,
		1.3,
		FRESH_RUNS,
	);
	compare(
		'4 10,000 items, live heap (MB)',
		'HTTP Request',
		ours.heapMb,
		http.heapMb,
		1.3,
		FRESH_RUNS,
	);
	compare('4 10,000 items, time', 'HTTP Request', ours.ms, http.ms, null, FRESH_RUNS);
	facts['10,000 items: succeeded'] = fewest;
	facts['10,000 items: most requests in flight (limit 10)'] = mostInFlight;
	facts['10,000 items: longest wait for n8n health, ms (limit 1000)'] = longest;
	facts['10,000 items: longest wait for n8n health with HTTP Request, ms'] = http.health;
	facts['10,000 items: runs that HTTP Request broke off'] = brokenOff;
}

async function lists(): Promise<void> {
	const counts: Record<string, number> = {};
	const { ours, loop } = await paired(['ours', 'loop'], async (kind) => {
		const stage = await setStage({ users: 100_000 });
		try {
			const { execution, ...figures } = await stage.time(
				workflow(`list ${kind}`, 1, stage.place, listUsers[kind](stage.place)),
			);
			counts[kind] = execution.items('Under Test').length;
			return figures;
		} finally {
			await stage.stop();
		}
	});
	compare('5 100,000 users, time', 'plain loop of requests', ours.ms, loop.ms, 1.2, FRESH_RUNS);
	compare(
		'5 100,000 users, peak memory (MB)',
		'plain loop of requests',
		ours.peakMb,
		loop.peakMb,
		1.2,
		FRESH_RUNS,
	);
	compare(
		'5 100,000 users, live heap (MB)',
		'plain loop of requests',
		ours.heapMb,
		loop.heapMb,
		1.2,
		FRESH_RUNS,
	);
	facts['100,000 users: rows'] = `${counts.ours} (plain loop ${counts.loop})`;
}

/** What the package adds to n8n's start, and how soon a picker shows its first page. */
async function loading(): Promise<void> {
	const install = await ensureN8n(CURRENT_N8N);
	const ours = unpacked();
	const empty = unpacked(true);
	const firstUses: number[] = [];
	try {
		const loads = await alternate({
			atStart: async () => {
				const { loadMs, firstUseMs } = loadOnce(install, ours.folder, 'atStart', 'mattermost');
				firstUses.push(firstUseMs);
				return loadMs;
			},
			allClasses: async () => loadOnce(install, ours.folder, 'allClasses').loadMs,
			empty: async () => loadOnce(install, empty.folder, 'atStart').loadMs,
		});
		facts["6 loading in n8n's loader at start, ms (limit 150)"] = round(loads.atStart);
		facts['6 floor: the same for a package without nodes, ms'] = round(loads.empty);
		facts['6 first use of the Mattermost node, ms'] = round(median(firstUses));
		facts['6 every class at once, as when the package is installed, ms'] = round(loads.allClasses);
	} finally {
		ours.remove();
		empty.remove();
	}
	const { withPackage, without } = await startsOf(install, STARTS);
	for (const [kind, name] of [
		['allMs', 'start of n8n'],
		['nodesMs', "nodes and credentials in n8n's start"],
	] as const) {
		const more = withPackage.map((start, pair) => start[kind] - without[pair]![kind]);
		const [low, middle, high] = [0.25, 0.5, 0.75].map((part) => Math.round(quantile(more, part)));
		const medians = [withPackage, without].map((starts) =>
			Math.round(median(starts.map((start) => start[kind]))),
		);
		facts[
			`6 ${name} with the package, without it, median of ${STARTS} differences (quartiles), ms (limit 150)`
		] = `${medians.join(', ')}, ${middle} (${low} to ${high})`;
	}

	const stage = await setStage({ channels: 50_000 });
	const searchMs = async (
		what: Omit<Parameters<typeof stage.n8n.client.searchList>[0], 'nodeType' | 'credentials'>,
	) => {
		const times: number[] = [];
		for (let run = 0; run < RUNS; run++) {
			const started = performance.now();
			const { results } = await stage.n8n.client.searchList({
				...what,
				nodeType: 'n8n-nodes-rhombus-mattermost.mattermost',
				credentials: { mattermostTokenApi: stage.place.ours },
			});
			if (results.length === 0) throw new Error(`${what.methodName} finds nothing`);
			times.push(performance.now() - started);
		}
		return Math.round(median(times));
	};
	try {
		facts['6 first page of the channel list with 50,000 channels, ms (limit 500)'] = await searchMs(
			{
				path: 'parameters.postChannelId',
				methodName: 'searchChannels',
				parameters: { authentication: 'accessToken', resource: 'post', operation: 'create' },
			},
		);
		facts['6 search among the endpoints of Any Endpoint, ms (limit 300)'] = await searchMs({
			path: 'parameters.endpoint',
			methodName: 'searchEndpoints',
			filter: 'channel member',
			parameters: { authentication: 'accessToken', resource: 'anyEndpoint', operation: 'call' },
		});
	} finally {
		await stage.stop();
	}
}

async function faults(): Promise<void> {
	const stage = await setStage();
	try {
		const { mattermost } = stage.sandbox;
		const before = mattermost.state.posts.size;
		const match = 'POST /api/v4/posts';
		mattermost.fail({
			match,
			kind: 'status',
			status: 429,
			rate: 0.05,
			seed: 1,
			headers: { 'Retry-After': '1' },
		});
		mattermost.fail({ match, kind: 'status', status: 503, rate: 0.02, seed: 2 });
		mattermost.fail({ match, kind: 'drop', rate: 0.005, seed: 3 });
		mattermost.fail({ match, kind: 'dropAfter', rate: 0.005, seed: 4 });
		const { ms, execution } = await stage.time(
			workflow('faults', 5000, stage.place, {
				...createPost.ours(stage.place),
				onError: 'continueRegularOutput',
			} as never),
		);
		const items = execution.items('Under Test');
		const failed = items.filter(({ json }) => json.error !== undefined).length;
		const made = [...mattermost.state.posts.values()].slice(before);
		const messages = new Set(made.map(({ message }) => message));
		facts['faults: items in, items out'] = `5000, ${items.length}`;
		facts['faults: posts created, reported as failed'] = `${made.length}, ${failed}`;
		facts['faults: created twice'] = made.length - messages.size;
		facts['faults: neither created nor reported'] = items.filter(
			({ json }, index) => json.error === undefined && !messages.has(`Message ${index}`),
		).length;
		facts['faults: items per second'] = Math.round(5000 / (ms / 1000));
	} finally {
		await stage.stop();
	}
}

async function cancelling(): Promise<void> {
	const stage = await setStage();
	try {
		const { n8n, place, sandbox } = stage;
		const { mattermost } = sandbox;
		mattermost.latencyMs = 50;
		const saved = await n8n.client.putWorkflow(
			workflow('cancel', 5000, place, createPost.ours(place)),
		);
		const id = (await n8n.client.start(saved))!;
		const wait = async (ms: number) => await new Promise((resume) => setTimeout(resume, ms));
		while (mattermost.requestCount < 200) await wait(20);
		await n8n.client.stopExecution(id);
		const atStop = mattermost.requestCount;
		await wait(1000);
		const afterOneSecond = mattermost.requestCount;
		await wait(2000);
		facts['cancelling: requests of 5,000 sent until the stop, within 1 s after, later (limit 0)'] =
			[atStop, afterOneSecond - atStop, mattermost.requestCount - afterOneSecond].join(', ');
	} finally {
		await stage.stop();
	}
}

const PARTS = {
	perItem: async () => {
		const stage = await setStage();
		try {
			await perItem(stage);
		} finally {
			await stage.stop();
		}
	},
	bulk,
	posts,
	faults,
	loading,
	cancelling,
	load: tenThousand,
	lists,
};

const RESULTS = path.join(ROOT, 'bench/results.json');
const today = new Date().toISOString().slice(0, 10);

/** Written after each part, so that a run that is broken off keeps what it measured. */
function save(): void {
	writeFileSync(RESULTS, `${JSON.stringify({ date: today, rows, facts }, null, 2)}\n`);
}

/** What the same day's run has recorded, without what is measured again. */
function earlier(): { rows: Row[]; facts: typeof facts } {
	const recorded = JSON.parse(readFileSync(RESULTS, 'utf8')) as {
		date: string;
		rows: Row[];
		facts: typeof facts;
	};
	if (!ONLY || recorded.date !== today) return { rows: [], facts: {} };
	const isNew = ({ goal, peer }: Row) => rows.some((row) => row.goal === goal && row.peer === peer);
	return { ...recorded, rows: recorded.rows.filter((row) => !isNew(row)) };
}

async function main(): Promise<void> {
	if (load > BUSY) console.log(`The machine is busy (load ${load}): the figures will not count`);
	const { nodeBinary } = await ensureN8n(CURRENT_N8N);
	versions.node = execFileSync(nodeBinary, ['--version'], { encoding: 'utf8' }).trim();
	for (const [name, part] of Object.entries(PARTS)) {
		if (!ONLY || ONLY.includes(name)) {
			console.log(`--- ${name}`);
			const started = Date.now();
			await part();
			console.log(`    ${Math.round((Date.now() - started) / 1000)} s`);
			const before = earlier();
			rows.unshift(...before.rows);
			Object.assign(facts, { ...before.facts, ...facts });
			save();
		}
	}
	for (const [fact, value] of Object.entries(facts)) console.log(`${fact}: ${value}`);
}

void main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});

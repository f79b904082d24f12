import { execFileSync } from 'node:child_process';
import { ensureN8n } from '../tools/n8n/install';
import { CURRENT_N8N } from '../tools/n8n/versions';
import { fair } from './fair';
import { files } from './files';
import { lists } from './lists';
import { loadOnce, startsOf, unpacked, type Start } from './loading';
import { writePages } from './pages';
import { alternate, BUSY, FRESH_RUNS, othersLoad, paired, Recorder, round, RUNS } from './record';
import { median, setStage, watchHealth, type Stage } from './stage';
import { createPost, getUser, workflow } from './workflows';

/**
 * `npm run bench`: everything in one run, in a real n8n, against n8n's own nodes. Prints a table and
 * writes bench/results.json, and with it the pages and pictures that show it. BENCH_RUNS sets the runs per
 * figure (default 5, of `files` 1), BENCH_FRESH those of `load` and `lists`, each in a fresh n8n (default 2), BENCH_ONLY
 * the parts, e.g. `load,lists`: they replace what is recorded of them.
 */

/** Each 429 costs a second, so that 2,500 take four minutes. */
const FAULT_ITEMS = 2500;
/** Starts of n8n with and without the package. */
const STARTS = 7;
const ONLY = process.env.BENCH_ONLY?.split(',');

type Part = (record: Recorder) => Promise<void>;

/** How to time a part's workflows, by name and number of items. */
const timing =
	(stage: Stage, place = stage.place) =>
	(name: string, count: number, under: Parameters<typeof workflow>[3]) =>
	async (part = 1) =>
		(await stage.time(workflow(name, Math.ceil(count * part), place, under))).ms;

/** Single requests to a quick server. */
async function perItem(record: Recorder): Promise<void> {
	const stage = await setStage();
	try {
		const { place } = stage;
		const run = timing(stage);
		stage.sandbox.mattermost.latencyMs = 2;
		const user = await alternate({
			ours: run('user ours', 1000, getUser.ours(place)),
			builtIn: run('user built in', 1000, getUser.builtIn(place)),
			http: run('user http', 1000, getUser.http(place)),
			one: run('user one', 1000, getUser.ours(place, { type: 'CUSTOM.benchOne' })),
			empty: run('user empty', 1000, getUser.empty(place)),
			bare: run('user bare', 1000, getUser.bare(place)),
		});
		const goal = '1 Get User, 1,000 items, 2 ms';
		record.compare(goal, 'built-in Mattermost', user.ours, user.builtIn, 0.4);
		record.compare(goal, 'HTTP Request', user.ours, user.http, 2);
		record.compare('3 Full node, per item', 'one-operation node', user.ours, user.one, 1.1);
		const floor = 'Floor: Get User, 1,000 items, 2 ms';
		record.compare(floor, 'empty function node', user.ours, user.empty, null);
		record.compare(floor, 'bare request helper, 10 in flight', user.ours, user.bare, null);
	} finally {
		await stage.stop();
	}
}

/** Single requests to a slow server. */
async function slow(record: Recorder): Promise<void> {
	const stage = await setStage();
	try {
		const { place } = stage;
		const run = timing(stage);
		stage.sandbox.mattermost.latencyMs = 50;
		const user = await alternate({
			// HTTP Request has all its items in flight at once, so this comparison gives ours the same.
			ours: run('slow ours', 300, getUser.ours(place, { inFlight: 300 })),
			builtIn: run('slow built in', 300, getUser.builtIn(place)),
			http: run('slow http', 300, getUser.http(place)),
		});
		const goal = '2 Get User, 300 items, 50 ms, 300 in flight';
		record.compare(goal, 'built-in Mattermost', user.ours, user.builtIn, 0.1);
		record.compare(goal, 'HTTP Request', user.ours, user.http, 1.2);
	} finally {
		await stage.stop();
	}
}

/** A server with 1,000 users that are not the account's own, and a run of Get User in bulk on them. */
async function bulkStage() {
	const stage = await setStage({ users: 1000 });
	const { mattermost } = stage.sandbox;
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
	return { stage, mattermost, place, users, once };
}

/** Reads by ID, of which one request answers for many. */
async function bulk(record: Recorder): Promise<void> {
	const { stage, mattermost, place, users, once } = await bulkStage();
	try {
		const run = timing(stage, place);
		mattermost.latencyMs = 2;
		let requests = 0;
		const times = await alternate({
			ours: async () => {
				const taken = await once('bulk ours', 1000);
				requests = Math.max(requests, taken.requests);
				return taken.ms;
			},
			single: run('bulk single', 1000, getUser.ours(place)),
			builtIn: run('bulk built in', 1000, getUser.builtIn(place)),
			http: run('bulk http', 1000, getUser.http(place)),
			empty: run('bulk empty', 1000, getUser.empty(place)),
		});
		const goal = '7 Get User in bulk, 1,000 users, 2 ms';
		record.compare(goal, 'built-in Mattermost', times.ours, times.builtIn, 0.15);
		record.compare(goal, 'HTTP Request', times.ours, times.http, 0.6);
		record.compare(goal, 'the same with Bulk Requests off', times.ours, times.single, null);
		record.compare(
			goal,
			'floor: a function that reads one expression',
			times.ours,
			times.empty,
			null,
		);
		record.bound('7 Bulk: requests for 1,000 users', requests, 'requests', 10);

		const oneId = await once('bulk one ID', 300, { ...place, users: users.slice(0, 1) });
		record.bound('7 Bulk: requests for 300 items of one ID', oneId.requests, 'requests', 1, 1);

		const stopWatching = watchHealth(stage.n8n);
		const many = await once('bulk 10,000', 10_000);
		record.facts['7 Bulk: 10,000 items, ms'] = many.ms;
		const health = await stopWatching();
		record.bound('7 Bulk: longest wait for n8n health, 10,000 items', health, 'ms', 1000, 1);
	} finally {
		await stage.stop();
	}
}

/** Reads in bulk where the server limits requests as Mattermost does by default: 10/s, burst 100. */
async function limiter(record: Recorder): Promise<void> {
	const { stage, mattermost, once } = await bulkStage();
	try {
		mattermost.latencyMs = 2;
		const times: number[] = [];
		let most = 0;
		for (let run = 0; run <= RUNS; run++) {
			mattermost.limitRate(10, 100);
			const { ms, requests } = await once('limiter', 1000);
			most = Math.max(most, requests);
			// The first round warms n8n up.
			if (run > 0) times.push(ms);
		}
		const goal = '7 Get User in bulk, 1,000 users, server limits to 10/s with a burst of 100';
		record.bound(`${goal}: time`, median(times), 'ms', 3000);
		record.bound(`${goal}: requests`, most, 'requests', 10);
	} finally {
		await stage.stop();
	}
}

/** A server with 100 channels, as a place to post to. */
async function postStage() {
	const stage = await setStage({ channels: 100 });
	const { mattermost } = stage.sandbox;
	const channels = [...mattermost.state.channels.values()]
		.filter(({ type }) => type === 'O')
		.map(({ id }) => id)
		.slice(0, 100);
	mattermost.latencyMs = 2;
	return { stage, place: { ...stage.place, channels } };
}

/** Posts into many channels. */
async function posts(record: Recorder): Promise<void> {
	const { stage, place } = await postStage();
	try {
		const run = timing(stage, place);
		const spread = await alternate({
			ours: run('posts ours', 1000, createPost.ours(place)),
			builtIn: run('posts built in', 1000, createPost.builtIn(place)),
			http: run('posts http', 1000, createPost.http(place)),
			bare: run('posts bare', 1000, createPost.bare(place)),
		});
		const goal = '8 Create Post, 1,000 items into 100 channels, 2 ms';
		record.compare(goal, 'built-in Mattermost', spread.ours, spread.builtIn, 0.25);
		record.compare(goal, 'HTTP Request', spread.ours, spread.http, 1.2);
		record.compare(goal, 'bare request helper, 10 in flight', spread.ours, spread.bare, 1.1);
	} finally {
		await stage.stop();
	}
}

/** Posts into one channel in the items' order. */
async function ordered(record: Recorder): Promise<void> {
	const { stage, place } = await postStage();
	try {
		const one = { ...place, channels: place.channels.slice(0, 1) };
		const run = timing(stage, one);
		const { ours, builtIn } = await alternate({
			ours: run('ordered ours', 1000, createPost.ours(one)),
			builtIn: run('ordered built in', 1000, createPost.builtIn(one)),
		});
		const goal = '8 Create Post, 1,000 items into one channel in order, 2 ms';
		record.compare(goal, 'built-in Mattermost', ours, builtIn, 0.7);
	} finally {
		await stage.stop();
	}
}

async function tenThousand(record: Recorder): Promise<void> {
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
	record.compare(
		'4 10,000 items, peak memory (MB)',
		'HTTP Request',
		ours.peakMb,
		http.peakMb,
		1.3,
		FRESH_RUNS,
	);
	record.compare(
		'4 10,000 items, live heap (MB)',
		'HTTP Request',
		ours.heapMb,
		http.heapMb,
		1.3,
		FRESH_RUNS,
	);
	record.compare('4 10,000 items, time', 'HTTP Request', ours.ms, http.ms, null, FRESH_RUNS);
	record.facts['4 10,000 items: succeeded'] = fewest;
	record.bound('4 10,000 items: most requests in flight', mostInFlight, 'requests', 10, FRESH_RUNS);
	record.bound('4 10,000 items: longest wait for n8n health', longest, 'ms', 1000, FRESH_RUNS);
	record.facts['4 10,000 items: longest wait for n8n health with HTTP Request, ms'] = http.health;
	record.facts['4 10,000 items: runs that HTTP Request broke off'] = brokenOff;
}

/** What the package adds to n8n's start, and how soon a picker shows its first page. */
async function loading(record: Recorder): Promise<void> {
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
		record.bound("6 Loading in n8n's loader at start", loads.atStart, 'ms', 150);
		record.facts['6 floor: the same for a package without nodes, ms'] = round(loads.empty);
		record.facts['6 first use of the Mattermost node, ms'] = round(median(firstUses));
		record.facts['6 every class at once, as when the package is installed, ms'] = round(
			loads.allClasses,
		);
	} finally {
		ours.remove();
		empty.remove();
	}
	const { withPackage, without } = await startsOf(install, STARTS);
	const both = (kind: keyof Start) =>
		[withPackage, without].map((starts) => Math.round(median(starts.map((start) => start[kind]))));
	const [mine, bare] = both('computedMs');
	const goal = "6 Start of n8n: what the package adds to the thread's processor time";
	record.bound(goal, mine! - bare!, 'ms', 150, STARTS);
	for (const [kind, name] of [
		['allMs', 'Start of n8n'],
		['computedMs', 'Processor time for nodes and credentials in it'],
	] as const) {
		record.facts[`6 ${name}: with the package, without, ms`] = both(kind).join(', ');
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
		const channels = await searchMs({
			path: 'parameters.postChannelId',
			methodName: 'searchChannels',
			parameters: { authentication: 'accessToken', resource: 'post', operation: 'create' },
		});
		record.bound('6 First page of the channel list with 50,000 channels', channels, 'ms', 500);
		const endpoints = await searchMs({
			path: 'parameters.endpoint',
			methodName: 'searchEndpoints',
			filter: 'channel member',
			parameters: { authentication: 'accessToken', resource: 'anyEndpoint', operation: 'call' },
		});
		record.bound('6 Search among the endpoints of Any Endpoint', endpoints, 'ms', 300);
	} finally {
		await stage.stop();
	}
}

async function faults(record: Recorder): Promise<void> {
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
			workflow('faults', FAULT_ITEMS, stage.place, {
				...createPost.ours(stage.place),
				onError: 'continueRegularOutput',
			} as never),
		);
		const items = execution.items('Under Test');
		const failed = items.filter(({ json }) => json.error !== undefined).length;
		const made = [...mattermost.state.posts.values()].slice(before);
		const messages = new Set(made.map(({ message }) => message));
		record.facts['Faults: items in, items out'] = `${FAULT_ITEMS}, ${items.length}`;
		record.facts['Faults: posts created, reported as failed'] = `${made.length}, ${failed}`;
		const lost = items.filter(
			({ json }, index) => json.error === undefined && !messages.has(`Message ${index}`),
		);
		record.bound('Faults: posts created twice', made.length - messages.size, 'posts', 0, 1);
		record.bound('Faults: neither created nor reported', lost.length, 'posts', 0, 1);
		record.facts['Faults: items per second'] = Math.round(FAULT_ITEMS / (ms / 1000));
	} finally {
		await stage.stop();
	}
}

async function cancelling(record: Recorder): Promise<void> {
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
		const late = mattermost.requestCount - afterOneSecond;
		record.bound('Cancelling: requests later than 1 s after the stop', late, 'requests', 0, 1);
		record.facts['Cancelling: requests of 5,000 sent until the stop, within 1 s after'] =
			`${atStop}, ${afterOneSecond - atStop}`;
	} finally {
		await stage.stop();
	}
}

const PARTS: { [name: string]: Part } = {
	perItem,
	slow,
	bulk,
	limiter,
	posts,
	ordered,
	fair,
	files,
	faults,
	loading,
	cancelling,
	load: tenThousand,
	lists,
};

async function main(): Promise<void> {
	const { nodeBinary } = await ensureN8n(CURRENT_N8N);
	const nodeVersion = execFileSync(nodeBinary, ['--version'], { encoding: 'utf8' }).trim();
	const chosen = Object.entries(PARTS).filter(([name]) => !ONLY || ONLY.includes(name));
	for (const [at, [name, part]] of chosen.entries()) {
		console.log(`--- ${name}`);
		const record = new Recorder(nodeVersion);
		const before = await othersLoad();
		const started = Date.now();
		await part(record);
		console.log(`    ${Math.round((Date.now() - started) / 1000)} s`);
		const load = Math.max(before, await othersLoad());
		if (load > BUSY) console.log(`    The machine is busy (${load} cores): these do not count`);
		// After each part, so that a run that is broken off keeps what it measured.
		record.save(load, ONLY !== undefined || at > 0);
		for (const [fact, value] of Object.entries(record.facts)) console.log(`${fact}: ${value}`);
	}
	writePages();
}

void main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});

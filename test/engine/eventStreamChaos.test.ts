import { setTimeout as wait } from 'node:timers/promises';
import { startSandbox, TOKENS, type Sandbox } from '../../sandbox';
import { prng } from '../../sandbox/prng';
import {
	ALL_POSTS,
	KEEPS_EXECUTIONS,
	kill,
	newKept,
	startTrigger,
	type Kept,
	type Running,
} from '../support/eventStream';
import { seedsOf } from '../support/seeds';

/**
 * The trigger's own `listen()` under fire, over real sockets: connections break, the server restarts,
 * replay is refused, frames are late, REST fails, one channel cannot be read, n8n refuses events and
 * restarts. One post in 50 passes the filter, and must start the workflow exactly once, but for what n8n
 * was just taking when it was killed; where n8n 2 keeps every execution, without exception.
 *
 * CHAOS_POSTS (default 1,000) posts for each seed (test/support/seeds.ts); CHAOS_REPORT prints the figures. A
 * failure names its seed.
 */

const POSTS = Number(process.env.CHAOS_POSTS ?? 1_000);
/** One post in so many passes the filter. */
const ONE_IN = 50;
/** Eight in a row play each of the versions on each n8n. */
const SEEDS = seedsOf('Event stream under fire', { few: 2, all: 20 });
/** The stream's clock runs this much faster, so that its pauses fit into a test. */
const SPEED = 40;
/** Longest wait for the last post, in ms. */
const PATIENCE_MS = Number(process.env.CHAOS_PATIENCE ?? 60_000);

const VERSIONS = ['11.7.0', '6.7.0', '5.30.1', '4.10.10'];

interface World {
	sandbox: Sandbox;
	/** A channel that sometimes cannot be read. */
	unreadable: string;
	/** Events that n8n is about to refuse. */
	refusing: number;
	random: () => number;
	port: number;
	counts: Record<string, number>;
}

/** One thing going wrong. */
async function misfortune(world: World): Promise<void> {
	const { sandbox, random, port, counts, unreadable } = world;
	const { mattermost } = sandbox;
	const { events } = mattermost;
	const draw = random();
	const count = (name: string) => (counts[name] = (counts[name] ?? 0) + 1);
	if (draw < 0.35) {
		count('dropped');
		events.drop();
	} else if (draw < 0.5) {
		count('restarted');
		await mattermost.stop();
		await wait(random() * 20);
		await mattermost.listen(port, '');
	} else if (draw < 0.6) {
		count('forgotten');
		events.restart();
	} else if (draw < 0.7) {
		count('replay turned');
		events.replays = !events.replays;
	} else if (draw < 0.8) {
		count('delayed');
		const longest = random() * 20;
		events.delay = () => random() * longest;
	} else if (draw < 0.87) {
		count('channel unreadable');
		mattermost.fail({
			match: ({ path }) => path.endsWith(`/channels/${unreadable}/posts`),
			times: 1 + Math.floor(random() * 2),
			kind: 'status',
			status: random() < 0.5 ? 403 : 500,
		});
	} else if (draw < 0.93) {
		count('n8n refused');
		world.refusing = 1 + Math.floor(random() * 5);
	} else {
		count('REST failed');
		const kinds = ['status', 'drop', 'dropAfter', 'half'] as const;
		mattermost.fail({
			match: ({ method, path }) => method === 'GET' && !path.endsWith('/users/me'),
			times: 1 + Math.floor(random() * 3),
			kind: kinds[Math.floor(random() * kinds.length)]!,
			status: 503,
		});
	}
}

async function play(seed: number) {
	const random = prng(seed);
	const version = VERSIONS[seed % VERSIONS.length];
	// n8n 2 starts nothing twice under one key; n8n 1 has no keys.
	const keyed = (seed >> 2) % 2 === 0;
	const keeps = keyed && seed % 2 === 0;
	const runs = prng(seed + 2_000);
	const sandbox = await startSandbox({ mattermostVersion: version });
	const { mattermost } = sandbox;
	mattermost.keepRequests = false;
	const { state } = mattermost;
	const site = mattermost.url;
	const port = Number(new URL(site).port);
	const admin = state.user('admin');
	const bob = state.user('bob');
	const direct = state.direct(bob.id, admin.id);
	const channels = ['alerts', 'town-square', 'off-topic', 'security']
		.map((name) => state.channel(name))
		.concat(direct);

	const world: World = {
		sandbox,
		random,
		port,
		counts: {},
		unreadable: channels[0]!.id,
		refusing: 0,
	};
	/** Which life of n8n each post started the workflow in; a kill begins another. */
	const arrived = new Map<string, number[]>();
	let kept: Kept = { ...newKept(), isOne: !keyed };
	let node = 0;
	const start = async (): Promise<Running> => {
		try {
			return await startTrigger({
				site,
				token: TOKENS.mattermostUser,
				parameters: { ...ALL_POSTS, filters: { text: 'door open' } },
				kept,
				speed: SPEED,
				random: prng(seed + 1_000),
				nodeId: `seed ${seed} node ${node}`,
				...(keeps && { settings: KEEPS_EXECUTIONS, savesFirst: true }),
				take: async () => {
					await wait(random() < 0.1 ? 5 : 0);
					if (world.refusing === 0) {
						return keeps && runs() < 0.3 ? { ends: wait(runs() * 100) } : 'ended';
					}
					world.refusing--;
					return new Error('The database is away');
				},
				onItem: ({ id }) => arrived.set(String(id), [...(arrived.get(String(id)) ?? []), node]),
			});
		} catch (error) {
			// A fault of the trigger or of this test would be tried again for ever.
			if (error instanceof TypeError && error.message !== 'fetch failed') throw error;
			// Mattermost was away just then: n8n tries again to start a trigger that could not.
			await wait(5);
			return await start();
		}
	};
	let trigger = await start();

	const made: string[] = [];
	const ms = performance.now();
	for (let count = 0; count < POSTS; ) {
		const burst = Math.min(1 + Math.floor(random() ** 4 * 160), POSTS - count);
		for (let index = 0; index < burst; index++) {
			const channel = channels[Math.floor(random() * channels.length)]!;
			const wanted = count % ONE_IN === 0;
			const { id } = state.addPost({
				channel_id: channel.id,
				user_id: admin.id,
				message: wanted ? `door open ${count}` : `post ${count}`,
			});
			count++;
			if (wanted) made.push(id);
			// Posts of a burst share few ms; breaks fall between and inside bursts.
			if (random() < 0.02) await wait(1);
		}
		if (random() < 0.6) await misfortune(world);
		if (random() < 0.07) {
			// Killed, it knows only what n8n saved with the last event that started the workflow. Another
			// node ID has the same effect: nothing is known in this process.
			const killed = random() < 0.5;
			const name = killed ? 'n8n killed' : 'n8n restarted';
			world.counts[name] = (world.counts[name] ?? 0) + 1;
			if (killed && keeps) {
				// At the worst moment: posts that n8n has not answered yet, one of which it refuses.
				world.refusing = Math.floor(runs() * 2);
				for (let index = 0; index < 3; index++) {
					const place = { channel_id: channels[index]!.id, user_id: admin.id };
					made.push(state.addPost({ ...place, message: `door open at the kill ${index}` }).id);
				}
				await wait(runs() * 10);
			}
			if (killed) {
				node++;
				const lost = 'refused before a kill';
				world.counts[lost] = (world.counts[lost] ?? 0) + kill(kept);
				kept = { ...kept, refused: new Map(), killed: false };
			}
			await trigger.close();
			if (random() < 0.5) await wait(random() * 20);
			trigger = await start();
		}
		await wait(random() * 30);
	}
	// The weather clears up. Failures of the unreadable channel come faster than it is tried again, so
	// dozens may be left, and with pauses of up to ten minutes each they would outlast any patience.
	mattermost.heal();
	world.refusing = 0;
	events: for (const until = performance.now() + PATIENCE_MS; performance.now() < until; ) {
		if (made.every((id) => arrived.has(id) || kept.cutOff.has(id))) break events;
		await wait(20);
	}
	// Late second deliveries would come now.
	mattermost.events.delay = () => 0;
	await wait(100);
	const took = Math.round(performance.now() - ms);
	await trigger.close();
	await sandbox.stop();
	if (process.env.CHAOS_REPORT && made.some((id) => !arrived.has(id))) {
		const at = made.flatMap((id, index) => (arrived.has(id) ? [] : [index]));
		const { cursor } = trigger.memory as {
			cursor: { since: number; seen: object; channels?: object; open?: object };
		};
		process.stderr.write(
			`lost ${at.slice(0, 5).join()}…${at.at(-1)} of ${made.length}, since ${Date.now() - cursor.since} ms ago: ${JSON.stringify([cursor.channels, cursor.open, Object.keys(cursor.seen).length, trigger.problems.slice(-15), trigger.warnings.slice(-5)])}\n`,
		);
	}
	return {
		lost: made.filter((id) => !arrived.has(id) && !kept.cutOff.has(id)).length,
		// n8n had saved with the next event that this one was handed over, and died before it began
		// (docs/delivery.md, note 1).
		cutOff: made.filter((id) => !arrived.has(id) && kept.cutOff.has(id)).length,
		twice: [...arrived.values()].filter((lives) => new Set(lives).size < lives.length).length,
		// A kill without the keys of n8n 2 can start the message again that was just then handed over.
		again: [...arrived.values()].filter((lives) => new Set(lives).size > 1).length,
		foreign: [...arrived.keys()].filter((id) => !made.includes(id)).length,
		failures: trigger.failures.map(({ message }) => message),
		wanted: made.length,
		version,
		keyed,
		keeps,
		connections: mattermost.events.connections,
		resumed: mattermost.events.resumed,
		// Given to n8n again around a restart, which starts nothing twice under one key.
		skipped: kept.skipped,
		took,
		counts: world.counts,
	};
}

describe('event stream under fire', () => {
	for (const seed of SEEDS) {
		it(
			`starts once for each wanted one of ${POSTS} posts (seed ${seed})`,
			async () => {
				const {
					took,
					counts,
					connections,
					resumed,
					skipped,
					cutOff,
					again,
					version,
					keyed,
					keeps,
					wanted,
					...result
				} = await play(seed);
				if (process.env.CHAOS_REPORT) {
					process.stderr.write(
						`seed ${seed} on ${version}, n8n ${keyed ? 2 : 1}${keeps ? ', executions kept' : ''}: ${POSTS} posts, ${wanted} wanted, ${took} ms, ${connections} connections, ${resumed} resumed, ${skipped} skipped by key, ${cutOff} cut off by a kill, ${again} again after a kill, ${JSON.stringify(counts)} ${JSON.stringify(result)}\n`,
					);
				}
				const { 'n8n killed': kills = 0, 'refused before a kill': refused = 0 } = counts;
				expect(cutOff + again).toBeLessThanOrEqual(kills + refused);
				if (keyed) expect(again).toBe(0);
				if (keeps) expect(cutOff).toBe(0);
				expect({ seed, ...result }).toEqual({
					seed,
					lost: 0,
					twice: 0,
					foreign: 0,
					failures: [],
				});
			},
			PATIENCE_MS * 10,
		);
	}
});

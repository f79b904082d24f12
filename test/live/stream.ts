import { exec } from 'node:child_process';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { rest, startTrigger } from '../support/eventStream';

/**
 * The Mattermost Trigger on a real server: while one user posts without a pause, the trigger's
 * connections are cut, three times, and the server is restarted if MATTERMOST_RESTART has a command
 * for it. Every post must arrive, and once.
 */

const site = String(process.env.MATTERMOST_URL);
const token = String(process.env.MATTERMOST_TOKEN);
const restart = process.env.MATTERMOST_RESTART;
const RUN = `live-${Date.now().toString(36)}`;
const PASSWORD = 'Passw0rd-live!';
const POSTS = 200;
const PAUSE_MS = 50;
const OUTAGE_MS = 2_000;

/** A way to the server that can be cut. */
async function cuttable(target: URL) {
	const open = new Set<Socket>();
	let cut = false;
	let lost = 0;
	const proxy = createServer((inner) => {
		if (cut) {
			inner.destroy();
			return;
		}
		const outer = connect(Number(target.port || 80), target.hostname);
		for (const [from, to] of [
			[inner, outer],
			[outer, inner],
		]) {
			open.add(from!);
			from!.on('error', () => to!.destroy());
			from!.on('close', () => {
				open.delete(from!);
				to!.destroy();
			});
			from!.pipe(to!);
		}
	});
	await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening));
	const { port } = proxy.address() as { port: number };
	return {
		url: `http://127.0.0.1:${port}`,
		lost: () => lost,
		cut: async () => {
			cut = true;
			lost += open.size / 2;
			for (const socket of open) socket.destroy();
			await wait(OUTAGE_MS);
			cut = false;
		},
		close: () => {
			for (const socket of open) socket.destroy();
			proxy.close();
		},
	};
}

type Row = { id: string };

/** Posts of the run in a channel: ID → message. */
async function postsIn(server: ReturnType<typeof rest>, channel: string) {
	const found = new Map<string, string>();
	for (let page = 0; ; page++) {
		const { order, posts } = await server.request<{
			order: string[];
			posts: Record<string, { message: string }>;
		}>('GET /channels/{channel}/posts', { path: { channel }, query: { page, per_page: 200 } });
		for (const id of order) {
			if (posts[id]!.message.startsWith(`${RUN} `)) found.set(id, posts[id]!.message);
		}
		if (order.length < 200) return found;
	}
}

async function main() {
	const admin = rest(site, token);
	const me = await admin.request<Row>('GET /users/me');
	const team = await admin.request<Row>('POST /teams', {
		body: { name: RUN, display_name: 'Live stream', type: 'O' },
	});
	const username = `${RUN}-poster`;
	const user = await admin.request<Row>('POST /users', {
		body: { username, email: `${username}@example.com`, password: PASSWORD },
	});
	await admin.request('POST /teams/{team}/members', {
		path: { team: team.id },
		body: { team_id: team.id, user_id: user.id },
	});
	const channel = await admin.request<Row>('POST /channels', {
		body: { team_id: team.id, name: RUN, display_name: 'Live stream', type: 'O' },
	});
	await admin.request('POST /channels/{channel}/members', {
		path: { channel: channel.id },
		body: { user_id: user.id },
	});
	const login = await fetch(`${site}/api/v4/users/login`, {
		method: 'POST',
		body: JSON.stringify({ login_id: username, password: PASSWORD }),
	});
	const poster = rest(site, String(login.headers.get('token')));

	const way = await cuttable(new URL(site));
	const arrived: Array<{ id: string; message: string; caughtUp: boolean }> = [];
	const trigger = await startTrigger({
		site: way.url,
		token,
		onItem: (item) => {
			const message = String(item.message);
			if (!message.startsWith(`${RUN} `)) return;
			arrived.push({ id: String(item.id), message, caughtUp: item.caught_up === true });
		},
	});

	const sent = new Set<string>();
	const troubles = (async () => {
		for (let time = 0; time < 3; time++) {
			await wait(1_000);
			await way.cut();
		}
		if (restart) await promisify(exec)(restart);
	})();
	for (let count = 0; count < POSTS; count++) {
		const message = `${RUN} ${count}`;
		// The server may be down; what it made before it went down is known by its message.
		const post = async () => {
			await poster.request('POST /posts', {
				body: { channel_id: channel.id, message, pending_post_id: `${user.id}:${message}` },
			});
			sent.add(message);
		};
		while (!sent.has(message)) await post().catch(async () => await wait(200));
		await wait(PAUSE_MS);
	}
	await troubles;
	// A kill makes the server forget `pending_post_id`: it may have made the post of a lost answer twice.
	const made = await postsIn(admin, channel.id);
	for (let tries = 0; tries < 60 && arrived.length < made.size; tries++) await wait(500);
	await wait(2_000);
	await trigger.close();
	way.close();

	await admin.request('DELETE /users/{user}', { path: { user: user.id } });
	await admin.request('DELETE /teams/{team}', { path: { team: team.id } });
	const ids = arrived.map(({ id }) => id);
	const lost = [...made].filter(([id]) => !ids.includes(id));
	const again = arrived.filter(({ id }, at) => ids.indexOf(id) !== at);
	const unknown = ids.filter((id) => !made.has(id));
	const missing = [...sent].filter((message) => ![...made.values()].includes(message));
	console.log(
		`${site}, account ${me.id}: ${sent.size} messages, ${made.size} posts on the server; ` +
			`arrived ${arrived.length} (${arrived.filter(({ caughtUp }) => caughtUp).length} caught up), ` +
			`lost ${lost.length}, twice ${again.length}; ` +
			`connections cut ${way.lost()}${restart ? ', server restarted once' : ''}`,
	);
	const wrong = [lost, again, unknown, missing, trigger.failures];
	if (wrong.some(({ length }) => length > 0)) {
		console.log(...wrong, trigger.problems);
		const twice = again.map(({ id }) => id);
		console.log(arrived.filter(({ id }) => twice.includes(id)));
		process.exitCode = 1;
	}
}

void main();

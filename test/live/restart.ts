import { exec } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { builtPackage, runWorkflow } from '../support/harness';
import { rest } from '../support/eventStream';

/**
 * Message → Send on a real server that is killed and started again meanwhile: no post twice, and none
 * lost in silence. MATTERMOST_RESTART is a command that kills the server and starts it again;
 * RESTART_ROUNDS (12) and RESTART_POSTS (600) say how much. Needs MATTERMOST_THROWAWAY.
 */

const site = String(process.env.MATTERMOST_URL);
const token = String(process.env.MATTERMOST_TOKEN);
const restart = process.env.MATTERMOST_RESTART;
const rounds = Number(process.env.RESTART_ROUNDS ?? 12);
const posts = Number(process.env.RESTART_POSTS ?? 600);
const CHANNELS = 10;
const RUN = `restart-${Date.now().toString(36)}`;
const { nodes } = builtPackage();
const server = rest(site, token);

interface Row {
	id: string;
	message: string;
}

/** All messages of a channel. */
async function messagesIn(channel: string): Promise<string[]> {
	const found: string[] = [];
	for (let page = 0; ; page++) {
		const { order, posts: rows } = await server.request<{
			order: string[];
			posts: Record<string, Row>;
		}>('GET /channels/{channel}/posts', { path: { channel }, query: { page, per_page: 200 } });
		found.push(...order.map((id) => rows[id]!.message));
		if (order.length < 200) return found;
	}
}

async function round(number: number, team: string) {
	const channels: string[] = [];
	for (let at = 0; at < CHANNELS; at++) {
		const name = `${RUN}-${number}-${at}`;
		const body = { team_id: team, name, display_name: name, type: 'O' };
		channels.push((await server.request<Row>('POST /channels', { body })).id);
	}
	// Half of the texts are equal to others: those must not be taken for one another.
	const items = Array.from({ length: posts }, (_, at) => ({
		json: { channel: channels[at % CHANNELS], message: `${RUN} ${at % 2 ? at : `same ${at % 7}`}` },
	}));
	const begun = Date.now();
	const running = runWorkflow({
		node: nodes.mattermost!,
		items,
		continueOnFail: true,
		executionId: `${Date.now()}`,
		parameters: {
			authentication: 'accessToken',
			resource: 'post',
			operation: 'create',
			postChannelId: { __rl: true, mode: 'id', value: '={{ $json.channel }}' },
			postMessage: '={{ $json.message }}',
			postCreateOptions: {},
			postSimplify: true,
			requestOptions: { longestWait: 240 },
		},
		credentials: { mattermostTokenApi: { siteUrl: site, accessToken: token } },
	});
	await wait(200 + Math.random() * 1500);
	const killed = Date.now() - begun;
	await promisify(exec)(restart!);
	const out = await running;

	let twice = 0;
	let lost = 0;
	let unsure = 0;
	const ids = new Set<string>();
	const wanted = new Map<string, number>();
	const open = new Map<string, number>();
	const key = (item: number) => `${items[item]!.json.channel} ${items[item]!.json.message}`;
	out.forEach(({ json, error }, item) => {
		if (!error) {
			if (ids.has(String(json.id))) twice++;
			ids.add(String(json.id));
			wanted.set(key(item), (wanted.get(key(item)) ?? 0) + 1);
		} else if (/may have made the change nonetheless/.test(error.description ?? '')) {
			unsure++;
			open.set(key(item), (open.get(key(item)) ?? 0) + 1);
		}
	});
	const failed = out.filter(({ error }) => error).length - unsure;
	const made = new Map<string, number>();
	for (const channel of channels) {
		for (const message of await messagesIn(channel)) {
			if (!message.startsWith(RUN)) continue;
			made.set(`${channel} ${message}`, (made.get(`${channel} ${message}`) ?? 0) + 1);
		}
	}
	for (const one of new Set([...wanted.keys(), ...made.keys()])) {
		const least = wanted.get(one) ?? 0;
		const most = least + (open.get(one) ?? 0);
		twice += Math.max(0, (made.get(one) ?? 0) - most);
		lost += Math.max(0, least - (made.get(one) ?? 0));
	}
	console.log(
		`round ${number}: killed after ${killed} ms; ${ids.size} of ${items.length} made, unsure ${unsure}, failed ${failed}, twice ${twice}, lost in silence ${lost}`,
	);
	return { twice, lost, unsure, failed };
}

async function main() {
	if (!restart || !process.env.MATTERMOST_THROWAWAY) {
		console.log(
			'Not run: a server that is killed needs MATTERMOST_RESTART and MATTERMOST_THROWAWAY',
		);
		return;
	}
	// n8n's engine prints every error of a node; the rounds count them.
	console.error = () => {};
	const team = await server.request<Row>('POST /teams', {
		body: { name: RUN, display_name: 'Live restart', type: 'O' },
	});
	const sum = { twice: 0, lost: 0, unsure: 0, failed: 0 };
	for (let number = 1; number <= rounds; number++) {
		const one = await round(number, team.id);
		for (const name of Object.keys(sum) as Array<keyof typeof sum>) sum[name] += one[name];
	}
	await server.request('DELETE /teams/{team}', { path: { team: team.id } });
	console.log(
		`${site}: ${rounds} rounds of ${posts}: unsure ${sum.unsure}, failed ${sum.failed}, twice ${sum.twice}, lost in silence ${sum.lost}`,
	);
	if (sum.twice > 0 || sum.lost > 0) process.exitCode = 1;
}

void main();

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { IDataObject } from 'n8n-workflow';
import { ALL_POSTS, rest, newKept, startTrigger } from '../support/eventStream';

/**
 * Live and caught up on a real server: the same posts once over the stream, where the server says whom
 * they mention, and once fetched, where the trigger decides. Both must start the workflow for the same.
 * The trigger is that of a member made for it; the account of MATTERMOST_TOKEN posts.
 */

const site = String(process.env.MATTERMOST_URL);
const posterToken = String(process.env.MATTERMOST_TOKEN);
const RUN = `m${Date.now().toString(36)}`.replaceAll('w', 'v');
const PASSWORD = 'Passw0rd-live!';
const PARAMETERS = { ...ALL_POSTS, filters: { mentionsOnly: true } };
const PAUSE_MS = 30;

const decided = JSON.parse(
	readFileSync(join(__dirname, '..', 'fixtures', 'mattermost-mentions.json'), 'utf8'),
) as Array<[string, boolean]>;

/** Of those made for other names, the ones with links. */
const named = (
	JSON.parse(
		readFileSync(join(__dirname, '..', 'fixtures', 'mattermost-mentions-names.json'), 'utf8'),
	) as Array<[string, string, boolean]>
)
	.filter(([name, message]) => name !== 'www' && /\](\(|\[|:)/.test(message))
	.map(([name, message]) => message.replaceAll(name, 'n8n'));

type Row = IDataObject & { id: string };

/** A session of that person. */
async function loggedIn(login_id: string): Promise<string> {
	const answer = await fetch(`${site}/api/v4/users/login`, {
		method: 'POST',
		body: JSON.stringify({ login_id, password: PASSWORD }),
	});
	const token = answer.headers.get('token');
	if (!token) throw new Error(`${login_id} cannot log in: HTTP ${answer.status}`);
	return token;
}

/**
 * Servers split the label of a link at w and at colons. 10.11 and 11.6 look at the parts one by one
 * (`markdown.InspectInline`), and so does the trigger when it catches up; 5.37 puts them together again.
 * So an old server gets a name without w, and no labels with colons.
 */
async function joinsLabels(url: string): Promise<boolean> {
	const ping = await fetch(`${url}/api/v4/system/ping`);
	const [major = 0] = (ping.headers.get('x-version-id') ?? '').split('.').map(Number);
	return major < 6;
}

const SPLIT_LABEL = /\[[^\]]*:/;

async function main() {
	const poster = rest(site, posterToken);
	const team = await poster.request<Row>('POST /teams', {
		body: { name: RUN, display_name: RUN, type: 'O' },
	});
	const isJoining = await joinsLabels(site);
	const name = `${RUN}${isJoining ? 'bob' : 'bow'}`;
	const bob = await poster.request<Row>('POST /users', {
		body: { username: name, email: `${name}@example.com`, password: PASSWORD },
	});
	await poster.request('POST /teams/{id}/members', {
		path: { id: team.id },
		body: { team_id: team.id, user_id: bob.id },
	});
	const token = await loggedIn(name);
	const channel = await poster.request<Row>('POST /channels', {
		body: { team_id: team.id, name: RUN, display_name: RUN, type: 'O' },
	});
	await poster.request('POST /channels/{id}/members', {
		path: { id: channel.id },
		body: { user_id: bob.id },
	});
	const messages = [...decided.map(([message]) => message).slice(0, 100), ...named]
		.map((message) => message.replaceAll('n8n', String(bob.username)).trim())
		.filter((message) => message && !(isJoining && SPLIT_LABEL.test(message)));
	const live = new Set<string>();
	const fetched = new Set<string>();
	const mine = (into: Set<string>) => (item: IDataObject) => {
		if (item.channel_id === channel.id) into.add(String(item.id));
	};
	// The second one goes on from before the posts: they are all missed.
	const start = async (nodeId: string, into: Set<string>, staticData: string) =>
		await startTrigger({
			site,
			token,
			nodeId,
			parameters: PARAMETERS,
			kept: { ...newKept(), staticData },
			onItem: mine(into),
		});
	const first = await start('live', live, '{}');
	const before = JSON.stringify(first.memory);
	const texts = new Map<string, string>();
	for (const [index, message] of messages.entries()) {
		const props = index % 3 === 0 ? { attachments: [{ text: message }] } : {};
		const { id } = await poster.request<Row>('POST /posts', {
			body: { channel_id: channel.id, message: index % 3 === 0 ? '' : message, props },
		});
		texts.set(id, message);
		await wait(PAUSE_MS);
	}
	await wait(3_000);
	await first.close();
	const second = await start('fetched', fetched, before);
	await wait(6_000);
	await second.close();
	await poster.request('DELETE /teams/{id}', { path: { id: team.id } });
	await poster.request('DELETE /users/{id}', { path: { id: bob.id } });
	const differ = [...texts].filter(([id]) => live.has(id) !== fetched.has(id));
	console.log(
		`${site}: ${texts.size} posts, ${live.size} mention ${String(bob.username)} live, ${fetched.size} fetched, ${differ.length} decided differently`,
	);
	for (const [id, text] of differ) console.log(JSON.stringify(text), { live: live.has(id) });
	if (differ.length > 0 || live.size === 0) process.exitCode = 1;
}

void main();

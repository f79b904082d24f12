import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { IDataObject } from 'n8n-workflow';
import { print } from '../../tools/recording/print';
import { ALL_POSTS, rest, newKept, startTrigger } from '../support/eventStream';

/**
 * Live and caught up on a real server: the same posts once over the stream, where the server says whom
 * they mention, and once fetched, where the trigger decides. Both must start the workflow for the same. `--record` also writes to test/recorded
 * which messages mention the account.
 * The trigger is that of a member made for it; the account of MATTERMOST_TOKEN posts.
 */

const site = String(process.env.MATTERMOST_URL);
const posterToken = String(process.env.MATTERMOST_TOKEN);
const RUN = `m${Date.now().toString(36)}`.replaceAll('w', 'v');
/** The user's name in a recording. It has a w, at which servers end a part of a text. */
const NAME_RECORDED = 'live-bow';
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

/** Which of the messages stand in an attachment. */
const isAttached = (index: number) => index % 3 === 0;

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

async function versionOf(url: string): Promise<string> {
	const ping = await fetch(`${url}/api/v4/system/ping`);
	return (ping.headers.get('x-version-id') ?? '').split('.').slice(0, 3).join('.');
}

/** Writes which messages mention a user, as the server said it over the stream. */
function record(version: string, user: Row, texts: Map<string, string>, live: Set<string>) {
	const named = (text: string) => text.replaceAll(String(user.username), NAME_RECORDED);
	const decisions = [...texts].map(([id, text], index) => [
		named(text),
		live.has(id),
		...(isAttached(index) ? ['attachment'] : []),
	]);
	const keys = named(String((user.notify_props as IDataObject | undefined)?.mention_keys ?? ''));
	const folder = join(__dirname, '../recorded/mattermost', version);
	mkdirSync(folder, { recursive: true });
	const recorded = { version, username: NAME_RECORDED, keys, decisions };
	writeFileSync(join(folder, 'mentions.json'), `${print(recorded)}\n`);
	console.log(`mentions: ${decisions.length} messages on ${version}`);
}

async function main() {
	const poster = rest(site, posterToken);
	const team = await poster.request<Row>('POST /teams', {
		body: { name: RUN, display_name: RUN, type: 'O' },
	});
	const name = `${RUN}-bow`;
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
		.filter(Boolean);
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
		const props = isAttached(index) ? { attachments: [{ text: message }] } : {};
		const { id } = await poster.request<Row>('POST /posts', {
			body: { channel_id: channel.id, message: isAttached(index) ? '' : message, props },
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
	if (process.argv.includes('--record')) {
		record(await versionOf(site), bob, texts, live);
	}
}

void main();

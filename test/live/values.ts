import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { EMOJI_NAMES } from '../../nodes/services/mattermost/messages/emojiNames';
import { builtPackage, editorContext, runWorkflow } from '../support/harness';
import { rest } from '../support/eventStream';
import { isOlder } from './outcome';
import { firstOf } from '../support/present';

/**
 * Values on a real server: names and links where an ID is asked for, the root of a reply, a long
 * message in parts, texts of others that notify nobody, limits of texts, custom status, emoji, and
 * buttons that can be pressed. It makes a team of its own; for buttons the server must be allowed to
 * connect to this machine.
 */

const site = String(process.env.MATTERMOST_URL);
const token = String(process.env.MATTERMOST_TOKEN);
const RUN = `values${Date.now().toString(36)}`;
const { nodes } = builtPackage();
const admin = rest(site, token);
const problems: string[] = [];
let checks = 0;

const check = (what: string, isRight: boolean, detail?: unknown) => {
	checks++;
	if (!isRight)
		problems.push(`${what}${detail === undefined ? '' : `: ${JSON.stringify(detail)}`}`);
};

async function run(
	resource: string,
	operation: string,
	values: IDataObject,
): Promise<INodeExecutionData[]> {
	const named = Object.entries(values).map(([name, value]) => [
		resource + name.charAt(0).toUpperCase() + name.slice(1),
		value,
	]);
	return await runWorkflow({
		node: nodes.mattermost!,
		parameters: {
			authentication: 'accessToken',
			resource,
			operation,
			...Object.fromEntries(named),
		} as never,
		credentials: { mattermostTokenApi: { siteUrl: site, accessToken: token } },
	});
}
const one = async (...given: Parameters<typeof run>) => (await run(...given))[0]!.json;
const wordsOf = async (promise: Promise<unknown>) =>
	await promise.then(
		() => '',
		(error: Error) => error.message,
	);

interface Place {
	team: IDataObject;
	channel: IDataObject;
	me: IDataObject;
	version: string;
}

async function names({ team, channel, me }: Place) {
	const id = String(channel.id);
	const slug = `${String(team.name)}/${String(channel.name)}`;
	const post = await one('post', 'create', { channelId: id, message: 'Names' });
	const desktop = site.replace(/^https?:/, 'mattermost:');
	for (const form of [
		slug,
		slug.replace('/', ':'),
		`~${String(channel.name)}`,
		`#${String(channel.display_name).toUpperCase()}`,
		`${site}/${String(team.name)}/channels/${String(channel.name)}?x=1`,
		`${desktop}/${String(team.name)}/channels/${String(channel.name)}`,
		`${site}/${String(team.name)}/pl/${String(post.id)}`,
		`${site}/_redirect/pl/${String(post.id)}#x`,
	]) {
		const found = await one('channel', 'get', { channelId: form }).catch((error: Error) => ({
			id: error.message,
		}));
		check(`channel ${form}`, found.id === id, found.id);
	}
	const username = String(me.username);
	for (const form of [
		`@${username.toUpperCase()}`,
		username,
		String(me.email).toUpperCase(),
		'me',
	]) {
		const found = await one('user', 'get', { userId: form });
		check(`user ${form}`, found.id === me.id);
	}
	const found = await one('team', 'get', { teamId: String(team.display_name) });
	check('team by display name', found.id === team.id);
	for (const form of ['محمد', '@nobody.at.all', 'No Such Person']) {
		check(
			`user ${form}`,
			/matches no user/.test(await wordsOf(one('user', 'get', { userId: form }))),
		);
	}
}

async function roots({ channel }: Place) {
	const channelId = String(channel.id);
	const root = await one('post', 'create', { channelId, message: 'Root' });
	const reply = await one('post', 'reply', { postId: root.id, message: 'Reply' });
	const again = await one('post', 'create', {
		channelId,
		message: 'Reply to the reply',
		createOptions: { rootId: reply.id },
	});
	check('root of a reply', again.root_id === root.id, again);
}

async function long({ channel, version }: Place) {
	const code = `\`\`\`js\n${'const answer = "👩‍👩‍👧 " + 42;\n'.repeat(500)}\`\`\`\n`;
	const message = `${'A paragraph of words. '.repeat(300)}\n\n${code}\n${'Ende gut. '.repeat(1000)}.`;
	for (const splitLong of ['thread', 'posts']) {
		const items = await run('post', 'create', {
			channelId: String(channel.id),
			message,
			createOptions: { splitLong },
		});
		const posts = items.map(({ json }) => json);
		const kept = await Promise.all(
			posts.map(
				async ({ id }) =>
					await admin.request<IDataObject>('GET /posts/{id}', { path: { id } } as never),
			),
		).catch(() => posts);
		const bare = (text: string) => text.replace(/```(js)?/g, '').replace(/\s+/g, '');
		check(
			`long message, ${splitLong}, ${posts.length} parts`,
			bare(kept.map((post) => String(post.message)).join('\n')) === bare(message),
		);
		const roots = new Set(posts.slice(1).map(({ root_id }) => root_id));
		check(`roots, ${splitLong}`, roots.has(splitLong === 'thread' ? posts[0]!.id : ''), [...roots]);
		const times = posts.map(({ create_at }) => Number(create_at));
		check(
			`order, ${splitLong}`,
			times.every((time, at) => at === 0 || time >= times[at - 1]!),
		);
	}
	const config = await admin.request<IDataObject>('GET /config/client?format=old');
	const most = Number(config.MaxPostSize) || (isOlder(version, '5.0') ? 4000 : 16_383);
	await one('post', 'create', { channelId: String(channel.id), message: '👍'.repeat(most) });
	const words = await wordsOf(
		one('post', 'create', { channelId: String(channel.id), message: 'x'.repeat(most + 1) }),
	);
	check('one character more', words.includes(`at most ${most}`), words);
}

async function others({ team, channel, version }: Place) {
	const bob = process.env.BOB_TOKEN;
	if (!bob) return;
	const user = rest(site, bob);
	const self = await user.request<IDataObject>('GET /users/me');
	const body = { team_id: team.id, user_id: self.id };
	await admin.request(`POST /teams/${String(team.id)}/members`, { body });
	await admin.request(`POST /channels/${String(channel.id)}/members`, { body });
	const mentions = async () =>
		Number(
			(
				await user.request<IDataObject>(
					`GET /users/${String(self.id)}/channels/${String(channel.id)}/unread`,
				)
			).mention_count,
		);
	const send = async (message: string, createOptions: IDataObject) =>
		await one('post', 'create', { channelId: String(channel.id), message, createOptions });
	// Old servers keep every user's name without @ among the words that notify them.
	const name = isOlder(version, '5.0') ? '' : `\`@${String(self.username)}\``;
	const hostile = `> fire @all @channel @here ${name} x.@all _@all_ @@all`;
	const before = await mentions();
	await send(hostile, {});
	const pinged = await mentions();
	check('the text does notify as it is', pinged > before);
	await send(hostile, { neutralize: 'mentions' });
	await send(hostile, { neutralize: 'all' });
	await send('> {text}', { insertedTexts: { entry: [{ key: 'text', value: hostile }] } });
	check('made harmless it notifies nobody', (await mentions()) === pinged, [version, pinged]);
}

/** Each limit of the table: the server takes as much, and refuses one more. */
async function limits({ channel, me }: Place) {
	const channelPath = `PUT /channels/${String(channel.id)}/patch`;
	const userPath = `PUT /users/${String(me.id)}/patch`;
	for (const [path, name, most] of [
		[channelPath, 'header', 1024],
		[channelPath, 'purpose', 250],
		[channelPath, 'display_name', 64],
		[userPath, 'nickname', 64],
		[userPath, 'position', 128],
	] as const) {
		const send = async (length: number) =>
			await admin.request(path, { body: { [name]: 'ä'.repeat(length) } }).then(
				() => true,
				() => false,
			);
		check(`${name} of ${most}`, await send(most));
		check(`${name} of ${most + 1}`, !(await send(most + 1)));
		// 4.10 refuses every further change of a channel that it refused one of.
		await send(1);
	}
	await admin.request(userPath, { body: { nickname: '', position: '' } });
}

async function statuses({ me, version }: Place) {
	if (isOlder(version, '5.33')) return;
	for (const duration of ['thirty_minutes', 'one_hour', 'four_hours', 'today', 'this_week']) {
		await one('userStatus', 'updateCustom', {
			userId: 'me',
			emoji: '📅',
			text: 'Away',
			updateCustomOptions: { duration },
		});
		const { props } = await admin.request<IDataObject>(`GET /users/${String(me.id)}`);
		const kept = JSON.parse(String((props as IDataObject).customStatus)) as IDataObject;
		check(`custom status ${duration}`, kept.emoji === 'date' && kept.duration === duration, kept);
		check(`end of ${duration}`, Date.parse(String(kept.expires_at)) > Date.now(), kept);
	}
	await one('userStatus', 'removeCustom', { userId: 'me' });
}

async function emoji({ channel, version }: Place) {
	const entries = EMOJI_NAMES.trim().split(/\s+/);
	const given = ['👍🏽', ':wave:', '+1'];
	// Old servers know fewer of them, and none by another name.
	const step = isOlder(version, '6.0') ? 1000 : 97;
	for (let at = 0; at < entries.length; at += 2 * step) given.push(entries[at]!);
	const post = await one('post', 'create', { channelId: String(channel.id), message: 'Emoji' });
	for (const emojiName of given) {
		const made = await one('reaction', 'create', { postId: post.id, emojiName }).catch(
			(error: Error) => ({ emoji_name: error.message }),
		);
		check(`emoji ${emojiName}`, /^[a-z0-9_+-]+$/.test(String(made.emoji_name)), made.emoji_name);
	}
}

async function buttons({ channel, version }: Place) {
	// Servers this old take clicks of IDs of 26 characters alone, as they make them themselves.
	if (isOlder(version, '5.25')) return;
	const pressed: IDataObject[] = [];
	const server = createServer((request, response) => {
		let body = '';
		request.on('data', (chunk: Buffer) => (body += chunk.toString()));
		request.on('end', () => {
			pressed.push(JSON.parse(body) as IDataObject);
			response.writeHead(200, { 'Content-Type': 'application/json' });
			response.end('{}');
		});
	});
	await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
	const action = { id: 'click-update-message', name: 'Go', integration: { url } };
	const post = await one('post', 'create', {
		channelId: String(channel.id),
		message: 'Press',
		createOptions: { props: JSON.stringify({ attachments: [{ text: 'x', actions: [action] }] }) },
		simplify: false,
	});
	const { attachments } = post.props as { attachments: Array<{ actions: IDataObject[] }> };
	const { id } = firstOf(attachments[0]!.actions);
	await admin
		.request(`POST /posts/${String(post.id)}/actions/${String(id)}`, { body: {} })
		.finally(() => server.close());
	check('a button whose ID had dashes', pressed[0]?.post_id === post.id, pressed);
}

async function guests() {
	const accessToken = process.env.GINA_TOKEN;
	if (!accessToken) return;
	const context = editorContext({
		node: nodes.mattermost!,
		parameters: { authentication: 'accessToken' } as never,
		credentials: { mattermostTokenApi: { siteUrl: site, accessToken } },
	});
	const search = nodes.mattermost!.methods!.listSearch!.searchChannels as unknown as (
		this: unknown,
	) => Promise<{ results: unknown[] }>;
	const { results } = await search.call(context);
	check('channels of a guest', results.length > 0, results);
}

async function main() {
	const me = await admin.request<IDataObject>('GET /users/me');
	const config = await admin.request<IDataObject>('GET /config/client?format=old');
	const team = await admin.request<IDataObject>('POST /teams', {
		body: { name: RUN, display_name: `Ålpha ${RUN}`, type: 'O' },
	});
	const channel = await admin.request<IDataObject>('POST /channels', {
		body: { team_id: team.id, name: RUN, display_name: `Live ${RUN}`, type: 'O' },
	});
	const place: Place = { me, team, channel, version: String(config.Version) };
	for (const part of [names, roots, long, others, limits, statuses, emoji, buttons, guests]) {
		await part(place).catch((error: Error) => problems.push(`${part.name}: ${error.message}`));
	}
	await admin.request(`DELETE /teams/${String(team.id)}`);
	console.log(`Mattermost ${place.version}: ${checks} checks, ${problems.length} problems`);
	for (const problem of problems) console.log(`  ${problem}`);
	process.exitCode = problems.length > 0 ? 1 : 0;
}

void main();

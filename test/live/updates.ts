import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { builtPackage, runWorkflow } from '../support/harness';
import { inRows } from '../support/rows';

/**
 * Every update and replace operation on a real Mattermost: the thing is made with all its properties
 * set and read; one thing is changed through the node; read again, nothing else differs.
 * MATTERMOST_URL; MATTERMOST_TOKEN, of a system administrator; MATTERMOST_THROWAWAY=1 also changes the
 * configuration, and puts it back.
 */

const site = String(process.env.MATTERMOST_URL);
const admin = String(process.env.MATTERMOST_TOKEN);
const RUN = `upd${Date.now().toString(36)}`;
const { nodes } = builtPackage();

class Refused extends Error {
	constructor(
		readonly status: number,
		readonly body: IDataObject,
	) {
		super(`HTTP ${status} ${String(body.message ?? '')}`);
	}
}

async function api<T = IDataObject>(
	request: string,
	body?: unknown,
	token = admin,
): Promise<{ json: T; headers: Headers }> {
	const [method, path] = request.split(' ');
	const isForm = body instanceof FormData;
	const answer = await fetch(`${site}/api/v4${path}`, {
		method,
		headers: {
			Authorization: `Bearer ${token}`,
			...(isForm ? {} : { 'Content-Type': 'application/json' }),
		},
		...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
	});
	const json = (await answer.json()) as T;
	if (!answer.ok) throw new Refused(answer.status, json as IDataObject);
	return { json, headers: answer.headers };
}
const get = async (path: string, token = admin) =>
	(await api(`GET ${path}`, undefined, token)).json;
const made = async (request: string, body: unknown, token = admin) =>
	(await api(request, body, token)).json;
/** Only where the server knows it. */
const maybe = async (request: string, body: unknown, token = admin) =>
	await made(request, body, token).catch(() => undefined);

const upper = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
const id = (value: unknown) => ({ __rl: true, mode: 'id', value });

const ADMIN = { node: 'mattermostAdmin' };

async function run(
	operation: string,
	values: Record<string, unknown>,
	{
		token = admin,
		items,
		node = 'mattermost',
	}: { token?: string; items?: INodeExecutionData[]; node?: string } = {},
) {
	const [resource, chosen] = operation.split('/');
	return await runWorkflow({
		node: nodes[node]!,
		items,
		parameters: {
			authentication: 'accessToken',
			resource,
			operation: chosen,
			...Object.fromEntries(
				Object.entries(values).map(([name, value]) => [resource + upper(name), value]),
			),
		} as never,
		credentials: { mattermostTokenApi: { siteUrl: site, accessToken: token } },
	});
}

/** What a server sets by itself when a thing is changed, a message about it included. */
const STAMPS =
	/(^|\.)(update_at|edit_at|last_activity_at|last_update_at|last_picture_update|processed_at|extra_update_at|(last_(root_)?post_at|total_msg_count(_root)?))$/;

/** Paths at which two snapshots differ. */
function differences(before: unknown, after: unknown, path = ''): string[] {
	const isTree = (value: unknown): value is object => typeof value === 'object' && value !== null;
	if (isTree(before) && isTree(after) && Array.isArray(before) === Array.isArray(after)) {
		const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
		return names.flatMap((name) =>
			differences(
				(before as IDataObject)[name],
				(after as IDataObject)[name],
				path ? `${path}.${name}` : name,
			),
		);
	}
	return before === after || STAMPS.test(path) ? [] : [path];
}

interface Case {
	operation: string;
	/** What is seen of the thing. */
	read: () => Promise<unknown>;
	change: () => Promise<unknown>;
	/** Paths that are meant to differ, and no others. */
	differs: string[];
	/** Why it may be refused on this server. */
	may?: RegExp;
}

const counts = { passed: 0, refused: 0, failed: 0 };

async function check({ operation, read, change, differs, may }: Case): Promise<void> {
	try {
		const before = await read();
		await change();
		const found = differences(before, await read());
		const wrong = [
			...found.filter((path) => !differs.includes(path)).map((path) => `${path} differs`),
			...differs.filter((path) => !found.includes(path)).map((path) => `${path} is as before`),
		];
		if (wrong.length) throw new Error(wrong.join('; '));
		counts.passed++;
	} catch (error) {
		const { message } = error as Error;
		if (may?.test(message)) {
			counts.refused++;
			console.log(`refused as it should: ${operation}: ${message}`);
		} else {
			counts.failed++;
			console.log(`FAILED: ${operation}: ${message}`);
		}
	}
}

/** An account with everything set, and its own token. */
async function account(suffix: string) {
	const password = 'Passw0rd!live';
	const username = `${RUN}${suffix}`;
	const user = await made('POST /users', {
		email: `${username}@localhost.test`,
		username,
		password,
		first_name: 'First',
		last_name: 'Last',
		nickname: 'Nick',
		position: 'Guard',
		locale: 'de',
		allow_marketing: true,
	});
	const { headers } = await api('POST /users/login', { login_id: username, password });
	const token = String(headers.get('token'));
	const now = await get('/users/me', token);
	await api(
		`PUT /users/${String(user.id)}/patch`,
		{
			notify_props: {
				...(now.notify_props as IDataObject),
				email: 'false',
				mention_keys: `${username},alarm`,
				push: 'none',
				push_status: 'offline',
				desktop: 'all',
				auto_responder_active: 'false',
				auto_responder_message: 'Away',
				own_key: 'stays',
			},
			timezone: {
				useAutomaticTimezone: 'false',
				manualTimezone: 'Europe/Berlin',
				automaticTimezone: 'Asia/Tokyo',
			},
			props: { own: 'one', other: 'two' },
		},
		token,
	);
	return { id: String(user.id), token, username };
}

async function users(team: string) {
	for (const value of ['update', 'replace']) {
		const own = await account(value.charAt(0));
		const read = async () => ({
			own: await get('/users/me', own.token),
			seen: await get(`/users/${own.id}`),
		});
		const change = async (options: IDataObject, token = own.token) =>
			await run(`user/${value}`, { userId: id(own.id), updateOptions: options }, { token });
		const both = (path: string) => [`own.${path}`, `seen.${path}`];
		const one = async (name: string, options: IDataObject, differs: string[]) =>
			await check({
				operation: `user/${value}: ${name}`,
				read,
				change: async () => await change(options),
				differs,
			});
		const shows = Object.keys(((await read()).seen.notify_props ?? {}) as object).length > 0;
		await one('first name', { firstName: 'Anna' }, both('first_name'));
		await one('one notification setting', { notifyProps: { push: 'all' } }, [
			'own.notify_props.push',
			...(shows ? ['seen.notify_props.push'] : []),
		]);
		await one(
			'one part of the time zone',
			{ timezone: { manualTimezone: 'Europe/Paris' } },
			both('timezone.manualTimezone'),
		);
		await one('one property', { props: '{"own": "changed"}' }, both('props.own'));
		await one('a property less', { props: '{"own": null}' }, both('props.own'));
		await check({
			operation: `user/${value}: one notification setting, by an administrator`,
			read,
			change: async () => await change({ notifyProps: { desktop: 'none' } }, admin),
			differs: [
				'own.notify_props.desktop',
				'seen.notify_props.desktop',
				// Hidden from administrators, so a PUT cannot hold it; the description says so.
				...(value === 'replace' ? ['own.allow_marketing'] : []),
			],
			may: shows ? undefined : /the server hides/,
		});
	}
	const own = await account('s');
	await made(`POST /teams/${team}/members`, { team_id: team, user_id: own.id });
	await check({
		operation: 'userStatus/updateCustom',
		read: async () => {
			const { props, ...rest } = await get('/users/me', own.token);
			const others = Object.entries(props as IDataObject).filter(
				([name]) => !/customStatus/i.test(name),
			);
			return { ...rest, others };
		},
		change: async () =>
			await run(
				'userStatus/updateCustom',
				{
					userId: id(own.id),
					emoji: 'calendar',
					text: 'Busy',
					updateCustomOptions: { duration: 'thirty_minutes', expiresAt: '2099-01-01T00:00:00Z' },
				},
				{ token: own.token },
			),
		differs: [],
		may: /does not know|needs 5\.|not enabled|Invalid or missing/i,
	});
	await api(
		`PUT /users/${own.id}/preferences`,
		[
			{ user_id: own.id, category: 'display_settings', name: 'name_format', value: 'full_name' },
			{ user_id: own.id, category: 'display_settings', name: 'use_military_time', value: 'true' },
		],
		own.token,
	);
	await check({
		operation: 'preference/update',
		read: async () =>
			Object.fromEntries(
				((await get(`/users/${own.id}/preferences`, own.token)) as unknown as IDataObject[]).map(
					({ category, name, value }) => [`${String(category)} ${String(name)}`, value],
				),
			),
		change: async () =>
			await run(
				'preference/update',
				{
					userId: id(own.id),
					updates: {
						entry: [{ category: 'display_settings', name: 'name_format', value: 'username' }],
					},
				},
				{ ...ADMIN, token: own.token },
			),
		differs: ['display_settings name_format'],
	});
	return own;
}

const PICTURE = Buffer.from(
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
	'base64',
);

async function teamsAndChannels(team: string, channel: string) {
	const picture = new FormData();
	picture.append('image', new Blob([PICTURE], { type: 'image/png' }), 'team.png');
	await maybe(`POST /teams/${team}/image`, picture);
	await maybe(`PUT /teams/${team}/patch`, {
		description: 'First',
		company_name: 'Inc.',
		allowed_domains: 'localhost.test',
		allow_open_invite: true,
	});
	const readTeam = async () => ({
		row: await get(`/teams/${team}`),
		picture: (
			await fetch(`${site}/api/v4/teams/${team}/image`, {
				headers: { Authorization: `Bearer ${admin}` },
			})
		).status,
	});
	for (const value of ['update', 'replace']) {
		await check({
			operation: `team/${value}`,
			read: readTeam,
			change: async () =>
				await run(`team/${value}`, {
					teamId: id(team),
					updateOptions: { description: `By ${value}` },
				}),
			differs: ['row.description'],
		});
	}
	await made(`PUT /channels/${channel}/patch`, { header: 'Head', purpose: 'Purpose' });
	await maybe(`PUT /channels/${channel}/patch`, {
		banner_info: { enabled: true, text: 'Banner', background_color: '#FF8000' },
	});
	for (const value of ['update', 'replace']) {
		await check({
			operation: `channel/${value}`,
			read: async () => await get(`/channels/${channel}`),
			change: async () =>
				await run(`channel/${value}`, {
					channelId: id(channel),
					[`${value}Options`]: { purpose: `By ${value}` },
				}),
			differs: ['purpose'],
		});
	}
	const me = String((await get('/users/me')).id);
	await api(`PUT /channels/${channel}/members/${me}/notify_props`, {
		desktop: 'all',
		email: 'false',
		mark_unread: 'mention',
		push: 'none',
		ignore_channel_mentions: 'on',
	});
	await check({
		operation: 'channelMember/updateNotifyProps',
		read: async () => await get(`/channels/${channel}/members/${me}`),
		change: async () =>
			await run('channelMember/updateNotifyProps', {
				channelId: id(channel),
				userId: id(me),
				updateNotifyPropsOptions: { push: 'all' },
			}),
		differs: ['notify_props.push'],
	});
}

async function posts(channel: string) {
	const upload = new FormData();
	upload.append('channel_id', channel);
	upload.append('files', new Blob([PICTURE], { type: 'image/png' }), 'door.png');
	const { file_infos } = await made('POST /files', upload);
	const post = await made('POST /posts', {
		channel_id: channel,
		message: 'First #door',
		file_ids: (file_infos as IDataObject[]).map((file) => file.id),
		props: {
			attachments: [{ text: 'Box', fallback: 'Box' }],
			card: 'Card',
			own: { deep: { kept: 1, changed: 1 } },
		},
	});
	const path = `/posts/${String(post.id)}`;
	await made(`POST ${path}/pin`, {});
	await made('POST /reactions', {
		user_id: post.user_id,
		post_id: post.id,
		emoji_name: 'thumbsup',
	});
	const read = async () => await get(path);
	for (const value of ['update', 'replace']) {
		const change = async (values: IDataObject, options: IDataObject = {}) =>
			await run(`post/${value}`, {
				postId: post.id,
				message: '',
				...values,
				[`${value}Options`]: options,
			});
		await check({
			operation: `post/${value}: message`,
			read,
			change: async () => await change({ message: `By ${value}` }),
			differs: ['message', ...((await read()).hashtags ? ['hashtags'] : [])],
		});
		await check({
			operation: `post/${value}: one property`,
			read,
			change: async () =>
				await change({}, { props: JSON.stringify({ own: { deep: { changed: value } } }) }),
			differs: ['props.own.deep.changed'],
		});
		await check({
			operation: `post/${value}: attachments`,
			read,
			change: async () =>
				await change({ attachments: { entry: [{ text: `By ${value}`, fallback: 'Box' }] } }),
			differs: ['props.attachments.0.text'],
		});
	}
	const later = await maybe('POST /posts/schedule', {
		channel_id: channel,
		message: 'Later',
		scheduled_at: Date.now() + 3_600_000,
		props: { own: 'one' },
		priority: { priority: 'urgent' },
	});
	if (!later) {
		counts.refused++;
		console.log('refused as it should: scheduledPost/update: needs a licence or a newer server');
		return;
	}
	const { team_id } = await get(`/channels/${channel}`);
	await check({
		operation: 'scheduledPost/update',
		read: async () => {
			const lists = await get(
				`/posts/scheduled/team/${String(team_id)}?includeDirectChannels=true`,
			);
			return (Object.values(lists).flat() as IDataObject[]).find((one) => one.id === later.id);
		},
		change: async () =>
			await run('scheduledPost/update', { scheduledPostId: later.id, message: 'Much later' }),
		differs: ['message'],
	});
}

async function integrations(team: string, channel: string) {
	const url = 'http://127.0.0.1:9/hook';
	const incoming = await made('POST /hooks/incoming', {
		channel_id: channel,
		display_name: 'In',
		description: 'Incoming',
		username: 'door',
		icon_url: 'http://127.0.0.1:9/i.png',
		channel_locked: true,
	});
	await check({
		operation: 'incomingWebhook/update',
		read: async () => await get(`/hooks/incoming/${String(incoming.id)}`),
		change: async () =>
			await run(
				'incomingWebhook/update',
				{
					hookId: id(incoming.id),
					updateOptions: { description: 'Changed' },
				},
				ADMIN,
			),
		differs: ['description'],
	});
	const outgoing = await made('POST /hooks/outgoing', {
		team_id: team,
		channel_id: channel,
		display_name: 'Out',
		description: 'Outgoing',
		trigger_words: [RUN, `${RUN}2`],
		trigger_when: 1,
		callback_urls: [url, `${url}2`],
		content_type: 'application/json',
		username: 'door',
		icon_url: 'http://127.0.0.1:9/i.png',
	});
	if (!outgoing.token) throw new Error('the server gives no token: nothing would be compared');
	for (const [name, options, differs] of [
		['description', { description: 'Changed' }, ['description']],
		['trigger', { triggerWhen: '0' }, ['trigger_when']],
	] as Array<[string, IDataObject, string[]]>) {
		await check({
			operation: `outgoingWebhook/update: ${name}`,
			read: async () => await get(`/hooks/outgoing/${String(outgoing.id)}`),
			change: async () =>
				await run(
					'outgoingWebhook/update',
					{ hookId: id(outgoing.id), updateOptions: options },
					ADMIN,
				),
			differs,
		});
	}
	const command = await made('POST /commands', {
		team_id: team,
		trigger: RUN,
		url,
		method: 'G',
		username: 'door',
		icon_url: 'http://127.0.0.1:9/i.png',
		auto_complete: true,
		auto_complete_desc: 'Doors',
		auto_complete_hint: '[open]',
		display_name: 'Door',
		description: 'Opens doors',
	});
	await check({
		operation: 'slashCommand/update',
		read: async () =>
			((await get(`/commands?team_id=${team}&custom_only=true`)) as unknown as IDataObject[]).find(
				(one) => one.id === command.id,
			),
		change: async () =>
			await run(
				'slashCommand/update',
				{
					commandId: id(command.id),
					updateOptions: { description: 'Changed' },
				},
				ADMIN,
			),
		differs: ['description'],
	});
	const bot = await maybe('POST /bots', {
		username: `${RUN}bot`,
		display_name: 'Door Bot',
		description: 'First',
	});
	if (bot) {
		await check({
			operation: 'bot/update',
			read: async () => await get(`/bots/${String(bot.user_id)}`),
			change: async () =>
				await run(
					'bot/update',
					{ botUserId: id(bot.user_id), updateOptions: { description: 'Changed' } },
					ADMIN,
				),
			differs: ['description'],
		});
	}
	const app = await maybe('POST /oauth/apps', {
		name: RUN,
		description: 'First',
		icon_url: 'http://127.0.0.1:9/i.png',
		callback_urls: [url],
		homepage: 'http://127.0.0.1:9',
		is_trusted: true,
		mattermost_app_id: 'own.app',
	});
	if (app) {
		await check({
			operation: 'oauthApp/update',
			read: async () => await get(`/oauth/apps/${String(app.id)}`),
			change: async () =>
				await run(
					'oauthApp/update',
					{ appId: id(app.id), updateOptions: { description: 'Changed' } },
					ADMIN,
				),
			differs: ['description'],
		});
	}
}

async function categories(team: string, own: { id: string; token: string }) {
	const base = `/users/${own.id}/teams/${team}/channels/categories`;
	const channels: string[] = [];
	for (let number = 0; number < 20; number++) {
		const { id: one } = await made('POST /channels', {
			team_id: team,
			name: `${RUN}-c${number}`,
			display_name: `Category ${number}`,
			type: 'O',
		});
		await made(`POST /channels/${String(one)}/members`, { user_id: own.id });
		channels.push(String(one));
	}
	const category = await maybe(
		`POST ${base}`,
		{ user_id: own.id, team_id: team, display_name: 'Doors', channel_ids: [], sorting: 'manual' },
		own.token,
	);
	if (!category) {
		counts.refused++;
		console.log('refused as it should: channelCategory: needs 5.26 or newer');
		return;
	}
	const path = `${base}/${String(category.id)}`;
	const read = async () => await get(path, own.token);
	const values = { userId: id('me'), teamId: id(team), categoryId: id(category.id) };
	await made(`PUT ${path}`, { ...(await read()), collapsed: true }, own.token);
	await run(
		'channelCategory/addChannels',
		{ ...values, channelIds: inRows('={{ $json.id }}') },
		{ token: own.token, items: channels.map((one) => ({ json: { id: one } })) },
	);
	const stored = (await read()).channel_ids as string[];
	if (stored.length === 20 && stored.join() === [...channels].reverse().join()) counts.passed++;
	else {
		counts.failed++;
		console.log(`FAILED: channelCategory/addChannels: 20 items at once store ${stored.length}`);
	}
	await check({
		operation: 'channelCategory/update',
		read,
		change: async () =>
			await run(
				'channelCategory/update',
				{ ...values, updateOptions: { displayName: 'Changed' } },
				{ token: own.token },
			),
		differs: ['display_name'],
	});
	await check({
		operation: 'channelCategory/removeChannels',
		read: async () => ({
			...(await read()),
			channel_ids: ((await read()).channel_ids as string[]).length,
		}),
		change: async () =>
			await run(
				'channelCategory/removeChannels',
				{ ...values, channelIds: inRows(channels.slice(0, 5)) },
				{ token: own.token },
			),
		differs: ['channel_ids'],
	});
}

async function configuration() {
	const read = async () => await get('/config');
	const before = await read();
	const states = (before.PluginSettings as IDataObject).PluginStates as IDataObject;
	await maybe('PUT /config', {
		...before,
		PluginSettings: {
			...(before.PluginSettings as IDataObject),
			PluginStates: { ...states, 'own.one': { Enable: true }, 'own.two': { Enable: true } },
		},
	});
	const node = 'mattermostAdmin';
	await check({
		operation: 'system/updateConfig: one plugin',
		read,
		change: async () =>
			await run(
				'system/updateConfig',
				{
					settings: JSON.stringify({
						PluginSettings: { PluginStates: { 'own.one': { Enable: false } } },
					}),
				},
				{ node },
			),
		differs: ['PluginSettings.PluginStates.own.one.Enable'],
		may: /needs 5\.20/,
	});
	await check({
		operation: 'system/replaceConfig: one setting',
		read,
		change: async () =>
			await run(
				'system/replaceConfig',
				{ config: JSON.stringify({ TeamSettings: { CustomDescriptionText: RUN } }) },
				{ node },
			),
		differs: ['TeamSettings.CustomDescriptionText'],
	});
	await maybe('PUT /config', before);
}

async function main() {
	console.error = () => {};
	const ping = await fetch(`${site}/api/v4/system/ping`);
	const version = (ping.headers.get('x-version-id') ?? '').split('.').slice(0, 3).join('.');
	const team = String(
		(await made('POST /teams', { name: RUN, display_name: 'Updates', type: 'O' })).id,
	);
	const channel = String(
		(
			await made('POST /channels', {
				team_id: team,
				name: RUN,
				display_name: 'Updates',
				type: 'O',
			})
		).id,
	);
	const own = await users(team);
	await teamsAndChannels(team, channel);
	await posts(channel);
	await integrations(team, channel);
	await categories(team, own);
	if (process.env.MATTERMOST_THROWAWAY) await configuration();
	console.log(
		`\nMattermost ${version}, updates: ${counts.passed} change just what they should, ${counts.refused} refused as they should, ${counts.failed} FAILED`,
	);
	if (counts.failed) process.exitCode = 1;
}

void main();

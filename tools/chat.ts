import { TOKENS, type Sandbox } from '../sandbox';
import { rest } from '../test/support/eventStream';
import { passThrough } from './passThrough';

/** A Mattermost that a run posts in and that n8n listens to: the sandbox's, or a real server. */
export interface Chat {
	/** What it is, with its version. */
	name: string;
	/** The address that n8n gets. */
	url: string;
	/** Access tokens: of an administrator, who posts, and of a member, who listens. */
	tokens: { admin: string; member: string };
	team: string;
	/** A public channel with both in it. */
	channel: string;
	/** Posts as the administrator, in `channel` unless told otherwise. */
	post(message: string, channel?: string): Promise<unknown>;
	/** Posts as the member in `channel`: triggers pass over posts of their own account. */
	postAsMember(message: string): Promise<unknown>;
	/** Makes public channels with both in them. */
	addChannels(count: number): Promise<string[]>;
	/**
	 * The next requests for a channel's posts are answered with 403.
	 * @returns how many were so far
	 */
	refuse(channel: string, times: number): () => number;
	/** How many slash commands the team has of its own. */
	commands(): Promise<number>;
	stop(): Promise<void>;
}

/** Whether a path asks for the posts of a channel. */
const asksPostsOf = (path: string, channel: string) => path.endsWith(`/channels/${channel}/posts`);

export function sandboxChat({ mattermost }: Sandbox): Chat {
	mattermost.keepRequests = false;
	const { state } = mattermost;
	const admin = state.user('admin');
	const bob = state.user('bob');
	const { id: channel, team_id: team } = state.channel('alerts');
	return {
		name: 'the sandbox’s Mattermost',
		url: mattermost.url,
		tokens: { admin: TOKENS.mattermostAdmin, member: TOKENS.mattermostUser },
		team,
		channel,
		post: async (message, into = channel) =>
			state.addPost({ channel_id: into, user_id: admin.id, message }),
		postAsMember: async (message) =>
			state.addPost({ channel_id: channel, user_id: bob.id, message }),
		addChannels: async (count) =>
			Array.from({ length: count }, (_, index) => {
				const { id } = state.addChannel({ team_id: team, name: `weather-${index}` }, admin);
				state.enter(id, bob.id);
				return id;
			}),
		refuse: (refused, times) => {
			let asked = 0;
			mattermost.fail({
				match: ({ path }) => {
					const isAsked = asksPostsOf(path, refused);
					if (isAsked) asked++;
					return isAsked;
				},
				times,
				kind: 'status',
				status: 403,
			});
			return () => Math.min(asked, times);
		},
		commands: async () => state.commands.size,
		stop: async () => {},
	};
}

interface Row {
	id: string;
}

/** A real server: its address, and an access token of a system administrator. */
interface AskedServer {
	site: string;
	token: string;
}

/**
 * A real server, with a team and a member of its own, which `stop` archives. n8n reaches it over a
 * pass-through on loopback.
 */
export async function realChat({ site, token }: AskedServer): Promise<Chat> {
	const run = `weather-${Date.now().toString(36)}`;
	const admin = rest(site, token);
	const { Version } = await admin.request<{ Version: string }>('GET /config/client', {
		query: { format: 'old' },
	});
	const team = await admin.request<Row>('POST /teams', {
		body: { name: run, display_name: 'Weather', type: 'O' },
	});
	const member = await admin.request<Row>('POST /users', {
		body: {
			username: run,
			email: `${run}@example.com`,
			password: `Aa1!${crypto.randomUUID()}`,
		},
	});
	await admin.request('POST /teams/{id}/members', {
		path: { id: team.id },
		body: { team_id: team.id, user_id: member.id },
	});
	const role = 'system_user system_user_access_token';
	await admin.request('PUT /users/{id}/roles', { path: { id: member.id }, body: { roles: role } });
	const listener = await admin.request<{ token: string }>('POST /users/{id}/tokens', {
		path: { id: member.id },
		body: { description: run },
	});
	const addChannel = async (name: string) => {
		const { id } = await admin.request<Row>('POST /channels', {
			body: { team_id: team.id, name, display_name: name, type: 'O' },
		});
		await admin.request('POST /channels/{id}/members', {
			path: { id },
			body: { user_id: member.id },
		});
		return id;
	};
	const channel = await addChannel('alerts');
	const refusals = new Map<string, { left: number; asked: number }>();
	const way = await passThrough(site, ({ method, path }) => {
		for (const [refused, count] of refusals) {
			if (method !== 'GET' || !asksPostsOf(path, refused) || count.left === 0) continue;
			count.left--;
			count.asked++;
			return 403;
		}
		return undefined;
	});
	return {
		name: `Mattermost ${Version}`,
		url: way.url,
		tokens: { admin: token, member: listener.token },
		team: team.id,
		channel,
		post: async (message, into = channel) =>
			await admin.request('POST /posts', { body: { channel_id: into, message } }),
		postAsMember: async (message) =>
			await rest(site, listener.token).request('POST /posts', {
				body: { channel_id: channel, message },
			}),
		addChannels: async (count) => {
			const made: string[] = [];
			for (let index = 0; index < count; index++) made.push(await addChannel(`weather-${index}`));
			return made;
		},
		refuse: (refused, times) => {
			const count = { left: times, asked: 0 };
			refusals.set(refused, count);
			return () => count.asked;
		},
		commands: async () => {
			const query = { team_id: team.id, custom_only: true };
			return (await admin.request<Row[]>('GET /commands', { query })).length;
		},
		stop: async () => {
			way.stop();
			await admin.request('DELETE /users/{id}', { path: { id: member.id } });
			await admin.request('DELETE /teams/{id}', { path: { id: team.id } });
		},
	};
}

/**
 * How to reach the server that the environment names, if it names one.
 *
 * @throws Error where the administrator's token, or the word that the server is a throwaway, is missing.
 */
export function askedServer(): AskedServer | undefined {
	const { MATTERMOST_URL: site, MATTERMOST_TOKEN: token, MATTERMOST_THROWAWAY } = process.env;
	if (!site) return undefined;
	if (token && MATTERMOST_THROWAWAY) return { site: site.replace(/\/+$/, ''), token };
	throw new Error(
		'MATTERMOST_URL also needs MATTERMOST_TOKEN, of a system administrator, and MATTERMOST_THROWAWAY=1',
	);
}

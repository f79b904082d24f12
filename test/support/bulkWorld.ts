import type { IDataObject } from 'n8n-workflow';
import type { Credentials } from './harness';

/**
 * What the bulk operations are compared on, made by the API itself: on the sandbox and on real servers
 * alike. It deletes nothing that it has not made.
 */
export interface BulkWorld {
	site: string;
	/** Tokens of those who ask. */
	tokens: { administrator: string; member: string };
	/** IDs by account; `gone` is deactivated, `stranger` in no team. */
	users: Record<'me' | (typeof PEOPLE)[number], string>;
	names: Record<(typeof PEOPLE)[number], string>;
	teamId: string;
	channelId: string;
	/** One to add members to. The administrator and `anna` are in it. */
	addChannelId: string;
	/** Takes all others out of it. */
	removeAdded(): Promise<void>;
	/** Who is in it. */
	membersAdded(): Promise<unknown>;
	/** One that the member may not see. */
	privateChannelId: string;
	/** IDs by what is special about the post. */
	posts: Record<'plain' | 'link' | 'reply' | 'pinned' | 'deleted' | 'hidden', string>;
	/** Names of custom emoji; none where the server takes none. */
	emoji: string[];
}

const PEOPLE = ['anna', 'bert', 'carl', 'dora', 'gone', 'stranger'] as const;

/** Credentials of those who ask. */
export const credentialsOf = (
	{ site, tokens }: BulkWorld,
	as: keyof BulkWorld['tokens'],
): Credentials => ({ mattermostTokenApi: { siteUrl: site, accessToken: tokens[as] } });

/** A picture of 1 by 1. */
const PICTURE = Buffer.from(
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkqPtfDwAEhQHA6Wwx2QAAAABJRU5ErkJggg==',
	'base64',
);
const PASSWORD = 'Sicher-Genug-1!';

export async function makeBulkWorld(site: string, token: string): Promise<BulkWorld> {
	const run = `bulk${Date.now().toString(36)}`;
	const ask = async (as: string, request: string, body?: unknown) => {
		const [method, path] = request.split(' ');
		const isForm = body instanceof FormData;
		const answer = await fetch(`${site}/api/v4${path}`, {
			method,
			headers: {
				Authorization: `Bearer ${as}`,
				...(isForm ? {} : { 'Content-Type': 'application/json' }),
			},
			...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
		});
		const text = await answer.text();
		if (!answer.ok) throw new Error(`${request}: HTTP ${answer.status} ${text.slice(0, 300)}`);
		return { json: JSON.parse(text) as IDataObject, headers: answer.headers };
	};
	const made = async (request: string, body?: unknown, as = token) =>
		String((await ask(as, request, body)).json.id);

	const me = await made('GET /users/me');
	const teamId = await made('POST /teams', { name: run, display_name: run, type: 'O' });
	const users = { me } as BulkWorld['users'];
	const names = {} as BulkWorld['names'];
	for (const name of PEOPLE) {
		names[name] = `${run}-${name}`;
		users[name] = await made('POST /users', {
			username: names[name],
			email: `${run}-${name}@example.com`,
			password: PASSWORD,
			first_name: name,
			nickname: 'Zoë “Z”',
			props: { key: 'value' },
		});
		if (name === 'stranger') continue;
		await ask(token, `POST /teams/${teamId}/members`, { team_id: teamId, user_id: users[name] });
	}
	const channel = async (type: string, name = type.toLowerCase()) =>
		await made('POST /channels', {
			team_id: teamId,
			name: `${run}-${name}`,
			display_name: run,
			type,
		});
	const [channelId, privateChannelId] = [await channel('O'), await channel('P')];
	for (const name of ['anna', 'bert', 'gone'] as const) {
		await ask(token, `POST /channels/${channelId}/members`, { user_id: users[name] });
	}
	await ask(token, `DELETE /users/${users.gone}`);

	const addChannelId = await channel('O', 'add');
	await ask(token, `POST /channels/${addChannelId}/members`, { user_id: users.anna });
	const members = async () => {
		const { json } = await ask(token, `GET /channels/${addChannelId}/members?per_page=200`);
		return (json as unknown as IDataObject[]).map(({ user_id }) => String(user_id)).sort();
	};
	const removeAdded = async () => {
		for (const id of await members()) {
			if (id === me || id === users.anna) continue;
			await ask(token, `DELETE /channels/${addChannelId}/members/${id}`);
		}
	};
	const membersAdded = async () => ({ members: await members() });

	const post = async (message: string, more: IDataObject = {}) =>
		await made('POST /posts', { channel_id: channelId, message, ...more });
	const plain = await post('Plain 😀 9007199254740993');
	const posts = {
		plain,
		link: await post(`See https://example.com/${run} and ![x](https://example.com/x.png) #tag`),
		reply: await post('A reply', { root_id: plain }),
		pinned: await post('Pinned', { props: { card: 'text' } }),
		deleted: await post('Deleted'),
		hidden: await post('Hidden', { channel_id: privateChannelId }),
	};
	await ask(token, `POST /posts/${posts.pinned}/pin`);
	await ask(token, `DELETE /posts/${posts.deleted}`);
	for (const [id, emoji_name] of [
		[posts.plain, 'smile'],
		[posts.plain, 'heart'],
		[posts.pinned, 'smile'],
		[posts.hidden, 'smile'],
	]) {
		await ask(token, 'POST /reactions', { user_id: me, post_id: id, emoji_name });
	}

	const emoji: string[] = [];
	for (const name of [`${run}a`, `${run}b`]) {
		const form = new FormData();
		form.append('image', new Blob([PICTURE], { type: 'image/png' }), 'x.png');
		form.append('emoji', JSON.stringify({ name, creator_id: me }));
		await ask(token, 'POST /emoji', form).then(
			() => emoji.push(name),
			() => undefined,
		);
	}

	const login = { login_id: names.anna, password: PASSWORD };
	const { headers } = await ask(token, 'POST /users/login', login);
	const tokens = { administrator: token, member: String(headers.get('token')) };
	return {
		site,
		tokens,
		users,
		names,
		teamId,
		channelId,
		addChannelId,
		removeAdded,
		membersAdded,
		privateChannelId,
		posts,
		emoji,
	};
}

import type { IDataObject } from 'n8n-workflow';

/**
 * What the bulk operations are compared on, made by the API itself: on the sandbox and on real servers
 * alike. It deletes nothing that it has not made.
 */
export interface BulkWorld {
	site: string;
	/** Tokens of those who ask. */
	tokens: { administrator: string; member: string };
	/** IDs by account; `gone` is deactivated, `stranger` in no team. */
	users: Record<'me' | 'anna' | 'bert' | 'gone' | 'stranger', string>;
	names: Record<'anna' | 'bert' | 'gone' | 'stranger', string>;
	teamId: string;
	channelId: string;
	/** One that the member may not see. */
	privateChannelId: string;
	/** IDs by what is special about the post. */
	posts: Record<'plain' | 'link' | 'reply' | 'pinned' | 'deleted' | 'hidden', string>;
	/** Names of custom emoji; none where the server takes none. */
	emoji: string[];
}

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
	for (const name of ['anna', 'bert', 'gone', 'stranger'] as const) {
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
	const channel = async (type: string) =>
		await made('POST /channels', {
			team_id: teamId,
			name: `${run}-${type.toLowerCase()}`,
			display_name: run,
			type,
		});
	const [channelId, privateChannelId] = [await channel('O'), await channel('P')];
	for (const name of ['anna', 'bert', 'gone'] as const) {
		await ask(token, `POST /channels/${channelId}/members`, { user_id: users[name] });
	}
	await ask(token, `DELETE /users/${users.gone}`);

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
	return { site, tokens, users, names, teamId, channelId, privateChannelId, posts, emoji };
}

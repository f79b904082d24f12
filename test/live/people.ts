import { setTimeout as wait } from 'node:timers/promises';
import { WebSocket } from 'undici';
import { rest } from '../support/eventStream';

/** People on a real server, as their clients are seen by it: a session, the event stream, presses and forms. */

export const PASSWORD = 'Passw0rd-live!';

export interface Post {
	id: string;
	message: string;
	channel_id: string;
	user_id: string;
	root_id: string;
	type: string;
	create_at: number;
	delete_at: number;
	file_ids?: string[];
	props: { attachments?: Array<{ actions?: Array<{ id: string; name: string }> }> };
}

export interface OpenDialog {
	url: string;
	dialog: {
		state: string;
		title: string;
		elements: Array<{ name: string; data_source_url?: string }>;
	};
}

/** An event as it came over the stream. */
export interface Seen {
	event: string;
	data: Record<string, string>;
	/** ms, by this machine's clock. */
	at: number;
}

type Request = ReturnType<typeof rest>['request'];

export interface Person {
	id: string;
	name: string;
	email: string;
	token: string;
	request: Request;
	/** Forms that the server opened for the person, the newest last. */
	dialogs: OpenDialog[];
	/** Everything that the stream said, the newest last. */
	seen: Seen[];
	close(): void;
}

/** Where a run's people meet. */
export interface Place {
	site: string;
	/** Of a system administrator. */
	admin: { request: Request };
	/** In front of the people's names. */
	run: string;
	team: string;
	channel: string;
}

/** Asks until there is an answer. @throws Error after `ms` */
export async function until<T>(
	what: string,
	find: () => Promise<T | undefined | false> | T | undefined | false,
	ms = 30_000,
): Promise<T> {
	for (const end = Date.now() + ms; ; await wait(250)) {
		const found = await find();
		if (found) return found;
		if (Date.now() > end) throw new Error(`Waited in vain for ${what}`);
	}
}

/** A session of somebody. @throws Error unless they may log in */
export async function logIn(site: string, login_id: string, password = PASSWORD): Promise<string> {
	const answer = await fetch(`${site}/api/v4/users/login`, {
		method: 'POST',
		body: JSON.stringify({ login_id, password }),
	});
	const token = answer.headers.get('token');
	if (!token) throw new Error(`${login_id} cannot log in: HTTP ${answer.status}`);
	return token;
}

/** A member of the team and the channel with a session and a socket, as a client has them. */
export async function person(
	name: string,
	{ site, admin, run, team, channel }: Place,
): Promise<Person> {
	const username = `${run}-${name}`;
	const email = `${username}@example.com`;
	const { id } = await admin.request<{ id: string }>('POST /users', {
		body: { username, email, password: PASSWORD },
	});
	await admin.request('POST /teams/{team}/members', {
		path: { team },
		body: { team_id: team, user_id: id },
	});
	await admin.request('POST /channels/{channel}/members', {
		path: { channel },
		body: { user_id: id },
	});
	const token = await logIn(site, username);
	const dialogs: OpenDialog[] = [];
	const seen: Seen[] = [];
	const socket = new WebSocket(`${site.replace('http', 'ws')}/api/v4/websocket`, {
		headers: { Authorization: `Bearer ${token}` },
	});
	socket.addEventListener('message', ({ data: text }) => {
		const { event, data } = JSON.parse(String(text)) as Partial<Seen>;
		if (!event) return;
		seen.push({ event, data: data ?? {}, at: Date.now() });
		if (event === 'open_dialog') dialogs.push(JSON.parse(data!.dialog!) as OpenDialog);
	});
	await new Promise((open) => socket.addEventListener('open', open));
	return {
		id,
		name: username,
		email,
		token,
		...rest(site, token),
		dialogs,
		seen,
		close: () => socket.close(),
	};
}

/** Somebody presses a button of a message. @returns 'ok', or what the server said */
export const press = async (
	{ request }: Pick<Person, 'request'>,
	post: Post,
	index = 0,
): Promise<string> =>
	await request('POST /posts/{post}/actions/{action}', {
		path: { post: post.id, action: post.props.attachments![0]!.actions![index]!.id },
		body: {},
	}).then(
		() => 'ok',
		(error: Error) => error.message,
	);

/** Somebody submits a form. @returns what the server answers, e.g. `errors` */
export const submit = async (
	{ request }: Pick<Person, 'request'>,
	{ team, channel }: Pick<Place, 'team' | 'channel'>,
	{ url, dialog }: OpenDialog,
	more: object,
): Promise<Record<string, unknown>> =>
	await request<Record<string, unknown>>('POST /actions/dialogs/submit', {
		body: {
			url,
			callback_id: 'n8n',
			state: dialog.state,
			channel_id: channel,
			team_id: team,
			...more,
		},
	});

/** The newest message that begins so, in a channel that the person is a member of. */
export const postSaying = async (
	{ request }: Pick<Person, 'request'>,
	channel: string,
	text: string,
): Promise<Post> =>
	await until(`the post "${text}"`, async () => {
		const { order, posts } = await request<{ order: string[]; posts: Record<string, Post> }>(
			'GET /channels/{channel}/posts',
			{ path: { channel } },
		);
		return order.map((id) => posts[id]!).find(({ message }) => message.startsWith(text));
	});

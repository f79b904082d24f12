import type { IDataObject } from 'n8n-workflow';
import { assemble } from '../../../shared/request/assemble';
import type { HttpResponse, ApiRequest, Deduplication } from '../../../shared/http/types';
import type { Client } from '../../../shared/http/client';
import { serverTimeOf } from '../../../shared/http/serverTime';
import { isAtLeast, versionIn } from '../../../shared/http/version';
import { isObject, own } from '../../../shared/util/guards';
import { ownId } from '../users';

/**
 * How new posts are deduplicated: made once, whatever happens to its answer. Servers keep its `pending_post_id` in
 * memory only (server source, `deduplicateCreatePost`, since 5.12): it ends after 30 s and with the
 * process. So a post whose answer is lost is looked for in its channel before it is sent again. Two
 * that say the same are told apart within one n8n process; one of another process, by the same account
 * in the same place and second, can be taken for the lost one, unless their props differ.
 */

/** How long a second sending is recognized; less than the server's 30 s, for the way there. */
const RECOGNISED_MS = 20_000;
/** How far the server's clock may be set back meanwhile. */
const SLACK_MS = 250;
const PAGE_SIZE = 200;
/** How many pages are looked through; a channel so busy leaves it open. */
const MOST_PAGES = 5;

/** Posts that are known to be somebody's answer, so that equal texts are not taken for one another. */
const taken = new Set<string>();
const MOST_TAKEN = 10_000;

const keyOf = ({ id, create_at }: IDataObject): string => `${String(id)} ${String(create_at)}`;

function take(post: IDataObject): void {
	taken.add(keyOf(post));
	if (taken.size > MOST_TAKEN) taken.delete(taken.values().next().value!);
}

/** In a cluster each server keeps its own list of pending posts, so this works on single servers only. */
const knowsSecondSending = async (client: Client): Promise<boolean> =>
	await client.once('knows second sending', async () => {
		const config = await client.request('GET /config/client', { query: { format: 'old' } });
		return isAtLeast(versionIn(config.Version), '5.12') && config.EnableCluster !== 'true';
	});

/** How many posts of one place and content are under way in this n8n process. */
const inFlight = new Map<string, number>();

interface Post extends IDataObject {
	id: string;
	create_at: number;
}

/** Characters that servers drop from texts (server source, `SanitizeUnicode`). */
const DROPPED =
	/\u0340|\u0341|\u17a3|\u17d3|[\u2028-\u202e\u206a-\u206f\ufeff\ufff9-\ufffc]|\ud834[\udd73-\udd7a]/g;

const textOf = ({ message }: IDataObject): string => String(message ?? '').replace(DROPPED, '');

/** What a post says, to compare it with what was sent. */
function contentOf(post: IDataObject): string {
	const { attachments } = (post.props ?? {}) as { attachments?: IDataObject[] };
	return JSON.stringify([
		textOf(post),
		[...((post.file_ids ?? []) as string[])].sort(),
		(Array.isArray(attachments) ? attachments : []).map((one) =>
			['pretext', 'title', 'text'].map((name) => String(one[name] ?? '')),
		),
	]);
}

/** JSON whose keys are in order: Go sorts those of maps. */
const sorted = (value: unknown): string =>
	JSON.stringify(value, (_key, one: unknown) =>
		isObject(one) ? Object.fromEntries(Object.entries(one).sort()) : one,
	);

/** Whether a post has the properties that were sent; servers and plugins add some of their own. */
const hasProps = (post: IDataObject, { props }: IDataObject): boolean =>
	Object.entries(isObject(props) ? props : {}).every(
		([name, value]) => name === 'attachments' || sorted(own(post.props, name)) === sorted(value),
	);

/** The place and the content of a post. */
async function postKey(client: Client, body: IDataObject): Promise<string> {
	const { roots } = await client.access();
	return JSON.stringify([roots.site, body.channel_id, body.root_id ?? '', contentOf(body)]);
}

async function begin(client: Client, body: IDataObject): Promise<() => void> {
	const key = await postKey(client, body);
	inFlight.set(key, (inFlight.get(key) ?? 0) + 1);
	return () => {
		const left = inFlight.get(key)! - 1;
		if (left > 0) inFlight.set(key, left);
		else inFlight.delete(key);
	};
}

/** Whether one text might be the other, changed by a plugin: both are equal or have a word in common. */
function mayBeSame(one: IDataObject, other: IDataObject): boolean {
	const words = (post: IDataObject) =>
		textOf(post)
			.toLowerCase()
			.match(/[\p{L}\p{N}]{3,}/gu) ?? [];
	const known = new Set(words(one));
	return textOf(one) === textOf(other) || words(other).some((word) => known.has(word));
}

/**
 * Looks for a post of the account's own that was sent and not answered, among the newest of its
 * channel: by its text and files, its thread and its time. One of a similar text might be ours, changed
 * by a plugin: that leaves it open.
 */
async function find(
	client: Client,
	body: IDataObject,
	sentAt: number,
): Promise<HttpResponse | 'absent' | 'unknown'> {
	// The time of an imported post is what the user says.
	if (body.create_at) return 'unknown';
	const user_id = await ownId(client);
	const isCandidate = (post: Post, begin: number) =>
		post.create_at >= begin &&
		post.user_id === user_id &&
		post.type === (body.type ?? '') &&
		post.root_id === (body.root_id ?? '') &&
		!taken.has(keyOf(post));
	const candidates: Post[] = [];
	for (let page = 0; page < MOST_PAGES; page++) {
		const answer = await client.send(
			assemble(client, 'GET /channels/{channel_id}/posts', {
				path: { channel_id: body.channel_id },
				query: { page, per_page: PAGE_SIZE },
			}),
		);
		// The header tells whole seconds, the begun one: what it leaves out makes this earlier, not later.
		const answeredAt = serverTimeOf(answer.headers) ?? Date.now();
		const begin = answeredAt - (Date.now() - sentAt) - SLACK_MS;
		const { order, posts } = answer.body as { order: string[]; posts: Record<string, Post> };
		const rows = order.map((id) => posts[id]!);
		candidates.push(...rows.filter((post) => isCandidate(post, begin)));
		if (rows.length < PAGE_SIZE || rows[rows.length - 1]!.create_at < begin) {
			const same = candidates
				.reverse()
				.filter((post) => contentOf(post) === contentOf(body) && hasProps(post, body));
			const [found] = same;
			if (!found) return candidates.some((post) => mayBeSame(body, post)) ? 'unknown' : 'absent';
			// Another execution posts the same: which of them made it, nobody can tell.
			if (same.length < (inFlight.get(await postKey(client, body)) ?? 1)) return 'unknown';
			// Another item may have found it meanwhile.
			if (taken.has(keyOf(found))) return 'unknown';
			take(found);
			return {
				statusCode: 201,
				headers: {},
				body: { ...found, pending_post_id: body.pending_post_id },
			};
		}
	}
	return 'unknown';
}

/** A request for a new post that is made once, with its mark. @param request with the whole body */
export function deduplicated(client: Client, request: ApiRequest): ApiRequest {
	const id = `n8n:${client.requestId()}`;
	const body: IDataObject = { ...(request.body as IDataObject), pending_post_id: id };
	const deduplication: Deduplication = {
		id,
		begin: async () => await begin(client, body),
		forMs: RECOGNISED_MS,
		byServer: async () => await knowsSecondSending(client),
		// Two first replies to a thread at once: one of them finds the thread made, and the server takes all of it
		// back (11.6: duplicate key of `threads_pkey`, `updateThreadsFromPosts` in a transaction).
		collided: (answer) =>
			(answer.body as IDataObject | undefined)?.id === 'app.post.save.app_error',
		underWay: (answer) =>
			(answer.body as IDataObject | undefined)?.id === 'api.post.deduplicate_create_post.pending',
		find: async (sentAt) => await find(client, body, sentAt),
		made: (answer) => {
			const post = answer.body as IDataObject | undefined;
			if (post?.id) take(post);
		},
		look: 'in the channel for a message of this account with this text',
	};
	return { ...request, body, deduplication };
}

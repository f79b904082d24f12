import type { IDataObject } from 'n8n-workflow';
import type { Post } from './parse';
import { MOST_SINCE, PAGE, type ChannelFacts, type Reads, type Requests } from './reads';

/**
 * What happened in a channel while nobody listened, by REST. To be asked after the new connection is
 * up: whatever happens later comes over it.
 */

/** Pages of posts that are kept in memory while older ones are looked for; others are read again. */
const KEPT_PAGES = 5;

/** One channel's reading. */
export interface Reading {
	client: Requests;
	reads: Reads;
	channel: ChannelFacts;
	/** Posts from here on, in ms by the server's clock. */
	since: number;
	/** Answers that others asked for since then are good, in ms by the reads' clock. */
	after: number;
}

/**
 * Posts of a channel since a time, page by page, oldest first. Pages are looked for backwards from the
 * newest post, so that posts made meanwhile move nothing. The next page begins one distinct time above
 * the oldest post of this one: servers cut by time, and posts of the same ms would be lost at the edge.
 * @throws NodeApiError
 */
export async function* missedPages(reading: Reading): AsyncGenerator<Post[]> {
	const { since } = reading;
	const pages: Array<{ query: IDataObject; posts?: Post[] }> = [];
	let query: IDataObject = { page: 0, per_page: PAGE };
	const seen = new Set<string>();
	for (;;) {
		const posts = await page(reading, query);
		pages.push({ query, posts });
		// Pages that hang on no post would be others when they are read again.
		const old = pages[pages.length - 1 - KEPT_PAGES];
		if (old?.query.before) delete old.posts;
		const oldest = posts.reduce((time, { create_at }) => Math.min(time, create_at), Infinity);
		const following = next(posts, oldest, query);
		const key = JSON.stringify(following);
		if (posts.length < PAGE || oldest < since) break;
		if (seen.has(key))
			throw new Error('The server gives the same page of messages again and again');
		seen.add(key);
		query = following;
	}
	const given = new Set<string>();
	for (let one = pages.pop(); one; one = pages.pop()) {
		const posts = (one.posts ?? (await page(reading, one.query)))
			.filter(({ id, create_at }) => create_at >= since && !given.has(id))
			// Posts of one ms keep the server's order.
			.reverse()
			.sort((a, b) => a.create_at - b.create_at);
		// Pages overlap by the posts of one time only.
		given.clear();
		for (const { id } of posts) given.add(id);
		yield posts;
	}
}

const page = async ({ reads, client, channel, after }: Reading, query: IDataObject) =>
	await reads.posts(client, channel.id, query, after);

/** The query for the page before one. */
function next(posts: Post[], oldest: number, query: IDataObject): IDataObject {
	const anchor = posts
		.filter(({ create_at }) => create_at > oldest)
		.reduce<
			Post | undefined
		>((low, post) => (!low || post.create_at < low.create_at ? post : low), undefined);
	return anchor
		? { before: anchor.id, page: 0, per_page: PAGE }
		: // A page of one ms: only its number leads on.
			{ ...query, page: Number(query.page) + 1 };
}

/** Something that happened to a post. */
export interface Change {
	event: 'post_edited' | 'post_deleted' | 'reaction_added';
	/** ms, by the server's clock. */
	at: number;
	/** The same for the same change, however it is learned of. */
	key: string;
	post: Post;
	/** Only of a reaction. */
	reaction?: IDataObject;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * When a reaction was added, in ms. One that was removed and comes again keeps its first `create_at` in
 * the server's database (reaction_store.go, `saveReactionAndUpdatePost`); servers before 5.33 have no
 * `update_at` and add a new one.
 */
const reactedAt = (reaction: IDataObject): number =>
	Number(reaction.update_at) || Number(reaction.create_at) || 0;

/** The key of a change that came as an item, or undefined if it has none. */
export function changeKey(item: IDataObject): string | undefined {
	switch (item.event) {
		case 'post_edited':
			return `post_edited/${text(item.id)}/${Number(item.edit_at) || 0}`;
		case 'post_deleted':
			return `post_deleted/${text(item.id)}`;
		case 'reaction_added':
		case 'reaction_removed':
			return [item.event, item.post_id, item.user_id, item.emoji_name, reactedAt(item)]
				.map(String)
				.join('/');
		default:
			return undefined;
	}
}

/** When a change that came as an item happened, by the server's clock in ms; 0 if it does not say. */
export function changeTime(item: IDataObject): number {
	switch (item.event) {
		case 'post_edited':
			return Number(item.edit_at) || 0;
		case 'post_deleted':
			return Number(item.delete_at) || 0;
		default:
			return reactedAt(item);
	}
}

/**
 * Edits, deletions and added reactions of a channel since a time, oldest first. Servers tell them with
 * `since`, which goes by `update_at`, of the newest 1,000 posts that changed, former versions of edited posts
 * among them (recorded on 4.10 to 11.6); a removed reaction leaves no trace.
 * @returns `more` if the server may have left out some
 * @throws NodeApiError
 */
export async function missedChanges(
	reading: Reading,
	events: ReadonlySet<string>,
): Promise<{ changes: Change[]; more: boolean }> {
	const { since } = reading;
	const posts = await page(reading, { since: Math.max(since, 1) });
	const changes = posts.flatMap((post): Change[] => {
		// What a post was before an edit: a row of its own that counts as deleted.
		if (text(post.original_id) !== '') return [];
		const edited = Number(post.edit_at) || 0;
		const found: Change[] = [];
		if (edited >= since && post.delete_at === 0) {
			found.push({
				event: 'post_edited',
				at: edited,
				key: `post_edited/${post.id}/${edited}`,
				post,
			});
		}
		if (post.delete_at >= since && post.delete_at > 0) {
			found.push({
				event: 'post_deleted',
				at: post.delete_at,
				key: `post_deleted/${post.id}`,
				post,
			});
		}
		const reactions = (post.metadata as IDataObject | undefined)?.reactions;
		for (const reaction of Array.isArray(reactions) ? (reactions as IDataObject[]) : []) {
			if (typeof reaction !== 'object' || reaction === null) continue;
			const at = reactedAt(reaction);
			if (at < since || Number(reaction.delete_at) > 0) continue;
			const key = changeKey({ ...reaction, event: 'reaction_added' })!;
			found.push({ event: 'reaction_added', at, key, post, reaction });
		}
		return found;
	});
	return {
		changes: changes
			.filter(({ event }) => events.has(event))
			.reverse()
			.sort((a, b) => a.at - b.at),
		more: posts.length >= MOST_SINCE,
	};
}

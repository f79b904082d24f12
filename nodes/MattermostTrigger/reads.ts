import type { IDataObject } from 'n8n-workflow';
import type { Client } from '../shared/http/client';
import { AHEAD_MS } from '../shared/triggers/delivered';
import { postOf, type Post } from './parse';

/**
 * What triggers read by REST. All triggers of one account share it: after an outage the first that asks
 * reads, the others get the same answer.
 */

/** Servers give at most this many rows. */
export const PAGE = 200;
/** Most rows that `since` gives. */
export const MOST_SINCE = 1_000;
/** How long an answer is kept for the others, in ms. */
const KEPT_MS = 60_000;
/** Most answers that are kept; one is a page of posts at most. */
const MOST_KEPT = 100;
/** Most users and channels whose facts are remembered. */
const MOST_FACTS = 5_000;

export type Requests = Pick<Client, 'request'>;

/** A channel, as far as it matters here. Times in ms. */
export interface ChannelFacts {
	id: string;
	name: string;
	display_name: string;
	type: string;
	team_id: string;
	last_post_at: number;
}

interface UserFacts {
	username: string;
	isBot: boolean;
}

/** Servers answer `null` for an empty list. @throws Error for anything else that is no list */
export function rowsOf<T>(answer: unknown): T[] {
	if (answer === null) return [];
	if (!Array.isArray(answer)) throw new Error('The server did not answer with a list');
	return answer.filter((row): row is T => typeof row === 'object' && row !== null);
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const channelOf = (row: IDataObject): ChannelFacts => ({
	id: text(row.id),
	name: text(row.name),
	display_name: text(row.display_name),
	type: text(row.type),
	team_id: text(row.team_id),
	last_post_at: Number(row.last_post_at) || 0,
});

/** The channels of an account, and the teams whose channels could not be listed. */
export interface Channels {
	channels: ChannelFacts[];
	/** Why the list is not complete. */
	problem?: Error;
}

/**
 * All channels the account is a member of, direct ones included.
 * @throws NodeApiError if no channel could be listed for that reason
 */
export async function listChannels(client: Requests): Promise<Channels> {
	const teams = rowsOf<IDataObject>(await client.request('GET /users/me/teams'));
	const found = new Map<string, ChannelFacts>();
	let problem: Error | undefined;
	for (const { id } of teams) {
		try {
			const channels = rowsOf<IDataObject>(
				await client.request('GET /users/me/teams/{team_id}/channels', {
					path: { team_id: String(id) },
				}),
			);
			// Direct channels belong to no team and come with each.
			for (const row of channels) if (text(row.id)) found.set(text(row.id), channelOf(row));
		} catch (error) {
			problem = error as Error;
		}
	}
	if (problem && found.size === 0) throw problem;
	return { channels: [...found.values()], ...(problem ? { problem } : {}) };
}

/**
 * The server's time of the newest post, in ms. A channel whose newest post is dated ahead says nothing of
 * the posts before it: then it is the present.
 * @param now the server's clock, in ms
 */
export const newestPostAt = (channels: ChannelFacts[], now: number): number =>
	channels.reduce(
		(newest, { last_post_at: at }) => Math.max(newest, at > now + AHEAD_MS ? now : at),
		0,
	);

/**
 * The rows of a list of posts, in the server's order: newest first. Own properties only.
 * @throws Error for what is no such list: it must not pass for an empty one
 */
function postsOf(answer: unknown): Post[] {
	if (answer === null) return [];
	const { order, posts } = (answer ?? {}) as { order?: unknown; posts?: unknown };
	if (typeof answer !== 'object' || !(Array.isArray(order) || order === null)) {
		throw new Error('The server did not answer with a list of messages');
	}
	const byId = (posts ?? {}) as Record<string, unknown>;
	return (order ?? [])
		.filter((id): id is string => typeof id === 'string' && Object.hasOwn(byId, id))
		.map((id) => postOf(byId[id]))
		.filter((post) => post !== undefined);
}

/** Keeps the newest `most` entries. */
function keep<V>(map: Map<string, V>, key: string, value: V, most: number): void {
	map.delete(key);
	map.set(key, value);
	if (map.size > most) map.delete(map.keys().next().value!);
}

export class Reads {
	private readonly answers = new Map<string, { at: number; answer: Promise<unknown> }>();
	private readonly users = new Map<string, UserFacts>();
	private readonly facts = new Map<string, ChannelFacts>();

	/** @param now any steady clock, in ms */
	constructor(private readonly now: () => number = Date.now) {}

	/**
	 * An answer that was asked for at or after a time.
	 * @param after ms by the clock: what happened at the server before must be in the answer
	 */
	private async shared<T>(key: string, after: number, read: () => Promise<T>): Promise<T> {
		const known = this.answers.get(key);
		const now = this.now();
		if (known && known.at >= after && now - known.at < KEPT_MS)
			return await (known.answer as Promise<T>);
		const answer = read();
		keep(this.answers, key, { at: now, answer }, MOST_KEPT);
		answer.catch(() => {
			if (this.answers.get(key)?.answer === answer) this.answers.delete(key);
		});
		return await answer;
	}

	/** @throws NodeApiError */
	async channels(client: Requests, after: number): Promise<Channels> {
		const list = await this.shared('channels', after, async () => await listChannels(client));
		// Whoever asks again wants the rest.
		if (list.problem) this.answers.delete('channels');
		for (const channel of list.channels) keep(this.facts, channel.id, channel, MOST_FACTS);
		return list;
	}

	/** A page of a channel's posts, newest first. @throws NodeApiError */
	async posts(
		client: Requests,
		channelId: string,
		query: IDataObject,
		after: number,
	): Promise<Post[]> {
		return await this.shared(`${channelId} ${JSON.stringify(query)}`, after, async () =>
			postsOf(
				await client.request('GET /channels/{channel_id}/posts', {
					path: { channel_id: channelId },
					query,
				}),
			),
		);
	}

	/** What is known of a channel. @throws NodeApiError */
	async channel(client: Requests, id: string): Promise<ChannelFacts> {
		const known = this.facts.get(id);
		if (known) return known;
		const row = await this.shared<IDataObject>(
			`channel ${id}`,
			this.now() - KEPT_MS,
			async () => await client.request('GET /channels/{channel_id}', { path: { channel_id: id } }),
		);
		const facts = channelOf(row ?? {});
		keep(this.facts, id, facts, MOST_FACTS);
		return facts;
	}

	/** Whether the account's settings for a channel leave @channel, @all and @here on. */
	async channelWide(client: Requests, channelId: string): Promise<boolean> {
		const member = await this.shared<IDataObject>(
			`member ${channelId}`,
			this.now() - KEPT_MS,
			async () =>
				await client.request('GET /channels/{channel_id}/members/{user_id}', {
					path: { channel_id: channelId, user_id: 'me' },
				}),
		);
		const notify = (member?.notify_props ?? {}) as IDataObject;
		const ignore = notify.ignore_channel_mentions;
		return !(ignore === 'on' || (notify.mark_unread === 'mention' && ignore === 'default'));
	}

	/** Details of users; those that do not exist are left out. @throws NodeApiError */
	async usersOf(client: Requests, ids: string[]): Promise<Map<string, UserFacts>> {
		const missing = [...new Set(ids)].filter((id) => id !== '' && !this.users.has(id));
		for (let at = 0; at < missing.length; at += PAGE) {
			const rows = rowsOf<IDataObject>(
				await client.request('POST /users/ids', {
					body: missing.slice(at, at + PAGE),
					idempotent: true,
				}),
			);
			for (const { id, username, is_bot } of rows) {
				const facts = { username: text(username), isBot: is_bot === true };
				keep(this.users, text(id), facts, MOST_FACTS);
			}
		}
		return new Map(
			ids.flatMap((id) => {
				const facts = this.users.get(id);
				return facts ? [[id, facts] as const] : [];
			}),
		);
	}
}

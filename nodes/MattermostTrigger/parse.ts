import { isObject } from '../shared/util/guards';
import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { parseJson } from '../shared/response/parseJson';

/**
 * What comes over the event stream: checked, with the JSON that hides in strings opened, and laid
 * flat. Everything here is untrusted input. Facts: recorded frames of servers 4.10, 5.30 and 6.7.
 */

/** Longest frame that is looked at, in characters; servers send posts of at most 16,383 plus props. */
const LONGEST_FRAME = 4_000_000;

const flatObject = z.record(z.unknown());

const eventFrame = z.object({
	event: z.string().min(1).max(200),
	data: flatObject.nullish(),
	broadcast: flatObject.nullish(),
	seq: z.number().int().nonnegative(),
});

const replyFrame = z.object({
	seq_reply: z.number().int().nonnegative(),
	status: z.string().nullish(),
	error: flatObject.nullish(),
	data: z
		.object({ server_time: z.number().int().positive().optional().catch(undefined) })
		.nullish()
		.catch(undefined),
});

/** An event with its place in the connection's order. */
export interface StreamEvent {
	event: string;
	data: IDataObject;
	broadcast: IDataObject;
	/** Counts from 0 in each connection. */
	seq: number;
}

/** One message of the server. */
export type Frame =
	| { kind: 'event'; event: StreamEvent }
	/** `serverTime` in ms, in answers to a ping. */
	| { kind: 'reply'; ok: boolean; message: string; serverTime?: number }
	| { kind: 'unreadable'; reason: string };

/**
 * Properties of an event's data that hold JSON as text. Only these are opened: a channel may be
 * called `[1]`.
 */
const JSON_TEXTS = new Set([
	'post',
	'mentions',
	'followers',
	'reaction',
	'preference',
	'preferences',
	'channel',
	'channelMember',
	'channel_member',
	'dialog',
	'thread',
	'member',
	'role',
	'team',
	'user',
	'group',
	'group_member',
	'bookmark',
	'bookmarks',
	'draft',
	'scheduledPost',
	'emoji',
	'category',
	'updatedCategories',
	'acknowledgement',
	'teammate_ids',
	'plugin_statuses',
	'property_field',
	'property_values',
	'recap',
]);

/** JSON as an object or array; undefined for anything else. */
function opened(text: string): unknown {
	const start = text.trimStart()[0];
	if (start !== '{' && start !== '[') return undefined;
	try {
		return parseJson(text);
	} catch {
		return undefined;
	}
}

/**
 * Reads one message. Never throws: what cannot be read says why, without its content.
 * @param message text of the frame; binary frames are not part of the protocol
 */
export function parseFrame(message: unknown): Frame {
	if (typeof message !== 'string') return { kind: 'unreadable', reason: 'it is not text' };
	if (message.length > LONGEST_FRAME) {
		return { kind: 'unreadable', reason: `it is ${message.length} characters long` };
	}
	const json = opened(message);
	if (json === undefined) return { kind: 'unreadable', reason: 'it is not JSON' };
	const reply = replyFrame.safeParse(json);
	if (reply.success) {
		const { status, error, data } = reply.data;
		return {
			kind: 'reply',
			ok: status === 'OK',
			message: String(error?.message ?? ''),
			...(data?.server_time ? { serverTime: data.server_time } : {}),
		};
	}
	const event = eventFrame.safeParse(json);
	if (!event.success) {
		const [issue] = event.error.issues;
		return { kind: 'unreadable', reason: `${issue?.path.join('.') || 'it'}: ${issue?.message}` };
	}
	const data: IDataObject = {};
	for (const [name, value] of Object.entries(event.data.data ?? {})) {
		const inner =
			JSON_TEXTS.has(name) && typeof value === 'string' ? (opened(value) ?? value) : value;
		define(data, name, inner);
	}
	return {
		kind: 'event',
		event: {
			event: event.data.event,
			data,
			broadcast: (event.data.broadcast ?? {}) as IDataObject,
			seq: event.data.seq,
		},
	};
}

/** Sets a property even if it is called `__proto__`. */
function define(target: IDataObject, name: string, value: unknown): void {
	Object.defineProperty(target, name, {
		value,
		enumerable: true,
		configurable: true,
		writable: true,
	});
}

const words = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A post as REST and events give it; times in ms. */
export interface Post extends IDataObject {
	id: string;
	create_at: number;
	delete_at: number;
	user_id: string;
	channel_id: string;
	root_id: string;
	message: string;
	type: string;
	props: IDataObject;
}

const postShape = z
	.object({
		id: z.string().min(1),
		create_at: z.number().int().nonnegative(),
		delete_at: z.number().int().nonnegative().catch(0),
		user_id: z.string().catch(''),
		channel_id: z.string().min(1),
		root_id: z.string().nullish(),
		parent_id: z.string().nullish(),
		message: z.string().catch(''),
		type: z.string().catch(''),
		props: flatObject.nullish().catch({}),
	})
	.passthrough();

/** A post with all properties that the rest relies on; undefined if it is none. */
export function postOf(value: unknown): Post | undefined {
	const read = postShape.safeParse(value);
	if (!read.success) return undefined;
	const { props, root_id, parent_id, ...rest } = read.data;
	return {
		...rest,
		root_id: root_id ?? parent_id ?? '',
		props: (props ?? {}) as IDataObject,
	} as Post;
}

/** What is known about a post in addition to the post itself. */
export interface PostFacts {
	channel_name: string;
	channel_display_name: string;
	channel_type: string;
	team_id: string;
	sender_name: string;
	/** IDs of mentioned users; servers since 9.4 name only the account itself. */
	mentions: string[];
}

/** The item of a new post, the same whether it came by event or was fetched later. */
export const postItem = (
	post: Post,
	facts: PostFacts,
	caughtUp: boolean,
	event = 'posted',
): IDataObject => ({
	event,
	...post,
	...facts,
	is_reply: post.root_id !== '',
	is_direct: facts.channel_type === 'D' || facts.channel_type === 'G',
	caught_up: caughtUp,
});

/** Facts that came with the event. `sender_name` has an @ on newer servers only. */
export function factsOf(data: IDataObject): PostFacts {
	const mentions = Array.isArray(data.mentions) ? data.mentions : [];
	return {
		channel_name: words(data.channel_name),
		channel_display_name: words(data.channel_display_name),
		channel_type: words(data.channel_type),
		team_id: words(data.team_id),
		sender_name: words(data.sender_name).replace(/^@/, ''),
		mentions: mentions.filter((id): id is string => typeof id === 'string'),
	};
}

/** Objects whose properties an event's item shows at its top. */
const LIFTED = ['post', 'reaction', 'channelMember', 'member'];

const inner = (data: IDataObject, name: string, key: string): unknown =>
	isObject(data[name]) ? data[name][key] : undefined;

/** Where else an event may say its channel, team and user; the last place is whom it was sent to. */
const IDS: Record<string, (data: IDataObject) => unknown[]> = {
	channel_id: (data) => [
		inner(data, 'channel', 'id'),
		...['bookmark', 'draft', 'scheduledPost', 'thread', 'channel_member'].map((name) =>
			inner(data, name, 'channel_id'),
		),
	],
	team_id: (data) => [inner(data, 'team', 'id'), inner(data, 'channel', 'team_id')],
	user_id: (data) => [inner(data, 'user', 'id'), inner(data, 'thread', 'user_id')],
};

/**
 * The item of any event: the properties of its main object, then those of its data, then whom it
 * was sent to.
 */
export function eventItem({ event, data, broadcast }: StreamEvent): IDataObject {
	if (event === 'posted') {
		const post = postOf(data.post);
		if (post) return postItem(post, factsOf(data), false);
	}
	const item: IDataObject = { event };
	for (const name of LIFTED) {
		const inner = data[name];
		if (isObject(inner)) for (const key of Object.keys(inner)) define(item, key, inner[key]);
	}
	for (const [name, value] of Object.entries(data)) {
		if (!(LIFTED.includes(name) && isObject(value)) && name !== 'event') define(item, name, value);
	}
	for (const [name, sources] of Object.entries(IDS)) {
		// Servers send an empty text where they leave something out, for instance the channel of a
		// removed reaction.
		if (words(item[name])) continue;
		const id = sources(data).find((value) => words(value) !== '') ?? broadcast[name];
		if (words(id)) define(item, name, id);
	}
	return item;
}

import type { Call, Row } from './api';
import type { Change, MattermostState, Post } from './state';
import type { Version } from './version';

/** Which events a change of the server's state announces, and to whom. Facts: recorded frames. */

/** An event before it gets its number in a connection. */
export interface Announced {
	event: string;
	data: Row;
	broadcast: Row;
	/** Whether the user hears of it. */
	to(userId: string): boolean;
	/** What this user hears, where that differs. */
	for?(userId: string): Omit<Announced, 'to' | 'for'>;
}

const json = (value: unknown) => JSON.stringify(value);

export function eventsOf(state: MattermostState, version: Version, change: Change): Announced[] {
	if ('post' in change) return [posted(state, version, change.post)];
	const make = BY_OPERATION[change.key];
	return make ? make(state, change.call, change.made as Row) : [];
}

const inChannel = (state: MattermostState, channelId: string) => (userId: string) =>
	state.channelMembers.get(channelId)?.has(userId) ?? false;

function posted(state: MattermostState, version: Version, post: Post): Announced {
	const channel = state.channels.get(post.channel_id)!;
	const sender = state.users.get(post.user_id);
	const mentioned = [...(state.channelMembers.get(channel.id)?.keys() ?? [])].filter((id) => {
		const name = state.users.get(id)?.username;
		return (
			id !== post.user_id &&
			(channel.type === 'D' ||
				/@(channel|all|here)\b/.test(post.message) ||
				new RegExp(`@${name}\\b`).test(post.message))
		);
	});
	const system = post.type.startsWith('system_');
	const name = version.before('5.0') ? sender?.username : `@${sender?.username}`;
	const event = {
		event: 'posted',
		data: {
			channel_display_name: channel.display_name,
			channel_name: channel.name,
			channel_type: channel.type,
			post: json(post),
			sender_name: system ? 'System' : name,
			set_online: true,
			team_id: channel.team_id,
		} as Row,
		broadcast: { channel_id: channel.id },
	};
	return {
		...event,
		to: inChannel(state, channel.id),
		for: (userId) => {
			const said = version.since('9.4') ? mentioned.filter((id) => id === userId) : mentioned;
			return said.length ? { ...event, data: { ...event.data, mentions: json(said) } } : event;
		},
	};
}

type Make = (state: MattermostState, call: Call, made: Row) => Announced[];

const ofPost =
	(event: string): Make =>
	(state, { params }) => {
		const post = state.posts.get(params.post_id)!;
		return [
			{
				event,
				data: { post: json(post) },
				broadcast: { channel_id: post.channel_id },
				to: inChannel(state, post.channel_id),
			},
		];
	};

const ofReaction = (event: string, row: (call: Call, state: MattermostState) => Row): Make => {
	return (state, call) => {
		const reaction = row(call, state);
		const post = state.posts.get(String(reaction.post_id))!;
		return [
			{
				event,
				data: { reaction: json(reaction) },
				broadcast: { channel_id: post.channel_id },
				to: inChannel(state, post.channel_id),
			},
		];
	};
};

const ofChannel =
	(event: string): Make =>
	(state, { params }, made) => {
		const id = params.channel_id ?? String(made.id);
		const channel = state.channels.get(id)!;
		return [
			{
				event,
				data:
					event === 'channel_updated'
						? { channel: json(channel) }
						: { channel_id: id, team_id: channel.team_id },
				broadcast: { team_id: channel.team_id },
				to: inChannel(state, id),
			},
		];
	};

/** By the `METHOD /path` that was answered. */
const BY_OPERATION: Record<string, Make> = {
	'PUT /posts/{post_id}': ofPost('post_edited'),
	'PUT /posts/{post_id}/patch': ofPost('post_edited'),
	'DELETE /posts/{post_id}': ofPost('post_deleted'),
	// The row that REST gives too, with its time.
	'POST /reactions': ofReaction(
		'reaction_added',
		({ body }, { reactions }) =>
			reactions
				.get(String(body.post_id))!
				.find(
					({ user_id, emoji_name }) => user_id === body.user_id && emoji_name === body.emoji_name,
				)!,
	),
	'DELETE /users/{user_id}/posts/{post_id}/reactions/{emoji_name}': ofReaction(
		'reaction_removed',
		({ params }) => ({
			user_id: params.user_id,
			post_id: params.post_id,
			emoji_name: params.emoji_name,
			create_at: 0,
		}),
	),
	'POST /channels': ofChannel('channel_created'),
	'PUT /channels/{channel_id}/patch': ofChannel('channel_updated'),
	'DELETE /channels/{channel_id}': ofChannel('channel_deleted'),
	'POST /channels/{channel_id}/members': (state, { params, body }) => [
		{
			event: 'user_added',
			data: {
				user_id: body.user_id,
				team_id: state.channels.get(params.channel_id)!.team_id,
			},
			broadcast: { channel_id: params.channel_id },
			to: inChannel(state, params.channel_id),
		},
	],
	'DELETE /channels/{channel_id}/members/{user_id}': (state, { params, user }) => [
		{
			event: 'user_removed',
			data: { user_id: params.user_id, remover_id: user.id },
			broadcast: { channel_id: params.channel_id },
			to: inChannel(state, params.channel_id),
		},
	],
};

import { trimmed } from './ages';
import { omit, Reply, type Call, type Row } from './api';
import { mentioned } from './mentions';
import { statusesOf } from './plugins';
import { shown } from './posts';
import type { Change, Channel, MattermostState, Post, User } from './state';
import { clientConfig } from './system';
import { threadRow } from './threads';
import type { Version } from './version';

/** Which events a change of the server's state announces, and to whom. Facts: test/recorded, events.json. */

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

/** Not on 6.6, on 10.4: who an event is about gets a copy, and hears what others may not. */
const OWN_COPIES = '9.0';

/** Frames tell nothing of the last reply. */
const framed = (call: Pick<Call, 'state' | 'version'>, post: Post) =>
	json({ ...shown(call, post), ...(call.version.since('6.0') && { last_reply_at: 0 }) });

/** The root in a frame about its thread: without the thread's numbers. */
const framedRoot = (call: Pick<Call, 'state' | 'version'>, root: Post): Row => ({
	...shown(call, root),
	reply_count: 0,
	...(call.version.since('6.0') && { last_reply_at: 0 }),
});

/** Events of a change, in the order of servers. */
export function eventsOf(state: MattermostState, version: Version, change: Change): Announced[] {
	if ('post' in change)
		return [
			...viewed(state, version, change.post),
			posted(state, version, change.post),
			...threadUpdated(state, version, change.post),
		];
	const { key, call, made } = change;
	return BY_OPERATION[key]?.(call, (made instanceof Reply ? made.body : made) as Row) ?? [];
}

const inChannel = (state: MattermostState, channelId: string) => (userId: string) =>
	state.channelMembers.get(channelId)?.has(userId) ?? false;

const isAdmin = (state: MattermostState, userId: string) =>
	state.users.get(userId)?.roles.includes('system_admin') ?? false;

/** For one person. */
const toUser = (userId: string, event: string, data: Row, broadcast: Row = {}): Announced => ({
	event,
	data,
	broadcast: { ...broadcast, user_id: userId },
	to: (id) => id === userId,
});

/** For the members of a channel, without one of them. */
const toChannel = (
	state: MattermostState,
	channelId: string,
	event: string,
	data: Row,
	omitted?: string,
): Announced => {
	const isIn = inChannel(state, channelId);
	return {
		event,
		data,
		broadcast: { channel_id: channelId, ...(omitted && { omit_users: { [omitted]: true } }) },
		to: (id) => id !== omitted && isIn(id),
	};
};

const toTeam = (
	state: MattermostState,
	teamId: string,
	event: string,
	data: Row,
	omitted?: string,
): Announced => ({
	event,
	data,
	broadcast: { team_id: teamId, ...(omitted && { omit_users: { [omitted]: true } }) },
	to: (id) => id !== omitted && Boolean(state.teamMembers.get(teamId)?.has(id)),
});

const toAll = (event: string, data: Row, omitted?: string): Announced => ({
	event,
	data,
	broadcast: { ...(omitted && { omit_users: { [omitted]: true } }) },
	to: (id) => id !== omitted,
});

const isPlain = ({ type, props }: Post) => !type && props.from_webhook !== 'true';

/** Who writes has read the channel. A reply marks its thread only. */
function viewed(state: MattermostState, version: Version, post: Post): Announced[] {
	if (!isPlain(post) || (post.root_id && version.since('6.0'))) return [];
	if (version.since('7.8')) {
		return [
			toUser(post.user_id, 'multiple_channels_viewed', {
				channel_times: { [post.channel_id]: post.create_at },
			}),
		];
	}
	return [toUser(post.user_id, 'channel_viewed', { channel_id: post.channel_id })];
}

/** Who follows a thread: who wrote in it. */
function followers(state: MattermostState, post: Post): string[] {
	const root = state.posts.get(post.root_id);
	if (!root) return [];
	const rows = [root, ...(state.replies.get(root.id) ?? [])].filter((row) => !row.type);
	return [...new Set(rows.map(({ user_id }) => user_id))];
}

function threadUpdated(state: MattermostState, version: Version, post: Post): Announced[] {
	if (!post.root_id || version.before('5.36')) return [];
	const { team_id } = state.channels.get(post.channel_id)!;
	const root = state.posts.get(post.root_id)!;
	const replies = state.replies.get(root.id) ?? [];
	const wrote = version.since(OWN_COPIES) ? replies : [root, ...replies];
	const participants = [...new Set(wrote.map(({ user_id }) => user_id))];
	const thread: Row = {
		...threadRow({ state, version }, root),
		post: framedRoot({ state, version }, root),
		participants: participants.map((id) => forOthers(state.users.get(id)!)),
	};
	return followers(state, post).map((id) => {
		const isOwn = id === post.user_id;
		const row = {
			...thread,
			last_viewed_at: isOwn && version.before(OWN_COPIES) ? post.create_at : 0,
			unread_replies: isOwn ? 0 : thread.reply_count,
		};
		const before = { previous_unread_mentions: 0, previous_unread_replies: 0 };
		return toUser(id, 'thread_updated', { ...before, thread: json(row) }, { team_id });
	});
}

function posted(state: MattermostState, version: Version, post: Post): Announced {
	const kept = state.channels.get(post.channel_id)!;
	const channel: Channel = { ...kept, ...state.toldChannels.get(post) };
	const sender = state.users.get(post.user_id);
	const system = post.type.startsWith('system_');
	const name = version.before('5.0') ? sender?.username : `@${sender?.username}`;
	const isHook = post.props.from_webhook === 'true';
	const override = isHook && post.props.override_username;
	const event = {
		event: 'posted',
		data: {
			channel_display_name:
				channel.type === 'D' && version.since('5.0')
					? `@${sender?.username}`
					: channel.display_name,
			channel_name: channel.name,
			channel_type: channel.type,
			post: framed({ state, version }, post),
			sender_name: system && version.since('5.0') ? 'System' : override || name,
			// A command's answer comes from a person.
			...(version.since('5.0') && { set_online: version.before(OWN_COPIES) || !override }),
			team_id: channel.team_id,
		} as Row,
		broadcast: { channel_id: channel.id },
	};
	const mentions =
		channel.type === 'G' && version.before(OWN_COPIES) ? [] : mentioned(state, post, channel);
	// Recorded: a webhook's comment names its owner alone, a person's reply everybody else.
	const following = isHook
		? [post.user_id].filter(() => post.root_id)
		: followers(state, post).filter((id) => id !== post.user_id);
	return {
		...event,
		to: inChannel(state, channel.id),
		for: (userId) => {
			const own = (ids: string[]) =>
				version.since('9.4') ? ids.filter((id) => id === userId) : ids;
			const lists = {
				mentions: own(mentions),
				followers: version.since('6.0') ? own(following) : [],
			};
			const said = Object.entries(lists).filter(([, ids]) => ids.length > 0);
			return {
				...event,
				data: { ...event.data, ...Object.fromEntries(said.map(([key, ids]) => [key, json(ids)])) },
			};
		},
	};
}

type Make = (call: Call, made: Row) => Announced[];

const edited: Make = (call) => {
	const post = call.state.posts.get(call.params.post_id)!;
	return [toChannel(call.state, post.channel_id, 'post_edited', { post: framed(call, post) })];
};

const flagged = (version: Version, what: 'sensitive' | 'sanitized'): Row =>
	version.since(OWN_COPIES) ? { [`contains_${what}_data`]: true } : {};

/** Administrators are told who did it. */
const deleted: Make = (call) => {
	const { state, version, user } = call;
	const post = state.posts.get(call.params.post_id)!;
	const { reply_count = 0, ...row } = shown(call, post);
	const replies = Number(reply_count) + (post.root_id && version.since('6.0') ? 1 : 0);
	const event = toChannel(state, post.channel_id, 'post_deleted', {
		post: json({
			...row,
			delete_at: 0,
			...(version.since('5.0') && { reply_count: replies }),
			...(version.since('6.0') && { last_reply_at: 0 }),
		}),
	});
	if (version.before('5.0')) return [event];
	const isIn = event.to;
	return [
		{
			...event,
			data: { ...event.data, delete_by: user.id },
			broadcast: { ...event.broadcast, ...flagged(version, 'sensitive') },
			to: (id) => isIn(id) && isAdmin(state, id),
		},
		{
			...event,
			broadcast: { ...event.broadcast, ...flagged(version, 'sanitized') },
			to: (id) => isIn(id) && !isAdmin(state, id),
		},
	];
};

const reaction = (event: string, { state, version }: Call, row: Row): Announced[] => {
	const post = state.posts.get(String(row.post_id))!;
	const told = toChannel(state, post.channel_id, event, { reaction: json(row) });
	if (version.since('5.0')) return [told];
	// Told before it has noticed that the last one is gone.
	const edited = framed({ state, version }, { ...post, has_reactions: true });
	return [told, toChannel(state, post.channel_id, 'post_edited', { post: edited })];
};

const channelOf = ({ state, params }: Call, made?: Row): Channel =>
	state.channels.get(params.channel_id ?? String(made?.id))!;

const updated: Make = ({ state, version }, made) => {
	const channel = trimmed(made, version);
	return [toChannel(state, String(made.id), 'channel_updated', { channel: json(channel) })];
};

const converted: Make = (call, made) => {
	const { id, team_id } = channelOf(call);
	return [
		toTeam(call.state, team_id, 'channel_converted', { channel_id: id }),
		...updated(call, made),
	];
};

const added: Make = (call, made) => {
	const { state, version } = call;
	const { id, team_id } = channelOf(call);
	return (made as unknown as Row[]).flatMap(({ user_id }) => {
		const user = String(user_id);
		const data = { user_id: user, team_id };
		if (version.before('5.0')) {
			// Whoever adds somebody has seen the channel.
			const seen = toUser(call.user.id, 'channel_viewed', { channel_id: id });
			return [toChannel(state, id, 'user_added', data), seen];
		}
		if (version.before(OWN_COPIES)) return [toChannel(state, id, 'user_added', data)];
		return [
			toChannel(state, id, 'user_added', data, user),
			toUser(user, 'user_added', data, { channel_id: id }),
		];
	});
};

/** Who was removed hears of it apart: it is in the channel no more. */
const removed: Make = ({ state, params, user }) => {
	const { channel_id, user_id } = params;
	return [
		toChannel(state, channel_id, 'user_removed', { user_id, remover_id: user.id }),
		toUser(user_id, 'user_removed', { channel_id, remover_id: user.id }),
	];
};

const memberUpdated: Make = ({ state, params, version }) => {
	const row = state.channelMembers.get(params.channel_id)!.get(params.user_id);
	return [
		toUser(params.user_id, 'channel_member_updated', {
			channelMember: json(trimmed(row, version)),
		}),
	];
};

const seen: Make = ({ params, body, version }) => {
	const id = String(body.channel_id ?? '');
	if (!id) return [];
	const now = Date.now();
	const threads = toUser(
		params.user_id,
		'thread_read_changed',
		{ timestamp: now },
		{ channel_id: id },
	);
	return [
		version.before('7.8')
			? toUser(params.user_id, 'channel_viewed', { channel_id: id })
			: toUser(params.user_id, 'multiple_channels_viewed', { channel_times: { [id]: now } }),
		...(version.since('5.36') ? [threads] : []),
	];
};

const direct: Make = ({ state, json: given, user, version }, made) => {
	const teammate = (given as string[]).find((id) => id !== user.id) ?? user.id;
	const data = { ...(version.since('5.0') && { creator_id: user.id }), teammate_id: teammate };
	return [toChannel(state, String(made.id), 'direct_added', data)];
};

const group: Make = ({ state, version }, made) => {
	const id = String(made.id);
	const ids = [...state.channelMembers.get(id)!.keys()];
	const data = { teammate_ids: json(ids) };
	if (version.before(OWN_COPIES)) return [toChannel(state, id, 'group_added', data)];
	return ids.map((user) => toUser(user, 'group_added', data, { channel_id: id }));
};

const intoTeam: Make = ({ params }, made) =>
	[made].flat().map(({ user_id }) => {
		const data = { team_id: params.team_id, user_id };
		return toUser(String(user_id), 'added_to_team', data);
	});

const teamEvent =
	(event: string): Make =>
	({ state, params, version }) => {
		const hidden = version.since('5.0') ? { invite_id: '', scheme_id: null } : {};
		const team = json({ ...state.teams.get(params.team_id), email: '', ...hidden });
		if (version.before('5.0')) return [toAll(event, { team })];
		const isForAll = event !== 'update_team' && version.before(OWN_COPIES);
		return [isForAll ? toAll(event, { team }) : toTeam(state, params.team_id, event, { team })];
	};

/** What of an account is for itself and administrators only. */
const PRIVATE = [
	'password',
	'last_password_update',
	'notify_props',
	'email_verified',
	'failed_attempts',
	'mfa_active',
];

/** An account as everybody may see it. */
const forOthers = (user: User): Row => omit(user, PRIVATE);

/** Others see less of an account than it and administrators. */
const userUpdated = ({ state, version, request }: Call, id: string): Announced[] => {
	const user = state.users.get(id)!;
	const { notify_props, last_password_update } = user;
	const others = toAll('user_updated', { user: forOthers(user) }, id);
	if (version.before('5.0')) {
		const hidden = { ...others, broadcast: {}, data: { user: { ...forOthers(user), email: '' } } };
		// Who comes and goes is told the same to all.
		const isState = request.method === 'DELETE' || request.path.endsWith('/active');
		if (isState) return [{ ...hidden, to: () => true }];
		const toAdmin = (other: string) => isAdmin(state, other);
		return [
			{ ...hidden, to: (other) => !toAdmin(other) },
			{ ...others, broadcast: {}, to: toAdmin },
		];
	}
	if (version.before(OWN_COPIES)) {
		return [{ ...others, broadcast: {}, to: () => true }];
	}
	const sensitive = { ...forOthers(user), notify_props };
	return [
		toUser(id, 'user_updated', { user: { ...sensitive, last_password_update } }),
		{
			...others,
			broadcast: { ...others.broadcast, ...flagged(version, 'sanitized') },
			to: (other) => other !== id && !isAdmin(state, other),
		},
		{
			...others,
			data: { user: sensitive },
			broadcast: { ...others.broadcast, ...flagged(version, 'sensitive') },
			to: (other) => other !== id && isAdmin(state, other),
		},
	];
};

const preferences =
	(event: string): Make =>
	({ params, json: rows, version }) => [
		toUser(params.user_id, event, { preferences: json(rows) }),
		...(version.since('5.26') ? [toUser(params.user_id, 'sidebar_category_updated', {})] : []),
	];

const following =
	(state: boolean): Make =>
	(call) => {
		const { params } = call;
		const reply_count = (call.state.replies.get(params.thread_id) ?? []).filter(
			(row) => !row.delete_at,
		).length;
		const data = { thread_id: params.thread_id, state, reply_count };
		return [toUser(params.user_id, 'thread_follow_changed', data, { team_id: params.team_id })];
	};

const draft =
	(event: string): Make =>
	({ user }, made: Row | null) =>
		made ? [toUser(user.id, event, { draft: json(made) }, { channel_id: made.channel_id })] : [];

const category =
	(event: string): Make =>
	({ params, version }, made) => {
		const { team_id, user_id, category_id } = params;
		const rows = Array.isArray(made) ? made : [made];
		const data = !event.endsWith('updated')
			? { category_id: category_id ?? made.id }
			: version.since('6.0')
				? { updatedCategories: json(rows) }
				: {};
		return [toUser(user_id, event, data, { team_id })];
	};

/** Administrators hear how all plugins are. */
const pluginStatuses: Make = ({ state, version }) => {
	if (version.before('5.0')) return [];
	const data = { plugin_statuses: statusesOf(state) };
	const broadcast = version.since('6.0') ? { contains_sensitive_data: true } : {};
	const to = (id: string) => isAdmin(state, id);
	return [{ event: 'plugin_statuses_changed', data, broadcast, to }];
};

/** Recorded: 5.37 tells administrators twice. */
const configChanged: Make = (call, made) => {
	const statuses = pluginStatuses(call, made);
	const told = call.version.before('10.0') ? [...statuses, ...statuses] : statuses;
	return [toAll('config_changed', { config: clientConfig(call) }), ...told];
};

/** A plugin with a web app is told to all when it is turned on or off; administrators hear it twice. */
const pluginTurned =
	(event: string): Make =>
	(call, made) => {
		const { id, name, version, webapp } = call.state.plugins.get(call.params.plugin_id)!.manifest;
		// Of an empty script: here they are not kept.
		const hash = event === 'plugin_enabled' ? 'cbf29ce484222325' : '';
		const bundle_path = `/static/${String(id)}/${String(id)}_${hash}_bundle.js`;
		const named = call.version.since('11.0') && { name };
		const manifest = { id, ...named, version, webapp: { bundle_path } };
		return [
			...configChanged(call, made),
			...(call.version.since('10.0') ? pluginStatuses(call, made) : []),
			...(webapp ? [toAll(event, { manifest })] : []),
		];
	};

const CATEGORIES = '/users/{user_id}/teams/{team_id}/channels/categories';
const THREADS = '/users/{user_id}/teams/{team_id}/threads';

/** By the `METHOD /path` that was answered. */
const BY_OPERATION: Record<string, Make> = {
	'PUT /posts/{post_id}': edited,
	'PUT /posts/{post_id}/patch': edited,
	'POST /posts/{post_id}/pin': edited,
	'POST /posts/{post_id}/unpin': edited,
	'DELETE /posts/{post_id}': deleted,
	told: ({ user }, made) => [
		toUser(user.id, 'ephemeral_message', { post: json(made) }, { channel_id: made.channel_id }),
	],
	'dialog opened': ({ body }, made) => [
		toUser(String(made.user_id), 'open_dialog', {
			dialog: json({ trigger_id: made.id, url: body.url, dialog: made.dialog }),
		}),
	],
	'post edited': edited,
	'POST /posts/ephemeral': ({ body }, made) => [
		toUser(
			String(body.user_id),
			'ephemeral_message',
			{ post: json(made) },
			{ channel_id: made.channel_id },
		),
	],
	'POST /reactions': (call, made) => reaction('reaction_added', call, made),
	'DELETE /users/{user_id}/posts/{post_id}/reactions/{emoji_name}': (call) => {
		const { user_id, post_id, emoji_name } = call.params;
		const row = { user_id, post_id, emoji_name, create_at: 0 };
		return reaction('reaction_removed', call, {
			...row,
			...(call.version.since('5.35') && { update_at: Date.now(), delete_at: 0, remote_id: '' }),
			...(call.version.since('6.6') && { channel_id: '' }),
		});
	},
	'POST /users/{user_id}/posts/{post_id}/set_unread': (call, made) => {
		const post = call.state.posts.get(call.params.post_id)!;
		const { team_id } = call.state.channels.get(post.channel_id)!;
		const { last_viewed_at, mention_count, mention_count_root, msg_count, msg_count_root } = made;
		const counts = { last_viewed_at, mention_count, mention_count_root, msg_count, msg_count_root };
		const data = { ...counts, post_id: post.id, urgent_mention_count: 0 };
		return [
			toUser(call.params.user_id, 'post_unread', data, { channel_id: post.channel_id, team_id }),
		];
	},
	[`PUT ${THREADS}/{thread_id}/following`]: following(true),
	[`DELETE ${THREADS}/{thread_id}/following`]: following(false),
	[`PUT ${THREADS}/{thread_id}/read/{timestamp}`]: ({ state, params }) => {
		const { thread_id, user_id, team_id, timestamp } = params;
		const unread = { unread_mentions: 0, unread_replies: 0 };
		const before = { previous_unread_mentions: 0, previous_unread_replies: 0 };
		const { channel_id } = state.posts.get(thread_id)!;
		const data = { thread_id, timestamp: Number(timestamp), ...unread, ...before, channel_id };
		return [toUser(user_id, 'thread_read_changed', data, { team_id })];
	},
	[`PUT ${THREADS}/read`]: ({ params }) => [
		toUser(params.user_id, 'thread_read_changed', {}, { team_id: params.team_id }),
	],
	'POST /channels': ({ user }, made) => [
		toUser(user.id, 'channel_created', { channel_id: made.id, team_id: made.team_id }),
	],
	'PUT /channels/{channel_id}': updated,
	'PUT /channels/{channel_id}/patch': updated,
	'PUT /channels/{channel_id}/privacy': converted,
	'DELETE /channels/{channel_id}': (call) => {
		const { id, team_id, delete_at } = channelOf(call);
		const data = { channel_id: id, ...(call.version.since('5.0') && { delete_at }) };
		return [toTeam(call.state, team_id, 'channel_deleted', data)];
	},
	'POST /channels/{channel_id}/restore': (call) => {
		if (call.version.before('5.0')) return [];
		const { id, team_id } = channelOf(call);
		return [toTeam(call.state, team_id, 'channel_restored', { channel_id: id })];
	},
	'channel members added': added,
	'DELETE /channels/{channel_id}/members/{user_id}': removed,
	'PUT /channels/{channel_id}/members/{user_id}/roles': (call, made) =>
		call.version.since('5.0') ? memberUpdated(call, made) : [],
	'PUT /channels/{channel_id}/members/{user_id}/notify_props': memberUpdated,
	'POST /channels/members/{user_id}/view': seen,
	'direct channel made': direct,
	'POST /channels/group': group,
	'POST /teams': ({ user }, made) => [
		toUser(user.id, 'added_to_team', { team_id: made.id, user_id: user.id }),
	],
	'PUT /teams/{team_id}': teamEvent('update_team'),
	// 4.10 says it twice.
	'PUT /teams/{team_id}/patch': (call, made) => [
		...teamEvent('update_team')(call, made),
		...(call.version.before('5.0') ? teamEvent('update_team')(call, made) : []),
	],
	'DELETE /teams/{team_id}': teamEvent('delete_team'),
	'POST /teams/{team_id}/restore': teamEvent('restore_team'),
	// Of new members servers say it twice.
	'team member added': intoTeam,
	'POST /teams/{team_id}/members': intoTeam,
	'team members added': intoTeam,
	'POST /teams/{team_id}/members/batch': intoTeam,
	'PUT /teams/{team_id}/members/{user_id}/roles': ({ state, params, version }) => {
		const row = state.teamMembers.get(params.team_id)?.get(params.user_id);
		return [toUser(params.user_id, 'memberrole_updated', { member: json(trimmed(row, version)) })];
	},
	'DELETE /teams/{team_id}/members/{user_id}': ({ state, params, version }) => {
		const { team_id, user_id } = params;
		const data = { team_id, user_id };
		const own = toUser(user_id, 'leave_team', data);
		if (version.since(OWN_COPIES))
			return [toTeam(state, team_id, 'leave_team', data, user_id), own];
		const whole = toTeam(state, team_id, 'leave_team', data);
		return [{ ...whole, to: (id) => id === user_id || whole.to(id) }];
	},
	'POST /users': (_, made) => [toAll('new_user', { user_id: made.id })],
	'PUT /users/{user_id}': (call) => userUpdated(call, call.params.user_id),
	'PUT /users/{user_id}/patch': (call) => userUpdated(call, call.params.user_id),
	'PUT /users/{user_id}/roles': ({ params: { user_id }, body: { roles } }) => [
		toUser(user_id, 'user_role_updated', { roles, user_id }),
	],
	'PUT /users/{user_id}/status/custom': (call) => {
		const { user_id } = call.params;
		const recent = call.state.preferences.get(user_id)!.get('custom_status/recent_custom_statuses');
		return [
			...userUpdated(call, user_id),
			...preferences('preferences_changed')({ ...call, json: [recent] }, {}),
		];
	},
	'DELETE /users/{user_id}/status/custom': (call) => userUpdated(call, call.params.user_id),
	'DELETE /users/{user_id}': (call) => userUpdated(call, call.params.user_id),
	'PUT /users/{user_id}/active': (call) => [
		...(call.body.active && call.version.since('5.0')
			? [toAll('user_activation_status_change', {})]
			: []),
		...userUpdated(call, call.params.user_id),
	],
	'PUT /users/{user_id}/status': ({ params }, { status }) => [
		toUser(params.user_id, 'status_change', { status, user_id: params.user_id }),
	],
	'PUT /users/{user_id}/preferences': preferences('preferences_changed'),
	'POST /users/{user_id}/preferences/delete': preferences('preferences_deleted'),
	'POST /users/{user_id}/typing': ({ state, params, body }) => [
		typing(state, params.user_id, body),
	],
	'POST /drafts': draft('draft_created'),
	'draft deleted': draft('draft_deleted'),
	'guests deactivated': () => [toAll('guests_deactivated', {})],
	'PUT /config': configChanged,
	'PUT /config/patch': configChanged,
	[`POST ${CATEGORIES}`]: category('sidebar_category_created'),
	[`PUT ${CATEGORIES}/order`]: ({ params: { user_id, team_id }, json: order }) => [
		toUser(user_id, 'sidebar_category_order_updated', { order }, { team_id }),
	],
	[`PUT ${CATEGORIES}`]: category('sidebar_category_updated'),
	[`PUT ${CATEGORIES}/{category_id}`]: category('sidebar_category_updated'),
	[`DELETE ${CATEGORIES}/{category_id}`]: category('sidebar_category_deleted'),
	'preference changed by command': ({ user }, made) => [
		toUser(user.id, 'preference_changed', { preference: json(made) }),
	],
	'POST /plugins': pluginStatuses,
	'POST /plugins/{plugin_id}/enable': pluginTurned('plugin_enabled'),
	'POST /plugins/{plugin_id}/disable': pluginTurned('plugin_disabled'),
	'DELETE /plugins/{plugin_id}': pluginStatuses,
	'POST /plugins/marketplace/first_admin_visit': () => [
		toAll('first_admin_visit_marketplace_status_received', {
			firstAdminVisitMarketplaceStatus: 'true',
		}),
	],
	'POST /emoji': (_, made) => [toAll('emoji_added', { emoji: json(made) })],
	'PUT /roles/{role_id}/patch': (_, made) => [toAll('role_updated', { role: json(made) })],
};

/** That somebody is typing, by REST or by a socket. */
export const typing = (state: MattermostState, userId: string, { channel_id, parent_id }: Row) =>
	toChannel(
		state,
		String(channel_id),
		'typing',
		{ parent_id: String(parent_id ?? ''), user_id: userId },
		userId,
	);

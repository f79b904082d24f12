import { readJson } from '../../contracts/openapi';
import { IdSequence, mattermostId } from '../prng';
import type { Request, Row, SandboxOptions } from '../types';
import type { Samples } from '../values';
import { initialCategories } from './categories';
import type { Version } from './version';

/** What a button or menu calls. */
export interface Integration {
	url: string;
	context: Row;
	type: string;
	dataSource: string;
}

/** A dialog as it was opened, for whoever plays the person in front of it. */
export interface OpenDialog {
	trigger_id: string;
	url: string;
	dialog: Row;
}

/** Parameters in paths that handlers read. A route has those that its path names. */
export type PathParam =
	| 'action_id'
	| 'app_id'
	| 'bot_user_id'
	| 'category'
	| 'category_id'
	| 'channel_id'
	| 'channel_name'
	| 'command_id'
	| 'email'
	| 'emoji_id'
	| 'emoji_name'
	| 'file_id'
	| 'group_id'
	| 'hook_id'
	| 'invite_id'
	| 'job_id'
	| 'post_id'
	| 'preference_name'
	| 'response_id'
	| 'restore_version_id'
	| 'plugin_id'
	| 'recap_id'
	| 'role_id'
	| 'role_name'
	| 'scheduled_post_id'
	| 'team_id'
	| 'team_name'
	| 'thread_id'
	| 'timestamp'
	| 'token_id'
	| 'type'
	| 'upload_id'
	| 'user_id'
	| 'username';

/** What a handler gets. */
export interface Call {
	state: MattermostState;
	version: Version;
	licensed: boolean;
	/** Whether the server can send mail. */
	mail: boolean;
	/** Whether the server writes its log to a file. */
	logFile: boolean;
	/** Whether somebody is logged in in the browser without a cookie. */
	consents: boolean;
	/** Site URL without a trailing slash. */
	site: string;
	/** Path parameters, decoded; `me` in user_id is already resolved. */
	params: Record<PathParam, string>;
	query: URLSearchParams;
	/** Parsed JSON body; undefined where none was sent. */
	json: unknown;
	/** `json` as an object; {} if it is none. */
	body: Row;
	request: Request;
	/** Who asks; a placeholder without rights on the few routes that need no login. */
	user: User;
	session?: Session;
}

/** Something happened: a post was stored, or an operation was answered well. */
export type Change = { post: Post } | { key: string; call: Call; made: unknown };

/** What the first integrations hang on. */
export interface Cast {
	admin: User;
	bot: User;
	team: Team;
	channel: Channel;
	post: Post;
}

export interface User extends Row {
	id: string;
	username: string;
	email: string;
	roles: string;
	delete_at: number;
}

export interface Session {
	id: string;
	token: string;
	userId: string;
	kind: 'session' | 'personal' | 'bot' | 'oauth';
	active: boolean;
	description: string;
	createAt: number;
	/** Of a phone that gets notifications. */
	deviceId?: string;
}

export interface Team extends Row {
	id: string;
	name: string;
	display_name: string;
	type: string;
	delete_at: number;
}

export interface Channel extends Row {
	id: string;
	team_id: string;
	type: 'O' | 'P' | 'D' | 'G';
	name: string;
	display_name: string;
	delete_at: number;
	last_post_at: number;
	total_msg_count: number;
}

export interface Post extends Row {
	id: string;
	create_at: number;
	update_at: number;
	edit_at: number;
	delete_at: number;
	user_id: string;
	channel_id: string;
	root_id: string;
	message: string;
	type: string;
	props: Row;
	is_pinned: boolean;
	file_ids?: string[] | null;
}

export interface StoredFile {
	info: Row & { id: string; name: string; mime_type: string };
	channelId: string;
	bytes: Buffer;
}

/** Tokens that work on a fresh sandbox. */
export const MATTERMOST_TOKENS = {
	mattermostAdmin: 'sandboxadmintoken111111111',
	mattermostUser: 'sandboxusertoken1111111111',
	mattermostBot: 'sandboxbottoken11111111111',
};

/** The password of every seeded user. */
export const PASSWORD = 'Sandbox-1';

/** A password's hash as older servers show it to administrators: of no password. */
export const HASH = `$2a$10$${'.'.repeat(53)}`;

export const NOTIFY = {
	channel: 'true',
	comments: 'never',
	desktop: 'mention',
	desktop_sound: 'true',
	email: 'true',
	first_name: 'false',
	mention_keys: '',
	push: 'mention',
	push_status: 'away',
};
/** What collapsed threads brought. */
const NOTIFY_THREADS = {
	push_status: 'online',
	desktop_threads: 'all',
	email_threads: 'all',
	push_threads: 'all',
};
const TIMEZONE = { automaticTimezone: '', manualTimezone: '', useAutomaticTimezone: 'true' };

/** Rows of the audit log that are kept. */
const MOST_AUDITS = 2_000;

/** A message's hashtags as servers keep them: from three characters on, the first a letter. */
const hashtagsOf = (message: string) =>
	(message.match(/(?<!\S)#[\p{L}][\p{L}\p{N}\-_.]+(?=\s|$)/gu) ?? [])
		.filter((tag) => tag.length > 3)
		.join(' ');

/** Everything a Mattermost server keeps. Maps are keyed by id unless said otherwise. */
export class MattermostState {
	/** All posts ever made, also deleted ones: `posts.size` counts what was created. */
	readonly posts = new Map<string, Post>();
	/** By channel id: what 4.10 has looked at since its last change, with a change that it refused. */
	readonly remembered = new Map<string, Row>();
	/** What a post's event tells of its channel, where that is not what the channel has. */
	readonly toldChannels = new WeakMap<Post, Partial<Channel>>();
	/** By id of the thread's root, oldest first. */
	readonly replies = new Map<string, Post[]>();
	/** What buttons and menus call, by action id. */
	readonly integrations = new Map<string, Integration>();
	/** By channel id, oldest first. */
	readonly channelPosts = new Map<string, Post[]>();
	readonly users = new Map<string, User>();
	readonly usersByName = new Map<string, User>();
	/** By user id. */
	readonly passwords = new Map<string, string>();
	/** By token. */
	readonly sessions = new Map<string, Session>();
	readonly teams = new Map<string, Team>();
	/** By team id, then user id. */
	readonly teamMembers = new Map<string, Map<string, Row>>();
	readonly channels = new Map<string, Channel>();
	/** By channel id, then user id. */
	readonly channelMembers = new Map<string, Map<string, Row>>();
	/** Direct channels by name. */
	readonly directs = new Map<string, Channel>();
	readonly files = new Map<string, StoredFile>();
	readonly uploads = new Map<string, { row: Row; chunks: Buffer[] }>();
	readonly incomingHooks = new Map<string, Row>();
	readonly outgoingHooks = new Map<string, Row>();
	/** Why deliveries of outgoing webhooks failed; servers write that to their log. */
	readonly failedDeliveries: string[] = [];
	readonly commands = new Map<string, Row>();
	readonly bots = new Map<string, Row>();
	/** Users who were bots, by id. */
	readonly formerBots = new Map<string, true>();
	readonly emoji = new Map<string, { row: Row; bytes: Buffer }>();
	/** By post id. */
	readonly reactions = new Map<string, Row[]>();
	/** By user id. */
	readonly statuses = new Map<string, Row>();
	/** By user id, then `category/name`. */
	readonly preferences = new Map<string, Map<string, Row>>();
	readonly oauthApps = new Map<string, Row>();
	/** By authorization code or refresh token. */
	readonly oauthGrants = new Map<
		string,
		{ clientId: string; userId: string; redirectUri?: string }
	>();
	/** Applications that a person has agreed to, by `user id/application id`. */
	readonly oauthConsents = new Map<string, true>();
	/** What `/hooks/commands/{id}` of an executed command posts to, and how often it still may. */
	readonly responseUrls = new Map<string, { channelId: string; userId: string; left: number }>();
	readonly roles = new Map<string, Row>();
	/** Uploaded pictures by `user/{id}`, `team/{id}`, `brand`. */
	readonly pictures = new Map<string, Buffer>();
	/** By `user id/team id`, in the order of the sidebar. */
	readonly categories = new Map<string, Row[]>();
	readonly groups = new Map<string, { row: Row; members: Set<string> }>();
	/** Scheduled posts. */
	readonly scheduled = new Map<string, Row>();
	/** By `user/channel/root`. */
	readonly drafts = new Map<string, Row>();
	/** Earlier versions of a post, by its id, the newest first. */
	readonly postVersions = new Map<string, Row[]>();
	readonly jobs = new Map<string, Row>();
	readonly recaps = new Map<string, Row>();
	/** By the ID in their manifests. */
	readonly plugins = new Map<string, { manifest: Row; isActive: boolean }>();
	/** Certificates that are there, and until when the server is busy. */
	readonly settings = new Map<string, unknown>();
	/** `user id/thread id` of threads that somebody follows or has left: true or false. */
	readonly follows = new Map<string, boolean>();
	/** `user id/thread id` → until when a thread is read, ms. */
	readonly threadViews = new Map<string, number>();
	/** When each user last did something, ms. */
	readonly activities = new Map<string, number>();
	/** What was changed, as the audit log has it, the oldest first. */
	readonly audits = new Map<string, Row>();
	/** The first post of each `pending_post_id`. */
	readonly pendingPosts = new Map<string, Post>();
	/** Seeded things by the names of parameters and properties that refer to them. */
	samples: Samples = {};
	/** Open dialogs by trigger id. */
	readonly dialogs = new Map<string, OpenDialog>();
	/** Told of each change that servers announce. */
	readonly watchers = new Set<(change: Change) => void>();
	private readonly ids = new IdSequence(1, mattermostId);
	private lists = new Map<string, unknown>();

	constructor(
		private readonly options: SandboxOptions,
		readonly version: Version,
		/** Makes one of everything that hangs on a user, a team and a channel; returns what refers to it. */
		private readonly seedIntegrations: (state: MattermostState, cast: Cast) => Samples,
		/** Counts a new post in its channel's numbers. */
		private readonly count: (state: MattermostState, post: Post, channel: Channel) => void,
	) {
		this.seed();
	}

	newId(): string {
		return this.ids.next();
	}

	/** Computes a sorted or filtered list once until users, teams, channels or members change. */
	memo<T>(key: string, make: () => T): T {
		if (!this.lists.has(key)) this.lists.set(key, make());
		return this.lists.get(key) as T;
	}

	/** To be called after every change of users, teams, channels or members. */
	changed(): void {
		if (this.lists.size) this.lists = new Map();
	}

	user(name: string): User {
		return this.usersByName.get(name)!;
	}

	team(name: string): Team {
		return [...this.teams.values()].find((team) => team.name === name)!;
	}

	/** A channel by name in the first team that has one. */
	channel(name: string): Channel {
		return [...this.channels.values()].find((channel) => channel.name === name)!;
	}

	addUser(given: Partial<User> & { username: string }, password?: string): User {
		const now = Date.now();
		const more: Partial<User> = given;
		const { username } = given;
		const user: User = {
			id: this.newId(),
			create_at: now,
			update_at: now,
			delete_at: 0,
			username,
			auth_data: '',
			auth_service: '',
			email: `${username}@example.com`,
			nickname: '',
			first_name: '',
			last_name: '',
			position: '',
			roles: 'system_user',
			email_verified: true,
			props: {},
			notify_props: this.notifyProps(username),
			last_password_update: now,
			last_picture_update: 0,
			failed_attempts: 0,
			mfa_active: false,
			locale: 'en',
			timezone: TIMEZONE,
			...more,
		};
		this.users.set(user.id, user);
		this.usersByName.set(user.username, user);
		if (password) this.passwords.set(user.id, password);
		this.changed();
		return user;
	}

	/** What a new account is notified of. */
	private notifyProps(username: string): Row {
		if (this.version.since('6.0')) return { ...NOTIFY, ...NOTIFY_THREADS };
		const mention_keys = `${username},@${username}`;
		return this.version.before('5.0') ? { ...NOTIFY, mention_keys } : NOTIFY;
	}

	addSession(userId: string, kind: Session['kind'], description = '', token = this.newId()) {
		const id = this.newId();
		const session = { id, token, userId, kind, active: true, description, createAt: Date.now() };
		this.sessions.set(token, session);
		return session;
	}

	addTeam(given: Partial<Team> & { name: string }, creator: User): Team {
		const more: Partial<Team> = given;
		const now = Date.now();
		const team: Team = {
			id: this.newId(),
			create_at: now,
			update_at: now,
			delete_at: 0,
			display_name: given.name,
			name: given.name,
			description: '',
			email: creator.email,
			type: 'O',
			company_name: '',
			allowed_domains: '',
			invite_id: this.newId(),
			allow_open_invite: false,
			scheme_id: this.version.since('5.20') ? null : '',
			group_constrained: null,
			policy_id: null,
			...more,
		};
		this.teams.set(team.id, team);
		this.teamMembers.set(team.id, new Map());
		for (const [name, display] of [
			['town-square', 'Town Square'],
			['off-topic', 'Off-Topic'],
		] as const) {
			this.addChannel({ team_id: team.id, name, display_name: display }, creator, false);
		}
		this.join(team.id, creator.id, 'team_user team_admin');
		return team;
	}

	/** Makes a user member of a team and of its two standard channels. */
	join(teamId: string, userId: string, roles = 'team_user'): Row {
		const isGuest = this.isGuest(userId);
		const member = {
			team_id: teamId,
			user_id: userId,
			roles: isGuest ? 'team_guest' : roles,
			delete_at: 0,
			scheme_guest: isGuest,
			scheme_user: !isGuest,
			scheme_admin: roles.includes('team_admin'),
			explicit_roles: '',
		};
		this.teamMembers.get(teamId)!.set(userId, member);
		const sidebar = `${userId}/${teamId}`;
		if (!this.categories.has(sidebar)) {
			this.categories.set(sidebar, initialCategories(userId, teamId));
		}
		for (const channel of this.channels.values()) {
			if (channel.team_id !== teamId) continue;
			if (channel.name === 'town-square' || channel.name === 'off-topic') {
				if (!channel.delete_at) this.enter(channel.id, userId);
			} else break;
		}
		this.changed();
		return member;
	}

	addChannel(given: Partial<Channel> & { name: string }, creator: User, enter = true): Channel {
		const more: Partial<Channel> = given;
		const now = Date.now();
		const channel: Channel = {
			id: this.newId(),
			create_at: now,
			update_at: now,
			delete_at: 0,
			team_id: '',
			type: 'O',
			display_name: given.name,
			name: given.name,
			header: '',
			purpose: '',
			last_post_at: 0,
			total_msg_count: 0,
			extra_update_at: this.version.before('5.0') ? now : 0,
			creator_id: creator.id,
			scheme_id: null,
			props: null,
			group_constrained: null,
			shared: null,
			total_msg_count_root: 0,
			policy_id: null,
			last_root_post_at: 0,
			...more,
		};
		this.channels.set(channel.id, channel);
		this.channelMembers.set(channel.id, new Map());
		if (enter) this.enter(channel.id, creator.id, 'channel_user channel_admin');
		this.changed();
		return channel;
	}

	enter(channelId: string, userId: string, roles = 'channel_user'): Row {
		const now = Date.now();
		const isGuest = this.isGuest(userId);
		const member = {
			channel_id: channelId,
			user_id: userId,
			roles: isGuest ? 'channel_guest' : roles,
			last_viewed_at: 0,
			msg_count: 0,
			mention_count: 0,
			mention_count_root: 0,
			msg_count_root: 0,
			notify_props: {
				desktop: 'default',
				email: 'default',
				push: 'default',
				mark_unread: 'all',
				...(this.version.since('5.12') && { ignore_channel_mentions: 'default' }),
				...(this.version.since('7.0') && { channel_auto_follow_threads: 'off' }),
			},
			last_update_at: now,
			scheme_guest: isGuest,
			scheme_user: !isGuest,
			scheme_admin: roles.includes('channel_admin'),
			explicit_roles: '',
		};
		this.channelMembers.get(channelId)!.set(userId, member);
		this.changed();
		return member;
	}

	private isGuest(userId: string): boolean {
		return Boolean(this.users.get(userId)?.roles.split(' ').includes('system_guest'));
	}

	/** The direct channel of two users, made if there is none. */
	direct(first: string, second: string): Channel {
		const name = [first, second].sort().join('__');
		const known = this.directs.get(name);
		if (known) return known;
		const creator = this.users.get(first)!;
		const channel = this.addChannel(
			{
				name,
				type: 'D',
				display_name: '',
				shared: this.version.since('6.0') ? false : null,
				...(this.version.before('5.0') && { creator_id: '' }),
			},
			creator,
			false,
		);
		for (const id of new Set([first, second])) this.enter(channel.id, id);
		this.directs.set(name, channel);
		return channel;
	}

	/** @param told what its event tells of the channel instead of what that has */
	addPost(
		given: Partial<Post> & { channel_id: string; user_id: string },
		told?: Partial<Channel>,
	): Post {
		const now = given.create_at || Date.now();
		const { channel_id, user_id, root_id = '' } = given;
		const more: Partial<Post> = { ...given, create_at: now };
		const post: Post = {
			id: this.newId(),
			create_at: now,
			update_at: now,
			edit_at: 0,
			delete_at: 0,
			is_pinned: false,
			user_id,
			channel_id,
			root_id,
			...(this.version.before('6.0') && { parent_id: root_id }),
			original_id: '',
			message: '',
			type: '',
			props: {},
			hashtags: hashtagsOf(given.message ?? ''),
			pending_post_id: '',
			...more,
		};
		this.posts.set(post.id, post);
		if (told) this.toldChannels.set(post, told);
		this.remembered.delete(post.channel_id);
		append(this.channelPosts, post.channel_id, post);
		if (post.root_id) append(this.replies, post.root_id, post);
		const channel = this.channels.get(post.channel_id)!;
		channel.last_post_at = now;
		this.count(this, post, channel);
		if (!post.root_id) channel.last_root_post_at = now;
		for (const id of post.file_ids ?? []) {
			const info = this.files.get(id)?.info;
			if (info && !info.post_id) info.post_id = post.id;
		}
		this.tell({ post });
		return post;
	}

	/** Keeps what a post was before it is changed. */
	keepVersion(post: Post): void {
		const now = Date.now();
		const times = { update_at: now, delete_at: now };
		const old = { ...post, id: this.newId(), original_id: post.id, ...times };
		this.postVersions.set(post.id, [old, ...(this.postVersions.get(post.id) ?? [])]);
	}

	/** Keeps what somebody did in the audit log. */
	addAudit(given: Row): void {
		if (this.audits.size >= MOST_AUDITS) this.audits.delete(this.audits.keys().next().value!);
		const blank = { extra_info: '', ip_address: '127.0.0.1', session_id: '' };
		const id = this.newId();
		this.audits.set(id, { id, create_at: Date.now(), ...blank, ...given });
	}

	tell(change: Change): void {
		for (const watch of this.watchers) watch(change);
	}

	/** The same organisation each time: same ids, same tokens. */
	seed(): void {
		for (const rows of Object.values(this)) {
			if (rows instanceof Map) rows.clear();
		}
		this.ids.restart();
		const admin = this.addUser(
			{
				username: 'admin',
				first_name: 'Ada',
				last_name: 'Min',
				roles: 'system_admin system_user',
			},
			PASSWORD,
		);
		const bob = this.addUser({ username: 'bob', first_name: 'Bob', last_name: 'Baker' }, PASSWORD);
		const carol = this.addUser({ username: 'carol', first_name: 'Carol' }, PASSWORD);
		const bot = this.addBot({ username: 'n8n-bot', display_name: 'n8n', owner_id: admin.id });
		const team = this.addTeam({ name: 'team1', display_name: 'Team 1' }, admin);
		const alerts = this.addChannel(
			{ team_id: team.id, name: 'alerts', display_name: 'Alerts' },
			admin,
		);
		const secret = this.addChannel(
			{ team_id: team.id, name: 'security', display_name: 'Security', type: 'P' },
			admin,
		);
		this.addChannel({ team_id: team.id, name: 'random', display_name: 'Random' }, carol, false);
		for (const user of [bob, carol, bot]) this.join(team.id, user.id);
		for (const user of [bob, bot]) this.enter(alerts.id, user.id);
		this.enter(secret.id, bob.id);
		this.addTeam({ name: 'support', display_name: 'Support', type: 'I' }, admin);
		this.addSession(admin.id, 'personal', 'seed', MATTERMOST_TOKENS.mattermostAdmin);
		this.addSession(bob.id, 'personal', 'seed', MATTERMOST_TOKENS.mattermostUser);
		this.addSession(bot.id, 'bot', 'seed', MATTERMOST_TOKENS.mattermostBot);
		for (const name of [
			'system_admin',
			'system_user',
			...(this.version.since('5.0') ? ['system_guest', 'team_guest', 'channel_guest'] : []),
			'team_user',
			'team_admin',
			'team_post_all',
			'channel_user',
			'channel_admin',
		]) {
			this.addRole(name);
		}
		const post = this.addPost({
			channel_id: alerts.id,
			user_id: admin.id,
			message: 'Welcome to Alerts',
		});
		this.samples = this.seedIntegrations(this, { admin, bot, team, channel: alerts, post });
		this.grow(team.id, alerts);
	}

	addBot(given: {
		username: string;
		display_name?: string;
		description?: string;
		owner_id: string;
	}) {
		const { username, display_name = '', description = '', owner_id } = given;
		const user = this.addUser({
			username,
			first_name: display_name,
			email: `${username}@localhost`,
			is_bot: true,
			bot_description: description,
		});
		const { create_at, update_at } = user;
		this.bots.set(user.id, {
			user_id: user.id,
			username,
			display_name,
			description,
			owner_id,
			create_at,
			update_at,
			delete_at: 0,
		});
		return user;
	}

	private addRole(name: string): void {
		const id = this.newId();
		const now = Date.now();
		this.roles.set(id, {
			id,
			name,
			display_name: `authentication.roles.${name}.name`,
			description: `authentication.roles.${name}.description`,
			create_at: now,
			update_at: now,
			delete_at: 0,
			permissions: permissionsOf(this.version)[name] ?? [],
			scheme_managed: name !== 'team_post_all',
			...(this.version.since('5.0') && { built_in: true }),
		});
	}

	/** Rows for load tests; extra users are in the team but, to save memory, in no channel. */
	private grow(teamId: string, like: Channel): void {
		const { users = 0, channels = 0 } = this.options;
		const members = this.teamMembers.get(teamId)!;
		for (let index = 1; index <= users; index++) {
			const { id } = this.addUser({ username: `user${String(index).padStart(6, '0')}` });
			members.set(id, { ...members.get(String(like.creator_id)), user_id: id, roles: 'team_user' });
		}
		for (let index = 1; index <= channels; index++) {
			const number = String(index).padStart(6, '0');
			const id = this.newId();
			const name = `channel-${number}`;
			this.channels.set(id, { ...like, id, name, display_name: `Channel ${number}` });
			this.channelMembers.set(id, new Map());
		}
		this.changed();
	}
}

type Roles = Record<string, string[]>;

/** Permissions of a new server's roles, by its version; a system administrator has all, and more. */
const permissions = new Map(
	Object.entries(readJson<Record<string, Roles>>('mattermost-permissions.json')).map(
		([version, roles]) => {
			const all = new Set(['manage_system', ...Object.values(roles).flat()]);
			return [version, { ...roles, system_admin: [...all].sort() } as Roles];
		},
	),
);

/** Of the recorded version that is nearest below, else of the oldest. */
export function permissionsOf(version: Version): Roles {
	const [found = '4.10'] = [...permissions.keys()].filter((one) => version.since(one));
	return permissions.get(found)!;
}

function append<T>(lists: Map<string, T[]>, key: string, row: T): void {
	const list = lists.get(key);
	if (list) list.push(row);
	else lists.set(key, [row]);
}

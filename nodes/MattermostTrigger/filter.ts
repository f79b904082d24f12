import type { IDataObject } from 'n8n-workflow';
import type { LinearRegExp } from '../shared/util/linearRegExp';
import type { Self } from './mentions';
import { textsOf } from './messageText';

/** Which events start the workflow. Empty sets let everything pass. */
export interface Filter {
	events: ReadonlySet<string>;
	teams: ReadonlySet<string>;
	channels: ReadonlySet<string>;
	users: ReadonlySet<string>;
	/** Names without colons, in lower case; only of reactions. */
	emojis?: ReadonlySet<string>;
	mentionsOnly: boolean;
	directOnly: boolean;
	/** The message or an attachment holds this text, whatever its case. */
	text: string;
	/** The message or an attachment matches; asked last and by itself, for it may take a while. */
	pattern?: LinearRegExp;
	thread: 'all' | 'roots' | 'replies';
	include: { own: boolean; bots: boolean; webhooks: boolean; system: boolean };
}

/**
 * What the server vouches for. The properties `from_bot` and `from_webhook` of a post can be set by
 * anybody who posts; undefined: not known, the post is believed.
 */
export interface Vouched {
	bot?: boolean;
	webhook?: boolean;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const claims = (item: IDataObject, name: string) =>
	String((item.props as IDataObject | undefined)?.[name]) === 'true';

/** Whether a post says of itself that a bot wrote it. */
export const claimsBot = (item: IDataObject): boolean => claims(item, 'from_bot');

/** Messages of accounts and things that a workflow itself may have caused: skipped unless wanted. */
function isEcho(item: IDataObject, self: Self, include: Filter['include'], vouched: Vouched) {
	return (
		(!include.own && text(item.user_id) === self.id) ||
		(!include.bots && claimsBot(item) && vouched.bot !== false) ||
		(!include.webhooks && claims(item, 'from_webhook') && vouched.webhook !== false) ||
		(!include.system && text(item.type).startsWith('system_'))
	);
}

const allows = (wanted: ReadonlySet<string>, value: unknown) =>
	wanted.size === 0 || wanted.has(text(value));

const isReaction = (item: IDataObject) => text(item.event).startsWith('reaction_');

/**
 * An event that only looks like an edit: servers send `post_edited` for a pin, a reaction or an
 * embedded link too, with `edit_at` as it was.
 */
export const isRealEdit = (item: IDataObject): boolean => {
	const edited = Number(item.edit_at ?? 0);
	return edited > 0 && Number(item.update_at ?? edited) - edited <= SAME_CHANGE_MS;
};
/** `edit_at` and `update_at` are set one after the other, in ms. */
const SAME_CHANGE_MS = 2_000;

/**
 * Whether an item of `parse.ts` starts the workflow, but for the pattern (`pattern.ts`). What a kind of event does not have cannot pass a
 * filter that is set: typing has no message, so text filters let it pass only if they are empty.
 * Emoji and threads are asked only of what has them.
 */
export function passes(
	filter: Filter,
	self: Self,
	item: IDataObject,
	vouched: Vouched = {},
): boolean {
	if (!filter.events.has(text(item.event))) return false;
	const isPost = typeof item.message === 'string' && typeof item.create_at === 'number';
	const echo = isPost
		? isEcho(item, self, filter.include, vouched)
		: !filter.include.own && item.user_id === self.id;
	if (echo) return false;
	if (item.event === 'post_edited' && !isRealEdit(item)) return false;
	if (!allows(filter.teams, item.team_id)) return false;
	if (!allows(filter.channels, item.channel_id)) return false;
	if (!allows(filter.users, item.user_id)) return false;
	if (isReaction(item) && !allows(filter.emojis ?? NONE, text(item.emoji_name).toLowerCase())) {
		return false;
	}
	if (filter.directOnly && item.is_direct !== true) return false;
	if (
		filter.mentionsOnly &&
		!(Array.isArray(item.mentions) && (item.mentions as unknown[]).includes(self.id))
	) {
		return false;
	}
	if (filter.thread !== 'all' && isPost) {
		if ((text(item.root_id) !== '') !== (filter.thread === 'replies')) return false;
	}
	if (filter.text === '') return true;
	const wanted = filter.text.toLowerCase();
	return textsOf(item).some((one) => one.toLowerCase().includes(wanted));
}

const NONE: ReadonlySet<string> = new Set();

/** What has to be asked before it is known whether an item passes. */
export interface Questions {
	/** The channel's team and type. */
	channel: boolean;
	/** Whether the post mentions the account: only the event of a new post says it. */
	mentions: boolean;
	/** Whether the author is a bot. */
	bot: boolean;
}

/** Events that carry a whole post but not what else is known of it. */
const ABOUT_POSTS = new Set(['post_edited', 'post_deleted', 'ephemeral_message']);

export function questionsOf(filter: Filter, item: IDataObject): Questions {
	const inChannel = text(item.channel_id) !== '' && item.channel_type === undefined;
	const mentions = filter.mentionsOnly && ABOUT_POSTS.has(text(item.event));
	return {
		channel:
			inChannel &&
			((filter.teams.size > 0 && text(item.team_id) === '') ||
				(filter.directOnly && item.is_direct === undefined) ||
				mentions),
		mentions,
		bot: !filter.include.bots && claimsBot(item),
	};
}

/** Whether an item may pass, once its questions are answered. Needs no requests. */
export function mayPass(filter: Filter, self: Self, item: IDataObject, vouched: Vouched): boolean {
	const { channel, mentions, bot } = questionsOf(filter, item);
	const relaxed: Filter = {
		...filter,
		...(channel ? { teams: NONE, directOnly: false } : {}),
		...(mentions ? { mentionsOnly: false } : {}),
	};
	return passes(relaxed, self, item, { ...vouched, ...(bot ? { bot: false } : {}) });
}

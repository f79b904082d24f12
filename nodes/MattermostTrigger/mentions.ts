import { commaList } from '../shared/util/commaList';
import type { IDataObject } from 'n8n-workflow';
import { markdownTexts } from './markdownText';
import { attachmentsOf } from './messageText';

/**
 * Whether a post mentions the account, as Mattermost's server decides it. Events say it themselves;
 * posts that were fetched do not. Source: channels/app/mention_parser_standard.go, mention_keywords.go
 * and `getExplicitMentionsAndKeywords` in notification.go (11.6).
 *
 * The server also knows what REST does not tell: mentions of licensed user groups, whether the author
 * may use channel-wide mentions, and replies that notify by the account's thread settings.
 */

/** The account of the credential, as far as filters need it. */
export interface Self {
	id: string;
	username: string;
	/** '' if it does not notify the account. */
	first_name: string;
	/** Words that notify the account, as its settings have them. */
	keys: string[];
	/** Whether @channel, @all and @here mean the account. */
	channelWide: boolean;
}

/** The account from `GET /users/me`. */
export function selfOf(user: IDataObject): Self {
	const notify = (user.notify_props ?? {}) as IDataObject;
	return {
		id: String(user.id ?? ''),
		username: String(user.username ?? ''),
		first_name: notify.first_name === 'true' ? String(user.first_name ?? '') : '',
		keys: commaList(String(notify.mention_keys ?? '')),
		channelWide: notify.channel === 'true',
	};
}

const CHANNEL_WIDE = ['@channel', '@all', '@here'];

/** What servers decide otherwise, by the version since which they do it as new ones. */
export const SINCE = {
	/** Texts of attachments are looked at. */
	attachments: '5.14',
	/** The parts of a text, such as those of a link's label, are looked at one by one. */
	partsApart: '7.11',
	/** Everybody in a group message counts as mentioned. */
	groupsNotify: '9.1',
	/** Fields of attachments are looked at (MM-59854). */
	fields: '10.1',
};

/** Whether a server is of each version in {@link SINCE} or newer. */
export type ServerWays = Record<keyof typeof SINCE, boolean>;

/** Words that mention the account, in lower case except the first name, whose case matters. */
function keywordsOf(self: Self, channelWide: boolean): Set<string> {
	return new Set([
		`@${self.username.toLowerCase()}`,
		...self.keys.map((key) => key.toLowerCase()),
		...(self.first_name ? [self.first_name] : []),
		...(channelWide ? CHANNEL_WIDE : []),
	]);
}

const SEPARATORS = /[^:.\-_@\p{L}\p{N}]+/u;
const SUFFIX = /[.\-:_]$/;
const isMultibyte = (word: string) => /[^\0-\x7f]/.test(word);

/** Whether one text holds one of the keywords. */
function isMentionedIn(text: string, keywords: ReadonlySet<string>): boolean {
	const isKeyword = (word: string) => keywords.has(word.toLowerCase()) || keywords.has(word);
	const multibyte = [...keywords].filter(isMultibyte);
	return text.split(SEPARATORS).some((whole) => {
		if (whole === '' || (whole.startsWith(':') && whole.endsWith(':'))) return false;
		let word = whole.replace(/^[:.\-_]+/, '');
		if (isKeyword(word)) return true;
		for (let bare = word; SUFFIX.test(bare); ) {
			bare = bare.slice(0, -1);
			if (isKeyword(bare)) return true;
		}
		if (word.startsWith('@') && !CHANNEL_WIDE.includes(word)) word = word.replace(/[.\-:]$/, '');
		else if (word.split(/[.\-:]+/).some((part) => part !== '' && isKeyword(part))) return true;
		// Languages without spaces: a keyword anywhere in the word.
		return isMultibyte(word) && multibyte.some((key) => word.includes(key));
	});
}

/** The texts of a post in which the server looks for mentions. */
const mentionTexts = (
	post: IDataObject,
	{ attachments = true, fields = true }: Partial<ServerWays> = {},
): string[] => [
	String(post.message ?? ''),
	...(attachments ? attachmentsOf(post) : []).flatMap((one) => [
		one.pretext,
		one.text,
		...(fields ? one.fields.map(({ value }) => value) : []),
	]),
];

/** What a mention hangs on besides the post. Absent: as on a new server, in a public channel. */
export interface Circumstances extends Partial<ServerWays> {
	/** The channel's type: `O`, `P`, `D`, `G`. */
	type?: string;
	/** Whether the channel's settings leave channel-wide mentions on for the account. */
	channelWide?: boolean;
}

/**
 * Whether a post mentions the account.
 * @param given as REST gives it; a text stands for a post with that message
 */
export function mentions(
	self: Self,
	given: IDataObject | string,
	channel: Circumstances = {},
): boolean {
	const post = typeof given === 'string' ? { message: given } : given;
	const props = (post.props ?? {}) as IDataObject;
	const own = post.user_id === self.id && props.from_webhook !== 'true';
	if (own) return false;
	if (channel.type === 'D') return true;
	if (channel.type === 'G' && channel.groupsNotify !== false) return true;
	if (post.type === 'system_add_to_channel' && props.addedUserId === self.id) return true;
	const channelWide =
		self.channelWide &&
		channel.channelWide !== false &&
		post.type !== 'system_header_change' &&
		post.type !== 'system_purpose_change';
	const keywords = keywordsOf(self, channelWide);
	return mentionTexts(post, channel)
		.flatMap((text) => markdownTexts(text, channel.partsApart === false))
		.some((text) => isMentionedIn(text, keywords));
}

/** Whether a post may mention the whole channel, so that the channel's settings matter. */
export const namesEverybody = (post: IDataObject): boolean =>
	mentionTexts(post).some((text) => /@(channel|all|here)/i.test(text));

import type { IDataObject } from 'n8n-workflow';

/** Which events start the workflow. Empty sets let everything pass. */
export interface Filter {
	events: ReadonlySet<string>;
	teams: ReadonlySet<string>;
	channels: ReadonlySet<string>;
	users: ReadonlySet<string>;
	mentionsOnly: boolean;
	directOnly: boolean;
	/** The message holds this text, whatever its case. */
	text: string;
	pattern?: RegExp;
	thread: 'all' | 'roots' | 'replies';
	include: { own: boolean; bots: boolean; webhooks: boolean; system: boolean };
}

/** The account behind the credential, as far as filters need it. */
export interface Self {
	id: string;
	username: string;
	first_name: string;
	/** Words that notify the account, as its settings have them. */
	keys: string[];
	/** Whether @channel, @all and @here mean the account. */
	channelWide: boolean;
}

/** The account from `GET /users/me`. */
export function selfOf(user: IDataObject): Self {
	const notify = (user.notify_props ?? {}) as IDataObject;
	const firstName = String(user.first_name ?? '');
	return {
		id: String(user.id ?? ''),
		username: String(user.username ?? ''),
		first_name: notify.first_name === 'true' ? firstName : '',
		keys: String(notify.mention_keys ?? '')
			.split(',')
			.map((key) => key.trim())
			.filter(Boolean),
		channelWide: notify.channel !== 'false',
	};
}

const escaped = (word: string) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const wordIn = (message: string, word: string, flags: string) =>
	new RegExp(`(^|[^\\p{L}\\p{N}_])${escaped(word)}(?![\\p{L}\\p{N}_])`, flags).test(message);

/**
 * Whether a message mentions the account, as servers decide it: its @name, its words, its first name
 * (case matters), and the channel-wide names. Used for posts that were fetched: events say it themselves.
 */
export function mentions(self: Self, message: string): boolean {
	return (
		wordIn(message, `@${self.username}`, 'iu') ||
		self.keys.some((key) => wordIn(message, key, 'iu')) ||
		(self.first_name !== '' && wordIn(message, self.first_name, 'u')) ||
		(self.channelWide && /(^|[^\p{L}\p{N}_])@(channel|all|here)(?![\p{L}\p{N}_])/iu.test(message))
	);
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Messages of accounts and things that a workflow itself may have caused: skipped unless wanted. */
function isEcho(item: IDataObject, self: Self, include: Filter['include']): boolean {
	const props = (item.props ?? {}) as IDataObject;
	return (
		(!include.own && text(item.user_id) === self.id) ||
		(!include.bots && String(props.from_bot) === 'true') ||
		(!include.webhooks && String(props.from_webhook) === 'true') ||
		(!include.system && text(item.type).startsWith('system_'))
	);
}

const allows = (wanted: ReadonlySet<string>, value: unknown) =>
	wanted.size === 0 || wanted.has(text(value));

/**
 * Whether an item of `parse.ts` starts the workflow. What a kind of event does not have cannot
 * exclude it: typing has no message, so text filters let it pass only if they are empty.
 */
export function passes(filter: Filter, self: Self, item: IDataObject): boolean {
	if (!filter.events.has(text(item.event))) return false;
	const isPost = typeof item.message === 'string' && typeof item.create_at === 'number';
	if (isPost ? isEcho(item, self, filter.include) : !filter.include.own && item.user_id === self.id)
		return false;
	if (!allows(filter.teams, item.team_id)) return false;
	if (!allows(filter.channels, item.channel_id)) return false;
	if (!allows(filter.users, item.user_id)) return false;
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
	const message = text(item.message);
	if (filter.text !== '' && !message.toLowerCase().includes(filter.text.toLowerCase())) {
		return false;
	}
	return !filter.pattern || filter.pattern.test(message);
}

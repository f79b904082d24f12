import { annotate, withPickers } from '../../shared/model/annotate';
import type { Field, Resource } from '../../shared/model/operation';
import { refineEmoji } from './messages/emoji';
import { refineList } from './longestList';
import { longestPost } from './messages/longestPost';
import { refineUsernames } from './pickers/findUser';
import { thingOf } from './things';

type Limit = Pick<Field, 'longest' | 'inBytes'>;
const characters = (longest: number): Limit => ({ longest });
const bytes = (longest: number): Limit => ({ longest, inBytes: true });
const post: Limit = { longest: longestPost };

/**
 * Most characters of texts, by resource and API name. From the constants and the `IsValid` of the
 * server's models (11.6); `bytes` where these count bytes. Longer ones are refused with 400, save a
 * custom status, whose text is cut.
 */
export const LIMITS: Record<string, Record<string, Limit>> = {
	post: { 'post.message': post },
	scheduledPost: { message: post },
	draft: { message: post },
	channel: {
		name: bytes(64),
		display_name: characters(64),
		header: characters(1024),
		purpose: characters(250),
		'banner_info.text': bytes(1024),
	},
	channelBookmark: {
		display_name: characters(64),
		link_url: characters(1024),
		image_url: characters(1024),
	},
	team: {
		name: bytes(64),
		display_name: characters(64),
		description: bytes(255),
		company_name: bytes(64),
		allowed_domains: bytes(500),
	},
	user: {
		email: bytes(128),
		username: bytes(64),
		first_name: characters(64),
		last_name: characters(64),
		nickname: characters(64),
		position: characters(128),
		password: bytes(72),
		new_password: bytes(72),
	},
	userStatus: { text: characters(100) },
	preference: { 'preferences.category': bytes(32), 'preferences.name': bytes(32) },
	group: { name: bytes(64), display_name: bytes(128), description: bytes(1024) },
	accessToken: { description: bytes(255) },
	incomingWebhook: {
		display_name: bytes(64),
		description: bytes(500),
		username: bytes(64),
		icon_url: bytes(1024),
	},
	outgoingWebhook: {
		display_name: bytes(64),
		description: bytes(500),
		username: bytes(64),
		icon_url: bytes(1024),
	},
	slashCommand: {
		trigger: bytes(128),
		url: bytes(1024),
		display_name: bytes(64),
		description: bytes(128),
	},
	bot: { username: bytes(64), display_name: characters(64), description: characters(1024) },
	emoji: { 'emoji.name': bytes(64) },
	scheme: { display_name: bytes(128), name: bytes(64), description: bytes(1024) },
	oauthApp: {
		name: bytes(64),
		description: characters(512),
		homepage: bytes(256),
		icon_url: bytes(512),
	},
};

/** Operations whose fields only look for something: no limit holds. */
const LOOKING = /^(get|search|autocomplete|exists|count)/;

/** Lists that servers bound as a whole. */
const BOUNDED_LISTS = new Set(['trigger_words', 'callback_urls']);

const EMOJI = new Set(['emoji', 'emoji_name', 'icon_emoji']);

/** Lists of names to mention users or groups by. */
const isMentions = (resource: string, { name, kind }: Field): boolean =>
	kind === 'strings' && (name === 'usernames' || (resource === 'group' && name === 'names'));

/** Details of the fields of Mattermost's resources that are kept as tables: lengths, IDs, emoji. */
export const withFacts = (resources: Resource[]): Resource[] =>
	withPickers(
		annotate(resources, (field, { resource, operation, within }) => {
			if (field.kind !== 'string' && field.kind !== 'strings') return undefined;
			const name = [...within.map((one) => one.name), field.name].filter(Boolean).join('.');
			const limit = LOOKING.test(operation.value) ? undefined : LIMITS[resource.value]?.[name];
			const emoji = EMOJI.has(field.name) && resource.value !== 'anyEndpoint';
			return {
				...(field.kind === 'string' ? limit : {}),
				...(emoji && field.kind === 'string' ? { refine: refineEmoji } : {}),
				...(field.kind === 'strings' && BOUNDED_LISTS.has(field.name)
					? { refine: refineList }
					: {}),
				...(isMentions(resource.value, field) ? { refine: refineUsernames } : {}),
				...thingOf(field),
			};
		}),
	);

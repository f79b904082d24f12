import {
	emoji,
	command,
	incomingHook,
	outgoingHook,
	post,
	threadRoot,
} from './pickers/postPickers';
import { channel, group, team, user, userOrMe } from './pickers/pickers';
import { onlyReads } from '../../shared/anyEndpoint/request';
import type { FactsOf, ValueFacts } from '../../shared/anyEndpoint/facts';
import type { Endpoint } from '../../shared/anyEndpoint/format';
import { refineEmoji } from './messages/emoji';
import { LIMITS } from './facts';
import { refineUsernames } from './pickers/findUser';
import { plainId } from './ids';
import { refineList } from './longestList';

/** What the values of Mattermost's endpoints name, and how long they may be. */

/** By the value's name. */
const BY_NAME: Array<[name: RegExp, facts: ValueFacts]> = [
	[
		/^((((bot|other|owner|invited)_)?user|member|owner|default_owner|assignee|participant|content_reviewer|subscriber|new_host)_ids?|(user|adminUser|subscriber)I[dD]s?)$/,
		{ picker: user },
	],
	[/^((\w+_)?team_ids?|teamI[dD]s?)$/, { picker: team }],
	[/^((\w+_)?channel_ids?|channelI[dD]s?)$/, { picker: channel }],
	[/^(root_id|post_root_id|thread_id)$/, { picker: threadRoot }],
	[/^((flagged_)?post_ids?|postIds?)$/, { picker: post }],
	[/^((not_)?in_)?group_id$/, { picker: group }],
	[/^command_id$/, { picker: command }],
	[/^emoji_id$/, { picker: emoji }],
	[
		/^(file|upload|bookmark|token|job|report|scheduled_post|scheme|remote)_ids?$/,
		{ picker: plainId },
	],
	[/^emoji_name$/, { refine: refineEmoji }],
	[/^username$/, { refine: refineUsernames }],
];

/** What the entries of a body that is a bare array name. */
const BARE: Array<[path: RegExp, facts: ValueFacts]> = [
	[/\/(users\/ids|status\/ids|members\/ids|channels\/direct|channels\/group)$/, { picker: user }],
	[/^\/plugins\/focalboard\/api\/v2\/(teams\/\{team_id\}\/)?users$/, { picker: user }],
	[/\/channels\/members\/\{user_id\}\/mark_read$/, { picker: channel }],
	[
		/\/(group_channels|channels\/ids|stats\/member_count|policies\/\{policy_id\}\/channels)$/,
		{ picker: channel },
	],
	[/\/policies\/\{policy_id\}\/teams$/, { picker: team }],
	[/\/posts\/ids(\/reactions)?$/, { picker: post }],
	[/\/(users\/usernames|groups\/names)$/, { refine: refineUsernames }],
	[/\/emoji\/names$/, { refine: refineEmoji }],
];

/** Whose texts a body holds, by the endpoint's path; the first that fits. */
const OWNERS: Array<[path: RegExp, resource: string]> = [
	[/\/posts\/schedule/, 'scheduledPost'],
	[/\/drafts/, 'draft'],
	[/\/posts/, 'post'],
	[/\/bookmarks/, 'channelBookmark'],
	[/\/status\/custom/, 'userStatus'],
	[/\/preferences/, 'preference'],
	[/\/tokens/, 'accessToken'],
	[/\/users/, 'user'],
	[/\/channels/, 'channel'],
	[/\/teams/, 'team'],
	[/\/groups/, 'group'],
	[/\/hooks\/incoming/, 'incomingWebhook'],
	[/\/hooks\/outgoing/, 'outgoingWebhook'],
	[/\/commands/, 'slashCommand'],
	[/\/bots/, 'bot'],
	[/\/emoji/, 'emoji'],
	[/\/schemes/, 'scheme'],
	[/\/oauth\/apps/, 'oauthApp'],
];

const first = <T>(table: Array<[RegExp, T]>, text: string): T | undefined =>
	table.find(([pattern]) => pattern.test(text))?.[1];

/** The limit of a text in the body of a change. */
function limitOf(endpoint: Endpoint, name: string): ValueFacts | undefined {
	if (onlyReads(endpoint)) return undefined;
	const owner = endpoint.path.startsWith('/api/v4/') ? first(OWNERS, endpoint.path) : undefined;
	const limits = Object.entries(LIMITS[owner ?? ''] ?? {});
	return limits.find(
		([key]) => key === name || key.endsWith(`.${name}`) || name.endsWith(`.${key}`),
	)?.[1];
}

/** @see FactsOf */
export const endpointFacts: FactsOf = (endpoint, at) => {
	const { path } = endpoint;
	if (at === 'body') return first(BARE, path);
	const names = at.split('.');
	const place = names.shift();
	const name = names[names.length - 1] ?? '';
	if (name === 'hook_id')
		return { picker: path.includes('/incoming') ? incomingHook : outgoingHook };
	if (name === 'trigger_words' || name === 'callback_urls') return { refine: refineList };
	// Servers understand `me` in paths alone.
	if (place === 'path' && name === 'user_id' && path.startsWith('/api/v4/')) {
		return { picker: userOrMe };
	}
	const isStatus = path.endsWith('/status/custom') || path.endsWith('/status/custom/recent');
	const facts = name === 'emoji' && isStatus ? { refine: refineEmoji } : first(BY_NAME, name);
	const limit = place === 'body' ? limitOf(endpoint, names.join('.')) : undefined;
	return facts || limit ? { ...limit, ...facts } : undefined;
};

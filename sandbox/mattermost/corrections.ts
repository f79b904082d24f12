import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Contract, Operation, Schema } from '../contract';

/** Where servers take more, or ask for less, than both contracts say. */
interface Correction {
	why: string;
	/** Further body properties. */
	body?: Record<string, Schema>;
	/** Body properties that need not be sent. */
	optional?: string[];
	/** Further query parameters. */
	query?: string[];
	/** Replaces the JSON body schema. */
	schema?: Schema;
	/** Raw bytes are taken too. */
	raw?: true;
	/** Success status of real servers. */
	status?: number;
	/** The body may be left out. */
	bodyOptional?: true;
}

const text: Schema = { type: 'string' };
const texts: Schema = { type: 'array', items: text };
const time: Schema = { type: 'integer' };
const flag: Schema = { type: 'boolean' };
const object: Schema = { type: 'object' };
const list = (items: Schema): Schema => ({ type: 'array', items });

const CATEGORY = {
	channel_ids: texts,
	sorting: text,
	sort_order: time,
	muted: flag,
	collapsed: flag,
};

/** By `METHOD /path` below /api/v4. */
export const CORRECTIONS: Record<string, Correction> = {
	'POST /users/login': { why: 'servers answer 200', status: 200, body: { ldap_only: text } },
	'POST /users': {
		why: 'invites; maps of texts',
		query: ['t', 'iid', 'r'],
		body: { props: object, notify_props: object, timezone: object },
		optional: ['password'],
	},
	'GET /image': { why: 'the address of the image', query: ['url'] },
	'POST /users/{user_id}/tokens': {
		why: 'servers answer 200; the client sends an end',
		status: 200,
		body: { expires_at: time },
	},
	'POST /users/tokens/revoke': {
		why: 'the token is named by its id',
		schema: { type: 'object', required: ['token_id'], properties: { token_id: text } },
	},
	'POST /users/tokens/disable': {
		why: 'the token is named by its id',
		schema: { type: 'object', required: ['token_id'], properties: { token_id: text } },
	},
	'POST /users/tokens/enable': {
		why: 'the token is named by its id',
		schema: { type: 'object', required: ['token_id'], properties: { token_id: text } },
	},
	'PUT /users/{user_id}/status': {
		why: 'user_id and an end for dnd',
		body: { user_id: text, dnd_end_time: time },
	},
	'PUT /users/{user_id}': {
		why: 'the body is a user, also its id',
		body: {
			id: text,
			create_at: time,
			auth_service: text,
			allow_marketing: flag,
			remote_id: text,
			notify_props: object,
			timezone: object,
		},
		optional: ['email', 'username', 'first_name', 'last_name', 'nickname', 'locale'],
	},
	'GET /users/{user_id}/audits': { why: 'paged', query: ['page', 'per_page'] },
	'POST /posts': {
		why: 'files without a text; the id that prevents a second post; priority in full',
		optional: ['message'],
		body: {
			pending_post_id: text,
			type: text,
			props: object,
			file_ids: texts,
			metadata: object,
			create_at: time,
		},
	},
	'POST /posts/ephemeral': {
		why: 'post is a post',
		schema: {
			type: 'object',
			required: ['user_id', 'post'],
			properties: {
				user_id: text,
				post: {
					type: 'object',
					required: ['channel_id', 'message'],
					properties: { channel_id: text, message: text, root_id: text, props: object },
				},
			},
		},
	},
	'PUT /posts/{post_id}': {
		why: 'the body is a post; props is an object',
		body: { id: text, props: object, is_pinned: flag, message: text, has_reactions: flag },
		optional: ['message'],
	},
	'PUT /posts/{post_id}/patch': {
		why: 'props is an object',
		body: { props: object, is_pinned: flag, file_ids: texts },
	},
	'POST /posts/{post_id}/actions/{action_id}': {
		why: 'menus send what was selected',
		schema: { type: 'object', properties: { selected_option: text, cookie: text } },
		bodyOptional: true,
	},
	'PUT /hooks/incoming/{hook_id}': {
		why: 'id on servers of today, team_id on old ones; hook_id does no harm; 201',
		status: 201,
		body: { id: text, hook_id: text, team_id: text, username: text, icon_url: text },
		optional: ['id', 'hook_id', 'channel_id', 'display_name', 'description'],
	},
	'POST /hooks/incoming': {
		why: 'name, picture and lock of the channel',
		body: { username: text, icon_url: text, channel_locked: flag, user_id: text },
	},
	'PUT /hooks/outgoing/{hook_id}': {
		why: 'the body is a hook',
		body: {
			id: text,
			token: text,
			hook_id: text,
			team_id: text,
			channel_id: text,
			trigger_words: texts,
			trigger_when: time,
			callback_urls: texts,
			content_type: text,
			username: text,
			icon_url: text,
		},
		optional: ['id', 'hook_id', 'channel_id', 'display_name', 'description'],
	},
	'POST /hooks/outgoing': {
		why: 'name and picture',
		body: { username: text, icon_url: text, creator_id: text },
	},
	'PUT /teams/{team_id}/patch': {
		why: 'part of the patch since 5.x',
		body: { allowed_domains: text },
	},
	'PUT /users/{user_id}/patch': {
		why: 'maps of texts',
		body: { props: object, notify_props: object, timezone: object },
	},
	'PUT /teams/{team_id}': {
		why: 'the body is a team, also its id',
		body: {
			id: text,
			name: text,
			type: text,
			email: text,
			allow_open_invite: flag,
			group_constrained: flag,
			last_team_icon_update: time,
		},
		optional: ['display_name', 'description', 'company_name', 'allowed_domains', 'invite_id'],
	},
	'PUT /channels/{channel_id}': {
		why: 'the body is a channel, also its id',
		body: { id: text, team_id: text },
		optional: ['name', 'display_name', 'purpose', 'header', 'id'],
	},
	'POST /commands': {
		why: 'the body is a command',
		body: {
			username: text,
			icon_url: text,
			auto_complete: flag,
			auto_complete_desc: text,
			auto_complete_hint: text,
			display_name: text,
			description: text,
		},
	},
	'POST /commands/execute': {
		why: 'team of a direct channel, and the thread',
		body: { team_id: text, root_id: text },
	},
	'GET /users/{user_id}/teams/{team_id}/threads': {
		why: 'read on from a thread; only unread ones; without direct messages',
		query: ['before', 'after', 'unread', 'excludeDirect'],
	},
	'PUT /commands/{command_id}': {
		why: 'the body is a command; servers say update_at and delete_at',
		body: { update_at: time, delete_at: time },
	},
	'POST /bots/{bot_user_id}/convert_to_user': {
		why: 'maps of texts',
		body: { props: object, notify_props: object, timezone: object },
	},
	'PUT /oauth/outgoing_connections/{outgoing_oauth_connection_id}': {
		why: 'the body is a connection, also its id',
		body: { id: text },
	},
	'PUT /oauth/apps/{app_id}': {
		why: 'the body is an app, also its id',
		body: { id: text, mattermost_app_id: text },
	},
	'POST /teams/members/invite': { why: 'token or invite_id', query: ['token', 'invite_id'] },
	'POST /compliance/reports': {
		why: 'the report to make',
		schema: {
			type: 'object',
			properties: { desc: text, emails: text, keywords: text, start_at: time, end_at: time },
		},
		status: 201,
	},
	'POST /channels/{channel_id}/members': {
		why: 'one or many',
		body: { user_ids: texts, post_root_id: text },
		optional: ['user_id'],
	},
	'POST /elasticsearch/test': { why: 'empty tests the stored settings', bodyOptional: true },
	'POST /email/test': { why: 'empty tests the stored settings', bodyOptional: true },
	'POST /file/s3_test': { why: 'empty tests the stored settings', bodyOptional: true },
	'POST /files': {
		why: 'raw bytes with channel_id and filename in the query',
		query: ['channel_id', 'filename', 'client_id'],
		raw: true,
		status: 201,
	},
	'POST /files/search': {
		why: 'servers read JSON',
		schema: {
			type: 'object',
			properties: {
				terms: text,
				is_or_search: flag,
				time_zone_offset: time,
				include_deleted_channels: flag,
				page: time,
				per_page: time,
			},
		},
	},
	'POST /teams/{team_id}/files/search': {
		why: 'servers read JSON',
		schema: {
			type: 'object',
			properties: {
				terms: text,
				is_or_search: flag,
				time_zone_offset: time,
				include_deleted_channels: flag,
				page: time,
				per_page: time,
			},
		},
	},
	'POST /uploads/{upload_id}': { why: '200 when complete, 204 before', status: 200 },
	'POST /emoji': { why: 'servers answer 200', status: 200 },
	'POST /emoji/search': {
		why: 'prefix_only is a switch',
		schema: {
			type: 'object',
			required: ['term'],
			properties: { term: text, prefix_only: flag },
		},
	},
	'POST /posts/schedule': { why: 'priority as of drafts', body: { priority: object } },
	'PUT /posts/schedule/{scheduled_post_id}': {
		why: 'the body is a scheduled post',
		body: { root_id: text, props: object, file_ids: texts, priority: object },
	},
	'POST /actions/dialogs/open': {
		why: 'the dialog has a picture and may have no fields',
		schema: {
			type: 'object',
			required: ['trigger_id', 'url', 'dialog'],
			properties: {
				trigger_id: text,
				url: text,
				dialog: {
					type: 'object',
					required: ['title'],
					properties: {
						callback_id: text,
						title: text,
						introduction_text: text,
						icon_url: text,
						elements: list(object),
						submit_label: text,
						notify_on_cancel: flag,
						state: text,
					},
				},
			},
		},
	},
	'PUT /users/{user_id}/preferences': { why: 'a list', schema: list(object) },
	'POST /users/{user_id}/preferences/delete': { why: 'a list', schema: list(object) },
	'POST /channels/{channel_id}/convert': { why: 'no body', bodyOptional: true },
	'GET /license/client': { why: 'needed up to 11.6 at least', query: ['format'] },
	'GET /teams': { why: 'the total', query: ['include_total_count'] },
	'GET /hooks/incoming': { why: 'the total', query: ['include_total_count'] },
	'POST /groups': {
		why: 'the body is a group; servers answer 201',
		body: { description: text },
		status: 201,
	},
	'GET /users': { why: 'servers read it', query: ['not_in_group'] },
	'POST /users/{user_id}/terms_of_service': {
		why: 'what servers and their client say',
		schema: {
			type: 'object',
			required: ['termsOfServiceId', 'accepted'],
			properties: { termsOfServiceId: text, accepted: flag },
		},
	},
	'POST /groups/{group_id}/teams/{team_id}/link': { why: 'how it is linked', schema: object },
	'POST /groups/{group_id}/channels/{channel_id}/link': { why: 'how it is linked', schema: object },
	'PUT /groups/{group_id}/teams/{team_id}/patch': { why: 'rights', body: { scheme_admin: flag } },
	'PUT /groups/{group_id}/channels/{channel_id}/patch': {
		why: 'rights',
		body: { scheme_admin: flag },
	},
	'PUT /groups/{group_id}/patch': { why: 'mentions', body: { allow_reference: flag } },
	'GET /groups': {
		why: 'what the client sends',
		query: [
			'group_source',
			'only_syncable_sources',
			'filter_parent_team_permitted',
			'include_archived',
			'filter_archived',
			'filter_has_member',
			'include_member_ids',
			'include_channel_member_count',
			'include_timezones',
		],
	},
	'GET /groups/{group_id}': { why: 'what the client sends', query: ['include_member_count'] },
	'GET /teams/{team_id}/groups': { why: 'what the client sends', query: ['q', 'paginate'] },
	'GET /channels/{channel_id}/groups': {
		why: 'what the client sends',
		query: ['q', 'paginate', 'include_member_count'],
	},
	'GET /users/autocomplete': {
		why: 'servers read in_team and in_channel',
		query: ['in_team', 'in_channel'],
	},
	'POST /teams/search': { why: 'numbers on the wire', body: { page: time, per_page: time } },
	'POST /channels/search': { why: 'numbers on the wire', body: { page: time, per_page: time } },
	'POST /channels/{channel_id}/convert_to_channel': {
		why: 'the names of the new channel; rights are checked by the team in the query',
		query: ['team_id'],
		body: { name: text, display_name: text },
	},
	'GET /users/{user_id}/teams/unread': { why: 'no team need be left out', query: ['exclude_team'] },
	'PUT /channels/{channel_id}/moderations/patch': { why: 'a list', schema: list(object) },
	'PUT /channels/{channel_id}/members/{user_id}/notify_props': {
		why: 'notifications of threads',
		body: {
			desktop_threads: text,
			push_threads: text,
			ignore_channel_mentions: text,
			channel_auto_follow_threads: text,
		},
	},
	'POST /users/{user_id}/teams/{team_id}/channels/categories': {
		why: 'its channels and their order',
		body: CATEGORY,
	},
	'PUT /users/{user_id}/teams/{team_id}/channels/categories/{category_id}': {
		why: 'its channels and their order',
		body: CATEGORY,
	},
	'PUT /users/{user_id}/teams/{team_id}/channels/categories': {
		why: 'a list of categories with their channels',
		schema: list(object),
	},
};

/** Query parameters that `contracts/corrections.json` adds, with their schemas, by operation. */
const FURTHER_QUERY = new Map(
	(
		JSON.parse(
			readFileSync(join(__dirname, '..', '..', 'contracts', 'corrections.json'), 'utf8'),
		) as { mattermost: Array<{ endpoint: string; query?: Record<string, Schema | null> }> }
	).mattermost.map(({ endpoint, query = {} }) => [endpoint.replace(' /api/v4', ' '), query]),
);

/** The operation as servers really take it. */
export function corrected(contract: Contract, operation: Operation, key: string): Operation {
	const correction = CORRECTIONS[key] ?? { why: '' };
	const query = new Map(operation.query);
	for (const [name, parameter] of query) {
		// The seed's contract calls page numbers texts.
		const isCount = /^\d+$/.test(String(parameter.schema.default));
		if (isCount) query.set(name, { ...parameter, schema: { type: 'integer' } });
	}
	for (const name of correction.query ?? []) {
		query.set(name, { name, required: false, schema: {} });
	}
	for (const [name, schema] of Object.entries(FURTHER_QUERY.get(key) ?? {})) {
		if (schema && !query.has(name)) query.set(name, { name, required: false, schema });
	}
	return {
		...operation,
		query,
		status: correction.status ?? operation.status,
		body: correctedBody(contract, operation.body, correction),
	};
}

function correctedBody(
	contract: Contract,
	body: Operation['body'],
	correction: Correction,
): Operation['body'] {
	const { schema, optional, bodyOptional } = correction;
	if (schema) return { required: !bodyOptional, content: { 'application/json': schema } };
	if (!body || !(correction.body || optional || bodyOptional)) return body;
	const content = { ...body.content };
	const own = content['application/json'];
	if (own) content['application/json'] = widen(contract.flat(own), correction);
	return { required: body.required && !bodyOptional, content };
}

/** A body schema with more properties and fewer required ones; the contract's stays as it is. */
function widen(own: Schema, { body = {}, optional = [] }: Correction): Schema {
	return {
		...own,
		properties: { ...own.properties, ...body },
		required: own.required?.filter((name) => !optional.includes(name)),
	};
}

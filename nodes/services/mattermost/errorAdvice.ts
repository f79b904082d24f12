/**
 * What to do about a refusal, by the server's error ID or its words. IDs are those of Mattermost's
 * `server/i18n/en.json`; servers before 5.26 begin some with `store.sql_` where newer ones say `app.`.
 */

const ARCHIVED =
	'The channel is archived: unarchive it with Channel → Unarchive, or choose another channel';
const NAME_TAKEN =
	'Choose another name. Archived channels keep their names too: find them with Channel → Get Many Archived, and restore one with Restore';
const USER_TAKEN =
	'Choose another one. Deactivated accounts keep theirs too: find them with User → Get by Username or Get by Email';
const TOO_LARGE =
	'The file is larger than the server allows (System Console → File Sharing and Downloads → Maximum File Size): send a smaller file or raise the limit';
const RESTRICTED_DIRECT =
	'The server allows direct messages only between members of the same team: add both users to one team';
const GROUPS =
	'LDAP groups manage the members: change the group, or its link to the team or channel';
const EXPIRED_DIALOG =
	'A dialog must be opened within 30 seconds of the click or command, on servers before 9.4 within 3: open it first, and place slow nodes after it';
const LICENCE = 'The feature requires another edition or license of Mattermost';
const LINK_EXPIRED = 'The link expires and works only once: request a new one';

const BY_ID: Array<[RegExp, string]> = [
	[/^store\.sql_channel\.save_channel\.(exists|previously)\.app_error$/, NAME_TAKEN],
	[/^store\.sql_channel\.update\.(exists|previously)\.app_error$/, NAME_TAKEN],
	[
		/^(app\.team\.save\.existing|store\.sql_team\.save\.domain_exists)\.app_error$/,
		'Choose another name for the URL. Archived teams keep their names too',
	],
	[/\.save\.(username|email)_exists\.app_error$/, USER_TAKEN],
	[/update(_auth_data)?\.(username_taken|email_taken|email_exists)/, USER_TAKEN],
	[
		/^api\.emoji\.create\.duplicate\.app_error$/,
		'Choose another name, or delete the emoji with this name first',
	],
	[
		/^api\.command\.duplicate_trigger\.app_error$/,
		'Another command of the team, or a plugin, uses this word: choose another word',
	],
	[
		/^(api\.post\.(create_post\.can_not_post_to_deleted|(patch|update)_post\.can_not_update_post_in_deleted|delete_post\.can_not_delete_post_in_deleted)|api\.command\.execute_command\.deleted)\.error$/,
		ARCHIVED,
	],
	[
		/archived_channel|channel\.(update_channel|delete_channel|add_user\.to\.channel\.failed)\.deleted|channel_deleted|can_not_draft_to_deleted|upload_to_deleted_channel|deleted_channel\.forbidden/,
		ARCHIVED,
	],
	[/restricted_dm|direct_channel\.team_restricted|team_restricted_error/, RESTRICTED_DIRECT],
	[
		/^api\.post\.update_post\.permissions_time_limit\.app_error$/,
		'The server limits how long messages can be edited (System Console → Posts → Post Edit Time Limit): reply in the thread instead',
	],
	[
		/^model\.(post|draft)\.is_valid\.(msg|message_length)\.app_error$/,
		'Shorten the message, or split it into several messages: servers accept 16,383 characters (4,000 before version 5.0)',
	],
	[
		/^model\.channel\.is_valid\.(name|display_name|header|purpose|2_or_more)\.app_error$/,
		'Names in URLs consist of a-z, 0-9, - and _ and have at most 64 characters, display names 64, purposes 250, headers 1,024',
	],
	[
		/^model\.user\.is_valid\.username\.app_error$/,
		'Usernames begin with a letter, consist of a-z, 0-9, dots, - and _, and have 3 to 64 characters (22 before version 5.33)',
	],
	[
		/^model\.team\.is_valid\.(name|url|characters|reserved)\.app_error$/,
		'Team names begin with a letter, consist of a-z, 0-9 and -, have 2 to 64 characters, and are not a reserved word such as admin or api',
	],
	[
		/^api\.post\.create_post\.(channel_)?root_id\.app_error$/,
		'Enter the first message of a thread in this channel; Message → Reply accepts any message of the thread',
	],
	[/^model\.post\.is_valid\.root_id\.app_error$/, 'Enter a message ID of 26 characters'],
	[/^interactive_message\.decode_trigger_id\.expired$/, EXPIRED_DIALOG],
	[
		/^interactive_message\.decode_trigger_id\./,
		'Use the trigger_id that this server sent with the click or command, unchanged',
	],
	[
		/upload_file\.too_large|upload_too_large|emoji\.create\.too_large|set_team_icon\.too_large|upload_profile_user\.too_large|upload_brand_image\.too_large|plugin\.upload\.file_too_large/,
		TOO_LARGE,
	],
	[/request_body_too_large/, 'Send less at once: use fewer attachments or shorter properties'],
	[
		/^app\.email\.rate_limit_exceeded\.app_error$/,
		'The server limits how many invitations each account sends per hour: wait, and send fewer at once with Loop Over Items',
	],
	[/group_constrained/, GROUPS],
	[
		/allowed_domains|accepted_domain|accepted_guest_domain/,
		'The team or server accepts only email addresses of certain domains: add the domain, or use another address',
	],
	[
		/too_many_reactions/,
		'The message has reached the maximum number of different emoji: use one that it already has',
	],
	[
		/is_valid\.emoji_name|^app\.emoji\.get_by_name\.no_result$/,
		'Enter the name of an emoji on this server, such as thumbsup',
	],
	[
		/(max_accounts|user_limits?\.exceeded|user_limits\.exceeded)/,
		'The team or server has reached its maximum number of users',
	],
	[
		/max_channel_limit|save_channel\.limit/,
		'The team has reached its maximum number of channels (System Console → Users and Teams → Max Channels Per Team)',
	],
	[/link_expired|signup_link_expired|invitation_expired/, LINK_EXPIRED],
	[
		/mfa_required/,
		'The account must set up multi-factor authentication, or use a personal access token',
	],
	[/\.license|license_error|no_license|feature_unavailable/, LICENCE],
	[
		/incoming_webhook\.disabled|outgoing_webhook\.disabled|command\.disabled|emoji\.disabled|attachments\.disabled|create_disabled|plugin\.disabled|custom_status\.disabled|drafts?\.(feature_)?disabled|\.disabled\.(app_)?error$/,
		'The feature is turned off on this server: an administrator can turn it on in the System Console',
	],
];

/** Words of other programs that a server passes on. */
const BY_WORDS: Array<[RegExp, string]> = [
	[
		/address forbidden|AllowedUntrustedInternalConnections/i,
		'Mattermost may not call addresses in its own network: add the host of n8n to System Console → Environment → Developer → Allow untrusted internal connections (ServiceSettings.AllowedUntrustedInternalConnections)',
	],
	[
		/certificate signed by unknown authority|x509/i,
		'Mattermost does not trust the certificate of the URL that it calls: use a certificate from a known authority, or add the authority to those of the server',
	],
	[
		/no such host|connection refused|i\/o timeout|context deadline exceeded/i,
		'Mattermost cannot reach the URL that it calls: check it from the host of the server',
	],
	[
		/duplicate key value|unique constraint/i,
		'It already exists: search for it instead of creating it',
	],
];

/**
 * Advice about an error that Mattermost answered with.
 * @param id e.g. `api.post.create_post.root_id.app_error`
 * @param words the error's message and details
 */
export function adviceFor(id: string, words: string): string | undefined {
	return (
		BY_WORDS.find(([pattern]) => pattern.test(words))?.[1] ??
		BY_ID.find(([pattern]) => pattern.test(id))?.[1]
	);
}

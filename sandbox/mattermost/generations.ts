import type { Version } from './version';

/** First version that knows a route (`since`), first one that no longer does (`until`). */
interface Life {
	since?: string;
	until?: string;
}

/** Routes whose life differs from "in the contract of 4.10 and ever since". */
const LIVES: Record<string, Life> = {
	'GET /webrtc/token': { until: '5.6' },
	'POST /plugins/{plugin_id}/activate': { until: '5.2' },
	'POST /plugins/{plugin_id}/deactivate': { until: '5.2' },
	'POST /plugins/{plugin_id}/enable': { since: '5.2' },
	'POST /plugins/{plugin_id}/disable': { since: '5.2' },
	'POST /channels/{channel_id}/convert': { since: '4.10', until: '6.0' },
	'PUT /channels/{channel_id}/privacy': { since: '5.16' },
	'POST /users/mfa': { until: '6.0' },
	'POST /uploads': { since: '5.28' },
	'GET /uploads/{upload_id}': { since: '5.28' },
	'POST /uploads/{upload_id}': { since: '5.28' },
	'POST /bots': { since: '5.12' },
	'GET /bots': { since: '5.12' },
	// Absent on 5.36; 6.0 is the first version after the last 5.x.
	'GET /roles': { since: '6.0' },
	'POST /posts/ids': { since: '6.0' },
	'POST /posts/search': { since: '6.0' },
	'GET /posts/{post_id}/info': { since: '6.0' },
	'GET /posts/{post_id}/edit_history': { since: '6.0' },
	'POST /emoji/names': { since: '9.2' },
	'POST /files/search': { since: '10.2' },
	// Absent on 11.6.
	'POST /file/test': { since: '11.7' },
	'GET /users/auth_data': { since: '11.7' },
	'POST /users/tokens/rotate': { since: '11.7' },
	'GET /users/tokens/non_compliant/count': { since: '11.7' },
	'POST /users/tokens/non_compliant/revoke': { since: '11.7' },
	'PUT /users/{user_id}/teams/{team_id}/read': { since: '11.7' },
	'PUT /channels/members/{user_id}/direct/read': { since: '11.7' },
	'PUT /channels/{channel_id}/members': { since: '11.7' },
	'GET /teams/{team_id}/channels/recommended': { since: '11.7' },
	'GET /teams/{team_id}/channels/managed_categories': { since: '11.7' },
	// Not in the 4.10 contract, but in its servers.
	'POST /users/login': {},
	'POST /users/logout': {},
	'POST /reactions': {},
	'GET /posts/{post_id}/reactions': {},
	'DELETE /users/{user_id}/posts/{post_id}/reactions/{emoji_name}': {},
	'DELETE /hooks/incoming/{hook_id}': {},
	'DELETE /teams/{team_id}/image': {},
	'GET /system/timezones': {},
	'GET /image': {},
};

/**
 * Whether a server has a route. Routes of today's contract only are taken as unknown before 5.0;
 * when each of them arrived between 5.0 and today is recorded only where LIVES names it.
 * @param key `METHOD /path` below /api/v4
 */
export function isRouted(key: string, inSeed: boolean, version: Version): boolean {
	const life = LIVES[key] ?? (inSeed ? {} : { since: '5.0' });
	return version.since(life.since ?? '0') && (!life.until || version.before(life.until));
}

/** Properties of answers, by the version that brought them. */
const PROPERTIES: Array<[string, string[]]> = [
	['5.0', ['scheme_guest', 'scheme_user', 'scheme_admin', 'explicit_roles', 'scheme_id', 'props']],
	['5.0', ['group_constrained', 'guest_count', 'is_bot', 'bot_description']],
	['6.0', ['total_msg_count_root', 'last_root_post_at', 'mention_count_root', 'msg_count_root']],
	['6.0', ['shared', 'policy_id', 'pinnedpost_count', 'files_count']],
];

/** Leaves out what a server of that age does not send yet, in an object or in the rows of a list. */
export function trimmed(body: unknown, version: Version): unknown {
	if (version.since('6.0') || typeof body !== 'object' || body === null) return body;
	if (Buffer.isBuffer(body)) return body;
	if (Array.isArray(body)) return body.map((row) => trimmed(row, version));
	// Posts and users have always had props.
	const isOld = 'message' in body || 'email' in body;
	const copy: Record<string, unknown> = { ...body };
	for (const [since, names] of PROPERTIES) {
		if (version.since(since)) continue;
		for (const name of names) if (name !== 'props' || !isOld) delete copy[name];
	}
	return copy;
}

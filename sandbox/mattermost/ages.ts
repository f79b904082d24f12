import { correctionOf } from '../../contracts/corrections';
import type { Version } from './version';

/**
 * Whether a server has a route. Routes of today's contract only are taken as unknown before 5.0; when
 * each of them came and went is recorded in `contracts/corrections.json`.
 * @param endpoint `METHOD /path` below the site
 */
export function isRouted(endpoint: string, inSeed: boolean, version: Version): boolean {
	const { since = inSeed ? '0' : '5.0', until } = correctionOf('mattermost', endpoint);
	return version.since(since) && (!until || version.before(until));
}

/** Properties of answers, by the version that brought them. */
const PROPERTIES: Array<[string, string[]]> = [
	['5.0', ['scheme_guest', 'scheme_user', 'scheme_admin', 'explicit_roles', 'scheme_id', 'props']],
	['5.0', ['group_constrained', 'guest_count', 'is_bot', 'bot_description']],
	['5.36', ['total_msg_count_root', 'mention_count_root', 'msg_count_root']],
	['6.0', ['last_root_post_at']],
	['6.0', ['shared', 'policy_id', 'pinnedpost_count', 'files_count']],
];

/** Error IDs that older servers word otherwise. */
const OLD_IDS: Array<[RegExp, string]> = [
	[/^app\.user\.get\.app_error$/, 'store.sql_user.missing_account.const'],
	[/^app\.(user|post|preference|file_info)\./, 'store.sql_$1.'],
];

/** The ID that a server of that age gives an error. */
export function errorIdAt(version: Version, id: string): string {
	if (version.since('5.26')) return id;
	const [pattern, instead] = OLD_IDS.find(([one]) => one.test(id)) ?? [];
	return pattern ? id.replace(pattern, instead!) : id;
}

/** Leaves out what a server of that age does not send yet, in an object or in the rows of a list. */
export function trimmed(body: unknown, version: Version): unknown {
	if (version.since('6.0') || typeof body !== 'object' || body === null) return body;
	if (Buffer.isBuffer(body)) return body;
	if (Array.isArray(body)) return body.map((row) => trimmed(row, version));
	// Posts, users and sessions have always had props.
	const isOld = 'message' in body || 'email' in body || 'device_id' in body;
	const copy: Record<string, unknown> = { ...body };
	for (const [since, names] of PROPERTIES) {
		if (version.since(since)) continue;
		for (const name of names) if (name !== 'props' || !isOld) delete copy[name];
	}
	for (const [name, value] of Object.entries(copy)) {
		const isKept = 'message' in body || 'email' in body;
		if (Array.isArray(value) && !isKept) copy[name] = trimmed(value, version);
	}
	return copy;
}

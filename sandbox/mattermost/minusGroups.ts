import { omit, pageOf, Reply, type Call, type Row } from './api';
import { HASH } from './state';

/** What 5.37 has of a user and does not tell here, or tells only where it has a value. */
const HIDDEN = [
	'auth_data',
	'email_verified',
	'failed_attempts',
	'last_picture_update',
	'mfa_active',
	'props',
	'remote_id',
	'is_bot',
	'bot_description',
];

/** Members of a channel or team who are in none of the groups that the query names. */
export function minusGroups(
	{ state, query, version }: Call,
	members: Map<string, Row>,
): Row | Reply {
	const groups = (query.get('group_ids') ?? '').split(',');
	const rest = [...members].filter(([id]) =>
		groups.every((group) => !state.groups.get(group)?.members.has(id)),
	);
	const users = rest.flatMap(([id, { scheme_guest, scheme_user, scheme_admin }]): Row[] => {
		const user = state.users.get(id)!;
		if (user.delete_at || user.is_bot) return [];
		// 5.37 tells all of a user, its password's hash too, and no guests.
		const isOld = version.before('6.0');
		const roles = { scheme_guest: !isOld && scheme_guest, scheme_user, scheme_admin };
		const shown = isOld
			? {
					...omit(user, HIDDEN),
					password: HASH,
					disable_welcome_email: false,
				}
			: omit(user, ['notify_props']);
		return [{ ...shown, groups: [], ...roles }];
	});
	const answer = {
		users: pageOf(
			users.sort((a, b) => (String(a.username) < String(b.username) ? -1 : 1)),
			query,
		),
		total_count: users.length,
	};
	return version.before('6.0') ? new Reply(200, answer, {}, false, true) : answer;
}

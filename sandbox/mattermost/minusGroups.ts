import { omit, pageOf, type Call, type Row } from './api';

/** Members of a channel or team who are in none of the groups that the query names. */
export function minusGroups({ state, query }: Call, members: Map<string, Row>): Row {
	const groups = (query.get('group_ids') ?? '').split(',');
	const rest = [...members].filter(([id]) =>
		groups.every((group) => !state.groups.get(group)?.members.has(id)),
	);
	const users = rest.flatMap(([id, { scheme_guest, scheme_user, scheme_admin }]): Row[] => {
		const user = state.users.get(id)!;
		if (user.delete_at || user.is_bot) return [];
		const roles = { scheme_guest, scheme_user, scheme_admin };
		return [{ ...omit(user, ['notify_props']), groups: [], ...roles }];
	});
	return {
		users: pageOf(
			users.sort((a, b) => (String(a.username) < String(b.username) ? -1 : 1)),
			query,
		),
		total_count: users.length,
	};
}

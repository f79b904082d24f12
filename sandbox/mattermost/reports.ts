import { AppError, type Call, type Row, type Table } from './api';
import { sortedUsers } from './users';
import type { User } from './state';

/** What administrators read about all users. */

/** Most rows of a page of a report. */
const MOST_ROWS = 100;

const without = (query: URLSearchParams, name: string) => query.get(name) !== 'true';

/** Users of a report, as far as its filters want them. */
function reported({ state, query }: Call): User[] {
	const [team, role] = [query.get('team_filter'), query.get('role_filter')];
	const term = (query.get('search_term') ?? '').toLowerCase();
	const teamsOf = (id: string) =>
		[...state.teamMembers].filter(([, members]) => members.has(id)).map(([teamId]) => teamId);
	return sortedUsers(state).filter((user) => {
		const texts = [user.username, user.email, user.first_name, user.last_name, user.nickname];
		return (
			!user.is_bot &&
			(!team || teamsOf(user.id).includes(team)) &&
			(!role || user.roles.split(' ').includes(role)) &&
			(without(query, 'has_no_team') || teamsOf(user.id).length === 0) &&
			(without(query, 'hide_active') || user.delete_at > 0) &&
			(without(query, 'hide_inactive') || user.delete_at === 0) &&
			texts.some((text) => String(text).toLowerCase().includes(term))
		);
	});
}

/** Columns that a report may be sorted by. */
const COLUMNS: Record<string, string> = {
	Username: 'username',
	FirstName: 'first_name',
	LastName: 'last_name',
	Nickname: 'nickname',
	Email: 'email',
	Roles: 'roles',
	CreateAt: 'create_at',
};

/** A page: `page_size` rows after the row that the query names by its value and ID. */
function page(call: Call): Row[] {
	const { query, state } = call;
	const size = Number(query.get('page_size') ?? 50);
	if (!(size > 0 && size <= MOST_ROWS)) {
		const id = 'api.getUsersForReporting.invalid_page_size';
		throw new AppError(400, id, 'Invalid page size.');
	}
	const column = COLUMNS[query.get('sort_column') || 'Username'];
	if (!column) {
		const id = 'model.user_report_options.is_valid.invalid_sort_column';
		throw new AppError(400, id, 'Invalid sort column.');
	}
	const isDown = query.get('sort_direction') === 'desc';
	const order = (a: Row, b: Row) => {
		const [one, other] = [
			[a[column], a.id],
			[b[column], b.id],
		].map(([value, id]) => {
			const text = typeof value === 'number' ? String(value).padStart(15, '0') : String(value);
			return `${text}\n${String(id)}`;
		}) as [string, string];
		return (one < other ? -1 : one > other ? 1 : 0) * (isDown ? -1 : 1);
	};
	const rows: Row[] = reported(call).sort(order);
	const id = query.get('from_id');
	const from = { [column]: query.get('from_column_value'), id };
	const later = id ? rows.filter((row) => order(row, from) > 0) : rows;
	const posts = [...state.posts.values()];
	return later.slice(0, size).map((user) => {
		const own = posts.filter(({ user_id }) => user_id === user.id);
		return {
			...user,
			last_login: 0,
			...(own.length > 0 && { last_post_date: own.at(-1)!.create_at, total_posts: own.length }),
		};
	});
}

export const reports: Table = {
	'GET /reports/users': page,
	'GET /reports/users/count': (call) => reported(call).length,
	'GET /users/stats/filtered': ({ state, query }) => {
		const [team, channel] = [query.get('in_team'), query.get('in_channel')];
		const roles = (query.get('roles') ?? '').split(',').filter(Boolean);
		const users = [...state.users.values()].filter(
			(user) =>
				(query.get('include_deleted') === 'true' || !user.delete_at) &&
				(query.get('include_bots') === 'true' || !user.is_bot) &&
				(!team || state.teamMembers.get(team)?.has(user.id)) &&
				(!channel || state.channelMembers.get(channel)?.has(user.id)) &&
				(roles.length === 0 || user.roles.split(' ').some((role) => roles.includes(role))),
		);
		return { total_users_count: users.length };
	},
};

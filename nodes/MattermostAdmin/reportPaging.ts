import type { IDataObject } from 'n8n-workflow';
import type { Pagination } from '../shared/model/pagination';

/** Users report: the next page begins after the last user's sort value and ID. */
export const userCursor: Pagination = {
	maxPageSize: 100,
	first: (request, size) => ({
		...request,
		query: { ...request.query, page_size: size, direction: 'next' },
	}),
	next: (request, { rows, size }) => {
		const last = rows[rows.length - 1] as IDataObject | undefined;
		if (!last || rows.length < size) return undefined;
		const column = String(request.query.sort_column ?? 'Username');
		const value = last[COLUMNS[column] ?? 'username'];
		return {
			...request,
			query: { ...request.query, from_column_value: value, from_id: last.id },
		};
	},
};

/** Property of a row that holds a sort column's value. */
const COLUMNS: Record<string, string> = {
	Username: 'username',
	CreateAt: 'create_at',
	FirstName: 'first_name',
	LastName: 'last_name',
	Nickname: 'nickname',
	Email: 'email',
	Roles: 'roles',
};

/** Posts report: an opaque cursor in the answer goes into the next body. */
export const postCursor: Pagination = {
	maxPageSize: 1000,
	hasCursor: true,
	mayIgnorePages: true,
	first: (request, size) => ({
		...request,
		body: { ...(request.body as IDataObject), per_page: size },
	}),
	next: (request, { body }) => {
		const answer = (body ?? {}) as IDataObject;
		const next = answer.next_cursor as IDataObject | string | null | undefined;
		const cursor = typeof next === 'string' ? next : next?.cursor;
		return cursor ? { ...request, body: { ...(request.body as IDataObject), cursor } } : undefined;
	},
};

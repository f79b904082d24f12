import { idIn, rowsIn, unless, type Row } from '../responseGuards';
import { ownId } from '../users';
import type { Client } from '../../../shared/http/client';
import { onlyOne, quoted, sameName } from '../../../shared/request/resolveId';
import { isId } from '../ids';
import { after, linkOf } from './links';

/** A username as servers write it (server source, `NormalizeUsername`): lower case, no `@`. */
export const normalized = (username: string): string =>
	username.trim().replace(/^@/, '').toLowerCase();

/** `refine` of names to mention somebody by, one or several: servers compare them as they write them. */
export const refineUsernames = (_call: Client, _path: string, value: unknown): unknown =>
	Array.isArray(value)
		? value.map((one) => (typeof one === 'string' ? normalized(one) : (one as unknown)))
		: typeof value === 'string'
			? normalized(value)
			: value;

/** Characters of usernames; remote users have a colon (server source, `IsValidUsernameAllowRemote`). */
export const isUsername = (value: string): boolean => /^[a-z0-9._-]+(:[a-z0-9._-]+)?$/.test(value);

export const isEmail = (value: string): boolean => /^[^\s@]+@[^\s@]+$/.test(value);

const FIX =
	'Enter the username, the email address or the ID; usernames consist of the letters a to z, digits, dots, dashes and underscores';

/** The full names and the nickname people are known by. */
const namesOf = ({ first_name, last_name, nickname }: Row): unknown[] => [
	`${String(first_name ?? '')} ${String(last_name ?? '')}`.trim(),
	nickname,
];

/**
 * A user's ID from `me`, a username in any case with or without `@`, an email address, a full name or
 * nickname that only one has, or the link of a direct message.
 * @throws NodeOperationError if nobody or several fit; NodeApiError
 */
export async function findUser(client: Client, label: string, given: string): Promise<string> {
	const link = await linkOf(client, label, given);
	const value = link ? (after(link, 'messages', 'users', 'user') ?? '') : given;
	if (value === '') {
		throw client.refuse(
			label,
			'is not a link to a user',
			'Enter the username or the email address',
		);
	}
	if (value.toLowerCase() === 'me') return await ownId(client);
	return await client.once(`user ${value}`, async () => {
		if (isEmail(value)) {
			const path = { email: value.toLowerCase() };
			const found = await unless('404', client.request('GET /users/email/{email}', { path }));
			if (found) return idIn(client, found, 'user');
			throw client.refuse(label, `matches no user: ${quoted(value)}`, FIX);
		}
		const username = normalized(value);
		if (isUsername(username)) {
			const path = { username };
			const found = await unless('404', client.request('GET /users/username/{username}', { path }));
			if (found) return idIn(client, found, 'user');
		}
		if (isId(value)) return value;
		const rows = value.startsWith('@') ? [] : await withName(client, value);
		const candidates = rows.map((row) => ({ id: row.id, shown: `@${String(row.username)}` }));
		return onlyOne(client, label, 'User', value, candidates, FIX);
	});
}

async function withName(client: Client, value: string): Promise<Row[]> {
	const body = { term: value, limit: 100 };
	const answer = await unless(
		'403',
		client.request('POST /users/search', { body, idempotent: true }),
	);
	return rowsIn(client, answer ?? null, 'users').filter((row) =>
		namesOf(row).some((name) => sameName(name, value)),
	);
}

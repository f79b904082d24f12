import type { IDataObject } from 'n8n-workflow';
import type { Client } from '../../shared/http/client';
import type { ApiRequest } from '../../shared/http/types';

import { idIn, rowsIn, unless } from './responseGuards';

/**
 * Servers resolve `me` only as {user_id} of a path; in bodies they want real IDs (recorded: 400).
 */

/** Usernames that are looked up with one request. */
const NAMES_AT_ONCE = 200;

const isId = (text: string) => /^[a-z0-9]{26}$/.test(text);

/** ID of the authenticated user; requested once per run. @throws NodeApiError */
export const ownId = async (client: Client): Promise<string> =>
	await client.once('me', async () => idIn(client, await client.request('GET /users/me'), 'user'));

/** A user's ID from that ID or `me`. @throws NodeApiError */
export const realId = async (client: Client, id: string): Promise<string> =>
	id === 'me' ? await ownId(client) : id;

const idOfEmail = async (client: Client, label: string, email: string): Promise<string> =>
	await client.once(`user ${email}`, async () => {
		const asked = client.request('GET /users/email/{email}', { path: { email } });
		const found = await unless('404', asked);
		if (found) return idIn(client, found, 'user');
		throw unknown(client, label, [email]);
	});

const isMe = (given: string) => given.toLowerCase() === 'me';

const unknown = (client: Client, label: string, names: string[]) =>
	client.refuse(
		label,
		`contains users that do not exist: ${names.slice(0, 5).join(', ')}`,
		'Check the spelling; enter IDs, @usernames, email addresses or me',
	);

async function idsOfNames(
	client: Client,
	label: string,
	names: string[],
): Promise<Map<string, string>> {
	const found = new Map<string, string>();
	for (let at = 0; at < names.length; at += NAMES_AT_ONCE) {
		const body = names.slice(at, at + NAMES_AT_ONCE);
		const rows = await client.once(`users ${body.join(' ')}`, async () =>
			rowsIn(
				client,
				await client.request('POST /users/usernames', { body, idempotent: true }),
				'users',
			),
		);
		for (const row of rows) found.set(String(row.username), row.id);
	}
	const missing = names.filter((name) => !found.has(name));
	if (missing.length > 0) throw unknown(client, label, missing);
	return found;
}

/**
 * IDs from any mix of IDs, usernames (with or without @), email addresses and `me`, in order and
 * each once.
 * @param label of the field that holds them
 * @throws NodeOperationError that lists usernames and addresses that nobody has; NodeApiError
 */
export async function userIds(client: Client, label: string, given: string[]): Promise<string[]> {
	const names = given
		.filter((one) => !isMe(one) && !isId(one) && !one.slice(1).includes('@'))
		.map((one) => one.replace(/^@/, '').toLowerCase());
	const known = await idsOfNames(client, label, [...new Set(names)]);
	const ids: string[] = [];
	for (const one of given) {
		if (isMe(one)) ids.push(await ownId(client));
		else if (isId(one)) ids.push(one);
		else if (one.slice(1).includes('@')) {
			ids.push(await idOfEmail(client, label, one.toLowerCase()));
		} else ids.push(known.get(one.replace(/^@/, '').toLowerCase())!);
	}
	return [...new Set(ids)];
}

/** `adjust`: a body that is a list of people becomes a list of IDs. */
export const peopleAsBody =
	(label: string) =>
	async (client: Client, request: ApiRequest): Promise<ApiRequest> => ({
		...request,
		body: await userIds(client, label, request.body as string[]),
	});

/** `adjust`: one property of the body is a list of people. */
export const peopleIn =
	(property: string, label: string) =>
	async (client: Client, request: ApiRequest): Promise<ApiRequest> => {
		const body = request.body as IDataObject;
		return Array.isArray(body?.[property])
			? {
					...request,
					body: { ...body, [property]: await userIds(client, label, body[property] as string[]) },
				}
			: request;
	};

/** `adjust`: `me` in that property of the body becomes the ID. */
export const meIn =
	(property: string) =>
	async (client: Client, request: ApiRequest): Promise<ApiRequest> => {
		const body = request.body as IDataObject;
		return body?.[property] === 'me'
			? { ...request, body: { ...body, [property]: await ownId(client) } }
			: request;
	};

/** The {user_id} of a request below `/users/{user_id}`, with `me` resolved. @throws NodeApiError */
export const userOfPath = async (client: Client, request: ApiRequest): Promise<string> =>
	await realId(client, decodeURIComponent(request.path.split('/')[2]!));

/** `adjust`: roles go out as one text with blanks, as servers keep them. */
export const rolesAsText = (_call: Client, request: ApiRequest): ApiRequest => {
	const { roles } = request.body as { roles: string[] };
	return { ...request, body: { roles: roles.join(' ') } };
};

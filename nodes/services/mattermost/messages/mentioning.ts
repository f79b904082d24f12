import { localOnly, strings } from '../../../shared/model/fields';
import type { Field, OperationContext } from '../../../shared/model/operation';
import { valuesByName } from '../../../shared/request/build';
import { isObject } from '../../../shared/util/guards';
import { mentionable } from '../pickers/mentionable';
import { isUsername } from '../pickers/findUser';

/**
 * People and groups are picked, and stand as @name in front of the message: nobody has to know how a mention is
 * written.
 */

export const mention: Field = localOnly(
	strings('mention', 'People and groups to notify: their @names are put in front of the message', {
		picker: mentionable,
	}),
);

/** Requests that it takes beyond that of the message. */
export const MENTIONING = ['POST /users/ids', 'GET /groups'];

/**
 * The message with the @names of the picked people in front of it.
 * @throws NodeOperationError for somebody whom the server does not know; NodeApiError
 */
export async function withMentions(context: OperationContext, message: string): Promise<string> {
	const picked = ((await valuesByName(context)).mention ?? []) as string[];
	if (picked.length === 0) return message;
	const ids = picked.filter((one) => !one.startsWith('@'));
	const key = `mention ${ids.join(' ')}`;
	const found = await context.once(key, async () =>
		ids.length > 0
			? await context.request<unknown>('POST /users/ids', { body: ids, idempotent: true })
			: [],
	);
	const rows = Array.isArray(found) ? found.filter(isObject) : [];
	const names = picked.map((id) => {
		if (id.startsWith('@')) return id;
		const name = rows.find((row) => row.id === id)?.username;
		if (typeof name === 'string' && isUsername(name)) return `@${name}`;
		throw context.refuse(mention.label, `has nobody with the ID ${id}`, 'Pick somebody else');
	});
	return [...names, message].filter(Boolean).join(' ');
}

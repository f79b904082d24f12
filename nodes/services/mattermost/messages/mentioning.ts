import { localOnly, strings } from '../../../shared/model/fields';
import type { Field, OperationContext } from '../../../shared/model/operation';
import { valuesByName } from '../../../shared/request/build';
import { isObject } from '../../../shared/util/guards';
import { user } from '../pickers/pickers';
import { isUsername } from '../pickers/findUser';

/** People are picked, and stand as @name in front of the message: nobody has to know how a mention is written. */

export const mention: Field = localOnly(
	strings('mention', 'People to notify: their @names are put in front of the message', {
		picker: user,
	}),
);

/** Requests that it takes beyond that of the message. */
export const MENTIONING = ['POST /users/ids'];

/**
 * The message with the @names of the picked people in front of it.
 * @throws NodeOperationError for somebody whom the server does not know; NodeApiError
 */
export async function withMentions(context: OperationContext, message: string): Promise<string> {
	const ids = ((await valuesByName(context)).mention ?? []) as string[];
	if (ids.length === 0) return message;
	const key = `mention ${ids.join(' ')}`;
	const found = await context.once(
		key,
		async () => await context.request<unknown>('POST /users/ids', { body: ids, idempotent: true }),
	);
	const rows = Array.isArray(found) ? found.filter(isObject) : [];
	const names = ids.map((id) => {
		const name = rows.find((row) => row.id === id)?.username;
		if (typeof name === 'string' && isUsername(name)) return `@${name}`;
		throw context.refuse(mention.label, `has nobody with the ID ${id}`, 'Pick somebody else');
	});
	return [...names, message].filter(Boolean).join(' ');
}

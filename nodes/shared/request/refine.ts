import type { Client } from '../http/client';
import type { Field } from '../model/operation';
import { resolveId } from './resolveId';
import { checkCharacters, checkLength } from './texts';

/** What happens to a field's value after it has its type, by what the field's declaration says. */

/** IDs of a list, each from any form that the field's picker understands; each once, in order. */
export async function resolveAll(
	client: Client,
	{ picker }: Field,
	path: string,
	given: string[],
): Promise<string[]> {
	if (!picker) return given;
	const ids: string[] = [];
	// One after the other: what one look-up found serves the next.
	for (const value of given) {
		ids.push(await resolveId(client, path, picker, { mode: 'id', value }));
	}
	return [...new Set(ids)];
}

/**
 * The value as the server takes it: IDs resolved, texts checked, the field's own `refine` last.
 * @throws NodeOperationError that names the field; NodeApiError of a look-up
 */
export async function refined(
	client: Client,
	field: Field,
	path: string,
	value: unknown,
): Promise<unknown> {
	let made = value;
	checkCharacters(client, path, made);
	if (typeof made === 'string' && field.kind === 'string') {
		if (field.picker && made.trim() !== '') {
			made = await resolveId(client, path, field.picker, { mode: 'id', value: made.trim() });
		}
	}
	if (field.refine) made = await field.refine(client, path, made);
	if (field.longest !== undefined && typeof made === 'string') {
		await checkLength(client, path, made, field);
	}
	return made;
}

import type { IDataObject } from 'n8n-workflow';
import type { LinearRegExp } from '../shared/util/linearRegExp';
import { searchInSlices, searchNow } from '../shared/util/slicedSearch';
import { textsOf } from './messageText';

/** Whether a message or its attachments match the user's pattern. */

/** The message alone, so that `^` and `$` mean its start and end; then all attachments at once. */
function searched(item: IDataObject): string[] {
	const message = typeof item.message === 'string' ? item.message : '';
	const others = textsOf(item).slice(message === '' ? 0 : 1);
	return others.length > 0 ? [message, others.join('\n')] : [message];
}

/** @returns undefined if it takes longer than may be waited for */
export function matchesNow(pattern: LinearRegExp, item: IDataObject): boolean | undefined {
	let known = true;
	for (const text of searched(item)) {
		const result = searchNow(pattern, text);
		if (result) return true;
		known &&= result === false;
	}
	return known ? false : undefined;
}

/** @returns undefined if the pattern takes too long for this message */
export async function matches(
	pattern: LinearRegExp,
	item: IDataObject,
): Promise<boolean | undefined> {
	let known = true;
	for (const text of searched(item)) {
		const result = await searchInSlices(pattern, text);
		if (result) return true;
		known &&= result === false;
	}
	return known ? false : undefined;
}

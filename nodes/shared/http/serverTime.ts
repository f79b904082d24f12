import type { HttpResponse } from './types';

/** What the `Date` header says, epoch ms; undefined if it says nothing. It counts in whole seconds. */
export function serverTimeOf(headers: HttpResponse['headers']): number | undefined {
	const { date } = headers;
	const time = Date.parse(((Array.isArray(date) ? date[0] : date) ?? '').trim());
	return Number.isNaN(time) ? undefined : time;
}

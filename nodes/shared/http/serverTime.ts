import type { HttpResponse } from './types';

/** The first value of a header, trimmed; empty if there is none. */
export const firstHeader = (value: string | string[] | undefined): string =>
	((Array.isArray(value) ? value[0] : value) ?? '').trim();

/** What the `Date` header says, epoch ms; undefined if it says nothing. It counts in whole seconds. */
export function serverTimeOf(headers: HttpResponse['headers']): number | undefined {
	const time = Date.parse(firstHeader(headers.date));
	return Number.isNaN(time) ? undefined : time;
}

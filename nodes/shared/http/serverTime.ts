import type { HttpResponse } from './types';

/** The first value of a header, trimmed; empty if there is none. */
export const firstHeader = (value: string | string[] | undefined): string =>
	((Array.isArray(value) ? value[0] : value) ?? '').trim();

/** Time of the `Date` header in epoch ms, in whole seconds; undefined if there is none. */
export function serverTimeOf(headers: HttpResponse['headers']): number | undefined {
	const time = Date.parse(firstHeader(headers.date));
	return Number.isNaN(time) ? undefined : time;
}

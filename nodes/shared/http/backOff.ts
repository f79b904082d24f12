import { backOff } from '../util/backOff';
import { firstHeader, serverTimeOf } from './serverTime';
import type { HttpResponse } from './types';

/** First pause, in ms; doubles up to the longest. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
/** Jitter for requests that were all told to wait equally long, in ms. */
const SPREAD_MS = 250;

/**
 * What `Retry-After` asks for, in ms: seconds, or a date by the clock of the server, which its `Date`
 * header tells. Undefined for anything else; may be negative.
 */
function retryAfterMs(headers: HttpResponse['headers'], now: number): number | undefined {
	const value = firstHeader(headers['retry-after']);
	if (/^[+-]?\d+(\.\d+)?$/.test(value)) return Number(value) * 1000;
	const until = Date.parse(value);
	if (Number.isNaN(until)) return undefined;
	return until - (serverTimeOf(headers) ?? now);
}

/**
 * How long to pause before a request is sent again, in ms: an exponential back-off with jitter, or
 * longer where the server asks for it. Never shorter, whatever the server says: `Retry-After: 0`, a
 * negative number or a past date must not make a hot loop.
 * @param tries how often it was sent already, from 0
 */
export function pauseMs(
	headers: HttpResponse['headers'] | undefined,
	tries: number,
	{ now = Date.now(), random = Math.random } = {},
): number {
	const ownMs = backOff(tries, FIRST_PAUSE_MS, LONGEST_PAUSE_MS) * (0.5 + random());
	const asked = headers && retryAfterMs(headers, now);
	return asked === undefined ? ownMs : Math.max(ownMs, asked + random() * SPREAD_MS);
}

import { createHash, timingSafeEqual } from 'crypto';

const digest = (value: string) => createHash('sha256').update(value).digest();

/** Whether two secrets are equal, in a time that says nothing about either. Empty ones never are. */
export function sameSecret(given: unknown, wanted: unknown): boolean {
	const right = typeof given === 'string' && typeof wanted === 'string' ? given : '';
	const equal = timingSafeEqual(digest(right), digest(typeof wanted === 'string' ? wanted : ''));
	return equal && right !== '' && wanted !== '';
}

import type { Step } from '../types';

/** A limiter of 10 requests a second, with a burst of 30. */
export const rateLimit: Step[] = [
	{ what: 'within the limit', send: 'GET /users/me/status', shows: ['headers'] },
	{
		what: 'beyond the limit',
		send: 'GET /users/me/status',
		times: 500,
		until: 429,
		shows: ['headers', 'answer'],
	},
];

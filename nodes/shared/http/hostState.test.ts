/** @jest-environment ./test/environment/alone */

import { hostState, noteAnswer } from './hostState';

describe('what is known of a server', () => {
	const NOW = Date.UTC(2026, 10, 28, 9);
	beforeEach(() => jest.useFakeTimers({ now: NOW }));
	afterEach(() => jest.useRealTimers());

	test('is the same for all its URLs, and nothing at first', () => {
		const state = hostState('https://clock.test/api');
		expect(state).toEqual({ answeredAt: 0, refusedAt: 0, aheadMs: 0 });
		state.refusedAt = 7;
		expect(hostState('https://clock.test/other').refusedAt).toBe(7);
		expect(hostState('https://clock.test:444/').refusedAt).toBe(0);
	});

	test('when it answered, and how far its clock is ahead', () => {
		const state = hostState('https://ahead.test');
		noteAnswer(state, { headers: { date: new Date(NOW + 5_000).toUTCString() } });
		expect(state).toMatchObject({ answeredAt: NOW, aheadMs: 5_000 });
		jest.advanceTimersByTime(1_000);
		// An answer without a date says nothing new of its clock.
		noteAnswer(state, { headers: {} });
		expect(state).toMatchObject({ answeredAt: NOW + 1_000, aheadMs: 5_000 });
		noteAnswer(state, { headers: undefined as never });
		expect(state.aheadMs).toBe(5_000);
	});
});

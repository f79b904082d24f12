import { firstHeader, serverTimeOf } from './serverTime';

test('a header that comes several times counts once, without blanks', () => {
	expect(firstHeader([' a ', 'b'])).toBe('a');
	expect(firstHeader('  x\t')).toBe('x');
	expect(firstHeader(undefined)).toBe('');
	expect(firstHeader([])).toBe('');
});

test('the time that a server tells is its Date header', () => {
	const time = Date.UTC(2026, 10, 28, 9, 0, 7);
	expect(serverTimeOf({ date: 'Sat, 28 Nov 2026 09:00:07 GMT' })).toBe(time);
	expect(serverTimeOf({ date: 'soon' })).toBeUndefined();
	expect(serverTimeOf({})).toBeUndefined();
});

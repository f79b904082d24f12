import { fingerprintOf, keepCursor, keptCursor } from './keptCursor';

const read = (value: unknown) => (typeof value === 'object' ? value : undefined);

test('a cursor goes on only with the settings that it was made with', () => {
	const memory = {};
	expect(keptCursor(memory, 'a', read)).toBeUndefined();
	keepCursor(memory, 'a', { since: 1 });
	expect(keptCursor(memory, 'a', read)).toEqual({ since: 1 });
	expect(keptCursor(memory, 'b', read)).toBeUndefined();
	expect(keptCursor({ settings: 'a', cursor: 'x' }, 'a', read)).toBeUndefined();
});

test('fingerprints tell settings apart', () => {
	expect(fingerprintOf(['a', ['b']])).toBe(fingerprintOf(['a', ['b']]));
	expect(fingerprintOf(['a', ['b']])).not.toBe(fingerprintOf(['a', 'b']));
	expect(fingerprintOf([])).toMatch(/^[0-9a-f]{32}$/);
});

import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { json, keysOf } from '../../../test/support/arbitraryJson';
import { isObject, own } from '../util/guards';
import { mergeDeep, only } from './mergeDeep';

describe('merging', () => {
	test.each<[unknown, IDataObject, IDataObject]>([
		[{ a: 1 }, { b: 2 }, { a: 1, b: 2 }],
		[{ a: { b: 1, c: 2 } }, { a: { b: 3 } }, { a: { b: 3, c: 2 } }],
		[{ a: { b: 1 } }, { a: { b: null } }, { a: {} }],
		[{ a: [1, 2] }, { a: [3] }, { a: [3] }],
		[{ a: 1 }, { a: null }, {}],
		[{ a: 1 }, { a: { b: null, c: 1 } }, { a: { c: 1 } }],
		[null, { a: 1 }, { a: 1 }],
		['text', { a: 1 }, { a: 1 }],
		[[1], { a: 1 }, { a: 1 }],
	])('%j and %j: %j', (current, given, merged) => {
		expect(mergeDeep(current, given)).toEqual(merged);
	});

	test('is RFC 7396 for any two objects, whatever their keys are called', () => {
		fc.assert(
			fc.property(json.object, json.object, (current, given) => {
				const before = JSON.stringify([current, given]);
				const check = (now: unknown, wish: IDataObject, made: unknown): void => {
					expect(Object.getPrototypeOf(made)).toBe(Object.prototype);
					for (const key of new Set([...keysOf(now), ...keysOf(wish), ...keysOf(made)])) {
						const wanted = own(wish, key);
						const result = own(made, key);
						if (!keysOf(wish).includes(key)) expect(result).toEqual(own(now, key));
						else if (wanted === null) expect(keysOf(made)).not.toContain(key);
						else if (isObject(wanted)) check(own(now, key), wanted, result);
						else expect(result).toEqual(wanted);
					}
				};
				check(current, given, mergeDeep(current, given));
				expect(JSON.stringify([current, given])).toBe(before);
			}),
			{ numRuns: 500 },
		);
		expect(({} as IDataObject).polluted).toBeUndefined();
	});

	test('once more gives the same, and nothing given changes nothing', () => {
		fc.assert(
			fc.property(json.object, json.object, (current, given) => {
				const once = mergeDeep(current, given);
				expect(mergeDeep(once, given)).toEqual(once);
				expect(mergeDeep(current, {})).toEqual(current);
			}),
			{ numRuns: 300 },
		);
	});

	test('only what is listed and there is kept', () => {
		const from = { a: 1, b: null, c: undefined, d: 0, e: '' } as unknown as IDataObject;
		expect(only(from, ['a', 'b', 'c', 'd', 'e', 'x'])).toEqual({ a: 1, d: 0, e: '' });
		expect(only({ a: 1 }, ['toString', '__proto__'])).toEqual({});
	});
});

import { ok, status } from '../../../test/support/units';
import type { HttpResponse } from './types';
import { findVersion, isAtLeast, versionIn } from './version';

describe('a version in a text', () => {
	test.each([
		['11.7.0', [11, 7, 0]],
		['v5.18', [5, 18]],
		[' 10.11.6.16789.abcdef ', [10, 11, 6]],
		['5.9.0.5.9.0.abc.true', [5, 9, 0]],
		['unknown', []],
		['.', []],
		['v', []],
		['4.10', [4, 10]],
		['release 11.7', []],
		['11', []],
		['', []],
		[undefined, []],
		[11.7, []],
	])('%j', (text, numbers) => {
		expect(versionIn(text)).toEqual(numbers);
	});
});

describe('at least', () => {
	test.each([
		[[11, 7, 0], '11.7', true],
		[[11, 7, 0], '11.7.1', false],
		[[11, 7, 1], '11.7.0', true],
		[[11, 6, 9], '11.7', false],
		[[12, 0], '11.7', true],
		// As numbers, not as texts.
		[[10, 0], '9.11', true],
		[[5, 18], '5.18.0', true],
		[[5, 18], '5.18.1', false],
		[[4, 10, 10], '4.10', true],
		// An unknown server counts as new: it is asked, and says itself what it does not know.
		[[], '99.0', true],
	])('%j is at least %s: %s', (have, version, expected) => {
		expect(isAtLeast(have, version)).toBe(expected);
	});
});

describe('asking a server', () => {
	const ways = ['GET /ping', 'GET /config', 'GET /system'].map((request) => ({
		request,
		query: { format: request.slice(5) },
		read: ({ headers }: HttpResponse) => headers['x-version'],
	}));
	const answers = (...told: Array<string | Error | undefined>) => {
		const asked: string[] = [];
		const send = async (request: string, query: unknown) => {
			const next = told[asked.push(`${request} ${JSON.stringify(query)}`) - 1];
			if (next instanceof Error) throw next;
			return ok('', { 'x-version': next }) as HttpResponse;
		};
		return { asked, send };
	};

	test('the first way that tells it is the last', async () => {
		const { asked, send } = answers(undefined, '11.7.0');
		expect(await findVersion(ways, send)).toEqual([11, 7, 0]);
		expect(asked).toEqual(['GET /ping {"format":"ping"}', 'GET /config {"format":"config"}']);
		const known = answers('5.30.1');
		expect(await findVersion(ways, known.send)).toEqual([5, 30, 1]);
		expect(known.asked).toHaveLength(1);
	});

	test('a server that is away is an error, a further way that it refuses is none', async () => {
		const away = answers(new Error('away'));
		await expect(findVersion(ways, away.send)).rejects.toThrow('away');
		const refused = answers(undefined, new Error('403'), '6.7.0');
		expect(await findVersion(ways, refused.send)).toEqual([6, 7, 0]);
		const silent = answers(undefined, new Error('403'), new Error('403'));
		expect(await findVersion(ways, silent.send)).toEqual([]);
	});

	test('a service without a way has no version', async () => {
		expect(await findVersion([], async () => status(200) as HttpResponse)).toEqual([]);
	});
});

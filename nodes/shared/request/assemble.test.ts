import fc from 'fast-check';
import { clientOf } from '../../../test/support/units';
import { assemble, segment, splitRequest } from './assemble';

const { client } = clientOf();

test('method and path of a template', () => {
	expect(splitRequest('POST /posts/{post_id}/pin')).toEqual({
		method: 'POST',
		path: '/posts/{post_id}/pin',
	});
	expect(splitRequest('GET')).toEqual({ method: 'GET', path: '' });
});

describe('one part of a path', () => {
	test.each([
		['abc', 'abc'],
		['  abc\n', 'abc'],
		[42, '42'],
		['a b?c#d%e&f', 'a%20b%3Fc%23d%25e%26f'],
		['Zoë 🙂', 'Zo%C3%AB%20%F0%9F%99%82'],
		['...', '...'],
		['a.b', 'a.b'],
		['x'.repeat(2_000), 'x'.repeat(2_000)],
	])('%j', (value, encoded) => {
		expect(segment(client, 'Post', value)).toBe(encoded);
	});

	test.each([
		['', 'is empty'],
		['  ', 'is empty'],
		[undefined, 'is empty'],
		[null, 'is empty'],
		[{ id: 1 }, 'is empty'],
		[true, 'is empty'],
		['.', 'cannot be "."'],
		['..', 'cannot be ".."'],
		[' .. ', 'cannot be ".."'],
		['a/b', 'cannot be "a/b"'],
		['..\\users', 'cannot be "..\\\\users"'],
		['a\u0000b', 'cannot be "a\\u0000b"'],
		['a\u001fb', 'cannot be'],
		['a\u007fb', 'cannot be'],
		['x'.repeat(2_001), 'is 2001 characters long'],
		['a\ud800', 'contains broken Unicode characters'],
	])('%j never reaches a server', (value, problem) => {
		expect(() => segment(client, 'Post', value)).toThrow(`"Post" ${problem}`);
	});

	test('a long one is cut in its error', () => {
		expect(() => segment(client, 'Post', `${'x'.repeat(59)}/${'y'.repeat(50)}`)).toThrow(
			`"Post" cannot be "${'x'.repeat(59)}/"`,
		);
	});

	test('whatever it is, it stays one part', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (value) => {
				let made: string;
				try {
					made = segment(client, 'Post', value);
				} catch {
					return;
				}
				const url = new URL(`https://a.test/api/posts/${made}/pin`);
				expect(url.pathname.split('/')).toHaveLength(5);
				expect([url.search, url.hash]).toEqual(['', '']);
				expect(decodeURIComponent(url.pathname.split('/')[3]!)).toBe(value.trim());
			}),
		);
	});
});

describe('a request', () => {
	test('from its template and parts', () => {
		expect(
			assemble(client, 'PUT /teams/{team_id}/members/{user_id}', {
				path: { team_id: 't1', user_id: 'u 1' },
				query: { page: 0, empty: '', missing: undefined, no: false },
				body: { a: 1 },
			}),
		).toEqual({
			method: 'PUT',
			path: '/teams/t1/members/u%201',
			query: { page: 0, no: false },
			body: { a: 1 },
			idempotent: false,
		});
	});

	test('without parts', () => {
		expect(assemble(client, 'GET /users/me', {})).toEqual({
			method: 'GET',
			path: '/users/me',
			query: {},
			idempotent: true,
		});
	});

	test.each([
		['GET', undefined, true],
		['HEAD', undefined, true],
		['POST', undefined, false],
		['DELETE', undefined, false],
		['POST', true, true],
		['GET', false, false],
	])('%s, %s: sending it again is the same: %s', (method, idempotent, expected) => {
		expect(assemble(client, `${method} /x`, { idempotent }).idempotent).toBe(expected);
	});

	test('a missing part is named as the user knows it', () => {
		const template = 'GET /posts/{post_id}';
		expect(() => assemble(client, template, {}, { post_id: 'Post' })).toThrow('"Post" is empty');
		expect(() => assemble(client, template, { path: {} })).toThrow('"post_id" is empty');
	});
});

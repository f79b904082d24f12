import type { ApiRequest } from '../http/types';
import type { Bulk, Operation } from '../model/operation';
import { BulkShape } from './bulkShape';

const isKey = (key: unknown): key is string => typeof key === 'string' && /^\w+$/.test(key);
const operation = (request: string, more: Partial<Operation> = {}): Operation => ({
	value: 'get',
	name: 'Get',
	action: 'Get',
	description: 'Get one thing',
	request,
	...more,
});
const get = (path: string, more: Partial<ApiRequest> = {}): ApiRequest => ({
	method: 'GET',
	path,
	query: {},
	idempotent: true,
	...more,
});

describe('a thing named in the path', () => {
	const bulk: Bulk = {
		request: 'POST /teams/{team_id}/members/ids',
		key: 'user_id',
		most: 2,
		isKey,
		rowKey: 'user_id',
	};
	const shape = new BulkShape(bulk, operation('GET /teams/{team_id}/members/{user_id}'));

	test('is asked for below the rest of the path', () => {
		expect(shape.questionOf(get('/teams/t%20x/members/u1'))).toEqual({
			key: 'u1',
			path: '/teams/t%20x/members/ids',
		});
	});

	test.each([
		{ name: 'another path', request: get('/teams/t/members') },
		{ name: 'a longer path', request: get('/teams/t/members/u/more') },
		{ name: 'another method', request: get('/teams/t/members/u', { method: 'DELETE' }) },
		{ name: 'another root', request: get('/teams/t/members/u', { root: 'site' }) },
		{ name: 'an absolute URL', request: get('/teams/t/members/u', { url: 'http://other' }) },
	])('$name is no question', ({ request }) => {
		expect(shape.questionOf(request)).toBeUndefined();
	});

	test.each([
		{ name: 'what is no key', request: get('/teams/t/members/a%2Fb') },
		{ name: 'a query', request: get('/teams/t/members/u', { query: { a: 1 } }) },
		{ name: 'a body', request: get('/teams/t/members/u', { body: {} }) },
		{ name: 'a file', request: get('/teams/t/members/u', { binary: true }) },
		{ name: 'a request of nobody', request: get('/teams/t/members/u', { anonymous: true }) },
	])('$name cannot be asked for together', ({ request }) => {
		expect(shape.questionOf(request)).toEqual({ path: '/teams/t/members/ids' });
	});

	test('the request may be sent again', () => {
		expect(shape.requestFor('/teams/t/members/ids', ['a', 'b'])).toEqual({
			method: 'POST',
			path: '/teams/t/members/ids',
			query: {},
			body: ['a', 'b'],
			idempotent: true,
		});
	});

	test.each([
		{
			body: [{ user_id: 'a' }, null, { other: 1 }, { user_id: 5 }],
			found: { a: { user_id: 'a' } },
		},
		{ body: {}, found: {} },
		{ body: null, found: {} },
		{ body: 'text', found: {} },
	])('rows of $body', ({ body, found }) => {
		expect(Object.fromEntries(shape.bodiesOf(body, ['a', 'b']))).toEqual(found);
	});
});

test('answers by key are looked up as own properties', () => {
	const bulk: Bulk = { request: 'POST /posts/ids/reactions', key: 'post_id', most: 2, isKey };
	const shape = new BulkShape(bulk, operation('GET /posts/{post_id}/reactions'));
	const body = JSON.parse('{"a":[1],"__proto__":[2]}') as unknown;
	expect([...shape.bodiesOf(body, ['a', 'constructor'])]).toEqual([['a', [1]]]);
});

describe('a thing named in the body, from a list', () => {
	const bulk: Bulk = {
		request: 'POST /getLocations',
		key: 'locationUuid',
		most: Infinity,
		isKey,
		isList: true,
		rowsProperty: 'locations',
		rowKey: 'uuid',
	};
	const shape = new BulkShape(
		bulk,
		operation('POST /getLocation', { idempotent: true, output: { rowsProperty: 'location' } }),
	);
	const post = (body: unknown) => get('/getLocation', { method: 'POST', body });

	test('is the only property', () => {
		expect(shape.questionOf(post({ locationUuid: 'l' }))).toEqual({
			key: 'l',
			path: '/getLocations',
		});
		expect(shape.questionOf(post({ locationUuid: 'l', more: true }))).toEqual({
			path: '/getLocations',
		});
	});

	test('names no keys, and its rows stand where the single answer has them', () => {
		expect(shape.requestFor('/getLocations', ['l']).body).toEqual({});
		expect(shape.requestFor('/getLocations', ['l']).idempotent).toBe(true);
		const bodies = shape.bodiesOf({ locations: [{ uuid: 'l', name: 'Here' }] }, ['l']);
		expect(bodies.get('l')).toEqual({ location: { uuid: 'l', name: 'Here' } });
	});
});

describe('a change of many things of one path', () => {
	const shape = new BulkShape(
		{
			request: 'POST /channels/{channel_id}/members',
			key: 'user_id',
			keysProperty: 'user_ids',
			most: 2,
			isKey,
			rowKey: 'user_id',
		},
		operation('POST /channels/{channel_id}/members'),
	);
	const add = (body: unknown) => get('/channels/c/members', { method: 'POST', body });

	test('is asked for by what is to be changed alone', () => {
		const path = '/channels/c/members';
		expect(shape.questionOf(add({ user_id: 'u' }))).toEqual({ key: 'u', path });
		expect(shape.questionOf(add({ user_id: 'u', post_root_id: 'p' }))).toEqual({ path });
	});

	test('names its keys in the body, and is not sent twice', () => {
		const { body, idempotent } = shape.requestFor('/channels/c/members', ['u', 'v']);
		expect(body).toEqual({ user_ids: ['u', 'v'] });
		expect(idempotent).toBe(false);
	});
});

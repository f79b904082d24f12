import { headersForAsked, nameOfAsked, PLUGINS } from './plugins';
import { mattermost } from './service';
import type { ApiRequest } from '../../shared/http/types';

const get = (path: string, root?: 'site'): ApiRequest => ({
	method: 'GET',
	path,
	query: {},
	idempotent: true,
	...(root ? { root } : {}),
});
const NOT_FOUND = { statusCode: 404, headers: {}, body: '404 page not found\n' };

test.each([
	{ path: '/plugins/focalboard/api/v2/boards', root: 'site' as const, name: 'Boards' },
	{ path: '/plugins/com.example.x/y', root: 'site' as const, name: '"com.example.x"' },
	// Names of Object's own properties are IDs like others.
	{ path: '/plugins/constructor/y', root: 'site' as const, name: '"constructor"' },
	{ path: '/plugins/focalboard', root: 'site' as const, name: undefined },
	{ path: '/hooks/plugins/jira/x', root: 'site' as const, name: undefined },
	// Below the API: the server's own management of plugins.
	{ path: '/plugins/jira/enable', name: undefined },
])('$path asks $name', ({ path, root, name }) => {
	expect(nameOfAsked({ path, root })).toBe(name);
});

test('Boards gets its header on every call, others none', () => {
	const headers = { 'X-Requested-With': 'XMLHttpRequest' };
	expect(headersForAsked(get('/plugins/focalboard/api/v9/newer', 'site'))).toEqual(headers);
	expect(headersForAsked(get('/plugins/focalboard/api/v9/newer'))).toEqual({});
	for (const id of Object.keys(PLUGINS).filter((one) => one !== 'focalboard')) {
		expect(headersForAsked(get(`/plugins/${id}/x`, 'site'))).toEqual({});
	}
	expect(headersForAsked(get('/plugins/__proto__/x', 'site'))).toEqual({});
});

test('the words for an absent plugin name it, with its path', () => {
	const failure = mattermost.failure(NOT_FOUND, {}, get('/plugins/jira/api/v2/userinfo', 'site'));
	expect(failure).toMatchObject({
		message:
			'This Mattermost server does not have the plugin Jira, or the plugin does not have this endpoint',
		httpCode: '404',
		facts: { path: '/plugins/jira/api/v2/userinfo' },
	});
	expect(failure!.advice).toContain('Plugin Management');
});

test.each([
	['the server itself', NOT_FOUND, get('/users/x')],
	['an unknown request', NOT_FOUND, undefined],
	[
		'a thing that the plugin does not have',
		{ ...NOT_FOUND, body: { error: 'no such card', errorCode: 404 } },
		get('/plugins/focalboard/api/v2/cards/x', 'site'),
	],
	[
		'a refusal',
		{ ...NOT_FOUND, statusCode: 403 },
		get('/plugins/focalboard/api/v2/cards/x', 'site'),
	],
])('a 404 of %s is another failure', (_, answer, request) => {
	const failure = mattermost.failure(answer, {}, request);
	expect(failure!.httpCode).toBe(String(answer.statusCode));
	expect(failure!.message).not.toContain('does not have the plugin');
});

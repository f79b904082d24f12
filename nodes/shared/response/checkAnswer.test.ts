import { clientOf, failureOf, service } from '../../../test/support/units';
import type { Output } from '../model/operation';
import { pages } from '../model/pagination';
import { checkAnswer, isBlank, isList } from './checkAnswer';

type Name = 'Mattermost' | 'Rhombus';

/** Why an answer is no success; undefined if it is one. */
function problemOf(
	name: Name,
	output: Output,
	body: unknown,
	facts: { isList?: boolean; idempotent?: boolean } = {},
): string | undefined {
	const { client } = clientOf({ service: service({ name }) });
	try {
		checkAnswer(client, output, body, { isList: false, idempotent: true, ...facts });
		return undefined;
	} catch (error) {
		return (error as Error).message;
	}
}
const MISSING = 'responded without the requested data';

test.each([
	[undefined, true],
	[null, true],
	['', true],
	[{}, true],
	[[], false],
	[0, false],
	[false, false],
	[' ', false],
	[{ a: undefined }, false],
])('%j is blank: %s', (body, expected) => {
	expect(isBlank(body)).toBe(expected);
});

test.each([
	[{ paging: pages() }, true],
	[{ output: { rows: true } }, true],
	[{ output: { kind: 'postList' } }, true],
	[{ output: { kind: 'values' } }, true],
	[{ output: { kind: 'entries' } }, true],
	[{ output: { kind: 'deleted' } }, false],
	[{ output: { rows: false } }, false],
	[{ output: {} }, false],
	[{}, false],
] as Array<[Parameters<typeof isList>[0], boolean]>)('%j is a list: %s', (shape, expected) => {
	expect(isList(shape)).toBe(expected);
});

describe('one thing', () => {
	test.each<[Name, Output, unknown, boolean]>([
		['Mattermost', {}, { id: 1 }, true],
		['Mattermost', {}, {}, false],
		['Mattermost', {}, null, false],
		['Mattermost', {}, '', false],
		['Mattermost', {}, 'pong', true],
		['Mattermost', {}, [], true],
		['Mattermost', { mayBeEmpty: true }, {}, true],
		['Mattermost', { kind: 'binary' }, '', true],
		['Mattermost', { kind: 'deleted' }, '', true],
		['Mattermost', { kind: 'done' }, {}, true],
		['Mattermost', { kind: 'text' }, '', false],
		['Rhombus', {}, { id: 1 }, true],
		['Rhombus', {}, {}, false],
		// Every answer of Rhombus is an object.
		['Rhombus', {}, [1], false],
		['Rhombus', { kind: 'done' }, [1], false],
		['Rhombus', {}, 7, false],
		['Rhombus', { kind: 'text' }, 'a,b', true],
		['Rhombus', { kind: 'deleted' }, {}, false],
		['Rhombus', { kind: 'done' }, {}, false],
		['Rhombus', { kind: 'done' }, { error: false }, true],
		['Rhombus', { mayBeEmpty: true }, {}, true],
		['Rhombus', { rowsProperty: 'camera' }, { camera: { id: 1 } }, true],
		['Rhombus', { rowsProperty: 'camera' }, { camera: {} }, false],
		['Rhombus', { rowsProperty: 'camera' }, { other: 1 }, false],
		['Rhombus', { rowsProperty: 'constructor' }, { other: 1 }, false],
		// A text is named by us, not by the server.
		['Rhombus', { kind: 'text', rowsProperty: 'csv' }, { a: 1 }, true],
	])('%s %j %j: %s', (name, output, body, isThere) => {
		expect(problemOf(name, output, body) === undefined).toBe(isThere);
	});
});

describe('a list', () => {
	test.each<[Name, unknown, boolean]>([
		['Mattermost', [], true],
		['Mattermost', null, true],
		['Mattermost', {}, true],
		['Mattermost', '', false],
		['Mattermost', undefined, false],
		['Rhombus', {}, false],
		['Rhombus', null, false],
		['Rhombus', [], false],
		['Rhombus', { rows: [] }, true],
		['Rhombus', { error: false }, true],
	])('%s %j: %s', (name, body, isThere) => {
		expect(problemOf(name, { rows: true }, body, { isList: true }) === undefined).toBe(isThere);
	});
});

describe('an answer of somebody else', () => {
	const user: Output = { simplify: ['id', 'username'] };

	test.each<[Output, unknown, boolean]>([
		[user, { id: 'u1' }, true],
		[user, { username: 'bob', more: 1 }, true],
		[user, { ok: true }, false],
		[user, 'pong', false],
		[user, [{ a: 1 }, { b: 1 }], false],
		[user, [{ a: 1 }, { id: 'u1' }], true],
		[user, [], true],
		[user, { status: 'OK' }, true],
		[user, { status: 'FAIL' }, false],
		// What a proxy says when it refuses; a post has a message too.
		[{ simplify: ['message', 'id'] }, { message: 'No', request_id: 'r', code: 1 }, false],
		[{ simplify: ['message', 'id'] }, { message: 'No', path: '/x', timestamp: 1 }, false],
		[{ simplify: ['message', 'id'] }, { message: 'Hello', channel_id: 'c' }, true],
		[{ ...user, mayBeEmpty: true }, { ok: true }, true],
		[{ ...user, kind: 'done' }, { ok: true }, true],
		[{ ...user, kind: 'json' }, { ok: true }, false],
		[{}, { ok: true }, true],
		[{ ...user, rowsProperty: 'users' }, { users: [{ newer: 1 }] }, true],
		[{ ...user, rowsProperty: 'users' }, { users: ['text'] }, false],
		[{ ...user, rowsProperty: 'users' }, { users: { ok: 1 } }, false],
		[{ simplify: ['toString'] }, { ok: true }, false],
	])('%j %j: %s', (output, body, isOwn) => {
		expect(problemOf('Mattermost', output, body) === undefined).toBe(isOwn);
	});
});

test('a bare list in place of the named one is the list', () => {
	const output = { simplify: ['id'], rowsProperty: 'users' };
	expect(problemOf('Mattermost', output, [{ id: 1 }], { isList: true })).toBeUndefined();
});

describe('the words', () => {
	test('name what is missing', () => {
		expect(problemOf('Mattermost', {}, null)).toBe(`Mattermost ${MISSING}`);
		expect(problemOf('Rhombus', { rowsProperty: 'camera' }, {})).toBe(
			'Rhombus responded without "camera"',
		);
	});

	test('say of a change that it may have been made', async () => {
		const { client } = clientOf();
		const said = async (idempotent: boolean) =>
			(
				await failureOf(
					(async () => checkAnswer(client, {}, null, { isList: false, idempotent }))(),
				)
			).description;
		expect(await said(true)).toContain('Check that the ID exists');
		expect(await said(false)).toContain('not known whether the change was made');
	});

	test('are the operation’s where it knows the failure', () => {
		const failed = (body: { refused?: unknown }) => (body.refused ? 'It was refused' : undefined);
		expect(problemOf('Rhombus', { failed }, { refused: 1 })).toBe('It was refused');
		expect(problemOf('Rhombus', { failed }, { id: 1 })).toBeUndefined();
		expect(problemOf('Mattermost', { failed: () => 'x' }, 'text')).toBeUndefined();
	});
});

import { clientOf, contextOf, operationOf } from '../../../test/support/units';
import * as fields from '../model/fields';
import type { Operation } from '../model/operation';
import {
	holdsExpression,
	isExpression,
	refuseGivenEmpty,
	restricts,
	wasDropped,
} from './restriction';

const text = fields.text('name', '');
const time = fields.time('before', 'ms', '');
const pick = fields.pick({ noun: 'Camera', example: 'x' }, 'cameraUuid', '');

describe('a field narrows what an operation works on', () => {
	test.each<[string, Partial<Operation>, boolean]>([
		['GET /things', {}, true],
		['HEAD /things', {}, true],
		['DELETE /things', {}, true],
		['POST /things', { idempotent: true, value: 'search' }, true],
		['POST /things', { value: 'create' }, false],
		['PUT /things', { value: 'update' }, false],
		...[
			'archive',
			'cancel',
			'clear',
			'deactivate',
			'delete',
			'demote',
			'disable',
			'dismiss',
			'kick',
			'leave',
			'logout',
			'purge',
			'remove',
			'reset',
			'revoke',
			'uninstall',
			'unassign',
			'unlink',
			'unshare',
		].map((verb): [string, Partial<Operation>, boolean] => [
			'POST /things',
			{ value: `${verb}All` },
			true,
		]),
		['POST /things', { value: 'addAndRemove' }, false],
		['POST /things', { value: 'bulkdelete' }, false],
	])('%s %j: %s', (request, more, expected) => {
		expect(restricts(operationOf({ request, ...more }), text)).toBe(expected);
	});

	test('times and picked things do in every operation, and in triggers', () => {
		for (const operation of [operationOf({ value: 'create' }), undefined]) {
			expect(restricts(operation, time)).toBe(true);
			expect(restricts(operation, pick)).toBe(true);
			expect(restricts(operation, text)).toBe(false);
		}
	});

	test('unless it says otherwise, or nothing is a choice of its own', () => {
		const list = operationOf({ request: 'GET /things' });
		expect(restricts(list, { ...text, restricts: false })).toBe(false);
		expect(restricts(operationOf({ value: 'create' }), { ...text, restricts: true })).toBe(true);
		expect(restricts(list, fields.choice('sort', { '': 'Default', name: 'Name' }, ''))).toBe(false);
		expect(restricts(list, fields.choice('sort', { name: 'Name' }, ''))).toBe(true);
	});
});

test('a field of entries that was given and is empty is refused in every operation', () => {
	const { context } = contextOf({ value: 'create' });
	const rows = fields.list('rows', '', [text]);
	for (const field of [
		rows,
		fields.map('map', 'Key', '', [text], { label: 'Rows' }),
		fields.group('group', '', [text], { label: 'Rows' }),
		fields.strings('ids', '', { label: 'Rows', several: 'rows' }),
	]) {
		expect(() => refuseGivenEmpty(context, field)).toThrow('"Rows" is empty');
	}
	expect(() => refuseGivenEmpty(context, fields.strings('ids', ''))).not.toThrow();
});

test('what n8n dropped differs from what was left alone', () => {
	const { NO_ENTRIES } = fields;
	expect(wasDropped(NO_ENTRIES, {})).toBe(true);
	for (const value of [undefined, null, '', { entry: [] }, { entry: [{}] }]) {
		expect(wasDropped(NO_ENTRIES, value)).toBe(false);
	}
	expect(wasDropped({}, {})).toBe(false);
});

test('an empty one is refused, by its place', () => {
	const { context } = contextOf({ request: 'DELETE /things' });
	expect(() => refuseGivenEmpty(context, text)).toThrow('"Name" is empty');
	expect(() => refuseGivenEmpty(context, text, 'Filter → Name')).toThrow('"Filter → Name" is');
	const { context: create } = contextOf({ value: 'create' });
	expect(() => refuseGivenEmpty(create, text)).not.toThrow();
	const { client } = clientOf();
	expect(() => refuseGivenEmpty(client, text)).not.toThrow();
	expect(() => refuseGivenEmpty(client, time)).toThrow('"Before" is empty');
});

test.each([
	['={{ $json.id }}', true],
	['= x', true],
	['x = y', false],
	['', false],
	[{ __rl: true, mode: 'id', value: '={{ $json.id }}' }, true],
	[{ __rl: true, mode: 'id', value: 'c1' }, false],
	[{ value: '={{ $json.id }}' }, false],
	[{ __rl: true }, false],
	[null, false],
	[7, false],
])('%j is an expression: %s', (raw, expected) => {
	expect(isExpression(raw)).toBe(expected);
});

test.each([
	['={{ $json.id }}', true],
	['text =', false],
	['', false],
	[7, false],
	[null, false],
	[undefined, false],
	[{}, false],
	[{ __rl: true, mode: 'id', value: '={{ $json.id }}' }, true],
	[{ rows: [{ name: 'a' }, { name: '=b' }] }, true],
	[{ rows: [{ name: 'a' }, { name: 'b' }] }, false],
	[[null, '=a'], true],
])('an expression stands anywhere in %j: %j', (raw, expected) => {
	expect(holdsExpression(raw)).toBe(expected);
});

test('entries that restrict nothing may be empty', () => {
	const { context } = contextOf({ value: 'create' });
	const rows = { ...fields.list('rows', '', [text]), restricts: false };
	expect(() => refuseGivenEmpty(context, rows)).not.toThrow();
});

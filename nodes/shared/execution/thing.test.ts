import type { IDataObject } from 'n8n-workflow';
import { contextOf, operationOf } from '../../../test/support/units';
import * as fields from '../model/fields';
import type { Operation } from '../model/operation';
import { concernOf, isIdempotent, namingValues, thingOf } from './thing';

const ids = (...names: string[]) => names.map((name) => fields.text(name, ''));
const concern = (more: Partial<Operation>) => concernOf(operationOf(more));

test.each([
	['GET /x', undefined, true],
	['HEAD /x', undefined, true],
	['POST /x', undefined, false],
	['DELETE /x', undefined, false],
	['POST /x', true, true],
	['GET /x', false, false],
])('%s (%s) changes nothing: %s', (request, idempotent, expected) => {
	expect(isIdempotent(operationOf({ request, idempotent }))).toBe(expected);
});

describe('what a change concerns', () => {
	test('what its path names', () => {
		const operation = {
			request: 'PUT /teams/{team_id}/members/{user_id}',
			fields: ids('team_id', 'user_id', 'channel_id'),
		};
		expect(concern(operation)).toEqual({ fields: ['team_id', 'user_id'] });
	});

	test('else its required fields that name one thing', () => {
		for (const name of ['id', 'channel_id', 'post.channel_id', 'cameraId', 'uuid', 'cameraUuid']) {
			expect(concern({ value: 'send', fields: ids(name, 'message') })).toEqual({ fields: [name] });
		}
		for (const name of ['message', 'grid', 'paid', 'fluid']) {
			expect(concern({ value: 'send', fields: ids(name) })).toBe('same');
		}
		const optional = fields.text('channel_id', '', { required: false });
		expect(concern({ value: 'send', fields: [optional] })).toBe('same');
	});

	test('something new concerns nobody, also in the same team or location', () => {
		for (const place of ['team_id', 'locationUuid', 'agent_id', 'client_id', 'hostEmployeeId']) {
			expect(concern({ value: 'create', fields: ids(place, 'name') })).toBe('nothing');
			expect(concern({ value: 'move', fields: ids(place) })).toEqual({ fields: [place] });
		}
		expect(concern({ value: 'create', fields: ids('channel_id', 'team_id') })).toEqual({
			fields: ['channel_id'],
		});
		expect(concern({ value: 'createOrUpdate', fields: ids('team_id') })).toEqual({
			fields: ['team_id'],
		});
		expect(concern({ value: 'recreate' })).toBe('same');
	});

	test('a list of things can be any of them', () => {
		for (const name of ['user_ids', 'cameraIds', 'uuids', 'cameraUuids', 'cameraUuidList']) {
			expect(concern({ value: 'create', fields: ids(name) })).toBe('same');
		}
		expect(concern({ value: 'create', fields: ids('names') })).toBe('nothing');
	});

	test('what it says itself', () => {
		expect(concern({ concerns: ['recipient'], request: 'PUT /x/{id}', fields: ids('id') })).toEqual(
			{
				fields: ['recipient'],
			},
		);
		expect(concern({ concerns: [] })).toBe('nothing');
	});

	test('a read concerns nothing', () => {
		expect(concern({ request: 'GET /x/{id}', fields: ids('id') })).toBe('nothing');
	});
});

describe('the thing of one item', () => {
	const thing = async (operation: Partial<Operation>, params: IDataObject = {}) =>
		await thingOf(contextOf(operation, { params }).context);
	const pin: Partial<Operation> = { request: 'POST /posts/{post_id}/pin', fields: ids('post_id') };

	test('is the same for the same values, and only for those', async () => {
		const one = await thing(pin, { thingPostId: 'p1' });
		expect(one).toBe(await thing(pin, { thingPostId: ' p1' }).then((x) => x!.replace(' ', '')));
		expect(one).not.toBe(await thing(pin, { thingPostId: 'p2' }));
		const two = { request: 'PUT /{a_id}/{b_id}', fields: ids('a_id', 'b_id') };
		expect(await thing(two, { thingAId: '1', thingBId: '2' })).not.toBe(
			await thing(two, { thingAId: '2', thingBId: '1' }),
		);
	});

	test('is not asked for where nothing is in common', async () => {
		expect(await thing({ request: 'GET /x/{id}', fields: ids('id') })).toBeUndefined();
		expect(await thing({ value: 'create' })).toBeUndefined();
	});

	test('is always the same for what all items change', async () => {
		expect(await thing({ value: 'updateSettings' })).toBe('');
	});

	test('is found out by the operation, also by one that changes nothing', async () => {
		const concerns = async () => 'thread';
		expect(await thing({ concerns })).toBe('thread');
		expect(await thing({ concerns, request: 'GET /x' })).toBe('thread');
	});

	test('is what a merging operation says', async () => {
		const merging: Operation['merging'] = {
			read: async () => ({}),
			thing: async (_context, { post_id }) => `post ${String(post_id)}`,
		};
		expect(await thing({ ...pin, merging }, { thingPostId: 'p1' })).toBe('post p1');
		const unnamed = { ...pin, merging: { read: 'GET /x' } };
		expect(await thing(unnamed, { thingPostId: 'p1' })).toBe('[["post_id","p1"]]');
	});

	test('fails where the field cannot be read', async () => {
		await expect(thing(pin, {})).rejects.toThrow('"Post ID" is empty');
	});
});

test('the IDs of a typed call, in a fixed order', () => {
	expect(
		namingValues({ name: 'x', user_id: 'u', cameraUuid: 'c', team_id: 't', id: { a: 1 }, aId: 7 }),
	).toEqual([
		['aId', 7],
		['cameraUuid', 'c'],
		['user_id', 'u'],
	]);
	for (const body of [null, undefined, 'x', [{ id: 1 }], {}])
		expect(namingValues(body)).toEqual([]);
});

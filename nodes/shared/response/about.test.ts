import type { IDataObject, INode } from 'n8n-workflow';
import { contextOf } from '../../../test/support/units';
import * as fields from '../model/fields';
import { aboutOf } from './about';

const door = fields.pick({ noun: 'Access Door', example: 'd1' }, 'doorUuid', '');
const note = fields.text('note', '');

/** What a change of a door says it was about. */
async function about(names: string[] | undefined, picked: IDataObject) {
	const { context } = contextOf(
		{ fields: [door, note] },
		{
			params: { thingDoorUuid: picked, thingNote: 'urgent' },
			raw: { thingDoorUuid: picked } as INode['parameters'],
		},
	);
	return await aboutOf(context, { kind: 'done', about: names });
}

const fromList = { __rl: true, mode: 'list', value: 'd1', cachedResultName: 'Lobby' };

test('the ID as it was sent, and the name of what was picked under the picker’s noun', async () => {
	expect(await about(['doorUuid'], fromList)).toEqual({
		doorUuid: 'd1',
		accessDoorName: 'Lobby',
	});
});

test('an ID that was entered has no name', async () => {
	expect(Object.entries(await about(['doorUuid'], { ...fromList, mode: 'id' }))).toEqual([
		['doorUuid', 'd1'],
	]);
});

test('only what is declared, in the operation’s own order', async () => {
	expect(await about(['note', 'doorUuid'], { ...fromList, mode: 'id' })).toEqual({
		doorUuid: 'd1',
		note: 'urgent',
	});
	expect(await about(['note'], fromList)).toEqual({ note: 'urgent' });
});

test.each([{ names: undefined }, { names: [] }])(
	'an operation that declares $names reads no parameter for it',
	async ({ names }) => {
		let reads = 0;
		const param = () => void reads++;
		const { context } = contextOf({ fields: [note] }, { host: { param } });
		const before = reads;
		expect(await aboutOf(context, { kind: 'done', about: names })).toEqual({});
		expect(reads).toBe(before);
	},
);

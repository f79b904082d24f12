import type { INode } from 'n8n-workflow';
import { contextOf } from '../../../test/support/units';
import * as fields from '../model/fields';
import { pickedName } from './pickedName';

const door = fields.pick({ noun: 'Door', example: 'd1' }, 'doorUuid', '');
const nameOf = (thingDoorUuid: unknown) =>
	pickedName(contextOf({}, { raw: { thingDoorUuid } as INode['parameters'] }).context, door);
const fromList = { __rl: true, mode: 'list', value: 'd1', cachedResultName: 'Lobby' };

test('what was picked from the list has the name that n8n keeps of it', () => {
	expect(nameOf(fromList)).toBe('Lobby');
});

test.each([
	['nothing', undefined],
	['a text', 'd1'],
	['null', null],
	['an ID, although n8n still keeps a name', { ...fromList, mode: 'id' }],
	// The name belongs to what was picked before the expression.
	['an expression', { ...fromList, value: '={{ $json.door }}' }],
	['a choice without a name', { ...fromList, cachedResultName: undefined }],
	['a choice with an empty name', { ...fromList, cachedResultName: '' }],
	['a choice with a name that is no text', { ...fromList, cachedResultName: 7 }],
])('%s has none', (_what, picked) => {
	expect(nameOf(picked)).toBeUndefined();
});

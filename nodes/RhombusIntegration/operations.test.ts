import { contextOf } from '../../test/support/units';
import { build } from '../shared/request/build';
import { unlock } from './operations';

const operation = unlock('Kisi', 'newDoor', undefined, ['oldDoor']);

test.each([
	[undefined, 'newDoor'],
	[null, 'newDoor'],
	['', 'newDoor'],
	['newDoor', 'newDoor'],
	['oldDoor', 'oldDoor'],
])('API Version %j calls %s', async (apiCall, path) => {
	const params = { thingDoorId: 'd1', thingUnlockDoorOptions: { apiCall } };
	const request = await build(contextOf(operation, { params }).context);
	expect(request.path).toBe(`/api/integrations/${path}`);
});

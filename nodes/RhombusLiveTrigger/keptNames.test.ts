import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { clientOf, ok, status, type Reply } from '../../test/support/units';
import type { Client } from '../shared/http/client';
import { KeptNames } from './keptNames';

const MINUTE_MS = 60_000;

/** A clock that is set, and lists that answer when they are told to. */
function world() {
	const asked: string[] = [];
	const lists: Record<string, () => Reply | Promise<Reply>> = {
		getMinimalCameraStateList: () => ok({ cameraStates: [{ uuid: 'C1', name: 'Lobby' }] }),
		findAccessControlledDoors: () => ok({ accessControlledDoors: [{ uuid: 'D1', name: 'Gate' }] }),
		getLocations: () => ok({ locations: [{ uuid: 'L1', name: 'School' }] }),
		getUsersInOrg: () => ok({ users: [{ uuid: 'U1', name: 'Ana' }] }),
	};
	const replies = async ({ url }: IHttpRequestOptions) => {
		const list = url.split('/').at(-1)!;
		asked.push(list);
		return await lists[list]!();
	};
	const clock = { now: 0 };
	const client = (): Client => clientOf({ replies }).client;
	const names = new KeptNames(() => clock.now);
	const of = (row: IDataObject) => names.of(row, client);
	/** The same once what it asked for has been read. */
	const later = async (row: IDataObject) => {
		of(row);
		await names.read([], client);
		await new Promise((resolve) => setTimeout(resolve, 20));
		return of(row);
	};
	return { asked, lists, clock, names, client, of, later };
}

const ALERT = {
	deviceUuid: 'C1.v0',
	accessControlledDoorUuid: 'D1',
	locationUuid: 'L1',
	userUuid: 'U1',
};
const NAMES = { deviceName: 'Lobby', doorName: 'Gate', locationName: 'School', userName: 'Ana' };

test('the first event has its IDs alone and waits for nothing, those after it have names', async () => {
	const { of, later, asked } = world();
	expect(of(ALERT)).toEqual({});
	expect(await later(ALERT)).toEqual(NAMES);
	expect(asked).toHaveLength(4);
});

test('lists that were read before serve the first event', async () => {
	const { of, names, client, asked } = world();
	await names.read(['searchCameras', 'searchLocations'], client);
	expect(of({ deviceUuid: 'C1', locationUuid: 'L1' })).toEqual({
		deviceName: 'Lobby',
		locationName: 'School',
	});
	expect(asked).toEqual(['getMinimalCameraStateList', 'getLocations']);
});

test('whoever reads a list that is being read waits for the same reading', async () => {
	const { names, client, asked, of } = world();
	await Promise.all([names.read(['searchCameras'], client), names.read(['searchCameras'], client)]);
	expect(of({ deviceUuid: 'C1' })).toEqual({ deviceName: 'Lobby' });
	expect(asked).toHaveLength(1);
});

test('a list is read again after 5 minutes, and only if an event needs it', async () => {
	const { later, clock, asked, lists } = world();
	const row = { deviceUuid: 'C2' };
	expect(await later(row)).toEqual({});
	lists.getMinimalCameraStateList = () => ok({ cameraStates: [{ uuid: 'C2', name: 'Yard' }] });
	clock.now = 5 * MINUTE_MS - 1;
	expect(await later(row)).toEqual({});
	expect(asked).toHaveLength(1);
	clock.now = 5 * MINUTE_MS;
	expect(await later({ activity: 'x' })).toEqual({});
	expect(await later({ deviceUuid: 'C2', deviceName: 'its own' })).toEqual({});
	expect(asked).toHaveLength(1);
	expect(await later(row)).toEqual({ deviceName: 'Yard' });
	expect(asked).toHaveLength(2);
});

test('a list that cannot be read leaves the IDs alone and is tried again after a minute', async () => {
	const { later, clock, asked, lists } = world();
	const row = { deviceUuid: 'C1', locationUuid: 'L1' };
	const works = lists.getMinimalCameraStateList!;
	lists.getMinimalCameraStateList = () => status(403);
	expect(await later(row)).toEqual({ locationName: 'School' });
	clock.now = MINUTE_MS - 1;
	await later(row);
	expect(asked).toHaveLength(2);
	lists.getMinimalCameraStateList = works;
	clock.now = MINUTE_MS;
	expect(await later(row)).toEqual({ deviceName: 'Lobby', locationName: 'School' });
	expect(asked).toHaveLength(3);
});

test('a list that fails later keeps the names of before', async () => {
	const { later, clock, lists } = world();
	expect(await later({ deviceUuid: 'C1' })).toEqual({ deviceName: 'Lobby' });
	lists.getMinimalCameraStateList = () => status(403);
	clock.now = 5 * MINUTE_MS;
	expect(await later({ deviceUuid: 'C1' })).toEqual({ deviceName: 'Lobby' });
});

test('a list that never answers is not asked for again', async () => {
	const { later, clock, asked, lists } = world();
	lists.getMinimalCameraStateList = async () => await new Promise<Reply>(() => undefined);
	expect(await later({ deviceUuid: 'C1' })).toEqual({});
	clock.now = 60 * MINUTE_MS;
	expect(await later({ deviceUuid: 'C1' })).toEqual({});
	expect(asked).toHaveLength(1);
});

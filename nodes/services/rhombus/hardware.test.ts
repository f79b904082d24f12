import type { IDataObject } from 'n8n-workflow';
import type { Client } from '../../shared/http/client';
import { components, controllers, elevatorLandings } from './hardware';
import type { ThingList } from './listing';

/** Answers by the end of the request and what its body names; an Error is thrown. */
type Answers = Record<string, IDataObject | Error>;

const DOORS: Answers = {
	'findAccessControlledDoors ': {
		accessControlledDoors: [
			{ name: 'Front', ownerDeviceUuid: 'one', readerComponents: [{ deviceUuid: 'two' }] },
			{ name: 'Back', ownerDeviceUuid: 'one', aperioGatewayComponent: { deviceUuid: 'three' } },
		],
		lastEvaluatedKey: 'next',
	},
	'findAccessControlledDoors next': {
		accessControlledDoors: [
			...['Side', 'Roof'].map((name) => ({ name, ownerDeviceUuid: 'one' })),
			{ name: 'Unwired', ownerDeviceUuid: null, readerComponents: null },
		],
		lastEvaluatedKey: null,
	},
};

async function shown(
	{ rows, show }: ThingList,
	answers: Answers,
): Promise<Array<[string, unknown]>> {
	const request = async (asked: string, { body }: { body: IDataObject }) => {
		const said = body.ownerDeviceUuid ?? body.locationUuid ?? body.lastEvaluatedKey ?? '';
		const answer = answers[`${asked.split('/').at(-1)!} ${String(said)}`];
		if (answer === undefined || answer instanceof Error) throw answer ?? new Error('not expected');
		return await Promise.resolve(answer);
	};
	const found = await rows({ request } as unknown as Client);
	return found.map(show).map(({ name, value }) => [name, value]);
}

test('controllers are those that doors name, on every page', async () => {
	expect(await shown(controllers, DOORS)).toEqual([
		['Controller of Front, Back, Side and 1 more', 'one'],
		['Controller of Front', 'two'],
		['Controller of Back', 'three'],
	]);
});

test('components say what they are and which doors their controller has', async () => {
	const answers = {
		...DOORS,
		'findComponentsByOwnerDevice one': {
			components: [
				{ uuid: 'r', name: 'Lobby reader', baseType: 'reader' },
				{ uuid: 'b', name: null, baseType: 'button' },
				{ uuid: 'n', name: 'New', baseType: 'what comes later' },
			],
		},
		'findComponentsByOwnerDevice two': new Error('HTTP 403'),
		'findComponentsByOwnerDevice three': { components: null },
	};
	expect(await shown(components, answers)).toEqual([
		['Lobby reader (Reader, Front, Back, Side and 1 more)', 'r'],
		['Button (Front, Back, Side and 1 more)', 'b'],
		['New (Front, Back, Side and 1 more)', 'n'],
	]);
});

test('a list that is refused everywhere fails', async () => {
	const refused = new Error('HTTP 403');
	const answers = Object.fromEntries(
		['one', 'two', 'three'].map((id) => [`findComponentsByOwnerDevice ${id}`, refused]),
	);
	await expect(shown(components, { ...DOORS, ...answers })).rejects.toBe(refused);
});

test('elevator landings say where they are', async () => {
	const answers: Answers = {
		'getLocations ': {
			locations: [
				{ uuid: 'hq', name: 'Headquarters' },
				{ uuid: 'x', name: null },
			],
		},
		'findAccessControlledElevatorLandingsByLocation hq': {
			accessControlledElevatorLandings: [{ uuid: 'l', name: 'Floor 2' }],
		},
		'findAccessControlledElevatorLandingsByLocation x': {
			accessControlledElevatorLandings: [{ uuid: 'm', name: 'Floor 1' }],
		},
	};
	expect(await shown(elevatorLandings, answers)).toEqual([
		['Floor 2 (Headquarters)', 'l'],
		['Floor 1', 'm'],
	]);
});

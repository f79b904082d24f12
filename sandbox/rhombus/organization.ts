import { failed, type Call, type Row, type Table } from './api';
import { declaredIn, shaped } from './shapes';

const OK = { error: false };
const nothing = (kind: string) => failed(`${kind} not found`);

function createUser({ state, body }: Call): Row {
	const email = String(body.email ?? '').toLowerCase();
	if (!email.includes('@')) return { ...failed('Invalid email'), responseStatus: 'BAD_INPUT' };
	if ([...state.users.values()].some((user) => user.email === email)) {
		return { ...failed('User already exists'), responseStatus: 'USER_EXISTS' };
	}
	const name = String(body.name ?? '');
	const [firstName = '', lastName = ''] = name.split(' ');
	const user = state.addUser(email, { name, firstName, lastName });
	return { ...OK, userUuid: user.uuid, responseStatus: 'SUCCESS' };
}

const USER_FIELDS = ['bypassSaml', 'mfaEnabled', 'name'];
const LOCATION_FIELDS = [
	'address1',
	'address2',
	'countryCode',
	'floorPlans',
	'labels',
	'latitude',
	'longitude',
	'name',
	'policyUuid',
	'postalCode',
];

const given = (body: Row, names: string[]) =>
	Object.fromEntries(
		names.filter((name) => name in body && body[name] !== null).map((name) => [name, body[name]]),
	);

/** Applies `x` only where `xUpdated` is true. */
function flagged(row: Row, body: Row): void {
	for (const [name, value] of Object.entries(body)) {
		if (body[`${name}Updated`] === true) row[name] = value;
	}
}

/** One list of all sensors of a kind, shaped as its contract says. */
const listOf = (kind: string, property: string, schema: string) => (call: Call) => ({
	...OK,
	[property]: call.state.sensors.get(kind)!.map((row) => {
		const own = declaredIn({ $ref: `#/components/schemas/${schema}` }, row);
		return shaped(schema, own);
	}),
});

function members({ state }: Call, groupUuid: string): Row[] {
	return [...(state.groupMembers.get(groupUuid) ?? [])].map((userUuid) =>
		shaped('OrgGroupMemberType', {
			groupUuid,
			orgUuid: state.orgUuid,
			userUuid,
		}),
	);
}

export const organization: Table = {
	'user/getUsersInOrg': ({ state }) => {
		const users = [...state.users.values()];
		const { orgUuid } = state;
		return {
			...OK,
			users,
			partners: [],
			notificationSettings: [],
			notificationSettingsV2: [],
			rhombusKeyAppConfigs: [],
			snoozeSettings: [],
			userPermissions: users.map(({ uuid }) => ({ userUuid: uuid, orgUuid, groupUuid: orgUuid })),
		};
	},
	'user/createUser': createUser,
	'user/updateUserSelective': ({ state, body }) => {
		const user = state.users.get(String(body.userUuid));
		if (!user) return nothing('User');
		Object.assign(user, given(body, USER_FIELDS), { updatedAtMillis: Date.now() });
		return {};
	},
	'user/deleteUser': ({ state, body }) =>
		state.users.delete(String(body.userUuid)) ? OK : nothing('User'),

	'org/getOrgV2': ({ state }) => ({
		...OK,
		org: shaped('OrgV2Type', { uuid: state.orgUuid, name: 'Sandbox Inc.' }),
		featureFlags: {},
		cameraConfigDefaults: {},
		cameraConfigOptions: {},
	}),
	'permission/getPermissionsForCurrentUser': ({ state }) => ({
		...OK,
		superAdmin: true,
		installer: false,
		permissionGroupName: 'Super Admin',
		functionalityList: ['ORG_ADMINISTRATION', 'API_ADMINISTRATION'],
		accessMap: {},
		deviceAccessMap: {},
		assignablePermissionGroups: [],
		locationAccessMap: Object.fromEntries([...state.locations.keys()].map((id) => [id, 'ADMIN'])),
		locationGranularAccessMap: {},
		accessControlLocationAccessMap: {},
	}),
	'partner/getClientsV2': ({ state }) => ({ ...OK, clients: state.clients }),

	'location/getLocations': ({ state }) => ({ ...OK, locations: [...state.locations.values()] }),
	'location/getLocation': ({ state, body }) => {
		const location = state.locations.get(String(body.locationUuid));
		return location ? { ...OK, location } : nothing('Location');
	},
	'location/createLocation': ({ state, body }) => {
		const row = body.location as Row | undefined;
		if (!row?.name) return failed('location.name is required');
		const uuid = state.newId();
		state.locations.set(uuid, { ...row, uuid });
		return { ...OK, uuid };
	},
	'location/selectiveUpdateLocation': ({ state, body }) => {
		const location = state.locations.get(String(body.locationUuid));
		if (!location) return nothing('Location');
		Object.assign(location, given(body, LOCATION_FIELDS));
		return OK;
	},
	'location/deleteLocation': ({ state, body }) =>
		state.locations.delete(String(body.uuid)) ? OK : nothing('Location'),

	'camera/getMinimalCameraStateList': ({ state, client = '' }) => ({
		...OK,
		cameraStates: state.clientCameras.get(client) ?? [...state.cameras.values()],
	}),
	'camera/getFullCameraState': ({ state, body }) => {
		const uuid = String(body.cameraUuid).split('.')[0];
		const camera = state.cameras.get(uuid!);
		return camera
			? { ...OK, fullCameraState: shaped('FullDeviceStateType', camera) }
			: nothing('Camera');
	},
	'camera/updateDetailsV2': ({ state, body }) => {
		const camera = state.cameras.get(String(body.uuid));
		if (!camera) return nothing('Camera');
		flagged(camera, body);
		return OK;
	},

	'climate/getMinimalClimateStateList': listOf(
		'climate',
		'climateStates',
		'Climate_MinimalClimateStateType',
	),
	'door/getMinimalDoorStateList': listOf('door', 'doorStates', 'Door_MinimalDoorStateType'),
	'button/getMinimalButtonStateList': listOf('button', 'states', 'Button_MinimalButtonStateType'),
	'occupancy/getMinimalOccupancySensorStateList': listOf(
		'occupancy',
		'occupancySensorStates',
		'Occupancysensor_MinimalOccupancySensorStateType',
	),
	'proximity/getMinimalProximityStateList': listOf(
		'proximity',
		'proximityStates',
		'Proximity_MinimalProximityStateType',
	),
	'audiogateway/getMinimalAudioGatewayStateList': listOf(
		'audiogateway',
		'audioGatewayStates',
		'MinimalAudioGatewayStateType',
	),

	'accesscontrol/findAccessControlGroupsByOrg': ({ state }) => ({
		groups: [...state.groups.values()],
	}),
	'accesscontrol/createAccessControlGroup': (call) => {
		const { state, body } = call;
		const uuid = state.newId();
		const group = shaped('OrgGroupType', {
			uuid,
			orgUuid: state.orgUuid,
			...given(body, ['name', 'description', 'locationUuid']),
		});
		state.groups.set(uuid, group);
		state.groupMembers.set(uuid, new Set(body.userUuids as string[] | undefined));
		return { group, groupMembers: members(call, uuid) };
	},
	'accesscontrol/addUsersToAccessControlGroup': (call) => {
		const { state, body } = call;
		const uuid = String(body.groupUuid);
		const set = state.groupMembers.get(uuid);
		if (!set) return nothing('Group');
		for (const user of (body.userUuids as string[] | undefined) ?? []) set.add(user);
		return { groupMembers: members(call, uuid) };
	},
	'accesscontrol/removeUsersFromAccessControlGroup': ({ state, body }) => {
		const set = state.groupMembers.get(String(body.groupUuid));
		if (!set) return nothing('Group');
		for (const user of (body.userUuids as string[] | undefined) ?? []) set.delete(user);
		return {};
	},

	'camera/getVideoWalls': ({ state }) => ({ ...OK, videoWalls: [...state.videoWalls.values()] }),
	'policy/getDoorPolicies': ({ state }) => ({ ...OK, policies: state.doorPolicies.get('Door') }),
	'policy/getAccessControlledDoorPolicies': ({ state }) => ({
		...OK,
		policies: state.doorPolicies.get('AccessControlledDoor'),
	}),

	'rules/getRulesForOrg': ({ state }) => ({ ...OK, rules: [...state.rules.values()] }),
	'rules/createRule': ({ state, body }) => {
		if (!body.rule) return failed('rule is required');
		const ruleUuid = state.newId();
		state.rules.set(ruleUuid, { ...(body.rule as Row), uuid: ruleUuid, orgUuid: state.orgUuid });
		return { ...OK, ruleUuid };
	},
	'rules/updateRule': ({ state, body }) => {
		const change = body.ruleUpdate as Row | undefined;
		const rule = state.rules.get(String(change?.uuid));
		if (!rule) return nothing('Rule');
		Object.assign(rule, change);
		return OK;
	},
	'rules/deleteRule': ({ state, body }) =>
		state.rules.delete(String(body.ruleUuid)) ? OK : nothing('Rule'),
	'rules/pauseRule': ({ state, body }) =>
		state.rules.has(String(body.ruleUuid)) ? OK : nothing('Rule'),

	'vehicle/getVehicles': ({ state }) => ({ ...OK, vehicles: [...state.vehicles.values()] }),
	'vehicle/saveVehicle': ({ state, body }) => {
		if (!body.vehicleLicensePlate) return failed('vehicleLicensePlate is required');
		state.vehicles.set(String(body.vehicleLicensePlate), { ...body, orgUuid: state.orgUuid });
		return OK;
	},
	'faceRecognition/person/findPeopleByOrg': ({ state }) => ({ people: [...state.people.values()] }),
	'faceRecognition/person/createPerson': ({ state, body }) => {
		const uuid = state.newId();
		const person = shaped('Person', { uuid, name: body.name, orgUuid: state.orgUuid });
		state.people.set(uuid, person);
		return { person };
	},
};

import {
	accessGrant,
	accessGroup,
	audioFile,
	audioGateway,
	camera,
	client,
	credential,
	device,
	door,
	location,
	lockdownPlan,
	person,
	plainUuid,
	policy,
	prompt,
	role,
	rule,
	schedule,
	sensor,
	user,
} from './pickers';
import type { FactsOf } from '../../shared/anyEndpoint/facts';
import type { Picker } from '../../shared/model/operation';

/** What the IDs of Rhombus's endpoints name. */

const BY_NAME: Array<[name: RegExp, picker: Picker, path?: RegExp]> = [
	[/^(cameraUuids?|associatedCameras|assignedCameraList)$/, camera],
	[/^accessControlledDoor(Uuids?|UuidList|Filter)$/, door],
	// Elsewhere it is a sensor of a door.
	[/^doorUuids?$/, door, /^\/api\/(accesscontrol|component)\//],
	[/^((\w+L|l)ocationUuids?|location(Uuid)?Filter(s|Set)?)$/, location],
	[/^((enablingU|hostU|ownerU|targetU|u)serUuids?|userFilter)$/, user],
	[/^(deviceUuids?|device(Uuid)?(List|Filter(s|Set)?))$/, device],
	[/^personUuids?$/, person],
	[/^scheduleUuids?$/, schedule],
	[/^(permissionGroup|role)Uuids?$/, role],
	[/^lockdownPlanUuids?$/, lockdownPlan],
	[/^audioGatewayUuids?$/, audioGateway],
	[/^audioUploadUuids?$/, audioFile],
	[/^ruleUuids?$/, rule],
	[/^promptUuids?$/, prompt],
	[/^policyUuids?$/, policy],
	[/^sensorUuids?$/, sensor],
	[/^clientOrgUuids?$/, client],
	[/^groupUuids?$/, accessGroup, /^\/api\/accesscontrol\//],
	[/^credentialUuids?$/, credential, /^\/api\/accesscontrol\//],
	[/^accessGrantUuids?$/, accessGrant],
	[/^uuid$/, camera, /^\/api\/camera\//],
	[/^uuid$/, user, /^\/api\/user\//],
	[/^uuid$/, location, /^\/api\/location\//],
];

/** IDs of the contract that are no UUIDs of Rhombus, or of which it does not say so. */
const OTHERS = /^(webhook|rhombusOrgUser|rctpPartner|thirdPartyButton|event|last)Uuids?$/;

/** @see FactsOf */
export const endpointFacts: FactsOf = ({ path }, at) => {
	const names = at.split('.');
	const name = names[names.length - 1] ?? '';
	// Deeper down it may be another thing's.
	const isTop = names.length === 2;
	const known = BY_NAME.find(
		([pattern, , where]) =>
			pattern.test(name) && (where?.test(path) ?? true) && (isTop || name !== 'uuid'),
	);
	if (known) return { picker: known[1] };
	return /^\w*[uU]uids?$/.test(name) && !OTHERS.test(name) ? { picker: plainUuid } : undefined;
};

import { resources } from '../../nodes/RhombusIntegration/resources';
import { RhombusState } from '../../sandbox/rhombus/state';
import type { Known } from './fields';

const ID = 'AAAAAAAAAAAAAAAAAAAAAA';
const idByKey = { entry: [{ key: 'sample', value: ID }] };

/** Values of integration settings that Rhombus wants as IDs though their names do not say so. */
const settings: Known = {
	rhombusToken: ID,
	webhookToken: ID,
	subLocationsHierarchyKey: `${ID}.${ID}`,
	// A number here, though the sandbox has a subscription of that name.
	webhookId: 5,
	assignedCameraList: ID,
	associatedCameras: ID,
	doorToCameraMap: idByKey,
	sensorToCamerasMap: idByKey,
	thirdPartyDeviceToLocationMap: idByKey,
	boulevardLocationToRhombusLocationMap: idByKey,
};

/** What operations of the Rhombus Integration node need, by `resource/operation`. */
export const integrationValues: Record<string, Known> = {
	...Object.fromEntries(
		resources.flatMap(({ value, operations }) =>
			operations
				.filter((operation) => operation.value.startsWith('update'))
				.map((operation) => [`${value}/${operation.value}`, settings]),
		),
	),
	'zapier/unsubscribe': { webhookId: new RhombusState().samples.webhookId },
};

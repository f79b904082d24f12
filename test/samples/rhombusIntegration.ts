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

/** Accounts at other systems that lists are asked with; the key is as the sandbox keeps them. */
const ACCOUNTS: Record<string, { property?: string; integration?: string }> = {
	amt: { property: 'amtSettings' },
	openpath: { property: 'openpathSettings' },
	boulevard: {},
	'brivo/2': { integration: 'BRIVO' },
	'genea/2': { integration: 'GENEA' },
	'placeos/2': { integration: 'PLACE_OS' },
};

/** Sets up the integrations whose lists take the account of their settings. */
export function prepareIntegrations({ integrations }: RhombusState): void {
	const settings = {
		username: 'ana',
		email: 'ana@example.com',
		password: 'sample-password',
		apiToken: 'sample-token',
		apiUrl: 'https://placeos.example.com/api',
		boulevardBusinessId: '1',
	};
	for (const [vendor, names] of Object.entries(ACCOUNTS)) {
		integrations.set(vendor, { ...names, settings });
	}
}

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

import { resources } from '../../nodes/RhombusIntegration/resources';
import type { Row } from '../../sandbox/rhombus/api';
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
	doorToCameraMap: { entry: [{ key: '1234', value: ID }] },
	sensorToCamerasMap: idByKey,
	thirdPartyDeviceToLocationMap: idByKey,
	boulevardLocationToRhombusLocationMap: idByKey,
};

const signIn = { email: 'ana@example.com', password: 'sample-password' };

/** Integrations whose lists take the account of their settings, as the sandbox keeps them. */
const ACCOUNTS: Array<[string, { property?: string; integration?: string; settings: Row }]> = [
	['amt', { property: 'amtSettings', settings: signIn }],
	['openpath', { property: 'openpathSettings', settings: signIn }],
	['boulevard', { settings: { apiToken: 'sample-token', boulevardBusinessId: '1' } }],
	['brivo/2', { integration: 'BRIVO', settings: { username: 'ana', password: 'sample' } }],
	[
		'honeywellelements/2',
		{
			integration: 'HONEYWELL_ELEMENTS',
			settings: { baseUrl: 'https://example.com', apiKey: 'sample-key' },
		},
	],
	['genea/2', { integration: 'GENEA', settings: { apiToken: 'sample-token' } }],
	['placeos/2', { integration: 'PLACE_OS', settings: { apiUrl: 'https://example.com/api' } }],
];

/** Sets them up. */
export function prepareIntegrations({ integrations }: RhombusState): void {
	for (const [vendor, found] of ACCOUNTS) integrations.set(vendor, found);
}

/** What operations of the Rhombus Integration node need, by `resource/operation`. */
export const integrationValues: Record<string, Known> = {
	...Object.fromEntries(
		resources.flatMap(({ value, operations }) =>
			operations
				.filter(({ value }) => /^(update|connect|setUp)/.test(value))
				.map((operation) => [`${value}/${operation.value}`, settings]),
		),
	),
	'zapier/unsubscribe': { webhookId: new RhombusState().samples.webhookId },
};

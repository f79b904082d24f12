import { merged } from '../../shared/execution/mergeIntoCurrent';
import { notRead } from '../../shared/execution/notRead';
import { choice, flag, number, pick, strings, text } from '../../shared/model/fields';
import { whole } from '../../shared/model/pagination';
import type { Resource } from '../../shared/model/operation';
import { isObject, own } from '../../shared/util/guards';
import { id, seconds } from '../../services/rhombus/fields';
import { client } from '../../services/rhombus/pickers';
import { currentOrg } from '../../services/rhombus/steps/current';
import { found } from '../../services/rhombus/steps/found';

const ORG = [
	'uuid',
	'name',
	'type',
	'accountOwnerEmail',
	'subscriptionStatus',
	'subscriptionType',
	'subscriptionEndDate',
	'mfaEnabled',
	'tenantUrl',
	'createdAtMillis',
	'deleted',
];

export const organization: Resource = {
	value: 'organization',
	name: 'Organization',
	operations: [
		{
			value: 'get',
			name: 'Get',
			action: 'Get organization',
			description: 'Get the organization that the API key belongs to',
			request: 'POST /api/org/getOrgV2',
			idempotent: true,
			output: found('organization', 'org', { simplify: ORG, offerFullResponse: true }),
		},
		{
			value: 'getFeatures',
			name: 'Get Features',
			action: 'Get features of organization',
			description: 'Say which features the licenses include',
			request: 'POST /api/org/getFeatures',
			idempotent: true,
			output: { kind: 'done' },
		},
		{
			value: 'getPermissions',
			name: 'Get Permissions',
			action: 'Get permissions of API key',
			description: 'Say what the API key may do, by location and device',
			request: 'POST /api/permission/getPermissionsForCurrentUser',
			idempotent: true,
			output: { kind: 'done' },
		},
		merged({
			value: 'updateSettings',
			name: 'Update Settings',
			action: 'Update settings of organization',
			description: 'Change name, contacts or the sign-out time of the organization',
			request: 'POST /api/org/updateGeneralSettings',
			optional: [
				text('name', 'Name of the organization'),
				text('accountOwnerEmail', 'Address of the owner', { placeholder: 'e.g. name@email.com' }),
				text('accountBillingContactEmail', 'Address for bills', { label: 'Billing Contact Email' }),
				text('accountTechnicalContactEmail', 'Address for technical matters', {
					label: 'Technical Contact Email',
				}),
				strings('accountTechnicalContacts', 'Further addresses for technical matters', {
					label: 'Technical Contacts',
				}),
				number('inactivityTimeout', 'After how many minutes people are signed out', { min: 0 }),
				number('mobileSessionLimitInDays', 'After how many days a session of the app ends', {
					label: 'Mobile Session Limit (Days)',
					min: 0,
				}),
				seconds(
					'connectivityBatchWindowSecs',
					'Connectivity Batch Window',
					'How long connectivity notices are gathered; 0 for not at all',
					{ min: 0 },
				),
				choice(
					'defaultPlayerViewLiveType',
					{ REALTIME: 'Real Time', BUFFERED: 'Buffered' },
					'How live video plays by default',
					{ label: 'Live Video' },
				),
				flag('uapSettings.enabled', 'Whether people must accept a policy when they sign in', {
					label: 'Acceptable Use Policy',
				}),
				text('uapSettings.text', 'Text of that policy', {
					label: 'Acceptable Use Policy Text',
					rows: 3,
				}),
			],
			also: ['POST /api/org/getOrgV2'],
			merging: {
				...currentOrg(async (call) => {
					const answer = await call.request('POST /api/org/getOrgV2', {
						body: {},
						idempotent: true,
					});
					const org = own(answer, 'org');
					if (!isObject(org)) throw notRead(call);
					return org;
				}),
				merges: ['uapSettings'],
			},
			output: { kind: 'done' },
		}),
		{
			value: 'createSessionToken',
			name: 'Create Session Token',
			action: 'Create federated session token',
			description: 'Make a token that lets a web page or app show video for a while',
			request: 'POST /api/org/generateFederatedSessionToken',
			fields: [seconds('durationSec', 'Duration', 'How long the token works', { default: 3600 })],
			optional: [
				text('domain', 'Web site that may use the token', { placeholder: 'e.g. example.com' }),
				id('deviceUUid', 'Device ID', 'Device that the token is for'),
			],
			output: { kind: 'done' },
		},
		{
			value: 'getClients',
			name: 'Get Clients',
			action: 'Get client organizations of partner',
			description: 'List the client organizations of a partner; needs a partner key',
			request: 'POST /api/partner/getClientsV2',
			idempotent: true,
			paging: whole,
			output: { rowsKey: 'clients' },
		},
		{
			value: 'getClient',
			name: 'Get Client',
			action: 'Get client organization of partner',
			description: 'Get a client organization; needs a partner key',
			request: 'POST /api/org/getClientOrg',
			idempotent: true,
			fields: [pick(client, 'orgUuid', 'The client')],
			output: found('client', 'org', { simplify: ORG, offerFullResponse: true }),
		},
		{
			value: 'getClientDevices',
			name: 'Get Client Devices',
			action: 'Get devices of client organization',
			description: 'List the devices of a client; needs a partner key',
			request: 'POST /api/partner/getClientDevices',
			idempotent: true,
			fields: [pick(client, 'orgUuid', 'The client')],
			paging: whole,
			output: { rowsKey: 'devices' },
		},
	],
};

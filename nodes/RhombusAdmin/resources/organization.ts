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
			description: 'Get the features that the licenses include',
			request: 'POST /api/org/getFeatures',
			idempotent: true,
			output: { kind: 'done' },
		},
		{
			value: 'getPermissions',
			name: 'Get Permissions',
			action: 'Get permissions of API key',
			description: 'Get the permissions of the API key, by location and device',
			request: 'POST /api/permission/getPermissionsForCurrentUser',
			idempotent: true,
			output: { kind: 'done' },
		},
		merged({
			value: 'updateSettings',
			name: 'Update Settings',
			action: 'Update settings of organization',
			description: 'Update the name, contacts or session limits of the organization',
			request: 'POST /api/org/updateGeneralSettings',
			optional: [
				text('name', 'Name of the organization'),
				text('accountOwnerEmail', 'Email address of the account owner', {
					placeholder: 'e.g. name@email.com',
				}),
				text('accountBillingContactEmail', 'Email address for invoices', {
					label: 'Billing Contact Email',
				}),
				text('accountTechnicalContactEmail', 'Email address for technical questions', {
					label: 'Technical Contact Email',
				}),
				strings('accountTechnicalContacts', 'Additional email addresses for technical questions', {
					label: 'Technical Contacts',
				}),
				number('inactivityTimeout', 'Minutes of inactivity after which users are signed out', {
					min: 0,
				}),
				number('mobileSessionLimitInDays', 'Days after which a session of the mobile app ends', {
					label: 'Mobile Session Limit (Days)',
					min: 0,
				}),
				seconds(
					'connectivityBatchWindowSecs',
					'Connectivity Batch Window',
					'How long to collect connectivity notices before sending; 0 sends immediately',
					{ min: 0 },
				),
				choice(
					'defaultPlayerViewLiveType',
					{ REALTIME: 'Real Time', BUFFERED: 'Buffered' },
					'How to play live video by default',
					{ label: 'Live Video' },
				),
				flag('uapSettings.enabled', 'Whether people must accept a policy when they sign in', {
					label: 'Acceptable Use Policy',
				}),
				text('uapSettings.text', 'Text of the policy', {
					label: 'Acceptable Use Policy Text',
					rows: 3,
				}),
			],
			also: ['POST /api/org/getOrgV2'],
			merging: {
				...currentOrg(async (client) => {
					const answer = await client.request('POST /api/org/getOrgV2', {
						body: {},
						idempotent: true,
					});
					const org = own(answer, 'org');
					if (!isObject(org)) throw notRead(client);
					return org;
				}),
				merges: ['uapSettings'],
			},
			output: { kind: 'done' },
		}),
		{
			value: 'createSessionToken',
			name: 'Create Federated Session Token',
			action: 'Create federated session token',
			description: 'Create a token that lets a web page or app show video for a while',
			request: 'POST /api/org/generateFederatedSessionToken',
			fields: [seconds('durationSec', 'Duration', 'How long the token works', { default: 3600 })],
			optional: [
				text('domain', 'Website that may use the token', { placeholder: 'e.g. example.com' }),
				id('deviceUUid', 'Device ID', 'Device that the token is for'),
			],
			output: { kind: 'done' },
		},
		{
			value: 'getClients',
			name: 'Get Clients',
			action: 'Get client organizations of partner',
			description: 'Get the client organizations of a partner; requires a partner key',
			request: 'POST /api/partner/getClientsV2',
			idempotent: true,
			paging: whole,
			output: { rowsProperty: 'clients' },
		},
		{
			value: 'getClient',
			name: 'Get Client',
			action: 'Get client organization of partner',
			description: 'Get a client organization; requires a partner key',
			request: 'POST /api/org/getClientOrg',
			idempotent: true,
			fields: [pick(client, 'orgUuid', 'Client organization to use')],
			output: found('client', 'org', { simplify: ORG, offerFullResponse: true }),
		},
		{
			value: 'getClientDevices',
			name: 'Get Client Devices',
			action: 'Get devices of client organization',
			description: 'Get the devices of a client organization; requires a partner key',
			request: 'POST /api/partner/getClientDevices',
			idempotent: true,
			fields: [pick(client, 'orgUuid', 'Client organization to use')],
			paging: whole,
			output: { rowsProperty: 'devices' },
		},
	],
};

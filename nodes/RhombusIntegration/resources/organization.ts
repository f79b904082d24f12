import type { IDataObject } from 'n8n-workflow';
import { role } from '../../services/rhombus/pickers';
import { choice, choices, pick, text } from '../../shared/model/fields';
import { whole } from '../../shared/model/pagination';
import type { Resource } from '../../shared/model/operation';
import { isObject, own } from '../../shared/util/guards';
import { INTEGRATIONS } from '../settings';
import { leaveOutSecrets } from '../secretNames';

const ROOT = 'POST /api/integrations/org/';

/** `ApiClientTypeEnum`: who a key was made for. */
const CLIENTS: Record<string, string> = {
	PARTNER_DEVELOPER: 'Partner Developer',
	DEVELOPER: 'Developer',
	INTERNAL_SALESFORCE: 'Salesforce',
	TVOS: 'Apple TV',
	KIOSK: 'Kiosk',
	KEYPAD: 'Keypad',
	SQUARE: 'Square',
	KISI: 'Kisi',
	OPENPATH: 'Openpath',
	TOAST: 'Toast',
	BRIVO: 'Brivo',
	EXECUTABLE: 'Executable',
	HALO: 'Halo',
	SALTO: 'Salto',
	BUTTERFLYMX: 'ButterflyMX',
	GENEA: 'Genea',
	PRODATAKEY: 'ProdataKey (PDK)',
	ENVOY: 'Envoy',
	AMT: 'AMT',
	PIMLOC: 'Pimloc',
	PLACEOS: 'PlaceOS',
	OMNIALERT: 'Omnialert',
	FLIC: 'Flic',
	NINEONEONECELLULAR: '911 Cellular',
	CHATBOT: 'Chatbot',
	UNKNOWN: 'Unknown',
};

/** What an API token keeps with Simplify on. */
const TOKEN = [
	'tokenUuid',
	'displayName',
	'clientType',
	'authType',
	'permissionGroupUuid',
	'orgUuid',
];

/** `mattermostSettings` → `Mattermost`; version 1 names its integrations so. */
const nameOf = (property: string): string => {
	const words = property.replace(/Settings(V2)?$/, '');
	return words.charAt(0).toUpperCase() + words.slice(1);
};

const row = (integration: string, version: number, settings: unknown): IDataObject[] =>
	isObject(settings)
		? [
				{
					integration,
					version,
					enabled: settings.enabled === true,
					settings: leaveOutSecrets(settings) as IDataObject,
				},
			]
		: [];

export const organization: Resource = {
	value: 'organization',
	name: 'Organization',
	operations: [
		{
			value: 'getIntegrations',
			name: 'Get Many Integrations',
			action: 'Get many integrations of organization',
			description:
				'Get all integrations of the organization, whether they are enabled, and their settings without secrets',
			request: `${ROOT}getOrgIntegrationsV2`,
			also: [`${ROOT}getOrgIntegrations`],
			idempotent: true,
			output: { simplify: ['integration', 'version', 'enabled'] },
			run: async (context) => {
				const ask = async (request: string) =>
					await context.request(request, { body: {}, idempotent: true });
				const [{ orgIntegrationsV2 }, { orgIntegrations }] = await Promise.all([
					ask(`${ROOT}getOrgIntegrationsV2`),
					ask(`${ROOT}getOrgIntegrations`),
				]);
				return [
					...Object.entries(isObject(orgIntegrationsV2) ? orgIntegrationsV2 : {}).flatMap(
						([key, settings]) => row(String(own(INTEGRATIONS, key) ?? key), 2, settings),
					),
					...Object.entries(isObject(orgIntegrations) ? orgIntegrations : {}).flatMap(
						([key, settings]) => row(nameOf(key), 1, settings),
					),
				];
			},
		},
		{
			value: 'getApiTokens',
			name: 'Get Many API Tokens',
			action: 'Get many API tokens of organization',
			description: 'Get the API tokens of the organization, without the tokens themselves',
			request: `${ROOT}getApiTokens`,
			optional: [
				choices('optionalFilter', CLIENTS, 'Only tokens created for these applications', {
					label: 'Created For',
				}),
			],
			idempotent: true,
			paging: whole,
			output: { rowsProperty: 'apiTokens', simplify: TOKEN },
		},
		{
			value: 'revokeApiToken',
			name: 'Revoke API Token',
			action: 'Revoke API token of organization',
			description: 'Revoke an API token permanently',
			request: `${ROOT}revokeApiToken`,
			fields: [
				text('tokenUuid', 'Token to revoke', {
					label: 'API Token UUID',
					param: 'uuid',
				}),
			],
		},
		{
			value: 'validateToken',
			name: 'Validate API Token',
			action: 'Validate API token of organization',
			description: 'Check that Rhombus accepts the API token of the credential',
			request: 'POST /api/integrations/validateToken',
			idempotent: true,
		},
		{
			value: 'getApiTokenApplications',
			name: 'Get Many API Token Applications',
			action: 'Get many API token applications of organization',
			description: 'Get the API token applications of the organization',
			request: 'POST /api/integrations/getApiTokenApplications',
			idempotent: true,
			paging: whole,
			output: { rowsProperty: 'applications' },
		},
		{
			value: 'submitApiTokenApplication',
			name: 'Submit API Token Application',
			action: 'Submit API token application of organization',
			description: 'Apply for a new API token, which is returned only once',
			request: 'POST /api/integrations/submitApiTokenApplication',
			fields: [
				text('displayName', 'Name of the token in the console'),
				pick(role, 'permissionGroupUuid', 'Role that determines the permissions of the token'),
				choice(
					'authType',
					{ API_TOKEN: 'API Token', CERT: 'Certificate' },
					'How the token authenticates',
					{
						label: 'Kind',
					},
				),
			],
			optional: [
				text('csr', 'Certificate signing request in PEM format, for certificates', {
					label: 'Signing Request',
					rows: 4,
				}),
			],
		},
	],
};

import type { IDataObject } from 'n8n-workflow';
import { valuesByName } from '../../shared/request/build';
import type { ApiRequest } from '../../shared/http/types';
import { choice, choices, flag, number, pick, text, localOnly } from '../../shared/model/fields';
import { whole } from '../../shared/model/pagination';
import type { Field, Resource, OperationContext } from '../../shared/model/operation';
import { ids } from '../../services/rhombus/fields';
import { credential as credentialPicker, guestPass, user } from '../../services/rhombus/pickers';
import { at } from '../../services/rhombus/times';

const TYPES = {
	STANDARD_CSN: 'Card Serial Number',
	RHOMBUS_SECURE_CSN: 'Rhombus Secure Card',
	RHOMBUS_SECURE_MOBILE: 'Rhombus Secure Mobile',
	PIN_CODE: 'PIN Code',
	WIEGAND_H10301: 'Wiegand H10301 (26 Bit)',
	WIEGAND_H10304: 'Wiegand H10304 (37 Bit)',
	WIEGAND_D10202: 'Wiegand D10202 (33 Bit)',
	WIEGAND_64BIT_RAW: 'Wiegand 64 Bit Raw',
	HID_CORP1000_STD_35: 'HID Corporate 1000 (35 Bit)',
	HID_CORP1000_STD_48: 'HID Corporate 1000 (48 Bit)',
	CUSTOM: 'Custom',
};

const credentialUuid = pick(
	credentialPicker,
	'credentialUuid',
	'Credential, from the list or by its ID',
);
const userUuid = pick(user, 'userUuid', 'User, from the list or by its ID');

/** The kinds of credentials that can be made: call, and which numbers on the card it takes. */
const KINDS: Record<string, { label: string; call: string; takes: string[] }> = {
	standardCsn: {
		label: TYPES.STANDARD_CSN,
		call: 'createStandardCsnCredential',
		takes: ['credentialValue'],
	},
	secureCsn: {
		label: TYPES.RHOMBUS_SECURE_CSN,
		call: 'createRhombusSecureCsnCredential',
		takes: ['credentialValue'],
	},
	h10301: {
		label: TYPES.WIEGAND_H10301,
		call: 'createWiegandH10301Credential',
		takes: ['facilityCode', 'cardNumber'],
	},
	h10304: {
		label: TYPES.WIEGAND_H10304,
		call: 'createWiegandH10304Credential',
		takes: ['facilityCode', 'cardNumber'],
	},
	d10202: {
		label: TYPES.WIEGAND_D10202,
		call: 'createWiegandD10202Credential',
		takes: ['facilityCode', 'cardNumber'],
	},
	raw64: {
		label: TYPES.WIEGAND_64BIT_RAW,
		call: 'createWiegand64BitRawCredential',
		takes: ['value'],
	},
	corp35: {
		label: TYPES.HID_CORP1000_STD_35,
		call: 'create35BitCorp1000StdCredential',
		takes: ['companyId', 'cardNumber'],
	},
	corp48: {
		label: TYPES.HID_CORP1000_STD_48,
		call: 'create48BitCorp1000StdCredential',
		takes: ['companyId', 'cardNumber'],
	},
};

const kindsWith = (name: string) => ({
	kind: Object.keys(KINDS).filter((kind) => KINDS[kind]!.takes.includes(name)),
});

const kind = localOnly(
	choice(
		'kind',
		Object.fromEntries(Object.entries(KINDS).map(([value, { label }]) => [value, label])),
		'Format of the card',
		{ default: 'standardCsn' },
	),
);

/** Each format has a call of its own; the sample of the contract is the first. */
const ofKind = async (context: OperationContext, request: ApiRequest): Promise<ApiRequest> => ({
	...request,
	path: `/api/accesscontrol/${KINDS[String((await valuesByName(context)).kind)]!.call}`,
});

/** The four formats whose dates can be changed. */
const DATED = {
	StandardCsn: 'Card Serial Number',
	RhombusSecureCsn: 'Rhombus Secure Card',
	RhombusSecureMobile: 'Rhombus Secure Mobile',
	Wiegand: 'Wiegand or HID Corporate 1000',
};
const dated = localOnly(
	choice('dated', DATED, 'Format of the card', { label: 'Kind', default: 'StandardCsn' }),
);

const validity: Field[] = [
	at(
		'accesscontrol/createStandardCsnCredential',
		'startDateEpochSecInclusive',
		'Time from which the card opens doors',
		{
			label: 'Valid From',
		},
	),
	at(
		'accesscontrol/createStandardCsnCredential',
		'endDateEpochSecExclusive',
		'Time from which the card no longer opens doors',
		{
			label: 'Valid Until',
			ends: 'startDateEpochSecInclusive',
		},
	),
];

const filter = (endpoint: string): Field[] => [
	choices(
		'filter.workflowStatusFilter',
		{ ACTIVE: 'Active', UNASSIGNED: 'Unassigned', SUSPENDED: 'Suspended', REVOKED: 'Revoked' },
		'Only credentials with these statuses',
		{ label: 'Statuses' },
	),
	choices('filter.credTypeFilter', TYPES, 'Only credentials of these formats', { label: 'Types' }),
	at(
		`accesscontrol/${endpoint}`,
		'filter.lastUsedAfterFilter',
		'Only credentials used after this time',
		{
			label: 'Last Used After',
		},
	),
	at(
		`accesscontrol/${endpoint}`,
		'filter.lastUsedBeforeFilter',
		'Only credentials that were last used before this time',
		{
			label: 'Last Used Before',
			ends: 'filter.lastUsedAfterFilter',
		},
	),
	ids(
		'filter.lastUsedAccessControlledDoorUuidFilter',
		'Last Used Door IDs',
		'Only credentials last used there',
	),
	ids(
		'filter.lastUsedLocationUuidFilter',
		'Last Used Location IDs',
		'Only credentials last used there',
	),
];

const simplify = [
	'uuid',
	'type',
	'value',
	'lowercaseHexValue',
	'workflowStatus',
	'userUuid',
	'startDateEpochSecInclusive',
	'endDateEpochSecExclusive',
	'lastUsedAtMillis',
	'note',
];

export const credential: Resource = {
	value: 'credential',
	name: 'Credential',
	description: 'Cards, mobile keys and codes that open doors',
	operations: [
		{
			value: 'create',
			name: 'Create',
			action: 'Create credential (badge)',
			description: 'Create a card from its numbers and assign it to a user',
			request: 'POST /api/accesscontrol/createStandardCsnCredential',
			also: Object.values(KINDS)
				.slice(1)
				.map((one) => `POST /api/accesscontrol/${one.call}`),
			fields: [
				kind,
				pick(user, 'userUuid', 'Owner of the card; the card remains unassigned if left empty', {
					param: 'owner',
					label: 'Owner',
					required: false,
				}),
				text('credentialValue', 'Number of the card, as sent by its reader', {
					showIf: kindsWith('credentialValue'),
					placeholder: 'e.g. 04A2B9C1D2E380',
				}),
				text('value', '64-bit value of the card', { showIf: kindsWith('value') }),
				number('facilityCode', 'Facility code on the card', {
					min: 0,
					showIf: kindsWith('facilityCode'),
				}),
				number('companyId', 'Company code of the card', { min: 0, showIf: kindsWith('companyId') }),
				number('cardNumber', 'Number printed on the card', {
					min: 0,
					showIf: kindsWith('cardNumber'),
				}),
			],
			optional: validity,
			adjust: ofKind,
			output: { rowsProperty: 'credential', simplify },
		},
		{
			value: 'getByUser',
			name: 'Get by User',
			action: 'Get credentials by user',
			description: 'Get the cards and keys of a user',
			request: 'POST /api/accesscontrol/findAccessControlCredentialByUser',
			idempotent: true,
			fields: [userUuid],
			optional: filter('findAccessControlCredentialByUser'),
			paging: whole,
			output: { rowsProperty: 'credentials', simplify },
		},
		{
			value: 'getByGuestPass',
			name: 'Get by Guest Pass',
			action: 'Get credentials by guest pass',
			description: 'Get the cards and keys of a guest pass',
			request: 'POST /api/accesscontrol/findAccessControlCredentialByGuestPass',
			idempotent: true,
			fields: [pick(guestPass, 'guestPassUuid', 'Guest pass, from the list or by its ID')],
			optional: filter('findAccessControlCredentialByGuestPass'),
			paging: whole,
			output: { rowsProperty: 'credentials', simplify },
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many credentials',
			description: 'Get the cards and keys of the organization, for example the unassigned ones',
			request: 'POST /api/accesscontrol/findAccessControlCredentialByOrg',
			idempotent: true,
			optional: filter('findAccessControlCredentialByOrg'),
			paging: whole,
			output: { rowsProperty: 'credentials', simplify },
		},
		{
			value: 'assign',
			name: 'Assign',
			action: 'Assign credential to user',
			description: 'Assign an unassigned card to a user',
			request: 'POST /api/accesscontrol/assignAccessControlCredential',
			fields: [
				text('credentialHexValue', 'Raw value of the card in hexadecimal digits', {
					label: 'Credential Hex Value',
					placeholder: 'e.g. 04a2b9c1',
				}),
				userUuid,
			],
			output: { rowsProperty: 'credential', simplify },
		},
		...(['suspend', 'unsuspend', 'revoke'] as const).map((value) => ({
			value,
			name: { suspend: 'Suspend', unsuspend: 'Unsuspend', revoke: 'Revoke' }[value],
			action: `${{ suspend: 'Suspend', unsuspend: 'Unsuspend', revoke: 'Revoke' }[value]} credential`,
			description: {
				suspend: 'Suspend a card, so that it opens no doors for a while',
				unsuspend: 'Unsuspend a card, so that it opens doors again',
				revoke: 'Revoke a card of a user permanently',
			}[value],
			request: `POST /api/accesscontrol/${value}AccessControlCredential`,
			fields: [credentialUuid],
			output: { rowsProperty: 'credential', simplify },
		})),
		{
			value: 'createFromHex',
			name: 'Create From Hex',
			action: 'Create credential from hex value',
			description: 'Create a card from the raw value that a reader reported',
			request: 'POST /api/accesscontrol/createAccessControlCredentialByHexValueAndType',
			fields: [
				text('hexValue', 'Raw value in hexadecimal digits', { placeholder: 'e.g. 04a2b9c1' }),
				choice('credentialType', TYPES, 'Format of the card', { label: 'Type' }),
			],
			optional: [
				pick(user, 'userUuid', 'Owner of the card', { label: 'Owner' }),
				number('numValueBits', 'Number of bits of the value', {
					label: 'Number of Bits',
					min: 1,
					default: 26,
				}),
				flag('littleEndian', 'Whether the least significant byte comes first'),
				...validity,
			],
			output: { rowsProperty: 'credential', simplify },
		},
		{
			value: 'updateValidity',
			name: 'Update Validity',
			action: 'Update validity of credential',
			description: 'Update the period in which a card opens doors',
			request: 'POST /api/accesscontrol/updateStandardCsnCredential',
			also: Object.keys(DATED)
				.slice(1)
				.map((one) => `POST /api/accesscontrol/update${one}Credential`),
			fields: [credentialUuid, dated],
			optional: validity,
			adjust: async (context: OperationContext, request: ApiRequest) => {
				const { dated: format } = (await valuesByName(context)) as IDataObject;
				return { ...request, path: `/api/accesscontrol/update${String(format)}Credential` };
			},
			output: { rowsProperty: 'credential', simplify },
		},
		{
			value: 'delete',
			name: 'Delete',
			action: 'Delete credential',
			description: 'Delete a card from the organization',
			request: 'POST /api/accesscontrol/deleteAccessControlCredential',
			fields: [credentialUuid],
			output: { mayBeEmpty: true, kind: 'deleted' },
		},
	],
};

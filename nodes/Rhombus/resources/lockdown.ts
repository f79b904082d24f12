import type { IDataObject } from 'n8n-workflow';
import type { Client } from '../../shared/http/client';
import type { ApiRequest } from '../../shared/http/types';
import { choices } from '../../shared/model/fields';
import { timeWindowPages, whole } from '../../shared/model/pagination';
import type { Output, Resource } from '../../shared/model/operation';
import { ids, locationUuid } from '../../services/rhombus/fields';
import { at, between } from '../../services/rhombus/times';

const RESULTS: Record<string, string> = {
	INVALID_LOCKDOWN_PLANS: 'a plan does not exist or does not belong to this location',
	OPTIMISTIC_CONCURRENCY: 'the state of the location changed at the same time; try again',
};

/** Rhombus says in the answer whether it did it. */
const carriedOut = (what: string): Output => ({
	rowsProperty: 'state',
	failed: ({ result }) =>
		typeof result === 'string' && result !== 'SUCCESS'
			? `The lockdown was not ${what}: ${RESULTS[result] ?? result}`
			: undefined,
});

const seen = (endpoint: string) =>
	at(
		`accesscontrol/lockdownPlan/${endpoint}`,
		'stateUpdatedAtMillis',
		'Last change of the state, as you read it; the current state if left out',
		{
			label: 'State Updated At',
		},
	);

/** Rhombus compares the state's time, so that two people do not undo each other's work. */
async function withState(client: Client, request: ApiRequest): Promise<ApiRequest> {
	const body = request.body as IDataObject;
	if (body.stateUpdatedAtMillis !== undefined) return request;
	const { state } = (await client.request(
		'POST /api/accesscontrol/lockdownPlan/getOrCreateLocationLockdownState',
		{ body: { locationUuid: body.locationUuid }, idempotent: true },
	)) as { state?: IDataObject };
	const stateUpdatedAtMillis = state?.updatedAtMillis;
	return typeof stateUpdatedAtMillis === 'number'
		? { ...request, body: { ...body, stateUpdatedAtMillis } }
		: request;
}

const places = 'POST /api/accesscontrol/lockdownPlan';

export const lockdown: Resource = {
	value: 'lockdown',
	name: 'Lockdown',
	description: 'Emergency lockdown of all doors of a location',
	operations: [
		{
			value: 'activate',
			name: 'Activate',
			action: 'Activate (start) lockdown of location',
			description: 'Activate the lockdown of a location with one or more plans',
			request: `${places}/activateLockdownForLocation`,
			also: [`${places}/getOrCreateLocationLockdownState`],
			fields: [
				locationUuid,
				ids('lockdownPlanUuids', 'Lockdown Plan IDs', 'IDs of the plans to run'),
			],
			optional: [seen('activateLockdownForLocation')],
			adjust: withState,
			output: carriedOut('activated'),
		},
		{
			value: 'deactivate',
			name: 'Deactivate',
			action: 'Deactivate (end) lockdown of location',
			description: 'Deactivate the lockdown of a location',
			request: `${places}/deactivateLockdownForLocation`,
			also: [`${places}/getOrCreateLocationLockdownState`],
			fields: [locationUuid],
			optional: [seen('deactivateLockdownForLocation')],
			adjust: withState,
			output: carriedOut('deactivated'),
		},
		{
			value: 'getState',
			name: 'Get State',
			action: 'Get lockdown state of location',
			description: 'Get whether a location is locked down, and by which plans',
			request: `${places}/getOrCreateLocationLockdownState`,
			fields: [locationUuid],
			output: { rowsProperty: 'state' },
		},
		{
			value: 'getStates',
			name: 'Get States',
			action: 'Get lockdown states',
			description: 'Get the lockdown state of all locations',
			request: `${places}/findLocationLockdownStates`,
			idempotent: true,
			optional: [
				choices(
					'stateFilter',
					{ LOCKED_DOWN: 'Locked Down', STANDARD_SECURITY: 'Standard Security' },
					'Only locations in these states',
					{ label: 'States' },
				),
			],
			paging: whole,
			output: { rowsProperty: 'states' },
		},
		{
			value: 'getEvents',
			name: 'Get Events',
			action: 'Get lockdown events of location',
			description: 'Get when and by whom a location was locked down',
			request: `${places}/findLocationLockdownEvents`,
			idempotent: true,
			fields: [locationUuid],
			optional: between(
				'accesscontrol/lockdownPlan/findLocationLockdownEvents',
				['createdAfterMs', 'createdBeforeMs'],
				'the events',
			),
			paging: timeWindowPages('createdBeforeMs', 100),
			output: { rowsProperty: 'events' },
		},
		{
			value: 'enableTestMode',
			name: 'Enable Test Mode',
			action: 'Enable lockdown test mode of location',
			description: 'Enable test mode, so that the next lockdown of a location is a drill',
			request: `${places}/enableLockdownTestModeForLocation`,
			fields: [locationUuid],
			output: { rowsProperty: 'state' },
		},
		{
			value: 'disableTestMode',
			name: 'Disable Test Mode',
			action: 'Disable lockdown test mode of location',
			description: 'Disable test mode, so that the next lockdown of a location is real',
			request: `${places}/disableLockdownTestModeForLocation`,
			fields: [locationUuid],
			output: { rowsProperty: 'state' },
		},
	],
};

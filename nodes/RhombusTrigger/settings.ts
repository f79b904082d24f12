import type { IDataObject, IHookFunctions } from 'n8n-workflow';
import { randomBytes } from 'crypto';
import { rule, sensor } from '../services/rhombus/pickers';
import type { Client } from '../shared/http/client';
import { entriesIn, hookParam, pickedIds, type HookContext } from '../shared/triggers/context';
import { encode } from '../shared/request/encode';
import { pick } from '../shared/model/fields';

import { urlOf } from '../shared/triggers/registrationMemory';
import type { DesiredRegistration } from './sources';

const ZAPS: Record<string, string> = {
	button: 'BUTTON_EVENTS',
	doorSensor: 'DOOR_SENSOR_EVENTS',
	environment: 'ENVIRONMENTAL_SENSOR_EVENTS',
	anyRule: 'RULE_EVENTS',
};

const THRESHOLDS = [
	'tempLowerThreshold',
	'tempUpperThreshold',
	'humidityLowerThreshold',
	'humidityUpperThreshold',
];

export const sourceOf = (context: HookContext): string => String(hookParam(context, 'source'));

/** Settings of a subscription, as the API wants them. @throws NodeOperationError, NodeApiError */
async function subscriptionOf(
	context: IHookFunctions,
	client: Client,
	source: string,
): Promise<IDataObject> {
	const options = (hookParam(context, 'subscriptionOptions') ?? {}) as IDataObject;
	const devices = entriesIn(context, client, 'devices', 'Devices');
	const uuids = await pickedIds(client, sensor, 'picked', devices);
	const wish: IDataObject = { zapEnum: ZAPS[source] };
	if (uuids.length > 0) wish.uuids = uuids;
	if (Number(options.backoffSec) > 0) wish.backoffSec = Number(options.backoffSec);
	if (source === 'doorSensor') wish.doorState = hookParam(context, 'doorState') as string;
	if (source === 'environment') {
		for (const name of THRESHOLDS) {
			if (typeof options[name] === 'number') wish[name] = options[name];
		}
		if (!THRESHOLDS.some((name) => name in wish)) {
			throw client.refuse(
				'Options',
				'has no threshold',
				'Add a temperature or humidity threshold: Rhombus reports when it is crossed',
			);
		}
	}
	return wish;
}

/** What is to be registered. @throws NodeOperationError that names the field; NodeApiError */
export async function readDesiredRegistration(
	context: IHookFunctions,
	client: Client,
): Promise<DesiredRegistration> {
	const source = sourceOf(context);
	const ruleUuid =
		source === 'rule'
			? await encode(client, pick(rule, 'rule', '', { required: true }), hookParam(context, 'rule'))
			: '';
	return {
		url: urlOf(context),
		token: randomBytes(24).toString('hex'),
		ruleUuid: String(ruleUuid),
		subscription: source in ZAPS ? await subscriptionOf(context, client, source) : {},
	};
}

/** How a person who registered the webhook in the console proves its deliveries. */
export interface OwnProof {
	signingSecret: string;
	headerName: string;
	headerValue: string;
}

export function readProof(context: HookContext): OwnProof {
	const text = (name: string) => String(hookParam(context, name) ?? '').trim();
	return {
		signingSecret: text('signingSecret'),
		headerName: text('headerName').toLowerCase(),
		headerValue: text('headerValue'),
	};
}

import type { IDataObject, IHookFunctions } from 'n8n-workflow';
import { randomBytes } from 'crypto';
import { rule, sensor } from '../services/rhombus/pickers';
import { rhombus } from '../services/rhombus/service';
import type { Client } from '../shared/http/client';
import {
	entriesIn,
	filterTexts,
	hookParam,
	pickedIds,
	refuseEmptyExpression,
	triggerClient,
	type HookContext,
} from '../shared/triggers/context';
import { encode, encodeStrings } from '../shared/request/encode';
import { choice, number, pick, strings } from '../shared/model/fields';

import { urlOf } from '../shared/triggers/registrationMemory';
import type { DesiredRegistration } from './sources';

const ZAPS: Record<string, string> = {
	button: 'BUTTON_EVENTS',
	doorSensor: 'DOOR_SENSOR_EVENTS',
	environment: 'ENVIRONMENTAL_SENSOR_EVENTS',
	anyRule: 'RULE_EVENTS',
};

const THRESHOLDS = [
	number('tempLowerThreshold', '', { label: 'Temperature Below', required: true }),
	number('tempUpperThreshold', '', { label: 'Temperature Above', required: true }),
	number('humidityLowerThreshold', '', { label: 'Humidity Below (%)', required: true }),
	number('humidityUpperThreshold', '', { label: 'Humidity Above (%)', required: true }),
];
const ACTIVITIES = strings('activities', '', { label: 'Activities' });
/** In the order of the form; the words stand there. */
const DOOR_STATE = choice('doorState', { AJAR: '', CLOSED: '', OPEN: '' }, '');
const BACK_OFF = number('backoffSec', '', {
	label: 'Pause Between Events (Seconds)',
	min: 0,
	required: true,
});

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
	if (Object.hasOwn(options, BACK_OFF.name)) {
		const backoffSec = (await encode(client, BACK_OFF, options.backoffSec)) as number;
		if (backoffSec > 0) wish.backoffSec = backoffSec;
	}
	if (source === 'doorSensor') {
		const { name, label } = DOOR_STATE;
		wish.doorState = (await encode(client, DOOR_STATE, hookParam(context, name))) as string;
		if (!wish.doorState) refuseEmptyExpression(context, client, name, label);
	}
	if (source === 'environment') {
		for (const field of THRESHOLDS) {
			if (!Object.hasOwn(options, field.name)) continue;
			wish[field.name] = (await encode(client, field, options[field.name])) as number;
		}
		if (!THRESHOLDS.some(({ name }) => name in wish)) {
			throw client.refuse(
				'Options',
				'has no threshold',
				'Add a temperature or humidity threshold: Rhombus reports when it is crossed',
			);
		}
	}
	return wish;
}

/** @throws NodeOperationError for a filter that is meant and holds nothing: each delivery reads it again */
export async function checkActivities(context: HookContext, client: Client): Promise<void> {
	await filterTexts(context, client, ACTIVITIES.name, ACTIVITIES.label);
}

/**
 * Activities in capitals, as a delivery is filtered by; none where the expression gives no list of texts now.
 */
export function activitiesOf(context: HookContext): string[] {
	const client = triggerClient(context, rhombus, 'Receive');
	const given = hookParam(context, ACTIVITIES.name) ?? '';
	try {
		const words = encodeStrings(client, ACTIVITIES, ACTIVITIES.label, given);
		return words.map((one) => one.toUpperCase());
	} catch {
		return [];
	}
}

/** What is to be registered. @throws NodeOperationError that names the field; NodeApiError */
export async function readDesiredRegistration(
	context: IHookFunctions,
	client: Client,
): Promise<DesiredRegistration> {
	const source = sourceOf(context);
	await checkActivities(context, client);
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
	const text = (name: string) => {
		const given = hookParam(context, name);
		// An object would be a text that anybody can guess.
		return typeof given === 'object' ? '' : String(given ?? '').trim();
	};
	return {
		signingSecret: text('signingSecret'),
		headerName: text('headerName').toLowerCase(),
		headerValue: text('headerValue'),
	};
}

import { createHmac } from 'node:crypto';
import type { Row } from './api';
import type { RhombusState } from './state';

/** What Rhombus sends to webhooks. Facts: Rhombus' own description of its webhook payloads. */

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** How a receiver answered. */
export interface Delivered {
	url: string;
	status: number;
}

async function send(url: string, body: Row, headers: Record<string, string>): Promise<Delivered> {
	const answer = await fetch(url, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json', ...headers },
		body: JSON.stringify(body),
	});
	await answer.arrayBuffer();
	return { url, status: answer.status };
}

const signature = (algorithm: 'sha1' | 'sha256', secret: unknown, body: Row) => ({
	[`x-rhombus-signature-${algorithm}`]: createHmac(algorithm, String(secret))
		.update(JSON.stringify(body))
		.digest('hex'),
});

const isLocal = (url: unknown) => LOOPBACK.has(new URL(String(url)).hostname);

/** To every active webhook of the organization; there are no retries. */
async function toOrganization(state: RhombusState, list: string, body: Row): Promise<Delivered[]> {
	const settings = state.integrations.get('webhook/2')?.settings ?? {};
	if (settings.enabled === false) return [];
	const hooks = Object.entries((settings[list] ?? {}) as Record<string, Row>);
	return await Promise.all(
		hooks
			.filter(([url, { webhookDisabled }]) => !webhookDisabled && isLocal(url))
			.map(
				async ([url, { webhookSecret }]) =>
					await send(url, body, signature('sha1', webhookSecret, body)),
			),
	);
}

/** A policy alert reaches the organization's webhooks. */
export async function deliverAlert(
	state: RhombusState,
	activities: string[],
	alertUuid = state.newId(),
	camera: Row = [...state.cameras.values()][0]!,
): Promise<Delivered[]> {
	const deviceUuid = String(camera.uuid);
	return await toOrganization(state, 'activityWebhooksV2', {
		version: '2',
		activityTrigger: activities.join(','),
		summary: `Seen by ${String(camera.name)}`,
		deviceUuid,
		location: camera.locationUuid,
		deviceType: 'CAMERA',
		timestampMs: Date.now(),
		alertUuid,
		durationSec: 12,
		thumbnailLocation: 'us-west-2',
		clipLocationMap: { [deviceUuid]: 'us-west-2' },
	});
}

/**
 * An alert reaches the webhook of the organization's Mattermost integration, where that is on. What
 * Rhombus really writes there was never seen.
 */
export async function announce(state: RhombusState, alert: Row): Promise<Delivered[]> {
	const { enabled, webhookUrl } = state.integrations.get('mattermost')!.settings;
	if (!enabled || !webhookUrl || !isLocal(webhookUrl)) return [];
	return [
		await send(String(webhookUrl), { text: `Rhombus: ${String(alert.textDescription)}` }, {}),
	];
}

/** A device diagnostic reaches the organization's webhooks for those. */
export async function deliverDiagnostic(
	state: RhombusState,
	diagnosticTrigger: string,
): Promise<Delivered[]> {
	const [deviceUuid] = state.cameras.keys();
	return await toOrganization(state, 'diagnosticWebhooksV2', {
		version: '2',
		diagnosticTrigger,
		summary: 'Device diagnostic',
		deviceUuid,
		timestampMs: Date.now(),
		diagnosticUuid: state.newId(),
	});
}

/** A rule runs and calls its webhook actions; those with a secret are signed. */
export async function runRule(state: RhombusState, ruleUuid: string): Promise<Delivered[]> {
	const rule = state.rules.get(ruleUuid)!;
	const action = (rule.action ?? {}) as { webhookActions?: Row[] };
	const [deviceUuid, camera] = [...state.cameras][0]!;
	const now = Date.now();
	const body: Row = {
		deviceEvents: [
			{
				activities: ['MOTION_HUMAN'],
				deviceType: 'CAMERA',
				deviceUuid,
				eventUuid: state.newId(),
				locationUuid: camera.locationUuid,
				timestampMs: now,
			},
		],
		orgUuid: state.orgUuid,
		ruleTriggers: [{ type: 'DEVICE_ACTIVITY_EVENT' }],
		ruleUuid,
		triggeredTimestampMs: now,
		uuid: state.newId(),
	};
	return await Promise.all(
		(action.webhookActions ?? [])
			.filter(({ webhookUrl }) => isLocal(webhookUrl))
			.map(
				async ({ webhookUrl, headers, webhookSecret }) =>
					await send(String(webhookUrl), body, {
						...(headers as Record<string, string> | undefined),
						...(webhookSecret ? signature('sha256', webhookSecret, body) : {}),
					}),
			),
	);
}

/** Whether a subscription wants what a device says; an event without a device or a reading is for all. */
function wants({ uuids, ...asked }: Row, { deviceUuid, temp, doorState }: Row): boolean {
	const isOther = Array.isArray(uuids) && uuids.length > 0 && !uuids.includes(deviceUuid);
	if (deviceUuid !== undefined && isOther) return false;
	if (doorState !== undefined && asked.doorState !== undefined && asked.doorState !== doorState) {
		return false;
	}
	const { tempLowerThreshold, tempUpperThreshold } = asked;
	if (typeof temp !== 'number' || (tempLowerThreshold ?? tempUpperThreshold) === undefined) {
		return true;
	}
	return (
		temp > Number(tempUpperThreshold ?? Infinity) || temp < Number(tempLowerThreshold ?? -Infinity)
	);
}

/** Something reaches the subscriptions to it, e.g. `BUTTON_EVENTS`. */
export async function deliverSubscribed(
	state: RhombusState,
	zapEnum: string,
	body: Row,
): Promise<Delivered[]> {
	return await Promise.all(
		[...state.subscriptions.values()]
			.filter((one) => one.zapEnum === zapEnum && isLocal(one.hookUrl))
			.filter(({ hookUrl }) => new URL(String(hookUrl)).port !== '9')
			.filter((one) => wants(one, body))
			.map(async ({ hookUrl }) => await send(String(hookUrl), body, {})),
	);
}

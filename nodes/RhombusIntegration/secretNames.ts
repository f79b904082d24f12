import type { IDataObject } from 'n8n-workflow';
import { isObject } from '../shared/util/guards';

/** Properties of settings that let whoever knows them in, in the API's own names. */
export const SECRET_NAMES = [
	'accessKey',
	'accessToken',
	'allLocationIntegrationKeys',
	'apiKey',
	'apiSecret',
	'apiSecretKey',
	'apiToken',
	'bearerToken',
	'clientSecret',
	'code',
	'integrationKey',
	'orgAccessToken',
	'password',
	'pin',
	'presharedSecret',
	'refreshToken',
	'rhombusToken',
	'secretKey',
	'userAccessToken',
	'webhookSecret',
	'webhookSignatureSecret',
	'webhookToken',
];

/**
 * Maps by location, user or place whose values hold such properties. n8n's paths of sensitive output
 * cannot name the keys of a map, so each is declared as a whole.
 */
export const SECRET_MAPS = [
	'activityWebhooksV2',
	'consoleToSettingsMap',
	'deviceToTriggerMap',
	'diagnosticWebhooksV2',
	'microsoftTeamsUserSettingsMap',
	'orgIntegrationsV2',
	'placeToSettingsMap',
	'userMap',
	'userSettingsMap',
];

/** Rhombus adds settings with time: what is called like a secret counts as one. */
const LIKE_A_SECRET = /(token|secret|password|(api|access|private|secret|integration)Key)$/i;

const isSecret = (name: string, value: unknown): boolean =>
	(SECRET_NAMES.includes(name) || LIKE_A_SECRET.test(name)) &&
	(typeof value === 'string' || Array.isArray(value));

/** Settings without the secrets at any depth, for workflows that only look at them. */
export function leaveOutSecrets(settings: unknown): unknown {
	if (Array.isArray(settings)) return settings.map(leaveOutSecrets);
	if (!isObject(settings)) return settings;
	return Object.fromEntries(
		Object.entries(settings)
			.filter(([name, value]) => !isSecret(name, value))
			.map(([name, value]) => [name, leaveOutSecrets(value)]),
	) as IDataObject;
}

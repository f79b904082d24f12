/** Secrets in outputs, which n8n redacts: those of what rules and prompts do, PINs and tokens. */

const ACTION_SECRETS = [
	'action.thirdPartyAudioPlaybackAction.password',
	'action.thirdPartyStrobeSirenAction.password',
	'action.webhookActions[*].oauthClientSecret',
	'action.webhookActions[*].webhookSecret',
];
/** Paths in the items of the Rhombus nodes. */
export const SENSITIVE = [
	'federatedSessionToken',
	'tempOrgToken',
	'authorizationToken',
	'webhookToken',
	'webhookSecret',
	'accessToken',
	'apiKey',
	'clientSecret',
	'token',
	'rhombusToken',
	// Maps whose values hold secrets: n8n's paths cannot name the keys of a map.
	'camerasToConfigs',
	'info',
	'orgIntegrationsV2',
	'presharedSecret',
	'triggers[*].webhookToken',
	'pin',
	'alertMonitoringSettings.pins[*].pin',
	'previousVersions[*].pins[*].pin',
	...ACTION_SECRETS,
	...ACTION_SECRETS.map((path) => `rules[*].${path}`),
	...ACTION_SECRETS.map((path) => `cameraConfigurations[*].scheduledActions[*].${path}`),
];

import type { Operation, Schema } from '../../contracts/openapi';
import { failed, type Handler, type Row, type Table } from './api';
import { contract, declaredIn } from './shapes';

/** A secret that every third party refuses: the answer has `authError: true`. */
export const REFUSED_SECRET = 'refused-by-vendor';

/** `Kisi` and `KisiV2`, `kisiSettings` and `dropboxSettingsV2` all mean one vendor. */
const vendorOf = (name: string) =>
	name
		.replace(/(Settings)?(V\d)?$/, '')
		.replace(/_/g, '')
		.toLowerCase();

/** The body property that holds an integration's settings, and whether they are of the V2 kind. */
function settingsOf(operation: Operation): { property: string; isV2: boolean } | undefined {
	const body = contract.flat(operation.body!.content['application/json']!);
	for (const [property, schema] of Object.entries(body.properties ?? {})) {
		const flat = contract.flat(schema);
		if (/settings/i.test(property) && flat.properties) {
			return { property, isV2: 'integration' in flat.properties };
		}
	}
	return undefined;
}

const INTEGRATIONS = (
	(contract.flat({ $ref: '#/components/schemas/IntegrationEnum' }) as Schema).enum as string[]
).map((name) => [vendorOf(name), name] as const);
/** Vendors whose paths and enum values differ. */
const ALIASES: Record<string, string> = { pdk: 'prodatakey', webhook: 'webhooks' };

function enumOf(vendor: string): string {
	const name = ALIASES[vendor] ?? vendor;
	return INTEGRATIONS.find(([known]) => known === name)?.[1] ?? 'UNKNOWN';
}

/** Names under which the list of the older kind has settings. */
const LISTED = Object.keys(
	contract.flat({ $ref: '#/components/schemas/OrgIntegrationsType' }).properties ?? {},
);

/** Some updates name the settings otherwise than the list does, e.g. `settings`. */
const listedAs = (property: string, vendor: string) =>
	LISTED.includes(property)
		? property
		: LISTED.find((name) => vendorOf(name) === (ALIASES[vendor] ?? vendor));

const isRefused = (settings: Row) => Object.values(settings).includes(REFUSED_SECRET);

/** An update replaces the whole settings. */
function update(operation: Operation, vendor: string): Handler {
	const found = settingsOf(operation);
	return ({ state, body }) => {
		// Boulevard's body is the settings.
		const { property, isV2 } = found ?? { property: '', isV2: false };
		const settings = found ? (body[property] as Row | null | undefined) : body;
		if (!settings) return failed(`${property} is required`);
		const authError = isRefused(settings);
		if (!authError) {
			state.integrations.set(vendor + (isV2 || property.endsWith('V2') ? '/2' : ''), {
				...(isV2 ? { integration: enumOf(vendor) } : { property: listedAs(property, vendor) }),
				settings,
			});
		}
		const answer = { error: false, authError, failedGuids: [], misconfiguredDoors: [] };
		return declaredIn(operation.answer!.schema, answer);
	};
}

/** The V2 kind under one property for all vendors; the older kind where the contract has it. */
function get(operation: Operation, vendor: string): Handler {
	const answers = contract.flat(operation.answer!.schema).properties ?? {};
	const older = Object.keys(answers).find((name) => /settings|integration$/i.test(name));
	return ({ state }) => {
		const integration = enumOf(vendor);
		if (!('orgIntegrationV2' in answers)) {
			const settings = state.integrations.get(vendor)?.settings;
			return older && { error: false, [older]: settings ?? { enabled: false } };
		}
		const found = state.integrations.get(`${vendor}/2`)?.settings;
		const row = { enabled: false, orgUuid: state.orgUuid, ...found, integration };
		return { error: false, orgIntegrationV2: row };
	};
}

const remove =
	(vendor: string): Handler =>
	({ state }) => {
		state.integrations.delete(vendor);
		state.integrations.delete(`${vendor}/2`);
		return { error: false };
	};

/** Webhooks are kept by URL; the server makes the secret. */
const updateWebhooks: Handler = ({ state, body }) => {
	const known = state.integrations.get('webhook/2')?.settings ?? {};
	const settings: Row = { enabled: true, ...known, ...(body.updatedWebhookSettings as Row | null) };
	const list = body.isDiagnostic ? 'diagnosticWebhooksV2' : 'activityWebhooksV2';
	const entry = (settings[list] as Row | undefined)?.[String(body.webhookUrl)] as Row | undefined;
	const webhookSecret = String(entry?.webhookSecret ?? state.newId());
	if (body.webhookUrl) {
		settings[list] = {
			...(settings[list] as Row | undefined),
			[String(body.webhookUrl)]: { webhookSecret, webhookDisabled: Boolean(body.disabled) },
		};
	}
	state.integrations.set('webhook/2', { integration: 'WEBHOOKS', settings });
	return { error: false, webhookSecret };
};

/** Get, update and delete of every vendor, found in the contract by name. */
function perVendor(): Table {
	const table: Table = {};
	for (const operation of contract.operations) {
		const match =
			/^\/api\/(integrations\/.*?(get|update|delete)(\w+)(?:Integration|Settings)(?:V\d)?)$/.exec(
				operation.path,
			);
		if (!match || !operation.body) continue;
		const [, path, verb, name] = match;
		const vendor = vendorOf(name!);
		table[path!] =
			verb === 'get'
				? get(operation, vendor)
				: verb === 'delete'
					? remove(vendor)
					: update(operation, vendor);
	}
	return table;
}

/** All settings of the older kind, by the property they are updated with. */
const allV1: Handler = ({ state }) => {
	const orgIntegrations: Row = { orgUuid: state.orgUuid };
	for (const { property, settings } of state.integrations.values()) {
		if (property) orgIntegrations[property] = settings;
	}
	return { error: false, orgIntegrations };
};

/** All settings of the V2 kind, by the integration's name. */
const allV2: Handler = ({ state }) => {
	const orgIntegrationsV2: Row = {};
	for (const { integration, settings } of state.integrations.values()) {
		if (integration) orgIntegrationsV2[integration] = { ...settings, integration };
	}
	const zapierWebhooks = Object.fromEntries(
		[...state.subscriptions].map(([id, { hookUrl, ...rest }]) => [id, { ...rest, url: hookUrl }]),
	);
	orgIntegrationsV2.ZAPIER = {
		enabled: true,
		orgUuid: state.orgUuid,
		integration: 'ZAPIER',
		zapierWebhooks,
	};
	return { error: false, orgIntegrationsV2 };
};

const subscribe: Handler = ({ state, body }) => {
	if (!body.hookUrl || !body.zapEnum) return failed('hookUrl and zapEnum are required');
	const webhookId = state.newId();
	state.subscriptions.set(webhookId, body);
	return { error: false, webhookId };
};

const unsubscribe: Handler = ({ state, body }) =>
	state.subscriptions.delete(String(body.webhookId))
		? { error: false }
		: failed('Webhook not found');

export const integrations: Table = {
	...perVendor(),
	'integrations/org/getOrgIntegrations': allV1,
	'integrations/getOrgIntegrations': allV1,
	'org/getOrgIntegrations': allV1,
	'integrations/org/getOrgIntegrationsV2': allV2,
	'integrations/getOrgIntegrationsV2': allV2,
	'integrations/webhooks/updateWebhookIntegrationV2': updateWebhooks,
	'integrations/updateWebhookIntegrationV2': updateWebhooks,
	'integrations/webhooks/subscribeZapierWebhook': subscribe,
	'integrations/subscribeZapierWebhook': subscribe,
	'integrations/webhooks/unsubscribeZapierWebhook': unsubscribe,
	'integrations/unsubscribeZapierWebhook': unsubscribe,
};

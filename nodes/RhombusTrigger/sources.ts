import type { IDataObject } from 'n8n-workflow';
import type { Call } from '../shared/call';
import type { Algorithm } from './signature';

/**
 * Where events come from and how each source is registered. What is shared with others is read
 * before it is written and again afterwards; nothing of others is changed, and no operation is used
 * that removes a whole integration.
 */

/** What a registration leaves behind in the node's memory. */
export interface Registered {
	/** What Rhombus signs with; '' where it does not sign. */
	signingSecret: string;
	/** What Rhombus sends along, in the URL or in a header. */
	token: string;
	/** What is needed to remove it. */
	id: string;
}

/** What the user chose. */
export interface Wish {
	url: string;
	/** A new random token, for sources that send one along. */
	token: string;
	ruleUuid: string;
	subscription: IDataObject;
}

export interface Source {
	/** How deliveries are signed, where they are. */
	algorithm?: Algorithm;
	/** The registration for this URL, as it should be; undefined if it must be made (anew). @throws NodeApiError */
	find(call: Call, wish: Wish, known: Registered): Promise<Registered | undefined>;
	/** @throws NodeApiError, NodeOperationError */
	create(call: Call, wish: Wish): Promise<Registered>;
	/** Removes what was registered for the URL, and nothing else. @throws NodeApiError */
	remove(call: Call, wish: Wish, known: Registered): Promise<void>;
}

/** The header that carries our token in a rule's deliveries. */
export const TOKEN_HEADER = 'X-N8N-Token';

const isObject = (value: unknown): value is IDataObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const post = async (call: Call, path: string, body: IDataObject, reads = false) =>
	await call.request(`POST /api/${path}`, { body, reads });

// --- Subscriptions -----------------------------------------------------------------------------

const withToken = ({ url, token }: Wish) => `${url}?token=${token}`;

async function subscriptionOf(call: Call, url: string): Promise<[string, IDataObject] | undefined> {
	const { orgIntegrationsV2 } = await post(call, 'integrations/org/getOrgIntegrationsV2', {}, true);
	const zapier = isObject(orgIntegrationsV2) ? orgIntegrationsV2.ZAPIER : undefined;
	const hooks = isObject(zapier) && isObject(zapier.zapierWebhooks) ? zapier.zapierWebhooks : {};
	return Object.entries(hooks).find(
		(entry): entry is [string, IDataObject] =>
			isObject(entry[1]) && String(entry[1].url ?? '').split('?')[0] === url,
	);
}

async function unsubscribe(call: Call, webhookId: string): Promise<void> {
	await post(call, 'integrations/webhooks/unsubscribeZapierWebhook', { webhookId });
}

/** Button, sensor and rule events: one registration of its own for each node. */
const subscription: Source = {
	async find(call, wish, known) {
		const found = await subscriptionOf(call, wish.url);
		if (!found) return undefined;
		const [id, settings] = found;
		const same = Object.entries(wish.subscription).every(
			([name, value]) => JSON.stringify(settings[name]) === JSON.stringify(value),
		);
		const token = new URL(String(settings.url)).searchParams.get('token') ?? '';
		if (same && token !== '' && (known.token === '' || known.token === token)) {
			return { id, token, signingSecret: '' };
		}
		await unsubscribe(call, id);
		return undefined;
	},
	async create(call, wish) {
		const { webhookId } = await post(call, 'integrations/webhooks/subscribeZapierWebhook', {
			...wish.subscription,
			hookUrl: withToken(wish),
		});
		return { id: String(webhookId), token: wish.token, signingSecret: '' };
	},
	async remove(call, wish, known) {
		const found = await subscriptionOf(call, wish.url);
		const id = found?.[0] ?? known.id;
		if (id) await unsubscribe(call, id);
	},
};

// --- A rule's webhook --------------------------------------------------------------------------

interface RuleRow extends IDataObject {
	uuid: string;
	action?: IDataObject;
}

const actionsOf = (rule: RuleRow): IDataObject[] =>
	Array.isArray(rule.action?.webhookActions) ? (rule.action.webhookActions as IDataObject[]) : [];

async function ruleOf(call: Call, uuid: string): Promise<RuleRow | undefined> {
	const { rules } = await post(call, 'rules/getRulesForOrg', {}, true);
	return (Array.isArray(rules) ? (rules as RuleRow[]) : []).find((row) => row.uuid === uuid);
}

/** Writes the rule back with other webhook actions; everything else as it was read. */
async function setActions(call: Call, rule: RuleRow, webhookActions: IDataObject[]) {
	return await post(call, 'rules/updateRule', {
		ruleUpdate: { ...rule, action: { ...rule.action, webhookActions } },
	});
}

const rule: Source = {
	algorithm: 'sha256',
	async find(call, wish, known) {
		const found = await ruleOf(call, wish.ruleUuid);
		const own = found && actionsOf(found).find(({ webhookUrl }) => webhookUrl === wish.url);
		const headers = isObject(own?.headers) ? own.headers : {};
		const token = String(headers[TOKEN_HEADER] ?? '');
		if (!own || token === '' || (known.token !== '' && known.token !== token)) return undefined;
		const signingSecret = String(own.webhookSecret ?? known.signingSecret);
		return { id: wish.ruleUuid, token, signingSecret };
	},
	async create(call, wish) {
		const found = await ruleOf(call, wish.ruleUuid);
		if (!found) {
			throw call.refuse(
				'Rule',
				`has no rule of the UUID ${wish.ruleUuid.slice(0, 30)}`,
				'Pick it from the list; rules of other organizations cannot be used',
			);
		}
		const others = actionsOf(found).filter(({ webhookUrl }) => webhookUrl !== wish.url);
		const own = { webhookUrl: wish.url, headers: { [TOKEN_HEADER]: wish.token } };
		const { webhookSecrets } = await setActions(call, found, [...others, own]);
		return {
			id: wish.ruleUuid,
			token: wish.token,
			signingSecret: isObject(webhookSecrets) ? String(webhookSecrets[wish.url] ?? '') : '',
		};
	},
	async remove(call, wish, known) {
		const found = await ruleOf(call, known.id || wish.ruleUuid);
		if (!found) return;
		const actions = actionsOf(found);
		const others = actions.filter(({ webhookUrl }) => webhookUrl !== wish.url);
		if (others.length < actions.length) await setActions(call, found, others);
	},
};

// --- The organization's webhooks ---------------------------------------------------------------

const LISTS = [
	'activityWebhooks',
	'activityWebhooksV2',
	'diagnosticWebhooks',
	'diagnosticWebhooksV2',
];

async function orgSettings(call: Call): Promise<IDataObject> {
	const { orgIntegrationV2 } = await post(
		call,
		'integrations/webhooks/getWebhookIntegration',
		{},
		true,
	);
	return isObject(orgIntegrationV2) ? orgIntegrationV2 : {};
}

const entriesIn = (settings: IDataObject, list: string): IDataObject =>
	isObject(settings[list]) ? settings[list] : {};

/** All URLs in the settings, with the list they stand in. */
const urlsIn = (settings: IDataObject): string[] =>
	LISTS.flatMap((list) => Object.keys(entriesIn(settings, list)).map((url) => `${list} ${url}`));

/** After a write all webhooks of others must still be there. @throws NodeApiError */
async function assertKept(call: Call, before: IDataObject, own: string): Promise<IDataObject> {
	const now = await orgSettings(call);
	const there = new Set(urlsIn(now));
	const lost = urlsIn(before).filter((entry) => !entry.endsWith(` ${own}`) && !there.has(entry));
	if (lost.length > 0) {
		throw call.fail({
			message: `Rhombus dropped ${lost.length} webhook(s) of others while this one was changed: ${lost.join(', ')}`,
			advice: 'Add them again in the Rhombus console under Integrations → Webhooks',
		});
	}
	return now;
}

const organization = (isDiagnostic: boolean): Source => {
	const list = isDiagnostic ? 'diagnosticWebhooksV2' : 'activityWebhooksV2';
	return {
		algorithm: 'sha1',
		async find(call, wish, known) {
			const settings = await orgSettings(call);
			const own = entriesIn(settings, list)[wish.url];
			if (!isObject(own) || own.webhookDisabled === true || settings.enabled === false) {
				return undefined;
			}
			const signingSecret = String(own.webhookSecret ?? known.signingSecret);
			return signingSecret === '' ? undefined : { id: list, token: '', signingSecret };
		},
		async create(call, wish) {
			const before = await orgSettings(call);
			const others = urlsIn(before).filter((entry) => !entry.endsWith(` ${wish.url}`));
			if (before.enabled === false && others.length > 0) {
				throw call.refuse(
					'Trigger On',
					'cannot use the webhook integration of the organization, because it is switched off and holds webhooks of others',
					'Switch it on in the Rhombus console, or choose another source',
				);
			}
			const { webhookSecret } = await post(
				call,
				'integrations/webhooks/updateWebhookIntegrationV2',
				{
					webhookUrl: wish.url,
					isDiagnostic,
					disabled: false,
					updatedWebhookSettings: { ...before, enabled: true },
				},
			);
			const now = await assertKept(call, before, wish.url);
			const own = entriesIn(now, list)[wish.url];
			const stored = isObject(own) ? own.webhookSecret : undefined;
			return { id: list, token: '', signingSecret: String(stored ?? webhookSecret ?? '') };
		},
		async remove(call, wish) {
			const before = await orgSettings(call);
			const entries = entriesIn(before, list);
			if (!(wish.url in entries)) return;
			const { [wish.url]: own, ...others } = entries;
			void own;
			await post(call, 'integrations/webhooks/updateWebhookIntegrationV2', {
				isDiagnostic,
				updatedWebhookSettings: { ...before, [list]: others },
			});
			const now = await assertKept(call, before, wish.url);
			if (!(wish.url in entriesIn(now, list))) return;
			// Where the server merges instead of replacing, the entry is at least switched off.
			await post(call, 'integrations/webhooks/updateWebhookIntegrationV2', {
				webhookUrl: wish.url,
				isDiagnostic,
				disabled: true,
				updatedWebhookSettings: now,
			});
		},
	};
};

/** By the node's `source`; `manual` has none, because a person registers it in the console. */
export const sources: Record<string, Source | undefined> = {
	alerts: organization(false),
	diagnostics: organization(true),
	rule,
	button: subscription,
	doorSensor: subscription,
	environment: subscription,
	anyRule: subscription,
};

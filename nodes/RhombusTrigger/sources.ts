import { randomInt } from 'crypto';
import { sleep, type IDataObject } from 'n8n-workflow';
import type { Client } from '../shared/http/client';
import { notRead } from '../shared/execution/notRead';
import type { Registration } from '../shared/triggers/lifecycle';
import { isSameUrl } from '../shared/triggers/webhookUrl';
import { isObject } from '../shared/util/guards';
import type { Algorithm } from './signature';

/**
 * Where events come from and how each source is registered. What is shared with others is read before
 * it is written and again afterwards; nothing of others is changed, and no operation is used that removes
 * a whole integration. Within this n8n process one registration of a thing follows another (`thing`);
 * other processes may write in between, so each looks again after a while if its own change is still
 * there, and makes it again if not.
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

/** What was kept of an earlier registration; empty texts where there was none. */
export interface Kept extends Registered {
	/** The address that it was registered with. */
	url: string;
}

/** What the user chose. */
export interface DesiredRegistration {
	url: string;
	/** A new random token, for sources that send one along. */
	token: string;
	ruleUuid: string;
	subscription: IDataObject;
}

export interface Source extends Registration<DesiredRegistration, Kept> {
	/** How deliveries are signed, where they are. */
	algorithm?: Algorithm;
	find(...parts: Parts): Promise<Registered | undefined>;
	create(...parts: Parts): Promise<Registered>;
}

type Parts = Parameters<Registration<DesiredRegistration, Kept>['find']>;

/** The header that carries our token in a rule's deliveries. */
export const TOKEN_HEADER = 'X-N8N-Token';

const post = async (client: Client, path: string, body: IDataObject, idempotent = false) =>
	await client.request(`POST /api/${path}`, { body, idempotent });

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Whether a URL is the node's, at its present or its earlier address. */
const isOwn = (url: unknown, wish: DesiredRegistration, known: Kept, ignoresQuery = false) =>
	isSameUrl(url, wish.url, ignoresQuery) || isSameUrl(url, known.url, ignoresQuery);

const isForbidden = (error: unknown) => (error as { httpCode?: unknown }).httpCode === '403';

/** What was kept, where the account may not read and the address is still the same. */
function unread(error: unknown, wish: DesiredRegistration, known: Kept): Registered | undefined {
	if (!isForbidden(error)) throw error;
	if (known.id === '' || !isSameUrl(known.url, wish.url)) return undefined;
	const { id, token, signingSecret } = known;
	return { id, token, signingSecret };
}

/** Times that a shared thing is written until the change stays. */
const MOST_WRITES = 5;
/** How long another process takes between its reading and its writing, ms. */
const PAUSE_MS = { least: 300, most: 700 };

/**
 * Changes a thing that others change too. After a pause that differs from process to process it is read
 * again: a write of what another process had read before ours has undone the change.
 * @param change reads, merges and writes
 * @param stays reads again
 * @throws NodeApiError if others keep undoing it
 */
async function changeShared<T>(
	client: Client,
	change: () => Promise<T>,
	stays: () => Promise<boolean>,
): Promise<T> {
	for (let turn = 0; turn < MOST_WRITES; turn++) {
		const done = await change();
		await sleep(randomInt(PAUSE_MS.least, PAUSE_MS.most));
		if (await stays()) return done;
	}
	throw client.fail({
		message: 'Another program keeps undoing the registration of this webhook in Rhombus',
		advice: 'Activate the workflow again when nobody else is changing the rule or the webhooks',
	});
}

// --- Subscriptions -----------------------------------------------------------------------------

const withToken = ({ url, token }: DesiredRegistration) => `${url}?token=${token}`;

/** The node's subscriptions: by address, and the one that was kept. */
async function ownSubscriptions(
	client: Client,
	wish: DesiredRegistration,
	known: Kept,
): Promise<Array<[string, IDataObject]>> {
	const { orgIntegrationsV2 } = await post(
		client,
		'integrations/org/getOrgIntegrationsV2',
		{},
		true,
	);
	const zapier = isObject(orgIntegrationsV2) ? orgIntegrationsV2.ZAPIER : undefined;
	const hooks = isObject(zapier) && isObject(zapier.zapierWebhooks) ? zapier.zapierWebhooks : {};
	return Object.entries(hooks).filter(
		(entry): entry is [string, IDataObject] =>
			isObject(entry[1]) && (entry[0] === known.id || isOwn(entry[1].url, wish, known, true)),
	);
}

async function unsubscribe(client: Client, webhookId: string): Promise<void> {
	await post(client, 'integrations/webhooks/unsubscribeZapierWebhook', { webhookId });
}

/** Button, sensor and rule events: one registration of its own for each node. */
const subscription: Source = {
	thing: async (_client, { url }) => `subscription ${url}`,
	async find(client, wish, known) {
		let right: Registered | undefined;
		let rows: Array<[string, IDataObject]>;
		try {
			rows = await ownSubscriptions(client, wish, known);
		} catch (error) {
			return unread(error, wish, known);
		}
		for (const [id, settings] of rows) {
			const same = Object.entries(wish.subscription).every(
				([name, value]) => JSON.stringify(settings[name]) === JSON.stringify(value),
			);
			const isHere = isSameUrl(settings.url, wish.url, true);
			const token = isHere ? (new URL(String(settings.url)).searchParams.get('token') ?? '') : '';
			const isRight = same && token !== '' && (known.token === '' || known.token === token);
			if (isRight && !right) right = { id, token, signingSecret: '' };
			// At an earlier address, with other settings, or of a start that was interrupted.
			else await unsubscribe(client, id);
		}
		return right;
	},
	async create(client, wish) {
		const { webhookId } = await post(client, 'integrations/webhooks/subscribeZapierWebhook', {
			...wish.subscription,
			hookUrl: withToken(wish),
		});
		return { id: String(webhookId), token: wish.token, signingSecret: '' };
	},
	async remove(client, wish, known) {
		const ids = await ownSubscriptions(client, wish, known).then(
			(rows) => rows.map(([id]) => id),
			(error: unknown) =>
				isForbidden(error) ? [known.id].filter(Boolean) : Promise.reject(error as Error),
		);
		for (const id of ids) await unsubscribe(client, id);
	},
};

// --- A rule's webhook --------------------------------------------------------------------------

interface RuleRow extends IDataObject {
	uuid: string;
	action?: IDataObject;
}

const actionsOf = (rule: RuleRow): IDataObject[] =>
	Array.isArray(rule.action?.webhookActions) ? rule.action.webhookActions.filter(isObject) : [];

async function ruleOf(client: Client, uuid: string): Promise<RuleRow | undefined> {
	const { rules } = await post(client, 'rules/getRulesForOrg', {}, true);
	return (Array.isArray(rules) ? (rules as unknown[]) : []).find(
		(row): row is RuleRow => isObject(row) && row.uuid === uuid,
	);
}

/** Writes the rule back with other webhook actions; everything else as it was read. */
async function setActions(client: Client, rule: RuleRow, webhookActions: IDataObject[]) {
	return await post(client, 'rules/updateRule', {
		ruleUpdate: { ...rule, action: { ...rule.action, webhookActions } },
	});
}

/** The token that a webhook action of a rule sends along. */
const tokenOf = ({ headers }: IDataObject): string =>
	isObject(headers) ? textOf(headers[TOKEN_HEADER]) : '';

/** A rule's action for this address, if it is the only one of this node. */
function ruleAction(
	found: RuleRow | undefined,
	wish: DesiredRegistration,
	known: Kept,
): IDataObject | undefined {
	const mine = found
		? actionsOf(found).filter(({ webhookUrl }) => isOwn(webhookUrl, wish, known))
		: [];
	return mine.length === 1 && isSameUrl(mine[0]!.webhookUrl, wish.url) ? mine[0] : undefined;
}

/** What Rhombus signs with, by the URL as it wrote it. */
function secretFor(secrets: unknown, url: string): string {
	const found = isObject(secrets)
		? Object.entries(secrets).find(([shown]) => isSameUrl(shown, url))
		: undefined;
	return textOf(found?.[1]);
}

const rule: Source = {
	algorithm: 'sha256',
	// As Rule → Update calls it, so that neither undoes the other.
	thing: async (client, { ruleUuid }) => `${(await client.access()).roots.api} rule ${ruleUuid}`,
	async find(client, wish, known) {
		let found: RuleRow | undefined;
		try {
			found = await ruleOf(client, wish.ruleUuid);
		} catch (error) {
			return unread(error, wish, known);
		}
		const own = ruleAction(found, wish, known);
		const token = own ? tokenOf(own) : '';
		if (!own || token === '' || (known.token !== '' && known.token !== token)) return undefined;
		const signingSecret = textOf(own.webhookSecret) || known.signingSecret;
		return { id: wish.ruleUuid, token, signingSecret };
	},
	async create(client, wish, known) {
		const change = async () => {
			const found = await ruleOf(client, wish.ruleUuid);
			if (!found) {
				throw client.refuse(
					'Rule',
					`has no rule with the UUID ${wish.ruleUuid.slice(0, 30)}`,
					'Pick it from the list; rules of other organizations cannot be used',
				);
			}
			const others = actionsOf(found).filter(({ webhookUrl }) => !isOwn(webhookUrl, wish, known));
			const own = { webhookUrl: wish.url, headers: { [TOKEN_HEADER]: wish.token } };
			const { webhookSecrets } = await setActions(client, found, [...others, own]);
			return secretFor(webhookSecrets, wish.url);
		};
		let stored = '';
		const given = await changeShared(client, change, async () => {
			const own = ruleAction(await ruleOf(client, wish.ruleUuid), wish, known);
			stored = textOf(own?.webhookSecret);
			return own !== undefined && tokenOf(own) === wish.token;
		});
		return { id: wish.ruleUuid, token: wish.token, signingSecret: stored || given };
	},
	async remove(client, wish, known) {
		const others = async () => {
			const found = await ruleOf(client, wish.ruleUuid);
			const actions = found ? actionsOf(found) : [];
			const kept = actions.filter(({ webhookUrl }) => !isOwn(webhookUrl, wish, known));
			return { found, kept, isOff: kept.length === actions.length };
		};
		const { isOff } = await others();
		if (isOff) return;
		await changeShared(
			client,
			async () => {
				const { found, kept, isOff: isOffNow } = await others();
				if (found && !isOffNow) await setActions(client, found, kept);
			},
			async () => (await others()).isOff,
		);
	},
};

// --- The organization's webhooks ---------------------------------------------------------------

const LISTS = [
	'activityWebhooks',
	'activityWebhooksV2',
	'diagnosticWebhooks',
	'diagnosticWebhooksV2',
];

const SETTINGS = 'integrations/webhooks/getWebhookIntegration';

async function orgSettings(client: Client): Promise<IDataObject> {
	const answer = await post(client, SETTINGS, {}, true);
	// What could not be read must not be written over: it may hold the webhooks of others.
	if (!Object.hasOwn(answer, 'orgIntegrationV2')) throw notRead(client);
	const { orgIntegrationV2 } = answer;
	return isObject(orgIntegrationV2) ? orgIntegrationV2 : {};
}

const entriesIn = (settings: IDataObject, list: string): IDataObject =>
	isObject(settings[list]) ? settings[list] : {};

type IsOwn = (url: string) => boolean;

/** A list without the node's own entries. */
const othersIn = (settings: IDataObject, list: string, isMine: IsOwn): IDataObject =>
	Object.fromEntries(Object.entries(entriesIn(settings, list)).filter(([url]) => !isMine(url)));

/** All URLs of others in the settings, with the list they stand in. */
const urlsOfOthers = (settings: IDataObject, isMine: IsOwn): string[] =>
	LISTS.flatMap((list) =>
		Object.keys(othersIn(settings, list, isMine)).map((url) => `${list} ${url}`),
	);

/** After a write all webhooks of others must still be there. @throws NodeApiError */
async function assertKept(
	client: Client,
	before: IDataObject,
	isMine: IsOwn,
): Promise<IDataObject> {
	const now = await orgSettings(client);
	const there = new Set(urlsOfOthers(now, isMine));
	const lost = urlsOfOthers(before, isMine).filter((entry) => !there.has(entry));
	if (lost.length > 0) {
		throw client.fail({
			message: `Rhombus dropped ${lost.length} other webhook(s) while this one was changed: ${lost.join(', ')}`,
			advice: 'Add them again in the Rhombus console under Integrations → Webhooks',
		});
	}
	return now;
}

const organization = (isDiagnostic: boolean): Source => {
	const list = isDiagnostic ? 'diagnosticWebhooksV2' : 'activityWebhooksV2';
	const write = async (client: Client, body: IDataObject) =>
		await post(client, 'integrations/webhooks/updateWebhookIntegrationV2', {
			isDiagnostic,
			...body,
		});
	/** The entry for this address, as Rhombus wrote it. */
	const entryOf = (settings: IDataObject, { url }: DesiredRegistration): IDataObject | undefined =>
		Object.entries(entriesIn(settings, list))
			.filter(([shown]) => isSameUrl(shown, url))
			.map(([, entry]) => entry)
			.find(isObject);

	const removeOwn = async (client: Client, wish: DesiredRegistration, known: Kept) => {
		const isMine = (url: string) => isOwn(url, wish, known);
		const isOff = (settings: IDataObject) =>
			Object.entries(entriesIn(settings, list)).every(
				([url, entry]) => !isMine(url) || (isObject(entry) && entry.webhookDisabled === true),
			);
		if (!Object.keys(entriesIn(await orgSettings(client), list)).some(isMine)) return;
		await changeShared(
			client,
			async () => {
				const before = await orgSettings(client);
				await write(client, {
					updatedWebhookSettings: { ...before, [list]: othersIn(before, list, isMine) },
				});
				const now = await assertKept(client, before, isMine);
				for (const webhookUrl of Object.keys(entriesIn(now, list)).filter(isMine)) {
					// Where the server merges instead of replacing, the entry is at least switched off.
					await write(client, { webhookUrl, disabled: true, updatedWebhookSettings: now });
				}
			},
			async () => isOff(await orgSettings(client)),
		);
	};

	return {
		algorithm: 'sha1',
		// As Webhook → Update of Rhombus Integration calls it, so that neither undoes the other.
		thing: async (client) => {
			const { roots, credentials } = await client.access();
			const { apiKey, partnerOrgUuid } = credentials;
			return [roots.api, apiKey, partnerOrgUuid, `POST /api/${SETTINGS}`].join(' ');
		},
		async find(client, wish, known) {
			let settings: IDataObject;
			try {
				settings = await orgSettings(client);
			} catch (error) {
				return unread(error, wish, known);
			}
			const mine = Object.keys(entriesIn(settings, list)).filter((url) => isOwn(url, wish, known));
			const own = mine.length === 1 ? entryOf(settings, wish) : undefined;
			if (!own || own.webhookDisabled === true || settings.enabled === false) return undefined;
			const signingSecret = textOf(own.webhookSecret) || known.signingSecret;
			return signingSecret === '' ? undefined : { id: list, token: '', signingSecret };
		},
		async create(client, wish, known) {
			const isMine = (url: string) => isOwn(url, wish, known);
			let signingSecret = '';
			const change = async () => {
				const before = await orgSettings(client);
				if (before.enabled === false && urlsOfOthers(before, isMine).length > 0) {
					throw client.refuse(
						'Trigger On',
						'cannot use the webhook integration of the organization, because it is disabled and contains other webhooks',
						'Enable it in the Rhombus console, or choose another source',
					);
				}
				const { webhookSecret } = await write(client, {
					webhookUrl: wish.url,
					disabled: false,
					updatedWebhookSettings: {
						...before,
						...(Object.keys(entriesIn(before, list)).some(
							(url) => isMine(url) && !isSameUrl(url, wish.url),
						)
							? { [list]: othersIn(before, list, isMine) }
							: {}),
						enabled: true,
					},
				});
				await assertKept(client, before, isMine);
				signingSecret = textOf(webhookSecret);
			};
			await changeShared(client, change, async () => {
				const now = await orgSettings(client);
				const own = entryOf(now, wish);
				signingSecret = textOf(own?.webhookSecret) || signingSecret;
				return own !== undefined && own.webhookDisabled !== true && now.enabled !== false;
			});
			if (signingSecret !== '') return { id: list, token: '', signingSecret };
			await removeOwn(client, wish, known);
			throw client.refuse(
				'Trigger On',
				'cannot use the webhook integration of the organization: Rhombus provides no secret for it, so forged deliveries could not be detected',
				'Choose Rule, whose deliveries carry a token, or choose Webhook Set Up in Rhombus and enter the secret or a header',
			);
		},
		remove: removeOwn,
	};
};

/** Another start of the workflow may have been faster. */
const madeOnce = (source: Source): Source => ({
	...source,
	create: async (...parts) => (await source.find(...parts)) ?? (await source.create(...parts)),
});

/** By the node's `source`; `manual` has none, because a person registers it in the console. */
export const sources: Partial<Record<string, Source>> = {
	alerts: madeOnce(organization(false)),
	diagnostics: madeOnce(organization(true)),
	rule: madeOnce(rule),
	button: madeOnce(subscription),
	doorSensor: madeOnce(subscription),
	environment: madeOnce(subscription),
	anyRule: madeOnce(subscription),
};

import type { IDataObject } from 'n8n-workflow';
import * as webhookTrigger from '../../nodes/MattermostWebhookTrigger/lifecycle';
import * as rhombusTrigger from '../../nodes/RhombusTrigger/lifecycle';
import { TOKENS } from '../../sandbox';
import { hookContext, type Given } from '../support/contexts';
import { useSandbox } from '../support/sandbox';
import { firstOf } from '../support/present';

/**
 * What webhook triggers register at the other service: found again by what was kept, moved with n8n's
 * address, side by side with others, with the rights that people have, and never more than one.
 */

const sandbox = useSandbox();
beforeEach(() => {
	sandbox.rhombus.reset();
	sandbox.mattermost.reset();
});

const PATH = '/webhook/6f1c/hook';
const OLD = `http://127.0.0.1:5678${PATH}`;
const NEW = `http://127.0.0.1:5679/n8n${PATH}`;

/** Another process, or a restart: only what n8n stored is left. */
const again = (given: Given, more: Partial<Given> = {}): Given => ({
	...given,
	memory: JSON.parse(JSON.stringify(given.memory)) as IDataObject,
	...more,
});

describe('Mattermost Webhook Trigger', () => {
	const setUp = (parameters: IDataObject, more: Partial<Given> = {}): Given => ({
		parameters: {
			authentication: 'accessToken',
			team: { __rl: true, mode: 'name', value: 'team1' },
			...parameters,
		},
		memory: {},
		log: [],
		url: OLD,
		credentials: { siteUrl: sandbox.mattermost.url, accessToken: TOKENS.mattermostAdmin },
		authenticate: (headers) => {
			headers.Authorization = `Bearer ${TOKENS.mattermostAdmin}`;
		},
		...more,
	});
	const kinds = [
		['command', { source: 'command', trigger: 'deploy' }],
		['outgoing', { source: 'outgoing', triggerWords: '#go', triggerWhen: 'exact' }],
	] as const;
	const rowsOf = (kind: string): IDataObject[] => {
		const { commands, outgoingHooks } = sandbox.mattermost.state;
		return [
			...(kind === 'command' ? commands : outgoingHooks).values(),
		] as unknown as IDataObject[];
	};
	const urlIn = (row: IDataObject) => row.url ?? (row.callback_urls as string[])[0];
	const start = async (given: Given) => {
		const context = hookContext(given);
		if (!(await webhookTrigger.checkExists(context))) await webhookTrigger.create(context);
	};

	/** A context whose requests are answered with 403 where the account may not ask. */
	const without = (given: Given, may: (method: string, path: string) => boolean) => {
		const context = hookContext(given);
		const { helpers } = context as unknown as {
			helpers: {
				httpRequestWithAuthentication: (type: string, options: IDataObject) => Promise<unknown>;
			};
		};
		const send = helpers.httpRequestWithAuthentication;
		helpers.httpRequestWithAuthentication = async (type, options) =>
			may(String(options.method), new URL(String(options.url)).pathname)
				? await send(type, options)
				: {
						statusCode: 403,
						headers: {},
						body: JSON.stringify({
							id: 'api.context.permissions.app_error',
							message: 'You do not have the appropriate permissions.',
							status_code: 403,
						}),
					};
		return context;
	};
	const mayNotLook = (method: string, path: string) =>
		method !== 'GET' || !/\/(commands|hooks\/outgoing)(\/|$)/.test(path);

	test.each(kinds)(
		'%s: moves with the address of n8n and keeps its token',
		async (kind, parameters) => {
			const others = rowsOf(kind).length;
			const given = setUp(parameters);
			await start(given);
			const { token } = given.memory!;
			const moved = again(given, { url: NEW });
			await start(moved);
			expect(rowsOf(kind)).toHaveLength(others + 1);
			expect(urlIn(rowsOf(kind).at(-1)!)).toBe(NEW);
			expect(rowsOf(kind).at(-1)!.token).toBe(token);
			expect(moved.memory).toMatchObject({ token, url: NEW });
			await webhookTrigger.remove(hookContext(moved));
			expect(rowsOf(kind)).toHaveLength(others);
		},
	);

	test.each(kinds)(
		'%s: what the server writes a little differently is found',
		async (kind, parameters) => {
			const given = setUp(parameters, { url: `http://n8n.example.com${PATH}` });
			await start(given);
			const row = firstOf(rowsOf(kind).slice(-1));
			const kept = `http://N8N.example.com:80${PATH}/`;
			if (kind === 'command') row.url = kept;
			else row.callback_urls = [kept];
			const count = rowsOf(kind).length;
			// Three starts without a memory.
			for (let turn = 0; turn < 3; turn++) await start({ ...given, memory: {} });
			expect(rowsOf(kind)).toHaveLength(count);
		},
	);

	test.each(kinds)('%s: three starts at once make one', async (kind, parameters) => {
		const count = rowsOf(kind).length;
		const given = setUp(parameters);
		await Promise.all([1, 2, 3].map(async () => await start({ ...given, memory: {} })));
		expect(rowsOf(kind)).toHaveLength(count + 1);
	});

	test.each(kinds)('%s: twins of an interrupted start go', async (kind, parameters) => {
		const given = setUp(parameters);
		await start(given);
		const row = firstOf(rowsOf(kind).slice(-1));
		const { commands, outgoingHooks } = sandbox.mattermost.state;
		const twin = { ...row, id: 'x'.repeat(26) };
		((kind === 'command' ? commands : outgoingHooks) as Map<string, unknown>).set(twin.id, twin);
		await start(again(given));
		expect(rowsOf(kind).map(({ id }) => id)).toContain(row.id);
		expect(rowsOf(kind).map(({ id }) => id)).not.toContain(twin.id);
	});

	test.each(kinds)(
		'%s: made, kept, moved and removed by an account that may not look',
		async (kind, parameters) => {
			const count = rowsOf(kind).length;
			const given = setUp({ ...parameters, team: { __rl: true, mode: 'id', value: teamId() } });
			const context = without(given, mayNotLook);
			expect(await webhookTrigger.checkExists(context)).toBe(false);
			await webhookTrigger.create(context);
			expect(rowsOf(kind)).toHaveLength(count + 1);
			const { token } = given.memory!;

			const restarted = again(given);
			expect(await webhookTrigger.checkExists(without(restarted, mayNotLook))).toBe(true);
			expect(restarted.memory).toEqual(given.memory);

			const moved = again(given, { url: NEW });
			expect(await webhookTrigger.checkExists(without(moved, mayNotLook))).toBe(false);
			await webhookTrigger.create(without(moved, mayNotLook));
			expect(rowsOf(kind)).toHaveLength(count + 1);
			expect(urlIn(rowsOf(kind).at(-1)!)).toBe(NEW);
			expect(rowsOf(kind).at(-1)!.token).toBe(token);

			await webhookTrigger.remove(without(moved, mayNotLook));
			expect(rowsOf(kind)).toHaveLength(count);
		},
	);

	const teamId = () =>
		[...sandbox.mattermost.state.teams.values()].find(({ name }) => name === 'team1')!.id as string;

	test('a copy in another n8n, or of another node, leaves the original alone', async () => {
		const given = setUp({ source: 'outgoing', triggerWords: '#go' });
		await start(given);
		const copies = [
			again(given, { instance: 'another n8n', url: `http://127.0.0.9${PATH}` }),
			again(given, { url: 'http://127.0.0.1:5678/webhook/another/hook' }),
		];
		for (const copy of copies) {
			await start(copy);
			await webhookTrigger.remove(hookContext(copy));
		}
		expect(await webhookTrigger.checkExists(hookContext(given))).toBe(true);
	});

	test('a test in the editor and the published workflow stand side by side', async () => {
		const given = setUp({ source: 'outgoing', triggerWords: '#go' });
		await start(given);
		const test = {
			...given,
			memory: {},
			mode: 'manual',
			url: OLD.replace('webhook', 'webhook-test'),
		};
		await start(test);
		expect(rowsOf('outgoing').filter((row) => String(urlIn(row)).endsWith(PATH))).toHaveLength(1);
		await webhookTrigger.remove(hookContext(test));
		expect(await webhookTrigger.checkExists(hookContext(given))).toBe(true);
	});

	test('null in the place of a list is no list', async () => {
		const given = setUp({ source: 'outgoing', triggerWords: '#go' });
		const context = hookContext(given) as unknown as {
			helpers: {
				httpRequestWithAuthentication: (type: string, options: IDataObject) => Promise<unknown>;
			};
		};
		const send = context.helpers.httpRequestWithAuthentication;
		context.helpers.httpRequestWithAuthentication = async (type, options) =>
			options.method === 'GET' && String(options.url).endsWith('/hooks/outgoing')
				? { statusCode: 200, headers: {}, body: 'null' }
				: await send(type, options);
		expect(await webhookTrigger.checkExists(context as never)).toBe(false);
		await webhookTrigger.create(context as never);
		expect(given.memory!.token).toMatch(/^[a-z0-9]{26}$/);
	});

	test('an address in a private network is warned about, without one it is refused', async () => {
		for (const source of ['command', 'outgoing', 'action']) {
			const given = setUp(
				{ source, trigger: 'x', triggerWords: 'x' },
				{ url: `http://n8n:5678${PATH}` },
			);
			await webhookTrigger.checkExists(hookContext(given));
			expect(given.log!.join()).toMatch(/AllowedUntrustedInternalConnections/);
			await expect(webhookTrigger.checkExists(hookContext({ ...given, url: '' }))).rejects.toThrow(
				/"Webhook URL" is missing/,
			);
		}
		const open = setUp({ source: 'action' }, { url: `https://n8n.example.com${PATH}` });
		await webhookTrigger.checkExists(hookContext(open));
		expect(open.log).toEqual([]);
	});

	test('Mattermost Cloud cannot reach a private address', async () => {
		const given = setUp({ source: 'action' });
		given.credentials = { ...given.credentials, siteUrl: 'https://acme.cloud.mattermost.com' };
		await expect(webhookTrigger.checkExists(hookContext(given))).rejects.toThrow(
			/which Mattermost Cloud cannot reach/,
		);
	});
});

describe('Rhombus Trigger', () => {
	const setUp = (parameters: IDataObject, more: Partial<Given> = {}): Given => ({
		parameters,
		memory: {},
		url: OLD,
		credentials: { apiKey: TOKENS.rhombusKey, region: 'custom', baseUrl: sandbox.rhombus.url },
		authenticate: (headers) => {
			headers['x-auth-scheme'] = 'api-token';
			headers['x-auth-apikey'] = TOKENS.rhombusKey;
		},
		...more,
	});
	const ruleUuid = () => [...sandbox.rhombus.state.rules.keys()][0]!;
	const start = async (given: Given) => {
		const context = hookContext(given);
		if (!(await rhombusTrigger.checkExists(context))) await rhombusTrigger.create(context);
	};
	/** All webhook URLs that Rhombus knows, without tokens. */
	const urls = (): string[] => {
		const { integrations, subscriptions, rules } = sandbox.rhombus.state;
		const settings = integrations.get('webhook/2')?.settings ?? {};
		return [
			...['activityWebhooksV2', 'diagnosticWebhooksV2'].flatMap((list) =>
				Object.keys((settings[list] ?? {}) as IDataObject),
			),
			...[...subscriptions.values()].map(({ hookUrl }) => String(hookUrl).split('?')[0]!),
			...[...rules.values()].flatMap(({ action }) =>
				(((action as IDataObject | undefined)?.webhookActions ?? []) as IDataObject[]).map(
					({ webhookUrl }) => String(webhookUrl),
				),
			),
		].sort();
	};
	const kinds: Array<[string, () => IDataObject]> = [
		['alerts', () => ({ source: 'alerts' })],
		['diagnostics', () => ({ source: 'diagnostics' })],
		['rule', () => ({ source: 'rule', rule: ruleUuid() })],
		['button', () => ({ source: 'button' })],
	];
	const urlOf = (index: number) => `http://127.0.0.1:5678/webhook/node${index}/rhombus`;

	test.each(kinds)('%s: workflows start and stop side by side', async (_kind, parameters) => {
		const before = urls();
		const all = Array.from({ length: 6 }, (_, index) => setUp(parameters(), { url: urlOf(index) }));
		await Promise.all(all.slice(0, 4).map(start));
		expect(urls()).toEqual([...before, ...[0, 1, 2, 3].map(urlOf)].sort());
		// Two stop while two others start.
		await Promise.all([
			...all.slice(0, 2).map(async (given) => await rhombusTrigger.remove(hookContext(given))),
			...all.slice(4).map(start),
		]);
		expect(urls()).toEqual([...before, ...[2, 3, 4, 5].map(urlOf)].sort());
		await Promise.all(
			all.slice(2).map(async (given) => await rhombusTrigger.remove(hookContext(given))),
		);
		expect(urls()).toEqual(before);
	});

	test.each(kinds)(
		'%s: another n8n that writes what it read before is noticed',
		async (kind, parameters) => {
			if (kind === 'button') return;
			const given = setUp(parameters());
			const { state } = sandbox.rhombus;
			const stale = () => {
				state.integrations.delete('webhook/2');
				const rule = state.rules.get(ruleUuid())!;
				Object.assign(rule, { action: {} });
			};
			let writes = 0;
			const context = hookContext(given) as unknown as {
				helpers: {
					httpRequestWithAuthentication: (type: string, options: IDataObject) => Promise<unknown>;
				};
			};
			const send = context.helpers.httpRequestWithAuthentication;
			context.helpers.httpRequestWithAuthentication = async (type, options) => {
				const answer = await send(type, options);
				if (/update(Rule|WebhookIntegrationV2)$/.test(String(options.url)) && writes++ === 0) {
					setTimeout(stale, 100);
				}
				return answer;
			};
			await rhombusTrigger.create(context as never);
			expect(writes).toBe(2);
			expect(urls()).toContain(OLD);
		},
	);

	test.each(kinds)('%s: moves with the address of n8n', async (_kind, parameters) => {
		const before = urls();
		const given = setUp(parameters());
		await start(given);
		const moved = again(given, { url: NEW });
		await start(moved);
		expect(urls()).toEqual([...before, NEW].sort());
		await rhombusTrigger.remove(hookContext(moved));
		expect(urls()).toEqual(before);
	});

	test.each(kinds)('%s: stops after the address of n8n has changed', async (_kind, parameters) => {
		const before = urls();
		const given = setUp(parameters());
		await start(given);
		await rhombusTrigger.remove(hookContext(again(given, { url: NEW })));
		expect(urls()).toEqual(before);
	});

	test.each(kinds)(
		'%s: three starts make one, however the URL is kept',
		async (_kind, parameters) => {
			const before = urls();
			const given = setUp(parameters(), { url: `http://127.0.0.1:80${PATH}/` });
			await Promise.all([1, 2, 3].map(async () => await start({ ...given, memory: {} })));
			await start({ ...given, memory: {}, url: `http://127.0.0.1${PATH}` });
			expect(urls()).toHaveLength(before.length + 1);
		},
	);

	test.each(kinds)(
		'%s: a test in the editor leaves the published workflow alone',
		async (_kind, parameters) => {
			const given = setUp(parameters());
			await start(given);
			const published = urls();
			const test = {
				...given,
				memory: {},
				mode: 'manual',
				url: OLD.replace('webhook', 'webhook-test'),
			};
			await start(test);
			await rhombusTrigger.remove(hookContext(test));
			expect(urls()).toEqual(published);
			expect(await rhombusTrigger.checkExists(hookContext(again(given)))).toBe(true);
		},
	);

	test('an organization that gets no secret is refused, and nothing is left', async () => {
		const before = urls();
		const context = hookContext(setUp({ source: 'alerts' })) as unknown as {
			helpers: {
				httpRequestWithAuthentication: (type: string, options: IDataObject) => Promise<unknown>;
			};
		};
		const send = context.helpers.httpRequestWithAuthentication;
		context.helpers.httpRequestWithAuthentication = async (type, options) => {
			const answer = (await send(type, options)) as { body: string };
			return {
				...answer,
				body: answer.body.replace(/"webhookSecret":"[^"]*"/g, '"webhookSecret":null'),
			};
		};
		await expect(rhombusTrigger.create(context as never)).rejects.toThrow(/provides no secret/);
		expect(urls()).toEqual(before);
	});

	test.each([
		'http://localhost:5678/webhook/a/b',
		'http://192.168.1.7/webhook/a/b',
		'http://n8n:5678/webhook/a/b',
		'',
	])('the cloud never reaches "%s"', async (url) => {
		for (const source of ['alerts', 'rule', 'button', 'manual']) {
			const given = setUp({ source, signingSecret: 's' }, { url });
			given.credentials = { apiKey: 'k', region: 'us' };
			await expect(rhombusTrigger.checkExists(hookContext(given))).rejects.toThrow(
				/"Webhook URL" is/,
			);
		}
	});
});

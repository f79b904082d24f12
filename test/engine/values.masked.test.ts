import http from 'http';
import type { AddressInfo } from 'net';
import { request } from 'undici';
import type { IDataObject } from 'n8n-workflow';
import { TOKENS } from '../../sandbox';
import { builtPackage, runStock, runWorkflow } from '../support/harness';
import { rhombusAccess, useSandbox } from '../support/sandbox';
import { firstOf } from '../support/present';

/** Secrets that a server shows as asterisks only are never written back as asterisks. */

const { nodes } = builtPackage();
const MASK = '*'.repeat(32);
const engines: Array<[string, typeof runWorkflow]> = [
	['customOperations', runWorkflow],
	['RoutingNode', runStock],
];
const failureOf = async (promise: Promise<unknown>): Promise<string> =>
	await promise.then(
		() => 'did not fail',
		(error: Error) => error.message,
	);

describe.each(engines)('configuration of Mattermost, %s', (_name, run) => {
	let server: http.Server;
	let url = '';
	let stored: IDataObject;
	let sent: Array<{ request: string; body: IDataObject }> = [];

	beforeAll(async () => {
		server = http.createServer((incoming, response) => {
			let text = '';
			incoming.on('data', (chunk: Buffer) => (text += chunk.toString()));
			incoming.on('end', () => {
				const path = incoming.url!.split('/api/v4')[1]!.split('?')[0];
				const body = text ? (JSON.parse(text) as IDataObject) : {};
				if (incoming.method === 'PUT') sent.push({ request: `PUT ${path}`, body });
				response.writeHead(200, { 'content-type': 'application/json', 'x-version-id': '11.6.0' });
				response.end(JSON.stringify(incoming.method === 'PUT' ? body : stored));
			});
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	});
	afterAll(async () => await new Promise((resolve) => server.close(resolve)));
	beforeEach(() => {
		sent = [];
		// As 11.6 gives it.
		stored = {
			ServiceSettings: {},
			TeamSettings: { SiteName: 'Ours' },
			EmailSettings: { SMTPUsername: 'mail', SMTPPassword: MASK },
			SqlSettings: { DataSource: MASK, ReplicaLagSettings: [] },
			CacheSettings: { CacheType: 'lru', RedisPassword: MASK },
		};
	});

	const write = async (operation: string, parameter: string, config: IDataObject) =>
		await run({
			node: nodes.mattermostAdmin!,
			parameters: {
				authentication: 'accessToken',
				resource: 'system',
				operation,
				[parameter]: JSON.stringify(config),
			},
			credentials: { mattermostTokenApi: { siteUrl: url, accessToken: 'x'.repeat(26) } },
		});
	const update = async (config: IDataObject) =>
		await write('updateConfig', 'systemSettings', config);
	const replace = async (config: IDataObject) =>
		await write('replaceConfig', 'systemConfig', config);

	test('what Get Config gave, changed and given to Update Config, goes without its masks', async () => {
		await update({ ...stored, TeamSettings: { SiteName: 'Yours' } });
		expect(sent).toHaveLength(1);
		expect(JSON.stringify(sent)).not.toContain('***');
		expect(sent[0]!.body).toMatchObject({
			TeamSettings: { SiteName: 'Yours' },
			EmailSettings: { SMTPUsername: 'mail' },
		});
	});

	test('masks that the server would store are refused, and nothing is sent', async () => {
		const lags = { SqlSettings: { ReplicaLagSettings: [{ DataSource: MASK }] } };
		for (const change of [update, replace]) {
			expect(await failureOf(change(lags))).toMatch(/ReplicaLagSettings.* is masked/);
		}
		stored.CacheSettings = { CacheType: 'redis', RedisPassword: MASK };
		const other = { TeamSettings: { SiteName: 'Yours' } };
		expect(await failureOf(replace(other))).toMatch(/RedisPassword.* is masked/);
		expect(sent).toEqual([]);
	});

	test('a mask of a setting that is not used is no secret, and no asterisks are stored', async () => {
		await replace({ TeamSettings: { SiteName: 'Yours' } });
		const { body } = firstOf(sent);
		expect(body).toMatchObject({
			TeamSettings: { SiteName: 'Yours' },
			CacheSettings: { RedisPassword: '' },
			// The server takes these masks for "as it was" (`desanitize`).
			EmailSettings: { SMTPPassword: MASK },
		});
	});
});

describe.each(engines)('integrations of Rhombus, %s', (_name, run) => {
	const sandbox = useSandbox();
	beforeEach(() => sandbox.rhombus.reset());

	const PATH = '/api/integrations/accessControl/updateKisiIntegrationV2';
	const sentUpdates = () => sandbox.rhombus.requests.filter(({ path }) => path === PATH);
	const direct = async (kisiSettings: IDataObject) => {
		const { body } = await request(`${sandbox.rhombus.url}${PATH}`, {
			method: 'POST',
			headers: {
				'x-auth-apikey': TOKENS.rhombusKey,
				'x-auth-scheme': 'api-token',
				'Content-Type': 'application/json',
			},
			body: JSON.stringify({ kisiSettings }),
		});
		await body.dump();
		sandbox.rhombus.requests = [];
	};
	const update = async (settings: IDataObject, more: IDataObject = {}) =>
		await run({
			node: nodes.rhombusIntegration!,
			parameters: {
				resource: 'kisi',
				operation: 'update',
				settingsAs: 'json',
				settingsJson: JSON.stringify(settings),
				keepCurrentSettings: true,
				...more,
			} as never,
			credentials: {
				...rhombusAccess(sandbox),
			},
		});

	test.each([MASK, '••••••••'])('%s in the current settings is not kept', async (mask) => {
		await direct({ enabled: true, apiSecretKey: mask });
		expect(await failureOf(update({ enabled: false }))).toMatch(/would lose a secret/);
		expect(sentUpdates()).toEqual([]);
		await update({ enabled: false, apiSecretKey: 'the-real-key' });
		expect(sentUpdates()[0]!.body).toMatchObject({
			kisiSettings: { enabled: false, apiSecretKey: 'the-real-key' },
		});
	});

	test('nor is it taken from what was given', async () => {
		await direct({ enabled: true, apiSecretKey: 'the-real-key' });
		for (const keepCurrentSettings of [true, false]) {
			const changed = update({ apiSecretKey: MASK }, { keepCurrentSettings });
			expect(await failureOf(changed)).toMatch(/would lose a secret/);
		}
		expect(sentUpdates()).toEqual([]);
	});
});

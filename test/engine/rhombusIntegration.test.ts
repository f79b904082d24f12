import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { REFUSED_SECRET } from '../../sandbox/rhombus/integrations';
import { resources } from '../../nodes/RhombusIntegration/resources';
import { mergeDeep } from '../../nodes/shared/execution/mergeDeep';
import type { Field, Operation, Resource } from '../../nodes/shared/model/operation';
import {
	builtPackage,
	editorContext,
	runStock,
	runWorkflow,
	type RunOptions,
} from '../support/harness';
import { parametersOf } from '../samples/fields';
import { rhombusValues } from '../samples/rhombus';
import { rhombusAccess, useSandbox } from '../support/sandbox';
import { firstOf } from '../support/present';

/** Settings of integrations through the real engine: what is typed arrives, what is not set stays. */

const sandbox = useSandbox();
const { nodes } = builtPackage();
beforeEach(() => sandbox.rhombus.reset());

const ID = 'AAAAAAAAAAAAAAAAAAAAAA';
const CAMERA = 'BBBBBBBBBBBBBBBBBBBBBB';

const options = (parameters: IDataObject, items?: INodeExecutionData[]): RunOptions => ({
	node: nodes.rhombusIntegration!,
	parameters: parameters as RunOptions['parameters'],
	...(items ? { items } : {}),
	credentials: {
		...rhombusAccess(sandbox),
	},
});
const run = async (parameters: IDataObject, items?: INodeExecutionData[]) =>
	await runWorkflow(options(parameters, items));
const requests = () =>
	sandbox.rhombus.requests.map(({ path, body }) => ({ path, body: body as IDataObject }));
const lastBody = () => requests().at(-1)!.body;

/** The error as n8n shows and stores it. */
const failure = async (parameters: IDataObject): Promise<Error & { description?: string }> => {
	try {
		await run(parameters);
	} catch (error) {
		return error as Error;
	}
	throw new Error('It did not fail');
};

/** An update from the form, whose entries are `{ key, value }` as n8n stores them. */
const update = (resource: string, settings: IDataObject, more: IDataObject = {}): IDataObject => ({
	resource,
	operation: 'update',
	settingsAs: 'fields',
	[`${resource}Settings`]: settings,
	keepCurrentSettings: false,
	...more,
});
const updateByJson = (resource: string, settings: unknown, more: IDataObject = {}): IDataObject =>
	update(
		resource,
		{},
		{
			settingsAs: 'json',
			settingsJson: typeof settings === 'string' ? settings : JSON.stringify(settings),
			...more,
		},
	);
const entries = (values: Record<string, unknown>): IDataObject => ({
	entry: Object.entries(values).map(([key, value]) => ({ key, value })) as never,
});

const door = {
	assignedCameraList: [CAMERA, ID],
	clipDuration: 30,
	doorName: 'Lobby',
	leadingSeconds: 5,
	locationUuid: ID,
	remoteUnlock: true,
	subLocationsHierarchyKey: `${ID}.${CAMERA}`,
};
const doorForm = {
	...door,
	assignedCameraList: `${CAMERA}, ${ID}`,
	subLocationsHierarchyKey: {
		entry: [ID, CAMERA].map((value) => ({ picked: { __rl: true, mode: 'id', value } })),
	},
};
const audit = {
	enabledTimestampMs: 1_766_000_000_000,
	integrationAuditEvent: 'UPDATE',
	user: 'Ana',
	userUuid: ID,
};
const auditForm = { ...audit, enabledTimestampMs: '2025-12-17T19:33:20.000Z' };

/** Every property of the three systems, as the API wants it and as the form holds it. */
const FULL: Record<string, { holds: string; api: IDataObject; form: IDataObject }> = {
	mattermost: {
		holds: 'mattermostSettings',
		api: {
			channel: 'town-square',
			enabled: true,
			enabledTimestampMs: 1_766_000_000_000,
			enablingUser: 'Ana',
			enablingUserUuid: ID,
			webhookUrl: 'https://chat.example.com/hooks/abc',
		},
		form: {
			channel: 'town-square',
			enabled: true,
			enabledTimestampMs: '2025-12-17T19:33:20.000Z',
			enablingUser: 'Ana',
			enablingUserUuid: ID,
			webhookUrl: 'https://chat.example.com/hooks/abc',
		},
	},
	kisi: {
		holds: 'kisiSettings',
		api: {
			apiSecretKey: 'kisi-secret-key',
			defaultOptions: {
				alertUnauthorizedFaces: true,
				badgeAuthDisablesAlarmMonitoring: true,
				createSeekPoints: false,
				defaultOptionsEnabled: true,
				identifyFacesFromBadge: true,
				saveClips: false,
			},
			doorsValidated: true,
			enabled: true,
			integration: 'KISI',
			integrationAuditMap: { first: audit },
			orgUuid: ID,
			placeToSettingsMap: {
				'12': {
					alertUnauthorizedFaces: true,
					createSeekPoints: true,
					doorInfoMap: { '4': door, '5': { doorName: 'Garage' } },
					identifyFacesFromBadge: false,
					misconfiguredDoors: [4, 7],
					placeId: 12,
					placeName: 'Headquarters',
					rhombusToken: ID,
					saveClips: true,
					webhookId: 99,
				},
				'13': { placeName: 'Warehouse' },
			},
			userUuid: ID,
		},
		form: {
			apiSecretKey: 'kisi-secret-key',
			defaultOptions: {
				alertUnauthorizedFaces: true,
				badgeAuthDisablesAlarmMonitoring: true,
				createSeekPoints: false,
				defaultOptionsEnabled: true,
				identifyFacesFromBadge: true,
				saveClips: false,
			},
			doorsValidated: true,
			enabled: true,
			integration: 'KISI',
			integrationAuditMap: entries({ first: auditForm }),
			orgUuid: ID,
			placeToSettingsMap: entries({
				'12': {
					alertUnauthorizedFaces: true,
					createSeekPoints: true,
					doorInfoMap: entries({ '4': doorForm, '5': { doorName: 'Garage' } }),
					identifyFacesFromBadge: false,
					misconfiguredDoors: { entry: [{ value: 4 }, { value: 7 }] },
					placeId: 12,
					placeName: 'Headquarters',
					rhombusToken: ID,
					saveClips: true,
					webhookId: 99,
				},
				'13': { placeName: 'Warehouse' },
			}),
			userUuid: ID,
		},
	},
	envoy: {
		holds: 'envoySettings',
		api: {
			alertUnauthorizedFaces: true,
			apiToken: 'envoy-api-token',
			badgeAuthDisablesAlarmMonitoring: false,
			createAccessAnomalyAlerts: true,
			createSeekPoints: true,
			doorInfoMap: { lobby: door },
			doorsValidated: false,
			enabled: true,
			envoyIntegrationInstalled: true,
			envoyUserSettingsMap: {
				[ID]: { guestsEnabled: true, packagesEnabled: false },
				[CAMERA]: { packagesEnabled: true },
			},
			identifyFacesFromBadge: true,
			indexFaces: false,
			integration: 'ENVOY',
			integrationAuditMap: { first: audit },
			locationInfoMap: { '77': { assignedCameraList: [CAMERA], locationName: 'Berlin' } },
			misconfiguredDoors: ['lobby', 'garage'],
			orgUuid: ID,
			refreshToken: 'envoy-refresh-token',
			saveClips: true,
			tokenValid: true,
			userUuid: ID,
		},
		form: {
			alertUnauthorizedFaces: true,
			apiToken: 'envoy-api-token',
			badgeAuthDisablesAlarmMonitoring: false,
			createAccessAnomalyAlerts: true,
			createSeekPoints: true,
			doorInfoMap: entries({ lobby: doorForm }),
			doorsValidated: false,
			enabled: true,
			envoyIntegrationInstalled: true,
			envoyUserSettingsMap: entries({
				[ID]: { guestsEnabled: true, packagesEnabled: false },
				[CAMERA]: { packagesEnabled: true },
			}),
			identifyFacesFromBadge: true,
			indexFaces: false,
			integration: 'ENVOY',
			integrationAuditMap: entries({ first: auditForm }),
			locationInfoMap: entries({
				'77': { assignedCameraList: CAMERA, locationName: 'Berlin' },
			}),
			misconfiguredDoors: 'lobby, garage',
			orgUuid: ID,
			refreshToken: 'envoy-refresh-token',
			saveClips: true,
			tokenValid: true,
			userUuid: ID,
		},
	},
};

/** Settings in the API's shape without what Rhombus writes itself, at any depth. */
function withoutReadOnly(fields: Field[], given: IDataObject): IDataObject {
	const byName = new Map(fields.map((field) => [field.name, field]));
	const inner = (field: Field | undefined, value: unknown): unknown => {
		if (Array.isArray(value) || typeof value !== 'object' || value === null) return value;
		if (field?.kind === 'group') return withoutReadOnly(field.fields!, value as IDataObject);
		if (field?.kind !== 'map') return value;
		const [only] = field.fields!;
		return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inner(only, one)]));
	};
	return Object.fromEntries(
		Object.entries(given)
			.filter(([name]) => !byName.get(name)?.readOnly)
			.map(([name, value]) => [name, inner(byName.get(name), value)]),
	) as IDataObject;
}

describe('the three systems in full depth', () => {
	test.each(Object.keys(FULL))('%s: fields and JSON send the same, exactly', async (resource) => {
		const { holds, api, form } = FULL[resource]!;
		const operation = firstOf(resources.find(({ value }) => value === resource)!.operations);
		const { fields } = operation.fields!.find(({ name }) => name === holds)!;
		// What Rhombus writes itself is only in the JSON.
		const offered = withoutReadOnly(fields!, api);
		expect(offered).not.toEqual(api);
		await run(update(resource, form));
		expect(lastBody()).toEqual({ [holds]: offered });
		await run(updateByJson(resource, api));
		expect(lastBody()).toEqual({ [holds]: api });
		await runStock(options(update(resource, form)));
		expect(lastBody()).toEqual({ [holds]: offered });
		await runStock(options(updateByJson(resource, api)));
		expect(lastBody()).toEqual({ [holds]: api });
		expect(requests()).toHaveLength(4);
		expect(sandbox.rhombus.violations).toEqual([]);
	});

	test('what is sent can be read again, and what Rhombus wrote is kept', async () => {
		for (const resource of ['kisi', 'mattermost']) {
			await run(updateByJson(resource, FULL[resource]!.api));
			await run(update(resource, FULL[resource]!.form, { keepCurrentSettings: true }));
			const { json } = firstOf(await run({ resource, operation: 'get', includeSecrets: true }));
			expect(json).toMatchObject(FULL[resource]!.api);
		}
	});

	test('Keep Current Settings may be a text of an expression', async () => {
		await run(updateByJson('kisi', FULL.kisi!.api));
		await run(update('kisi', { enabled: true }, { keepCurrentSettings: '={{ "false" }}' }));
		expect(lastBody()).toEqual({ kisiSettings: { enabled: true } });
	});

	test('an entry sends only what was set, not the form’s defaults', async () => {
		await run(
			update('kisi', {
				placeToSettingsMap: entries({ '12': { doorInfoMap: entries({ '4': { doorName: 'A' } }) } }),
			}),
		);
		expect(lastBody()).toEqual({
			kisiSettings: { placeToSettingsMap: { '12': { doorInfoMap: { '4': { doorName: 'A' } } } } },
		});
	});

	test('Mattermost takes the current call, and the older one where chosen', async () => {
		const { form } = FULL.mattermost!;
		await run(update('mattermost', form));
		await run(
			update('mattermost', form, {
				mattermostUpdateOptions: { apiCall: 'updateMattermostIntegration' },
			}),
		);
		expect(requests().map(({ path }) => path)).toEqual([
			'/api/integrations/incidentManagement/updateMattermostIntegration',
			'/api/integrations/updateMattermostIntegration',
		]);
		expect(requests()[1]!.body).toEqual(requests()[0]!.body);
	});
});

describe('keeping current settings', () => {
	const keep = (parameters: IDataObject): IDataObject => ({
		...parameters,
		keepCurrentSettings: true,
	});

	test('is on by default', () => {
		const [flag, ...more] = nodes.rhombusIntegration!.description.properties.filter(
			({ name }) => name === 'keepCurrentSettings',
		);
		expect(more).toEqual([]);
		expect(flag!.displayOptions!.show!.resource!.length).toBeGreaterThan(30);
		expect(flag!.default).toBe(true);
	});

	test('reads, merges maps by key, replaces lists, writes all', async () => {
		await run(updateByJson('kisi', FULL.kisi!.api));
		sandbox.rhombus.requests.length = 0;
		await run(
			keep(
				update('kisi', {
					enabled: false,
					placeToSettingsMap: entries({
						'12': {
							doorInfoMap: entries({
								'4': { clipDuration: 60, assignedCameraList: ID },
								'6': { doorName: 'Roof' },
							}),
						},
					}),
				}),
			),
		);
		expect(requests().map(({ path }) => path)).toEqual([
			'/api/integrations/accessControl/getKisiIntegrationV2',
			'/api/integrations/accessControl/updateKisiIntegrationV2',
		]);
		const places = structuredClone(FULL.kisi!.api.placeToSettingsMap) as IDataObject;
		const doors = (places['12'] as IDataObject).doorInfoMap as IDataObject;
		doors['4'] = { ...door, clipDuration: 60, assignedCameraList: [ID] };
		doors['6'] = { doorName: 'Roof' };
		expect(lastBody()).toEqual({
			kisiSettings: { ...FULL.kisi!.api, enabled: false, placeToSettingsMap: places },
		});
		expect(sandbox.rhombus.violations).toEqual([]);
	});

	test('null in JSON removes an entry', async () => {
		await run(updateByJson('kisi', FULL.kisi!.api));
		await run(keep(updateByJson('kisi', { placeToSettingsMap: { '13': null } })));
		const { kisiSettings } = lastBody() as { kisiSettings: { placeToSettingsMap: object } };
		expect(Object.keys(kisiSettings.placeToSettingsMap)).toEqual(['12']);
	});

	test('off sends only what was set', async () => {
		await run(update('kisi', { enabled: false }));
		expect(requests()).toEqual([
			{
				path: '/api/integrations/accessControl/updateKisiIntegrationV2',
				body: { kisiSettings: { enabled: false } },
			},
		]);
	});

	test.each(['workflow', 'tool'])('items do not undo each other (%s)', async (way) => {
		const items = Array.from({ length: 6 }, (_, number) => ({ json: { number } }));
		const parameters = keep(
			updateByJson(
				'envoy',
				'={{ { locationInfoMap: { ["L" + $json.number]: { locationName: "n" + $json.number } } } }}',
			),
		);
		const start = way === 'tool' ? runStock : runWorkflow;
		await start(options(parameters, items));
		const { json } = firstOf(await run({ resource: 'envoy', operation: 'get' }));
		expect(Object.keys(json.locationInfoMap as object)).toEqual(
			expect.arrayContaining(['L0', 'L1', 'L2', 'L3', 'L4', 'L5']),
		);
	});

	const updates: Array<[string, Resource, Operation]> = resources.flatMap((resource) =>
		resource.operations
			.filter(({ value }) => /^update(V1)?$/.test(value))
			.map((operation): [string, Resource, Operation] => [
				`${resource.value}/${operation.value}`,
				resource,
				operation,
			]),
	);

	test.each(updates)(
		'%s writes back what it does not change',
		async (name, resource, operation) => {
			const known = { [Symbol.for('service')]: 'Rhombus', ...rhombusValues[name] };
			const everything = parametersOf(resource, operation, known as never, true);
			delete everything[`${resource.value}UpdateOptions`];
			await run({ ...everything, keepCurrentSettings: false } as IDataObject);
			const [property] = Object.keys(lastBody()).filter((one) => /settings/i.test(one));
			const whole = structuredClone(property ? lastBody()[property] : lastBody()) as IDataObject;
			expect(whole.enabled).toBe(true);

			const param = operation.value === 'update' ? 'settingsJson' : 'settingsV1Json';
			await run({
				...everything,
				settingsAs: 'json',
				[param]: '{"enabled": false}',
				keepCurrentSettings: true,
			} as IDataObject);
			const written = (property ? lastBody()[property] : lastBody()) as IDataObject;
			// The server names the integration and its organization itself.
			for (const one of [whole, written]) {
				delete one.integration;
				delete one.orgUuid;
			}
			expect(written).toEqual({ ...whole, enabled: false });
			expect(sandbox.rhombus.violations).toEqual([]);
		},
	);

	test('merging never reaches a prototype', () => {
		const given = JSON.parse('{"__proto__": {"polluted": true}, "a": {"b": 1}}') as IDataObject;
		const merged = mergeDeep({ a: { c: 2 } }, given);
		expect(merged.a).toEqual({ b: 1, c: 2 });
		expect(({} as IDataObject).polluted).toBeUndefined();
		expect(Object.keys(merged)).toContain('__proto__');
	});
});

describe('what goes wrong', () => {
	test('the other system refuses its key', async () => {
		const error = await failure(update('kisi', { apiSecretKey: REFUSED_SECRET, enabled: true }));
		expect(error.message).toMatch(/other system refused its own credentials/);
		expect(error.description).toMatch(/the Rhombus API key is fine/);
	});

	test.each(['failedGuids', 'misconfiguredDoors'])('%s stay in the item', async (property) => {
		sandbox.rhombus.fail({
			match: 'POST /api/integrations/accessControl/updateKisi',
			kind: 'status',
			status: 200,
			body: { error: false, authError: false, [property]: ['Lobby', 'Garage'] },
		});
		const { json } = firstOf(await run(update('kisi', { enabled: true })));
		expect(json[property]).toEqual(['Lobby', 'Garage']);
	});

	test('an update gives the settings as they now are, without secrets at any depth', async () => {
		await run(update('kisi', { enabled: true, apiSecretKey: 'hidden-1' }));
		const { json } = firstOf(
			await run(
				update(
					'kisi',
					{
						defaultOptions: { saveClips: true },
						placeToSettingsMap: entries({
							'5678': { placeName: 'Head Office', rhombusToken: 'hidden-2' },
						}),
					},
					{ keepCurrentSettings: true },
				),
			),
		);
		expect(json).toMatchObject({
			success: true,
			settings: {
				enabled: true,
				defaultOptions: { saveClips: true },
				placeToSettingsMap: { '5678': { placeName: 'Head Office' } },
			},
		});
		expect(JSON.stringify(json)).not.toMatch(/hidden|apiSecretKey|rhombusToken|"error"|authError/);
		const { json: kept } = firstOf(
			await run({
				resource: 'kisi',
				operation: 'get',
				includeSecrets: '={{ "true" }}',
			}),
		);
		expect(kept.apiSecretKey).toBe('hidden-1');
		const { json: looked } = firstOf(await run({ resource: 'kisi', operation: 'get' }));
		expect(looked).toHaveProperty('placeToSettingsMap');
		expect(JSON.stringify(looked)).not.toMatch(/hidden|apiSecretKey|rhombusToken/);
	});

	const SECRET = 'very-secret-4711';
	/** All of an error but the node in it, which holds the parameters as the workflow does. */
	const leaks = (error: Error) =>
		JSON.stringify([{ ...error, node: undefined }, error.message, error.stack]);

	test.each([
		['fields', update('kisi', { apiSecretKey: SECRET })],
		['JSON', updateByJson('kisi', { apiSecretKey: SECRET })],
		[
			'an entry',
			update('kisi', { placeToSettingsMap: entries({ '1': { rhombusToken: SECRET } }) }),
		],
		[
			'a list operation',
			{ resource: 'kisi', operation: 'getDoors', kisiApiSecretKey: SECRET } as IDataObject,
		],
	])('a server that repeats a secret of %s does not show it', async (_, parameters) => {
		sandbox.rhombus.fail({
			kind: 'status',
			status: 200,
			body: { error: true, errorMsg: `Key ${SECRET} has no access` },
		});
		const error = await failure(parameters);
		expect(error.message).toBe('Rhombus: Key *** has no access');
		expect(leaks(error)).not.toContain(SECRET);
	});

	test('a secret that is kept is not shown either', async () => {
		await run(update('kisi', { apiSecretKey: SECRET }));
		sandbox.rhombus.fail({
			match: 'POST /api/integrations/accessControl/updateKisi',
			kind: 'status',
			status: 400,
			body: { msg: `Key ${SECRET} has no access` },
		});
		const error = await failure(update('kisi', { enabled: true }, { keepCurrentSettings: true }));
		expect(leaks(error)).not.toContain(SECRET);
	});

	test.each([
		['broken JSON', `{"apiSecretKey": "${SECRET}`, /"Settings \(JSON\)" is not valid JSON$/],
		['no object', '[1]', /"Settings \(JSON\)" must be a JSON object/],
		['nothing', '{}', /"Settings \(JSON\)" is empty/],
		['a secret of a wrong type', `{"apiSecretKey": ["${SECRET}"]}`, /apiSecretKey" must be a text/],
		[
			'a wrong type inside',
			'{"placeToSettingsMap": {"12": {"doorInfoMap": {"4": {"clipDuration": "30"}}}}}',
			/"Settings \(JSON\) → placeToSettingsMap → 12 → doorInfoMap → 4 → clipDuration" must be a number, not a string/,
		],
		[
			'a list for a map',
			'{"placeToSettingsMap": []}',
			/placeToSettingsMap" must be an object, not an array/,
		],
		[
			'a text in a list of numbers',
			'{"placeToSettingsMap":{"1":{"misconfiguredDoors":["x"]}}}',
			/misconfiguredDoors → 0" must be a number/,
		],
		['a misspelt name', '{"doorValidated": true}', /doorValidated" is not known to Rhombus/],
	])('JSON with %s is refused before anything is sent', async (_, json, message) => {
		const error = await failure(updateByJson('kisi', json));
		expect(error.message).toMatch(message);
		expect(leaks(error)).not.toContain(SECRET);
		expect(sandbox.rhombus.requests).toEqual([]);
	});

	test('the refusal of a misspelt name says what was meant', async () => {
		const error = await failure(updateByJson('kisi', { doorValidated: true }));
		expect(error.description).toMatch(/Did you mean doorsValidated\?/);
	});

	test('settings that are newer than this package pass', async () => {
		await run(updateByJson('kisi', { enabled: true, somethingNew: { deep: [1] } }));
		expect(lastBody()).toEqual({ kisiSettings: { enabled: true, somethingNew: { deep: [1] } } });
	});

	test('an update without settings is refused', async () => {
		const error = await failure(update('kisi', {}));
		expect(error.message).toBe('"Settings" is empty');
		expect(sandbox.rhombus.requests).toEqual([]);
	});

	test('settings that cannot be read are not overwritten', async () => {
		sandbox.rhombus.fail({
			match: 'POST /api/integrations/accessControl/getKisi',
			kind: 'status',
			status: 403,
		});
		const error = await failure(update('kisi', { enabled: true }, { keepCurrentSettings: true }));
		expect(error.description).toMatch(/nothing was changed; .* turn off Keep Current Settings/);
		expect(requests().map(({ path }) => path)).toEqual([
			'/api/integrations/accessControl/getKisiIntegrationV2',
		]);
	});

	test('a failed connection test says why', async () => {
		sandbox.rhombus.fail({
			kind: 'status',
			status: 200,
			body: { error: false, success: false, errorMessage: 'Unknown business' },
		});
		const error = await failure({
			resource: 'boulevard',
			operation: 'test',
			boulevardApiToken: 'token-of-boulevard',
			boulevardBoulevardBusinessId: '1',
		});
		expect(error.message).toBe('Rhombus: Unknown business');
	});
});

describe('other operations', () => {
	test('Organization → Get Many Integrations lists both versions, simplified or whole', async () => {
		const parameters = { resource: 'organization', operation: 'getIntegrations' };
		const simple = await run({ ...parameters, organizationSimplify: true });
		expect(simple.map(({ json }) => json)).toEqual(
			expect.arrayContaining([
				{ integration: 'Mattermost', version: 1, enabled: false },
				{ integration: 'Kisi', version: 2, enabled: expect.any(Boolean) },
			]),
		);
		const whole = await run({ ...parameters, organizationSimplify: false });
		expect(whole.find(({ json }) => json.integration === 'Mattermost')!.json.settings).toEqual({
			enabled: false,
			webhookUrl: '',
			channel: '',
		});
	});

	test('Get says when an integration is not set up', async () => {
		const items = await run({ resource: 'aws', operation: 'get' });
		expect(items).toEqual([{ json: { configured: false }, pairedItem: { item: 0 } }]);
	});

	test('Delete removes the settings', async () => {
		const items = await run({ resource: 'mattermost', operation: 'delete' });
		expect(items[0]!.json).toEqual({ deleted: true });
		const { json } = firstOf(await run({ resource: 'mattermost', operation: 'get' }));
		expect(json).toEqual({ configured: false });
	});

	test('Kisi doors become items with their place', async () => {
		sandbox.rhombus.fail({
			kind: 'status',
			status: 200,
			body: { placeToDoorMap: { '12': [{ id: 4, name: 'Lobby' }], '13': null } },
		});
		const items = await run({
			resource: 'kisi',
			operation: 'getDoors',
			kisiApiSecretKey: 'kisi-secret-key',
		});
		expect(items.map(({ json }) => json)).toEqual([{ placeId: '12', id: 4, name: 'Lobby' }]);
	});

	describe('pickers of the other systems', () => {
		const search = async (method: string, parameters: INodeParameters = {}) => {
			const context = editorContext({ ...options({}), parameters });
			const list = nodes.rhombusIntegration!.methods!.listSearch![method]!;
			return (await list.call(context)).results;
		};
		const doors = {
			kind: 'status',
			status: 200,
			body: { doors: [{ id: 4, name: 'Lobby' }] },
		} as const;

		test('ask with the account of the settings', async () => {
			await expect(search('searchBrivoDoors')).rejects.toThrow(
				/"Door" cannot be listed.*no account that Rhombus may use/,
			);
			const settings = { username: 'ana', password: '********' };
			sandbox.rhombus.state.integrations.set('brivo/2', { integration: 'BRIVO', settings });
			await expect(search('searchBrivoDoors')).rejects.toThrow(/cannot be listed/);
			const brivo = { username: 'ana', password: 'brivo-password' };
			await run(updateByJson('brivo', brivo));
			sandbox.rhombus.fail({
				...doors,
				match: 'POST /api/integrations/accessControl/getBrivoDoorsV3',
			});
			expect(await search('searchBrivoDoors')).toEqual([{ name: 'Lobby', value: '4' }]);
			expect(lastBody()).toEqual(brivo);
		});

		test('a picked number is sent as one, and a name finds it', async () => {
			await run(updateByJson('openpath', { email: 'ana@example.com', password: 'a-password' }));
			const unlock = (value: unknown) => ({
				resource: 'openpath',
				operation: 'unlockDoor',
				openpathDoorId: { __rl: true, mode: 'id', value } as IDataObject,
			});
			await run(unlock('4'));
			expect(lastBody()).toEqual({ doorId: 4 });
			const match = 'POST /api/integrations/accessControl/getOpenpathDoors';
			sandbox.rhombus.fail({ ...doors, match });
			await run(unlock('lobby'));
			expect(lastBody()).toEqual({ doorId: 4 });
			sandbox.rhombus.fail({ ...doors, match });
			expect((await failure(unlock('attic'))).message).toContain('matches no door: "attic"');
		});

		test('keys of settings are picked', async () => {
			const doorInfo = {
				key: { __rl: true, mode: 'list', value: '4' },
				value: { doorName: 'Lobby' },
			};
			await run(update('brivo', { doorInfoMap: { entry: [doorInfo] } }));
			expect(lastBody()).toEqual({ brivoSettings: { doorInfoMap: { 4: { doorName: 'Lobby' } } } });
		});
	});

	test('a list of the other system asks with the account of the settings', async () => {
		const parameters = { resource: 'brivo', operation: 'getDoors', brivoReturnAll: true };
		const answer = { kind: 'status', status: 200, body: { doors: [] } } as const;
		const match = 'POST /api/integrations/accessControl/getBrivoDoors';
		const nothing = await failure(parameters);
		expect(nothing.message).toMatch(/"Username" is empty, and the current settings have none/);

		const brivo = { username: 'ana', password: 'brivo-password' };
		await run(updateByJson('brivo', brivo));
		sandbox.rhombus.fail({ ...answer, match });
		await run({
			...parameters,
			brivoGetDoorsOptions: { apiCall: 'accessControl/getBrivoDoorsV2' },
		});
		expect(requests().at(-1)).toEqual({
			path: '/api/integrations/accessControl/getBrivoDoorsV2',
			body: brivo,
		});

		sandbox.rhombus.requests.length = 0;
		sandbox.rhombus.fail({ ...answer, match });
		await run({ ...parameters, brivoUsername: 'ben', brivoPassword: 'other-password' });
		expect(requests()).toEqual([
			{
				path: '/api/integrations/accessControl/getBrivoDoorsV3',
				body: { username: 'ben', password: 'other-password' },
			},
		]);
		// Never the stored password with another name.
		const half = await failure({ ...parameters, brivoUsername: 'ben' });
		expect(half.message).toMatch(/"Password" is empty$/);
	});

	test('Microsoft teams become items', async () => {
		sandbox.rhombus.fail({
			kind: 'status',
			status: 200,
			body: { teamsMap: { t1: 'Security', t2: 'Facilities' } },
		});
		const items = await run({ resource: 'microsoftTeams', operation: 'getTeams' });
		expect(items.map(({ json }) => json)).toEqual([
			{ id: 't1', name: 'Security' },
			{ id: 't2', name: 'Facilities' },
		]);
	});

	test('a door is unlocked by number, and 0 is refused', async () => {
		const parameters = {
			resource: 'kisi',
			operation: 'unlockDoor',
			kisiPlaceId: 12,
			kisiDoorId: '4',
			kisiCameraUuid: { __rl: true, mode: 'id', value: CAMERA },
		};
		await run(parameters);
		expect(lastBody()).toEqual({ placeId: 12, doorId: 4, cameraUuid: CAMERA });
		expect((await failure({ ...parameters, kisiDoorId: 0 })).message).toMatch(/"Door" is required/);
		const half = { __rl: true, mode: 'id', value: '1.5' } as IDataObject;
		expect((await failure({ ...parameters, kisiDoorId: half })).message).toMatch(/"Door" is 1\.5/);
	});

	test('an invite to Envoy nests the visitor', async () => {
		await run({
			resource: 'envoy',
			operation: 'createInvite',
			envoyLocationId: '77',
			envoyInviteeName: 'Ben Brook',
			envoyExpectedArrivalAt: '2026-11-22T08:30:00Z',
			envoyCreateInviteOptions: {
				inviteeEmail: 'ben@example.com',
				customFields: { entry: [{ value: { field: 'Host', value: 'Ana' } }] },
			},
		});
		expect(lastBody()).toEqual({
			invitation: {
				locationId: '77',
				invitee: { name: 'Ben Brook', email: 'ben@example.com' },
				expectedArrivalAt: '2026-11-22T08:30:00.000Z',
				customFields: [{ field: 'Host', value: 'Ana' }],
			},
		});
	});
});

describe('output schemas', () => {
	const ROOT = path.join(__dirname, '../../nodes/RhombusIntegration/__schema__/v1.0.0');
	const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.json'))
		.map((file) => file.replace(/\.json$/, ''));

	interface OutputSchema {
		type: string | string[];
		properties?: Record<string, OutputSchema>;
		items?: OutputSchema;
	}
	const typeOf = (value: unknown) =>
		value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;

	/** What of a value the schema does not say. */
	function beyond(schema: OutputSchema, value: unknown, at: string): string[] {
		const types = [schema.type].flat().map((type) => (type === 'integer' ? 'number' : type));
		if (!types.includes(typeOf(value))) return [`${at} is ${typeOf(value)}`];
		if (Array.isArray(value)) {
			return value.flatMap((one) => beyond(schema.items!, one, `${at}[]`));
		}
		if (!schema.properties || value === null) return [];
		return Object.entries(value as object).flatMap(([name, one]) =>
			schema.properties![name]
				? beyond(schema.properties![name], one, `${at}.${name}`)
				: [`${at}.${name} is not described`],
		);
	}

	test.each(files)('%s describes what the operation gives', async (file) => {
		const [resource, operation] = file
			.split('/')
			.map((name, index, [first]) =>
				index === 0
					? resources.find(({ value }) => value === name)!
					: resources
							.find(({ value }) => value === first)!
							.operations.find(({ value }) => value === name)!,
			) as [Resource, Operation];
		const known = { [Symbol.for('service')]: 'Rhombus', ...rhombusValues[file] };
		const parameters = parametersOf(resource, operation, known as never, true) as IDataObject;
		if (operation.output?.simplify) parameters[`${resource.value}Simplify`] = true;
		const items = await run(parameters);
		expect(items.length).toBeGreaterThan(0);
		const schema = JSON.parse(
			readFileSync(path.join(ROOT, `${file}.json`), 'utf8'),
		) as OutputSchema;
		expect(items.flatMap(({ json }) => beyond(schema, json, ''))).toEqual([]);
	});
});

import type { INodeParameters } from 'n8n-workflow';
import { TOKENS } from '../../sandbox';
import { builtPackage, DIST, runStock, runWorkflow } from '../support/harness';
import { useSandbox } from '../support/sandbox';
import { firstOf } from '../support/present';

/**
 * Restrictions fail closed: what was given and holds nothing is refused before anything is sent. Every
 * optional field of every operation is tried with every form of nothing.
 */

/* eslint-disable @typescript-eslint/no-require-imports -- the built package is what is tested */
const { registry } = require(`${DIST}/nodes/registry.js`) as typeof import('../../nodes/registry');
const { readFields } = require(
	`${DIST}/nodes/shared/request/build.js`,
) as typeof import('../../nodes/shared/request/build');
const { ItemContext } = require(
	`${DIST}/nodes/shared/execution/context.js`,
) as typeof import('../../nodes/shared/execution/context');
const { childParam, optionsParam } = require(
	`${DIST}/nodes/shared/model/parameterNames.js`,
) as typeof import('../../nodes/shared/model/parameterNames');
const { holdsEntries } = require(
	`${DIST}/nodes/shared/request/restriction.js`,
) as typeof import('../../nodes/shared/request/restriction');
/* eslint-enable @typescript-eslint/no-require-imports */

const NOTHING: Array<[string, unknown]> = [
	['an empty text', ''],
	['blanks', '  '],
	['null', null],
	['an expression that gives undefined', undefined],
	['an empty list', []],
	['an empty picker', { __rl: true, mode: 'id', value: '' }],
	['an empty form', {}],
];

/** What each kind of field can be given that is nothing. */
const fits = (kind: string, value: unknown): boolean => {
	if (typeof value !== 'object' || value === null) return true;
	if (Array.isArray(value)) return ['strings', 'choices', 'list', 'map'].includes(kind);
	return '__rl' in value ? kind === 'pick' : ['list', 'map', 'group'].includes(kind);
};

/** Fields of operations that find or remove, which mean something when they are empty. */
const MEANINGFUL: Record<string, string> = {
	'mattermost/emoji/getAll: sort': "the empty choice is the server's own order",
	'mattermost/anyEndpoint/call: upload': 'no file is sent; it restricts nothing',
	'rhombus/anyEndpoint/call: upload': 'no file is sent; it restricts nothing',
};

/** Fields of operations that create or change, which say for whom or what it counts. */
const NARROWING = [
	'mattermost/post/sendAndWait: allowed_users',
	'mattermost/post/sendAndWait: escalate_to',
	...[
		'answers_needed',
		'afterwards',
		'confirm',
		'wait_minutes',
		'remind_minutes',
		'escalate_minutes',
	].map((field) => `mattermost/post/sendAndWait: ${field}`),
	'mattermost/incident/report: storm_limit',
	'mattermost/incident/report: storm_minutes',
	'mattermost/channel/update: group_constrained',
	'mattermostAdmin/incomingWebhook/create: channel_locked',
	'mattermostAdmin/incomingWebhook/update: channel_locked',
	'mattermostAdmin/compliance/create: emails',
	'mattermostAdmin/compliance/create: keywords',
	...['create', 'update'].flatMap((operation) =>
		['team_ids', 'channel_ids'].map(
			(field) => `mattermostAdmin/dataRetention/${operation}: ${field}`,
		),
	),
	...['accessGrant', 'accessRevocation'].flatMap((resource) =>
		['create', 'update'].flatMap((operation) =>
			[
				'accessControlledDoorUuids',
				'doorLabelIds',
				'groupUuids',
				'userUuids',
				'accessControlledElevatorLandingUuids',
			].map((field) => `rhombusAdmin/${resource}/${operation}: ${field}`),
		),
	),
	'rhombusAdmin/accessGrant/create: locationGuestPassUuids',
	'rhombusAdmin/accessGrant/update: locationGuestPassUuids',
	'rhombusAdmin/rule/create: ruleFilters.scheduleUuids',
	'rhombusAdmin/rule/update: ruleFilters.scheduleUuids',
	...['create', 'update'].flatMap((operation) => [
		`rhombusAdmin/rule/${operation}: ruleFilters.triggerBackoffSecs`,
		`rhombusAdmin/lockdownPlan/${operation}: defaultLockdownState`,
	]),
	'rhombus/clip/save: clipVisibility',
	'rhombusAdmin/videoWall/create: deviceList',
	'rhombusAdmin/videoWall/update: deviceList',
	'rhombus/clip/share: alertUuids',
	...[
		'camera/shareLiveStream',
		'clip/save',
		'clip/share',
		'clip/updateShare',
		'timelapse/share',
	].map((operation) => `rhombus/${operation}: expirationTimeSecs`),
	'mattermostAdmin/plugin/installMarketplace: version',
	'rhombus/camera/shareLiveStream: password',
	'rhombus/camera/shareLiveStream: ssoProtected',
	...['clip/save', 'clip/share', 'clip/updateShare', 'timelapse/share'].map(
		(operation) => `rhombus/${operation}: plaintextPassword`,
	),
	'rhombusAdmin/user/create: rhombusKeySettings.credentialProvisioningRules.maxMobileCredsAllowed',
	'rhombusAdmin/user/updateKeySettings: maxMobileCredsAllowed',
	'rhombusAdmin/user/update: mfaEnabled',
	'rhombusAdmin/user/update: restrictToAllowedLoginIps',
	'rhombusIntegration/toast/update: restaurantGuids',
	'rhombusIntegration/zapier/subscribe: uuids',
	'rhombusIntegration/microsoftTeams/update: teamsToUpdate',
];

const REMOVES =
	/^(archive|cancel|clear|deactivate|delete|demote|disable|dismiss|kick|leave|logout|purge|remove|reset|revoke|uninstall|unassign|unlink|unshare)/;

const cases = registry.flatMap(({ node, service, resources }) =>
	resources.flatMap((resource) =>
		resource.operations.flatMap((operation) =>
			(operation.optional ?? [])
				.filter(({ kind }) => kind !== 'notice')
				.map((field) => ({ node, service, resource, operation, field })),
		),
	),
);

test('there are some', () => {
	expect(cases.length).toBeGreaterThan(1000);
});

test('every optional field that restricts is refused when it holds nothing, as one of entries is, or is listed here', async () => {
	const wrong: string[] = [];
	const listed = new Set([...Object.keys(MEANINGFUL), ...NARROWING]);
	for (const { node, service, resource, operation, field } of cases) {
		const method = firstOf(operation.request.split(' '));
		const finds = ['GET', 'HEAD', 'DELETE'].includes(method) || operation.idempotent === true;
		const name = `${node}/${resource.value}/${operation.value}: ${field.name}`;
		listed.delete(name);
		const mustRefuse =
			!(name in MEANINGFUL) &&
			(holdsEntries(field) ||
				finds ||
				REMOVES.test(operation.value) ||
				['time', 'pick'].includes(field.kind) ||
				field.name.startsWith('accessSettings.') ||
				field.name === 'neutralize' ||
				NARROWING.includes(name));
		for (const [words, value] of NOTHING) {
			if (!fits(field.kind, value)) continue;
			const given = { [childParam(field)]: value };
			const options = optionsParam(resource, operation);
			const host = {
				node: { parameters: {} },
				timezone: 'UTC',
				param: (one: string) => (one === options ? given : undefined),
			};
			const alone = { ...operation, fields: [] };
			const context = new ItemContext(host as never, service, resource, alone, 0, new Map());
			const outcome = await readFields(context).then(
				(values) => [...values].map(([, one]) => one),
				(error: Error) => error.message,
			);
			const refused = typeof outcome === 'string' && /is empty$/.test(outcome);
			// An emptied text of an update is what empties it on the server.
			const clears = field.clears && value === '' && !refused;
			const left = Array.isArray(outcome) && outcome.length === 0;
			if (clears ? outcome[0] !== '' : mustRefuse ? !refused : !left) {
				wrong.push(`${name}, ${words}: ${JSON.stringify(outcome)}`);
			}
		}
	}
	expect(wrong).toEqual([]);
	expect([...listed]).toEqual([]);
});

describe('entries of lists', () => {
	test('every list and map refuses an entry that holds nothing', async () => {
		const wrong: string[] = [];
		let tried = 0;
		for (const { node, service, resource, operation } of cases) {
			for (const field of [...(operation.fields ?? []), ...(operation.optional ?? [])]) {
				if (field.kind !== 'list' && field.kind !== 'map') continue;
				if (field.fields?.some(({ kind }) => kind === 'boolean' || kind === 'choice')) continue;
				tried++;
				const key = field.keyPicker ? 'A'.repeat(22) : 'a';
				const entry = field.kind === 'map' ? { key, value: '' } : { value: '' };
				const host = {
					node: { parameters: {} },
					timezone: 'UTC',
					param: () => ({ entry: [entry] }),
				};
				const alone = { ...operation, fields: [{ ...field, showIf: undefined }], optional: [] };
				const context = new ItemContext(host as never, service, resource, alone, 0, new Map());
				const outcome = await readFields(context).then(
					(values) => JSON.stringify([...values.values()]),
					(error: Error) => error.message,
				);
				if (!/^".+ → .+" is empty$/.test(outcome)) {
					wrong.push(`${node}/${resource.value}/${operation.value}: ${field.name}: ${outcome}`);
				}
			}
		}
		expect(tried).toBeGreaterThan(20);
		expect(wrong).toEqual([]);
	});
});

describe.each([
	['customOperations', runWorkflow],
	['RoutingNode', runStock],
] as const)('%s', (_name, run) => {
	const sandbox = useSandbox();
	const { nodes } = builtPackage();
	beforeEach(() => sandbox.mattermost.reset());

	const users = (options: Record<string, unknown>): INodeParameters =>
		({
			authentication: 'accessToken',
			resource: 'user',
			operation: 'getAll',
			userReturnAll: true,
			userSimplify: false,
			userGetAllOptions: options,
		}) as INodeParameters;
	const attempt = async (parameters: INodeParameters) =>
		await run({
			node: nodes.mattermost!,
			parameters,
			credentials: {
				mattermostTokenApi: {
					siteUrl: sandbox.mattermost.url,
					accessToken: TOKENS.mattermostAdmin,
				},
			},
		}).then(
			(items) => items.length,
			(error: Error) => error.message,
		);

	test.each([
		['inChannel', '', 'In Channel'],
		['inChannel', '={{ $json.missing }}', 'In Channel'],
		['inTeam', '={{ "" }}', 'In Team'],
		['inTeam', '={{ null }}', 'In Team'],
	])('R1: User → Get Many, %s %s', async (name, value, label) => {
		const locator = { __rl: true, mode: 'id', value };
		const outcomes = [
			await attempt(users({ [name]: locator })),
			await attempt(users({ [name]: value })),
		];
		expect(outcomes).toEqual([`"${label}" is empty`, `"${label}" is empty`]);
		expect(sandbox.mattermost.requests).toEqual([]);
	});

	test('absent means no restriction', async () => {
		expect(await attempt(users({}))).toBeGreaterThan(0);
	});
});

import type { IDataObject, ResourceMapperField } from 'n8n-workflow';
import { TOKENS } from '../../sandbox';
import { builtPackage, editorContext, runWorkflow, type RunOptions } from '../support/harness';
import { useFreshSandbox } from '../support/sandbox';

/** The configuration by typed fields: what the editor shows, what is sent, and what is not. */

const sandbox = useFreshSandbox();
const { nodes } = builtPackage();
const MASK = '*'.repeat(32);

const CONFIG = {
	ServiceSettings: {
		SiteURL: 'https://chat.test',
		EnableDeveloper: false,
		MaximumLoginAttempts: 10,
		EnableOAuthServiceProvider: true,
		AllowCorsFrom: 'x.test',
		SplitKey: MASK,
	},
	PluginSettings: { Plugins: { calls: { port: 1 } }, SignaturePublicKeyFiles: [] },
	SqlSettings: { DataSourceReplicas: [MASK], ReplicaLagSettings: [{ DataSource: MASK }] },
};

beforeEach(() => void sandbox.mattermost.state.settings.set('config', CONFIG as never));

const options = (section: string, value: IDataObject = {}, more: IDataObject = {}): RunOptions => ({
	node: nodes.mattermostAdmin!,
	parameters: {
		authentication: 'accessToken',
		resource: 'system',
		operation: 'updateConfigSection',
		systemConfigSection: { __rl: true, mode: 'id', value: section },
		systemConfigValues: { mappingMode: 'defineBelow', value, ...more },
	} as never,
	credentials: {
		mattermostTokenApi: {
			siteUrl: sandbox.mattermost.url,
			accessToken: TOKENS.mattermostAdmin,
		},
	},
});

const fieldsOf = async (section: string): Promise<ResourceMapperField[]> => {
	const method = nodes.mattermostAdmin!.methods!.resourceMapping!.configFields!;
	return (await method.call(editorContext(options(section)) as never)).fields;
};
const shown = async (section: string) =>
	(await fieldsOf(section)).map(({ displayName, type }) => `${displayName}: ${type}`);

const stored = () => sandbox.mattermost.state.settings.get('config') as unknown as typeof CONFIG;
const change = async (...given: Parameters<typeof options>) => {
	await runWorkflow(options(...given));
	return stored();
};
const refusal = async (...given: Parameters<typeof options>) =>
	await runWorkflow(options(...given)).then(
		() => 'it worked',
		({ message }: Error) => message,
	);

test('the list has the sections of the server', async () => {
	const search = nodes.mattermostAdmin!.methods!.listSearch!.searchConfigSections!;
	const all = await search.call(editorContext(options('')) as never);
	expect(all.results).toEqual(
		expect.arrayContaining([
			{ name: 'Plugin Settings', value: 'PluginSettings' },
			{ name: 'Service Settings', value: 'ServiceSettings' },
			{ name: 'Sql Settings', value: 'SqlSettings' },
		]),
	);
	const some = await search.call(editorContext(options('')) as never, 'plug');
	expect(some.results.length).toBe(1);
});

test('the fields are typed by the values of the server', async () => {
	expect(await shown('ServiceSettings')).toEqual([
		'Allow Cors From: string',
		'Enable Developer: boolean',
		'Enable OAuth Service Provider: boolean',
		'Maximum Login Attempts: number',
		'Site URL: string',
		'Split Key (secret): string',
	]);
	expect(await shown('PluginSettings')).toEqual([
		'Plugins (JSON): object',
		'Signature Public Key Files (separated by commas): array',
	]);
	// No field brings a value along, so none is sent unless somebody enters it.
	expect(await fieldsOf('ServiceSettings')).not.toContainEqual(
		expect.objectContaining({ defaultValue: expect.anything() }),
	);
	expect(await shown('NoSettings')).toEqual([]);
	expect(await shown('')).toEqual([]);
});

test('what is entered is changed, in its type, and nothing else', async () => {
	const { ServiceSettings, ...others } = await change('ServiceSettings', {
		EnableDeveloper: 'true',
		MaximumLoginAttempts: '5',
		AllowCorsFrom: '',
		SiteURL: null,
	});
	expect(ServiceSettings).toEqual({
		...CONFIG.ServiceSettings,
		EnableDeveloper: true,
		MaximumLoginAttempts: 5,
		AllowCorsFrom: '',
	});
	expect(others).toEqual({
		PluginSettings: CONFIG.PluginSettings,
		SqlSettings: CONFIG.SqlSettings,
	});
});

test('lists are entered with commas or as JSON, objects as JSON, and other plugins stay', async () => {
	await change('PluginSettings', {
		SignaturePublicKeyFiles: 'a.asc, b.asc',
		Plugins: '{"jira":{"a":1}}',
	});
	expect(stored().PluginSettings).toEqual({
		Plugins: { calls: { port: 1 }, jira: { a: 1 } },
		SignaturePublicKeyFiles: ['a.asc', 'b.asc'],
	});
});

test('a removed field is not sent', async () => {
	const schema = [{ id: 'EnableDeveloper', removed: true }, { id: 'SiteURL' }];
	const values = { EnableDeveloper: true, SiteURL: 'https://other.test' };
	const { ServiceSettings } = await change('ServiceSettings', values, { schema });
	expect(ServiceSettings).toMatchObject({ EnableDeveloper: false, SiteURL: 'https://other.test' });
});

const WRONG: Array<{ what: string; value: IDataObject; says: RegExp }> = [
	{ what: 'a mask', value: { SplitKey: MASK }, says: /"Settings → Split Key" is masked/ },
	{ what: 'no boolean', value: { EnableDeveloper: 'maybe' }, says: /is neither true nor false/ },
	{ what: 'no number', value: { MaximumLoginAttempts: 'ten' }, says: /is not a number/ },
	{ what: 'an empty number', value: { MaximumLoginAttempts: '' }, says: /is not a number/ },
	{ what: 'an object for a text', value: { SiteURL: { a: 1 } }, says: /is not text/ },
	{ what: 'an unknown setting', value: { Nonsense: 1 }, says: /is not a setting of this server/ },
	{ what: 'a setting of a prototype', value: { toString: 1 }, says: /is not a setting|is empty/ },
	{ what: 'nothing', value: {}, says: /"Settings" is empty/ },
];

test.each(WRONG)('$what is refused, and nothing is changed', async ({ value, says }) => {
	expect(await refusal('ServiceSettings', value)).toMatch(says);
	expect(stored()).toEqual(CONFIG);
});

test('an unknown section and a masked list are refused', async () => {
	expect(await refusal('Nonsense', { a: 1 })).toMatch(/"Section" is "Nonsense"/);
	expect(await refusal('SqlSettings', { ReplicaLagSettings: [{ DataSource: MASK }] })).toMatch(
		/is masked/,
	);
	expect(stored()).toEqual(CONFIG);
});

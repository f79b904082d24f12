import type { IDataObject, ResourceMapperFields } from 'n8n-workflow';
import { builtPackage, editorContext, runWorkflow, type RunOptions } from '../support/harness';
import { rest } from '../support/eventStream';

/**
 * The configuration by typed fields on a real server: every section gives fields, one setting of each type is
 * changed and changed back, and no masked secret is touched.
 */

const site = String(process.env.MATTERMOST_URL);
const token = String(process.env.MATTERMOST_TOKEN);
const admin = rest(site, token);
const { nodes } = builtPackage();
const problems: string[] = [];

const options = (section: string, value: IDataObject = {}): RunOptions => ({
	node: nodes.mattermostAdmin!,
	parameters: {
		authentication: 'accessToken',
		resource: 'system',
		operation: 'updateConfigSection',
		systemConfigSection: { __rl: true, mode: 'id', value: section },
		systemConfigValues: { mappingMode: 'defineBelow', value },
	} as never,
	credentials: { mattermostTokenApi: { siteUrl: site, accessToken: token } },
});

type Config = Record<string, IDataObject>;
const read = async () => await admin.request<Config>('GET /config');

/** Settings that a person may change, one of each type. */
const CHANGES: Array<[string, IDataObject]> = [
	['ServiceSettings', { EnableCustomEmoji: false, MaximumLoginAttempts: 9 }],
	['SupportSettings', { HelpLink: 'https://help.example.com' }],
	['LocalizationSettings', { AvailableLocales: 'en,de' }],
	['TeamSettings', { ExperimentalDefaultChannels: 'off-topic' }],
];

async function main() {
	const before = await read();
	const search = nodes.mattermostAdmin!.methods!.listSearch!.searchConfigSections!;
	const { results } = await search.call(editorContext(options('')) as never);
	let fields = 0;
	for (const { value } of results) {
		const method = nodes.mattermostAdmin!.methods!.resourceMapping!.configFields!;
		const context = editorContext(options(String(value))) as never;
		const found = (await method.call(context)) as ResourceMapperFields;
		fields += found.fields.length;
		if (found.fields.length === 0) problems.push(`${String(value)} has no fields`);
	}
	console.log(`${results.length} sections, ${fields} settings`);
	for (const [section, values] of CHANGES) {
		const now = before[section]!;
		const known = Object.fromEntries(
			Object.entries(values).filter(([name]) => Object.hasOwn(now, name)),
		);
		if (Object.keys(known).length === 0) {
			console.log(`${section}: this server has none of ${Object.keys(values).join(', ')}`);
			continue;
		}
		await runWorkflow(options(section, known));
		const after = await read();
		const changed = Object.keys(after).flatMap((name) =>
			Object.keys(after[name]!)
				.filter((one) => JSON.stringify(after[name]![one]) !== JSON.stringify(before[name]![one]))
				.map((one) => `${name}.${one}`),
		);
		console.log(`${section}: changed ${changed.join(', ')}`);
		const wanted = Object.keys(known).filter(
			(name) => JSON.stringify(known[name]) !== JSON.stringify(now[name]),
		);
		if (changed.length !== wanted.length) problems.push(`${section}: ${changed.join(', ')}`);
		const old = Object.fromEntries(Object.keys(known).map((name) => [name, now[name]]));
		await runWorkflow(options(section, old as IDataObject));
		if (JSON.stringify(await read()) !== JSON.stringify(before)) {
			problems.push(`${section} is not as before`);
		}
	}
	console.log(problems.length > 0 ? `WRONG: ${problems.join('; ')}` : 'as it should be');
	process.exit(problems.length > 0 ? 1 : 0);
}

void main();

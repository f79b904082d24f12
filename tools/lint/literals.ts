import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inspect } from 'node:util';
import { ESLint } from 'eslint';
import type { INodeType } from 'n8n-workflow';

/**
 * n8n's rules read literals in the source, so descriptions that `describe()` makes escape them. This
 * writes every built node's description out as a literal, as a hand-written node would have it, and
 * lints that with the same rules.
 */

const ROOT = path.resolve(__dirname, '../..');
// Below `nodes/`, because the rules apply there only.
const OUT = path.join(ROOT, '.cache/literals/nodes');

// eslint-disable-next-line @typescript-eslint/no-require-imports -- the built package is what is linted
const built = require(path.join(ROOT, 'dist/index.js')) as Record<string, new () => INodeType> & {
	registry: typeof import('../../nodes/registry').registry;
};
const { registry } = built;
// eslint-disable-next-line @typescript-eslint/no-require-imports -- plain data
const manifest = require(path.join(ROOT, 'package.json')) as { n8n: { nodes: string[] } };

/** Rules that speak about the source file of a class, not about its description. */
const ABOUT_FILES = [
	'@n8n/community-nodes/icon-validation',
	'@n8n/community-nodes/node-registration-complete',
	'@n8n/community-nodes/resource-operation-pattern',
	'@n8n/community-nodes/valid-credential-references',
	'@n8n/community-nodes/no-credential-reuse',
	'@n8n/community-nodes/webhook-lifecycle-complete',
	'@n8n/community-nodes/node-connection-type-literal',
	'n8n-nodes-base/node-class-description-icon-not-svg',
	'n8n-nodes-base/node-dirname-against-convention',
	'n8n-nodes-base/node-filename-against-convention',
];

/**
 * n8n shows a community node's actions and events in the order of its description and without a search box.
 * So ours stand in the order in which people look for them, not in the alphabet; `optionsOf` sorts the
 * choices of fields. The parts of an entry stand in the order in which people fill them in.
 */
const ABOUT_ORDER = [
	'n8n-nodes-base/node-param-options-type-unsorted-items',
	'n8n-nodes-base/node-param-multi-options-type-unsorted-items',
	'n8n-nodes-base/node-param-fixed-collection-type-unsorted-items',
];

/**
 * Lists to choose several from are called after what is chosen, as the lists to choose one from are: that names,
 * links and IDs work too in an expression is said once in the README, not in 160 bytes of each of a hundred fields.
 */
const ABOUT_CHOOSING = [
	'n8n-nodes-base/node-param-display-name-wrong-for-dynamic-multi-options',
	'n8n-nodes-base/node-param-description-missing-from-dynamic-multi-options',
	'n8n-nodes-base/node-param-description-wrong-for-dynamic-multi-options',
];

/** Words that are names: n8n's sentence-case rule would have 'oauth' and 'placeos'. */
const NAMES = [
	...new Set([
		...registry.flatMap(({ resources }) => resources.map(({ name }) => name)),
		...[
			'Mattermost',
			'Rhombus',
			'Rhombus Key',
			'OAuth',
			'Elasticsearch',
			'Zapier',
			'OpenGraph',
			'WebRTC',
			'REST',
			'IDs',
			'URLs',
		],
	]),
].sort((a, b) => b.length - a.length);

/**
 * The text with names in small letters and without brackets, so that the rule judges the other words. A second
 * word for the same stands in brackets, because n8n's search knows no aliases of an action.
 */
const withoutNames = (text: string): string =>
	text.charAt(0) +
	NAMES.reduce((words, name) => words.split(name).join(name.toLowerCase()), text.slice(1)).replace(
		/[()]/g,
		'',
	);

/** JavaScript source of plain data: the rules know only keys without quotes. Functions are left out. */
const literal = (value: unknown): string =>
	inspect(
		JSON.parse(JSON.stringify(value), (key, inner: unknown) =>
			key === 'action' && typeof inner === 'string' ? withoutNames(inner) : inner,
		),
		{
			depth: Infinity,
			maxArrayLength: null,
			maxStringLength: null,
			breakLength: 100,
			compact: false,
		},
	);

/** n8n's rule takes the names of products for plurals. */
const PLURAL_RULE = 'n8n-nodes-base/node-param-resource-with-plural-option';
const PLURAL_NAMES = ["'Microsoft Teams'", "'Honeywell Elements'"];

/** Fields of the resource Access Token carry its name, though they hold no token. */
const PASSWORD_RULE = 'n8n-nodes-base/node-param-type-options-password-missing';
const NO_TOKENS = /name: 'accessToken(Description|TokenId|Term)'/;

async function main(): Promise<void> {
	rmSync(OUT, { recursive: true, force: true });
	for (const file of manifest.n8n.nodes) {
		const name = path.basename(file).split('.')[0];
		const { description } = new built[name!]!();
		const folder = path.join(OUT, name!);
		mkdirSync(folder, { recursive: true });
		writeFileSync(
			path.join(folder, `${name}.node.ts`),
			`import type { INodeType, INodeTypeDescription } from 'n8n-workflow';\n\nexport class ${name} implements INodeType {\n\tdescription: INodeTypeDescription = ${literal(description)};\n}\n`,
		);
	}
	const { config } = (await import('@n8n/node-cli/eslint')) as { config: object[] };
	const eslint = new ESLint({
		cwd: path.dirname(OUT),
		overrideConfigFile: true,
		overrideConfig: [
			...config,
			{
				files: ['**/*.ts'],
				rules: Object.fromEntries(
					[
						...ABOUT_FILES,
						...ABOUT_ORDER,
						...ABOUT_CHOOSING,
						'import-x/no-unresolved',
						'import-x/namespace',
					].map((rule) => [rule, 'off']),
				),
			},
		] as never,
		allowInlineConfig: false,
	});
	const results = await eslint.lintFiles(['nodes/**/*.ts']);
	for (const result of results) {
		const lines = readFileSync(result.filePath, 'utf8').split('\n');
		result.messages = result.messages.filter(
			({ ruleId, line }) =>
				!(ruleId === PLURAL_RULE && PLURAL_NAMES.some((name) => lines[line - 1]!.includes(name))) &&
				!(ruleId === PASSWORD_RULE && NO_TOKENS.test(lines.slice(line - 7, line).join(' '))),
		);
		result.errorCount = result.messages.length;
	}
	const problems = results.reduce((sum, { messages }) => sum + messages.length, 0);
	if (problems > 0) {
		const formatter = await eslint.loadFormatter('stylish');
		console.log(await formatter.format(results));
		process.exitCode = 1;
	}
	console.log(`Descriptions as literals: ${results.length} nodes, ${problems} problems`);
}

void main();

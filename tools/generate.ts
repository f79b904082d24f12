import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startSandbox, type Sandbox } from '../sandbox';
import { EVERYDAY, outputsOf, schemaFile } from '../test/samples/contentOutputs';
import { integrationSchemas, rhombusSchemas } from '../test/samples/rhombusSchemas';
import { schemaOf } from '../test/samples/schema';
import { concernPage } from './concerns';
import { operationPages } from './operations';

/**
 * Everything that is committed and made from something else, from the built package: `npm run generate`
 * writes it, `-- --check` fails where a file is not what would be written.
 */

const ROOT = path.resolve(__dirname, '..');
const schemasOf = (node: string) => `nodes/${node}/__schema__/v1.0.0`;

/** Folders in which nothing else stands. */
const FOLDERS = [
	'docs/operations',
	...['Mattermost', 'MattermostAdmin', 'Rhombus', 'RhombusAdmin', 'RhombusIntegration'].map(
		schemasOf,
	),
];

/** Texts by file, relative to the project. */
type Files = Map<string, string>;

const asText = (value: unknown) => `${JSON.stringify(value, null, '\t')}\n`;

/** Output schemas of everyday operations, from what the nodes give on the sandbox or from the contract. */
async function outputSchemas(sandbox: Sandbox): Promise<Files> {
	const files: Files = new Map();
	for (const [resource, operations] of Object.entries(EVERYDAY)) {
		for (const operation of operations) {
			const items = await outputsOf(sandbox, resource, operation);
			if (items.length === 0) throw new Error(`${resource}/${operation} gives nothing`);
			const schema = { ...schemaOf(items.map(({ json }) => json)), version: 1 };
			files.set(path.relative(ROOT, schemaFile(resource, operation)), asText(schema));
		}
	}
	const everyday = readFileSync(path.join(ROOT, 'test/fixtures/rhombus-everyday.txt'), 'utf8');
	for (const [name, schema] of Object.entries(
		rhombusSchemas(everyday.split('\n').filter(Boolean)),
	)) {
		files.set(`nodes/${name}`, asText(schema));
	}
	for (const [name, schema] of Object.entries(integrationSchemas())) {
		files.set(`${schemasOf('RhombusIntegration')}/${name}`, asText(schema));
	}
	return files;
}

/** All generated files. */
export async function generate(): Promise<Files> {
	const sandbox = await startSandbox();
	try {
		return new Map([
			...operationPages(),
			...(await outputSchemas(sandbox)),
			['test/fixtures/concerns.json', asText(concernPage())],
		]);
	} finally {
		await sandbox.stop();
	}
}

/** What in a folder differs from what would be written: stale, missing and superfluous files. */
export function staleFiles(files: Files, root = ROOT): string[] {
	const stale = [...files].filter(([file, text]) => {
		const there = path.join(root, file);
		return !existsSync(there) || readFileSync(there, 'utf8') !== text;
	});
	const superfluous = FOLDERS.filter((folder) => existsSync(path.join(root, folder)))
		.flatMap((folder) =>
			readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true }),
		)
		.filter((entry) => entry.isFile())
		.map(({ parentPath, name }) => path.relative(root, path.join(parentPath, name)))
		.filter((file) => !files.has(file));
	return [...stale.map(([file]) => file), ...superfluous];
}

async function main(): Promise<void> {
	const files = await generate();
	const stale = staleFiles(files);
	if (process.argv.includes('--check')) {
		if (stale.length > 0) {
			throw new Error(`Out of date, run npm run generate:\n  ${stale.join('\n  ')}`);
		}
	} else {
		for (const file of stale) {
			const target = path.join(ROOT, file);
			const text = files.get(file);
			mkdirSync(path.dirname(target), { recursive: true });
			if (text === undefined) rmSync(target);
			else writeFileSync(target, text);
			console.log(`${text === undefined ? 'removed' : 'wrote'} ${file}`);
		}
	}
	console.log(`${files.size} generated files are up to date`);
}

if (require.main === module) {
	main().catch((error: unknown) => {
		console.error((error as Error).message);
		process.exitCode = 1;
	});
}

import { execFileSync } from 'child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'fs';
import path from 'path';
import { packPackage } from '../../tools/pack';
import { loadPackage, loadPackageAtStart } from '../support/harness';

/** The packed package, unpacked elsewhere and loaded as n8n loads a community package. */

const ROOT = path.join(__dirname, '../..');
const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
	n8n: { nodes: string[]; credentials: string[] };
};
let folder: string;

beforeAll(() => {
	// Inside the checkout, so that n8n-workflow and zod are found as n8n provides them.
	mkdirSync(path.join(ROOT, '.cache'), { recursive: true });
	folder = mkdtempSync(path.join(ROOT, '.cache/unpacked-'));
	execFileSync('tar', ['-xzf', packPackage(), '-C', folder]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('it holds what n8n needs and nothing else', () => {
	expect(readdirSync(path.join(folder, 'package')).sort()).toEqual([
		'LICENSE.md',
		'README.md',
		'dist',
		'package.json',
	]);
	const files = readdirSync(path.join(folder, 'package/dist'), { recursive: true }).map(String);
	expect(files.filter((name) => /\.test\.|sandbox|bench/.test(name))).toEqual([]);
});

test('n8n loads every node and credential of it', async () => {
	const loader = await loadPackage(path.join(folder, 'package'));
	expect(Object.keys(loader.nodeTypes)).toHaveLength(manifest.n8n.nodes.length);
	expect(Object.keys(loader.credentialTypes)).toHaveLength(manifest.n8n.credentials.length);
});

test('n8n starts with the descriptions of its files, which are those of its classes', async () => {
	const started = await loadPackageAtStart(path.join(folder, 'package'));
	expect(started.isLazyLoaded).toBe(true);
	expect(started.nodeTypes).toEqual({});
	const loaded = await loadPackage(path.join(folder, 'package'));
	// What n8n's editor is sent is JSON as well.
	const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
	expect(started.types).toEqual(asJson(loaded.types));
	expect(started.known).toEqual(asJson(loaded.known));
	for (const name of Object.keys(started.known.nodes)) {
		expect(started.getNode(name).type.description.name).toBe(name);
	}
});

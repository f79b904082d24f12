import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { packPackage } from '../../tools/pack';

/**
 * F24: `npm install` of the package in n8n's folder, as users type it. n8n-workflow is there already, in
 * n8n itself; fetching it again would end in node-gyp.
 */

const ROOT = path.resolve(__dirname, '../..');

test('a plain npm install brings one package, without asking a registry', () => {
	const folder = mkdtempSync(path.join(tmpdir(), 'n8n-folder-'));
	try {
		writeFileSync(path.join(folder, 'package.json'), '{"name":"installed-nodes","private":true}');
		execFileSync(
			'npm',
			['install', packPackage(), '--offline', '--package-lock-only', '--no-audit', '--no-fund'],
			{ cwd: folder, stdio: 'pipe', env: { ...process.env, npm_config_cache: folder } },
		);
		const lock = JSON.parse(readFileSync(path.join(folder, 'package-lock.json'), 'utf8')) as {
			packages: Record<string, unknown>;
		};
		expect(Object.keys(lock.packages).filter(Boolean)).toEqual([
			'node_modules/n8n-nodes-rhombus-mattermost',
		]);
	} finally {
		rmSync(folder, { recursive: true });
	}
}, 240_000);

test('the peer dependency is what n8n’s linter wants, and optional', () => {
	const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as Record<
		string,
		unknown
	>;
	expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
	expect(manifest.peerDependenciesMeta).toEqual({ 'n8n-workflow': { optional: true } });
	expect(manifest.dependencies).toBeUndefined();
});

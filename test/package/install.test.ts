import { execFileSync } from 'child_process';
import { readFileSync } from 'fs';
import path from 'path';

/** The lock file installs on every platform and from any registry. */

const ROOT = path.join(__dirname, '../..');
const lock = readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8');
const { packages } = JSON.parse(lock) as {
	packages: Record<string, { os?: string[]; optional?: boolean }>;
};

test('npm ci accepts the lock file', () => {
	// Throws with npm's own words where it does not.
	execFileSync('npm', ['ci', '--dry-run', '--ignore-scripts', '--no-audit', '--no-fund'], {
		cwd: ROOT,
		stdio: 'pipe',
		shell: process.platform === 'win32',
	});
}, 120_000);

test('no registry is named', () => {
	expect(lock.match(/"resolved": "https?:[^"]+"/g)).toBeNull();
});

test.each(['linux', 'darwin', 'win32'])('it has the optional packages of %s', (os) => {
	const names = Object.entries(packages)
		.filter(([, { os: systems }]) => systems?.includes(os))
		.map(([name]) => name);
	expect(names.some((name) => name.includes('@esbuild/'))).toBe(true);
	expect(names.some((name) => name.includes('@swc/core-'))).toBe(true);
});

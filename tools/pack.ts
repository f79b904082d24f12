import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { contentHash } from './build';

const ROOT = resolve(__dirname, '..');

/**
 * Packs the built package as npm would publish it. The same content is packed once.
 *
 * @returns the path of the .tgz file.
 * @throws Error when the package is not built.
 */
export function packPackage(root = ROOT): string {
	if (!existsSync(join(root, 'dist'))) {
		throw new Error('There is no dist folder to pack. Run "npm run build" first.');
	}
	const packed = join(root, '.cache', 'packed');
	const content = contentHash(['dist', 'package.json', 'README.md', 'LICENSE.md'], root);
	const target = join(packed, `${content}.tgz`);
	if (existsSync(target)) return target;
	mkdirSync(packed, { recursive: true });
	// A folder of its own: another program may pack at the same moment.
	const aside = mkdtempSync(join(packed, 'new-'));
	execFileSync('npm', ['pack', '--ignore-scripts', `--pack-destination=${aside}`], {
		cwd: root,
		stdio: 'pipe',
		shell: process.platform === 'win32',
	});
	renameSync(join(aside, readdirSync(aside)[0]!), target);
	rmSync(aside, { recursive: true });
	return target;
}

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
} from 'node:fs';
import { join, resolve } from 'node:path';

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
	const target = join(packed, `${contentHash(root)}.tgz`);
	if (existsSync(target)) return target;
	mkdirSync(packed, { recursive: true });
	// A folder of its own: another program may pack at the same moment.
	const aside = mkdtempSync(join(packed, 'new-'));
	execFileSync('npm', ['pack', '--ignore-scripts', `--pack-destination=${aside}`], {
		cwd: root,
		stdio: 'pipe',
		shell: process.platform === 'win32',
	});
	renameSync(join(aside, readdirSync(aside)[0]), target);
	rmSync(aside, { recursive: true });
	return target;
}

function contentHash(root: string): string {
	const hash = createHash('sha256');
	const add = (path: string) => hash.update(path).update(readFileSync(join(root, path)));
	readdirSync(join(root, 'dist'), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
		.sort()
		.forEach(add);
	['package.json', 'README.md', 'LICENSE.md']
		.filter((name) => existsSync(join(root, name)))
		.forEach(add);
	return hash.digest('hex').slice(0, 16);
}

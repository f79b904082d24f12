import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { packPackage } from '../pack';

/**
 * The dist leg of n8n's community-package scanner, on the packed package as npm would publish it.
 * Its other leg needs a published version with provenance.
 */

type Scanner = {
	analyzePackage(
		folder: string,
		patterns: string[],
	): Promise<{ passed: boolean; message?: string; details?: string }>;
};

async function main(): Promise<void> {
	const { analyzePackage } = (await import(
		// @ts-expect-error -- the scanner comes without types
		'@n8n/scan-community-package/scanner/scanner.mjs'
	)) as Scanner;
	const folder = mkdtempSync(path.join(tmpdir(), 'scan-'));
	try {
		execFileSync('tar', ['-xzf', packPackage()], { cwd: folder });
		const result = await analyzePackage(path.join(folder, 'package'), ['**/*.js', 'package.json']);
		console.log(result.passed ? 'Scanner, dist leg: passed' : (result.details ?? result.message));
		process.exitCode = result.passed ? 0 : 1;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

void main();

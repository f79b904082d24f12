import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { ensureN8n } from '../../tools/n8n/install';
import { CURRENT_N8N } from '../../tools/n8n/versions';

/**
 * n8n's coming engine calls `execute` alone, and runs a node without one by its stock engine. The package
 * gives it an `execute` that runs the operations as today's workflows do.
 */

const ROOT = path.join(__dirname, '../..');

test('every operation does the same in the coming engine as in today’s, but waits for nobody', async () => {
	const { nodeBinary, dir } = await ensureN8n(CURRENT_N8N);
	const { stdout } = await promisify(execFile)(
		nodeBinary,
		['--import', 'tsx', 'test/support/everyStep.ts'],
		{
			cwd: ROOT,
			env: { ...process.env, N8N_CORE_FROM: dir, N8N_EXPRESSION_ENGINE: 'vm' },
			maxBuffer: 64 * 2 ** 20,
		},
	);
	const { operations, refusals, differences } = JSON.parse(stdout.trim().split('\n').pop()!) as {
		operations: number;
		refusals: Record<string, string>;
		differences: string[];
	};
	expect(differences).toEqual([]);
	expect(operations).toBeGreaterThan(900);
	expect(Object.keys(refusals)).toEqual(['mattermost/post/sendAndWait']);
	expect(refusals['mattermost/post/sendAndWait']).toMatch(/workflow/);
}, 900_000);

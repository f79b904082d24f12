import { spawnSync } from 'node:child_process';
import path from 'node:path';

/**
 * Runs the scripts of this folder one after the other on the server of MATTERMOST_URL, whatever becomes
 * of each, and says at the end which failed. `ONLY=stream,updates` runs a part; `--record` runs the
 * operations alone, and records them and what the server does besides answering, mentions too.
 */

const SCRIPTS = [
	'run',
	'accounts',
	'hooks',
	'registration',
	'stream',
	'mentions',
	'updates',
	'approvals',
	'order',
	'restart',
	'values',
	'names',
	'password',
	'refusedTokens',
	'chat',
	'config',
];

for (const name of ['MATTERMOST_URL', 'MATTERMOST_TOKEN']) {
	if (!process.env[name]) throw new Error(`Set ${name}: see Contributing`);
}
const flags = process.argv.slice(2);
const RECORDING = ['run', 'record/observe', 'mentions'];
const only = flags.includes('--record') ? RECORDING : process.env.ONLY?.split(',').filter(Boolean);
const unknown = only?.filter((name) => ![...SCRIPTS, ...RECORDING].includes(name)) ?? [];
if (unknown.length > 0) throw new Error(`ONLY names no script: ${unknown.join(', ')}`);
const chosen = only ?? SCRIPTS;

const failed = chosen.filter((name) => {
	console.log(`\n=== ${name}`);
	const begun = Date.now();
	const { status } = spawnSync(
		process.execPath,
		['--import', 'tsx', path.join(__dirname, `${name}.ts`), ...flags],
		{ stdio: 'inherit' },
	);
	const seconds = Math.round((Date.now() - begun) / 1000);
	console.log(`=== ${name}: ${status === 0 ? 'passed' : 'FAILED'} in ${seconds} s`);
	return status !== 0;
});

console.log(
	`\n${chosen.length - failed.length} of ${chosen.length} scripts passed${failed.length > 0 ? `; failed: ${failed.join(', ')}` : ''}`,
);
process.exitCode = failed.length > 0 ? 1 : 0;

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { STORIES } from '../../../tools/recording/observed/files';
import { Observer } from '../../../tools/recording/observed/run';
import { print } from '../../../tools/recording/print';

/**
 * Writes what a server does besides answering: its events, its requests to integrations, OAuth 2.0, limits of
 * texts. `ONLY=events,oauth2` records a part; `rateLimit` only with ONLY, on a server whose limiter is on.
 */

const FOLDER = path.join(__dirname, '../../recorded/mattermost');
const QUIET_MS = 400;

async function main() {
	const { MATTERMOST_URL, MATTERMOST_TOKEN, MATTERMOST_THROWAWAY, ONLY } = process.env;
	if (!MATTERMOST_URL || !MATTERMOST_TOKEN || !MATTERMOST_THROWAWAY) {
		throw new Error(
			'Set MATTERMOST_URL, MATTERMOST_TOKEN and MATTERMOST_THROWAWAY: see Contributing',
		);
	}
	const chosen = ONLY?.split(',') ?? [
		'lists',
		'attachments',
		'events',
		'integrations',
		'oauth2',
		'texts',
	];
	for (const name of chosen) {
		const observer = await Observer.start({
			site: MATTERMOST_URL,
			owner: MATTERMOST_TOKEN,
			run: `live-${Date.now().toString(36)}`,
			quietMs: QUIET_MS,
		});
		const observed = await observer.run(STORIES[`${name}.json`]!);
		if (name === 'events') Object.assign(observed.steps, await observer.connections());
		observer.stop();
		const folder = path.join(FOLDER, observed.version);
		mkdirSync(folder, { recursive: true });
		writeFileSync(path.join(folder, `${name}.json`), `${print(observed)}\n`);
		console.log(`${name}: ${Object.keys(observed.steps).length} steps on ${observed.version}`);
	}
}

void main();

import { startSandbox, TOKENS } from '../../../sandbox';
import { STORIES } from './files';
import { Observer } from './run';
import type { Observation } from './types';

/** In the sandbox everything comes at once. */
const QUIET_MS = 40;

/** Runs a recorded file's story on the sandbox set to its version, without a licence, as the recorded servers had none. */
export async function observeSandbox(file: string, version: string): Promise<Observation> {
	const sandbox = await startSandbox({ mattermostVersion: version, licensed: false });
	try {
		const observer = await Observer.start({
			site: sandbox.mattermost.url,
			owner: TOKENS.mattermostAdmin,
			run: 'live-sandbox',
			quietMs: QUIET_MS,
		});
		const observed = await observer.run(STORIES[file]);
		if (file === 'events.json') Object.assign(observed.steps, await observer.connections());
		observer.stop();
		return observed;
	} finally {
		await sandbox.stop();
	}
}

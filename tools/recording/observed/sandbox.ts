import { startSandbox, TOKENS, type Sandbox } from '../../../sandbox';
import { STORIES } from './files';
import { Observer } from './run';
import type { Observation } from './types';

/** In the sandbox everything comes at once. */
const QUIET_MS = 25;

/** The sandbox has no limiter: it fails on request, here the second time. */
function limit({ mattermost }: Sandbox): void {
	let count = 0;
	const match = ({ path }: { path: string }) => path.endsWith('/users/me/status') && ++count > 1;
	mattermost.fail({ kind: 'status', status: 429, match });
}

/** Runs a recorded file's story on the sandbox set to its version, as the recorded servers are: without a licence, nobody logged in. */
export async function observeSandbox(file: string, expected: Observation): Promise<Observation> {
	const without = { licensed: false, consents: false };
	const sandbox = await startSandbox({ mattermostVersion: expected.version, ...without });
	try {
		const observer = await Observer.start({
			site: sandbox.mattermost.url,
			owner: TOKENS.mattermostAdmin,
			run: 'live-sandbox',
			quietMs: QUIET_MS,
		});
		if (file === 'rateLimit.json') limit(sandbox);
		// A new server has none.
		if (file === 'lists.json') sandbox.mattermost.state.emoji.clear();
		const observed = await observer.run(STORIES[file]!, expected);
		if (file === 'events.json') Object.assign(observed.steps, await observer.connections());
		observer.stop();
		return observed;
	} finally {
		await sandbox.stop();
	}
}

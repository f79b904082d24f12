import { MattermostService } from './mattermost';
import { MATTERMOST_TOKENS } from './mattermost/state';
import { RhombusService } from './rhombus';
import { RHOMBUS_KEYS } from './rhombus/access';
import type { SandboxOptions } from './types';

export type { MattermostState } from './mattermost/state';
export type { RhombusState } from './rhombus/state';
export type { Service } from './server';
export type { FaultRule, RecordedRequest, SandboxOptions } from './types';

/** Credentials that every sandbox knows; `mattermostUser` is no administrator. */
export const TOKENS = { ...MATTERMOST_TOKENS, ...RHOMBUS_KEYS };

/** Both services on loopback. */
export interface Sandbox {
	mattermost: MattermostService;
	rhombus: RhombusService;
	stop(): Promise<void>;
}

/** Starts both services with their seeded state; each on a free port unless told otherwise. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const mattermost = new MattermostService(options);
	const rhombus = new RhombusService();
	await mattermost.listen(options.mattermostPort ?? 0, options.mattermostPath ?? '');
	await rhombus.listen(options.rhombusPort ?? 0, '');
	return {
		mattermost,
		rhombus,
		stop: async () => {
			await Promise.all([mattermost.stop(), rhombus.stop()]);
		},
	};
}

import { startSandbox, TOKENS, type Sandbox } from '../../sandbox';

/** The sandbox as tests of a file or of a block use it. */

/** Runs while the tests do; what they change stays until they reset it. */
export function useSandbox(): Sandbox {
	// Filled before the first test: only then its ports are known.
	const sandbox = {} as Sandbox;
	beforeAll(async () => {
		Object.assign(sandbox, await startSandbox());
	});
	afterAll(async () => await sandbox.stop());
	return sandbox;
}

/** The same, as it was at the start for each test. */
export function useFreshSandbox(): Sandbox {
	const sandbox = useSandbox();
	beforeEach(() => {
		sandbox.mattermost.reset();
		sandbox.rhombus.reset();
	});
	return sandbox;
}

/** The Rhombus credential for it. */
export const rhombusAccess = (sandbox: Sandbox) => ({
	rhombusApi: {
		apiKey: TOKENS.rhombusKey,
		region: 'custom',
		baseUrl: sandbox.rhombus.url,
		scheme: 'api-token',
	},
});

/** Packages that the files of one worker share, with what they import of n8n. */
const SHARED = ['n8n-workflow', 'zod', 'luxon', 'fast-check', 'find-my-way', 'ajv', 'undici'];

const { requireOnce } = globalThis as { requireOnce?: NodeJS.Require };
if (requireOnce) {
	for (const name of SHARED) jest.doMock(name, () => requireOnce(require.resolve(name)));
}

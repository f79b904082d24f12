/** Tests in a real n8n, with the packed package installed as a community package. */
module.exports = {
	testEnvironment: 'node',
	roots: ['<rootDir>/test/e2e'],
	testMatch: ['**/*.e2e.ts'],
	transform: {
		'^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }],
	},
	// n8n is fetched once, before the tests and with visible progress.
	globalSetup: '<rootDir>/test/e2e/installN8n.ts',
	// Starting an n8n takes 6 s on a quiet machine, ten times that on a busy one, and each file starts one.
	testTimeout: 240_000,
	maxWorkers: 1,
};

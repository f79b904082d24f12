const os = require('node:os');
const path = require('node:path');

/** The engine of another installed n8n, with the n8n-workflow that belongs to it. */
const other = process.env.N8N_CORE_FROM;
const ofOther = (name) =>
	path.dirname(require.resolve(`${name}/package.json`, { paths: [path.resolve(other)] }));

/** Thousands of calls at random, of which `npm test` has those in test/contract: `.ci/run` makes these in a step of its own. */
const LONG = 'anyEndpointCalls';
const withLong = process.env.SEEDS === 'others' || process.argv.some((one) => one.includes(LONG));

/**
 * Tests of a unit stand beside it in nodes/; those in test/ run the built package (dist) in n8n-core's
 * real engine against the sandbox on loopback.
 */
module.exports = {
	testEnvironment: '<rootDir>/test/environment/environment.ts',
	setupFiles: ['<rootDir>/test/environment/packages.ts'],
	testSequencer: '<rootDir>/test/environment/sequencer.js',
	roots: ['<rootDir>/test', '<rootDir>/nodes'],
	testMatch: ['**/*.test.ts'],
	testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/e2e/', ...(withLong ? [] : [LONG])],
	transform: {
		'^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }],
	},
	moduleNameMapper: other
		? { '^n8n-workflow$': ofOther('n8n-workflow'), '^n8n-core$': ofOther('n8n-core') }
		: {},
	// Two more than there are cores: many tests wait for pauses that the nodes make.
	maxWorkers: os.availableParallelism() + 2,
	testTimeout: 30_000,
};

const os = require('node:os');
const path = require('node:path');

/** The engine of another installed n8n, with the n8n-workflow that belongs to it. */
const other = process.env.N8N_CORE_FROM;
const ofOther = (name) =>
	path.dirname(require.resolve(`${name}/package.json`, { paths: [path.resolve(other)] }));

/** Long ones, which `.ci/run` makes in a step of its own, or whoever names them. */
const LONG = ['anyEndpointCalls', 'sandbox/conformance'];
const isNamed = (file) => process.argv.some((one) => one.includes(file));
const leftOut = process.env.SEEDS === 'others' ? [] : LONG.filter((file) => !isNamed(file));

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
	testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/e2e/', ...leftOut],
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

const path = require('node:path');
const whole = require('../../jest.config.js');

/**
 * The one test beside a file, which needs no build and no other test: a mutant is judged in about a
 * second. `run.ts` says which.
 */
const test = process.env.MUTATION_TEST;
module.exports = {
	...whole,
	setupFiles: [],
	rootDir: path.join(__dirname, '..', '..'),
	roots: [`<rootDir>/${path.posix.dirname(test)}`],
	testMatch: [`<rootDir>/${test}`],
	moduleNameMapper: {
		'^n8n-workflow$': '<rootDir>/tools/mutation/n8nWorkflow.js',
		'^(xml2js|form-data|esprima-next|lodash/merge)$': '<rootDir>/tools/mutation/nothing.js',
	},
	testEnvironment: path.join(__dirname, 'environment.js'),
	watchman: false,
	maxWorkers: 1,
	// A mutant that waits for ever is given up soon; the slowest test takes a second.
	testTimeout: 4_000,
};

const { TestEnvironment } = require('jest-environment-node');

/**
 * The environment of a file that changes what is global: `@jest-environment ./test/environment/alone`. In a
 * mutation test it is the one that tells Stryker which test ran what: a file's own choice wins over the settings.
 */
module.exports = process.env.MUTATION_TEST
	? require('@stryker-mutator/jest-runner').mixinJestEnvironment(
			require('../../tools/mutation/environment.js'),
		)
	: TestEnvironment;

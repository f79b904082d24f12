/**
 * Mutation tests of one file by the test beside it: `npm run mutation`, see `tools/mutation/run.ts`.
 * MUTATION_SAMPLE=5 tries one function in five.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
	mutator: {
		// Most are texts of errors and descriptions, whose words no test should repeat.
		excludedMutations: ['StringLiteral'],
	},
	plugins: ['@stryker-mutator/jest-runner', './tools/mutation/sample.mjs'],
	ignorers: ['sample'],
	ignorePatterns: [
		'.cache',
		'*.tgz',
		'bench',
		'contracts',
		'dist',
		'docs',
		'examples',
		'nodes/*',
		'!nodes/shared',
		'!nodes/RhombusEventTrigger',
		'sandbox',
		'test',
		'!test/environment/alone.js',
		'!test/support/arbitraryJson.ts',
		'!test/support/contexts.ts',
		'!test/support/streamWorld.ts',
		'!test/support/units.ts',
		'!test/tsconfig.json',
	],
	// The tests are compiled without checks.
	disableTypeChecks: false,
	testRunner: 'jest',
	jest: { configFile: 'tools/mutation/jest.config.js', enableFindRelatedTests: false },
	coverageAnalysis: 'perTest',
	// One, so that it can run beside other work; a test takes about a second.
	concurrency: 1,
	// Beyond one and a half times of what the tests took without a fault; more on a busy machine.
	timeoutMS: Number(process.env.MUTATION_TIMEOUT_MS ?? 6_000),
	reporters: ['json', 'progress-append-only'],
	logLevel: 'warn',
	allowConsoleColors: false,
	tempDirName: '.cache/stryker',
};

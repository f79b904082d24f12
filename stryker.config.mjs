/**
 * Mutation tests (`npm run mutation`): each small fault that Stryker plants in a part of the core that has
 * tests beside it must be noticed by them. MUTATION_SAMPLE=5 tries one function in five.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
	mutate: [
		'nodes/shared/description/fieldOrder.ts',
		'nodes/shared/errors/errorFactory.ts',
		'nodes/shared/http/rootUrl.ts',
		'nodes/shared/model/pagination.ts',
		'nodes/shared/response/csv.ts',
		'nodes/shared/triggers/{emitWithRestart,executionQueue,keptCursor,watermark}.ts',
		'nodes/shared/util/{abortableSleep,backOff,commaList,linearRegExp}.ts',
	],
	mutator: {
		// Most are texts of errors and descriptions, whose words no test should repeat.
		excludedMutations: ['StringLiteral'],
	},
	plugins: ['@stryker-mutator/jest-runner', './tools/mutation/sample.mjs'],
	ignorers: ['sample'],
	ignorePatterns: ['.cache', '*.tgz', 'dist', 'docs', 'examples', 'test/recorded'],
	testRunner: 'jest',
	jest: { configFile: 'tools/mutation/jest.config.js', enableFindRelatedTests: false },
	coverageAnalysis: 'perTest',
	concurrency: 2,
	// Long, so that a busy machine does not make a survivor look killed.
	timeoutMS: 30_000,
	reporters: ['clear-text', 'json', 'progress-append-only'],
	clearTextReporter: { logTests: false, reportTests: false, allowColor: false },
	jsonReporter: { fileName: '.cache/mutation/report.json' },
	tempDirName: '.cache/stryker',
};

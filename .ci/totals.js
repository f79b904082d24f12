/** Adds up what jest wrote into a folder, and prints it as the last line: `N passed, N failed`. */
const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const folder = process.argv[2];
const reports = readdirSync(folder)
	.filter((name) => name.endsWith('.json'))
	.map((name) => ({ name, ...JSON.parse(readFileSync(join(folder, name), 'utf8')) }));
let passed = 0;
let failed = 0;
for (const report of reports) {
	// A file that could not even be loaded has no tests to count.
	const broken = report.numFailedTests + report.numRuntimeErrorTestSuites;
	console.log(`${report.name}: ${report.numPassedTests} passed, ${broken} failed`);
	passed += report.numPassedTests;
	failed += broken;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

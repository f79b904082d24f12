/**
 * Adds up what jest wrote into a folder, and prints it as the last line: `N passed, N failed`. Of a file that
 * was tried twice (`…-second.json`) the second try counts, and is told.
 */
const { existsSync, readdirSync, readFileSync } = require('node:fs');
const { basename, join } = require('node:path');

const folder = process.argv[2];
const filesOf = (name) => {
	const path = join(folder, name);
	return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).testResults : [];
};
const count = (results, status) => results.filter((one) => one.status === status).length;

let passed = 0;
let failed = 0;
for (const name of readdirSync(folder).filter((one) => /(?<!-second)\.json$/.test(one))) {
	const second = filesOf(name.replace('.json', '-second.json'));
	const all = filesOf(name).map((file) => second.find((one) => one.name === file.name) ?? file);
	const sum = { passed: 0, failed: 0 };
	for (const { status, assertionResults } of all) {
		sum.passed += count(assertionResults, 'passed');
		// A file that could not even be loaded has no tests to count.
		sum.failed += Math.max(count(assertionResults, 'failed'), status === 'failed' ? 1 : 0);
	}
	console.log(`${name}: ${sum.passed} passed, ${sum.failed} failed`);
	for (const { name: file, status } of second) {
		console.log(`${name}: ${basename(file)} ${status} at the second try`);
	}
	passed += sum.passed;
	failed += sum.failed;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

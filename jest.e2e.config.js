const { readdirSync, readFileSync } = require('node:fs');
const path = require('node:path');

const FOLDER = path.join(__dirname, 'test/e2e');

/** A browser is quick or slow as the machine is, and `load` measures how long n8n answers nobody. */
const isAlone = (file) =>
	file === 'load.e2e.ts' || readFileSync(path.join(FOLDER, file), 'utf8').includes("'./browser/");

const files = readdirSync(FOLDER).filter((name) => name.endsWith('.e2e.ts'));

const project = {
	testEnvironment: 'node',
	roots: ['<rootDir>/test/e2e'],
	transform: {
		'^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }],
	},
	// n8n is fetched once, before the tests and with visible progress.
	globalSetup: '<rootDir>/test/e2e/installN8n.ts',
};
const named = (names) => names.map((name) => `<rootDir>/test/e2e/${name}`);

/** Tests in a real n8n, with the packed package installed as a community package. */
module.exports = {
	// Each file has an n8n and a sandbox of its own, and most of them wait.
	maxWorkers: 2,
	// Starting an n8n takes 6 s on a quiet machine, ten times that on a busy one, and each file starts one.
	testTimeout: 240_000,
	projects: [
		{
			...project,
			displayName: 'side by side',
			testMatch: named(files.filter((file) => !isAlone(file))),
		},
		{
			...project,
			displayName: 'one after another',
			testMatch: named(files.filter(isAlone)),
			runner: '<rootDir>/test/e2e/serialRunner.js',
		},
	],
};

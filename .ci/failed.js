/** Prints the test files that failed, one a line, of what jest wrote into a file. */
const { readFileSync } = require('node:fs');

const { testResults } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
for (const { name, status } of testResults) if (status === 'failed') console.log(name);

const path = require('node:path');
const whole = require('../../jest.config.js');

/** The tests that stand beside what they test: they need no build, so a mutant is judged in seconds. */
module.exports = {
	...whole,
	rootDir: path.join(__dirname, '..', '..'),
	roots: ['<rootDir>/nodes'],
	maxWorkers: 1,
};

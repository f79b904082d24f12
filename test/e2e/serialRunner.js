const { default: Runner } = require('jest-runner');

/** Runs one file after another, when the files of other runners are done. */
module.exports = class extends Runner {
	isSerial = true;
};

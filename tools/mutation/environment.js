const { TestEnvironment } = require('jest-environment-node');

/** After the first test that noticed a fault the others of the file have nothing to add, so they are skipped. */
module.exports = class extends TestEnvironment {
	handleTestEvent = ({ name, test }) => {
		if (name === 'test_done' && test.errors.length > 0) this.isNoticed = true;
		if (name === 'test_start' && this.isNoticed) test.mode = 'skip';
	};
};

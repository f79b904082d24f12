const Sequencer = require('@jest/test-sequencer').default;

/**
 * Files that take longest, the longest first. Jest goes by how long each took the last time; on a fresh clone it
 * knows that of none, and what starts last would keep one core busy alone.
 */
const LONGEST = [
	'engine/operations',
	'engine/anyEndpointCalls',
	'engine/attack',
	'engine/eventStreamChaos',
	'engine/rhombusLiveChaos',
	'sandbox/conformance',
	'contract/catalogue',
	'engine/approvals.random',
	'sandbox/observed',
	'engine/bulk',
	'engine/failures',
	'engine/registration',
	'engine/rhombus',
].map((name) => `/test/${name}.test.ts`);

const rank = ({ path }) => {
	const found = LONGEST.findIndex((name) => path.replaceAll('\\', '/').endsWith(name));
	return found < 0 ? LONGEST.length : found;
};

module.exports = class extends Sequencer {
	sort(tests) {
		return super.sort(tests).sort((one, other) => rank(one) - rank(other));
	}
};

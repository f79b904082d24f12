const Sequencer = require('@jest/test-sequencer').default;

/**
 * Files that take longest, the longest first, those that compute among those that wait. Jest goes by how long each
 * took the last time; on a fresh clone it knows that of none, and what starts last would keep one core busy alone.
 */
const LONGEST = [
	'engine/operations',
	'engine/anyEndpointCalls',
	'engine/failures',
	'engine/registration',
	'engine/attack',
	'sandbox/observed',
	'engine/eventStreamChaos',
	'engine/retry',
	'contract/catalogue',
	'engine/bulk',
	'sandbox/conformance',
	'engine/polling',
	'sandbox/contract',
	'engine/rhombusLiveChaos',
	'engine/mattermost.posts',
	'engine/files',
	'engine/footageThread',
	'contract/anyEndpoint',
	'engine/rhombusLiveTrigger',
	'engine/approvals.random',
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

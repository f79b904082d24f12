const path = require('node:path');

/**
 * What the core uses of n8n-workflow, without the four fifths of it that it does not: each mutant loads
 * it anew.
 */
const dist = path.join(path.dirname(require.resolve('n8n-workflow/package.json')), 'dist/cjs');
module.exports = Object.assign(
	{},
	...['errors/node-api.error', 'errors/node-operation.error', 'global-state', 'utils'].map((name) =>
		require(path.join(dist, name)),
	),
);

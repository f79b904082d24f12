/** One direction: which files may import which. Type imports count as well. */
module.exports = {
	forbidden: [
		{
			name: 'no-cycle',
			comment: 'Move what both files need into a third one below them',
			severity: 'error',
			from: {},
			to: { circular: true },
		},
		{
			name: 'node-folder-alone',
			comment: 'What two nodes need belongs into nodes/services/<service> or nodes/shared',
			severity: 'error',
			from: { path: '^nodes/((?!shared/|services/)[^/]+)/', pathNot: '[.]test[.]ts$' },
			to: { path: '^nodes/[^/]+/', pathNot: '^nodes/($1|shared|services)/' },
		},
		{
			name: 'mattermost-uses-its-service',
			comment: 'A node uses the folder of its own service',
			severity: 'error',
			from: { path: '^nodes/Mattermost' },
			to: { path: '^nodes/services/', pathNot: '^nodes/services/mattermost/' },
		},
		{
			name: 'rhombus-uses-its-service',
			comment: 'A node uses the folder of its own service',
			severity: 'error',
			from: { path: '^nodes/Rhombus' },
			to: { path: '^nodes/services/', pathNot: '^nodes/services/rhombus/' },
		},
		{
			name: 'services-below-nodes',
			comment: 'Services know no node, and not each other',
			severity: 'error',
			from: { path: '^nodes/services/([^/]+)/', pathNot: '[.]test[.]ts$' },
			to: { path: '^nodes/', pathNot: '^nodes/(services/$1|shared)/' },
		},
		{
			name: 'shared-at-the-bottom',
			comment: 'Shared code knows no node and no service',
			severity: 'error',
			from: { path: '^nodes/shared/', pathNot: '[.]test[.]ts$' },
			to: { path: '^nodes/', pathNot: '^nodes/shared/' },
		},
	],
	options: {
		tsPreCompilationDeps: true,
		tsConfig: { fileName: 'tsconfig.dev.json' },
		doNotFollow: { path: 'node_modules' },
		exclude: { path: '(^|/)(node_modules|dist)/' },
	},
};

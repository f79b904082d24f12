const { spawn } = require('node:child_process');
const { cp, rm } = require('node:fs/promises');
const { series, parallel, src, dest, watch } = require('gulp');

/** Runs a program of this project's own node_modules; fails as it fails. */
const run = (program, ...args) =>
	function task() {
		return spawn('npx', ['--no-install', program, ...args], { stdio: 'inherit' });
	};
const named = (name, task) => Object.assign(task, { displayName: name });

const clean = named('clean', () => rm('dist', { recursive: true, force: true }));
const compile = named('compile', run('tsc', '-p', 'tsconfig.json'));
const catalogue = named('catalogue', run('tsx', 'tools/catalogue.ts'));
const icons = named('icons', () =>
	src('nodes/**/*.svg', { encoding: false }).pipe(dest('dist/nodes')),
);
const codex = named('codex', () => src('nodes/**/*.node.json').pipe(dest('dist/nodes')));
const schemas = named('schemas', () =>
	src('nodes/**/__schema__/**/*.json').pipe(dest('dist/nodes')),
);

/** Descriptions as files, so that n8n starts without running a node's code (`dist/known`, `dist/types`). */
const metadata = named('metadata', run('tsx', 'tools/metadata.ts'));

const format = named('format', run('prettier', '--check', '.'));
const types = named(
	'types',
	series(run('tsc', '-p', 'tsconfig.dev.json'), run('tsc', '-p', 'test')),
);
const rules = named('rules', run('eslint', '.'));
/** No import cycles, and node folders import only shared code and their service's. */
const imports = named(
	'imports',
	run('depcruise', '--config', '.dependency-cruiser.cjs', 'nodes', 'sandbox', 'tools'),
);
const literals = named('literals', run('tsx', 'tools/lint/literals.ts'));
const generated = named('generated files', run('tsx', 'tools/generate.ts', '--check'));
const surface = named('public surface', run('tsx', 'tools/surface.ts', '--check'));
const prose = named('prose', run('tsx', 'tools/lint/prose.ts'));
/** After `prose`, which writes the texts that no file holds by itself. */
const spelling = named('spelling', run('cspell', '--no-progress', '--no-summary'));
const scan = named('scan', run('tsx', 'tools/lint/scan.ts'));

const generate = named('generate', run('tsx', 'tools/generate.ts'));

exports.build = series(clean, compile, parallel(catalogue, icons, codex, schemas), metadata);
exports.default = exports.build;
/** Copies the build into a package that n8n has loaded, whose folder INSTALLED names (`tools/demo.ts --watch`). */
const install = named('install', async () => {
	const { INSTALLED } = process.env;
	if (INSTALLED) await cp('dist', `${INSTALLED}/dist`, { recursive: true });
});
exports.watch = () =>
	watch(
		['nodes/**/*', 'credentials/**/*', 'contracts/**/*', 'index.ts'],
		{ ignoreInitial: false },
		series(exports.build, install),
	);
/** Everything that is committed and made from something else. */
exports.generate = series(exports.build, generate);
/** Builds first: descriptions and the packed files are linted too. What takes longest is side by side. */
exports.lint = series(
	exports.build,
	parallel(
		series(format, types, imports),
		series(rules, literals, generated, surface),
		series(prose, spelling, scan),
	),
);

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { faultsOf, frozenSurface, presentSurface, writeSurface, type Released } from './surface';

/**
 * What `npm version` calls when it has set the version and before it commits and tags (`npm run release`): refuses
 * what must not be published, and freezes the public surface under the new version.
 */

const ROOT = path.resolve(__dirname, '..');

/** The parts of package.json that people of the npm registry see, and that stand in until somebody sets them. */
export interface Manifest {
	version: string;
	homepage: string;
	author: { email: string };
	repository: { url: string };
}

/** What keeps a version from being released, a line each; empty if nothing does. */
export function releaseFaults(
	{ version, homepage, author, repository }: Manifest,
	changelog: string,
	before: Released,
	after: Released,
): string[] {
	const places = { homepage, 'author.email': author.email, 'repository.url': repository.url };
	const made = Object.entries(places).filter(([, value]) =>
		/\bexample\.(com|org|net)\b/.test(value),
	);
	return [
		...made.map(([name, value]) => `package.json: ${name} is still the placeholder ${value}`),
		...(changelog.split('\n').includes(`## ${version}`)
			? []
			: [`CHANGELOG.md has no heading "## ${version}"`]),
		...faultsOf(before, after),
	];
}

if (require.main === module) {
	const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
	const present = presentSurface();
	const faults = releaseFaults(
		JSON.parse(read('package.json')) as Manifest,
		read('CHANGELOG.md'),
		frozenSurface(),
		present,
	);
	if (faults.length > 0) {
		console.error(['Not released:', ...faults].join('\n'));
		process.exitCode = 1;
	} else writeSurface(present);
}

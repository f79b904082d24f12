import { readdirSync } from 'node:fs';
import path from 'node:path';

/** Packages that the files of one worker share, with what they import of n8n. */
const PACKAGES = ['n8n-workflow', 'zod', 'luxon', 'fast-check', 'find-my-way', 'ajv', 'undici'];

/** Folders of this checkout that they share: what is in them keeps nothing from one sandbox to the next. */
const FOLDERS = ['sandbox', 'contracts'].map((name) => path.join(__dirname, '../..', name));

const { requireOnce } = globalThis as { requireOnce?: NodeJS.Require };
if (requireOnce) {
	const files = FOLDERS.flatMap((folder) =>
		readdirSync(folder, { recursive: true, encoding: 'utf8' })
			.filter((name) => name.endsWith('.ts'))
			.map((name) => path.join(folder, name)),
	);
	for (const name of PACKAGES) jest.doMock(name, () => requireOnce(require.resolve(name)));
	for (const file of files) jest.doMock(file, () => requireOnce(file));
}

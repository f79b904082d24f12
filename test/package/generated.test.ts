import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { staleFiles } from '../../tools/generate';

/** `npm run generate -- --check` names what differs; the check itself runs in lint. */

let root: string;
beforeEach(() => {
	root = mkdtempSync(path.join(tmpdir(), 'generated-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const put = (file: string, text: string) => {
	mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
	writeFileSync(path.join(root, file), text);
};

test('stale, missing and superfluous files are named, others not', () => {
	const schemas = 'nodes/RhombusIntegration/__schema__/v1.0.0';
	put(`${schemas}/kisi/get.json`, 'same');
	put(`${schemas}/kisi/update.json`, 'old');
	put(`${schemas}/gone/get.json`, 'of no operation');
	put('docs/operations/mattermost.md', 'same');
	put('docs/other.md', 'not generated');
	const files = new Map([
		[`${schemas}/kisi/get.json`, 'same'],
		[`${schemas}/kisi/update.json`, 'new'],
		[`${schemas}/kisi/delete.json`, 'new'],
		['docs/operations/mattermost.md', 'same'],
	]);
	expect(staleFiles(files, root)).toEqual([
		`${schemas}/kisi/update.json`,
		`${schemas}/kisi/delete.json`,
		`${schemas}/gone/get.json`,
	]);
});

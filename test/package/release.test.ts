import { releaseFaults, type Manifest } from '../../tools/release';

/** What is not released. */

const manifest: Manifest = {
	version: '1.1.0',
	homepage: 'https://code.acme.test/nodes#readme',
	author: { email: 'nodes@acme.test' },
	repository: { url: 'git+https://code.acme.test/nodes.git' },
};
const CHANGELOG = '# Changelog\n\n## 1.1.0\n\n- More.\n\n## 1.0.0\n\nFirst version.\n';
const before = { version: '1.0.0', lines: ['node a 1'] };
const after = { version: '1.1.0', lines: ['node a 1', 'node b 1'] };

test('a version with its own names, its entry and its step is released', () => {
	expect(releaseFaults(manifest, CHANGELOG, before, after)).toEqual([]);
});

test.each<[string, Partial<Manifest>, string]>([
	['home page', { homepage: 'https://example.com/x' }, 'homepage is still the placeholder https'],
	['mail', { author: { email: 'a@example.com' } }, 'author.email is still the placeholder a@'],
	['repository', { repository: { url: 'git+https://example.org/x' } }, 'repository.url is still'],
	['version in the changelog', { version: '1.1.1' }, 'no heading "## 1.1.1"'],
	['whole heading', { version: '1.1' }, 'no heading "## 1.1"'],
])('not without its %s', (_what, change, fault) => {
	const faults = releaseFaults({ ...manifest, ...change }, CHANGELOG, before, after);
	expect(faults).toEqual([expect.stringContaining(fault)]);
});

test('not with too small a step', () => {
	const faults = releaseFaults(manifest, CHANGELOG, before, { ...after, lines: ['node b 1'] });
	expect(faults[0]).toContain('is no major step');
});

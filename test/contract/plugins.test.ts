import { ABSENT, anonymous } from '../../contracts/corrections';
import {
	Contract,
	MATTERMOST,
	rawOperations,
	readJson,
	type Description,
} from '../../contracts/openapi';
import { endpointId } from '../../nodes/shared/anyEndpoint/catalogue';
import { PLUGINS } from '../../nodes/services/mattermost/plugins';
import { makeCatalogue } from '../../tools/catalogue';

/** Calls of Mattermost's plugins: where each comes from, and that the nodes know the plugins. */

const description = readJson<Description>('mattermost-plugins.json');
const contract = new Contract(MATTERMOST);
const sources = description['x-plugins']!;
const idIn = (path: string) => /^\/plugins\/([^/]+)\//.exec(path)?.[1];

test('each call names its plugin and the file of its source', () => {
	const calls = [...rawOperations(description)];
	expect(calls.length).toBeGreaterThan(150);
	const wrong = calls.filter(([id, { 'x-source': source }]) => {
		const [, path] = id.split(' ');
		return (
			typeof source !== 'object' || source.plugin !== idIn(path!) || !/\.\w+$/.test(source.file)
		);
	});
	expect(wrong.map(([id]) => id)).toEqual([]);
});

test('each plugin has a repository, a version, and a commit unless several versions were read', () => {
	for (const [id, { repository, version, commit, seen }] of Object.entries(sources)) {
		expect(repository).toMatch(/^mattermost\/mattermost-plugin-\w+$/);
		expect(version).toMatch(/^\d/);
		if (id !== 'playbooks') expect(commit).toMatch(/^[0-9a-f]{40}$/);
		if (seen !== undefined) expect(seen).toMatch(/^Mattermost \d+\.\d+\.\d+$/);
	}
});

test('the nodes know every plugin that a call is of, by the same name and headers', () => {
	const asked = new Set(contract.operations.flatMap(({ path }) => idIn(path) ?? []));
	expect([...asked].sort()).toEqual(Object.keys(PLUGINS).sort());
	const said = Object.entries(sources).map(([id, { name, headers }]) => [
		id,
		{ name, ...(headers ? { headers } : {}) },
	]);
	expect(Object.fromEntries(said)).toEqual(PLUGINS);
});

test('nobody is offered a call that no server of today has', () => {
	expect(ABSENT.size).toBe(4);
	const offered = makeCatalogue('mattermost').endpoints.map((one) => anonymous(endpointId(one)));
	expect(offered.filter((id) => ABSENT.has(id))).toEqual([]);
	expect(contract.operations.filter(({ id }) => ABSENT.has(anonymous(id)))).toEqual([]);
});

test('two files cannot give one name to two schemas', () => {
	expect(() => new Contract(['mattermost-plugins.json', 'mattermost-plugins.json'])).toThrow(
		/is another schema/,
	);
});

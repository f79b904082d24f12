import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE, setStage, type Stage } from './support';

/** What n8n itself makes of the packed package. */

const ROOT = join(__dirname, '..', '..');
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
	n8n: { nodes: string[]; credentials: string[] };
};

/** The node and credential classes, made from dist without n8n, to compare with. */
function declared<T>(files: string[], nameOf: (made: T) => string): string[] {
	return files.map((file) => {
		const className = file.split('/').at(-1)!.split('.')[0]!;
		// eslint-disable-next-line @typescript-eslint/no-require-imports -- the built files are CommonJS and chosen by package.json
		const classes = require(join(ROOT, file)) as Record<string, new () => T>;
		return nameOf(new classes[className]!());
	});
}

const nodeNames = declared<{ description: { name: string } }>(
	manifest.n8n.nodes,
	({ description }) => description.name,
);
const credentialNames = declared<{ name: string }>(manifest.n8n.credentials, ({ name }) => name);

interface Themed {
	light: string;
	dark: string;
}

let stage: Stage;
beforeAll(async () => {
	stage = await setStage();
});
afterAll(async () => await stage?.stop());

describe('the packed package in n8n', () => {
	test('every node is there, by its full name', async () => {
		const known = (await stage.n8n.client.nodeTypes()).map(({ name }) => name);
		const ours = known.filter((name) => name.startsWith(`${PACKAGE}.`));
		expect(nodeNames.length).toBeGreaterThan(0);
		expect(ours).toEqual(expect.arrayContaining(nodeNames.map((name) => `${PACKAGE}.${name}`)));
	});

	test('every credential type is there, once', async () => {
		const known = (await stage.n8n.client.credentialTypes()).map(({ name }) => name);
		expect(credentialNames.length).toBeGreaterThan(0);
		for (const name of credentialNames) {
			expect(known.filter((one) => one === name)).toEqual([name]);
		}
	});

	test('no name is taken from a node or credential of n8n', async () => {
		const [nodes, credentials] = await Promise.all([
			stage.n8n.client.nodeTypes(),
			stage.n8n.client.credentialTypes(),
		]);
		const titles = nodes
			.filter(({ name }) => !name.startsWith(`${PACKAGE}.`))
			.map(({ displayName }) => displayName);
		const ours = nodes.filter(({ name }) => nodeNames.includes(name.slice(PACKAGE.length + 1)));
		for (const { displayName } of ours) expect(titles).not.toContain(displayName);
		for (const name of credentialNames) {
			const icon = credentials.find((one) => one.name === name)?.iconUrl as Themed;
			// A type that another package also has would carry that package's icon.
			expect(icon.light).toContain(PACKAGE);
		}
	});

	test('icons are served for both themes', async () => {
		const [nodes, credentials] = await Promise.all([
			stage.n8n.client.nodeTypes(),
			stage.n8n.client.credentialTypes(),
		]);
		const icons = [...nodes, ...credentials]
			.filter(({ name }) => name.startsWith(`${PACKAGE}.`) || credentialNames.includes(name))
			.flatMap(({ iconUrl }) => Object.values(iconUrl as Themed));
		expect(icons.length).toBeGreaterThanOrEqual(2 * (nodeNames.length + credentialNames.length));
		for (const path of new Set(icons)) {
			const answer = await fetch(`${stage.n8n.url}/${path}`);
			expect([path, answer.status]).toEqual([path, 200]);
			expect(await answer.text()).toContain('<svg');
		}
	});

	test('n8n reports no trouble with it', () => {
		const complaints = stage.n8n
			.logs()
			.split('\n')
			.filter((line) => /error|failed|warn/i.test(line) && line.includes(PACKAGE));
		expect(complaints).toEqual([]);
	});
});

describe('the test button of a credential', () => {
	const press = async (which: 'mattermost' | 'rhombus', changes: Record<string, unknown>) => {
		const { id, name, type, data } = stage.credentials[which];
		return await stage.n8n.client.testCredential({ id, name, type, data: { ...data, ...changes } });
	};

	test.each(['mattermost', 'rhombus'] as const)('%s: a good key passes', async (which) => {
		expect(await press(which, {})).toEqual({ status: 'OK', message: expect.any(String) });
	});

	test.each([
		['mattermost', { accessToken: 'wrongwrongwrongwrongwrongw' }, /refused the access token/],
		['rhombus', { apiKey: 'wrongwrongwrongwrong' }, /denied the API key access/],
		['mattermost', { siteUrl: 'http://127.0.0.1:9' }, /Nothing listens at this address/],
		['rhombus', { baseUrl: 'http://127.0.0.1:9' }, /Nothing listens at this address/],
		['mattermost', { siteUrl: 'chat.example.com' }, /must begin with https/],
	] as const)('%s: %j gives a message that says why', async (which, changes, why) => {
		expect(await press(which, changes)).toEqual({
			status: 'Error',
			message: expect.stringMatching(why),
		});
	});

	test('n8n itself, which answers everything with a page, is no Mattermost', async () => {
		expect(await press('mattermost', { siteUrl: stage.n8n.url })).toEqual({
			status: 'Error',
			message: expect.stringContaining('There is a web page at'),
		});
	});

	test('a site URL with a slash or the API path at its end passes too', async () => {
		const { siteUrl } = stage.credentials.mattermost.data;
		for (const tail of ['/', '/api/v4', '/api/v4/']) {
			expect(await press('mattermost', { siteUrl: `${String(siteUrl)}${tail}` })).toMatchObject({
				status: 'OK',
			});
		}
	});
});

import { Contract } from '../../contracts/openapi';
import { TOKENS } from '../../sandbox';
import { handlers, siteHandlers } from '../../sandbox/rhombus/handlers';
import { SOURCES } from '../../sandbox/rhombus/sources';
import { useSandbox } from '../support/sandbox';

/** What stands behind each answer of the Rhombus sandbox: nothing passes for seen that is not. */

const sandbox = useSandbox();

const sourceOf = async (path: string, key = TOKENS.rhombusKey, body = '{}') => {
	const response = await fetch(`${sandbox.rhombus.url}${path}`, {
		method: 'POST',
		headers: {
			'content-type': 'application/json',
			'x-auth-scheme': 'api-token',
			'x-auth-apikey': key,
		},
		body,
	});
	return [response.status, response.headers.get('x-sandbox-source')?.split(':')[0]];
};

test('only answers with a handler of their own have a better source than the contract', () => {
	const own = new Set([...Object.keys(handlers), ...Object.keys(siteHandlers)]);
	expect(Object.keys(SOURCES).filter((key) => !own.has(key))).toEqual([]);
});

test('every source can stand in a header', () => {
	for (const { where } of Object.values(SOURCES)) expect(where).toMatch(/^[\x20-\x7e]+$/);
});

test.each([
	['/api/org/getOrgV2', 'code'],
	['/api/user/getUsersInOrg', 'contract'],
	['/api/camera/getUptimeWindows', 'contract'],
])('%s: %s', async (path, source) => {
	expect(await sourceOf(path)).toEqual([200, source]);
});

test('each answer says what stands behind it, and most only the contract', async () => {
	const { operations } = new Contract('rhombus.json');
	const lines = operations.map(({ method, path }) => ({ method, path }));
	const headers = {
		'content-type': 'application/json',
		'x-auth-scheme': 'api-token',
		'x-auth-apikey': TOKENS.rhombusKey,
	};
	const sources = new Map<string, number>();
	for (const { method, path } of lines) {
		const body = method === 'GET' ? undefined : '{}';
		const url = sandbox.rhombus.url + path.replace(/\{\w+\}/g, 'x');
		const response = await fetch(url, { method, headers, body });
		await response.body?.cancel();
		const source = response.headers.get('x-sandbox-source')?.split(':')[0] ?? `none: ${path}`;
		sources.set(source, (sources.get(source) ?? 0) + 1);
	}
	expect([...sources.keys()].sort()).toEqual(['code', 'contract', 'page']);
	expect(lines.length).toBeGreaterThan(1_000);
});

test('errors follow the vendor’s pages', async () => {
	expect(await sourceOf('/api/org/getOrgV2', 'wrong')).toEqual([403, 'page']);
	expect(await sourceOf('/api/org/getOrgV2', TOKENS.rhombusKey, '[]')).toEqual([400, 'page']);
});

import { correctionOf } from '../../contracts/corrections';
import type { Schema } from '../../contracts/openapi';
import {
	endpointId,
	findEndpoint,
	openCatalogue,
	searchEndpoints,
	titleOf,
	type Catalogue,
} from '../../nodes/shared/anyEndpoint/catalogue';
import { endpointFields } from '../../nodes/shared/anyEndpoint/fields';
import type { FactsOf } from '../../nodes/shared/anyEndpoint/facts';
import { catalogueSchema, type ServiceName } from '../../nodes/shared/anyEndpoint/format';
import { endpointFacts as mattermostFacts } from '../../nodes/services/mattermost/endpointFacts';
import { endpointFacts as rhombusFacts } from '../../nodes/services/rhombus/endpointFacts';
import { registry } from '../../nodes/registry';
import { ACTION_SEARCHES } from '../samples/searches';
import { makeCatalogue } from '../../tools/catalogue';
import { bodyOf, contracts, type ContractCall } from '../support/anyEndpointValues';

const catalogues: Record<ServiceName, Catalogue> = {
	mattermost: openCatalogue(makeCatalogue('mattermost')),
	rhombus: openCatalogue(makeCatalogue('rhombus')),
};
const FACTS: Record<ServiceName, FactsOf> = { mattermost: mattermostFacts, rhombus: rhombusFacts };
const calls: Array<[string, Catalogue, ContractCall]> = [
	['Mattermost 11', catalogues.mattermost, contracts.mattermost],
	['Mattermost 4.10', catalogues.mattermost, contracts.mattermostOld],
	['Rhombus', catalogues.rhombus, contracts.rhombus],
].flatMap(([name, catalogue, contract]) =>
	(contract as ContractCall['contract']).operations.map(
		(operation) => [name, catalogue, { contract, operation }] as [string, Catalogue, ContractCall],
	),
);

/** Whether `corrections.json` takes out or changes a field of an endpoint. */
function isCorrected(endpoint: string, field: string): boolean {
	const service = endpoint.includes(' /api/v4/') ? 'mattermost' : 'rhombus';
	const { query, body, schema, optional, optionalBody, upload } = correctionOf(service, endpoint);
	const [place, name = ''] = field.split('.');
	if (place === 'query') return Object.keys(query ?? {}).includes(name);
	if (schema ?? upload) return true;
	if (field === 'body') return Boolean(optionalBody);
	return [...Object.keys(body ?? {}), ...(optional ?? [])].includes(name);
}

describe('the catalogue', () => {
	it('is small and fits its schema', () => {
		const sizes = Object.fromEntries(
			Object.entries(catalogues).map(([service, { data }]) => [
				service,
				Buffer.byteLength(JSON.stringify(data)),
			]),
		);
		console.log('catalogue bytes', sizes);
		expect(sizes.mattermost! + sizes.rhombus!).toBeLessThan(600_000);
		for (const { data } of Object.values(catalogues)) {
			expect(catalogueSchema.safeParse(data).success).toBe(true);
		}
	});

	it('refuses data that points outside its tables', () => {
		const data = structuredClone(catalogues.rhombus.data);
		data.endpoints[0]!.body = '#99999';
		expect(catalogueSchema.safeParse(data).success).toBe(false);
		data.endpoints[0]!.body = 'string';
		expect(catalogueSchema.safeParse(data).success).toBe(false);
	});

	it('has every endpoint of the contracts once', () => {
		expect(contracts.mattermost.operations).toHaveLength(801);
		expect(contracts.mattermostOld.operations).toHaveLength(209);
		expect(contracts.rhombus.operations).toHaveLength(1030);
		const ids = (service: ServiceName) => catalogues[service].data.endpoints.map(endpointId);
		expect(new Set(ids('mattermost')).size).toBe(807);
		expect(new Set(ids('rhombus')).size).toBe(1030);
		expect(catalogues.mattermost.data.endpoints).toHaveLength(807);
		expect(catalogues.rhombus.data.endpoints).toHaveLength(1030);
	});

	it('marks what only old servers have', () => {
		const old = catalogues.mattermost.data.endpoints.filter((one) => one.until);
		expect(old.map((one) => `${endpointId(one)} < ${one.until}`).sort()).toEqual([
			'GET /webrtc/token < 5.6',
			'POST /channels/{channel_id}/convert < 6.0',
			'POST /plugins/{plugin_id}/activate < 5.2',
			'POST /plugins/{plugin_id}/deactivate < 5.2',
			'POST /users/mfa < 6.0',
		]);
	});

	it('knows every cursor that the Rhombus API has', () => {
		const count: Record<string, number> = {};
		for (const { paging } of catalogues.rhombus.data.endpoints) {
			if (paging) count[paging] = (count[paging] ?? 0) + 1;
		}
		// notes: 18 keys, 3 nested, 6 last rows of which 1 also has a key, 2 tokens, 1 time, 1 numbered.
		expect(count).toEqual({ key: 18, nestedKey: 3, lastRow: 5, token: 2, time: 1, numbered: 1 });
	});
});

describe('finding an endpoint', () => {
	it.each(['Mattermost 11', 'Mattermost 4.10', 'Rhombus'])(
		'%s: by its template, by a concrete path, and by search',
		(name) => {
			const own = calls.filter(([which]) => which === name);
			for (const [, catalogue, { operation }] of own) {
				const found = findEndpoint(catalogue, operation.id);
				expect(found).toBeDefined();
				const same = (path: string) => path.replace(/\{[^}]*\}/g, '{}');
				expect(same(found!.endpoint.path)).toBe(same(operation.path));
				expect(found!.path).toEqual({});

				const concrete = findEndpoint(
					catalogue,
					operation.id.replace('/api/v4', '').replace(/\{[^}]*\}/g, 'a%20b'),
				);
				expect(concrete!.endpoint).toBe(found!.endpoint);
				expect(Object.values(concrete!.path)).toEqual(operation.params.map(() => 'a b'));

				const id = endpointId(found!.endpoint);
				const [method, path] = id.split(' ');
				for (const filter of [id, path, `${path} ${method}`, found!.endpoint.name]) {
					const hits: string[] = [];
					for (let page = 0, more = true; more && !hits.includes(id); page++) {
						const result = searchEndpoints(catalogue, filter, page);
						hits.push(...result.results.map(({ value }) => value));
						more = result.more;
					}
					expect(hits).toContain(id);
				}
			}
			console.log(`${name}: ${own.length} endpoints found by template, path and search`);
		},
	);

	it.each([
		['GET /users/me', 'GET /users/{user_id}', { user_id: 'me' }],
		['get  /api/v4/users/abc/', 'GET /users/{user_id}', { user_id: 'abc' }],
		['GET https://chat.example.com/api/v4/users/abc', 'GET /users/{user_id}', { user_id: 'abc' }],
		['GET /users/email/a%40b.c', 'GET /users/email/{email}', { email: 'a@b.c' }],
		['GET /users/stats', 'GET /users/stats', {}],
		[
			'GET /plugins/playbooks/api/v0/runs/x',
			'GET /plugins/playbooks/api/v0/runs/{id}',
			{ id: 'x' },
		],
	])('%s is %s', (typed, id, path) => {
		const found = findEndpoint(catalogues.mattermost, typed)!;
		expect(endpointId(found.endpoint)).toBe(id);
		expect(found.path).toEqual(path);
	});

	it.each([
		['get jira issue', 'Get Jira Issue'],
		['create jira issue', 'Create Jira Issue'],
		['github pull request', 'Get GitHub Pull Request'],
		['start zoom meeting', 'Start Zoom Meeting'],
		['create board in team', 'Create Board in Team'],
		['cards of board', 'Get Cards of Board'],
		['end call', 'End Call'],
		['summarize channel with agent', 'Summarize Channel with Agent'],
	])('of a plugin: %s', (words, title) => {
		const [first] = searchEndpoints(catalogues.mattermost, words).results;
		expect(first?.name).toMatch(new RegExp(`^${title}: \\w+ /plugins/`));
	});

	it('leaves everyday searches to the server itself', () => {
		const server = [
			'create channel',
			'get users',
			'search messages',
			'upload file',
			'members',
			'search users',
			'delete message',
			'teams',
		].map((words) => searchEndpoints(catalogues.mattermost, words).results[0]!.value);
		expect(server.filter((value) => value.includes('/plugins/'))).toEqual([]);
	});

	it('reads a typed query', () => {
		const found = findEndpoint(catalogues.mattermost, 'GET /users?page=2&in_team=abc')!;
		expect(found.query).toEqual({ page: '2', in_team: 'abc' });
	});

	it.each([
		'GET /no/such/endpoint/here',
		'HELLO /users',
		'/users',
		'GET users',
		'',
		'GET /users/%E0%A4%A/x/y/z/a',
	])('does not know %p', (typed) => {
		expect(findEndpoint(catalogues.mattermost, typed)).toBeUndefined();
	});

	it('does not choke on a long text', () => {
		for (const typed of [
			`GET /${'a/'.repeat(5000)}`,
			`GET${' '.repeat(100_000)}`,
			'/'.repeat(100_000),
		]) {
			expect(findEndpoint(catalogues.mattermost, typed)).toBeUndefined();
		}
	});

	it('puts the best first and the deprecated last', () => {
		const values = (filter: string) =>
			searchEndpoints(catalogues.rhombus, filter).results.map(({ value }) => value);
		expect(values('unlock door').slice(0, 3)).toContain(
			'POST /api/accesscontrol/unlockAccessControlledDoor',
		);
		expect(values('reboot camera')[0]).toBe('POST /api/camera/reboot');
		expect(values('policy alerts get')[0]).toBe('POST /api/event/getPolicyAlerts');
		const { results } = searchEndpoints(catalogues.rhombus, 'camera get config');
		const deprecated = results.map(({ name }) => name.includes('(Deprecated)'));
		expect(deprecated).toContain(true);
		expect(deprecated.lastIndexOf(false)).toBeLessThan(deprecated.indexOf(true));
		expect(searchEndpoints(catalogues.mattermost, 'post create').results[0]!.value).toBe(
			'POST /posts',
		);
	});

	const anonymous = (endpoint: string) => endpoint.replace(/\{[^}]*\}/g, '{}');
	const wordsFor = registry.flatMap(({ node, service, resources }) =>
		Object.entries(ACTION_SEARCHES[node] ?? {}).flatMap(([id, phrases]) => {
			const [resource, operation] = id.split('/');
			const { request } = resources
				.find(({ value }) => value === resource)!
				.operations.find(({ value }) => value === operation)!;
			const catalogue = catalogues[service.name.toLowerCase() as ServiceName];
			const isListed = catalogue.data.endpoints.some(
				(one) => anonymous(endpointId(one)) === anonymous(request),
			);
			return isListed ? phrases.map((words) => ({ words, request, catalogue })) : [];
		}),
	);

	it('finds by the words that find the operations, among the first five', () => {
		expect(wordsFor.length).toBeGreaterThan(250);
		const lost = wordsFor.filter(({ words, request, catalogue }) => {
			const first = searchEndpoints(catalogue, words).results.slice(0, 5);
			return !first.some(({ value }) => anonymous(value) === anonymous(request));
		});
		expect(lost.map(({ words, request }) => `${words}: ${request}`)).toEqual([]);
		console.log(`${wordsFor.length} searches find their endpoint`);
	});

	it.each([
		['mattermost', 'send message', 'Send Message to Channel: POST /posts'],
		['mattermost', 'post a message', 'Send Message to Channel: POST /posts'],
		['mattermost', 'delete channel', 'Archive Channel: DELETE /channels/{channel_id}'],
		[
			'mattermost',
			'invite people to channel',
			'Add User to Channel: POST /channels/{channel_id}/members',
		],
		['rhombus', 'open door', 'Unlock Door: POST /api/accesscontrol/unlockAccessControlledDoor'],
		['rhombus', 'camera picture', 'Get Camera Snapshot: POST /api/video/getExactFrameUri'],
	] as const)('%s: "%s" finds %s', (service, words, name) => {
		expect(searchEndpoints(catalogues[service], words).results[0]!.name).toBe(name);
	});

	it('shows everyday endpoints first', () => {
		const names = (service: ServiceName) =>
			searchEndpoints(catalogues[service]).results.map(({ name }) => name.split(':')[0]);
		expect(names('mattermost').slice(0, 4)).toEqual([
			'Send Message to Channel',
			'Edit Message',
			'Delete Message',
			'Get Message',
		]);
		expect(names('rhombus').slice(0, 3)).toEqual([
			'Get Camera Snapshot',
			'Get Live Stream URLs of Camera',
			'Get Frames of Camera Footage',
		]);
	});

	it('titles are words that people read', () => {
		const odd = Object.values(catalogues).flatMap(({ data }) =>
			data.endpoints
				.map(titleOf)
				.filter(
					(title) =>
						!/^[A-Z0-9]/.test(title) || /\b[A-Z]{2,}[a-z]{4,}|\b(Cf|Cpa|Ip)[a-z]{3,}/.test(title),
				),
		);
		expect(odd).toEqual([]);
		const { endpoints } = catalogues.rhombus.data;
		const title = (end: string) => titleOf(endpoints.find(({ path }) => path.endsWith(end))!);
		expect(title('/org/getSAMLSettingsV2')).toBe('Get SAML Settings V2');
		expect(title('/relay/getFullNVRState')).toBe('Get Full NVR State');
	});

	it.each(['mattermost', 'rhombus'] as const)(
		'%s: pages are offered where there are some',
		(service) => {
			const { pagedFor } = registry
				.find(({ node }) => node === service)!
				.resources.find(({ value }) => value === 'anyEndpoint')!.operations[0]!;
			const pattern = new RegExp(pagedFor!.pattern);
			const { endpoints } = catalogues[service].data;
			const offered = endpoints.filter((one) => pattern.test(endpointId(one)));
			expect(offered).toEqual(endpoints.filter(({ paging }) => paging));
			expect(offered.length).toBeGreaterThan(25);
			expect(pattern.test(`${endpointId(offered[0]!)}?a=b `)).toBe(true);
			expect(pattern.test('')).toBe(false);
		},
	);

	it('needs every word, and gives pages', () => {
		expect(searchEndpoints(catalogues.rhombus, 'camera zebra').results).toEqual([]);
		const first = searchEndpoints(catalogues.rhombus, '');
		const second = searchEndpoints(catalogues.rhombus, '', 1);
		expect(first.results).toHaveLength(50);
		expect(first.more).toBe(true);
		expect(second.results[0]).not.toEqual(first.results[0]);
		expect(searchEndpoints(catalogues.rhombus, '', 20).more).toBe(false);
	});

	it('a filter of any length finds nothing, or what it names', () => {
		expect(searchEndpoints(catalogues.rhombus, 'x'.repeat(10_000)).results).toEqual([]);
	});
});

describe('fields of an endpoint', () => {
	/** Types of n8n that suit a schema of the contract. */
	function suits(schema: Schema, contract: ContractCall['contract']): string[] {
		const flat = contract.flat(schema);
		if (flat.variants) return flat.variants.flatMap((one) => suits(one, contract));
		if (flat.enum) return [flat.enum.length > 60 ? 'string' : 'options'];
		const kind = flat.type ?? (flat.properties ? 'object' : 'string');
		if (kind === 'integer' || kind === 'number') return ['number', 'dateTime'];
		if (kind === 'string' && flat.format === 'date-time') return ['dateTime'];
		return [kind];
	}

	it.each(['Mattermost 11', 'Mattermost 4.10', 'Rhombus'])('%s: as the contract says', (name) => {
		let fields = 0;
		let skipped = 0;
		const own = calls.filter(([which]) => which === name);
		for (const [, catalogue, { contract, operation }] of own) {
			const found = findEndpoint(catalogue, operation.id)!;
			const given = new Map(
				endpointFields(found, catalogue.data, FACTS[catalogue.data.service]).map((one) => [
					one.id,
					one,
				]),
			);
			const expected: Array<[string, Schema, boolean]> = [
				...operation.params.map(
					(param) => [`path.${param}`, { type: 'string' }, true] as [string, Schema, boolean],
				),
				...[...operation.query.values()].map(
					({ name: param, schema, required }) =>
						[`query.${param}`, schema, required] as [string, Schema, boolean],
				),
			];
			const [, schema] = bodyOf(operation) ?? [];
			const flat = schema && contract.flat(schema);
			if (flat?.variants) {
				for (const variant of flat.variants) {
					const { properties = {} } = contract.flat(variant);
					for (const [key, child] of Object.entries(properties)) {
						expected.push([`body.${key}`, child, given.get(`body.${key}`)?.required ?? false]);
					}
				}
			} else if (flat?.properties) {
				for (const [key, child] of Object.entries(flat.properties)) {
					expected.push([`body.${key}`, child, flat.required?.includes(key) ?? false]);
				}
			} else if (schema && !(name === 'Rhombus' && flat!.type === 'object')) {
				expected.push(['body', schema, operation.body!.required]);
			}
			const today = name !== 'Mattermost 4.10' || found.endpoint.until !== undefined;
			for (const [id, of, required] of expected) {
				if (isCorrected(operation.id, id)) {
					skipped++;
					continue;
				}
				fields++;
				const where = `${operation.id} ${id}`;
				const field = given.get(id) ?? (id.startsWith('path.') ? 'renamed' : undefined);
				expect([where, field !== undefined]).toEqual([where, true]);
				if (field === 'renamed' || field === undefined) continue;
				// What 4.10 took is kept, but today's type and need hold.
				if (!today) continue;
				expect([where, field.required]).toEqual([where, required]);
				const numericPath = id.startsWith('path.') && field.type === 'number';
				expect([where, numericPath || suits(of, contract).includes(field.type!)]).toEqual([
					where,
					true,
				]);
				const values = contract.flat(of).enum;
				if (field.type === 'options') {
					expect(field.options!.map(({ value }) => value)).toEqual(
						expect.arrayContaining(values!.filter((value) => value !== null)),
					);
					if (!flat?.variants)
						expect([where, field.options!.length]).toEqual([
							where,
							values!.filter((value) => value !== null).length,
						]);
				}
			}
			if (name === 'Rhombus') {
				const added = [...given.keys()].filter(
					(id) => !expected.some(([one]) => one === id) && !isCorrected(operation.id, id),
				);
				expect([operation.id, added]).toEqual([operation.id, []]);
			}
		}
		console.log(
			`${name}: ${own.length} endpoints, ${fields} fields compared, ${skipped} corrected`,
		);
		expect(fields).toBeGreaterThan(200);
	});

	const fieldsOfEndpoint = (service: ServiceName, typed: string) =>
		endpointFields(
			findEndpoint(catalogues[service], typed)!,
			catalogues[service].data,
			FACTS[service],
		);

	it('labels them as people read them', () => {
		const labels = (service: ServiceName, typed: string) =>
			Object.fromEntries(
				fieldsOfEndpoint(service, typed).map(({ id, displayName }) => [id, displayName]),
			);
		expect(labels('mattermost', 'POST /posts')).toMatchObject({
			'body.channel_id': 'Channel (name or ID)',
			'body.message': 'Message',
			'body.file_ids': 'File IDs (separated by commas)',
		});
		const both = labels('mattermost', 'POST /channels/{channel_id}/members');
		expect(both).toMatchObject({
			'path.channel_id': 'Channel (name or ID)',
			'body.user_ids': 'Users (names or IDs, separated by commas)',
		});
		expect(labels('rhombus', 'POST /api/event/getPolicyAlerts')).toMatchObject({
			'body.afterTimestampMs': "After Timestamp (in the workflow's time zone)",
			'body.maxResults': 'Max Results',
		});
		expect(labels('rhombus', 'POST /api/video/spliceV3')).toMatchObject({
			'body.durationSec': 'Duration (in seconds)',
		});
		// Two values of one name say where they go.
		expect(labels('mattermost', 'PUT /users/{user_id}/status')).toMatchObject({
			'path.user_id': 'User in Path (name or ID)',
			'body.user_id': 'User in Body (name or ID)',
		});
		for (const service of ['mattermost', 'rhombus'] as const) {
			for (const endpoint of catalogues[service].data.endpoints) {
				const given = Object.values(labels(service, endpointId(endpoint)));
				expect([endpointId(endpoint), given]).toEqual([endpointId(endpoint), [...new Set(given)]]);
				for (const label of given) expect(label.split(/ \(|: /)[0]).not.toMatch(/_/);
			}
		}
	});

	it('shows points in time as dates and spans as numbers', () => {
		const type = (service: ServiceName, typed: string, id: string) =>
			fieldsOfEndpoint(service, typed).find((one) => one.id === id)?.type;
		const alerts = 'POST /api/event/getPolicyAlerts';
		expect(type('rhombus', alerts, 'body.afterTimestampMs')).toBe('dateTime');
		expect(type('rhombus', alerts, 'body.maxResults')).toBe('number');
		const splice = 'POST /api/video/spliceV3';
		expect(type('rhombus', splice, 'body.durationSec')).toBe('number');
		expect(type('rhombus', splice, 'body.startTimeMillis')).toBe('dateTime');
		expect(type('mattermost', 'GET /channels/{channel_id}/posts', 'query.since')).toBe('dateTime');
		expect(type('mattermost', 'PUT /users/{user_id}/status', 'body.dnd_end_time')).toBe('dateTime');
	});

	it('shows the shape of nested data and leaves out what the typed path says', () => {
		const fields = fieldsOfEndpoint('mattermost', 'POST /posts');
		const metadata = fields.find(({ id }) => id === 'body.metadata')!;
		expect(metadata).toMatchObject({ type: 'object', required: false });
		expect(metadata.displayName).toBe('Metadata (JSON: { priority })');
		expect(fields[0]).toMatchObject({ id: 'body.channel_id', required: true, type: 'string' });
		expect(fieldsOfEndpoint('mattermost', 'GET /users/me').map(({ id }) => id)).toEqual([]);
		expect(fieldsOfEndpoint('mattermost', 'POST /users/ids').map(({ id }) => id)).toContain('body');
	});
});

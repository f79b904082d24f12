import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { TOKENS } from '../../sandbox';
import { rhombusNodeWith, runStock, runWorkflow } from '../support/harness';
import { rhombusAccess, useSandbox } from '../support/sandbox';

/** A partner's key in the Rhombus nodes: one of its client organizations, or all. */

const sandbox = useSandbox();
beforeEach(() => {
	sandbox.rhombus.reset();
	sandbox.rhombus.requests.length = 0;
});
afterEach(() => expect(sandbox.rhombus.violations).toEqual([]));

const ENGINES = { workflow: runWorkflow, 'AI tool': runStock };
const partner = () => ({
	rhombusApi: {
		...rhombusAccess(sandbox).rhombusApi,
		apiKey: TOKENS.rhombusPartnerKey,
		scheme: 'partner-api-token',
	},
});
const picked = (value: string) => ({ __rl: true, mode: 'id', value });

const run = async (
	resource: string,
	operation: string,
	clientOrganization: unknown,
	{
		engine = runWorkflow,
		credentials = partner() as never,
		continueOnFail = false,
		...parameters
	}: IDataObject & { engine?: typeof runWorkflow; credentials?: never } = {},
) =>
	await engine({
		node: rhombusNodeWith(resource),
		parameters: {
			resource,
			operation,
			[`${resource}ReturnAll`]: true,
			requestOptions: { clientOrganization },
			...parameters,
		} as INodeParameters,
		credentials,
		continueOnFail: Boolean(continueOnFail),
	});

const messageOf = async (promise: Promise<unknown>) =>
	await promise.then(
		() => 'nothing',
		(error: Error) => error.message,
	);

const camera = (name: string, connectionStatus = 'GREEN') => ({
	uuid: sandbox.rhombus.state.newId(),
	name,
	connectionStatus,
});
const asked = () =>
	sandbox.rhombus.requests.map(({ path, headers }) => [
		path.split('/').pop(),
		headers['x-auth-org'],
	]);

describe.each(Object.entries(ENGINES))('as %s', (_name, engine) => {
	test.each(['id', 'name'])('one client, by its %s', async (by) => {
		const { state } = sandbox.rhombus;
		const id = state.addClient('North', [camera('Gate')]);
		const items = await run('camera', 'getAll', picked(by === 'id' ? id : 'north'), { engine });
		expect(items.map(({ json }) => json.name)).toEqual(['Gate']);
		expect(items[0]!.json).not.toHaveProperty('clientOrgUuid');
		expect(asked()).toEqual([
			...(by === 'id' ? [] : [['getClientsV2', undefined]]),
			['getMinimalCameraStateList', id],
		]);
	});

	test('all clients: each item says whose it is', async () => {
		const { state } = sandbox.rhombus;
		state.clients.length = 0;
		const ids = ['North', 'South'].map((name) => state.addClient(name, [camera(`${name} Gate`)]));
		const items = await run('camera', 'getAll', picked('all'), { engine });
		expect(items.map(({ json }) => [json.clientOrgUuid, json.clientOrgName, json.name])).toEqual([
			[ids[0], 'North', 'North Gate'],
			[ids[1], 'South', 'South Gate'],
		]);
	});

	test('a key that is no partner’s is refused before anything is sent', async () => {
		for (const choice of ['all', 'North', 'A'.repeat(22)]) {
			const outcome = run('camera', 'getAll', picked(choice), {
				engine,
				credentials: rhombusAccess(sandbox) as never,
			});
			expect(await messageOf(outcome)).toContain(
				'"Client Organization" is set, but the key in the Rhombus credential is not that of a partner',
			);
		}
		expect(sandbox.rhombus.requests).toEqual([]);
	});

	test('nothing is changed in all clients at once', async () => {
		const outcome = run('camera', 'reboot', picked('all'), {
			engine,
			cameraCameraUuid: picked('A'.repeat(22)),
		});
		expect(await messageOf(outcome)).toContain(
			'is all of them, and this operation changes something',
		);
		expect(asked().filter(([name]) => name !== 'getClientsV2')).toEqual([]);
	});
});

test('names are looked up among the things of the client', async () => {
	const { state } = sandbox.rhombus;
	const gates = ['North', 'South'].map((name) => {
		const gate = camera('Gate');
		return { id: state.addClient(name, [gate]), gate };
	});
	for (const { id, gate } of gates) {
		await run('camera', 'getStreamUrls', picked(id), { cameraCameraUuid: picked('Gate') });
		expect(sandbox.rhombus.requests.at(-1)!.body).toEqual({ cameraUuid: gate.uuid });
	}
});

test('one item after the other for another client: nothing remembered is mixed up', async () => {
	const { state } = sandbox.rhombus;
	const gates = ['North', 'South'].map((name) => {
		const gate = camera('Gate');
		return { id: state.addClient(name, [gate]), gate };
	});
	await runWorkflow({
		node: rhombusNodeWith('camera'),
		parameters: {
			resource: 'camera',
			operation: 'getStreamUrls',
			cameraCameraUuid: picked('Gate'),
			requestOptions: {
				clientOrganization: { __rl: true, mode: 'id', value: '={{ $json.client }}' },
			},
		} as INodeParameters,
		items: gates.map(({ id }) => ({ json: { client: id } })),
		credentials: partner(),
	});
	const uris = sandbox.rhombus.requests.filter(({ path }) => path.endsWith('getMediaUris'));
	expect(
		uris
			.map(({ headers, body }) => [headers['x-auth-org'], (body as IDataObject).cameraUuid])
			.sort(),
	).toEqual(gates.map(({ id, gate }) => [id, gate.uuid]).sort());
});

test('a client that cannot be read keeps none of the others back', async () => {
	const { state } = sandbox.rhombus;
	state.clients.length = 0;
	for (const name of ['North', 'South']) state.addClient(name, [camera(`${name} Gate`)]);
	// The first one that is asked.
	sandbox.rhombus.fail({
		match: 'POST /api/camera/getMinimalCameraStateList',
		kind: 'status',
		status: 403,
	});
	const items = await run('camera', 'getAll', picked('all'));
	expect(items.map(({ json }) => [json.clientOrgName, json.name ?? json.failure])).toEqual([
		['North', expect.stringContaining('Access Denied')],
		['South', 'South Gate'],
	]);
});

test('cameras that are offline at 200 clients, in one node within 60 s', async () => {
	const { state } = sandbox.rhombus;
	state.clients.length = 0;
	for (let index = 0; index < 200; index++) {
		state.addClient(`Client ${index}`, [
			...Array.from({ length: 20 }, (_, at) => camera(`Camera ${at}`)),
			camera('Broken', 'RED'),
		]);
	}
	sandbox.rhombus.latencyMs = 200;
	const began = performance.now();
	const items = await run('camera', 'getAll', picked('all'), {
		cameraGetAllOptions: { connection: ['RED'] },
	});
	const took = performance.now() - began;
	sandbox.rhombus.latencyMs = 0;
	expect(items).toHaveLength(200);
	expect(new Set(items.map(({ json }) => json.clientOrgUuid)).size).toBe(200);
	expect(items.every(({ json }) => json.name === 'Broken')).toBe(true);
	process.stderr.write(`200 clients in ${Math.round(took)} ms, 200 ms for each answer\n`);
	expect(took).toBeLessThan(60_000);
}, 90_000);

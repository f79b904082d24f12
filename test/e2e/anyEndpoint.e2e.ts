import { PACKAGE, setStage, workOn, type Stage } from './support';

/**
 * Any Endpoint in a real n8n: the list of endpoints and their fields over n8n's own REST interface,
 * and a call that a workflow makes with values from the form.
 */

let stage: Stage;
beforeAll(async () => {
	stage = await setStage();
});
afterAll(async () => await stage?.stop());

const request = (
	service: 'mattermost' | 'rhombus',
	methodName: string,
	path: string,
	endpoint = '',
) => {
	const { id, name, type } = stage.credentials[service];
	return {
		nodeType: `${PACKAGE}.${service}`,
		methodName,
		path: `parameters.${path}`,
		credentials: { [type]: { id, name } },
		parameters: {
			authentication: 'accessToken',
			resource: 'anyEndpoint',
			operation: 'call',
			anyEndpointEndpoint: { __rl: true, mode: 'list', value: endpoint },
		},
	};
};

test.each(['mattermost', 'rhombus'] as const)(
	'%s: the list holds every endpoint',
	async (service) => {
		const search = async (filter?: string, paginationToken?: string) =>
			await stage.n8n.client.searchList({
				...request(service, 'searchEndpoints', 'anyEndpointEndpoint'),
				filter,
				paginationToken,
			});
		expect((await search('user')).results.length).toBeGreaterThan(10);
		const values = new Set<string>();
		let token: string | undefined;
		do {
			const page = await search(undefined, token);
			for (const { value } of page.results) values.add(value);
			token = page.paginationToken;
		} while (token);
		expect(values.size).toBe(service === 'mattermost' ? 807 : 1030);
	},
);

test('the fields of an endpoint are typed', async () => {
	const { fields } = await stage.n8n.client.mapperFields(
		request('rhombus', 'endpointFields', 'anyEndpointFields', 'POST /api/report/getCountReportV2'),
	);
	expect(fields.find(({ id }) => id === 'body.interval')).toMatchObject({ type: 'options' });
	expect(fields.find(({ id }) => id === 'body.startTimeMs')).toMatchObject({ type: 'dateTime' });
	expect(fields.filter(({ required }) => required).map(({ id }) => id)).toEqual(
		expect.arrayContaining(['body.scope', 'body.types']),
	);
});

test('a workflow calls an endpoint with values from the form and from items', async () => {
	const workflow = workOn(
		[{ json: { username: 'nobody' } }, { json: { username: 'admin' } }],
		stage.credentials.mattermost,
		{
			resource: 'anyEndpoint',
			operation: 'call',
			anyEndpointEndpoint: { __rl: true, mode: 'id', value: 'POST /users/usernames' },
			anyEndpointFields: {
				mappingMode: 'defineBelow',
				value: { body: '={{ [$json.username] }}' },
				matchingColumns: [],
				schema: [{ id: 'body', displayName: 'Body', type: 'array', required: true }],
			},
		},
	);
	const saved = await stage.n8n.client.createWorkflow(workflow);
	const execution = await stage.n8n.client.run(saved);
	expect(execution.error).toBeUndefined();
	expect(stage.sandbox.mattermost.violations).toEqual([]);
	expect(stage.sandbox.mattermost.requests.map(({ body }) => body)).toEqual(
		expect.arrayContaining([['nobody'], ['admin']]),
	);
	const items = execution.items('Work');
	expect(items.map(({ pairedItem }) => pairedItem)).toEqual(items.map(() => ({ item: 1 })));
});

import http from 'http';
import type { AddressInfo } from 'net';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { builtPackage, runWorkflow } from '../support/harness';

/** What n8n shows beside the items, and what its trigger panels say. */

const { nodes } = builtPackage();

let server: http.Server;
let respond: (request: http.IncomingMessage, response: http.ServerResponse) => void;
beforeAll(async () => {
	server = http.createServer((request, response) => respond(request, response));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
	server.closeAllConnections();
	await new Promise((resolve) => server.close(resolve));
});

const json = (response: http.ServerResponse, body: unknown, status = 200, headers = {}) => {
	response.writeHead(status, { 'content-type': 'application/json', ...headers });
	response.end(JSON.stringify(body));
};
/** The hints of one run of Mattermost. */
async function hintsOf(parameters: INodeParameters): Promise<string[]> {
	let hints: IDataObject[] = [];
	const siteUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	await runWorkflow({
		node: nodes.mattermost!,
		parameters: { authentication: 'accessToken', ...parameters },
		credentials: { mattermostTokenApi: { siteUrl, accessToken: 'token-of-a-test' } },
		inspect: (data) => {
			const { runData } = data.resultData as { runData: Record<string, IDataObject[]> };
			hints = Object.values(runData).flatMap((runs) =>
				runs.flatMap((run) => (run.hints ?? []) as IDataObject[]),
			);
		},
	});
	return hints.map(({ message }) => String(message));
}

const users = (count: number) =>
	Array.from({ length: count }, (_, index) => ({ id: String(index).padStart(26, '0') }));

describe('a list', () => {
	const list = async (there: number, parameters: INodeParameters) => {
		respond = ({ url }, response) => {
			const { searchParams } = new URL(url!, 'http://x');
			const size = Number(searchParams.get('per_page'));
			const from = Number(searchParams.get('page')) * size;
			json(response, users(there).slice(from, from + size));
		};
		return await hintsOf({ resource: 'user', operation: 'getAll', ...parameters });
	};

	test('that the default Limit may have cut says so', async () => {
		expect(await list(60, {})).toEqual([
			'Only the first 50 results were returned, and there may be more: turn on Return All, or raise Limit',
		]);
	});

	test.each([
		['ends before it', 49, {}],
		['was to have that many', 60, { userLimit: 20 }],
		['was read to its end', 60, { userReturnAll: true }],
	])('that %s does not', async (_what, there, parameters) => {
		expect(await list(there, parameters)).toEqual([]);
	});
});

describe('the rate limit', () => {
	const limited = async (seconds: number) => {
		let refused = false;
		respond = (_request, response) => {
			if (refused) return json(response, { id: 'u'.repeat(26), username: 'maria' });
			refused = true;
			json(response, {}, 429, { 'retry-after': String(seconds) });
		};
		return await hintsOf({ resource: 'user', operation: 'getMe' });
	};

	test('is named where it made the node wait for long', async () => {
		expect(await limited(5)).toEqual([
			expect.stringMatching(
				/^Requests waited up to [56] s because Mattermost limits the request rate\. Lower Maximum Concurrent Requests/,
			),
		]);
	});

	test('is not worth a word where it did not', async () => {
		expect(await limited(1)).toEqual([]);
	});
});

test.each([
	'mattermostTrigger',
	'mattermostWebhookTrigger',
	'rhombusTrigger',
	'rhombusLiveTrigger',
	'rhombusEventTrigger',
])('%s says what to do while it waits, and what happens once it is published', (name) => {
	const { description } = nodes[name]!;
	expect(description.eventTriggerDescription).toMatch(/^(Waiting for|Fetching) /);
	expect(description.activationMessage).toMatch(/\w\.$/);
	if (description.polling) return;
	const { header, executionsHelp, activationHint } = description.triggerPanel as {
		header: string;
		executionsHelp: { active: string; inactive: string };
		activationHint: { active: string; inactive: string };
	};
	expect(header).not.toBe('');
	expect(activationHint.inactive).toMatch(/^Click Execute Step, then \w.* Publish the workflow/);
	expect(activationHint.active).toContain('Executions list');
	expect(executionsHelp.inactive).toContain('publish the workflow');
	expect(executionsHelp.active).toContain('is published');
});

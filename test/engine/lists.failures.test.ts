import { createServer, type IncomingMessage, type Server } from 'http';
import type { AddressInfo } from 'net';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { builtPackage, runStock, runWorkflow, type RunOptions } from '../support/harness';
import { leading } from '../support/present';

/** What becomes of answers that lack what was asked for, of failures in all forms, and of secrets in them. */

const { nodes } = builtPackage();
const ID = 'AAAAAAAAAAAAAAAAAAAAAA';
const MM_ID = 'abcdefghijklmnopqrstuvwxyz';

interface Asked {
	path: string;
	query: URLSearchParams;
	body: IDataObject | undefined;
}
type Reply = { status?: number; body?: unknown; headers?: Record<string, string> };

let server: Server;
let url: string;
let reply: (asked: Asked) => Reply;
let asked: Asked[];

const bodyOf = async (request: IncomingMessage) => {
	let text = '';
	for await (const chunk of request) text += String(chunk);
	return text ? (JSON.parse(text) as IDataObject) : undefined;
};

beforeAll(async () => {
	server = createServer((request, response) => {
		void bodyOf(request).then((body) => {
			const { pathname, searchParams } = new URL(request.url!, 'http://localhost');
			const one = { path: pathname, query: searchParams, body };
			asked.push(one);
			const { status = 200, body: answer, headers } = reply(one);
			response.writeHead(status, { 'content-type': 'application/json', ...headers });
			response.end(
				answer === undefined ? '' : typeof answer === 'string' ? answer : JSON.stringify(answer),
			);
		});
	});
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(() => {
	asked = [];
});

const TOKEN = 'secret+token/with=chars';

const options = (
	node: string,
	resource: string,
	operation: string,
	parameters: INodeParameters,
	more: Partial<RunOptions> = {},
): RunOptions => ({
	node: nodes[node]!,
	parameters: { authentication: 'accessToken', resource, operation, ...parameters },
	credentials: {
		mattermostTokenApi: { siteUrl: url, accessToken: TOKEN },
		rhombusApi: { apiKey: TOKEN, region: 'custom', baseUrl: url, scheme: 'api-token' },
	},
	...more,
});

const failureOf = async (run: Promise<unknown>) => {
	try {
		await run;
	} catch (error) {
		const { message, description } = error as { message: string; description: string };
		return { message, description };
	}
	return { message: 'no error', description: '' };
};

const both = [
	['in workflows', runWorkflow],
	['in the stock engine', runStock],
] as const;

describe.each(both)('Rhombus %s', (_, run) => {
	const cameras = () => options('rhombus', 'camera', 'getAll', { cameraReturnAll: true });
	const reboot = () =>
		options('rhombus', 'camera', 'reboot', { cameraCameraUuid: { mode: 'id', value: ID } });
	const forms: Array<[unknown, RegExp]> = [
		[{ errorMsg: 'denied' }, /^Rhombus: denied$/],
		[{ error: 'true' }, /refused without a reason/],
		[{ error: 1 }, /refused without a reason/],
		[{ error: 'Forbidden' }, /^Rhombus: Forbidden$/],
		[{ error: true, errorMsg: 'gone' }, /^Rhombus: gone$/],
		[{ error: { message: 'inner' } }, /^Rhombus: inner$/],
		[{ success: 'false' }, /not carried out/],
		[{ type: 'error', errorType: 'DOOR_NOT_CONFIGURED' }, /door not configured/],
		[{ authError: 'true' }, /refused its own credentials/],
		[{}, /responded without/],
		[undefined, /responded without/],
		[null, /responded without/],
	];
	test.each(forms)('%j is no success', async (body, words) => {
		reply = () => ({ body });
		expect((await failureOf(run(cameras()))).message).toMatch(words);
		expect((await failureOf(run(reboot()))).message).toMatch(words);
	});

	test.each([
		{ error: false, cameras: null },
		{ error: 'false', errorMsg: null, cameras: [] },
	])('%j is an empty list', async (answer) => {
		reply = () => ({ body: { ...answer, cameraStates: answer.cameras } });
		expect(await run(cameras())).toEqual([]);
	});
});

describe.each(both)('Mattermost %s', (_, run) => {
	const me = () =>
		options('mattermost', 'user', 'get', { userUserId: { mode: 'id', value: 'me' } });
	const reactions = (more: INodeParameters = {}) =>
		options('mattermost', 'reaction', 'getAll', {
			reactionPostId: { __rl: true, mode: 'id', value: MM_ID },
			reactionReturnAll: true,
			...more,
		});

	test.each([null, {}, '', undefined])('%j is no user', async (body) => {
		reply = () => ({ body });
		expect((await failureOf(run(me()))).message).toMatch(/responded without/);
	});

	test.each([{ status: 'FAIL' }, { id: 'api.x', message: 'No', status_code: 403 }])(
		'%j with HTTP 200 is a failure',
		async (body) => {
			reply = () => ({ body });
			expect((await failureOf(run(me()))).message).toMatch(/^Mattermost/);
		},
	);

	test('a web page is a failure', async () => {
		reply = () => ({
			body: '<!DOCTYPE html><html></html>',
			headers: { 'content-type': 'text/html' },
		});
		expect((await failureOf(run(me()))).message).toMatch(/web page/);
	});

	test.each([null, [], {}])('%j is an empty list', async (body) => {
		reply = () => ({ body });
		const emoji = options('mattermost', 'emoji', 'autocomplete', { emojiPrefix: 'nothing' });
		expect(await run(emoji)).toEqual([]);
		expect(await run(reactions())).toEqual([]);
		expect(await run(reactions({ reactionReturnAll: false, reactionLimit: 5 }))).toEqual([]);
	});

	test.each([null, {}])('%j says that no setting comes from the environment', async (body) => {
		reply = () => ({ body });
		const settings = options('mattermostAdmin', 'system', 'getEnvironmentConfig', {});
		expect((await run(settings)).map(({ json }) => json)).toEqual([{}]);
	});

	test('a draft without a text, which the server would delete, is not sent', async () => {
		const { message } = await failureOf(
			run(options('mattermost', 'draft', 'save', { draftChannelId: { mode: 'id', value: MM_ID } })),
		);
		expect(message).toMatch(/"Message" is (required|empty)/);
		expect(asked).toEqual([]);
	});

	test('an answer of a megabyte does not become the message', async () => {
		reply = () => ({ status: 400, body: { id: 'x', message: 'x'.repeat(1_000_000) } });
		expect((await failureOf(run(me()))).message.length).toBeLessThanOrEqual(1000);
	});

	test.each([
		['as it is', TOKEN],
		['in a URL', encodeURIComponent(TOKEN)],
		['in base64', Buffer.from(TOKEN).toString('base64')],
		['in base64 for URLs', Buffer.from(TOKEN).toString('base64url')],
	])('a server that repeats the token %s does not show it', async (_form, shown) => {
		reply = () => ({ status: 400, body: { id: 'x', message: `bad token ${shown}!` } });
		const { message, description } = await failureOf(run(me()));
		expect(message).toBe('Mattermost: bad token ***!');
		expect(description).not.toContain(shown);
	});

	test('a token that was pasted with blanks is not shown without them either', async () => {
		reply = () => ({ status: 400, body: { id: 'x', message: `bad token ${TOKEN}!` } });
		const { credentials } = me();
		const pasted = {
			...credentials,
			mattermostTokenApi: { siteUrl: url, accessToken: ` ${TOKEN} ` },
		};
		const { message } = await failureOf(run({ ...me(), credentials: pasted }));
		expect(message).not.toContain(TOKEN);
	});

	test('a Site URL with a user and a password is refused, and they are not shown', async () => {
		const credentials = {
			mattermostTokenApi: {
				siteUrl: url.replace('://', '://admin:hunter2hunter2@'),
				accessToken: TOKEN,
			},
		};
		const { message, description } = await failureOf(run({ ...me(), credentials }));
		expect(message).toMatch(/contains a username or password/);
		expect(message + description).not.toContain('hunter2');
		expect(asked).toEqual([]);
	});

	test.each([
		['store.sql_channel.save_channel.exists.app_error', /Archived channels keep their names/],
		['interactive_message.decode_trigger_id.expired', /within 30 seconds .*before 9\.4 within 3/],
		['model.post.is_valid.message_length.app_error', /16,383/],
		['api.post.update_post.permissions_time_limit.app_error', /Post Edit Time Limit/],
		['api.file.upload_file.too_large_detailed.app_error', /larger than the server allows/],
		['app.user.save.username_exists.app_error', /Deactivated accounts/],
		['api.post.create_post.can_not_post_in_restricted_dm.error', /members of the same team/],
		['api.post.create_post.can_not_post_to_deleted.error', /archived/],
	])('%s comes with advice', async (id, advice) => {
		reply = () => ({ status: 400, body: { id, message: 'No', status_code: 400 } });
		expect((await failureOf(run(me()))).description).toMatch(advice);
	});

	test('an address that Mattermost may not call comes with advice', async () => {
		reply = () => ({
			status: 400,
			body: {
				id: 'api.command.execute_command.failed.app_error',
				message: 'Command failed',
				detailed_error:
					'address forbidden, you may need to set AllowedUntrustedInternalConnections',
			},
		});
		expect((await failureOf(run(me()))).description).toMatch(
			/Allow untrusted internal connections/,
		);
	});
});

describe('items of failures', () => {
	const byName = (more: Partial<RunOptions> = {}) =>
		options(
			'mattermost',
			'user',
			'getByUsername',
			{ userUsername: '={{ $json.u }}' },
			{
				items: [{ json: { u: 'nobody' } }, { json: { u: 'anna', error: 'of the input' } }],
				...more,
			},
		);
	const missing = {
		status: 404,
		body: { id: 'app.user.get_by_username.app_error', message: 'Nobody', request_id: 'r1' },
	};

	test('Continue keeps the input beside error and details', async () => {
		reply = ({ path }) =>
			path.endsWith('nobody') ? missing : { body: { id: MM_ID, username: 'anna' } };
		const [failed, found] = leading(await runWorkflow(byName({ continueOnFail: true })), 2);
		expect(failed.json).toEqual({
			u: 'nobody',
			error: 'Mattermost: Nobody',
			details: {
				description: expect.stringContaining('item 1'),
				httpCode: '404',
				errorId: 'app.user.get_by_username.app_error',
				requestId: 'r1',
			},
		});
		expect(failed.pairedItem).toEqual({ item: 0 });
		expect(found.json).toMatchObject({ username: 'anna' });
	});

	test('a look-up that fails for several items names each of them', async () => {
		reply = () => missing;
		const out = await runWorkflow(
			options(
				'mattermost',
				'channel',
				'get',
				{ channelChannelId: { __rl: true, mode: 'name', value: 'team/none' } },
				{ items: [{ json: {} }, { json: {} }, { json: {} }], continueOnFail: true },
			),
		);
		expect(
			out.map(
				({ json }) => /item (\d)/.exec(String((json.details as IDataObject).description))?.[1],
			),
		).toEqual(['1', '2', '3']);
	});

	test('items of success have no error of their own', async () => {
		reply = () => ({
			body: [
				{ user_id: MM_ID, member: { user_id: MM_ID }, error: null },
				{ user_id: 'b', member: null, error: { id: 'x', message: 'No' } },
			],
		});
		const out = await runWorkflow(
			options('mattermost', 'teamMember', 'addMany', {
				teamMemberTeamId: { __rl: true, mode: 'id', value: MM_ID },
				teamMemberUserIds: MM_ID,
				teamMemberAddManyOptions: { graceful: true },
				teamMemberReturnAll: true,
			}),
		);
		expect(out.map(({ json }) => json)).toEqual([
			{ user_id: MM_ID, member: { user_id: MM_ID } },
			{ user_id: 'b', member: null, failure: { id: 'x', message: 'No' } },
		]);
	});
});

describe('Channel Member → Add Many', () => {
	const ids = ['a', 'b', 'c'].map((letter) => letter.repeat(26));

	test('says of each person what happened', async () => {
		reply = ({ path, body }) => {
			if (!path.endsWith('/members')) return { headers: { 'x-version-id': '11.6.0' }, body: {} };
			const given = (body!.user_ids as string[] | undefined) ?? [String(body!.user_id)];
			if (given.length === 1 && given[0] === ids[1]) {
				return { status: 400, body: { id: 'x', message: 'not in the team' } };
			}
			return {
				body: given
					.filter((id) => id !== ids[1])
					.map((user_id) => ({ user_id, channel_id: MM_ID })),
			};
		};
		const out = await runWorkflow(
			options('mattermost', 'channelMember', 'addMany', {
				channelMemberChannelId: { __rl: true, mode: 'id', value: MM_ID },
				channelMemberUserIds: ids.join(','),
			}),
		);
		expect(out.map(({ json }) => [json.user_id, json.added, json.failure])).toEqual([
			[ids[0], true, undefined],
			[ids[1], false, 'Mattermost: not in the team'],
			[ids[2], true, undefined],
		]);
	});
});

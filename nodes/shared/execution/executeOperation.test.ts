import type { IDataObject } from 'n8n-workflow';
import { contextOf, failureOf, ok, status, type Reply } from '../../../test/support/units';
import * as fields from '../model/fields';
import type { Operation } from '../model/operation';
import { executeOperation } from './executeOperation';

const run = async (operation: Partial<Operation>, reply: Reply, version: number[] | Error) => {
	const { context } = contextOf(operation, { replies: [reply] });
	const asked = jest.spyOn(context, 'serverVersion').mockImplementation(async () => {
		if (version instanceof Error) throw version;
		return version;
	});
	const items = executeOperation(context);
	return { items, asked };
};

test('builds, sends, checks and shapes', async () => {
	const operation = {
		request: 'POST /posts',
		fields: [fields.text('message', '')],
		output: { simplify: ['id'] },
	};
	const { context, sent } = contextOf(operation, {
		params: { thingMessage: 'hi' },
		replies: [ok({ id: 'p1', more: 1 })],
	});
	expect(await executeOperation(context)).toEqual([
		{ json: { id: 'p1' }, pairedItem: { item: 0 } },
	]);
	expect(sent[0]!.body).toBe('{"message":"hi"}');
});

test('an operation of several steps sends itself', async () => {
	const { items } = await run({ run: async () => ({ id: 'made' }) }, ok(''), []);
	expect((await items)[0]!.json).toEqual({ id: 'made' });
});

test.each<[string, Operation['output'], IDataObject]>([
	[
		'"Simplify" must be true or false, not "maybe"',
		{ simplify: ['id'] },
		{ thingSimplify: 'maybe' },
	],
	[
		'"Full Response" must be true or false, not "maybe"',
		{ offerFullResponse: true },
		{ thingFullResponse: 'maybe' },
	],
	[
		'"Put Output File in Field" must be a text, not {"mimeType":"image/png"}',
		{ kind: 'binary' },
		{ thingBinaryProperty: { mimeType: 'image/png' } },
	],
])('%s, before anything is sent', async (message, output, params) => {
	const { context, sent } = contextOf(
		{ output },
		{
			params,
			replies: [ok({})],
		},
	);
	expect((await failureOf(executeOperation(context))).message).toBe(message);
	expect(sent).toHaveLength(0);
});

describe('a refusal', () => {
	const since = { request: 'GET /known', since: '5.0' };
	const until = { request: 'GET /known', until: '11.0' };

	test.each([400, 404])('%i of a server that is too old says so', async (code) => {
		const { items } = await run(since, status(code), [4, 10, 3]);
		const error = await failureOf(items);
		expect(error.message).toBe(
			'Mattermost 4.10.3 does not have this operation: it requires 5.0 or newer',
		);
		expect(error.httpCode).toBe('404');
	});

	test('of one that is too new says so', async () => {
		const { items } = await run(until, status(404), [11, 0]);
		expect((await failureOf(items)).message).toBe(
			'Mattermost 11.0 no longer has this operation: it was removed in 11.0',
		);
	});

	test.each([
		['a server that has it', since, 404, [5, 0]],
		['one that has it still', until, 404, [10, 12]],
		['one whose version nobody knows', since, 404, []],
		['one whose version nobody knows', until, 404, []],
		['another status', since, 403, [4, 10]],
		['an operation of every age', { request: 'GET /known' }, 404, [4, 10]],
		['one that is away', since, 404, new Error('away')],
	])('of %s stays as it is', async (_what, operation, code, version) => {
		const { items } = await run(operation, status(code), version);
		expect((await failureOf(items)).message).toBe(`Words for ${code}`);
	});

	test('of an operation of every age asks for no version', async () => {
		const { items, asked } = await run({ request: 'GET /known' }, status(404), [4, 10]);
		await failureOf(items);
		expect(asked).not.toHaveBeenCalled();
	});
});

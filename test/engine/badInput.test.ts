import type { INodeParameters } from 'n8n-workflow';
import { TOKENS } from '../../sandbox';
import { builtPackage, runStock, runWorkflow } from '../support/harness';
import { useFreshSandbox } from '../support/sandbox';

/**
 * What users paste and expressions give. Each case ends in a clear error with nothing sent, or is
 * sent correctly encoded; both engines agree.
 */

const sandbox = useFreshSandbox();
const { nodes } = builtPackage();

const channelId = () =>
	[...sandbox.mattermost.state.channels.values()].find((one) => one.type === 'O')!.id;
const locator = (value: unknown) => ({ __rl: true, mode: 'id', value });

const get = (id: unknown): INodeParameters =>
	({ resource: 'post', operation: 'get', postPostId: id, postSimplify: false }) as INodeParameters;
const create = (
	more: Record<string, unknown>,
	options: Record<string, unknown> = {},
): INodeParameters =>
	({
		resource: 'post',
		operation: 'create',
		postChannelId: locator(channelId()),
		postMessage: 'hello',
		postSimplify: false,
		postCreateOptions: options,
		...more,
	}) as INodeParameters;
const list = (more: Record<string, unknown>): INodeParameters =>
	({
		resource: 'post',
		operation: 'getAll',
		postSourceChannel: locator(channelId()),
		postReturnAll: false,
		postLimit: 5,
		postSimplify: false,
		postGetAllOptions: {},
		...more,
	}) as INodeParameters;

/** An ID of the right form that no post has. */
const POST = 'u7dn4pzg87gn5gy4om19dao8co';

/** `refused`: words of the error, and nothing was sent. `sent`: what the server must have got. */
interface Case {
	name: string;
	parameters: () => INodeParameters;
	refused?: RegExp;
	sent?: { path?: string; body?: Record<string, unknown> };
}

const ids: Case[] = [
	...[
		'',
		'   ',
		'.',
		'..',
		'../users',
		'a/b',
		'..\\x',
		'a\u0000b',
		'line\nbreak',
		'\ud800',
		'x'.repeat(3000),
	].map(
		(id): Case => ({
			name: `ID ${JSON.stringify(id).slice(0, 40)}`,
			parameters: () => get(id),
			refused:
				/"Message ID" (is empty|cannot be|holds|contains|is 3000 characters|is not a message ID)/,
		}),
	),
	...['a b', 'a?b=1', 'a#frag', '50%', '%2e%2e', 'a;b', 'smile😀', 'ünïcode', 'a+b&c'].map(
		(id): Case => ({
			name: `ID ${JSON.stringify(id)}`,
			parameters: () => get(id),
			refused: /"Message ID" is not a message ID/,
		}),
	),
	{
		name: 'blanks around an ID',
		parameters: () => get(`  ${POST}  `),
		sent: { path: `/api/v4/posts/${POST}` },
	},
	{
		name: 'an object as ID',
		parameters: () => get({ a: 1 }),
		refused: /"Message ID" must be an ID/,
	},
	{ name: 'an array as ID', parameters: () => get(['a']), refused: /"Message ID" must be an ID/ },
	{
		name: 'a number as ID',
		parameters: () => get(42),
		refused: /"Message ID" is not a message ID/,
	},
	{ name: 'null as ID', parameters: () => get(locator(null)), refused: /"Message ID" is empty/ },
];

const fields: Case[] = [
	{
		name: 'an empty channel',
		parameters: () => create({ postChannelId: locator('') }),
		refused: /"Channel" is empty/,
	},
	{
		name: 'a missing channel',
		parameters: () => create({ postChannelId: undefined }),
		refused: /"Channel" (is empty|must be)|Could not get parameter/,
	},
	{
		name: 'an object as channel',
		parameters: () => create({ postChannelId: locator({ id: 'x' }) }),
		refused: /"Channel" must be an ID/,
	},
	{
		name: 'a plain text as channel',
		parameters: () => create({ postChannelId: channelId() }),
		sent: { body: { message: 'hello' } },
	},
	{
		name: 'an empty message',
		parameters: () => create({ postMessage: '' }),
		refused: /"Message" is empty/,
	},
	{
		name: 'a message of blanks',
		parameters: () => create({ postMessage: ' \n ' }),
		refused: /"Message" is empty/,
	},
	{
		name: 'a number as message',
		parameters: () => create({ postMessage: 42 }),
		sent: { body: { message: '42' } },
	},
	{
		name: 'an object as message',
		parameters: () => create({ postMessage: { a: 1 } }),
		refused: /"Message" must be a text/,
	},
	{
		name: 'a message with a null byte',
		parameters: () => create({ postMessage: 'a\u0000b' }),
		refused: /"Message" contains a NUL character/,
	},
	{
		name: 'a message with emoji and quotes',
		parameters: () => create({ postMessage: '"😀" \\ \'' }),
		sent: { body: { message: '"😀" \\ \'' } },
	},
	{
		name: 'malformed JSON',
		parameters: () => create({}, { props: '{"a": ' }),
		refused: /"Props \(JSON\)" is not valid JSON/,
	},
	{
		name: 'JSON with single quotes',
		parameters: () => create({}, { props: "{'a': 1}" }),
		refused: /"Props \(JSON\)" is not valid JSON/,
	},
	{
		name: 'a JSON array for an object',
		parameters: () => create({}, { props: '[1]' }),
		refused: /"Props \(JSON\)" must be a JSON object/,
	},
	{
		name: 'a JSON number for an object',
		parameters: () => create({}, { props: '7' }),
		refused: /"Props \(JSON\)" must be a JSON object/,
	},
	{
		name: 'JSON null for an object',
		parameters: () => create({}, { props: 'null' }),
		refused: /"Props \(JSON\)" must be a JSON object/,
	},
	{
		name: 'an object for JSON',
		parameters: () => create({}, { props: { card: 'x' } }),
		sent: { body: { props: { card: 'x' } } },
	},
	{
		name: 'a prototype in JSON',
		parameters: () => create({}, { props: '{"__proto__": {"polluted": true}, "a": 1}' }),
		sent: { body: { message: 'hello' } },
	},
	{
		name: 'empty optional texts are left out',
		parameters: () => create({}, { rootId: '' }),
		sent: { body: { message: 'hello' } },
	},
	{
		name: 'a text for a Limit',
		parameters: () => list({ postLimit: 'many' }),
		refused: /"Limit" is many/,
	},
	{ name: 'Limit 0', parameters: () => list({ postLimit: 0 }), refused: /"Limit" is 0/ },
	{ name: 'Limit -1', parameters: () => list({ postLimit: -1 }), refused: /"Limit" is -1/ },
	{ name: 'Limit 1.5', parameters: () => list({ postLimit: 1.5 }), refused: /"Limit" is 1.5/ },
	{
		name: 'an expression that gives an empty ID',
		parameters: () => get('={{ "" }}'),
		refused: /"Message ID" is empty/,
	},
	{
		name: 'an expression that gives nothing',
		parameters: () => get('={{ $json.missing }}'),
		refused: /"Message ID" is empty/,
	},
	{
		name: 'an expression that gives an empty channel',
		parameters: () => create({ postChannelId: locator('={{ "" }}') }),
		refused: /"Channel" is empty/,
	},
	{
		name: 'an expression that gives no message',
		parameters: () => create({ postMessage: '={{ $json.missing }}' }),
		refused: /"Message" is empty/,
	},
];

const huge = 'x'.repeat(300_000);
const large: Case[] = [
	{
		name: '300 KB of text',
		parameters: () => create({}, { props: { card: huge } }),
		sent: { body: { props: { card: huge } } },
	},
	{
		name: '300 KB of broken JSON',
		parameters: () => create({}, { props: `{"a": "${huge}` }),
		refused: /"Props \(JSON\)" is not valid JSON/,
	},
];

describe.each([
	['customOperations', runWorkflow],
	['RoutingNode', runStock],
] as const)('%s', (_name, run) => {
	test.each([...ids, ...fields, ...large])('$name', async ({ parameters, refused, sent }) => {
		const outcome = await run({
			node: nodes.mattermost!,
			parameters: { authentication: 'accessToken', ...parameters() },
			credentials: {
				mattermostTokenApi: {
					siteUrl: sandbox.mattermost.url,
					accessToken: TOKENS.mattermostAdmin,
				},
			},
		}).then(
			() => undefined,
			(error: Error) => error,
		);
		const { requests } = sandbox.mattermost;
		if (refused) {
			// A required field that is empty as it stands in the workflow is refused by n8n itself, in words of
			// its own in each generation.
			if (
				!/^The 'Under Test' node has issues:\s+- Parameter "[\w ]+" is required|^The workflow has issues/.test(
					outcome?.message ?? '',
				)
			) {
				expect(outcome?.message).toMatch(refused);
			}
			expect(outcome).toBeDefined();
			expect(outcome!.message.length).toBeLessThan(300);
			expect(requests).toHaveLength(0);
			return;
		}
		expect(requests).toHaveLength(1);
		if (sent?.path) expect(requests[0]!.path).toBe(sent.path);
		if (sent?.body) expect(requests[0]!.body).toMatchObject(sent.body);
		expect(({} as Record<string, unknown>).polluted).toBeUndefined();
	});
});

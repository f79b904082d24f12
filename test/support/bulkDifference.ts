import type { INodeExecutionData } from 'n8n-workflow';
import type { BulkWorld } from './bulkWorld';
import { runWorkflow, type RunOptions } from './harness';

/** Every operation that is declared with `bulk`, run singly and in bulk: what differs. */

const id = (value: string) => ({ __rl: true, mode: 'id', value });
const KEY = '={{ $json.key }}';
/** Of the right shape, but nobody's. */
const UNKNOWN = 'zzzzzzzzzzzzzzzzzzzzzzzzzz';

export interface BulkCase {
	/** `resource/operation` */
	operation: string;
	/** By n8n's parameter names; `{{ $json.key }}` is the item's key. */
	parameters(world: BulkWorld): Record<string, unknown>;
	keys(world: BulkWorld): unknown[];
	/** Only what Simplify keeps is asked for in bulk. */
	onlySimplified?: true;
	/** Oldest server that answers in bulk. */
	since?: string;
}

const usersOf = ({ users }: BulkWorld) => [
	users.anna,
	users.bert,
	users.anna,
	UNKNOWN,
	users.gone,
	users.me,
	'me',
	users.stranger,
	'no ID',
	users.bert,
	'',
	UNKNOWN,
];
const postsOf = ({ posts }: BulkWorld) => [
	posts.plain,
	posts.link,
	posts.reply,
	UNKNOWN,
	posts.plain,
	posts.pinned,
	'no ID',
	posts.deleted,
	posts.hidden,
];

export const CASES: BulkCase[] = [
	{ operation: 'user/get', parameters: () => ({ userUserId: id(KEY) }), keys: usersOf },
	{
		operation: 'user/getByUsername',
		parameters: () => ({ userUsername: KEY }),
		keys: ({ names }) => [
			names.anna,
			names.bert.toUpperCase(),
			names.gone,
			'nobody.at.all',
			names.anna,
			names.stranger,
			'not a name!',
			names.bert,
		],
	},
	{ operation: 'userStatus/get', parameters: () => ({ userStatusUserId: id(KEY) }), keys: usersOf },
	{
		operation: 'post/get',
		parameters: () => ({ postPostId: KEY }),
		keys: postsOf,
		onlySimplified: true,
		since: '6.2',
	},
	{
		operation: 'channelMember/get',
		parameters: ({ channelId }) => ({
			channelMemberChannelId: id(channelId),
			channelMemberUserId: id(KEY),
		}),
		keys: usersOf,
	},
	{
		operation: 'teamMember/get',
		parameters: ({ teamId }) => ({ teamMemberTeamId: id(teamId), teamMemberUserId: id(KEY) }),
		keys: usersOf,
	},
	{
		operation: 'reaction/getAll',
		parameters: () => ({ reactionPostId: KEY, reactionReturnAll: true }),
		// With one that the account may not see, servers answer nothing in bulk.
		keys: ({ posts }) => [posts.plain, posts.link, posts.pinned, posts.plain, 'no ID'],
		since: '5.8',
	},
	{
		operation: 'emoji/getByName',
		parameters: () => ({ emojiEmojiName: KEY }),
		keys: ({ emoji }) => [...emoji, 'no_such_emoji', `:${emoji[0]}:`, 'smile', 'not a name'],
		since: '9.2',
	},
];

/** What differs from request to request. */
const masked = (value: unknown): string =>
	JSON.stringify(value)
		.replace(/"requestId":"[^"]*"/g, '"requestId":"…"')
		.replace(/request ID [a-z0-9-]+/gi, 'request ID …')
		.replace(/\d+ of \d+ items were done/g, '… items were done');

export interface Difference {
	items: number;
	errors: number;
	/** What is not the same, for people. */
	differences: string[];
	/** Requests sent singly and in bulk. */
	requests: [number, number];
}

/** Whether an item stands for an error. */
const isError = ({ json }: INodeExecutionData) => json.error !== undefined;

/**
 * Runs a case in bulk and singly, with and without Simplify, going on after errors and not.
 * @param requestCount how many requests the server had so far
 */
export async function differenceOf(
	one: BulkCase,
	world: BulkWorld,
	as: keyof BulkWorld['tokens'],
	node: RunOptions['node'],
	requestCount: () => number,
): Promise<Difference> {
	const [resource, operation] = one.operation.split('/');
	const found: Difference = { items: 0, errors: 0, differences: [], requests: [0, 0] };
	const run = async (
		bulk: boolean,
		simplify: boolean,
		keys: unknown[],
		continueOnFail: boolean,
	) => {
		const before = requestCount();
		const items = await runWorkflow({
			node,
			items: keys.map((key) => ({ json: { key: key as string } })),
			continueOnFail,
			parameters: {
				authentication: 'accessToken',
				resource,
				operation,
				...one.parameters(world),
				[`${resource}Simplify`]: simplify,
				requestOptions: { bulk },
			} as never,
			credentials: {
				mattermostTokenApi: { siteUrl: world.site, accessToken: world.tokens[as] },
			},
		});
		found.requests[bulk ? 1 : 0] += requestCount() - before;
		return items;
	};
	const compare = (what: string, [single, bulk]: [unknown, unknown]) => {
		if (masked(single) !== masked(bulk)) {
			found.differences.push(`${what}\n  singly  ${masked(single)}\n  in bulk ${masked(bulk)}`);
		}
	};
	const keys = one.keys(world);
	for (const simplify of [true, false]) {
		const [single, bulk] = [
			await run(false, simplify, keys, true),
			await run(true, simplify, keys, true),
		];
		const what = `${one.operation} as ${as}, Simplify ${simplify ? 'on' : 'off'}`;
		if (single.length !== bulk.length) {
			compare(`${what}: number of items`, [single.length, bulk.length]);
		}
		for (const [index, item] of single.entries()) {
			compare(`${what}, item ${index}`, [item, bulk[index]]);
			if (isError(item)) found.errors++;
			else found.items++;
		}
		// The run stops at the first failed item, whichever way it was asked for.
		const stopped = async (asBulk: boolean) =>
			await run(asBulk, simplify, keys, false).then(
				(items) => ({ items }),
				({ name, message, description, httpCode }) => ({ name, message, description, httpCode }),
			);
		compare(`${what}, stopped`, [await stopped(false), await stopped(true)]);
	}
	return found;
}

import type { INodeExecutionData } from 'n8n-workflow';
import type { BulkWorld } from './bulkWorld';
import { runWorkflow, type Credentials, type RunOptions } from './harness';

/** Every operation that is declared with `bulk`, run singly and in bulk: what differs. */

const id = (value: string) => ({ __rl: true, mode: 'id', value });
const KEY = '={{ $json.key }}';
/** Of the right shape, but nobody's. */
const UNKNOWN = 'zzzzzzzzzzzzzzzzzzzzzzzzzz';

export interface BulkCase<World = BulkWorld> {
	/** `resource/operation` */
	operation: string;
	/** By n8n's parameter names; `{{ $json.key }}` is the item's key. */
	parameters(world: World): Record<string, unknown>;
	keys(world: World): unknown[];
	/** Brings the server to the same state before each run. */
	prepare?(world: World): Promise<void>;
	/** What a run has changed on the server. */
	state?(world: World): Promise<unknown>;
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
		operation: 'channelMember/add',
		parameters: ({ addChannelId }) => ({
			channelMemberChannelId: id(addChannelId),
			channelMemberUserId: id(KEY),
		}),
		keys: ({ users }) => [
			users.bert,
			users.carl,
			UNKNOWN,
			users.stranger,
			users.me,
			'me',
			users.anna,
			'no ID',
			users.dora,
			users.gone,
		],
		prepare: async ({ removeAdded }) => await removeAdded(),
		state: async ({ membersAdded }) => await membersAdded(),
		since: '10.0',
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

export interface RhombusWorld {
	locations: string[];
}

export const RHOMBUS_CASES: Array<BulkCase<RhombusWorld>> = [
	{
		operation: 'location/get',
		parameters: () => ({ locationLocationUuid: id(KEY) }),
		keys: ({ locations }) => [
			...locations,
			'AAAAAAAAAAAAAAAAAAAAAA',
			locations[0],
			'no ID at all',
			'',
			'AAAAAAAAAAAAAAAAAAAAAA',
		],
	},
];

/** What differs from request to request. */
const masked = (value: unknown): string =>
	JSON.stringify(value)
		.replace(/"(last_update_at|last_viewed_at)":\d+/g, (text, name: string) =>
			text.endsWith(':0') ? text : `"${name}":"…"`,
		)
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
 * @param as whose credentials these are, for people
 * @param requestCount how many requests the server had so far
 */
export async function differenceOf<World>(
	one: BulkCase<World>,
	world: World,
	as: string,
	credentials: Credentials,
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
		await one.prepare?.(world);
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
			credentials,
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
		const what = `${one.operation} as ${as}, Simplify ${simplify ? 'on' : 'off'}`;
		const single = await run(false, simplify, keys, true);
		const after = await one.state?.(world);
		const bulk = await run(true, simplify, keys, true);
		compare(`${what}: what has changed`, [after ?? null, (await one.state?.(world)) ?? null]);
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

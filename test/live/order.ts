import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { builtPackage, runWorkflow } from '../support/harness';
import { rest } from '../support/eventStream';
import { firstOf } from '../support/present';

/**
 * Order and identity on a real server: 60 messages into one channel arrive in the items' order;
 * answers to a post that has none yet are all kept (ORDER_ROUNDS, 20); Retry On Fail posts nothing
 * twice.
 */

const site = String(process.env.MATTERMOST_URL);
const token = String(process.env.MATTERMOST_TOKEN);
const ROUNDS = Number(process.env.ORDER_ROUNDS ?? 20);
const RUN = `order-${Date.now().toString(36)}`;
const { nodes } = builtPackage();
const server = rest(site, token);
let execution = Date.now();

const run = async (parameters: INodeParameters, items: IDataObject[], maxTries?: number) =>
	await runWorkflow({
		node: nodes.mattermost!,
		items: items.map((json) => ({ json })) as never,
		executionId: String(execution++),
		maxTries,
		parameters: {
			authentication: 'accessToken',
			resource: 'post',
			postMessage: '={{ $json.message }}',
			postSimplify: true,
			requestOptions: {},
			...parameters,
		},
		credentials: { mattermostTokenApi: { siteUrl: site, accessToken: token } },
	});
const create = (channel: string): INodeParameters => ({
	operation: 'create',
	postChannelId: { __rl: true, mode: 'id', value: channel },
	postCreateOptions: {},
});

interface Posts {
	order: string[];
	posts: Record<string, { id: string; message: string; root_id: string; create_at: number }>;
}

/** Messages of people in a channel, oldest first. */
async function messagesIn(channel: string) {
	const { order, posts } = await server.request<Posts>('GET /channels/{channel}/posts', {
		path: { channel },
		query: { per_page: 200 },
	});
	return order
		.map((id) => posts[id]!)
		.filter(({ message }) => message.startsWith(RUN))
		.sort((a, b) => a.create_at - b.create_at);
}

async function main() {
	console.error = () => {};
	const team = await server.request<{ id: string }>('POST /teams', {
		body: { name: RUN, display_name: 'Live order', type: 'O' },
	});
	const channel = async (name: string) =>
		(
			await server.request<{ id: string }>('POST /channels', {
				body: { team_id: team.id, name: `${RUN}-${name}`, display_name: name, type: 'O' },
			})
		).id;
	const problems: string[] = [];

	const one = await channel('one');
	const messages = Array.from({ length: 60 }, (_, number) => `${RUN} ${number}`);
	await run(
		create(one),
		messages.map((message) => ({ message })),
	);
	const arrived = (await messagesIn(one)).map(({ message }) => message);
	const misplaced = arrived.filter((message, at) => message !== messages[at]).length;
	if (misplaced > 0 || arrived.length !== 60) problems.push(`${misplaced} of 60 in a wrong place`);

	let kept = 0;
	for (let round = 0; round < ROUNDS; round++) {
		const place = await channel(`replies-${round}`);
		const root = firstOf(await run(create(place), [{ message: `${RUN} root` }]));
		const answers = Array.from({ length: 3 }, (_, number) => ({ message: `${RUN} ${number}` }));
		await run(
			{ operation: 'reply', postPostId: root.json.id as string, postReplyOptions: {} },
			answers,
		).catch((error: Error) => problems.push(`round ${round}: ${error.message}`));
		kept += (await messagesIn(place)).filter(({ root_id }) => root_id === root.json.id).length;
	}
	if (kept !== 3 * ROUNDS) problems.push(`${3 * ROUNDS - kept} answers lost`);

	const retried = await channel('retried');
	const items = [
		{ channel: retried, message: `${RUN} a` },
		{ channel: 'x'.repeat(26), message: `${RUN} refused` },
		{ channel: retried, message: `${RUN} c` },
	];
	await run(create('={{ $json.channel }}'), items, 3).then(
		() => problems.push('A channel that is not there was taken'),
		() => {},
	);
	const once = (await messagesIn(retried)).filter(({ message }) => message === `${RUN} a`).length;
	if (once !== 1) problems.push(`Retry On Fail posted ${once} times`);

	await server.request('DELETE /teams/{team}', { path: { team: team.id } });
	console.log(
		`${site}: 60 messages, ${misplaced} in a wrong place; ${kept} of ${3 * ROUNDS} answers to fresh posts kept; Retry On Fail posted ${once} time`,
	);
	if (problems.length > 0) {
		console.log(problems);
		process.exitCode = 1;
	}
}

void main();

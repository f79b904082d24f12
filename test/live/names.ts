import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IDataObject } from 'n8n-workflow';
import { builtPackage, runWorkflow } from '../support/harness';
import { rest } from '../support/eventStream';
import { isOlder } from './outcome';
import { logIn, PASSWORD } from './people';

/**
 * Names in lists on a real server: what an administrator, a member, a bot and a guest get next to the IDs, how
 * many requests that takes, and that Simplify off gives what the server said. It makes a team of its own.
 */

const site = String(process.env.MATTERMOST_URL);
const token = String(process.env.MATTERMOST_TOKEN);
const RUN = `names-${Date.now().toString(36)}`;
/** People beside the four who ask: more than one request takes, but newer servers without a licence have a limit. */
const manyOn = (version: string) => (isOlder(version, '9.0') ? 205 : 20);
const { nodes } = builtPackage();
const admin = rest(site, token);
const problems: string[] = [];
let checks = 0;

const check = (what: string, isRight: boolean, detail?: unknown) => {
	checks++;
	if (!isRight) problems.push(`${what}: ${JSON.stringify(detail)?.slice(0, 600)}`);
};

type Thing = IDataObject & { id: string };

/** Passes everything on to the server, and notes what was asked. */
async function listeningProxy() {
	const asked: string[] = [];
	const server = http.createServer((request, response) => {
		asked.push(`${request.method} ${request.url!.replace('/api/v4', '').split('?')[0]}`);
		const { hostname, port } = new URL(site);
		const onward = http.request(
			{ hostname, port, path: request.url, method: request.method, headers: request.headers },
			(answer) => {
				response.writeHead(answer.statusCode!, answer.headers);
				answer.pipe(response);
			},
		);
		request.pipe(onward);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	return { url, asked, close: () => server.close() };
}

type Proxy = Awaited<ReturnType<typeof listeningProxy>>;

/** Items of a list, and what it asked the server besides its own pages. */
async function listed(
	proxy: Proxy,
	accessToken: string,
	resource: string,
	operation: string,
	values: IDataObject,
	own: RegExp,
) {
	proxy.asked.length = 0;
	const named = Object.entries({ simplify: true, returnAll: true, ...values }).map(
		([name, value]) => [resource + name.charAt(0).toUpperCase() + name.slice(1), value],
	);
	const items = await runWorkflow({
		node: ['incomingWebhook'].includes(resource) ? nodes.mattermostAdmin! : nodes.mattermost!,
		parameters: {
			authentication: 'accessToken',
			resource,
			operation,
			requestOptions: {},
			...(Object.fromEntries(named) as object),
		},
		credentials: { mattermostTokenApi: { siteUrl: proxy.url, accessToken } },
	});
	const extra = proxy.asked.filter((one) => !own.test(one));
	return { rows: items.map(({ json }) => json), extra, all: proxy.asked.length };
}

const byId = (value: unknown) => ({ __rl: true, mode: 'id', value: String(value) });

/** An account with a token, member of the team and the channels. */
async function member(name: string, team: string, channels: string[]): Promise<Thing> {
	const user = await admin.request<Thing>('POST /users', {
		body: { username: `${RUN}-${name}`, email: `${RUN}-${name}@example.com`, password: PASSWORD },
	});
	await join(user.id, team, channels);
	return user;
}

async function join(user_id: string, team: string, channels: string[]) {
	const path = { team };
	await admin.request('POST /teams/{team}/members', { path, body: { team_id: team, user_id } });
	for (const channel of channels) {
		await admin.request('POST /channels/{channel}/members', {
			path: { channel },
			body: { user_id },
		});
	}
}

/** Who asks: an administrator, a member, a bot and a guest. */
async function accounts(team: string, channels: string[]) {
	const anna = await member('anna', team, channels);
	const tokens: Record<string, string> = {
		administrator: token,
		member: await logIn(site, `${RUN}-anna`),
	};
	const bot = await admin.request<{ user_id: string }>('POST /bots', {
		body: { username: `${RUN}-bot` },
	});
	await join(bot.user_id, team, channels);
	const made = await admin.request<{ token: string }>('POST /users/{id}/tokens', {
		path: { id: bot.user_id },
		body: { description: RUN },
	});
	tokens.bot = made.token;
	const guest = await admin.request<Thing>('POST /users', {
		body: { username: `${RUN}-guest`, email: `${RUN}-guest@example.com`, password: PASSWORD },
	});
	tokens.guest = await logIn(site, `${RUN}-guest`);
	await admin.request('PUT /users/{id}/roles', {
		path: { id: guest.id },
		body: { roles: 'system_guest' },
	});
	await join(guest.id, team, [channels[0]!]);
	return { anna, bot: bot.user_id, guest, tokens };
}

async function main() {
	console.error = () => {};
	const ping = await fetch(`${site}/api/v4/system/ping`);
	const version = String(ping.headers.get('x-version-id'));
	const team = await admin.request<Thing>('POST /teams', {
		body: { name: RUN, display_name: `Team ${RUN}`, type: 'O' },
	});
	const channel = async (name: string, type = 'O') =>
		await admin.request<Thing>('POST /channels', {
			body: { team_id: team.id, name: `${RUN}-${name}`, display_name: `The ${name}`, type },
		});
	const [one, two] = [await channel('one'), await channel('two', 'P')];
	const me = await admin.request<Thing>('GET /users/me');
	const { anna, bot, guest, tokens } = await accounts(team.id, [one.id, two.id]);
	const many: Thing[] = [];
	for (let at = 0; at < manyOn(version); at++) many.push(await member(`u${at}`, team.id, [one.id]));
	const name = new Map<unknown, unknown>([
		...[me, anna, guest, ...many].map((user) => [user.id, user.username] as const),
		[bot, `${RUN}-bot`],
	]);
	const posts: Thing[] = [];
	for (const who of ['administrator', 'member', 'bot', 'guest']) {
		const { request } = rest(site, tokens[who]!);
		const body = { channel_id: one.id, message: `Word${RUN.replace('-', '')} of ${who}` };
		posts.push(await request<Thing>('POST /posts', { body }));
	}
	await admin.request('POST /posts', {
		body: { channel_id: two.id, message: `Word${RUN.replace('-', '')} elsewhere` },
	});
	await rest(site, tokens.member!).request('POST /reactions', {
		body: { user_id: anna.id, post_id: posts[0]!.id, emoji_name: '+1' },
	});
	const direct = await admin.request<Thing>('POST /channels/direct', { body: [me.id, anna.id] });
	const proxy = await listeningProxy();
	const said: string[] = [];
	for (const [who, accessToken] of Object.entries(tokens)) {
		const ask = async (
			resource: string,
			operation: string,
			values: IDataObject,
			own: RegExp,
			most: number,
			test: (row: IDataObject) => boolean,
			least = 1,
		) => {
			const what = `${who}: ${resource}/${operation}`;
			try {
				const { rows, extra } = await listed(proxy, accessToken, resource, operation, values, own);
				check(`${what} has rows`, rows.length >= least, rows.length);
				check(
					`${what} has names`,
					rows.every(test),
					rows.filter((row) => !test(row)),
				);
				check(`${what} asks little`, extra.length <= most, extra);
				said.push(
					`${what}: ${rows.length} rows, ${extra.length} further requests: ${extra.join(', ')}`,
				);
			} catch (error) {
				problems.push(`${what}: ${(error as Error).message}`);
			}
		};
		const teams = await rest(site, accessToken).request<Thing[]>('GET /users/me/teams');
		/** The person is right; who joined may stand under a system message. */
		const isNamed = (row: IDataObject) => row.user_name === name.get(row.user_id);
		const inOne = (row: IDataObject) =>
			isNamed(row) && row.channel_display_name === 'The one' && row.channel_name === one.name;
		await ask('post', 'getAll', { sourceChannel: byId(one.id) }, /\/posts$/, 3, inOne, 4);
		await ask('post', 'getThread', { postId: byId(posts[0]!.id) }, /\/thread$/, 2, inOne);
		await ask(
			'channelMember',
			'getAll',
			{ channelId: byId(one.id) },
			/\/members$/,
			1 + Math.ceil((many.length + 4) / 200),
			inOne,
			many.length,
		);
		await ask('reaction', 'getAll', { postId: byId(posts[0]!.id) }, /\/reactions$/, 2, isNamed);
		await ask(
			'post',
			'search',
			{ teamId: byId(team.id), terms: `Word${RUN.replace('-', '')}` },
			/\/search$/,
			// Servers before 6.2 give channels by team.
			isOlder(version, '6.2') ? 3 + teams.length : 2,
			(row) => isNamed(row) && ['The one', 'The two'].includes(String(row.channel_display_name)),
			who === 'guest' ? 4 : 5,
		);
		await ask(
			'teamMember',
			'getAll',
			{ teamId: byId(team.id) },
			/\/members$/,
			1 + Math.ceil((many.length + 4) / 200),
			(row) => row.team_display_name === team.display_name && (who === 'guest' || isNamed(row)),
		);
		await ask(
			'channel',
			'getMine',
			{ userId: byId('me'), teamId: byId(team.id) },
			/\/channels$/,
			2,
			(row) =>
				row.type === 'D'
					? row.id !== direct.id ||
						row.display_name ===
							String(row.name)
								.split('__')
								.map((id) => name.get(id))
								.join(', ')
					: row.type === 'G' || row.team_name === team.name,
		);
		if (who === 'administrator') {
			await admin.request('POST /hooks/incoming', {
				body: { channel_id: one.id, display_name: RUN },
			});
			await ask(
				'incomingWebhook',
				'getAll',
				{ getAllOptions: { teamId: byId(team.id) } },
				/\/hooks\/incoming$/,
				3,
				(row) => inOne(row) && row.team_name === team.name,
			);
		}
		const raw = await listed(
			proxy,
			accessToken,
			'post',
			'getAll',
			{ sourceChannel: byId(one.id), simplify: false },
			/\/posts$/,
		);
		check(`${who}: Simplify off asks for nothing`, raw.extra.length === 0, raw.extra);
		check(
			`${who}: Simplify off names nobody`,
			raw.rows.every((row) => !('user_name' in row)),
		);
	}
	proxy.close();
	await admin.request('DELETE /teams/{id}', { path: { id: team.id } });
	for (const id of [...many, anna, guest].map((user) => user.id).concat(bot)) {
		await admin.request('DELETE /users/{id}', { path: { id } });
	}
	for (const line of said) console.log(line);
	console.log(`Mattermost ${version}: ${checks} checks, ${problems.length} problems`);
	for (const problem of problems) console.log(`  ${problem}`);
	process.exitCode = problems.length > 0 ? 1 : 0;
}

void main();

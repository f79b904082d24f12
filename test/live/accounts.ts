import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { builtPackage, editorContext, runWorkflow, type Credentials } from '../support/harness';
import { rest } from '../support/eventStream';
import { isOlder } from './outcome';
import { logIn, PASSWORD } from './people';
import { firstOf } from '../support/present';

/**
 * Accounts on a real server: every list of the nodes' pickers as an administrator, a bot and a
 * guest; an OAuth 2.0 application from its registration to a refreshed token, in n8n's engine.
 */

const site = String(process.env.MATTERMOST_URL);
const token = String(process.env.MATTERMOST_TOKEN);
const RUN = `live-${Date.now().toString(36)}`;
const REDIRECT = 'http://127.0.0.1:5678/rest/oauth2-credential/callback';
const { nodes, credentials: types } = builtPackage();
const admin = rest(site, token);
const problems: string[] = [];

type Row = IDataObject & { id: string };
type Search = (
	this: unknown,
	filter?: string,
	page?: string,
) => Promise<{ results: Array<{ name: string; value: string }> }>;

/** Lists that the rights of a bot or guest do not reach, or that a server without a licence or of 4.10 has not. */
const MAY_REFUSE =
	/Categories|Hooks|Commands|Bots|Groups|Plugins|Roles|OauthApps|Playbooks|Runs|Agents|Bookmarks|Scheduled|Views|AccessPolicies|Recaps|Sessions|RetentionPolicies|Schemes|Connections|Remotes|Jobs|AccessTokens|Reports|ConfigSections/;

async function lists(who: string, accessToken: string, teamId: string) {
	for (const name of ['mattermost', 'mattermostAdmin']) {
		for (const [method, search] of Object.entries(nodes[name]!.methods?.listSearch ?? {})) {
			const context = editorContext({
				node: nodes[name]!,
				parameters: {
					authentication: 'accessToken',
					resource: 'channelCategory',
					operation: 'getAll',
					channelCategoryTeamId: { __rl: true, mode: 'id', value: teamId },
					channelCategoryUserId: { __rl: true, mode: 'id', value: 'me' },
				} as INodeParameters,
				credentials: { mattermostTokenApi: { siteUrl: site, accessToken } },
			});
			try {
				const { results } = await (search as unknown as Search).call(context, '');
				console.log(`${who}: ${name}.${method}: ${results.length} rows`);
				if (/Teams|Channels|Users/.test(method) && results.length === 0) {
					problems.push(`${who}: ${method} is empty`);
				}
			} catch (error) {
				const says = `${who}: ${name}.${method}: ${(error as Error).message}`;
				console.log(says);
				if (!MAY_REFUSE.test(method)) problems.push(says);
			}
		}
	}
}

/** A bot with a token, member of a team and a channel. */
async function botToken(teamId: string, channelId: string): Promise<[string, string]> {
	const bot = await admin.request<{ user_id: string }>('POST /bots', {
		body: { username: `${RUN}-bot` },
	});
	const { token: made } = await admin.request<{ token: string }>('POST /users/{id}/tokens', {
		path: { id: bot.user_id },
		body: { description: RUN },
	});
	const body = { team_id: teamId, user_id: bot.user_id };
	await admin.request('POST /teams/{id}/members', { path: { id: teamId }, body });
	await admin.request('POST /channels/{id}/members', { path: { id: channelId }, body });
	return [bot.user_id, made];
}

/** A guest with a session, member of a team and a channel. A server without guest accounts lets none log in later. */
async function guestToken(teamId: string, channelId: string): Promise<[string, string]> {
	const username = `${RUN}-guest`;
	const { id } = await admin.request<Row>('POST /users', {
		body: { username, email: `${username}@example.com`, password: PASSWORD },
	});
	const session = await logIn(site, username);
	await admin.request('PUT /users/{id}/roles', { path: { id }, body: { roles: 'system_guest' } });
	const body = { team_id: teamId, user_id: id };
	await admin.request('POST /teams/{id}/members', { path: { id: teamId }, body });
	await admin.request('POST /channels/{id}/members', { path: { id: channelId }, body });
	return [id, session];
}

async function oauth() {
	const app = await admin.request<Row & { client_secret: string }>('POST /oauth/apps', {
		body: {
			name: RUN,
			description: RUN,
			homepage: site,
			callback_urls: [REDIRECT],
			is_trusted: true,
		},
	});
	const authorize = await fetch(`${site}/oauth/authorize`, {
		method: 'POST',
		headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
		body: JSON.stringify({
			response_type: 'code',
			client_id: app.id,
			redirect_uri: REDIRECT,
			scope: '',
			state: 'x'.repeat(100),
		}),
	});
	const { redirect } = (await authorize.json()) as { redirect: string };
	const code = new URL(redirect).searchParams.get('code') ?? '';
	const exchange = await fetch(`${site}/oauth/access_token`, {
		method: 'POST',
		body: new URLSearchParams({
			grant_type: 'authorization_code',
			client_id: app.id,
			client_secret: app.client_secret,
			redirect_uri: REDIRECT,
			code,
		}),
	});
	const oauthTokenData = (await exchange.json()) as IDataObject;
	const declared = types.mattermostAccountOAuth2Api!.properties;
	const fixed = Object.fromEntries(declared.map(({ name, default: value }) => [name, value]));
	const stored: Credentials = {
		mattermostAccountOAuth2Api: {
			...fixed,
			siteUrl: site,
			authUrl: `${site}/oauth/authorize`,
			accessTokenUrl: `${site}/oauth/access_token`,
			clientId: app.id,
			clientSecret: app.client_secret,
			oauthTokenData,
		},
	};
	const me = async () => {
		const item = firstOf(
			await runWorkflow({
				node: nodes.mattermost!,
				parameters: {
					authentication: 'oAuth2',
					resource: 'user',
					operation: 'getMe',
					userSimplify: true,
				},
				credentials: stored,
			}),
		);
		return item.json.username;
	};
	console.log(`OAuth 2.0: ${String(await me())} with the first token`);
	const first = stored.mattermostAccountOAuth2Api!.oauthTokenData as IDataObject;
	// The server refuses it from now on, so n8n must refresh.
	stored.mattermostAccountOAuth2Api!.oauthTokenData = { ...first, access_token: 'expired' };
	console.log(`OAuth 2.0: ${String(await me())} after a refresh`);
	const second = stored.mattermostAccountOAuth2Api!.oauthTokenData as IDataObject;
	if (second.access_token === 'expired' || second.access_token === first.access_token) {
		problems.push('OAuth 2.0: no new token is stored');
	}
	await admin.request('DELETE /oauth/apps/{id}', { path: { id: app.id } });
}

async function main() {
	console.error = () => {};
	const ping = await fetch(`${site}/api/v4/system/ping`);
	const version = String(ping.headers.get('x-version-id'));
	const team = await admin.request<Row>('POST /teams', {
		body: { name: RUN, display_name: 'Live accounts', type: 'O' },
	});
	const channel = await admin.request<Row>('POST /channels', {
		body: { team_id: team.id, name: RUN, display_name: 'Live accounts', type: 'O' },
	});
	await lists('administrator', token, team.id);
	if (!isOlder(version, '5.12')) {
		const [botId, made] = await botToken(team.id, channel.id);
		await lists('bot', made, team.id);
		await admin.request('DELETE /users/{id}', { path: { id: botId } });
		const [guestId, session] = await guestToken(team.id, channel.id);
		await lists('guest', session, team.id);
		await admin.request('DELETE /users/{id}', { path: { id: guestId } });
	}
	await oauth().catch((error) => problems.push(`OAuth 2.0: ${(error as Error).message}`));
	await admin.request('DELETE /teams/{id}', { path: { id: team.id } });
	console.log(problems.length === 0 ? `Mattermost ${version}: all good` : problems.join('\n'));
	if (problems.length > 0) process.exitCode = 1;
}

void main();

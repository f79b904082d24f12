import type { IDataObject } from 'n8n-workflow';
import { checkExists, create, remove } from '../../nodes/MattermostWebhookTrigger/lifecycle';
import { hookContext, type Given } from '../support/contexts';
import { rest } from '../support/eventStream';

/**
 * What the Mattermost Webhook Trigger registers on a real server: made once by three starts, moved with
 * n8n's address, changed and removed, by the administrator, by a member who may manage no more than own
 * hooks, and by one who may not even that. Roles of the server are changed meanwhile: a throwaway server.
 */

const site = String(process.env.MATTERMOST_URL);
const RUN = `reg${Date.now().toString(36)}`;
const PASSWORD = 'Passw0rd-live!';
const admin = rest(site, String(process.env.MATTERMOST_TOKEN));
const problems: string[] = [];
const passed: string[] = [];

const check = (what: string, isTrue: boolean, found?: unknown) => {
	if (isTrue) passed.push(what);
	else problems.push(`${what}: ${JSON.stringify(found)?.slice(0, 500)}`);
};

const OLD = `http://127.0.0.1:5678/webhook/${RUN}/mattermost`;
const NEW = `http://localhost:5679/n8n/webhook/${RUN}/mattermost`;

async function newMember(teamId: string): Promise<{ id: string; token: string }> {
	const { id } = await admin.request<{ id: string }>('POST /users', {
		body: { username: RUN, email: `${RUN}@localhost.test`, password: PASSWORD },
	});
	await admin.request('POST /teams/{team}/members', {
		path: { team: teamId },
		body: { team_id: teamId, user_id: id },
	});
	const answer = await fetch(`${site}/api/v4/users/login`, {
		method: 'POST',
		body: JSON.stringify({ login_id: RUN, password: PASSWORD }),
	});
	return { id, token: String(answer.headers.get('token')) };
}

/** Own integrations; other names before 10.x. */
const RIGHTS = [
	'manage_own_slash_commands',
	'manage_own_outgoing_webhooks',
	'manage_slash_commands',
	'manage_outgoing_webhooks',
];

const rowsAt = async (teamId: string, source: string): Promise<IDataObject[]> => {
	const rows =
		source === 'command'
			? await admin.request<IDataObject[] | null>('GET /commands', {
					query: { team_id: teamId, custom_only: true },
				})
			: await admin.request<IDataObject[] | null>('GET /hooks/outgoing', {
					query: { team_id: teamId },
				});
	return (rows ?? []).filter((row) =>
		JSON.stringify([row.url, row.callback_urls]).includes(`/webhook/${RUN}/`),
	);
};

async function main() {
	const team = await admin.request<{ id: string }>('POST /teams', {
		body: { name: RUN, display_name: 'Live registration', type: 'O' },
	});
	const member = await newMember(team.id);
	const role = await admin.request<{ id: string; permissions: string[] }>(
		'GET /roles/name/team_user',
	);
	const highest = await admin.request<{ permissions: string[] }>('GET /roles/name/system_admin');
	const rights = RIGHTS.filter((name) => highest.permissions.includes(name));
	const patchRole = async (permissions: string[]) =>
		await admin.request('PUT /roles/{role}/patch', {
			path: { role: role.id },
			body: { permissions },
		});

	const given = (source: string, token: string, more: Partial<Given> = {}): Given => ({
		url: OLD,
		memory: {},
		credentials: { siteUrl: site, accessToken: token },
		authenticate: (headers) => {
			headers.Authorization = `Bearer ${token}`;
		},
		parameters: {
			authentication: 'accessToken',
			source,
			team: { __rl: true, mode: 'id', value: team.id },
			trigger: RUN,
			triggerWords: `#${RUN}`,
			triggerWhen: 'startsWith',
			respond: 'onReceived',
		},
		...more,
	});
	const start = async (one: Given) => {
		const found = await checkExists(hookContext(one));
		if (!found) await create(hookContext(one));
		return found;
	};

	async function lives(who: string, source: string, token: string) {
		const what = `${source} by ${who}`;
		const one = given(source, token);
		await Promise.all([1, 2, 3].map(async () => await start({ ...one, memory: {} })));
		let rows = await rowsAt(team.id, source);
		check(`${what}: three starts make one`, rows.length === 1, rows);
		check(`${what}: is found`, await start(one));
		const { id, token: secret } = one.memory!;

		const moved = { ...one, url: NEW };
		check(`${what}: is not at the new address yet`, !(await start(moved)));
		rows = await rowsAt(team.id, source);
		check(
			`${what}: is moved and keeps ID and token`,
			rows.length === 1 &&
				rows[0]!.id === id &&
				rows[0]!.token === secret &&
				JSON.stringify(rows[0]).includes(NEW),
			rows,
		);
		const changed = {
			...moved,
			parameters: { ...moved.parameters, trigger: `${RUN}x`, triggerWords: `#${RUN}x` },
		};
		await start(changed);
		rows = await rowsAt(team.id, source);
		check(
			`${what}: is changed`,
			rows.length === 1 && JSON.stringify(rows[0]).includes(`${RUN}x`) && rows[0]!.token === secret,
			rows,
		);
		check(`${what}: is found after the change`, await start(changed));

		const test = given(source, token, {
			url: NEW.replace('/webhook/', '/webhook-test/'),
			parameters: { ...changed.parameters, trigger: `${RUN}t` },
		});
		await start(test);
		await remove(hookContext(test));
		check(`${what}: stays when a test ends`, await start(changed));

		await remove(hookContext(changed));
		rows = await rowsAt(team.id, source);
		check(`${what}: is removed`, rows.length === 0, rows);
		await remove(hookContext(changed));
	}

	try {
		// Older servers give everybody the right.
		await patchRole(role.permissions.filter((name) => !RIGHTS.includes(name)));
		for (const source of ['command', 'outgoing']) {
			await lives('the administrator', source, String(process.env.MATTERMOST_TOKEN));
			const error = await start(given(source, member.token)).then(
				() => undefined,
				(cause: Error & { description?: string }) => cause,
			);
			// Mattermost 4 lets members make outgoing webhooks all the same.
			check(
				`${source} by a member without the right: ${error ? 'says which right' : 'is allowed'}`,
				!error || /permission to manage/.test(String(error.description)),
				error?.message,
			);
		}
		await patchRole([...new Set([...role.permissions, ...rights])]);
		for (const source of ['command', 'outgoing']) {
			await lives('a member with the right to own ones', source, member.token);
		}
	} finally {
		await patchRole(role.permissions);
		await admin.request('DELETE /teams/{team}', { path: { team: team.id } });
		await admin.request('DELETE /users/{user}', { path: { user: member.id } });
	}
	console.log(`Passed: ${passed.length}\n${passed.join('\n')}`);
	if (problems.length > 0) {
		console.log(`Problems:\n${problems.join('\n')}`);
		process.exitCode = 1;
	}
}

void main();

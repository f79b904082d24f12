import { rest } from '../support/eventStream';

/**
 * Whether a real server tells apart the tokens that it refuses: one that never was, was revoked, was
 * disabled, belongs to a deactivated account, or is a session that has ended. As long as the answers are
 * the same, the test of a credential can only name all these causes.
 */

const site = String(process.env.MATTERMOST_URL);
const { request } = rest(site, String(process.env.MATTERMOST_TOKEN));
const RUN = `refused${Date.now().toString(36)}`;
const PASSWORD = 'Sample-Password-1';

interface Row {
	id: string;
	token: string;
}

/** What a server says of a token, save what differs in every answer. */
async function said(token: string): Promise<string> {
	const response = await fetch(`${site}/api/v4/users/me`, {
		headers: { authorization: `Bearer ${token}` },
	});
	const body = (await response.json()) as Record<string, unknown>;
	delete body.request_id;
	const told = [...response.headers.keys()].filter((name) => !/^(date|x-request-id)$/.test(name));
	return JSON.stringify([response.status, body, told.sort()]).replaceAll(token, 'TOKEN');
}

/** A user of its own, with a token. */
async function tokenOf(name: string): Promise<{ user: string; token: Row }> {
	const { id } = await request<Row>('POST /users', {
		body: {
			username: `${RUN}${name}`,
			email: `${RUN}${name}@example.com`,
			password: PASSWORD,
		},
	});
	const path = { id };
	await request('PUT /users/{id}/roles', {
		path,
		body: { roles: 'system_user system_user_access_token' },
	});
	const token = await request<Row>('POST /users/{id}/tokens', {
		path,
		body: { description: 'live test' },
	});
	return { user: id, token };
}

async function refusals(): Promise<Record<string, string>> {
	const revoked = await tokenOf('revoked');
	await request('POST /users/tokens/revoke', { body: { token_id: revoked.token.id } });
	const disabled = await tokenOf('disabled');
	await request('POST /users/tokens/disable', { body: { token_id: disabled.token.id } });
	const inactive = await tokenOf('inactive');
	await request('DELETE /users/{id}', { path: { id: inactive.user } });
	const ended = await tokenOf('ended');
	const login = await fetch(`${site}/api/v4/users/login`, {
		method: 'POST',
		body: JSON.stringify({ login_id: `${RUN}ended`, password: PASSWORD }),
	});
	const session = login.headers.get('token') ?? '';
	await request('POST /users/{id}/sessions/revoke/all', { path: { id: ended.user } });
	const found = {
		'never was': await said('a'.repeat(26)),
		'was revoked': await said(revoked.token.token),
		'was disabled': await said(disabled.token.token),
		'belongs to a deactivated account': await said(inactive.token.token),
		'is a session that has ended': await said(session),
	};
	for (const { user: id } of [revoked, disabled, ended]) {
		await request('DELETE /users/{id}', { path: { id } });
	}
	return found;
}

async function main(): Promise<void> {
	const found = await refusals();
	for (const [why, words] of Object.entries(found)) console.log(`A token that ${why}: ${words}`);
	if (new Set(Object.values(found)).size === 1) {
		console.log('The server says the same of all of them.');
		return;
	}
	console.log('The server tells them apart: the test of a credential can say more.');
	process.exitCode = 1;
}

void main();

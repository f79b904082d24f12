import { setTimeout as wait } from 'node:timers/promises';
import type { IDataObject, NodeApiError } from 'n8n-workflow';
import { listen } from '../../nodes/MattermostTrigger/trigger';
import { sessionHeaders } from '../../nodes/services/mattermost/session';
import { totp, totpKey } from '../../nodes/services/mattermost/totp';
import { ALL_POSTS, rest, startProgram } from '../support/eventStream';
import { builtPackage, runWorkflow, testCredential, type Credentials } from '../support/harness';

/**
 * The password credential on a real server: sessions that n8n begins and renews, the second factor, refusals
 * in words, and the trigger whose session is revoked. It turns multi-factor authentication on for the server.
 */

const site = String(process.env.MATTERMOST_URL);
const admin = rest(site, String(process.env.MATTERMOST_TOKEN));
const RUN = Date.now().toString(36);
const PASSWORD = 'Passw0rd-live! "x"';
const { nodes } = builtPackage();
const problems: string[] = [];
let checks = 0;

const check = (what: string, isRight: boolean, detail?: unknown) => {
	checks++;
	console.log(
		`${isRight ? 'ok   ' : 'WRONG'} ${what}${isRight ? '' : `: ${JSON.stringify(detail)}`}`,
	);
	if (!isRight) problems.push(what);
};

type Row = IDataObject & { id: string };

/** A person of this run, with a credential as n8n stores it. */
class Person {
	readonly credentials: Credentials;
	private constructor(
		readonly id: string,
		readonly loginId: string,
	) {
		this.credentials = {
			mattermostPasswordApi: { siteUrl: site, loginId, password: PASSWORD, sessionToken: '' },
		};
	}

	static async make(name: string, teamId: string): Promise<Person> {
		const username = `${name}-${RUN}`;
		const { id } = await admin.request<Row>('POST /users', {
			body: { username, email: `${username}@example.com`, password: PASSWORD },
		});
		await admin.request('POST /teams/{id}/members', {
			path: { id: teamId },
			body: { team_id: teamId, user_id: id },
		});
		return new Person(id, username);
	}

	get stored(): IDataObject {
		return this.credentials.mattermostPasswordApi!;
	}

	/** The same account, another entry of the form. */
	with(more: IDataObject): Credentials {
		return { mattermostPasswordApi: { ...this.stored, sessionToken: '', ...more } };
	}

	async sessions(): Promise<number> {
		const rows = await admin.request<Row[]>('GET /users/{id}/sessions', { path: { id: this.id } });
		return rows.length;
	}

	async revoke(): Promise<void> {
		await admin.request('POST /users/{id}/sessions/revoke/all', { path: { id: this.id } });
	}
}

const posting = async (credentials: Credentials, channel: string, messages: string[]) =>
	await runWorkflow({
		node: nodes.mattermost!,
		parameters: {
			authentication: 'password',
			resource: 'post',
			operation: 'create',
			postChannelId: channel,
			postMessage: '={{ $json.message }}',
			postCreateOptions: {},
		},
		items: messages.map((message) => ({ json: { message } })),
		credentials,
	});

const read = async (credentials: Credentials) =>
	await runWorkflow({
		node: nodes.mattermost!,
		parameters: {
			authentication: 'password',
			resource: 'user',
			operation: 'get',
			userUserId: 'me',
		},
		credentials,
	});

const wordsOf = async (credentials: Credentials) =>
	await read(credentials).then(
		() => 'it worked',
		(error: NodeApiError) => `${error.message}: ${error.description}`,
	);
const tested = async (credentials: Credentials) =>
	await testCredential(
		nodes.mattermost!,
		'mattermostPasswordTest',
		credentials.mattermostPasswordApi!,
	);

async function sessions(person: Person, channel: string) {
	const messages = Array.from({ length: 20 }, (_, at) => `first ${at}`);
	const made = await posting(person.credentials, channel, messages);
	check('20 items at once', made.length === 20, made.length);
	check('one session for them', (await person.sessions()) === 1, await person.sessions());
	const first = person.stored.sessionToken;
	await person.revoke();
	const again = await posting(
		person.credentials,
		channel,
		messages.map((one) => `again ${one}`),
	);
	check('20 items after the session was revoked', again.length === 20, again.length);
	check('one new session', (await person.sessions()) === 1, await person.sessions());
	check('n8n stores the new one', person.stored.sessionToken !== first);
	const { posts } = await admin.request<{ posts: Record<string, IDataObject> }>(
		'GET /channels/{id}/posts',
		{ path: { id: channel }, query: { per_page: 200 } },
	);
	const texts = Object.values(posts)
		.filter(({ type }) => type === '')
		.map(({ message }) => message);
	check('each message once', texts.length === 40 && new Set(texts).size === 40, texts.length);
	const words = await wordsOf(person.with({ password: 'Wrong-passw0rd!' }));
	check('a wrong password', /login ID or the password is wrong.*Correct both/s.test(words), words);
	const test = await tested(person.with({ password: 'Wrong-passw0rd!' }));
	check('the button with a wrong password', /is wrong\. Correct both/.test(test.message), test);
	check('the button', (await tested(person.with({}))).status === 'OK');
}

async function secondFactor(person: Person) {
	await read(person.credentials);
	const own = rest(site, String(person.stored.sessionToken));
	const { secret } = await own.request<{ secret: string }>('POST /users/{id}/mfa/generate', {
		path: { id: person.id },
	});
	await own.request('PUT /users/{id}/mfa', {
		path: { id: person.id },
		body: { activate: true, code: totp(totpKey(secret)!, Date.now()) },
	});
	await person.revoke();
	const missing = await wordsOf(person.with({}));
	check(
		'a second factor that is missing',
		/uses multi-factor authentication.*Enter the TOTP secret/s.test(missing),
		missing,
	);
	const wrong = await wordsOf(person.with({ totpSecret: 'MZXW6YTBOIMZXW6YTBOIMZXW6YTBOIMZ' }));
	check('a wrong TOTP secret', /one-time password is wrong/.test(wrong), wrong);
	person.stored.totpSecret = secret;
	const right = await wordsOf(person.credentials);
	check(
		'the right TOTP secret, in the half minute of its activation',
		right === 'it worked',
		right,
	);
	await person.revoke();
	const soon = await wordsOf(person.credentials);
	// Newer servers refuse a code that was used, and there are three that are valid at a time.
	const isSpent = /one-time password is wrong/.test(soon);
	check('signing in again in the same half minute', soon === 'it worked' || isSpent, soon);
	console.log(isSpent ? '      (all codes of this half minute were used)' : '      (it worked)');
	await wait(isSpent ? 31_000 : 0);
	await person.revoke();
	await wait(31_000);
	const later = await wordsOf(person.credentials);
	check('signing in again later', later === 'it worked', later);
	check('the button with a code', (await tested(person.credentials)).status === 'OK');
}

async function locked(person: Person) {
	for (let times = 0; times < 10; times++) {
		await fetch(`${site}/api/v4/users/login`, {
			method: 'POST',
			body: JSON.stringify({ login_id: person.loginId, password: 'Wrong-passw0rd!' }),
		});
	}
	const words = await wordsOf(person.credentials);
	check('too many attempts', /too many attempts.*Reset Failed Attempts/s.test(words), words);
}

async function deactivated(person: Person) {
	await read(person.credentials);
	await admin.request('DELETE /users/{id}', { path: { id: person.id } });
	const words = await wordsOf(person.credentials);
	check('a deactivated account', /account is deactivated.*Activate it/s.test(words), words);
}

async function trigger(person: Person, channel: string) {
	const messages: string[] = [];
	const running = await startProgram(
		{
			listen,
			name: 'Mattermost Trigger',
			type: 'mattermostTrigger',
			credentials: person.stored,
			headers: sessionHeaders,
			parameters: { ...ALL_POSTS, authentication: 'password' },
		},
		{ onItem: ({ message }) => messages.push(String(message)) },
	);
	const arrives = async (message: string) => {
		await admin.request('POST /posts', { body: { channel_id: channel, message } });
		// A server notices at the next ping that the session is gone, which comes each half minute.
		for (let tries = 0; tries < 900 && !messages.includes(message); tries++) await wait(100);
		check(`the trigger gets "${message}"`, messages.includes(message), messages);
	};
	await arrives('before');
	await person.revoke();
	await arrives('after the session was revoked');
	await arrives('once more');
	check('each once', messages.length === new Set(messages).size, messages);
	check('the trigger goes on', running.failures.length === 0, running.failures.map(String));
	await running.close();
}

async function main() {
	await admin.request('PUT /config/patch', {
		body: { ServiceSettings: { EnableMultifactorAuthentication: true } },
	});
	const team = await admin.request<Row>('POST /teams', {
		body: { name: `password-${RUN}`, display_name: 'Password', type: 'O' },
	});
	const channel = async (name: string) =>
		await admin.request<Row>('POST /channels', {
			body: { team_id: team.id, name, display_name: name, type: 'O' },
		});
	const join = async (person: Person, { id }: Row) =>
		await admin.request('POST /channels/{id}/members', {
			path: { id },
			body: { user_id: person.id },
		});
	const person = async (name: string) => await Person.make(name, team.id);
	const [one, two] = [await channel('one'), await channel('two')];
	const maria = await person('maria');
	await join(maria, one);
	await sessions(maria, one.id);
	const bob = await person('bob');
	await join(bob, two);
	await trigger(bob, two.id);
	await locked(await person('carol'));
	await deactivated(await person('dan'));
	await secondFactor(await person('erin'));
	await admin.request('DELETE /teams/{id}', { path: { id: team.id } });
	console.log(`${checks - problems.length} of ${checks} checks passed`);
	process.exit(problems.length > 0 ? 1 : 0);
}

void main();

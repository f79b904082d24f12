import { setTimeout as wait } from 'node:timers/promises';
import { totp, totpKey } from '../../../nodes/services/mattermost/totp';
import { rest } from '../../support/eventStream';
import { logIn, PASSWORD, person, type Person } from '../people';
import { byId, must, refusal, work, type Kept, type Stage } from './stage';

/** Row about signing in with login and password, with and without a second factor. */

/** How long one code of the second factor is good, in ms. */
const CODE_MS = 31_000;

async function credentialOf({ client, site }: Stage, who: Person, more: object): Promise<Kept> {
	const made = {
		name: `${who.name} ${JSON.stringify(Object.keys(more))}`,
		type: 'mattermostPasswordApi',
		data: { siteUrl: site, loginId: who.name, password: PASSWORD, ...more },
	};
	return { ...made, id: (await client.createCredential(made)).id };
}

export async function password(stage: Stage): Promise<string> {
	const { admin, client, channel } = stage;
	const erin = await person('erin', stage);
	try {
		const plain = await credentialOf(stage, erin, {});
		const say = async (as: Kept, message: string) =>
			await work(
				stage,
				'post',
				'create',
				{ postChannelId: byId(channel), postMessage: message },
				{ as },
			);
		const refused = async (as: Kept) =>
			await refusal(
				stage,
				'user',
				'get',
				{ userUserId: { __rl: true, mode: 'list', value: 'me' } },
				as,
			);
		const sent = await say(plain, 'signed in');
		must('it is her message', sent[0]!.json.user_id === erin.id, sent);
		const revoke = async () =>
			await admin.request('POST /users/{id}/sessions/revoke/all', { path: { id: erin.id } });
		await revoke();
		await say(plain, 'signed in again');
		const wrong = await refused(await credentialOf(stage, erin, { password: 'Wrong-passw0rd!' }));
		must('a wrong password', /login ID or the password is wrong/.test(wrong), wrong);

		const own = rest(stage.site, await logIn(stage.site, erin.name));
		const { secret } = await own.request<{ secret: string }>('POST /users/{id}/mfa/generate', {
			path: { id: erin.id },
		});
		await own.request('PUT /users/{id}/mfa', {
			path: { id: erin.id },
			body: { activate: true, code: totp(totpKey(secret)!, Date.now()) },
		});
		await revoke();
		const missing = await refused(plain);
		must('a second factor that is missing', /multi-factor/.test(missing), missing);
		await wait(CODE_MS);
		const second = await credentialOf(stage, erin, { totpSecret: secret });
		await say(second, 'signed in with a code');
		await wait(CODE_MS);
		const tested = await client.testCredential({
			...second,
			data: { siteUrl: stage.site, loginId: erin.name, password: PASSWORD, totpSecret: secret },
		});
		must('the button of the credential', tested.status === 'OK', tested);
		const shown = JSON.stringify(
			await client.get(`/rest/credentials/${second.id}?includeData=true`),
		);
		must('n8n shows no secret', ![PASSWORD, secret].some((one) => shown.includes(one)));
		await admin.request('DELETE /users/{id}', { path: { id: erin.id } });
		const gone = await refused(second);
		must('a deactivated account', /deactivated/.test(gone), gone);
		return `session renewed after it was revoked; with a code after MFA was turned on; "${wrong.slice(0, 60)}", "${missing.slice(0, 80)}", "${gone.slice(0, 60)}"`;
	} finally {
		erin.close();
	}
}

import { setTimeout as wait } from 'node:timers/promises';
import { createHmac } from 'node:crypto';
import type { SavedWorkflow } from '../../../tools/n8n/client';
import { filledIn, readExample } from '../../../tools/examples';
import { modelCredential, startModel } from '../../../sandbox/model';
import {
	listen,
	member,
	mattermost as ask,
	messages,
	outcome,
	press,
	run,
	sentToRhombus,
	submitForm,
	type,
	until,
	type Scene,
} from './scene';
import { firstOf } from '../../support/present';

/** How each example is started, and what it must have done then. */
export interface Example {
	/** What has to be there before the example is imported. */
	prepare?(scene: Scene): Promise<void>;
	/** @throws when the example did not do its job */
	play(scene: Scene, workflow: SavedWorkflow): Promise<void>;
}

/** Rhombus delivers something to whoever subscribed. */
async function subscribed({ sandbox }: Scene, zapEnum: string, event: unknown): Promise<void> {
	const subscriptions = [...sandbox.rhombus.state.subscriptions.values()];
	const { hookUrl } = subscriptions.find(
		(one) => one.zapEnum === zapEnum && one.hookUrl !== 'http://127.0.0.1:9/',
	)!;
	const answer = await fetch(String(hookUrl), {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(event),
	});
	expect(answer.status).toBe(200);
}

/** Rhombus delivers an alert to the webhooks of the organization, signed. */
async function alerted({ sandbox }: Scene, event: unknown): Promise<void> {
	const { activityWebhooksV2 } = sandbox.rhombus.state.integrations.get('webhook/2')!.settings;
	const [url, { webhookSecret }] = firstOf(
		Object.entries(activityWebhooksV2 as Record<string, { webhookSecret: string }>),
	);
	const body = JSON.stringify(event);
	const answer = await fetch(url, {
		method: 'POST',
		headers: {
			'content-type': 'application/json',
			'x-rhombus-signature-sha1': createHmac('sha1', webhookSecret).update(body).digest('hex'),
		},
		body,
	});
	expect(answer.status).toBe(200);
}

export const EXAMPLES: Record<string, Example> = {
	'01-rhombus-directory-to-mattermost.json': {
		async play(scene, workflow) {
			await run(scene, workflow);
			expect(messages(scene, 'alerts').at(-1)).toMatch(/^Alerts of Rhombus now arrive here/);
			const { incomingHooks } = scene.sandbox.mattermost.state;
			const before = incomingHooks.size;
			const again = await run(scene, workflow);
			expect(incomingHooks.size).toBe(before);
			expect(again.items('Take That One')).toHaveLength(1);
		},
	},
	'02-camera-alert-to-channel.json': {
		async play(scene, workflow) {
			const { mattermost, rhombus } = scene.sandbox;
			await listen(scene, workflow);

			const alert = rhombus.state.alerts[2]!;
			await alerted(scene, {
				version: '2',
				activityTrigger: 'MOTION_HUMAN',
				alertUuid: alert.uuid,
				timestampMs: alert.timestampMs,
			});
			await outcome(scene, workflow);
			const { state } = mattermost;
			const post = state.channelPosts.get(state.channel('security').id)!.at(-1)!;
			expect(post.message).toContain(`**${String(alert.textDescription)}** at 20`);
			const picture = state.files.get(post.file_ids![0]!)!;
			expect(picture.bytes.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));

			await press(scene, 'Acknowledge');
			await outcome(scene, workflow, 2);
			expect(post.message).toBe(
				`**${String(alert.textDescription)}**\n:white_check_mark: Acknowledged by @bob`,
			);
			expect(post.props.attachments).toEqual([]);
			expect(post.file_ids).toHaveLength(1);
			expect(alert.deleted).toBe(true);

			// A picture that cannot be had keeps no alert back.
			rhombus.fail({ match: ({ path }) => path.startsWith('/media/'), times: 9, kind: 'status', status: 404 });
			const next = rhombus.state.alerts[3]!;
			await alerted(scene, {
				version: '2',
				activityTrigger: 'MOTION',
				alertUuid: next.uuid,
				timestampMs: next.timestampMs,
			});
			await outcome(scene, workflow, 3);
			const bare = state.channelPosts.get(state.channel('security').id)!.at(-1)!;
			expect(bare.message).toContain(`**${String(next.textDescription)}** at 20`);
			expect(bare.file_ids ?? []).toEqual([]);
		},
	},
	'03-door-unlock-with-approval.json': {
		async play(scene, workflow) {
			const { state } = scene.sandbox.rhombus;
			const door = [...state.doors.values()].find(({ name }) => name === 'Back Door')!;
			await listen(scene, workflow);
			// Neither who asks nor the account that posts may approve.
			const carol = await member(scene, 'carol', 'security');
			await type(scene, '/unlock back door');
			await press(scene, 'Approve', carol);
			await outcome(scene, workflow);
			expect(state.unlocked).toEqual([door.uuid]);
			expect(messages(scene, 'alerts').at(-1)).toBe(
				':unlock: **Back Door** is unlocked, approved by @carol',
			);

			await type(scene, '/unlock Garage');
			await press(scene, 'Decline', carol);
			await outcome(scene, workflow, 2);
			expect(messages(scene, 'alerts').at(-1)).toBe(
				':no_entry: @carol declined to unlock **Garage**',
			);

			await type(scene, '/unlock Nowhere');
			await outcome(scene, workflow, 3);
			const { posts } = scene.sandbox.mattermost.state;
			expect([...posts.values()].at(-1)!.message).toBe('There is no door called **Nowhere**.');
			expect(state.unlocked).toEqual([door.uuid]);

			await type(scene, '/unlock Unwired Door');
			await press(scene, 'Approve', carol);
			await outcome(scene, workflow, 4);
			expect(messages(scene, 'alerts').at(-1)).toMatch(
				/^:x: \*\*Unwired Door\*\* could not be unlocked: ./,
			);
		},
	},
	'04-new-hire.json': {
		async play(scene, workflow) {
			const { mattermost, rhombus } = scene.sandbox;
			await listen(scene, workflow);
			await submitForm(scene, workflow, ['Nora', 'New', 'nora.new@example.com', '04A2B3C4']);
			await outcome(scene, workflow);

			const person = [...rhombus.state.users.values()].find(
				({ email }) => email === 'nora.new@example.com',
			);
			expect(person).toMatchObject({ name: 'Nora New' });
			expect(sentToRhombus(scene, 'accesscontrol/createStandardCsnCredential')).toEqual([
				expect.objectContaining({ userUuid: person!.uuid }),
			]);
			const { state } = mattermost;
			const account = state.user('nora.new');
			expect(account).toMatchObject({ first_name: 'Nora', email: 'nora.new@example.com' });
			expect(state.teamMembers.get(state.team('team1').id)!.has(account.id)).toBe(true);
			for (const name of ['random', 'alerts']) {
				expect(state.channelMembers.get(state.channel(name).id)!.has(account.id)).toBe(true);
			}
			expect(
				mattermost.requests.filter(({ path }) => path.endsWith('/users/password/reset/send')),
			).toHaveLength(1);
			expect(messages(scene, 'town-square')).toEqual([
				':wave: Welcome @nora.new! Card, channels and password mail are done\\.',
			]);

			// Sent once more, it makes nothing; a channel and a mail that fail keep nobody back.
			const before = [rhombus.state.users.size, state.users.size];
			await submitForm(scene, workflow, ['Nora', 'New', 'nora.new@example.com', '04A2B3C4']);
			await outcome(scene, workflow, 2);
			expect([rhombus.state.users.size, state.users.size]).toEqual(before);
			expect(messages(scene, 'town-square').at(-1)).toContain('has an account in Rhombus already');

			const { id } = state.channel('random');
			mattermost.fail({ match: `POST /api/v4/channels/${id}/members`, kind: 'status', status: 403 });
			mattermost.fail({ match: 'POST /api/v4/users/password/reset/send', kind: 'status', status: 501 });
			await submitForm(scene, workflow, ['Otto', 'Next', 'otto.next@example.com', '04A2B3C5']);
			await outcome(scene, workflow, 3);
			const otto = state.user('otto.next');
			expect(state.channelMembers.get(state.channel('alerts').id)!.has(otto.id)).toBe(true);
			const welcome = messages(scene, 'town-square').at(-1)!;
			expect(welcome).toMatch(/^:wave: Welcome @otto\.next! Left to do by hand: /);
			expect(welcome.split('Left to do')).toHaveLength(3);
		},
	},
	'05-offboarding.json': {
		async play(scene, workflow) {
			const { mattermost, rhombus } = scene.sandbox;
			const leaver = rhombus.state.addUser('bob@example.com', { name: 'Bob Baker' });
			mattermost.state.addSession(mattermost.state.user('bob').id, 'session');
			await listen(scene, workflow);
			await submitForm(scene, workflow, ['bob@example.com']);
			const execution = await outcome(scene, workflow);

			const cards = execution.items('List Their Credentials').map(({ json }) => json.uuid);
			expect(cards.length).toBeGreaterThan(0);
			expect(
				sentToRhombus(scene, 'accesscontrol/revokeAccessControlCredential').map(
					({ credentialUuid }) => credentialUuid,
				),
			).toEqual(cards);
			expect(rhombus.state.users.has(String(leaver.uuid))).toBe(false);
			expect(rhombus.state.users.size).toBe(25);
			const { state } = mattermost;
			expect(state.user('bob').delete_at).toBeGreaterThan(0);
			const sessions = [...state.sessions.values()].filter(({ kind }) => kind === 'session');
			expect(sessions.map(({ userId }) => userId)).not.toContain(state.user('bob').id);
			expect(messages(scene, 'security').at(-1)).toBe(
				':wave: Access of bob@example.com ended in Rhombus and Mattermost.',
			);

			rhombus.state.addUser('carol@example.com', { name: 'Carol' });
			rhombus.fail({
				match: 'POST /api/accesscontrol/revokeAccessControlCredential',
				kind: 'status',
				status: 400,
			});
			await submitForm(scene, workflow, ['carol@example.com']);
			await outcome(scene, workflow, 2);
			expect(state.user('carol').delete_at).toBeGreaterThan(0);
			const report = messages(scene, 'security').at(-1)!;
			expect(report).toMatch(
				/^:warning: Access of carol@example\.com is not ended everywhere:\n- Revoke Credentials: ./,
			);
			expect(report.split('\n')).toHaveLength(2);
			await submitForm(scene, workflow, ['nobody@example.com']);
			await outcome(scene, workflow, 3);
			expect(messages(scene, 'security').at(-1)).toBe(
				':warning: Access of nobody@example.com is not ended everywhere:\n- Find Mattermost Account: Mattermost: Unable to find the existing user.',
			);
		},
	},
	'06-panic-button-to-lockdown.json': {
		async play(scene, workflow) {
			const { mattermost, rhombus } = scene.sandbox;
			await listen(scene, workflow);
			await subscribed(scene, 'BUTTON_EVENTS', { buttonPress: 'LONG', timestampMs: 1 });
			await outcome(scene, workflow);
			expect(
				sentToRhombus(scene, 'accesscontrol/lockdownPlan/activateLockdownForLocation'),
			).toEqual([
				expect.objectContaining({
					locationUuid: rhombus.state.samples.locationUuid,
					lockdownPlanUuids: ['BBBBBBBBBBBBBBBBBBBBBB', 'CCCCCCCCCCCCCCCCCCCCCC'],
				}),
			]);
			const { state } = mattermost;
			const channel = [...state.channels.values()].find(({ name }) =>
				name.startsWith('incident-'),
			)!;
			expect(channel.type).toBe('P');
			const members = state.channelMembers.get(channel.id)!;
			for (const name of ['bob', 'carol']) expect(members.has(state.user(name).id)).toBe(true);
			expect(messages(scene, channel.name).at(-1)).toMatch(
				/^@channel .*Panic button\.\*\* The lockdown has been started\\\. All responders are in this channel\\\.$/,
			);
			// Only the chosen button was asked for.
			const panic = firstOf(rhombus.state.sensors.get('button')!);
			expect([...rhombus.state.subscriptions.values()].at(-1)).toMatchObject({
				uuids: [panic.uuid],
			});

			rhombus.fail({
				match: 'POST /api/accesscontrol/lockdownPlan/activateLockdownForLocation',
				kind: 'status',
				status: 400,
			});
			// Who is not in the team cannot be added.
			const inTeam = state.teamMembers.get(channel.team_id)!;
			const { id: bob } = state.user('bob');
			const left = inTeam.get(bob)!;
			inTeam.delete(bob);
			await wait(1_100);
			await subscribed(scene, 'BUTTON_EVENTS', { buttonPress: 'LONG', timestampMs: 2 });
			await outcome(scene, workflow, 2);
			const last = [...state.channels.values()].at(-1)!;
			const said = messages(scene, last.name).at(-1)!;
			expect(said).toContain('The lockdown has NOT been started, start it by hand: ');
			expect(said).toMatch(/ bob could not be added: ./);
			expect(state.channelMembers.get(last.id)!.has(state.user('carol').id)).toBe(true);
			inTeam.set(bob, left);
		},
	},
	'07-sensor-alert-with-escalation.json': {
		async play(scene, workflow) {
			const { state } = scene.sandbox.mattermost;
			await listen(scene, workflow);
			const warm = async (temp: number) =>
				await subscribed(scene, 'ENVIRONMENTAL_SENSOR_EVENTS', { temp, timestampMs: temp });
			await warm(41);
			await press(scene, 'I take care');
			await outcome(scene, workflow);
			const [question, answer] = messages(scene, 'alerts').slice(-2);
			expect(question).toContain('temp 41');
			expect(answer).toBe(':+1: @bob takes care.');

			await warm(42);
			await outcome(scene, workflow, 2, 150_000);
			const direct = [...state.posts.values()].at(-1)!;
			expect(direct.channel_id).toBe(
				state.direct(state.user('admin').id, state.user('carol').id).id,
			);
			expect(direct.message).toMatch(/^:warning: Nobody took care/);
		},
	},
	'08-nightly-audit-export.json': {
		async play(scene, workflow) {
			await run(scene, workflow);
			const { state } = scene.sandbox.mattermost;
			const post = state.channelPosts.get(state.channel('security').id)!.at(-1)!;
			const file = state.files.get(post.file_ids![0]!)!;
			expect(file.info.name).toMatch(/\.csv$/);
			expect(file.bytes.toString().split('\n').length).toBeGreaterThan(1);
			const { startInterval, endInterval } = firstOf(sentToRhombus(scene, 'export/audit'));
			// A day has an hour more or less where clocks change.
			expect(Number(endInterval) - Number(startInterval)).toBeGreaterThanOrEqual(82_800_000);
			expect(Number(endInterval) - Number(startInterval)).toBeLessThanOrEqual(90_000_000);
			await run(scene, workflow);
			expect(messages(scene, 'security')).toHaveLength(1);
		},
	},
	'09-integration-settings-in-step.json': {
		async play(scene, workflow) {
			const settingsOf = (vendor: string) =>
				scene.sandbox.rhombus.state.integrations.get(vendor)!.settings;
			settingsOf('kisi/2').enabled = false;
			await run(scene, workflow);
			const webhookUrl = String(settingsOf('mattermost').webhookUrl);
			expect(webhookUrl).toMatch(/\/hooks\/\w{26}$/);
			expect(settingsOf('mattermost').enabled).toBe(true);
			expect(settingsOf('kisi/2').enabled).toBe(true);
			expect(messages(scene, 'security')).toHaveLength(2);

			await run(scene, workflow);
			expect(messages(scene, 'security')).toHaveLength(2);

			// What cannot be put right is said, and the other is put right all the same.
			settingsOf('kisi/2').enabled = false;
			settingsOf('mattermost').webhookUrl = 'https://example.com/';
			scene.sandbox.rhombus.fail({
				match: ({ path }) => path.includes('updateMattermost'),
				kind: 'status',
				status: 400,
			});
			await run(scene, workflow);
			expect(settingsOf('kisi/2').enabled).toBe(true);
			expect(messages(scene, 'security').slice(2).sort()).toEqual([
				':wrench: Rhombus\' Kisi integration was turned on again.',
				expect.stringContaining(':x: An integration of Rhombus could not be kept in step: '),
			]);

			// As imported it changes nothing.
			const before = [{ ...settingsOf('kisi/2') }, { ...settingsOf('mattermost') }];
			const asImported = await scene.client.createWorkflow(
				filledIn(readExample('09-integration-settings-in-step.json'), {
					Settings: { channel: 'team1/security' },
				}),
			);
			scene.cleanUps.push(async () => await scene.client.deleteWorkflow(asImported.id));
			await run(scene, asImported);
			expect([settingsOf('kisi/2'), settingsOf('mattermost')]).toEqual(before);
		},
	},
	'10-user-directory-sync.json': {
		async play(scene, workflow) {
			const { mattermost, rhombus } = scene.sandbox;
			const joined = [...rhombus.state.users.values()]
				.filter(({ status }) => status === 'JOINED')
				.map(({ email }) => String(email));
			const known = joined[3];
			mattermost.state.addUser({ username: 'known', email: known });
			await run(scene, workflow);

			const missing = joined.filter((email) => email !== known);
			expect(missing.length).toBeGreaterThan(20);
			const invited = () =>
				mattermost.requests
					.filter(({ path, status }) => path.endsWith('/invite/email') && status < 300)
					.flatMap(({ body }) => body as string[]);
			expect(invited().sort()).toEqual(missing.slice(0, 20).sort());
			const [list] = messages(scene, 'town-square');
			expect(list).toContain('20 Rhombus users were invited');
			expect(list).toContain(missing[0]);

			// The next morning the rest, of whom one is refused; then that one; then nobody.
			mattermost.fail({ match: ({ path }) => path.endsWith('/invite/email'), kind: 'status', status: 400 });
			await run(scene, workflow);
			expect(invited()).toHaveLength(missing.length - 1);
			const left = missing.find((email) => !invited().includes(email));
			expect(messages(scene, 'town-square').at(-1)).toContain(`- Not invited: ${left}: `);
			await run(scene, workflow);
			expect(invited().sort()).toEqual([...missing].sort());
			await run(scene, workflow);
			expect(invited()).toHaveLength(missing.length);
			expect(messages(scene, 'town-square')).toHaveLength(3);
		},
	},
	'11-incident-timeline.json': {
		async play(scene, workflow) {
			const { alerts, auditEvents } = scene.sandbox.rhombus.state;
			await listen(scene, workflow);
			await type(scene, '/timeline 35');
			await outcome(scene, workflow);
			const { state } = scene.sandbox.mattermost;
			const root = [...state.posts.values()].find(({ message }) =>
				message.endsWith('Timeline of the last 35 minutes'),
			)!;
			expect(root.channel_id).toBe(state.channel('alerts').id);
			// Both have one every ten minutes, back from now.
			const said = state.replies.get(root.id)!.map(({ message }) => {
				expect(message).toMatch(/^\d\d:\d\d:\d\d \S+ :/);
				return message.replace(/^\S+ \S+ /, '');
			});
			expect(said).toHaveLength(8);
			for (const index of [0, 1, 2, 3]) {
				const pair = said.slice(6 - 2 * index, 8 - 2 * index).sort();
				expect(pair).toEqual([
					`:bust_in_silhouette: ${String(auditEvents[index]!.displayText)}`,
					`:rotating_light: ${String(alerts[index]!.textDescription)}`,
				]);
			}
		},
	},
	'12-keyword-watch.json': {
		async play(scene, workflow) {
			const { state } = scene.sandbox.mattermost;
			await listen(scene, workflow);
			const say = (message: string) =>
				state.addPost({
					channel_id: state.channel('alerts').id,
					user_id: state.user('bob').id,
					message,
				});
			say('The printer is on strike');
			const alarm = say('I see an intruder at the gate');
			await outcome(scene, workflow);
			expect(state.reactions.get(alarm.id)).toEqual([
				expect.objectContaining({ emoji_name: 'eyes' }),
			]);
			expect(messages(scene, 'security')).toEqual([
				expect.stringContaining('> I see an intruder at the gate'),
			]);
			scene.sandbox.mattermost.fail({ match: 'POST /api/v4/reactions', kind: 'status', status: 403 });
			say('Fire in the kitchen');
			await outcome(scene, workflow, 2);
			expect(messages(scene, 'security').at(-1)).toContain('> Fire in the kitchen');
		},
	},
	'13-ai-agent-in-mattermost.json': {
		async prepare({ client, cleanUps }) {
			const model = await startModel();
			cleanUps.push(model.stop);
			const credential = await client.createCredential(modelCredential(model));
			cleanUps.push(async () => await client.deleteCredential(credential.id));
		},
		async play(scene, workflow) {
			const { state } = scene.sandbox.mattermost;
			await listen(scene, workflow);
			const asked = async (message: string, channel: string) =>
				await ask<{ id: string }>(scene, 'POST', '/posts', {
					channel_id: state.channel(channel).id,
					message: `@admin ${message}`,
				});
			const reply = async ({ id }: { id: string }) =>
				(await until('the answer', () => state.replies.get(id)))[0]!.message;
			const question = await asked('How many cameras are there?', 'alerts');
			await outcome(scene, workflow);
			expect(sentToRhombus(scene, 'camera/getMinimalCameraStateList')).toHaveLength(1);
			expect(await reply(question)).toMatch(/^I found 6: .*Lobby/);

			// It reads the channel in which it is asked, and hears nothing in others.
			state.addPost({
				channel_id: state.channel('security').id,
				user_id: state.user('admin').id,
				message: 'The safe code is 1234',
			});
			await asked('Read this channel', 'security');
			const read = await asked('Read this channel, security', 'alerts');
			await outcome(scene, workflow, 2);
			const found = await reply(read);
			expect(found).not.toContain('1234');
			expect(await scene.client.executionsOf(workflow.id)).toHaveLength(2);
			const reads = scene.sandbox.mattermost.requests.filter(
				({ method, path }) => method === 'GET' && path.endsWith('/posts'),
			);
			expect(reads.length).toBeGreaterThan(0);
			for (const { path } of reads) expect(path).toContain(state.channel('alerts').id);

			// A tool that fails does not end the answer.
			scene.sandbox.rhombus.fail({
				match: 'POST /api/component/findAccessControlledDoors',
				kind: 'status',
				status: 403,
			});
			const doors = await asked('Which doors are there?', 'alerts');
			await outcome(scene, workflow, 3);
			expect(await reply(doors)).toMatch(/^The tool said: /);
		},
	},
	'14-door-unlock-approved-by-two.json': {
		async play(scene, workflow) {
			const { state } = scene.sandbox.rhombus;
			await listen(scene, workflow);
			await type(scene, '/open');
			await press(scene, 'Approve', await member(scene, 'carol', 'security'));
			expect(state.unlocked).toEqual([]);
			await press(scene, 'Approve', await member(scene, 'admin', 'security'));
			await outcome(scene, workflow);
			expect(state.unlocked).toHaveLength(1);
			const posts = [...scene.sandbox.mattermost.state.posts.values()];
			const asked = posts.find(({ message }) => message.includes('wants to have the door'))!;
			expect(asked.file_ids).toHaveLength(1);
			expect(asked.message).toContain('Approved by @carol, @admin');
		},
	},
	'15-alert-storm-to-threads.json': {
		async play(scene, workflow) {
			const { mattermost, rhombus } = scene.sandbox;
			await listen(scene, workflow);
			for (const alert of rhombus.state.alerts.slice(0, 3)) {
				await alerted(scene, {
					version: '2',
					activityTrigger: 'MOTION_HUMAN',
					deviceUuid: 'one camera',
					alertUuid: alert.uuid,
					timestampMs: alert.timestampMs,
				});
			}
			await outcome(scene, workflow, 3);
			const { state } = mattermost;
			const posts = state.channelPosts.get(state.channel('security').id)!;
			const roots = posts.filter(({ root_id, message }) => !root_id && message.includes('reports'));
			expect(roots.map(({ message }) => message.split('\n')[1])).toEqual(['high, 3 reports']);
			expect(posts.filter(({ root_id }) => root_id === roots[0]!.id)).toHaveLength(3);
		},
	},
	'16-alert-video-to-thread.json': {
		async play(scene, workflow) {
			const { mattermost, rhombus } = scene.sandbox;
			await listen(scene, workflow);
			await until('n8n has subscribed', () => rhombus.feed.open() > 0);
			const [cameraUuid, camera] = [...rhombus.state.cameras][1]!;
			for (const textDescription of ['Somebody at the door', 'Somebody at the gate']) {
				const alert = rhombus.state.addAlert({
					deviceUuid: cameraUuid,
					textDescription,
					clipLocationMap: { [cameraUuid]: { region: 'us-west-2' } },
				});
				rhombus.state.finishAlert(alert);
			}
			await outcome(scene, workflow, 2);
			const { state } = mattermost;
			const posts = state.channelPosts.get(state.channel('security').id)!;
			const roots = posts.filter(({ root_id, message }) => !root_id && message.includes('reports'));
			expect(roots.map(({ message }) => message.split('\n'))).toEqual([
				[expect.stringContaining(String(camera.name)), 'high, 2 reports'],
			]);
			const replies = posts.filter(({ root_id }) => root_id === roots[0]!.id);
			expect(replies.map(({ message }) => message).sort()).toEqual([
				expect.stringMatching(/^\*\*Somebody at the door\*\* at 20/),
				expect.stringMatching(/^\*\*Somebody at the gate\*\* at 20/),
			]);
			for (const { file_ids } of replies) {
				const file = state.files.get(file_ids![0]!)!;
				expect(file.info.name).toMatch(/^alert-.+\.mp4$/);
				expect(file.bytes.subarray(4, 8).toString()).toBe('ftyp');
			}
			expect(sentToRhombus(scene, 'video/spliceV3')).toEqual([]);
		},
	},
};

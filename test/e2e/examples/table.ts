import { PASSWORD } from '../../../sandbox/mattermost/state';
import { createHmac } from 'node:crypto';
import type { SavedWorkflow } from '../../../tools/n8n/client';
import { startModel } from './model';
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
	type Filling,
	type Scene,
} from './scene';

/** How each example is filled in and started, and what it must have done then. */
export interface Example {
	fill?(scene: Scene): Filling | Promise<Filling>;
	/** @throws when the example did not do its job */
	play(scene: Scene, workflow: SavedWorkflow): Promise<void>;
}

const settings = (values: Record<string, unknown>): (() => Filling) => {
	return () => ({ Settings: values });
};

const team = { __rl: true, mode: 'name', value: 'team1' };
const command = { 'Slash Command': { team } };

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
	const [[url, { webhookSecret }]] = Object.entries(
		activityWebhooksV2 as Record<string, { webhookSecret: string }>,
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
		},
	},
	'02-camera-alert-to-channel.json': {
		fill: () => ({
			Settings: { channel: 'team1/security' },
		}),
		async play(scene, workflow) {
			const { mattermost, rhombus } = scene.sandbox;
			await listen(scene, workflow);

			const alert = rhombus.state.alerts[2];
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
			const picture = state.files.get(post.file_ids![0])!;
			expect(picture.bytes.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));

			await press(scene, 'Acknowledge');
			await outcome(scene, workflow, 2);
			expect(post.message).toBe(
				`**${String(alert.textDescription)}**\n:white_check_mark: Acknowledged by @bob`,
			);
			expect(post.props.attachments).toEqual([]);
			expect(post.file_ids).toHaveLength(1);
			expect(alert.deleted).toBe(true);
		},
	},
	'03-door-unlock-with-approval.json': {
		fill: () => ({ ...command, Settings: { approvalChannel: 'team1/security' } }),
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
		},
	},
	'04-new-hire.json': {
		fill: settings({ team: 'team1', channels: 'random, alerts', announceIn: 'town-square' }),
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
			expect(messages(scene, 'town-square')).toEqual([':wave: Welcome @nora.new!']);
		},
	},
	'05-offboarding.json': {
		fill: settings({ channel: 'team1/security' }),
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
			expect(messages(scene, 'security').at(-1)).toMatch(
				/^:wave: Access of bob@example\.com ended/,
			);
		},
	},
	'06-panic-button-to-lockdown.json': {
		fill: ({ sandbox }) => ({
			Settings: {
				location: sandbox.rhombus.state.samples.locationUuid,
				plans: 'BBBBBBBBBBBBBBBBBBBBBB, CCCCCCCCCCCCCCCCCCCCCC',
				team: 'team1',
				responders: 'bob, carol',
			},
		}),
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
			expect(messages(scene, channel.name).at(-1)).toMatch(/^@channel .*Panic button/);
		},
	},
	'07-sensor-alert-with-escalation.json': {
		// One minute is the shortest that n8n waits for.
		fill: settings({ channel: 'team1/alerts', manager: 'carol', minutes: 1 }),
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
		fill: settings({ channel: 'team1/security' }),
		async play(scene, workflow) {
			await run(scene, workflow);
			const { state } = scene.sandbox.mattermost;
			const post = state.channelPosts.get(state.channel('security').id)!.at(-1)!;
			const file = state.files.get(post.file_ids![0])!;
			expect(file.info.name).toMatch(/\.csv$/);
			expect(file.bytes.toString().split('\n').length).toBeGreaterThan(1);
			const [{ startInterval, endInterval }] = sentToRhombus(scene, 'export/audit');
			expect(Number(endInterval) - Number(startInterval)).toBeCloseTo(86_400_000, -4);
		},
	},
	'09-integration-settings-in-step.json': {
		fill: settings({
			webhookUrl: 'https://chat.example.com/hooks/kept',
			kisiEnabled: true,
			channel: 'team1/security',
		}),
		async play(scene, workflow) {
			const settingsOf = (vendor: string) =>
				scene.sandbox.rhombus.state.integrations.get(vendor)!.settings;
			settingsOf('kisi/2').enabled = false;
			await run(scene, workflow);
			expect(settingsOf('mattermost')).toMatchObject({
				enabled: true,
				webhookUrl: 'https://chat.example.com/hooks/kept',
			});
			expect(settingsOf('kisi/2')).toMatchObject({ enabled: true });
			expect(messages(scene, 'security')).toHaveLength(2);

			await run(scene, workflow);
			expect(messages(scene, 'security')).toHaveLength(2);
		},
	},
	'10-user-directory-sync.json': {
		fill: settings({ team: 'team1', channel: 'team1/town-square' }),
		async play(scene, workflow) {
			const { mattermost, rhombus } = scene.sandbox;
			const joined = [...rhombus.state.users.values()]
				.filter(({ status }) => status === 'JOINED')
				.map(({ email }) => String(email));
			const known = joined[3];
			mattermost.state.addUser({ username: 'known', email: known });
			await run(scene, workflow);

			const missing = joined.filter((email) => email !== known).sort();
			expect(missing.length).toBeGreaterThan(10);
			const invited = mattermost.requests
				.filter(({ path }) => path.endsWith('/invite/email'))
				.flatMap(({ body }) => body as string[]);
			expect(invited.sort()).toEqual(missing);
			const [list] = messages(scene, 'town-square');
			expect(list).toContain(`${missing.length} Rhombus users were invited`);
			expect(list).toContain(missing[0]);
		},
	},
	'11-incident-timeline.json': {
		fill: () => command,
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
				expect(message).toMatch(/^\d\d:\d\d:\d\d :/);
				return message.slice(9);
			});
			expect(said).toHaveLength(8);
			for (const index of [0, 1, 2, 3]) {
				const pair = said.slice(6 - 2 * index, 8 - 2 * index).sort();
				expect(pair).toEqual([
					`:bust_in_silhouette: ${String(auditEvents[index].displayText)}`,
					`:rotating_light: ${String(alerts[index].textDescription)}`,
				]);
			}
		},
	},
	'12-keyword-watch.json': {
		fill: settings({ channel: 'team1/security' }),
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
		},
	},
	'13-ai-agent-in-mattermost.json': {
		async fill({ client, cleanUps }) {
			const model = await startModel(
				'List_Cameras',
				(result) => `Cameras called Lobby: ${result.split('"name":"Lobby"').length - 1}`,
			);
			cleanUps.push(model.stop);
			const credential = await client.createCredential({
				name: 'OpenAI account',
				type: 'openAiApi',
				data: { apiKey: 'not-a-key', url: model.url, header: false },
			});
			cleanUps.push(async () => await client.deleteCredential(credential.id));
			return { 'Search Messages': { postTeamId: team } };
		},
		async play(scene, workflow) {
			const { state } = scene.sandbox.mattermost;
			await listen(scene, workflow);
			const question = await ask<{ id: string }>(scene, 'POST', '/posts', {
				channel_id: state.channel('alerts').id,
				message: '@admin How many cameras are in the lobby?',
			});
			await outcome(scene, workflow);
			expect(sentToRhombus(scene, 'camera/getMinimalCameraStateList')).toHaveLength(1);
			const [answer] = await until('the answer', () => state.replies.get(question.id));
			expect(answer.message).toBe('Cameras called Lobby: 1');
		},
	},
	'14-door-unlock-approved-by-two.json': {
		fill: ({ sandbox }) => {
			const { state } = sandbox.mattermost;
			for (const username of ['dave', 'erin']) state.addUser({ username }, PASSWORD);
			const named = (value: string) => ({ value: { __rl: true, mode: 'username', value } });
			const [camera] = [...sandbox.rhombus.state.cameras.values()];
			return {
				...command,
				'Look at the Door': { 'cameraCameraUuid.value': camera!.name },
				Ask: {
					'postAskChannel.value': 'team1/security',
					'postSendAndWaitOptions.allowedUsers': {
						entry: ['carol', 'dave', 'erin'].map(named),
					},
					'postSendAndWaitOptions.escalateTo': { entry: [named('bob')] },
				},
			};
		},
		async play(scene, workflow) {
			const { state } = scene.sandbox.rhombus;
			await listen(scene, workflow);
			await type(scene, '/open');
			await press(scene, 'Approve', await member(scene, 'carol', 'security'));
			expect(state.unlocked).toEqual([]);
			await press(scene, 'Approve', await member(scene, 'dave', 'security'));
			await outcome(scene, workflow);
			expect(state.unlocked).toHaveLength(1);
			const posts = [...scene.sandbox.mattermost.state.posts.values()];
			const asked = posts.find(({ message }) => message.includes('wants to have the door'))!;
			expect(asked.file_ids).toHaveLength(1);
			expect(asked.message).toContain('Approved by @carol, @dave');
		},
	},
	'15-alert-storm-to-threads.json': {
		fill: () => ({ Report: { 'incidentChannelId.value': 'team1/security' } }),
		async play(scene, workflow) {
			const { mattermost, rhombus } = scene.sandbox;
			await listen(scene, workflow);
			const alert = rhombus.state.alerts[2];
			for (const at of [0, 1, 2]) {
				await alerted(scene, {
					version: '2',
					activityTrigger: 'MOTION_HUMAN',
					deviceUuid: 'one camera',
					alertUuid: alert.uuid,
					timestampMs: Number(alert.timestampMs) + at,
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
};

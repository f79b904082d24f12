import type { SavedWorkflow } from '../../../tools/n8n/client';
import {
	listen,
	messages,
	outcome,
	run,
	sentToRhombus,
	submitForm,
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

export const EXAMPLES: Record<string, Example> = {
	'01-rhombus-directory-to-mattermost.json': {
		async play(scene, workflow) {
			await run(scene, workflow);
			expect(messages(scene, 'alerts').at(-1)).toMatch(/^Alerts of Rhombus now arrive here/);
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
			expect(messages(scene, 'security').at(-1)).toMatch(/^:wave: Access of bob@example\.com ended/);
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
};

import type { Samples } from '../values';
import { PNG } from './downloads';
import type { Cast, MattermostState } from './state';

/** One of everything that hangs on a user, a team and a channel; returns what refers to it. */
export function seedIntegrations(state: MattermostState, cast: Cast): Samples {
	const { admin, bot, team, channel, post } = cast;
	const now = Date.now();
	const row = () => ({ id: state.newId(), create_at: now, update_at: now, delete_at: 0 });
	const names = { display_name: 'Seed', description: '', username: '', icon_url: '' };
	const place = { channel_id: channel.id, team_id: team.id };
	const incoming = { ...row(), user_id: admin.id, ...place, ...names, channel_locked: false };
	state.incomingHooks.set(incoming.id, incoming);
	const outgoing = {
		...row(),
		token: state.newId(),
		creator_id: admin.id,
		...place,
		trigger_words: ['seed'],
		trigger_when: 0,
		callback_urls: ['http://127.0.0.1:9/'],
		...names,
		content_type: 'application/json',
	};
	state.outgoingHooks.set(outgoing.id, outgoing);
	const command = {
		...row(),
		token: state.newId(),
		creator_id: admin.id,
		team_id: team.id,
		trigger: 'seed',
		method: 'P',
		auto_complete: false,
		auto_complete_desc: '',
		auto_complete_hint: '',
		...names,
		url: 'http://127.0.0.1:9/',
	};
	state.commands.set(command.id, command);
	const emoji = { ...row(), creator_id: admin.id, name: 'seed' };
	state.emoji.set(emoji.id, { row: emoji, bytes: PNG });
	const file = {
		...row(),
		user_id: admin.id,
		post_id: post.id,
		name: 'seed.png',
		extension: 'png',
		size: PNG.length,
		mime_type: 'image/png',
		width: 1,
		height: 1,
		has_preview_image: true,
	};
	state.files.set(file.id, { info: file, channelId: channel.id, bytes: PNG });
	const upload = {
		id: state.newId(),
		type: 'attachment',
		create_at: now,
		user_id: admin.id,
		channel_id: channel.id,
		filename: 'seed.txt',
		file_size: 1,
		file_offset: 0,
	};
	state.uploads.set(upload.id, { row: upload, chunks: [] });
	const preference = { user_id: admin.id, category: 'seed', name: 'seed', value: '1' };
	state.preferences.set(admin.id, new Map([['seed/seed', preference]]));
	const scheduled = {
		id: state.newId(),
		create_at: now,
		update_at: now,
		user_id: admin.id,
		channel_id: channel.id,
		root_id: '',
		message: 'Later',
		props: {},
		scheduled_at: now + 86_400_000,
		processed_at: 0,
		error_code: '',
	};
	state.scheduled.set(scheduled.id, scheduled);
	const app = {
		...row(),
		creator_id: admin.id,
		client_secret: 'sandboxclientsecret1111111',
		name: 'Seed',
		description: '',
		icon_url: '',
		callback_urls: ['http://127.0.0.1:5678/rest/oauth2-credential/callback'],
		homepage: 'http://127.0.0.1:5678',
		is_trusted: false,
	};
	state.oauthApps.set(app.id, app);
	const token_id = state.addSession(admin.id, 'personal', 'seed').id;
	const session_id = state.addSession(admin.id, 'session').id;
	const group = {
		...row(),
		name: 'on-call',
		display_name: 'On Call',
		description: '',
		source: 'custom',
		remote_id: null,
		has_syncables: false,
		allow_reference: true,
	};
	state.groups.set(group.id, { row: group, members: new Set([admin.id]) });
	const job = { ...row(), type: 'export_delete', status: 'pending', progress: 0, data: null };
	state.jobs.set(job.id, job);
	state.keepVersion(post);
	const [version] = state.postVersions.get(post.id)!;
	return {
		job_id: job.id,
		restore_version_id: String(version!.id),
		user_id: admin.id,
		username: admin.username,
		email: admin.email,
		bot_user_id: bot.id,
		team_id: team.id,
		team_name: team.name,
		invite_id: team.invite_id,
		channel_id: channel.id,
		channel_name: channel.name,
		post_id: post.id,
		file_id: file.id,
		upload_id: upload.id,
		hook_id: incoming.id,
		outgoing_hook_id: outgoing.id,
		command_id: command.id,
		scheduled_post_id: scheduled.id,
		app_id: app.id,
		thread_id: post.id,
		emoji_id: emoji.id,
		emoji_name: emoji.name,
		role_id: [...state.roles.keys()][0],
		role_name: 'system_admin',
		token_id,
		session_id,
		group_id: group.id,
		category_id: `channels_${admin.id}_${team.id}`,
		category: preference.category,
		preference_name: preference.name,
		timestamp: String(now),
		export_name: 'export.zip',
		import_name: 'import.zip',
		job_type: job.type,
		page_size: 50,
	};
}

import type { Sandbox } from '../../sandbox';
import type { Known } from './fields';

/** Samples for what hangs on posts and channels: files, hooks, commands, emoji, bots. */

/** Sends as the administrator; `body` is JSON, or bytes. */
export type Ask = (
	method: 'GET' | 'POST',
	path: string,
	body?: unknown,
) => Promise<Record<string, string>>;

/** Things of each kind, and the IDs under which the fields of the operations know them. */
export async function prepareContent(
	sandbox: Sandbox,
	ask: Ask,
	place: { team_id: string; channel_id: string; post_id: string },
): Promise<Known> {
	const { state } = sandbox.mattermost;
	const hook = await ask('POST', '/hooks/incoming', { channel_id: place.channel_id });
	const outgoing = await ask('POST', '/hooks/outgoing', {
		team_id: place.team_id,
		channel_id: place.channel_id,
		display_name: 'Sample',
		trigger_words: ['sample'],
		callback_urls: ['http://127.0.0.1:9/'],
	});
	// Both kinds of hooks are called hook_id, so the two get one ID.
	state.outgoingHooks.set(hook.id!, { ...state.outgoingHooks.get(outgoing.id!), id: hook.id });
	const command = await ask('POST', '/commands', {
		team_id: place.team_id,
		trigger: 'known',
		method: 'P',
		url: 'http://127.0.0.1:9/',
	});
	const emojiId = state.newId();
	state.emoji.set(emojiId, {
		row: { id: emojiId, name: 'known', creator_id: state.user('admin').id },
		bytes: Buffer.from('GIF89a'),
	});
	const fileId = state.newId();
	state.files.set(fileId, {
		info: { id: fileId, name: 'known.png', mime_type: 'image/png', post_id: place.post_id },
		channelId: place.channel_id,
		bytes: Buffer.from('not really a picture'),
	});
	const post = state.posts.get(place.post_id)!;
	post.file_ids = [fileId];
	const { id: bob } = state.user('bob');
	const reaction = {
		user_id: bob,
		post_id: post.id,
		emoji_name: 'tada',
		create_at: post.create_at,
	};
	state.reactions.set(post.id, [reaction]);
	const saved = { user_id: bob, category: 'flagged_post', name: post.id, value: 'true' };
	state.preferences.set(bob, new Map([['flagged_post', saved]]));
	await ask('POST', '/drafts', { channel_id: place.channel_id, message: 'Draft' });
	const uploadId = state.newId();
	const uploading = { id: uploadId, channel_id: place.channel_id, file_size: 9, file_offset: 0 };
	state.uploads.set(uploadId, { row: uploading, chunks: [] });
	const scheduledId = state.newId();
	state.scheduled.set(scheduledId, {
		id: scheduledId,
		channel_id: place.channel_id,
		user_id: state.user('admin').id,
		message: 'Later',
		scheduled_at: 1_900_000_000_000,
	});
	const changed = state.posts.get(String(place.post_id))!;
	state.keepVersion(changed);
	const [version] = state.postVersions.get(changed.id)!;
	return {
		restore_version_id: String(version!.id),
		hook_id: hook.id,
		command_id: command.id,
		emoji_id: emojiId,
		file_id: fileId,
		bot_user_id: state.user('n8n-bot').id,
		binary_fields: 'data',
		thread_id: place.post_id,
		upload_id: uploadId,
		scheduled_post_id: scheduledId,
		recipient: bob,
		mention: bob,
		'post.channel_id': place.channel_id,
	};
}

/** Where an operation needs other values, by `resource/operation`. */
export const contentValues: Record<string, Known> = {
	'post/create': { message: 'Hello' },
	'post/reply': { message: 'Hello' },
	'post/sendDirect': { message: 'Hello' },
	'post/sendFile': { message: 'Hello' },
	'post/createEphemeral': { 'post.message': 'Hello' },
	'post/update': { message: 'Changed' },
	'post/replace': { message: 'Changed' },
	'emoji/getByName': { name: 'known', emoji_name: 'known' },
	'emoji/autocomplete': { name: 'known' },
	'post/search': { terms: 'post' },
	'post/searchAll': { terms: 'post' },
	'thread/getAll': { user_id: 'me', since: '2020-01-01T00:00:00Z' },
	'file/getPublic': { h: 'sandbox' },
	'incomingWebhook/send': { text: 'Hello', channel: 'town-square' },
	'outgoingWebhook/create': { trigger_words: 'door' },
	'post/sendGroup': { recipients: '@bob, @carol', message: 'Hello' },
	'post/streamText': { prompt: 'Hi' },
	'incident/report': { incident_key: 'door', message: 'It happened' },
	'incident/close': { incident_key: 'door' },
	'incident/get': { incident_key: 'door' },
	'bot/create': { username: 'new-bot' },
	'scheduledPost/create': { message: 'Hello' },
	'draft/save': { message: 'Hello' },
};

/** Operations that the sandbox refuses with sample values, and why. */
export const contentRefusals: Record<string, string> = {
	'post/streamText': 'no model is connected',
	'user/setAttributes': 'no attribute is called as the sample is',
	'dialog/open': 'a trigger ID is made by a click and lives for seconds',
	'post/performAction': 'no post of the samples has a button',
	'channel/convertGroup': 'the channel of the samples is no group message',
	'userStatus/removeRecent': 'nobody has set that status',
	'post/getByIds': 'no post has the ID of the samples',
	'slashCommand/execute': 'no command of the samples has a URL that answers',
};

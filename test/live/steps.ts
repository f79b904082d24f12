import type { Known } from '../samples/fields';
import { PLUGIN_ID } from '../../tools/recording/send';
import type { Step } from './types';

/** Names of this run's things: no server has them yet. */
export const RUN = `live-${Date.now().toString(36)}`;
const PASSWORD = 'Passw0rd-live!';
const FUTURE = new Date(Date.now() + 3_600_000).toISOString();
const PAST = '2020-01-01T00:00:00.000Z';
const NOWHERE = 'http://127.0.0.1:9/';

type More = Omit<Step, 'operation' | 'values'>;

const step = (operation: string, values: Step['values'] = {}, more: More = {}): Step => ({
	operation,
	values,
	...more,
});

/** Fails unless a property of the first item is what `wanted` says. */
const gives =
	(property: string, wanted: (known: Known) => unknown): Step['wrong'] =>
	([first], known) => {
		const got = property
			.split('.')
			.reduce<unknown>((inner, name) => (inner as Record<string, unknown>)?.[name], first?.json);
		return JSON.stringify(got) === JSON.stringify(wanted(known))
			? undefined
			: `${property} is ${JSON.stringify(got)}, not ${JSON.stringify(wanted(known))}`;
	};
/** Fails unless some item has that value. */
const has =
	(property: string, wanted: (known: Known) => unknown): Step['wrong'] =>
	(items, known) =>
		items.some(({ json }) => json[property] === wanted(known))
			? undefined
			: `none of ${items.length} items has ${property} ${String(wanted(known))}`;
const some: Step['wrong'] = (items) => (items.length > 0 ? undefined : 'there are no items');
const file: Step['wrong'] = ([first]) => (first?.binary?.data ? undefined : 'there is no file');

const refuses = (says: RegExp, because: string): More => ({ refusal: { says, because } });
const throwaway: More = { throwaway: true };

const newUser = (name: string, id: string): Step =>
	step(
		'user/create',
		{
			email: `${RUN}-${name}@example.com`,
			username: `${RUN}-${name}`,
			password: PASSWORD,
			first_name: 'Live',
		},
		{ keeps: { [id]: 'id' }, wrong: gives('username', () => `${RUN}-${name}`) },
	);
const newChannel = (name: string, id: string, type = 'O'): Step =>
	step(
		'channel/create',
		{ name: `${RUN}-${name}`, display_name: `Live ${name}`, type, purpose: 'Tried live' },
		{ keeps: { [id]: 'id' }, wrong: gives('name', () => `${RUN}-${name}`) },
	);
const newPost = (message: string, id: string): Step =>
	step(
		'post/create',
		{ message },
		{ keeps: { [id]: 'id' }, wrong: gives('message', () => message) },
	);

/** Changes settings of the server, or changes them back. */
const setting = (settings: Record<string, Known>): Step =>
	step('system/updateConfig', { config: JSON.stringify(settings) }, throwaway);

const noPlugins = refuses(/plugin/i, 'plugins are off');
const ofPlugin = { plugin_id: PLUGIN_ID };

const start: Step[] = [
	step('user/getMe', {}, { keeps: { me: 'id', my_name: 'username' } }),
	step(
		'team/create',
		{ name: RUN, display_name: 'Live', type: 'O' },
		{ keeps: { team_id: 'id', invite_id: 'invite_id' }, wrong: gives('name', () => RUN) },
	),
	newUser('anna', 'user_id'),
	newUser('bob', 'bob'),
	newUser('carl', 'carl'),
	newUser('dora', 'dora'),
	step('teamMember/add', {}, { wrong: gives('user_id', (known) => known.user_id) }),
	step('teamMember/addMany', { user_ids: `@${RUN}-bob, ${RUN}-carl@example.com` }),
	newChannel('one', 'channel_id'),
	newChannel('two', 'second_channel'),
	newChannel('hidden', 'private_channel', 'P'),
	step('channelMember/add', {}, { wrong: gives('user_id', (known) => known.user_id) }),
	step('channelMember/addMany', ({ bob }) => ({ user_ids: `${String(bob)}, @${RUN}-carl` })),
	newPost('Hello live', 'post_id'),
];

const posts: Step[] = [
	step(
		'post/create',
		{
			message: 'With everything',
			binary_fields: 'data',
			props: '{"own":{"a":1}}',
			'props.attachments': { entry: [{ title: 'A door', color: '#FF0000', text: 'It opened' }] },
		},
		{ keeps: { file_post: 'id', file_id: 'file_ids.0' } },
	),
	step(
		'post/reply',
		{ message: 'A reply' },
		{ keeps: { reply: 'id' }, wrong: gives('root_id', (k) => k.post_id) },
	),
	step('post/reply', ({ reply }) => ({ post_id: reply, message: 'A reply to the reply' }), {
		wrong: gives('root_id', (known) => known.post_id),
	}),
	step(
		'post/sendDirect',
		{ message: 'Hello Bob', recipient: `@${RUN}-bob` },
		{ wrong: gives('message', () => 'Hello Bob') },
	),
	step(
		'post/sendGroup',
		{ message: 'Hello both', recipients: `@${RUN}-bob, ${RUN}-carl@example.com` },
		{ wrong: gives('message', () => 'Hello both') },
	),
	step(
		'post/streamText',
		{ prompt: 'Say hello' },
		{ wrong: gives('text', () => 'Hello from a model') },
	),
	step(
		'post/sendFile',
		{ message: 'A file', binary_fields: 'data' },
		{ wrong: gives('message', () => 'A file') },
	),
	step('post/createEphemeral', { 'post.message': 'Only you' }),
	step('post/get', {}, { wrong: gives('message', () => 'Hello live') }),
	step('post/getByIds', ({ post_id, reply }) => ({
		post_ids: `${String(post_id)}, ${String(reply)}`,
	})),
	step('post/getAll', {}, { wrong: some }),
	step('post/getAll', ({ post_id }) => ({ after: post_id }), { wrong: some }),
	step('post/getAll', { since: PAST }, { wrong: some }),
	step('post/getThread', {}, { wrong: has('id', (known) => known.reply) }),
	step('post/getUnread', { user_id: 'me' }),
	step('post/getFiles', ({ file_post }) => ({ post_id: file_post }), {
		wrong: has('id', (known) => known.file_id),
	}),
	step('post/getInfo', {}, { wrong: some }),
	step('post/getPermalink', {}, { wrong: gives('id', (known) => known.post_id) }),
	step('post/search', { terms: 'live' }),
	step('post/searchAll', { terms: 'live' }),
	step(
		'post/update',
		{ message: 'Hello changed' },
		{ wrong: gives('message', () => 'Hello changed') },
	),
	step(
		'post/getEditHistory',
		{},
		{
			keeps: { restore_version_id: 'id', restored: 'message' },
			wrong: has('message', () => 'Hello live'),
		},
	),
	step('post/restoreVersion', {}, { wrong: gives('message', ({ restored }) => restored) }),
	step(
		'post/replace',
		{ message: 'Hello replaced' },
		{ wrong: gives('message', () => 'Hello replaced') },
	),
	step('post/pin'),
	step('channel/getPinned', {}, { wrong: has('id', (known) => known.post_id) }),
	step('post/unpin'),
	step('post/flag'),
	step('post/getFlagged', { user_id: 'me' }, { wrong: has('id', (known) => known.post_id) }),
	step('post/unflag'),
	step('post/markUnread', { user_id: 'me' }),
	step('post/acknowledge', { user_id: 'me' }),
	step('post/unacknowledge', { user_id: 'me' }),
	step('post/setReminder', { user_id: 'me', target_time: FUTURE }),
	newPost('To be moved', 'moving'),
	step('post/move', ({ moving, second_channel }) => ({
		post_id: moving,
		channel_id: second_channel,
	})),
	step('post/reveal', {}, refuses(/burn|reveal|expir/i, 'the post is none that burns')),
	step('post/burn', {}, refuses(/burn/i, 'the post is none that burns')),
	step(
		'post/rewrite',
		{ message: 'hello', rewrite_text: 'hello' },
		refuses(/agent|AI/i, 'there is no agent on this server'),
	),
	step(
		'post/create',
		{
			message: 'Choose',
			'props.attachments': {
				entry: [
					{
						text: 'Choose',
						actions: {
							entry: [{ name: 'Yes', integration: { url: NOWHERE } }],
						},
					},
				],
			},
		},
		{ keeps: { button_post: 'id', action_id: 'props.attachments.0.actions.0.id' } },
	),
	step(
		'post/performAction',
		({ button_post }) => ({ post_id: button_post }),
		refuses(/action integration|refused|connect/i, 'nobody listens at the button’s URL'),
	),
	step('reaction/create', { emoji_name: ':+1:' }),
	step('reaction/getAll', {}, { wrong: has('emoji_name', () => '+1') }),
	step('reaction/getForPosts', ({ post_id }) => ({ post_ids: post_id }), { wrong: some }),
	step('reaction/delete', { user_id: 'me', emoji_name: '+1' }),
	step('thread/follow', ({ post_id }) => ({ user_id: 'me', thread_id: post_id })),
	step('thread/getAll', { user_id: 'me', since: PAST }),
	step('thread/get', ({ post_id }) => ({ user_id: 'me', thread_id: post_id })),
	step('thread/markRead', ({ post_id }) => ({
		user_id: 'me',
		thread_id: post_id,
		timestamp: FUTURE,
	})),
	step('thread/markUnread', ({ post_id, reply }) => ({
		user_id: 'me',
		thread_id: post_id,
		post_id: reply,
	})),
	step('thread/markAllRead', { user_id: 'me' }),
	step('thread/unfollow', ({ post_id }) => ({ user_id: 'me', thread_id: post_id })),
	step('scheduledPost/create', { message: 'Later', scheduled_at: FUTURE }),
	step('scheduledPost/getAll', {}),
	step('scheduledPost/update', { message: 'Later still' }),
	step('scheduledPost/delete'),
	step('draft/save', { message: 'A draft' }, { wrong: gives('message', () => 'A draft') }),
	step('draft/getAll', { user_id: 'me' }, { wrong: has('message', () => 'A draft') }),
	step('draft/delete', { user_id: 'me' }),
	step(
		'dialog/open',
		{ trigger_id: 'bm90OmE6dHJpZ2dlcg==', url: NOWHERE, 'dialog.title': 'A form' },
		refuses(/trigger/i, 'a trigger ID comes only with a button or command'),
	),
	newPost('To be deleted', 'doomed'),
	step('post/delete', ({ doomed }) => ({ post_id: doomed })),
];

const ofIncident = { incident_key: 'door-lobby' };

const incidents: Step[] = [
	step(
		'incident/report',
		{ ...ofIncident, message: 'The door stands open', severity: 'high' },
		{ wrong: gives('count', () => 1) },
	),
	step(
		'incident/report',
		{ ...ofIncident, message: 'It still does', severity: 'low' },
		{ wrong: gives('count', () => 2) },
	),
	step('incident/get', ofIncident, { wrong: gives('open', () => true) }),
	step('incident/close', ofIncident),
];

const noPlugin = refuses(
	/plugin|page not found|does not have/i,
	'the Playbooks plugin is not installed',
);

/** A server without the plugin answers each of them alike. */
const playbooks: Step[] = [
	...['create', 'getAll', 'get', 'getByChannel', 'update', 'updateStatus', 'changeOwner'].map(
		(name) => step(`playbookRun/${name}`, {}, noPlugin),
	),
	...['finish', 'restart', 'addTask', 'setTaskState', 'assignTask', 'runTask', 'deleteTask'].map(
		(name) => step(`playbookRun/${name}`, {}, noPlugin),
	),
	...['playbookRun/getMetadata', 'playbookRun/getOwners'].map((name) => step(name, {}, noPlugin)),
	...['getAll', 'get', 'delete'].map((name) => step(`playbook/${name}`, {}, noPlugin)),
];

const noRecaps = refuses(/recap/i, 'recaps are off');

const assistance: Step[] = [
	step('agent/getAll'),
	step('agent/getStatus', {}, { wrong: some }),
	step(
		'recap/create',
		({ channel_id }) => ({ title: 'Live', channel_ids: channel_id, agent_id: 'none' }),
		{ ...noRecaps, keeps: { recap_id: 'id' } },
	),
	step('recap/getAll', {}, noRecaps),
	step('recap/get', {}, noRecaps),
	step('recap/markRead', {}, noRecaps),
	step('recap/regenerate', {}, noRecaps),
	step('recap/delete', {}, noRecaps),
];

const files: Step[] = [
	step(
		'file/upload',
		{ filename: 'live.png', client_id: 'mine' },
		{ keeps: { uploaded: 'id' }, wrong: gives('name', () => 'live.png') },
	),
	step('file/uploadLarge', {}, { keeps: { large: 'id' } }),
	step('file/getUploads', { user_id: 'me' }),
	step(
		'file/getUpload',
		{ upload_id: 'sample6sample6sample6samp6' },
		refuses(/upload/i, 'the upload is complete'),
	),
	step('file/download', {}, { wrong: file }),
	step('file/getThumbnail', {}, { wrong: file }),
	step('file/getPreview', {}, { wrong: file }),
	step('file/getInfo', {}, { wrong: gives('id', (known) => known.file_id) }),
	step('file/getLink', {}, { keeps: { link: 'link' } }),
	step('file/getPublic', ({ link }) => ({ h: new URL(String(link)).searchParams.get('h') }), {
		wrong: file,
	}),
	step('file/search', { terms: 'live' }),
	step('file/searchAll', { terms: 'live' }),
	step(
		'emoji/create',
		{ 'emoji.name': RUN, name: RUN },
		{ keeps: { emoji_id: 'id' }, wrong: gives('name', () => RUN) },
	),
	step('emoji/get', {}, { wrong: gives('name', () => RUN) }),
	step('emoji/getByName', { emoji_name: `:${RUN}:` }, { wrong: gives('name', () => RUN) }),
	step('emoji/getByNames', { emoji_names: RUN }, { wrong: some }),
	step('emoji/getAll', { sort: 'name' }, { wrong: some }),
	step('emoji/search', { term: RUN }, { wrong: has('name', () => RUN) }),
	step('emoji/autocomplete', { name: RUN }, { wrong: has('name', () => RUN) }),
	step('emoji/getImage', {}, { wrong: file }),
	step('emoji/delete'),
];

const channels: Step[] = [
	step(
		'channel/getOrCreate',
		{ name: `${RUN}-one`, display_name: 'x', type: 'O' },
		{ wrong: gives('created', () => false) },
	),
	step(
		'channel/getOrCreate',
		{ name: `${RUN}-new`, display_name: 'New', type: 'O' },
		{ keeps: { new_channel: 'id' }, wrong: gives('created', () => true) },
	),
	step('channel/createDirect', {}, { keeps: { direct: 'id' }, wrong: gives('type', () => 'D') }),
	step(
		'channel/createGroup',
		{ user_ids: `@${RUN}-bob, ${RUN}-carl@example.com` },
		{ keeps: { group_channel: 'id' }, wrong: gives('type', () => 'G') },
	),
	step('channel/get', {}, { wrong: gives('name', () => `${RUN}-one`) }),
	step('channel/getByName', { channel_name: `${RUN}-one` }, { wrong: some }),
	step('channel/getByNames', { team_name: RUN, channel_name: `${RUN}-one` }, { wrong: some }),
	step('channel/getAll', {}, { wrong: some }),
	step('channel/getMine', { user_id: 'me' }, { wrong: has('id', (known) => known.channel_id) }),
	step(
		'channel/getAllOfUser',
		{ user_id: 'me' },
		{ wrong: has('id', (known) => known.channel_id) },
	),
	step('channel/getPrivate', {}, { wrong: has('id', (known) => known.private_channel) }),
	step('channel/getRecommended'),
	step('channel/getByIds', ({ channel_id }) => ({ channel_ids: channel_id }), { wrong: some }),
	step('channel/getAllOfServer', {}, { wrong: some }),
	step('channel/search', { term: RUN }, { wrong: some }),
	step('channel/searchAll', { term: RUN }, { wrong: some }),
	step('channel/searchGroup', { term: `${RUN}-bob` }, { wrong: some }),
	step('channel/autocomplete', { name: RUN }, { wrong: some }),
	step('channel/autocompleteSearch', { name: RUN }, { wrong: some }),
	step('channel/update', { header: 'A header' }, { wrong: gives('header', () => 'A header') }),
	step('channel/replace', { purpose: 'Another' }, { wrong: gives('purpose', () => 'Another') }),
	step('channel/updatePrivacy', ({ new_channel }) => ({ channel_id: new_channel, privacy: 'P' }), {
		wrong: gives('type', () => 'P'),
	}),
	step(
		'channel/getStats',
		{},
		{ wrong: gives('member_count', ({ people }) => 4 + Number(people)) },
	),
	step('channel/getMemberCounts', ({ channel_id }) => ({ channel_ids: channel_id })),
	step('channel/getTimezones'),
	step('channel/getCommonTeams', ({ group_channel }) => ({ channel_id: group_channel }), {
		wrong: has('id', (known) => known.team_id),
	}),
	step('channelMember/get', {}, { wrong: gives('user_id', (known) => known.user_id) }),
	step('channelMember/getAll', {}, { wrong: some }),
	step('channelMember/getByIds', { user_ids: `@${RUN}-bob` }, { wrong: some }),
	step('channelMember/getMine', { user_id: 'me' }, { wrong: some }),
	step('channelMember/getAllOfUser', { user_id: 'me' }, { wrong: some }),
	step('channelMember/updateRoles', { roles: ['channel_user', 'channel_admin'] }),
	step('channelMember/updateSchemeRoles', { scheme_admin: false, scheme_user: true }),
	step('channelMember/updateNotifyProps', { desktop: 'all' }),
	step('channelMember/updateAutotranslation', { user_id: 'me' }),
	step('channelMember/view', { user_id: 'me' }),
	step('channelMember/markRead', ({ channel_id }) => ({ user_id: 'me', channel_ids: channel_id })),
	step('channelMember/markTeamRead', { user_id: 'me' }),
	step('channelMember/markDirectRead', { user_id: 'me' }, throwaway),
	step('channelMember/getUnread', { user_id: 'me' }),
	step('channelMember/setAll', {
		members: `@${RUN}-anna, @${RUN}-bob, @${RUN}-carl, me`,
		channel_admins: `@${RUN}-bob`,
	}),
	step('channelMember/getMinusGroups', { group_ids: 'sample6sample6sample6samp6' }),
	step('channelMember/remove', ({ carl }) => ({ user_id: carl })),
	step(
		'channelBookmark/create',
		{ display_name: 'A link', type: 'link', link_url: 'https://example.com' },
		{ keeps: { bookmark_id: 'id' } },
	),
	step('channelBookmark/getAll', {}),
	step('channelBookmark/update', { display_name: 'Another' }),
	step('channelBookmark/sort', { sort_order: 0 }),
	step('channelBookmark/delete'),
	step(
		'channelCategory/create',
		{ user_id: 'me', display_name: 'Live' },
		{ keeps: { category_id: 'id' } },
	),
	step('channelCategory/getAll', { user_id: 'me' }, { wrong: some }),
	step('channelCategory/get', { user_id: 'me' }),
	step('channelCategory/update', { user_id: 'me', display_name: 'Still Live' }),
	step('channelCategory/addChannels', ({ channel_id }) => ({
		user_id: 'me',
		channel_ids: channel_id,
	})),
	step('channelCategory/removeChannels', ({ channel_id }) => ({
		user_id: 'me',
		channel_ids: channel_id,
	})),
	step('channelCategory/getOrder', { user_id: 'me' }, { keeps: { order: '*' } }),
	step('channelCategory/updateOrder', ({ order }) => ({
		user_id: 'me',
		category_ids: order ?? 'none',
	})),
	step('channelCategory/replaceMany', ({ category_id, team_id, me }) => ({
		user_id: 'me',
		categories: JSON.stringify([
			{
				id: category_id,
				user_id: me,
				team_id,
				display_name: 'Replaced',
				type: 'custom',
				channel_ids: [],
			},
		]),
	})),
	step('channelCategory/delete', { user_id: 'me' }),
	step('channelCategory/getManaged'),
	step('channel/convertGroup', ({ group_channel, team_id }) => ({
		channel_id: group_channel,
		team_id,
		name: `${RUN}-converted`,
		display_name: 'Converted',
	})),
	step('channel/delete', ({ second_channel }) => ({ channel_id: second_channel })),
	step('channel/getArchived', {}, { wrong: has('id', (known) => known.second_channel) }),
	step('channel/restore', ({ second_channel }) => ({ channel_id: second_channel })),
	step(
		'channel/rename',
		({ second_channel }) => ({ channel_id: second_channel, display_name: 'Renamed' }),
		{ wrong: gives('display_name', () => 'Renamed') },
	),
	step(
		'channel/setHeader',
		({ second_channel }) => ({ channel_id: second_channel, header: 'Set alone' }),
		{ wrong: gives('header', () => 'Set alone') },
	),
	step('channel/mute', ({ second_channel }) => ({ channel_id: second_channel })),
	step('channel/unmute', ({ second_channel }) => ({ channel_id: second_channel })),
	step(
		'channel/leave',
		({ second_channel }) => ({ channel_id: second_channel }),
		refuses(/archived or deleted/, '4.10 takes a channel that was restored for an archived one'),
	),
	step('channel/join', ({ second_channel }) => ({ channel_id: second_channel }), {
		wrong: gives('user_id', (known) => known.me),
	}),
	step(
		'team/create',
		{ name: `${RUN}-b`, display_name: 'Live B', type: 'O' },
		{ keeps: { other_team: 'id' } },
	),
	step('channel/move', ({ second_channel, other_team }) => ({
		channel_id: second_channel,
		target_team_id: other_team,
		team_id: other_team,
		force: true,
	})),
];

const teams: Step[] = [
	step('team/get', {}, { wrong: gives('name', () => RUN) }),
	step('team/getByName', { name: RUN }, { wrong: gives('id', (known) => known.team_id) }),
	step('team/exists', { name: RUN }, { wrong: gives('exists', () => true) }),
	step('team/getMine', { user_id: 'me' }, { wrong: has('id', (known) => known.team_id) }),
	step('team/getAll', {}, { wrong: some }),
	step('team/search', { term: RUN }, { wrong: some }),
	step('team/update', { description: 'Live' }, { wrong: gives('description', () => 'Live') }),
	step('team/replace', { company_name: 'Us' }, { wrong: gives('company_name', () => 'Us') }),
	step('team/updatePrivacy', { privacy: 'I' }),
	step('team/updatePrivacy', { privacy: 'O' }),
	step(
		'team/inviteByEmail',
		{ emails: `${RUN}-eve@example.com` },
		refuses(/e-?mail|invit/i, 'no mail is set up'),
	),
	step(
		'team/inviteGuests',
		({ channel_id }) => ({ emails: `${RUN}-eve@example.com`, channels: channel_id }),
		refuses(/guest|e-?mail/i, 'guests need a licence'),
	),
	step('team/deleteInvites', {}, throwaway),
	// A team that was private has another invitation.
	step('team/get', {}, { keeps: { invite_id: 'invite_id' } }),
	step('team/getInvite', {}, { wrong: gives('name', () => RUN) }),
	step('team/uploadIcon'),
	step('team/getIcon', {}, { wrong: file }),
	step('team/deleteIcon'),
	step('team/import', {}, refuses(/import/i, 'the input is no export of a team')),
	step('teamMember/get', {}, { wrong: gives('user_id', (known) => known.user_id) }),
	step('teamMember/getAll', {}, { wrong: some }),
	step('teamMember/getByIds', { user_ids: `@${RUN}-bob` }, { wrong: some }),
	step('teamMember/getAllOfUser', { user_id: 'me' }, { wrong: some }),
	step('teamMember/getMinusGroups', { group_ids: 'sample6sample6sample6samp6' }),
	step('teamMember/updateRoles', { roles: ['team_user', 'team_admin'] }),
	step('teamMember/updateSchemeRoles', { scheme_admin: false, scheme_user: true }),
	step('teamMember/getStats', {}, { wrong: some }),
	step('teamMember/getUnread', { user_id: 'me' }),
	step('teamMember/getAllUnread', { user_id: 'me' }),
	step('teamMember/join', ({ invite_id }) => ({ invited_by: 'link', invite_id })),
	step('teamMember/remove', ({ carl }) => ({ user_id: carl })),
	step('team/regenerateInvite', {}),
	step('team/delete', ({ other_team }) => ({ team_id: other_team })),
	step('team/restore', ({ other_team }) => ({ team_id: other_team })),
];

const users: Step[] = [
	step('user/get', {}, { wrong: gives('username', () => `${RUN}-anna`) }),
	step(
		'user/get',
		{ user_id: { __rl: true, mode: 'username', value: `@${RUN}-anna` } },
		{
			wrong: gives('id', (known) => known.user_id),
		},
	),
	step('user/getByUsername', { username: `${RUN}-anna` }, { wrong: some }),
	step('user/getByEmail', { email: `${RUN}-anna@example.com` }, { wrong: some }),
	step('user/getAll', {}, { wrong: some }),
	step('user/getAll', ({ team_id }) => ({ in_team: team_id }), { wrong: some }),
	step('user/getByIds', ({ user_id }) => ({ user_ids: user_id }), { wrong: some }),
	step('user/getByUsernames', { usernames: `${RUN}-anna` }, { wrong: some }),
	step('user/getByGroupChannels', ({ group_channel }) => ({ channel_ids: group_channel })),
	step('user/getKnown'),
	step('user/search', { term: RUN }, { wrong: some }),
	step('user/autocomplete', { name: RUN }, { wrong: some }),
	step('user/update', { nickname: 'Annie' }, { wrong: gives('nickname', () => 'Annie') }),
	step('user/replace', { position: 'Tester' }, { wrong: gives('position', () => 'Tester') }),
	step('user/updateActive', ({ dora }) => ({ user_id: dora, active: false })),
	step('user/updateActive', ({ dora }) => ({ user_id: dora, active: true })),
	step('user/updateRoles', { roles: ['system_user'] }),
	step('user/updatePassword', { new_password: `${PASSWORD}2` }),
	step('user/sendPasswordReset', { email: `${RUN}-anna@example.com` }, refuses(/mail/i, 'no mail')),
	step(
		'user/resetPassword',
		{ code: 'x'.repeat(64), new_password: PASSWORD },
		refuses(/token|code|link|recovery/i, 'the code comes by mail'),
	),
	step('user/sendVerification', { email: `${RUN}-anna@example.com` }, refuses(/mail/i, 'no mail')),
	step(
		'user/verifyEmail',
		{ token: 'x'.repeat(64) },
		refuses(/verif|link/i, 'the token comes by mail'),
	),
	step('user/getAttributes', { whose: 'me' }),
	step('user/setAttributes', {
		whose_to_set: 'me',
		attributes: { entry: [{ key: 'Desk', value: '12' }] },
	}),
	step('user/updateMfa', { activate: false }, refuses(/MFA|multi/i, 'MFA is off')),
	step('user/generateMfa', { user_id: 'me' }, refuses(/MFA|multi/i, 'MFA is off')),
	step('user/checkMfa', { login_id: `${RUN}-anna` }),
	step('user/getImage', {}, { wrong: file }),
	step('user/getDefaultImage', {}, { wrong: file }),
	step('user/uploadImage'),
	step('user/deleteImage'),
	step('user/getStats', {}, { wrong: some }),
	step('user/getAudits', { user_id: 'me' }),
	step(
		'user/login',
		{ login_id: `${RUN}-bob`, password: PASSWORD },
		{ keeps: { session_token: 'token' }, wrong: gives('username', () => `${RUN}-bob`) },
	),
	step('user/logout'),
	step(
		'user/getLoginType',
		{ login_id: `${RUN}-bob` },
		refuses(/HTTP 404/, 'magic links for guests are off'),
	),
	step(
		'user/switchLogin',
		{
			current_service: 'email',
			new_service: 'gitlab',
			email: `${RUN}-bob@example.com`,
			password: PASSWORD,
		},
		refuses(/licen|gitlab|SSO|switch|support/i, 'no other login is set up'),
	),
	step('user/sendTyping', { user_id: 'me' }),
	step('user/getTermsOfService', { user_id: 'me' }, refuses(/terms/i, 'none were accepted')),
	step(
		'user/updateTermsOfService',
		{ user_id: 'me' },
		refuses(/terms/i, 'the server has no terms of service'),
	),
	step(
		'userStatus/update',
		{ user_id: 'me', status: 'away' },
		{ wrong: gives('status', () => 'away') },
	),
	step('userStatus/update', { status: 'dnd', dnd_end_time: FUTURE }),
	step('userStatus/get', { user_id: 'me' }, { wrong: gives('status', () => 'away') }),
	step('userStatus/getAll', { user_ids: `me, @${RUN}-bob` }, { wrong: some }),
	step('userStatus/updateCustom', {
		user_id: 'me',
		emoji: 'calendar',
		text: 'In a meeting',
		duration: 'one_hour',
		expires_at: FUTURE,
	}),
	step('userStatus/removeCustom', { user_id: 'me' }),
	step('userStatus/removeRecent', {
		user_id: 'me',
		emoji: 'calendar',
		text: 'In a meeting',
		duration: 'one_hour',
		expires_at: FUTURE,
	}),
	step('preference/update', {
		user_id: 'me',
		preferences: { entry: [{ category: 'live', name: 'seen', value: 'true' }] },
	}),
	step(
		'preference/get',
		{ user_id: 'me', category: 'live', preference_name: 'seen' },
		{ wrong: gives('value', () => 'true') },
	),
	step('preference/getByCategory', { user_id: 'me', category: 'live' }, { wrong: some }),
	step('preference/getAll', { user_id: 'me' }, { wrong: some }),
	step('preference/delete', {
		user_id: 'me',
		preferences: { entry: [{ category: 'live', name: 'seen' }] },
	}),
	step('user/login', { login_id: `${RUN}-bob`, password: PASSWORD }),
	step('session/getAll', ({ bob }) => ({ user_id: bob }), {
		keeps: { session_id: 'id' },
		wrong: some,
	}),
	step('session/revoke', ({ bob }) => ({ user_id: bob })),
	step('session/revokeAll', ({ bob }) => ({ user_id: bob })),
	step(
		'session/attachDevice',
		{ device_id: 'android:live' },
		refuses(/session|token/i, 'a personal access token has no device'),
	),
	step(
		'accessToken/create',
		{ user_id: 'me', description: RUN },
		{ keeps: { token_id: 'id' }, wrong: gives('description', () => RUN) },
	),
	step('accessToken/get', {}, { wrong: gives('description', () => RUN) }),
	step('accessToken/getAll', { user_id: 'me' }, { wrong: some }),
	step('accessToken/getAllOfServer', {}, { wrong: some }),
	step('accessToken/search', ({ my_name }) => ({ term: my_name }), { wrong: some }),
	step('accessToken/disable'),
	step('accessToken/enable'),
	step('accessToken/rotate', {}, { keeps: { token_id: 'id' } }),
	step('accessToken/revoke'),
	step('accessToken/countNonCompliant'),
	step('accessToken/revokeNonCompliant', {}, throwaway),
];

const integrations: Step[] = [
	step('incomingWebhook/create', { display_name: 'Live' }, { keeps: { hook_id: 'id' } }),
	step('incomingWebhook/get', {}, { wrong: gives('display_name', () => 'Live') }),
	step('incomingWebhook/getAll', {}, { wrong: some }),
	step(
		'incomingWebhook/update',
		{ description: 'Changed' },
		{ wrong: gives('description', () => 'Changed') },
	),
	step('incomingWebhook/send', { text: 'By hook', username: 'Door' }),
	step('incomingWebhook/delete'),
	step(
		'outgoingWebhook/create',
		{ display_name: 'Live', callback_urls: NOWHERE, trigger_words: RUN },
		{ keeps: { hook_id: 'id' } },
	),
	step('outgoingWebhook/get', {}, { wrong: gives('display_name', () => 'Live') }),
	step('outgoingWebhook/getAll', {}, { wrong: some }),
	step(
		'outgoingWebhook/update',
		{ description: 'Changed' },
		{ wrong: gives('description', () => 'Changed') },
	),
	step('outgoingWebhook/regenerateToken'),
	step('outgoingWebhook/delete'),
	step(
		'slashCommand/create',
		{ trigger: RUN, url: NOWHERE, method: 'P', auto_complete: true },
		{ keeps: { command_id: 'id' }, wrong: gives('trigger', () => RUN) },
	),
	step('slashCommand/get', {}, { wrong: gives('trigger', () => RUN) }),
	step('slashCommand/getAll', { custom_only: true }, { wrong: some }),
	step(
		'slashCommand/update',
		{ description: 'Changed' },
		{ wrong: gives('description', () => 'Changed') },
	),
	step('slashCommand/regenerateToken'),
	step('slashCommand/execute', { command: '/shrug hello' }),
	step('slashCommand/getAutocomplete', {}, { wrong: some }),
	step('slashCommand/getSuggestions', { user_input: '/ech' }, { wrong: some }),
	step('slashCommand/move', ({ other_team }) => ({ team_id: other_team })),
	step('slashCommand/delete'),
	step(
		'bot/create',
		{ username: `${RUN}-bot`, display_name: 'Live Bot' },
		{ keeps: { bot_user_id: 'user_id' } },
	),
	step('bot/get', {}, { wrong: gives('username', () => `${RUN}-bot`) }),
	step('bot/getAll', {}, { wrong: some }),
	step('bot/update', { description: 'Changed' }, { wrong: gives('description', () => 'Changed') }),
	step('bot/disable'),
	step('bot/enable'),
	step('bot/assign', ({ bob }) => ({ user_id: bob })),
	step('bot/convertToUser', { password: PASSWORD, email: `${RUN}-bot@example.com` }),
	step('bot/convertFromUser', ({ dora }) => ({ user_id: dora })),
	step(
		'oauthApp/create',
		{ name: RUN, description: 'Live', callback_urls: NOWHERE, homepage: NOWHERE },
		{ keeps: { app_id: 'id' } },
	),
	step('oauthApp/getAll', {}, { wrong: some }),
	step('oauthApp/get', {}, { wrong: gives('name', () => RUN) }),
	step('oauthApp/getInfo', {}, { wrong: gives('name', () => RUN) }),
	step('oauthApp/getAuthorized', { user_id: 'me' }),
	step(
		'oauthApp/update',
		{ description: 'Changed' },
		{ wrong: gives('description', () => 'Changed') },
	),
	step('oauthApp/regenerateSecret'),
	step('oauthApp/delete'),
	step('outgoingOauthConnection/getAll'),
	step(
		'outgoingOauthConnection/create',
		{
			name: RUN,
			client_id: 'x',
			client_secret: 'y',
			oauth_token_url: NOWHERE,
			grant_type: 'client_credentials',
			audiences: NOWHERE,
		},
		{ keeps: { outgoing_oauth_connection_id: 'id' } },
	),
	step('outgoingOauthConnection/get'),
	step('outgoingOauthConnection/update', { name: `${RUN}-2` }),
	step(
		'outgoingOauthConnection/validate',
		{
			name: RUN,
			client_id: 'x',
			client_secret: 'y',
			oauth_token_url: NOWHERE,
			grant_type: 'client_credentials',
			audiences: NOWHERE,
		},
		refuses(/validat|token|connect/i, 'nobody listens at the token URL'),
	),
	step('outgoingOauthConnection/delete'),
	step(
		'anyEndpoint/call',
		{
			endpoint: 'GET /users/me',
			fields: { mappingMode: 'defineBelow', value: {} },
			upload: {},
		},
		{ wrong: some },
	),
];

const system: Step[] = [
	step('system/ping', { get_server_status: true }, { wrong: some }),
	step('system/getConfig', {}, { wrong: some }),
	step(
		'system/updateConfig',
		{ config: '{"TeamSettings":{"CustomDescriptionText":"live"}}' },
		throwaway,
	),
	step(
		'system/replaceConfig',
		// As it is already: nothing changes.
		{ config: '{"TeamSettings":{"CustomDescriptionText":"live"}}' },
		throwaway,
	),
	step(
		'system/updateConfigSection',
		{
			config_section: 'TeamSettings',
			config_values: { mappingMode: 'defineBelow', value: { CustomDescriptionText: 'lively' } },
		},
		throwaway,
	),
	step('system/reloadConfig', {}, throwaway),
	step('system/getClientConfig', {}, { wrong: some }),
	step('system/getEnvironmentConfig'),
	step('system/getClientLicense', {}, { wrong: some }),
	step(
		'system/uploadLicense',
		{},
		{ ...throwaway, ...refuses(/licen/i, 'the input is no licence') },
	),
	step('system/removeLicense', {}, throwaway),
	step('system/getAnalytics', { name: 'standard' }, { wrong: some }),
	step('system/getAudits'),
	step('system/getLogs'),
	// The file comes with its first line.
	setting({ LogSettings: { EnableFile: true, FileLevel: 'DEBUG' } }),
	step('system/downloadLogs', {}, { ...refuses(/write logs/i, 'no log file'), wrong: file }),
	setting({ LogSettings: { EnableFile: false, FileLevel: 'INFO' } }),
	step('system/downloadLogs', {}, refuses(/write logs/i, 'the server writes no log file')),
	step('system/addLog', { level: 'DEBUG', message: 'live' }),
	step('system/getTimezones', {}, { wrong: some }),
	step('system/getImage', { url: `${NOWHERE}x.png` }, refuses(/./, 'nobody listens at that URL')),
	step('system/recycleDatabase', {}, throwaway),
	step('system/invalidateCaches', {}, throwaway),
	step('system/testEmail', {}, refuses(/mail|SMTP/i, 'no mail is set up')),
	step('system/testS3', {}, refuses(/S3|bucket|file|amazon/i, 'files lie on disk')),
	step('system/testFileStorage'),
	step('system/testSiteUrl', { site_url: process.env.MATTERMOST_URL }),
	step(
		'system/testSiteUrl',
		{ site_url: 'http://127.0.0.1:9' },
		refuses(/site URL|connect/i, 'nobody listens there'),
	),
	step('system/testNotification', {}),
	step('system/getSupportPacket', {}),
	step('system/setServerBusy', { seconds: 1 }, throwaway),
	step('system/getServerBusy'),
	step('system/clearServerBusy', {}, throwaway),
	step('system/getWebrtcToken', {}, refuses(/WebRTC/i, 'it is off')),
	newUser('eve', 'eve'),
	step('userAccount/updateAuth', ({ bob }) => ({
		user_id: bob,
		auth_service: 'gitlab',
		auth_data: RUN,
		password: PASSWORD,
	})),
	step('userAccount/demote', ({ bob }) => ({ user_id: bob })),
	step(
		'user/updateRoles',
		({ bob }) => ({ user_id: bob, roles: ['system_guest'] }),
		refuses(/role/i, '4.10 has no guests'),
	),
	step(
		'userAccount/promote',
		({ bob }) => ({ user_id: bob }),
		refuses(/guest/i, '4.10 has no guests'),
	),
	step('userAccount/verifyMember', ({ bob }) => ({ user_id: bob })),
	step('userAccount/resetFailedAttempts'),
	step(
		'userAccount/getByAuthData',
		{ value: 'none' },
		refuses(/user|account|auth/i, 'nobody has it'),
	),
	setting({ TeamSettings: { EnableOpenServer: false, RestrictCreationToDomains: 'example.org' } }),
	step('userAccount/getInvalidEmails'),
	setting({ TeamSettings: { EnableOpenServer: true, RestrictCreationToDomains: '' } }),
	step(
		'userAccount/getInvalidEmails',
		{}, // 11.6 gives no words.
		refuses(/open ?server|responded with HTTP 400/i, 'anybody may join'),
	),
	setting({
		GitLabSettings: {
			Enable: true,
			Id: 'live',
			Secret: 'live',
			AuthEndpoint: `${NOWHERE}authorize`,
			TokenEndpoint: `${NOWHERE}token`,
			UserAPIEndpoint: `${NOWHERE}user`,
		},
	}),
	step(
		'user/switchLogin',
		{
			current_service: 'email',
			new_service: 'gitlab',
			email: `${RUN}-eve@example.com`,
			password: PASSWORD,
		},
		refuses(/GitLab|SSO|switch|support/i, '4.10 keeps it off'),
	),
	setting({ GitLabSettings: { Enable: false } }),
	step('ldap/syncUserGroups', {}, refuses(/ldap/i, 'the user is none of LDAP')),
	step('userAccount/getFilteredStats', {}, { wrong: some }),
	step(
		'plugin/upload',
		{},
		{ ...throwaway, ...noPlugins, file: 'plugin', wrong: gives('id', () => PLUGIN_ID) },
	),
	step('plugin/enable', ofPlugin, { ...throwaway, ...noPlugins }),
	step('plugin/getAll', {}, { ...noPlugins, wrong: some }),
	step('plugin/getStatuses', {}, { ...noPlugins, wrong: some }),
	step('plugin/getWebapp', {}, noPlugins),
	step('plugin/disable', ofPlugin, { ...throwaway, ...noPlugins }),
	step('plugin/delete', ofPlugin, { ...throwaway, ...noPlugins }),
	step(
		'plugin/installFromUrl',
		{ plugin_download_url: NOWHERE },
		{ ...throwaway, ...refuses(/plugin/i, 'nobody listens') },
	),
	step('plugin/getMarketplace', {}, refuses(/plugin/i, 'plugins are off')),
	step(
		'plugin/installMarketplace',
		{ id: 'live' },
		{ ...throwaway, ...refuses(/plugin/i, 'plugins are off') },
	),
	step(
		'job/create',
		{ type: 'export_delete' },
		{
			...throwaway,
			...refuses(/job type/i, '4.10 has no such job'),
			keeps: { job_id: 'id' },
		},
	),
	step('job/getAll'),
	step('job/getByType', { type: 'export_delete' }),
	step('job/get', {}, refuses(/job/i, 'none was made')),
	step('job/download', {}, refuses(/job|export/i, 'the job leaves no file')),
	step('job/updateStatus', { status: 'cancel_requested' }, throwaway),
	step('job/cancel', {}, { ...throwaway, ...refuses(/cancel/i, 'it is cancelled already') }),
	step('role/getAll', {}, { wrong: some }),
	step(
		'role/getByName',
		{ role_name: 'channel_user' },
		{
			keeps: { role_id: 'id', permissions: 'permissions' },
			wrong: gives('name', () => 'channel_user'),
		},
	),
	step('role/get', {}, { wrong: gives('name', () => 'channel_user') }),
	step('role/getByNames', { names: 'channel_user, team_user' }, { wrong: some }),
	step(
		'role/update',
		({ permissions }) => ({ permissions: [...(permissions as string[])].sort().join(',') }),
		throwaway,
	),
	step('report/getUsers'),
	step('report/countUsers'),
	step('report/exportUsers', {}, throwaway),
	step('report/getPosts'),
	step('exportFile/getAll'),
	step(
		'exportFile/download',
		{ export_name: `${RUN}.zip` },
		refuses(/export|file/i, 'there is none'),
	),
	step('exportFile/delete', { export_name: `${RUN}.zip` }),
	step('exportFile/getImports'),
	step('exportFile/deleteImport', { import_name: `${RUN}.zip` }),
	step('sharedChannel/getAll'),
	step('sharedChannel/getRemotes'),
	step('sharedChannel/getRemoteInfo'),
	step('sharedChannel/getManyRemotes'),
	step('sharedChannel/invite'),
	step('sharedChannel/uninvite'),
	step(
		'saml/getMetadataFromIdp',
		{ saml_metadata_url: NOWHERE },
		refuses(/metadata/i, 'nobody listens there'),
	),
	...['scheme/get', 'scheme/getTeams', 'scheme/getChannels'].map((operation) =>
		step(operation, {}, refuses(/scheme/i, 'there is none without a licence')),
	),
	...['IdpCertificate', 'PublicCertificate', 'PrivateKey'].flatMap((what) => [
		step(`saml/add${what}`, {}, throwaway),
		step(
			`saml/remove${what}`,
			{},
			{ ...throwaway, ...refuses(/certificate/i, '4.10 does not find the file it wrote') },
		),
	]),
	step('brand/uploadImage', {}, throwaway),
	step('brand/getImage', {}, refuses(/404|brand/i, 'there is none')),
	step('brand/deleteImage', {}, throwaway),
	step('group/getAll'),
	step('group/getOfUser', { user_id: 'me' }),
	step('group/getByNames', { names: 'none' }),
];

const end: Step[] = [
	step('post/sendAndWait', { question: 'Deploy?' }),
	step('user/delete', ({ carl }) => ({ user_id: carl })),
	step('channel/delete'),
	step('team/delete'),
	// Ends each session but those of personal access tokens, which the run itself uses.
	step('session/revokeAllUsers', {}, throwaway),
];

/** All steps in their order. */
export const steps: Step[] = [
	...start,
	...posts,
	...incidents,
	...files,
	...channels,
	...teams,
	...users,
	...integrations,
	...system,
	...assistance,
	...playbooks,
];

/** Undoes what the run made, as far as servers let. */
export const ending = end;

/**
 * Resources that a server without a licence, or without a feature that is still tried out, refuses: each operation is run with sample values, those
 * that change something only where MATTERMOST_THROWAWAY is set.
 */
export const LICENSED = [
	'group',
	'channelModeration',
	'scheme',
	'compliance',
	'dataRetention',
	'saml',
	'ldap',
	'groupLink',
	'elasticsearch',
	'cluster',
	'flaggedPost',
	'accessPolicy',
	'channelView',
];

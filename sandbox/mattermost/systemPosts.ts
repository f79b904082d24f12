import type { Call, Row } from './api';
import type { Change, Channel, MattermostState } from './state';

/** What servers post by themselves when something changes. Facts: test/recorded, events.json. */

/** In characters: `POST_MESSAGE_MAX_RUNES_V2`. */
const LONGEST_MESSAGE = 16_383;

interface SystemPost {
	channel?: Channel;
	/** Who seems to write; absent: who asked. */
	userId?: string;
	type: string;
	message: string;
	props?: Row;
	/** What its event tells of the channel instead of what that has. */
	told?: Partial<Channel>;
}

type Make = (call: Call, made: Row) => Array<SystemPost | undefined>;

/** The texts of a channel whose changes are told, in the order of servers. */
const TEXTS = ['display_name', 'header', 'purpose'] as const;
type Text = (typeof TEXTS)[number];
type Texts = Record<Text, string>;

/** The texts of a channel whose changes are told. */
export const textsOf = ({ display_name, header, purpose }: Channel): Texts => ({
	display_name,
	header: String(header ?? ''),
	purpose: String(purpose ?? ''),
});

const nameOf = ({ state }: Call, id: unknown) => state.users.get(String(id))?.username ?? '';
const pathChannel = ({ state, params }: Call) => state.channels.get(params.channel_id);

/** Unlike other messages of this kind, those about guests count as unread. */
const joined: Make = (call, made) =>
	(made as unknown as Row[]).map(({ user_id, scheme_guest: isGuest }) => {
		const [username, admin] = [nameOf(call, user_id), call.user.username];
		const channel = pathChannel(call);
		const asGuest = isGuest ? ' as guest' : '';
		if (user_id === call.user.id) {
			const type = isGuest ? 'system_guest_join_channel' : 'system_join_channel';
			const message = `${username} joined the channel${asGuest}.`;
			return { channel, type, message, props: { username } };
		}
		const ids = { addedUserId: user_id, userId: call.user.id };
		return {
			channel,
			type: isGuest ? 'system_add_guest_to_chan' : 'system_add_to_channel',
			message: `${username} added to the channel${asGuest} by ${admin}.`,
			props: { ...ids, addedUsername: username, username: admin },
		};
	});

/** Names became mentions. */
const at = ({ version }: Call) => (version.since('5.0') ? '@' : '');

const left: Make = (call) => {
	const { user_id: id } = call.params;
	const username = nameOf(call, id);
	const channel = pathChannel(call);
	if (id === call.user.id) {
		const message = `${at(call)}${username} left the channel.`;
		return [{ channel, type: 'system_leave_channel', message, props: { username } }];
	}
	return [
		{
			channel,
			type: 'system_remove_from_channel',
			message: `${at(call)}${username} removed from the channel.`,
			props: { removedUserId: id, removedUsername: username },
		},
	];
};

const ofChannel =
	(type: string, message: (username: string) => string): Make =>
	(call, made) => {
		const { username } = call.user;
		const channel = pathChannel(call) ?? call.state.channels.get(String(made.id));
		return [{ channel, type, message: message(username), props: { username } }];
	};

const ofPrivacy: Make = (call) => {
	const channel = pathChannel(call);
	const words =
		channel?.type === 'P'
			? 'converted to a Private Channel.'
			: 'converted to a Public Channel and can be joined by any team member.';
	const message = `This channel has been ${words}`;
	const props = { username: call.user.username };
	return [{ channel, type: 'system_change_chan_privacy', message, props }];
};

/** In one of a team's two standard channels, as if the person wrote it. */
function inDefault(
	call: Call,
	name: string,
	userId: string,
	type: string,
	words: string,
	props: Row,
): SystemPost[] {
	const { team_id } = call.params;
	const channel = [...call.state.channels.values()].find(
		(row) => row.team_id === team_id && row.name === name,
	);
	const who = String(props.addedUsername ?? nameOf(call, userId));
	return [{ channel, userId, type, message: `${who} ${words}`, props }];
}

const BY_OPERATION: Record<string, Make> = {
	'channel members added': joined,
	'DELETE /channels/{channel_id}/members/{user_id}': left,
	'POST /channels': ofChannel('system_join_channel', (name) => `${name} joined the channel.`),
	'PUT /channels/{channel_id}/privacy': ofPrivacy,
	'team members added': (call, made) =>
		(made as unknown as Row[]).flatMap(({ user_id }) => {
			const [addedUserId, username] = [String(user_id), call.user.username];
			const addedUsername = nameOf(call, addedUserId);
			const props = { addedUserId, addedUsername, userId: call.user.id, username };
			const { id } = call.user;
			const by = (place: string) => `added to the ${place} by ${username}.`;
			return [
				...inDefault(call, 'town-square', id, 'system_add_to_team', by('team'), props),
				...inDefault(call, 'off-topic', id, 'system_add_to_channel', by('channel'), props),
			];
		}),
	'channel moved': (call, { from }) =>
		ofChannel(
			'system_move_channel',
			() => `This channel has been moved to this team from ${String(from)}.`,
		)(call, {}),
	'POST /channels/{channel_id}/convert_to_channel': (call, made) => {
		const ids = [...call.state.channelMembers.get(String(made.id))!.keys()];
		const names = ids.map((id) => nameOf(call, id)).sort();
		const list = [names.slice(0, -1).join(', '), names.at(-1)].filter(Boolean).join(' and ');
		return ofChannel(
			'system_gm_to_channel',
			(name) => `${name} created this channel from a group message with ${list}.`,
		)(call, made);
	},
	'team member added': (call, made) =>
		(made as unknown as Row[]).flatMap(({ user_id }) => {
			const user = String(user_id);
			const props = { username: nameOf(call, user) };
			return [
				...inDefault(call, 'town-square', user, 'system_join_team', 'joined the team.', props),
				...inDefault(call, 'off-topic', user, 'system_join_channel', 'joined the channel.', props),
			];
		}),
	'DELETE /teams/{team_id}/members/{user_id}': (call) => {
		const { user_id: user } = call.params;
		const [type, words] =
			user === call.user.id
				? ['system_leave_team', 'left the team.']
				: ['system_remove_from_team', 'removed from the team.'];
		return inDefault(call, 'town-square', user, type, words, { username: nameOf(call, user) });
	},
	'DELETE /channels/{channel_id}': ofChannel(
		'system_channel_deleted',
		(name) => `${name} archived the channel.`,
	),
	'POST /channels/{channel_id}/convert': ofPrivacy,
	'POST /channels/{channel_id}/restore': (call, made) =>
		call.version.before('5.0')
			? []
			: ofChannel('system_channel_restored', (name) => `${name} unarchived the channel.`)(
					call,
					made,
				),
};

/** What a change of a channel's text is told with: type, words, and its key in the properties. */
const TOLD: Record<Text, [string, string, string]> = {
	display_name: ['system_displayname_change', 'display name', 'displayname'],
	header: ['system_header_change', 'header', 'header'],
	purpose: ['system_purpose_change', 'purpose', 'purpose'],
};

/** The posts about changed texts of a channel; `after` has those that are told, `told` as in {@link SystemPost}. */
export function ofTexts(
	call: Call,
	channel: Channel,
	before: Texts,
	after: Partial<Texts>,
	told?: SystemPost['told'],
): void {
	const { username } = call.user;
	for (const property of TEXTS) {
		const [type, words, key] = TOLD[property];
		const [old, now] = [before[property], after[property]];
		if (now === undefined || old === now) continue;
		const isName = property === 'display_name';
		const message =
			!now && !isName
				? `${username} removed the channel ${words} (was: ${old})`
				: !old && !isName
					? `${username} updated the channel ${words} to: ${now}`
					: `${username} updated the channel ${words} from: ${old} to: ${now}`;
		const props = { username, [`old_${key}`]: old, [`new_${key}`]: now };
		add(call.state, call, { channel, type, message, props, told });
	}
}

function add(
	state: MattermostState,
	{ user }: Call,
	{ channel, userId, told, ...post }: SystemPost,
) {
	// Servers do not tell what would be too long for a message.
	if (!channel || [...post.message].length > LONGEST_MESSAGE) return;
	state.addPost({ channel_id: channel.id, user_id: userId ?? user.id, ...post }, told);
}

/** Posts what a server posts after an operation. */
export function postAbout(state: MattermostState, change: Change): void {
	if ('post' in change) return;
	const { key, call, made } = change;
	for (const post of BY_OPERATION[key]?.(call, (made ?? {}) as Row) ?? []) {
		if (post) add(state, call, post);
	}
}

import type { IDataObject } from 'n8n-workflow';
import type { Client } from '../../shared/http/client';
import type { Bulk } from '../../shared/model/operation';
import { own } from '../../shared/util/guards';
import { isId } from './ids';
import { ownId } from './users';

/**
 * Requests of Mattermost that answer for many items. What is said of their answers is read in the
 * servers' source (5.37, 11.6) and compared on real servers by test/live/bulk.ts.
 */

/** Keys of one request: as many as servers give rows of a page, so that no answer is large. */
const AT_ONCE = 200;

const isIdKey = (key: unknown): key is string => typeof key === 'string' && isId(key);
/** A single request finds upper case as well, a bulk request does not. */
const isUsername = (key: unknown): key is string =>
	typeof key === 'string' && /^[a-z0-9._-]{1,64}$/.test(key);
const isEmojiName = (key: unknown): key is string =>
	typeof key === 'string' && /^[a-zA-Z0-9_+-]{1,64}$/.test(key);

/**
 * Whether nobody can have accepted terms of service, which administrators see in a single answer only
 * (api4/user.go, `getUser`). Servers keep all terms there ever were.
 */
const hasNoTerms = async (client: Client): Promise<boolean> =>
	await client.once('terms of service', async () =>
		client.request('GET /terms_of_service').then(
			() => false,
			(error: { httpCode?: string }) => error.httpCode === '404',
		),
	);

/** The authenticated user sees more of itself, so that account is asked for singly. */
async function sameUser(client: Client): Promise<(body: unknown) => boolean> {
	const [me, noTerms] = await Promise.all([ownId(client), hasNoTerms(client)]);
	return (user) => noTerms && own(user, 'id') !== me;
}

/** First server with a plugin hook that changes posts when they are read: singly, but not in bulk. */
const WITH_HOOK = '9.0';

/**
 * Single requests refuse deleted posts, reveal posts that burn after reading, and let plugins change
 * what is read (app/post.go, `GetSinglePost`).
 */
async function samePost(client: Client): Promise<(body: unknown) => boolean> {
	const isUnchanged = await client.once('posts as stored', async () => {
		if (!(await client.serverIsAtLeast(WITH_HOOK))) return true;
		const query = { format: 'old' };
		const config = await client.request<IDataObject>('GET /config/client', { query });
		return config.FeatureFlagConsumePostHook === 'false';
	});
	return (post) =>
		isUnchanged && own(post, 'delete_at') === 0 && own(post, 'type') !== 'burn_on_read';
}

export const usersById: Bulk = {
	request: 'POST /users/ids',
	key: 'user_id',
	most: AT_ONCE,
	isKey: isIdKey,
	rowKey: 'id',
	isSame: sameUser,
};

export const usersByName: Bulk = {
	request: 'POST /users/usernames',
	key: 'username',
	most: AT_ONCE,
	isKey: isUsername,
	rowKey: 'username',
	isSame: sameUser,
};

export const statusesById: Bulk = {
	request: 'POST /users/status/ids',
	key: 'user_id',
	most: AT_ONCE,
	isKey: isIdKey,
	rowKey: 'user_id',
};

/** Only single answers describe the links of a post (`metadata`). */
export const postsById: Bulk = {
	request: 'POST /posts/ids',
	key: 'post_id',
	most: AT_ONCE,
	isKey: isIdKey,
	rowKey: 'id',
	onlySimplified: true,
	isSame: samePost,
};

export const channelMembersById: Bulk = {
	request: 'POST /channels/{channel_id}/members/ids',
	key: 'user_id',
	most: AT_ONCE,
	isKey: isIdKey,
	rowKey: 'user_id',
};

/** Members that servers add with one request (`maxListSize` in api4). */
export const MEMBERS_AT_ONCE = 1000;
/** First server that takes a list of members to add. */
export const TAKES_MEMBERS = '10.0';

/**
 * Servers add one member after the other, leave out who cannot be added, and refuse all before the first
 * (api4/channel.go, `addChannelMember`). Who is a member already stays as is.
 */
export const newChannelMembers: Bulk = {
	request: 'POST /channels/{channel_id}/members',
	key: 'user_id',
	keysProperty: 'user_ids',
	most: MEMBERS_AT_ONCE,
	isKey: isIdKey,
	rowKey: 'user_id',
	isSame: async (client) => {
		if (!(await client.serverIsAtLeast(TAKES_MEMBERS))) throw new Error('Takes no list');
		return () => true;
	},
};

export const teamMembersById: Bulk = {
	request: 'POST /teams/{team_id}/members/ids',
	key: 'user_id',
	most: AT_ONCE,
	isKey: isIdKey,
	rowKey: 'user_id',
};

/** Of posts without a reaction the answer says so. One post that may not be read refuses all. */
export const reactionsByPost: Bulk = {
	request: 'POST /posts/ids/reactions',
	key: 'post_id',
	most: AT_ONCE,
	isKey: isIdKey,
};

/** `GetEmojisByNamesMax` in api4/emoji.go. */
export const emojiByName: Bulk = {
	request: 'POST /emoji/names',
	key: 'emoji_name',
	most: 200,
	isKey: isEmojiName,
	rowKey: 'name',
};

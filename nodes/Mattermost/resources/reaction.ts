import type { IDataObject } from 'n8n-workflow';
import { build } from '../../shared/request/build';
import type { Client } from '../../shared/http/client';
import type { ApiRequest } from '../../shared/http/types';
import { pick, strings, text } from '../../shared/model/fields';
import { whole } from '../../shared/model/pagination';
import type { Resource } from '../../shared/model/operation';
import { post } from '../../services/mattermost/pickers/postPickers';
import { ownId } from '../../services/mattermost/users';
import { ME, userOrMe } from '../../services/mattermost/pickers/pickers';
import { objectsIn } from '../../shared/util/guards';
import { reactionsByPost } from '../../services/mattermost/bulk';
import { namesFor } from '../../services/mattermost/names';

const postId = pick(post, 'post_id', 'Message to work on, by ID or link', { label: 'Message ID' });
const emojiName = text('emoji_name', 'Name of the emoji, or the emoji itself', {
	placeholder: 'e.g. white_check_mark',
});

/** Servers take reactions of your account only, and want it named. */
async function react(client: Client, request: ApiRequest): Promise<ApiRequest> {
	const body = request.body as IDataObject;
	// The same reaction again changes nothing.
	return { ...request, idempotent: true, body: { ...body, user_id: await ownId(client) } };
}

export const reaction: Resource = {
	value: 'reaction',
	name: 'Reaction',
	description: 'Emoji reactions to messages',
	operations: [
		{
			value: 'create',
			name: 'Add',
			action: 'React to message (add emoji reaction)',
			description: 'Add an emoji reaction to a message as your account',
			request: 'POST /reactions',
			also: ['GET /users/me'],
			fields: [postId, emojiName],
			adjust: react,
		},
		{
			value: 'delete',
			name: 'Remove',
			action: 'Remove reaction from message',
			description: 'Remove an emoji reaction from a message',
			request: 'DELETE /users/{user_id}/posts/{post_id}/reactions/{emoji_name}',
			fields: [
				postId,
				emojiName,
				pick(
					userOrMe,
					'user_id',
					'User whose reaction to remove; only administrators can remove those of others',
					{
						default: ME,
					},
				),
			],
			output: { kind: 'deleted' },
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many reactions of message',
			description: 'Get the reactions to a message',
			request: 'GET /posts/{post_id}/reactions',
			bulk: reactionsByPost,
			fields: [postId],
			paging: whole,
			output: { addTo: namesFor },
		},
		{
			value: 'getForPosts',
			name: 'Get Many for Messages',
			action: 'Get many reactions of several messages',
			description: 'Get the reactions to several messages at once',
			request: 'POST /posts/ids/reactions',
			since: '5.8',
			idempotent: true,
			fields: [strings('post_ids', 'IDs of the messages', { label: 'Message IDs' })],
			bodyIs: 'post_ids',
			run: async (context) => {
				const { body } = await context.send(await build(context));
				return Object.values((body ?? {}) as IDataObject).flatMap(objectsIn);
			},
			output: { addTo: namesFor },
		},
	],
};

import { idIn, unless, type Row } from '../responseGuards';
import type { Client } from '../../../shared/http/client';
import { looksLike, quoted } from '../../../shared/request/resolveId';
import { isId } from '../ids';
import { after, linkOf } from './links';

/** Post of a link, wherever the link has it: permalink, thread, a post within a channel. */
export async function findPost(client: Client, label: string, value: string): Promise<string> {
	const link = await linkOf(client, label, value);
	if (!link) {
		throw client.refuse(
			label,
			`is not a message ID: ${quoted(value)}, which looks like ${looksLike(value)}`,
			'Enter the ID of the message or its link; messages have no names',
		);
	}
	const last = link.parts[link.parts.length - 1];
	const id =
		after(link, 'pl', 'threads', 'posts') ??
		(['channels', 'messages'].includes(link.parts[link.parts.length - 3] ?? '') ? last : undefined);
	if (!id || !isId(id)) {
		throw client.refuse(
			label,
			'is not a link to a message',
			'Use Copy Link in the menu of the message',
		);
	}
	return id;
}

/** A post, read once per run. @throws NodeApiError */
export const readPost = async (client: Client, post_id: string): Promise<Row> =>
	await client.once(`post ${post_id}`, async () => {
		const post = await client.request('GET /posts/{post_id}', { path: { post_id } });
		idIn(client, post, 'post');
		return post as Row;
	});

/**
 * First post of the thread that a post belongs to: servers answer 400 to a `root_id` that is a reply.
 * @returns the given ID where the account cannot read the post: the server will say what is wrong
 */
export async function rootOf(client: Client, post_id: string): Promise<string> {
	const post = await unless('404', unless('403', readPost(client, post_id)));
	return String(post?.root_id || post_id);
}

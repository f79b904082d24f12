import { AppError, badBody, type Call } from './api';
import type { MattermostState, Post, StoredFile } from './state';

/**
 * Which files a post gets (`attachFilesToPost`, tried on 4.10 to 11.6): a file belongs to one post, and to one by
 * the account that uploaded it. What else a request names is dropped without a word.
 */

/** Characters of a post's file IDs as JSON: 10 files, 5 on 4.10. */
const MAX_FILE_IDS = 300;
const MAX_FILE_IDS_BEFORE_5 = 150;

/** @param post whose files may stay @returns the IDs of those that it can have, each once */
function attachable(
	{ files }: MattermostState,
	userId: string,
	given: string[],
	post = '',
): string[] {
	return [...new Set(given)].filter((id) => {
		const info = files.get(id)?.info;
		return info && (info.post_id ? info.post_id === post : info.user_id === userId);
	});
}

/**
 * IDs that a new post names. 4.10 keeps all of them, and attaches any that no post has yet.
 * @returns undefined for none; null, as servers say it since 10.5, where it can have none of them
 * @throws AppError for more than a post can have
 */
export function filesFor(
	{ state, user, version }: Call,
	given: unknown,
): string[] | null | undefined {
	if (given === undefined || given === null) return undefined;
	if (!Array.isArray(given) || given.some((id) => typeof id !== 'string')) throw badBody('post');
	const ids = [...new Set(given as string[])];
	const isOld = version.before('5.0');
	if (JSON.stringify(ids).length > (isOld ? MAX_FILE_IDS_BEFORE_5 : MAX_FILE_IDS)) {
		throw new AppError(400, 'model.post.is_valid.file_ids.app_error', 'Invalid file ids.');
	}
	const attached = isOld ? ids : attachable(state, user.id, ids);
	if (attached.length > 0) return attached;
	return ids.length > 0 && version.since('10.5') ? null : undefined;
}

/** The files of a post; on 4.10 it may name others. */
export const filesIn = ({ files }: MattermostState, post: Post): Array<StoredFile['info']> =>
	(post.file_ids ?? []).flatMap((id) => {
		const info = files.get(id)?.info;
		return info?.post_id === post.id ? [info] : [];
	});

/**
 * The files of a changed post. Before 10.5 servers attach nothing to a post that is there; 4.10 writes the
 * IDs into it all the same. Since then what is taken away is deleted.
 */
export function filesOf({ state, user, version }: Call, post: Post, given: unknown): Partial<Post> {
	if (!Array.isArray(given)) return {};
	if (version.before('10.5')) return version.before('5.0') ? { file_ids: given as string[] } : {};
	const file_ids = attachable(state, user.id, given as string[], post.id);
	for (const id of file_ids) state.files.get(id)!.info.post_id = post.id;
	for (const { id } of filesIn(state, post)) if (!file_ids.includes(id)) state.files.delete(id);
	return { file_ids };
}

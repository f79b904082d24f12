import type { Call } from './api';
import type { Post } from './state';

/**
 * The files of a changed post: servers drop without a word what is not there or belongs to another
 * post (`attachFilesToPost`), and delete those that are no longer named (`detachFilesFromPost`); before 10.5
 * they attach nothing to a post that is there.
 */
export function filesOf(
	{ state, version }: Pick<Call, 'state' | 'version'>,
	post: Post,
	given: unknown,
): { file_ids?: string[] } {
	if (!Array.isArray(given) || version.before('10.5')) return {};
	const file_ids = (given as string[]).filter((id) => {
		const info = state.files.get(id)?.info;
		return info && (!info.post_id || info.post_id === post.id);
	});
	for (const id of file_ids) state.files.get(id)!.info.post_id = post.id;
	for (const id of post.file_ids ?? []) if (!file_ids.includes(id)) state.files.delete(id);
	return { file_ids };
}

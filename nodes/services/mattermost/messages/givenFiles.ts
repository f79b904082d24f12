import type { IDataObject } from 'n8n-workflow';
import type { Failure } from '../../../shared/errors/errorFactory';
import type { OperationContext } from '../../../shared/model/operation';
import { abortableSleep } from '../../../shared/util/abortableSleep';
import { postLink } from '../pickers/links';
import { unless } from '../responseGuards';
import { ownId } from '../users';

/**
 * Files that a user names by ID. Servers attach a file to one message, and to one by the account that uploaded
 * it; what else a message names they drop without a word (`attachFilesToPost`, tried on 5.37, 10.11 and
 * 11.6). So each is looked at before the message is sent, and its answer afterwards.
 */

/** What looking at them takes. */
export const LOOKING_AT_FILES = ['GET /files/{file_id}/info', 'GET /users/me'];

const LABEL = 'File IDs';
/** A copy of the database that lags behind learns of a new file meanwhile. */
const LOOK_AGAIN_MS = 1_000;
/** Who owns files that an import brought; whoever posts may attach them. */
const NOBODY = 'nouser';

const UPLOAD_AGAIN = 'Upload the file again for this message';

/** Its info; why there is none: it is somebody else's (403), or not there (404). */
async function ask(context: OperationContext, file_id: string) {
	const info = context.request('GET /files/{file_id}/info', { path: { file_id } });
	const known = unless('404', info).then((found) => found ?? ('absent' as const));
	return (await unless('403', known)) ?? ('hidden' as const);
}

async function find(context: OperationContext, id: string) {
	const found = await ask(context, id);
	if (found !== 'absent') return found;
	await abortableSleep(LOOK_AGAIN_MS, context.host.signal);
	return await ask(context, id);
}

/** @throws NodeOperationError if the message cannot have the file; NodeApiError */
async function check(context: OperationContext, id: string, postId: string): Promise<void> {
	const message = postId || `of item ${context.itemIndex}`;
	const first = await context.once(`message with file ${id}`, async () => message);
	if (first !== message) {
		throw context.refuse(
			LABEL,
			`contains ${id}, which another item sends as well`,
			`${UPLOAD_AGAIN}: a file belongs to one message`,
		);
	}
	const found = await find(context, id);
	if (found === 'absent') {
		throw context.refuse(
			LABEL,
			`contains ${id}, but there is no such file`,
			'Use the ID that File → Upload returns',
		);
	}
	const { post_id, user_id } = found === 'hidden' ? ({} as IDataObject) : found;
	if (post_id && post_id !== postId) {
		const { roots } = await context.access();
		throw context.refuse(
			LABEL,
			`contains ${id}, which another message already has`,
			`${UPLOAD_AGAIN}: a file belongs to one message, this one to ${postLink(roots.site, String(post_id))}`,
		);
	}
	if (user_id !== NOBODY && user_id !== (await ownId(context))) {
		throw context.refuse(
			LABEL,
			`contains ${id}, which another account uploaded`,
			`${UPLOAD_AGAIN}, with the account that sends it`,
		);
	}
}

/**
 * Checks that a message can have files. Not in a further try of the node: an earlier one may have attached
 * them.
 * @param postId ID of the message if it is there already
 * @throws NodeOperationError for a file that the server would drop; NodeApiError
 */
export async function checkGivenFiles(
	context: OperationContext,
	ids: string[],
	postId = '',
): Promise<void> {
	const passed = context.host.tries?.passed;
	const name = `files of item ${context.itemIndex}`;
	if (ids.length === 0 || passed?.has(name)) return;
	for (const id of new Set(ids)) await check(context, id, postId);
	passed?.add(name);
}

/**
 * Says which files a message has not, from the server's answer: it is there, so it must not be sent again.
 * @param done what became of the message
 * @param site root of the server's web pages
 */
export const lacking =
	(done: 'posted' | 'changed', ids: string[], site: string) =>
	({ id, type, file_ids }: IDataObject): Failure | undefined => {
		// What burns shows its files to who reveals it (source of 11.6, `getBurnOnReadPost`).
		if (type === 'burn_on_read') return undefined;
		const has = Array.isArray(file_ids) ? file_ids : [];
		const missing = [...new Set(ids)].filter((one) => !has.includes(one));
		if (missing.length === 0) return undefined;
		return {
			message: `Mattermost ${done} the message but did not attach these files: ${missing.join(', ')}`,
			advice: `The message is ${postLink(site, String(id))}; do not send it again, but upload the files again and reply with them`,
		};
	};

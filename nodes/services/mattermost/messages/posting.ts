import type { IDataObject } from 'n8n-workflow';
import { valuesByName } from '../../../shared/request/build';
import type { Client } from '../../../shared/http/client';
import type { ApiRequest } from '../../../shared/http/types';
import { strings, localOnly } from '../../../shared/model/fields';
import { longestPost } from './longestPost';
import { splitMessage } from './splitMessage';
import { checkLength, lengthOf } from '../../../shared/request/texts';
import type { Field, OperationContext } from '../../../shared/model/operation';
import { harmless } from './messageFields';
import { withMentions } from './mentioning';
import { deduplicated } from './deduplication';
import { checkGivenFiles, lacking } from './givenFiles';
import { inputFileOf, nameOf, uploadFile } from './uploading';

/** How a post is created: with files of the input item, and only once. */

/** Files of one post; servers before 5.x take five and say so themselves. */
const MOST_FILES = 10;

/** Input files that are uploaded and attached on the way. */
export const inputFiles: Field = localOnly(
	strings('binary_fields', 'Names of input binary fields to upload and attach', {
		label: 'Input Binary Fields',
		placeholder: 'e.g. data, photo',
		hint: 'At most 10 files, including those of File IDs',
		required: false,
	}),
);

/** Input files of a message that is there for their sake. */
export const sentFiles: Field = {
	...inputFiles,
	param: 'sent_files',
	default: 'data',
	required: true,
};

const hasAttachments = (body: IDataObject) => {
	const { attachments } = (body.props ?? {}) as IDataObject;
	return Array.isArray(attachments) && attachments.length > 0;
};

/** A priority without a label is the standard one; servers want it said. */
const withLabel = (body: IDataObject): IDataObject => {
	const { priority } = (body.metadata ?? {}) as { priority?: IDataObject };
	return priority ? { metadata: { priority: { priority: '', ...priority } } } : {};
};

/**
 * Uploads the input files that the user names, and adds them to the file IDs of a message, which it can have.
 * @param body with its `channel_id`
 * @throws NodeOperationError for no content at all, a missing binary field, too many files, or one that the
 * server would drop
 */
export async function withFiles(
	context: OperationContext,
	body: IDataObject,
): Promise<IDataObject> {
	const ids = (body.file_ids ?? []) as string[];
	const { binary_fields, sent_files } = await valuesByName(context);
	const names = (sent_files ?? binary_fields ?? []) as string[];
	if (ids.length + names.length > MOST_FILES) {
		throw context.refuse(
			'Input Binary Fields',
			`and File IDs together contain ${ids.length + names.length} files`,
			`A message can have at most ${MOST_FILES}`,
		);
	}
	if (!body.message && !hasAttachments(body) && ids.length + names.length === 0) {
		throw context.refuse('Message', 'is empty', 'Enter a message, or add attachments or files');
	}
	await checkGivenFiles(context, ids);
	const files = [];
	for (const name of names) files.push(await inputFileOf(context, name));
	const uploaded: string[] = [];
	for (const file of files) {
		const filename = nameOf(file);
		const info = await uploadFile(context, file, { channel_id: String(body.channel_id), filename });
		uploaded.push(String(info.id));
	}
	return ids.length + uploaded.length > 0 ? { ...body, file_ids: [...ids, ...uploaded] } : body;
}

/**
 * A message whose texts of others are made harmless, which makes them longer.
 * @param body with `message`, or `post` that has it
 * @throws NodeOperationError if the message is too long then
 */
export async function written(context: OperationContext, body: IDataObject): Promise<IDataObject> {
	const made = await harmless(context, body);
	const { message } = (made.post ?? made) as IDataObject;
	await checkLength(context, 'Message', String(message ?? ''), { longest: longestPost });
	return made;
}

/**
 * A message that is longer than the server takes, in parts: what notifies and marks it goes with the
 * first, files and attachments with the last.
 */
function inParts(
	client: Client,
	{ failed, ...request }: ApiRequest,
	body: IDataObject,
	parts: string[],
	how: string,
) {
	const part = (content: IDataObject) =>
		deduplicated(client, { ...request, body: content, ...(content.file_ids ? { failed } : {}) });
	const { metadata, file_ids, props, ...common } = body;
	const { attachments, ...otherProps } = (props ?? {}) as IDataObject;
	const first = {
		...common,
		message: parts[0],
		...(metadata ? { metadata } : {}),
		...(props ? { props: otherProps } : {}),
	};
	const following = parts.slice(1).map((message, index) => (answer: IDataObject) => {
		const isLast = index === parts.length - 2;
		const lastProps = attachments ? { ...otherProps, attachments } : otherProps;
		return part({
			...common,
			message,
			...(how === 'thread' ? { root_id: common.root_id || answer.id } : {}),
			...(props ? { props: isLast ? lastProps : otherProps } : {}),
			...(isLast && file_ids ? { file_ids } : {}),
		});
	});
	return { ...part(first), following };
}

/**
 * Completes a new post: makes texts of others harmless, mentions who was picked, uploads input files, splits a long message
 * if the user wants it, and makes the post recognizable when it is sent twice.
 * @param more properties found on the way, such as the channel
 * @throws NodeOperationError for a post without content, with too many files or of too many
 * characters; NodeApiError
 */
export async function posting(
	context: OperationContext,
	request: ApiRequest,
	more: IDataObject = {},
): Promise<ApiRequest> {
	const { split_long } = await valuesByName(context);
	const own = await harmless(context, { ...(request.body as IDataObject), ...more });
	const message = await withMentions(context, String(own.message ?? ''));
	const given = message ? { ...own, message } : own;
	const length = lengthOf(message);
	const limit = await longestPost(context, length);
	if (length > limit && !split_long) {
		await checkLength(context, 'Message', message, { longest: limit });
	}
	const body = await withFiles(context, given);
	const complete = { ...body, ...withLabel(body) };
	const { roots } = await context.access();
	const failed = lacking('posted', (body.file_ids ?? []) as string[], roots.site);
	const checked = { ...request, failed };
	if (length <= limit) return deduplicated(context, { ...checked, body: complete });
	const parts = splitMessage(message, limit)
		.map(({ text }) => text)
		.filter((text) => text.trim() !== '');
	return inParts(context, checked, complete, parts, String(split_long));
}

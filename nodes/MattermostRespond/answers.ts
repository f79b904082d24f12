import type { IDataObject } from 'n8n-workflow';
import { asWritten, replacement } from '../services/mattermost/webhookReplies';

/**
 * Answers to what Mattermost called, in the shapes that all server generations take: JSON with
 * status 200, never empty. Facts: recorded on servers 4.10, 5.30 and 6.7; pages and live menus: source
 * of 11.6 (`SubmitDialogResponse`, `LookupDialogResponse`).
 */

/** What is answered; the node's `to`. */
export type AnswerTo = 'command' | 'message' | 'action' | 'dialog' | 'form' | 'lookup';

/** What the user set. */
export interface Given {
	text: string;
	visibility: string;
	replaceMessage: string;
	/** IDs of the files of the message whose button was pressed. */
	files: string[];
	slackLinks: boolean;
	/** By field name. */
	errors: Record<string, string>;
	error: string;
	/** The next page, or the same one refreshed. */
	form?: IDataObject;
	/** Entries of a live menu. */
	items?: Array<{ text: string; value: string }>;
}

const RESPONSE_TYPES: Record<string, string> = {
	person: 'ephemeral',
	channel: 'in_channel',
};

export function answerBody(to: AnswerTo, given: Given): IDataObject {
	const { text, visibility, replaceMessage, files, errors, error, form, items = [] } = given;
	switch (to) {
		case 'command':
			return {
				response_type: RESPONSE_TYPES[visibility] ?? 'ephemeral',
				text,
				...asWritten(given),
			};
		case 'message':
			return text ? { text, response_type: visibility === 'thread' ? 'comment' : 'post' } : {};
		case 'action':
			return {
				...(replaceMessage ? { update: replacement(replaceMessage, {}, files) } : {}),
				...(text ? { ephemeral_text: text, ...asWritten(given) } : {}),
			};
		case 'dialog':
			return {
				...(Object.keys(errors).length > 0 ? { errors } : {}),
				...(error ? { error } : {}),
			};
		case 'form':
			return { type: 'form', form };
		case 'lookup':
			return { items };
	}
}

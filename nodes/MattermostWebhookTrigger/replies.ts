import type { IDataObject } from 'n8n-workflow';
import { asWritten, replacement } from '../services/mattermost/webhookReplies';
import type { Delivery, Source } from './deliveries';

/** What is answered at once. */
export interface Reply {
	text: string;
	/** Whether everybody in the channel sees it; else only the person who asked. */
	inChannel: boolean;
	/** Buttons and menus: replaces the message, and its buttons go. */
	replaceMessage: string;
	/** Whether the server turns Slack's `<url|text>` into Markdown, which spoils `a < b | c > d`. */
	slackLinks: boolean;
}

/**
 * The answer in the shape that all server generations take: JSON with status 200 and never empty.
 * Servers before 6 show an error for an empty one, all show one for text after a button.
 * @param files IDs of those of the message whose button was pressed
 */
export function replyBody(
	source: Source,
	delivery: Delivery,
	reply: Reply,
	files: string[] = [],
): IDataObject {
	const { text, inChannel } = reply;
	switch (source) {
		case 'command':
			return text
				? { response_type: inChannel ? 'in_channel' : 'ephemeral', text, ...asWritten(reply) }
				: { response_type: 'ephemeral', text: '' };
		case 'outgoing':
			// An outgoing webhook always answers in the channel; without a text nothing is posted.
			return text ? { text, response_type: inChannel ? 'post' : 'comment' } : {};
		case 'action':
			// A live menu without entries; forms close, or stay as they are.
			if (delivery.item.event === 'lookup') return { items: [] };
			if (delivery.form) return {};
			return {
				...(reply.replaceMessage ? { update: replacement(reply.replaceMessage, {}, files) } : {}),
				...(text ? { ephemeral_text: text, ...asWritten(reply) } : {}),
			};
	}
}

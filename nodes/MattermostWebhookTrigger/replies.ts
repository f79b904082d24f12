import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { Delivery, Source } from './deliveries';

/** What is answered at once. */
export interface Reply {
	text: string;
	/** Whether everybody in the channel sees it; else only the person who asked. */
	inChannel: boolean;
	/** Buttons and menus: replaces the message, and its buttons go. */
	replaceMessage: string;
}

/** The field for `replaceMessage`, here and in Respond to Mattermost. */
export const replaceMessage: INodeProperties = {
	displayName: 'Replace Message With',
	name: 'replaceMessage',
	type: 'string',
	typeOptions: { rows: 2 },
	default: '',
	placeholder: 'e.g. Done',
	description: 'New text of the message whose button was clicked; its buttons go. Empty: it stays.',
};

/**
 * The answer in the shape that all server generations take: JSON with status 200 and never empty.
 * Servers before 6 show an error for an empty one, all show one for text after a button.
 */
export function replyBody(source: Source, delivery: Delivery, reply: Reply): IDataObject {
	const { text, inChannel } = reply;
	switch (source) {
		case 'command':
			return text
				? { response_type: inChannel ? 'in_channel' : 'ephemeral', text }
				: { response_type: 'ephemeral', text: '' };
		case 'outgoing':
			// An outgoing webhook always answers in the channel; without a text nothing is posted.
			return text ? { text, response_type: inChannel ? 'post' : 'comment' } : {};
		case 'action':
			if (delivery.item.event === 'dialog') return {};
			return {
				...(reply.replaceMessage ? { update: { message: reply.replaceMessage, props: {} } } : {}),
				...(text ? { ephemeral_text: text } : {}),
			};
	}
}

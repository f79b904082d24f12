import type { IDataObject, INodeProperties } from 'n8n-workflow';
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

/** The field for `slackLinks`, here and in Respond to Mattermost. */
export const slackLinks: INodeProperties = {
	displayName: 'Slack Links',
	name: 'slackLinks',
	type: 'boolean',
	default: false,
	description:
		'Whether Mattermost interprets &lt;https://example.com|text&gt; as a link, as Slack does. This also changes other text in angle brackets.',
};

/** What keeps a text as it is. */
export const asWritten = ({ slackLinks }: { slackLinks: boolean }): IDataObject =>
	slackLinks ? {} : { skip_slack_parsing: true };

/** The field for `replaceMessage`, here and in Respond to Mattermost. */
export const replaceMessage: INodeProperties = {
	displayName: 'Replace Message With',
	name: 'replaceMessage',
	type: 'string',
	typeOptions: { rows: 2 },
	default: '',
	placeholder: 'e.g. Done',
	description:
		'New text of the message whose button was clicked, which also removes its buttons. If empty, the message stays as it is.',
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
				...(reply.replaceMessage ? { update: { message: reply.replaceMessage, props: {} } } : {}),
				...(text ? { ephemeral_text: text, ...asWritten(reply) } : {}),
			};
	}
}

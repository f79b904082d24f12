import type { IDataObject, INodeProperties } from 'n8n-workflow';

/** What replies to webhooks have in common: those of the trigger and those of Respond to Mattermost. */

/** The field for `slackLinks`, in the trigger and in Respond to Mattermost. */
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

/** The field for `replaceMessage`, in the trigger and in Respond to Mattermost. */
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

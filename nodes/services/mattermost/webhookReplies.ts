import type { IDataObject, INodeExecutionData, INodeProperties } from 'n8n-workflow';

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

const idsIn = (value: unknown): string[] =>
	Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

/**
 * What takes the place of a message whose button was pressed. It names the files of the message: servers take
 * those of the answer instead, and newer ones delete the others (`UpdatePost` and `processPostFileChanges`,
 * source of 11.6).
 */
export function replacement(
	message: string,
	props: IDataObject,
	files: unknown,
): IDataObject & { message: string; props: IDataObject } {
	const file_ids = idsIn(files);
	return { message, props, ...(file_ids.length > 0 ? { file_ids } : {}) };
}

/** Property of a trigger's item next to `json`: what Respond to Mattermost, which has no credential, cannot read. */
const FILES = 'mattermostFiles';

/** An item with the files of the message whose button was pressed. @param files IDs */
export const withFileIds = (item: INodeExecutionData, files: string[]): INodeExecutionData =>
	files.length > 0 ? { ...item, [FILES]: files as unknown as IDataObject } : item;

/** The files that an item was given. */
export const fileIdsOf = (item: INodeExecutionData): string[] => idsIn(item[FILES]);

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

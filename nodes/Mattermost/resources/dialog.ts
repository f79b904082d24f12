import { flag, list, localOnly, NO_ENTRIES, secret, text } from '../../shared/model/fields';
import type { Resource } from '../../shared/model/operation';
import { element } from '../../services/mattermost/dialogFields';
import { addressDialog } from '../../services/mattermost/messages/addressing';

export const dialog: Resource = {
	value: 'dialog',
	name: 'Dialog',
	description: 'Forms that open from a button or slash command',
	operations: [
		{
			value: 'open',
			name: 'Open',
			action: 'Open dialog',
			description:
				'Show a form to the user who pressed a button or typed a slash command, within 30 seconds of it',
			request: 'POST /actions/dialogs/open',
			since: '5.6',
			fields: [
				text(
					'trigger_id',
					'ID that comes with the button or slash command; it expires after 30 seconds, on servers before 9.4 after 3',
					{
						label: 'Trigger ID',
					},
				),
				text(
					'url',
					'URL that receives the submission; leave empty for the webhook trigger of this workflow',
					{
						label: 'Submission URL',
						required: false,
					},
				),
				text('dialog.title', 'Title, at most 24 characters', { param: 'title' }),
				list('dialog.elements', 'Fields of the form', element, {
					param: 'elements',
					label: 'Elements',
					keyLabel: 'Element',
					required: false,
					default: NO_ENTRIES,
				}),
			],
			optional: [
				text('dialog.callback_id', 'Your own ID, which is returned with the submission', {
					param: 'callback_id',
					label: 'Callback ID',
				}),
				text('dialog.introduction_text', 'Text above the fields, in Markdown', {
					param: 'introduction_text',
					rows: 2,
				}),
				text('dialog.icon_url', 'Image next to the title', {
					param: 'icon_url',
					label: 'Icon URL',
				}),
				text('dialog.submit_label', 'Label of the submit button', { param: 'submit_label' }),
				flag('dialog.notify_on_cancel', 'Whether to notify the URL when the form is closed', {
					param: 'notify_on_cancel',
				}),
				text('dialog.state', 'Your own data, which is returned with the submission', {
					param: 'state',
				}),
				localOnly(
					secret(
						'secret',
						'Secret of the webhook trigger at the URL, if that trigger is in another workflow',
						{
							label: 'Trigger Secret',
						},
					),
				),
			],
			adjust: addressDialog,
			fixed: { body: { dialog: { elements: [] } } },
		},
	],
};

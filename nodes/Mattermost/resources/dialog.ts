import { flag, list, localOnly, secret, text } from '../../shared/model/fields';
import type { Resource } from '../../shared/model/operation';
import { element } from '../../services/mattermost/dialogFields';
import { addressDialog } from '../../services/mattermost/messages/addressing';

export const dialog: Resource = {
	value: 'dialog',
	name: 'Dialog',
	description: 'Forms that open on a button or slash command',
	operations: [
		{
			value: 'open',
			name: 'Open',
			action: 'Open dialog',
			description:
				'Show a form to who pressed a button or typed a slash command; within seconds after it',
			request: 'POST /actions/dialogs/open',
			since: '5.6',
			fields: [
				text('trigger_id', 'Comes with the button or slash command; it expires within seconds', {
					label: 'Trigger ID',
				}),
				text('url', 'What gets the entries; empty: the webhook trigger of this workflow', {
					label: 'Submission URL',
					required: false,
				}),
				text('dialog.title', 'Title, at most 24 characters', { param: 'title' }),
				list('dialog.elements', 'Fields of the form', element, {
					param: 'elements',
					label: 'Elements',
					keyLabel: 'Element',
					required: false,
				}),
			],
			optional: [
				text('dialog.callback_id', 'Own mark that comes back', {
					param: 'callback_id',
					label: 'Callback ID',
				}),
				text('dialog.introduction_text', 'Text in Markdown above the fields', {
					param: 'introduction_text',
					rows: 2,
				}),
				text('dialog.icon_url', 'Picture beside the title', {
					param: 'icon_url',
					label: 'Icon URL',
				}),
				text('dialog.submit_label', 'Text on the button that submits', { param: 'submit_label' }),
				flag('dialog.notify_on_cancel', 'Whether the URL is told when the form is closed', {
					param: 'notify_on_cancel',
				}),
				text('dialog.state', 'Own data that comes back', { param: 'state' }),
				localOnly(
					secret(
						'secret',
						'Secret of the webhook trigger behind the URL, if it is of another workflow',
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

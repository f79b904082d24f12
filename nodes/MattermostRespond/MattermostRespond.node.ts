import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { ANSWER_SECRETS } from '../services/mattermost/answerSecrets';
import { answerBody, type AnswerTo } from './answers';
import { entriesOf, filesOfStart, pageOf, startOf, textsOf } from './form';
import { properties } from './properties';

/**
 * Answers the call that started the workflow. n8n's own Respond to Webhook node refuses workflows
 * that n8n's own Webhook node has not started.
 */
export class MattermostRespond implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Respond to Mattermost',
		name: 'mattermostRespond',
		icon: { light: 'file:mattermostRespond.svg', dark: 'file:mattermostRespond.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["to"] }}',
		description:
			'Responds to the slash command, outgoing webhook, button or dialog that started the workflow',
		defaults: { name: 'Respond to Mattermost' },
		// An agent has no call to answer; n8n's linter wants the property all the same.
		usableAsTool: { replacements: { hidden: true } },
		builderHint: {
			searchHint:
				'Answers the slash command, outgoing webhook, button or dialog that started the workflow; only behind the node mattermostWebhookTrigger.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-rhombus-mattermost.mattermostWebhookTrigger',
					relationHint: 'Starts the workflow that is answered',
				},
			],
		},
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		// The items of the trigger go on.
		sensitiveOutputFields: ANSWER_SECRETS,
		properties,
	};

	/** The first item is the response, except for menus, whose options are the items. All items are passed on. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const to = this.getNodeParameter('to', 0, '') as AnswerTo;
		const start = startOf(this);
		const body = answerBody(to, {
			...(await textsOf(this, to)),
			files: filesOfStart(this),
			...(to === 'form' ? { form: await pageOf(this, start) } : {}),
			...(to === 'lookup' ? { items: await entriesOf(this, start) } : {}),
		});
		this.sendResponse({
			// A Buffer, after which n8n saves what the trigger notes of the answer (`forms.ts` of the trigger).
			body: Buffer.from(JSON.stringify(body)),
			headers: { 'content-type': 'application/json; charset=utf-8' },
			statusCode: 200,
		});
		return [this.getInputData()];
	}
}

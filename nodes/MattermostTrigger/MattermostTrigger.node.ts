import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type ITriggerFunctions,
	type ITriggerResponse,
} from 'n8n-workflow';
import { listSearch } from '../Mattermost/pickers';
import { properties } from './properties';
import { listen } from './trigger';

/** Starts workflows from Mattermost's event stream. */
export class MattermostTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Mattermost Trigger',
		name: 'mattermostTrigger',
		icon: { light: 'file:mattermostTrigger.svg', dark: 'file:mattermostTrigger.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["events"].concat($parameter["moreEvents"] || []).join(", ") }}',
		description:
			'Starts a workflow when something happens in Mattermost: a message, a reaction, a new member',
		defaults: { name: 'Mattermost Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'mattermostTokenApi',
				required: true,
				displayOptions: { show: { authentication: ['accessToken'] } },
			},
			{
				name: 'mattermostAccountOAuth2Api',
				required: true,
				displayOptions: { show: { authentication: ['oAuth2'] } },
			},
		],
		properties,
	};

	methods = { listSearch };

	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		return await listen(this);
	}
}

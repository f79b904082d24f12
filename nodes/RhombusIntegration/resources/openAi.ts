import { group, text } from '../../shared/model/fields';
import type { Resource } from '../../shared/model/operation';
import { own } from '../source';
import { get, many, remove, update } from '../operations';
import * as shape from '../settings';

const current = own('incidentManagement/getOpenAIIntegration');

/** `IOpenAIType`. */
const settings = [
	...shape.base('OPENAI'),
	...shape.tokens,
	text('baseUrl', 'URL of a compatible service', {
		label: 'Base URL',
		placeholder: 'e.g. https://api.openai.com/v1',
	}),
	text('defaultModel', 'Model to use by default'),
];

export const openAi: Resource = {
	value: 'openAi',
	name: 'OpenAI',
	operations: [
		update('OpenAI', 'incidentManagement/updateOpenAIIntegration', {
			holds: 'openAISettings',
			settings,
			current,
		}),
		get('OpenAI', current),
		remove('OpenAI', 'incidentManagement/deleteOpenAIIntegration'),
		many('getModels', 'Models', 'OpenAI', 'incidentManagement/getOpenAIModels', 'models', [
			group(
				'openAISettings',
				'Settings for the request, which must include the API token',
				settings,
				{
					label: 'Access',
					param: 'access',
				},
			),
		]),
	],
};

import { choice, choices, flag, json, list, number, pick, text } from '../../shared/model/fields';
import { whole } from '../../shared/model/pagination';
import type { Field, Resource } from '../../shared/model/operation';
import { ids, objectTypeFilter } from '../../services/rhombus/fields';
import { camera, prompt } from '../../services/rhombus/pickers';
import { found } from '../../services/rhombus/steps/found';
import { at, between } from '../../services/rhombus/times';

const cameraIds = (name: string): Field => ids(name, 'Camera IDs', 'Only what these cameras saw');
const deviceFacetUuid = pick(camera, 'deviceFacetUuid', 'Camera, from the list or by its ID');
const moment = (endpoint: string): Field =>
	at(`scenequery/${endpoint}`, 'timestampMs', 'Moment of the picture; now if left out', {
		label: 'Time',
	});

const event = {
	rowsKey: 'event',
	failed: (body: { event?: unknown }) =>
		body.event ? undefined : 'Rhombus gave no answer to the prompt for this picture',
};

export const search: Resource = {
	value: 'search',
	name: 'Search',
	description: 'Finding people and vehicles in footage, and asking about pictures',
	operations: [
		{
			value: 'byText',
			name: 'Search by Text',
			action: 'Search footage by text',
			description: 'Find people or vehicles that fit a description in words',
			request: 'POST /api/search/searchSimilarObjectEmbeddingsByText',
			idempotent: true,
			fields: [
				text('searchText', 'What to look for', { placeholder: 'e.g. person with a red backpack' }),
				...between(
					'search/searchSimilarObjectEmbeddingsByText',
					['queryStartTimeMs', 'queryEndTimeMs'],
					'the footage',
				),
			],
			fixed: { body: { model: 'CLIP_512' } },
			optional: [
				choice(
					'model',
					{
						CLIP_512: 'Words and Pictures',
						PERSON_VIT: 'People',
						REIDENTIFICATION_NET: 'Reidentification',
					},
					'How pictures are compared',
				),
				objectTypeFilter,
				cameraIds('queryDeviceUuids'),
				number('maxNumResults', 'How many results at most', {
					label: 'Max Results',
					min: 1,
					default: 50,
				}),
				number('similarityThreshold', 'How well it must fit, from 0 to 1', {
					min: 0,
					max: 1,
					default: 0.2,
				}),
				flag('includeVector', 'Whether to output the numbers that stand for each picture too'),
				flag('onlyMatches', 'Whether to output only what matches'),
				json('regionFilter', 'Part of the picture to look at', {
					label: 'Region (JSON)',
					holds: 'array',
				}),
			],
			paging: whole,
			output: {
				rowsKey: 'similarEmbeddings',
				offerFullResponse: true,
			},
		},
		{
			value: 'byColor',
			name: 'Search by Color',
			action: 'Search footage by color',
			description: 'Find people or vehicles by the color of clothes or paint',
			request: 'POST /api/search/searchObjectsByColor',
			idempotent: true,
			fields: [
				choices(
					'colorFilter',
					{
						BLACK: 'Black',
						BLUE: 'Blue',
						BROWN: 'Brown',
						GRAYWHITE: 'Gray or White',
						GREEN: 'Green',
						ORANGE: 'Orange',
						PINK: 'Pink',
						PURPLE: 'Purple',
						RED: 'Red',
						YELLOW: 'Yellow',
					},
					'Any of these colors',
					{ label: 'Colors' },
				),
				...between('search/searchObjectsByColor', ['startTimeMs', 'endTimeMs'], 'the footage'),
			],
			optional: [objectTypeFilter, cameraIds('deviceFilter')],
			paging: whole,
			output: { rowsKey: 'objects' },
		},
		{
			value: 'ask',
			name: 'Ask About Picture',
			action: 'Ask about picture of camera',
			description: 'Have a question answered by what a camera sees, e.g. how many cars wait',
			request: 'POST /api/scenequery/triggerPrompt',
			fields: [
				deviceFacetUuid,
				text('prompt', 'The question', {
					rows: 2,
					placeholder: 'e.g. How many cars are at the pump?',
				}),
				choice(
					'promptType',
					{ TEXT: 'Text', COUNT: 'Number', PERCENT: 'Percentage', BOOLEAN: 'Yes or No' },
					'Kind of answer',
					{ label: 'Answer' },
				),
			],
			optional: [
				moment('triggerPrompt'),
				list(
					'multiImageTimeDeltasSeconds',
					'Further pictures to look at, by their distance in time from the first',
					[number('', '', { label: 'Seconds' })],
					{ label: 'Further Pictures' },
				),
				json('region', 'Part of the picture to look at', { label: 'Region (JSON)' }),
			],
			output: event,
		},
		{
			value: 'runPrompt',
			name: 'Run Prompt',
			action: 'Run prompt on picture of camera',
			description: 'Run a saved prompt on what a camera sees',
			request: 'POST /api/scenequery/adHocPrompt',
			fields: [deviceFacetUuid, pick(prompt, 'promptUuid', 'The saved prompt')],
			optional: [moment('adHocPrompt')],
			output: event,
		},
		{
			value: 'getPrompts',
			name: 'Get Prompts',
			action: 'Get prompts',
			description: 'List the saved prompts of the organization',
			request: 'POST /api/scenequery/findPromptConfigurations',
			idempotent: true,
			paging: whole,
			output: { rowsKey: 'promptConfigurations' },
		},
		{
			value: 'getPrompt',
			name: 'Get Prompt',
			action: 'Get prompt',
			description: 'Get one saved prompt',
			request: 'POST /api/scenequery/getPromptConfiguration',
			idempotent: true,
			fields: [pick(prompt, 'promptUuid', 'The saved prompt')],
			output: found('prompt', 'promptConfiguration'),
		},
	],
};

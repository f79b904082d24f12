import { choice, choices, flag, json, list, number, pick, text } from '../../shared/model/fields';
import { whole } from '../../shared/model/pagination';
import type { Field, Resource } from '../../shared/model/operation';
import { ids, objectTypeFilter } from '../../services/rhombus/fields';
import { camera, prompt } from '../../services/rhombus/pickers';
import { region } from '../../services/rhombus/shapes';
import { found } from '../../services/rhombus/steps/found';
import { at, between } from '../../services/rhombus/times';

const cameraIds = (name: string): Field =>
	ids(name, 'Camera IDs', 'Only sightings by these cameras');
const deviceFacetUuid = pick(camera, 'deviceFacetUuid', 'Camera, from the list or by its ID');
const moment = (endpoint: string): Field =>
	at(`scenequery/${endpoint}`, 'timestampMs', 'Time of the image; now if left out', {
		label: 'Time',
	});

const event = {
	rowsProperty: 'event',
	failed: (body: { event?: unknown }) =>
		body.event ? undefined : 'Rhombus gave no answer to the prompt for this picture',
};

export const search: Resource = {
	value: 'search',
	name: 'Search',
	description: 'Search for people and vehicles in footage, and questions about images',
	operations: [
		{
			value: 'byText',
			name: 'Search by Text',
			action: 'Search footage by text',
			description: 'Search for people or vehicles that match a description in words',
			request: 'POST /api/search/searchSimilarObjectEmbeddingsByText',
			idempotent: true,
			fields: [
				text('searchText', 'Description of what to search for', {
					placeholder: 'e.g. person with a red backpack',
				}),
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
						CLIP_512: 'Words and Images',
						PERSON_VIT: 'People',
						REIDENTIFICATION_NET: 'Reidentification',
					},
					'Model used to compare images',
				),
				objectTypeFilter,
				cameraIds('queryDeviceUuids'),
				number('maxNumResults', 'Maximum number of results', {
					label: 'Max Results',
					min: 1,
					default: 50,
				}),
				number('similarityThreshold', 'Minimum similarity, from 0 to 1', {
					min: 0,
					max: 1,
					default: 0.2,
				}),
				flag('includeVector', 'Whether to include the embedding vector of each image'),
				flag('onlyMatches', 'Whether to return only matches'),
				// Lists of whole numbers, of which the contract does not say what they are.
				json('regionFilter', 'Region of the image to search', {
					label: 'Region (JSON)',
					holds: 'array',
				}),
			],
			paging: whole,
			output: {
				rowsProperty: 'similarEmbeddings',
				offerFullResponse: true,
			},
		},
		{
			value: 'byColor',
			name: 'Search by Color',
			action: 'Search footage by color',
			description: 'Search for people or vehicles by the color of clothes or paint',
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
			output: { rowsProperty: 'objects' },
		},
		{
			value: 'byMotion',
			name: 'Search by Motion',
			action: 'Search footage by motion in area',
			description: 'Search when something moved in a part of the image',
			request: 'POST /api/event/searchMotionGrid',
			idempotent: true,
			fields: [
				pick(camera, 'deviceUuid', 'Camera, from the list or by its ID'),
				...between('event/searchMotionGrid', ['startTimeUtcSecs', 'endTimeUtcSecs'], 'the footage'),
				list(
					'searchCells',
					'Cells of the grid that Rhombus lays over the image, counted from the upper left one',
					[
						number('col', 'Column of the cell', { label: 'Column', min: 0 }),
						number('row', 'Row of the cell', { min: 0 }),
					],
					{ label: 'Cells', required: true },
				),
			],
			paging: whole,
			output: { rowsProperty: 'timeUtcSecsList' },
		},
		{
			value: 'ask',
			name: 'Ask About Image',
			action: 'Ask AI about camera image',
			description: 'Ask a question about what a camera sees, for example how many cars are waiting',
			request: 'POST /api/scenequery/triggerPrompt',
			fields: [
				deviceFacetUuid,
				text('prompt', 'Question to ask', {
					rows: 2,
					placeholder: 'e.g. How many cars are at the pump?',
				}),
				choice(
					'promptType',
					{ TEXT: 'Text', COUNT: 'Number', PERCENT: 'Percentage', BOOLEAN: 'Yes or No' },
					'Type of answer',
					{ label: 'Answer' },
				),
			],
			optional: [
				moment('triggerPrompt'),
				list(
					'multiImageTimeDeltasSeconds',
					'Additional images to include, by their time offset from the first',
					[number('', '', { label: 'Seconds' })],
					{ label: 'Additional Images' },
				),
				region,
			],
			output: event,
		},
		{
			value: 'runPrompt',
			name: 'Run Prompt',
			action: 'Run prompt on image of camera',
			description: 'Run a saved prompt on what a camera sees',
			request: 'POST /api/scenequery/adHocPrompt',
			fields: [deviceFacetUuid, pick(prompt, 'promptUuid', 'Saved prompt to use')],
			optional: [moment('adHocPrompt')],
			output: event,
		},
		{
			value: 'getPrompts',
			name: 'Get Prompts',
			action: 'Get prompts',
			description: 'Get the saved prompts of the organization',
			request: 'POST /api/scenequery/findPromptConfigurations',
			idempotent: true,
			paging: whole,
			output: { rowsProperty: 'promptConfigurations' },
		},
		{
			value: 'getPrompt',
			name: 'Get Prompt',
			action: 'Get prompt',
			description: 'Get one saved prompt',
			request: 'POST /api/scenequery/getPromptConfiguration',
			idempotent: true,
			fields: [pick(prompt, 'promptUuid', 'Saved prompt to use')],
			output: found('prompt', 'promptConfiguration'),
		},
	],
};

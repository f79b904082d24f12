import type { IDataObject } from 'n8n-workflow';
import { choice, flag, pick, strings, text } from '../../shared/model/fields';
import { cutAfter, pages } from '../../shared/model/pagination';
import type { Resource } from '../../shared/model/operation';
import { inputFile, uploads } from '../../shared/request/multipart';
import { emoji as emojiPicker } from '../../services/mattermost/pickers/postPickers';
import { ownId } from '../../services/mattermost/users';
import { emojiByName } from '../../services/mattermost/bulk';
import { namesFor } from '../../services/mattermost/names';

const emojiId = pick(emojiPicker, 'emoji_id', 'Custom emoji to work on');

export const emoji: Resource = {
	value: 'emoji',
	name: 'Emoji',
	description: 'Custom emoji of the server',
	operations: [
		{
			value: 'create',
			name: 'Create',
			action: 'Create custom emoji',
			description: 'Create a custom emoji from an image of the input (GIF, JPEG or PNG)',
			request: 'POST /emoji',
			also: ['GET /users/me'],
			fields: [
				text('emoji.name', 'Name without colons: lowercase letters, digits, _ and -', {
					param: 'name',
					label: 'Name',
					placeholder: 'e.g. our-logo',
				}),
				inputFile,
			],
			adjust: async (context, request) => {
				const { emoji: given } = request.body as { emoji: IDataObject };
				const body = { emoji: { ...given, creator_id: await ownId(context) } };
				return await uploads('image')(context, { ...request, body });
			},
		},
		{
			value: 'get',
			name: 'Get',
			action: 'Get emoji',
			description: 'Get one custom emoji',
			request: 'GET /emoji/{emoji_id}',
			fields: [emojiId],
		},
		{
			value: 'getByName',
			name: 'Get by Name',
			action: 'Get emoji by name',
			description: 'Get one custom emoji by its name',
			request: 'GET /emoji/name/{emoji_name}',
			bulk: emojiByName,
			fields: [text('emoji_name', 'Name of the emoji, with or without colons')],
			adjust: (_call, request) => ({ ...request, path: request.path.replace(/%3A/g, '') }),
			output: { addTo: namesFor },
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many emoji',
			description: 'Get the custom emoji of the server',
			request: 'GET /emoji',
			optional: [
				choice('sort', { '': 'None', name: 'Name' }, 'Order of the emoji', { default: 'name' }),
			],
			paging: pages(),
			output: { addTo: namesFor },
		},
		{
			value: 'search',
			name: 'Search',
			action: 'Search emoji',
			description: 'Search custom emoji whose name contains a text',
			request: 'POST /emoji/search',
			idempotent: true,
			fields: [text('term', 'Text to search for in names', { label: 'Search Term' })],
			optional: [flag('prefix_only', 'Whether names must begin with the search term')],
			paging: cutAfter(200),
			output: { addTo: namesFor },
		},
		{
			value: 'getImage',
			name: 'Download Image',
			action: 'Download image of emoji',
			description: 'Download the image of a custom emoji',
			request: 'GET /emoji/{emoji_id}/image',
			fields: [emojiId],
			output: { kind: 'binary', fileName: 'emoji.png' },
		},
		{
			value: 'delete',
			name: 'Delete',
			action: 'Delete emoji',
			description: 'Delete a custom emoji',
			request: 'DELETE /emoji/{emoji_id}',
			fields: [emojiId],
			output: { kind: 'deleted' },
		},
		{
			value: 'getByNames',
			name: 'Get by Names',
			action: 'Get emoji by names',
			description: 'Get several custom emoji by their names',
			request: 'POST /emoji/names',
			since: '9.3',
			idempotent: true,
			fields: [strings('emoji_names', 'Names without colons')],
			bodyIs: 'emoji_names',
			output: { asked: 'name', rows: true, addTo: namesFor },
		},
		{
			value: 'autocomplete',
			name: 'Autocomplete',
			action: 'Autocomplete emoji',
			description: 'Get up to 100 custom emoji whose name begins with a text',
			request: 'GET /emoji/autocomplete',
			fields: [
				text('name', 'Text that the name begins with', { param: 'prefix', label: 'Begins With' }),
			],
			output: { rows: true, addTo: namesFor },
		},
	],
};

import type { IDataObject } from 'n8n-workflow';
import { searchPages } from '../../services/mattermost/postLists';
import { valuesByName } from '../../shared/request/build';
import { flag, number, pick, text } from '../../shared/model/fields';
import { whole } from '../../shared/model/pagination';
import type { Field, Resource, OperationContext } from '../../shared/model/operation';
import { inputFile } from '../../shared/request/multipart';
import { ownId } from '../../services/mattermost/users';
import { channel, ME, team, userOrMe } from '../../services/mattermost/pickers/pickers';
import {
	inputFileOf,
	nameOf,
	uploadFile,
	uploadInParts,
} from '../../services/mattermost/messages/uploading';
import { namesFor } from '../../services/mattermost/names';

/** What a file's facts keep with Simplify on. */
const FILE = [
	'id',
	'name',
	'extension',
	'size',
	'mime_type',
	'post_id',
	'channel_id',
	'user_id',
	'create_at',
	'has_preview_image',
	'delete_at',
];

const fileId = text('file_id', 'ID of the file, from the file IDs of its message', {
	label: 'File ID',
	placeholder: 'e.g. s5ceyctu9pfsbyfyxe8tu1suuo',
});
const uploadId = text('upload_id', 'ID of the upload', { label: 'Upload ID' });
const channelId = pick(channel, 'channel_id', 'Channel in which the file will be posted');
const fileName = text(
	'filename',
	'File name on the server, if it differs from that of the input file',
	{
		label: 'File Name',
		in: 'none',
	},
);
const terms = text(
	'terms',
	'Words to search for in file names and, if the server indexes it, in file contents',
	{
		label: 'Search Terms',
		placeholder: 'e.g. report ext:pdf',
	},
);
const searching: Field[] = [
	flag('is_or_search', 'Whether to find messages with any of the words instead of all'),
	number('time_zone_offset', 'Seconds from UTC, for dates in the search terms'),
	flag('include_deleted_channels', 'Whether to search archived channels too'),
];

async function upload(context: OperationContext): Promise<IDataObject> {
	const { channel_id, input_binary_field, filename, client_id } = await valuesByName(context);
	const file = await inputFileOf(context, String(input_binary_field));
	return await uploadFile(context, file, {
		channel_id: String(channel_id),
		filename: nameOf(file, filename),
		...(client_id ? { client_id: String(client_id) } : {}),
	});
}

async function uploadLarge(context: OperationContext): Promise<IDataObject> {
	const { channel_id, input_binary_field, filename, part_size } = await valuesByName(context);
	const file = await inputFileOf(context, String(input_binary_field));
	return await uploadInParts(context, file, {
		channel_id: String(channel_id),
		filename: nameOf(file, filename),
		partSize: Number(part_size ?? 20) * 1024 * 1024,
	});
}

export const file: Resource = {
	value: 'file',
	name: 'File',
	description: 'Upload, download and find files',
	operations: [
		{
			value: 'upload',
			name: 'Upload',
			action: 'Upload file',
			description: 'Upload a file without posting it; attach it to a message by its file ID',
			request: 'POST /files',
			fields: [channelId, inputFile],
			// What is uploaded shows nowhere until a post holds it.
			concerns: [],
			optional: [
				fileName,
				text('client_id', 'Your own ID, which is returned with the file', {
					label: 'Client ID',
					in: 'none',
				}),
			],
			run: upload,
			output: { simplify: FILE },
		},
		{
			value: 'download',
			name: 'Download',
			action: 'Download file',
			description: 'Download the content of a file',
			request: 'GET /files/{file_id}',
			fields: [fileId],
			output: { kind: 'binary' },
		},
		{
			value: 'getInfo',
			name: 'Get',
			action: 'Get file information',
			description: 'Get the name, type, size and message of a file',
			request: 'GET /files/{file_id}/info',
			fields: [fileId],
			output: { simplify: FILE },
		},
		{
			value: 'search',
			name: 'Search',
			action: 'Search files of team',
			description: 'Search the files of one team',
			request: 'POST /teams/{team_id}/files/search',
			idempotent: true,
			since: '5.34',
			fields: [pick(team, 'team_id', 'Team to search'), terms],
			optional: searching,
			fixed: { body: { is_or_search: false } },
			paging: searchPages,
			output: {
				kind: 'postList',
				rowsProperty: 'file_infos',
				simplify: FILE,
				addTo: namesFor,
			},
		},
		{
			value: 'searchAll',
			name: 'Search All Teams',
			action: 'Search files of all teams',
			description: 'Search the files of all your teams',
			request: 'POST /files/search',
			since: '10.4',
			idempotent: true,
			fields: [terms],
			optional: searching,
			fixed: { body: { is_or_search: false } },
			paging: searchPages,
			output: {
				kind: 'postList',
				rowsProperty: 'file_infos',
				simplify: FILE,
				addTo: namesFor,
			},
		},
		{
			value: 'getLink',
			name: 'Get Public Link',
			action: 'Get public link of file',
			description: 'Get a link that anyone can open, for a file attached to a message',
			request: 'GET /files/{file_id}/link',
			fields: [fileId],
		},
		{
			value: 'uploadLarge',
			name: 'Upload Large',
			action: 'Upload large file',
			description: 'Upload a large file from the input in parts, resuming after a lost connection',
			request: 'POST /uploads',
			also: ['POST /uploads/{upload_id}', 'GET /uploads/{upload_id}'],
			since: '5.28',
			fields: [channelId, inputFile],
			// What is uploaded shows nowhere until a post holds it.
			concerns: [],
			optional: [
				fileName,
				number('part_size', 'Megabytes per request, which proxies often limit', {
					label: 'Part Size (MB)',
					default: 20,
					min: 5,
					max: 100,
					in: 'none',
				}),
			],
			run: uploadLarge,
			output: { simplify: FILE },
		},
		{
			value: 'getThumbnail',
			name: 'Download Thumbnail',
			action: 'Download thumbnail of file',
			description: 'Download the thumbnail of an image file',
			request: 'GET /files/{file_id}/thumbnail',
			fields: [fileId],
			output: { kind: 'binary', fileName: 'thumbnail.jpg' },
		},
		{
			value: 'getPreview',
			name: 'Download Preview',
			action: 'Download preview of file',
			description: 'Download the preview of an image file, in the size that Mattermost shows',
			request: 'GET /files/{file_id}/preview',
			fields: [fileId],
			output: { kind: 'binary', fileName: 'preview.jpg' },
		},
		{
			value: 'getPublic',
			name: 'Download Public',
			action: 'Download public file',
			description: 'Download a file through its public link, without an account',
			request: 'GET /files/{file_id}/public',
			fields: [fileId, text('h', 'Value of h= in the public link', { label: 'Hash' })],
			adjust: (_call, request) => ({ ...request, root: 'site', anonymous: true }),
			output: { kind: 'binary' },
		},
		{
			value: 'getUpload',
			name: 'Get Upload',
			action: 'Get upload',
			description: 'Get the progress of a resumable upload',
			request: 'GET /uploads/{upload_id}',
			since: '5.28',
			fields: [uploadId],
		},
		{
			value: 'getUploads',
			name: 'Get Many Uploads',
			action: 'Get many uploads of user',
			description: 'Get the unfinished resumable uploads of your account',
			request: 'GET /users/{user_id}/uploads',
			since: '5.28',
			fields: [pick(userOrMe, 'user_id', 'User whose uploads to get', { default: ME })],
			paging: whole,
			// Recorded in the server's source: the ID must be that of the account, not `me`.
			adjust: async (context, request) => ({
				...request,
				path: request.path.replace('/users/me/', `/users/${await ownId(context)}/`),
			}),
			output: { addTo: namesFor },
		},
	],
};

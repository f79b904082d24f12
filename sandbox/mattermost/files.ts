import {
	AppError,
	badBody,
	badParam,
	existing,
	forbidden,
	Reply,
	text,
	type Call,
	type Row,
	type Table,
} from './api';
import { canRead, seenChannel } from './channels';
import { fileReply, PNG } from './downloads';
import type { StoredFile } from './state';

const MIME: Record<string, string> = {
	txt: 'text/plain; charset=utf-8',
	csv: 'text/csv; charset=utf-8',
	json: 'application/json',
	png: 'image/png',
	jpg: 'image/jpeg',
	jpeg: 'image/jpeg',
	gif: 'image/gif',
	pdf: 'application/pdf',
	mp4: 'video/mp4',
};
/** Smallest first chunk of a resumable upload, unless it is the whole file. */
const MIN_CHUNK = 5 * 1024 * 1024;

/** A tiny JPEG in base64: what is in it does not matter here. */
const MINI_PREVIEW = Buffer.alloc(600).toString('base64');

const isImage = ({ info }: StoredFile) => info.mime_type.startsWith('image/');

function store(call: Call, channelId: string, name: string, bytes: Buffer): Row {
	const { state, version, user } = call;
	const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
	const now = Date.now();
	const info = {
		id: state.newId(),
		user_id: user.id,
		...(version.since('5.37') && { channel_id: version.since('7.0') ? channelId : '' }),
		create_at: now,
		update_at: now,
		delete_at: 0,
		name,
		extension,
		size: bytes.length,
		mime_type: MIME[extension] ?? '',
		...(version.since('5.0') && { mini_preview: null }),
		...(version.since('5.37') && { remote_id: '' }),
		...(version.since('7.0') && { archived: false }),
		...(/^(png|jpe?g|gif)$/.test(extension) && {
			width: 1,
			height: 1,
			has_preview_image: true,
			...(version.since('5.37') && { mini_preview: MINI_PREVIEW }),
		}),
	};
	state.files.set(info.id, { info, channelId, bytes });
	return info;
}

/** Only members may upload to a channel. */
function target(call: Call, id: string): string {
	const channel = seenChannel(call, id);
	const isMember = call.state.channelMembers.get(channel.id)!.has(call.user.id);
	if (!isMember && !call.user.roles.includes('system_admin')) throw forbidden();
	return channel.id;
}

function upload(call: Call): Row {
	const isForm = call.request.headers['content-type']?.startsWith('multipart/');
	return isForm ? uploadForm(call) : uploadRaw(call);
}

function uploadRaw(call: Call): Row {
	const { query, request, version } = call;
	const channelId = query.get('channel_id');
	const name = query.get('filename');
	if (!channelId) throw badParam('channel_id');
	if (!name) throw badParam('filename');
	if (!request.raw.length && version.since('5.0')) {
		throw new AppError(400, 'api.file.upload_file.bad_parse.app_error', 'Unable to upload file.');
	}
	const info = store(call, target(call, channelId), name, request.raw);
	// 4.10 takes none.
	if (version.before('5.0')) return { file_infos: [info], client_ids: [] };
	const ids = query.getAll('client_id');
	return { file_infos: [info], client_ids: ids.length ? ids : null };
}

/** Recorded: a wrong name of the file field gives 201 with no file_infos at all. */
function uploadForm(call: Call): Row {
	const parts = call.request.parts;
	const fields = (name: string) =>
		parts.filter((part) => part.name === name).map((part) => part.bytes.toString());
	const inQuery = call.version.since('5.8') ? call.query.get('channel_id') : null;
	const channelId = fields('channel_id')[0] ?? inQuery;
	if (!channelId) throw badBody('channel_id');
	const unknown = parts.find(
		({ name, filename }) => !filename && !/^(channel_id|client_ids)$/.test(name),
	);
	if (unknown && call.version.since('5.8')) throw badBody(unknown.name);
	const checked = target(call, channelId);
	const files = parts.filter(({ name, filename }) => name === 'files' && filename);
	return {
		file_infos: files.map(({ filename, bytes }) => store(call, checked, filename!, bytes)),
		client_ids: fields('client_ids'),
	};
}

function seenFile(call: Call): StoredFile {
	const file = existing(call.state.files, call.params.file_id, 'file_info');
	if (file.info.user_id === call.user.id) return file;
	// Before files knew their channel, one that no post had was its owner's and the administrators'.
	const isAdmin = call.user.roles.includes('system_admin');
	if (call.version.before('7.0') && !file.info.post_id && !isAdmin) throw forbidden();
	if (!canRead(call, call.state.channels.get(file.channelId)!)) throw forbidden();
	return file;
}

const smaller = (kind: 'thumbnail' | 'preview') => (call: Call) => {
	const file = seenFile(call);
	if (isImage(file)) return fileReply('image/jpeg', file.info.name, PNG);
	throw new AppError(
		400,
		`api.file.get_file_${kind}.no_${kind}.app_error`,
		`File doesn't have a ${kind} image.`,
	);
};

function openUpload(call: Call): Row {
	const { state, body, user } = call;
	const size = Number(body.file_size);
	if (!Number.isInteger(size) || size < 1) throw badBody('file_size');
	const row = {
		id: state.newId(),
		type: 'attachment',
		create_at: Date.now(),
		user_id: user.id,
		channel_id: target(call, text(body, 'channel_id')),
		filename: text(body, 'filename'),
		file_size: size,
		file_offset: 0,
		...(call.version.since('5.37') && { remote_id: '', req_file_id: '' }),
	};
	state.uploads.set(row.id, { row, chunks: [] });
	return row;
}

function uploadChunk(call: Call): unknown {
	const { state, params, request } = call;
	const { row, chunks } = existing(state.uploads, params.upload_id, 'upload');
	const done = Number(row.file_offset) + request.raw.length;
	const size = Number(row.file_size);
	const isShort = !chunks.length && request.raw.length < MIN_CHUNK && done < size;
	if (!request.raw.length || done > size || isShort) {
		throw new AppError(
			400,
			'api.upload.upload_data.invalid_content_length',
			'Invalid Content-Length.',
		);
	}
	chunks.push(request.raw);
	row.file_offset = done;
	if (done < size) return new Reply(204);
	state.uploads.delete(params.upload_id);
	const bytes = Buffer.concat(chunks);
	const info = store(call, String(row.channel_id), String(row.filename), bytes);
	// The previews are made later.
	if (call.version.since('5.0')) info.mini_preview = null;
	if (call.version.since('6.0')) delete info.has_preview_image;
	return new Reply(200, info);
}

/** Files of posts whose name has one of the words, the newest first; what the asking user may not read is left out. */
function search(call: Call, teamId?: string): Row {
	const terms = text(call.body, 'terms').toLowerCase().split(/\s+/).filter(Boolean);
	const found = [...call.state.files.values()].reverse().filter(({ info, channelId }) => {
		const channel = call.state.channels.get(channelId)!;
		const isThere = info.post_id && (!teamId || !channel.team_id || channel.team_id === teamId);
		const name = info.name.toLowerCase();
		return isThere && canRead(call, channel) && terms.some((term) => name.startsWith(term));
	});
	return {
		order: found.map(({ info }) => info.id),
		file_infos: Object.fromEntries(
			found.map(({ info, channelId }) => [info.id, { ...info, channel_id: channelId }]),
		),
		next_file_id: '',
		prev_file_id: '',
		first_inaccessible_file_time: 0,
	};
}

export const files: Table = {
	'POST /teams/{team_id}/files/search': (call) => search(call, call.params.team_id),
	'POST /files/search': (call) => search(call),
	'GET /users/{user_id}/uploads': ({ state, params }) =>
		[...state.uploads.values()]
			.map(({ row }) => row)
			.filter(({ user_id }) => user_id === params.user_id),
	'POST /files': upload,
	'GET /files/{file_id}': (call) => {
		const { info, bytes } = seenFile(call);
		return fileReply(info.mime_type || 'application/octet-stream', info.name, bytes);
	},
	'GET /files/{file_id}/info': (call) => seenFile(call).info,
	'GET /files/{file_id}/thumbnail': smaller('thumbnail'),
	'GET /files/{file_id}/preview': smaller('preview'),
	'GET /files/{file_id}/link': (call) => {
		const { info } = seenFile(call);
		if (!info.post_id) {
			throw new AppError(
				400,
				'api.file.get_public_link.no_post.app_error',
				'Unable to get public link for file. File must be attached to a post.',
			);
		}
		return { link: `${call.site}/files/${info.id}/public?h=sandbox` };
	},
	'POST /uploads': openUpload,
	'GET /uploads/{upload_id}': ({ state, params }) =>
		existing(state.uploads, params.upload_id, 'upload').row,
	'POST /uploads/{upload_id}': uploadChunk,
};

/** Below the site: what `/files/{id}/link` points to needs no login. */
export const publicFiles: Table = {
	'GET /files/{file_id}/public': ({ state, params, query }) => {
		const { info, bytes } = existing(state.files, params.file_id, 'file_info');
		if (query.get('h') !== 'sandbox') throw badParam('h');
		return fileReply(info.mime_type || 'application/octet-stream', info.name, bytes);
	},
};

/** Pictures that a multipart upload brings under one field name. */
export function uploadedPicture({ request }: Call, field: string): Buffer {
	const part = request.parts.find(({ name }) => name === field);
	if (!part) throw badBody(field);
	return part.bytes;
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Reply, type Table } from './api';

/** What every camera sees: a lobby with somebody in it, 640×360. */
export const JPEG = readFileSync(join(__dirname, 'camera.jpg'));
/** The beginning of an MP4, enough to recognise one. */
export const MP4 = Buffer.from('000000186674797069736f6d0000020069736f6d6d703431', 'hex');
/** Segments of an alert's clip; players ask for the next one until there is none. */
const SEGMENTS = ['seg_init.mp4', ...['1', '2', '3', '4', '5'].map((one) => `seg_${one}.m4v`)];

/** What the media hosts serve; like all paths these demand the x-auth headers. */
export const media: Table = {
	'GET /media/frames/{camera}/{file}': () => new Reply(200, JPEG, { 'Content-Type': 'image/jpeg' }),
	'GET /media/metadata/{region}/{file}': ({ state, params }) => {
		const clip = state.clips.get(params.file.replace(/\.mp4$/, ''));
		if (clip?.status === 'COMPLETE') return new Reply(200, MP4, { 'Content-Type': 'video/mp4' });
		const isKnown = state.alerts.some(({ uuid }) => params.file === `${String(uuid)}.jpeg`);
		return isKnown ? new Reply(200, JPEG, { 'Content-Type': 'image/jpeg' }) : new Reply(404);
	},
	'GET /media/metadata/{device}/{region}/{uuid}/{file}': ({ state, params }) => {
		const isKnown =
			state.clips.has(params.uuid) || state.alerts.some(({ uuid }) => uuid === params.uuid);
		if (!isKnown || !SEGMENTS.includes(params.file)) return new Reply(404);
		const bytes = state.segment?.(SEGMENTS.indexOf(params.file)) ?? MP4;
		return new Reply(200, bytes, { 'Content-Type': 'video/mp4' });
	},
};

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Reply, type Table } from './api';

/** What every camera sees: a lobby with somebody in it, 640×360. */
export const JPEG = readFileSync(join(__dirname, 'camera.jpg'));
/** The beginning of an MP4, enough to recognise one. */
export const MP4 = Buffer.from('000000186674797069736f6d0000020069736f6d6d703431', 'hex');
/** Length of a segment of a clip, s. */
const SEGMENT_SEC = 2;
/** Segments of a clip whose length nobody knows. */
const SEGMENTS = 5;

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
		const alert = state.alerts.find(({ uuid }) => uuid === params.uuid);
		// Players ask for the next segment until there is none.
		const seconds = Number(alert?.durationSec) || SEGMENTS * SEGMENT_SEC;
		const number =
			params.file === 'seg_init.mp4' ? 0 : Number(/^seg_([1-9]\d*)\.m4v$/.exec(params.file)?.[1]);
		const isThere = number <= Math.ceil(seconds / SEGMENT_SEC);
		if (!(alert || state.clips.has(params.uuid)) || !isThere) return new Reply(404);
		const bytes = state.segment?.(number) ?? MP4;
		return new Reply(200, bytes, { 'Content-Type': 'video/mp4' });
	},
};

import { Reply, type Call, type Handler, type Row, type Table } from './api';
import { JPEG, MP4 } from './media';

/** Recorded video as the vendor's programs read it: manifests, their segments, frames. */

const OK = { error: false };
/** Length of a segment, s: one key frame each. */
const SEGMENT_SEC = 2;
/** What is recorded if nothing else is said: the last 30 days, s. */
const KEPT_SEC = 30 * 24 * 3_600;

const recordedOf = ({ state }: Call): Array<[from: number, to: number]> => {
	const now = Math.floor(Date.now() / 1000);
	return state.recorded ?? [[now - KEPT_SEC, now]];
};

/** Only what lies in the range that is asked for. */
function presence(call: Call): Row {
	const from = Number(call.body.startTimeSec ?? 0);
	const to = from + Number(call.body.durationSec ?? 0);
	const VideoCloud = recordedOf(call)
		.map(([start, end]) => [Math.max(start, from), Math.min(end, to)])
		.filter(([start, end]) => end! > start!)
		.map(([start, end]) => ({ startSeconds: start, durationSeconds: end! - start! }));
	return { ...OK, presenceWindows: { VideoCloud, VideoLocal: [] } };
}

const manifest = (first: number) => `<?xml version="1.0" encoding="UTF-8"?>
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><AdaptationSet mimeType="video/mp4">
<SegmentTemplate timescale="1" duration="${SEGMENT_SEC}" startNumber="${first}" initialization="seg_init.mp4" media="seg_$Number$.m4v"/>
<Representation id="v0" codecs="avc1.4d401f"/></AdaptationSet></Period></MPD>`;

/** @param first number of the first segment @param isLan only the token of a session opens it */
const served =
	(first: number, isLan: boolean): Handler =>
	({ state, params, request }) => {
		const { query } = request;
		const isOpen = query.get('x-auth-ft') === state.federatedToken;
		if (isLan && (query.get('x-auth-scheme') !== 'federated-token' || !isOpen))
			return new Reply(401);
		const file = params.file;
		if (file.endsWith('.mpd')) {
			return new Reply(200, manifest(first), { 'Content-Type': 'application/dash+xml' });
		}
		const duration = Number(isLan ? params.range.split('_')[1] : params.duration);
		const count = Math.ceil(duration / SEGMENT_SEC);
		const number = Number(/^seg_(\d+)\.m4v$/.exec(file)?.[1] ?? NaN);
		if (file !== 'seg_init.mp4' && !(number >= first && number < first + count)) {
			return new Reply(404);
		}
		const bytes = state.segment?.(file === 'seg_init.mp4' ? 0 : number - first + 1) ?? MP4;
		return new Reply(200, bytes, { 'Content-Type': 'video/mp4' });
	};

/** What a camera can be asked for. */
export const footage: Table = {
	'camera/getPresenceWindows': presence,
	'camera/getMediaUris': ({ body, base }) => ({
		...OK,
		wanVodMpdUriTemplate: `${base}/dash/${String(body.cameraUuid)}/{START_TIME}/{DURATION}/vod/file.mpd`,
		lanVodMpdUrisTemplates: [
			`${base}/lan/${String(body.cameraUuid)}/{START_TIME}_{DURATION}/clip.mpd`,
		],
	}),
	'org/generateFederatedSessionToken': ({ state }) => ({
		federatedSessionToken: state.federatedToken,
	}),
	'video/getExactFrameData': (call) => {
		const at = Number(call.body.timestampMs) / 1000;
		const isThere = recordedOf(call).some(([from, to]) => at >= from && at <= to);
		return isThere
			? { ...OK, status: 'AVAILABLE', mimeType: 'image/jpeg', frameData: JPEG.toString('base64') }
			: { ...OK, status: 'NO_FOOTAGE_AT_TIMESTAMP', frameData: null };
	},
	'video/getLiveImage': () =>
		new Reply(200, JPEG, {
			'Content-Type': 'image/jpeg',
			'Last-Modified': new Date().toUTCString(),
		}),
};

/** By `METHOD /path`. */
export const footageSites: Table = {
	'GET /dash/{camera}/{start}/{duration}/vod/{file}': served(1, false),
	'GET /lan/{camera}/{range}/{file}': served(0, true),
};

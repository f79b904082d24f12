import { failed, type Call, type Row, type Table } from './api';
import { slice } from './paging';
import type { Clip } from './state';

const OK = { error: false };
/** What each poll of the clip list adds to clips that are being made. */
const PROGRESS = 50;
/** Default size of a page of policy alerts. */
const ALERTS = 20;

/** Newest first; the last row's time and uuid lead to the next page. */
function policyAlerts({ state, body }: Call): Row {
	const before = Number(body.beforeTimestampMs ?? Infinity);
	const after = Number(body.afterTimestampMs ?? 0);
	const devices = (body.deviceFilter ?? []) as string[];
	const locations = (body.locationFilter ?? []) as string[];
	const rows = state.alerts.filter(
		({ timestampMs, deviceUuid, locationUuid, deleted }) =>
			!deleted &&
			Number(timestampMs) <= before &&
			Number(timestampMs) >= after &&
			(!devices.length || devices.includes(String(deviceUuid))) &&
			(!locations.length || locations.includes(String(locationUuid))),
	);
	const last = body.lastUuid;
	const start = last ? rows.findIndex(({ uuid }) => uuid === last) + 1 : 0;
	return { ...OK, policyAlerts: rows.slice(start, start + (Number(body.maxResults) || ALERTS)) };
}

const alertOf = ({ state, body }: Call) =>
	state.alerts.find(({ uuid }) => uuid === (body.policyAlertUuid ?? body.alertUuid));

function mark(call: Call, change: Row): Row {
	const alert = alertOf(call);
	if (!alert) return failed('Policy alert not found');
	Object.assign(alert, change);
	return OK;
}

/** Doors without a lock answer HTTP 200 with `type: ERROR`. */
function unlock({ state, body }: Call): Row {
	const door = state.doors.get(String(body.accessControlledDoorUuid));
	if (!door) return { type: 'ERROR', errorType: 'FAILED_SENDING_ACU_UNLOCK_REQUEST' };
	if (door.name === 'Unwired Door') {
		return { type: 'ERROR', errorType: 'DOOR_NOT_CONFIGURED_WITH_LOCK' };
	}
	state.unlocked.push(String(door.uuid));
	return { type: 'SUCCESS' };
}

/** One clip for each camera. */
function splice({ state, body }: Call): Row {
	const cameras = (body.deviceUuids ?? []) as string[];
	if (!cameras.length) return failed('deviceUuids is required');
	const uuids = cameras.map(
		(deviceUuid) =>
			state.addClip({
				deviceUuid,
				deviceUuids: [deviceUuid],
				title: body.title ?? '',
				description: body.description ?? '',
				durationSec: Number(body.durationSec ?? 0),
				timestampMs: Number(body.startTimeMillis ?? Date.now()),
			}).uuid,
	);
	return { ...OK, clipUuid: uuids[0], clipUuidList: uuids };
}

/** What happens to a clip each time somebody looks. */
export function advance(clip: Clip): void {
	if (clip.status === 'COMPLETE') return;
	clip.percentComplete = Math.min(100, clip.percentComplete + PROGRESS);
	clip.status = clip.percentComplete === 100 ? 'COMPLETE' : 'RENDERING';
}

/** Asking makes the clips progress: a new one is ready at the second look. */
function clipsWithProgress({ state, body }: Call): Row {
	const clips = [...state.clips.values()];
	clips.forEach(advance);
	const devices = (body.deviceUuidFilters ?? []) as string[];
	const rows = clips
		.filter(({ deviceUuid }) => !devices.length || devices.includes(String(deviceUuid)))
		.filter(({ timestampMs }) => timestampMs >= Number(body.timestampMsAfter ?? 0))
		.filter(({ timestampMs }) => timestampMs <= Number(body.timestampMsBefore ?? Infinity))
		.reverse();
	const { page, next } = slice(rows, body.pageToken, Number(body.pageSize) || 20);
	return { ...OK, savedClips: page, pageToken: next };
}

const doorsPage = ({ state, body }: Call, locationUuid?: unknown): Row => {
	const doors = [...state.doors.values()].filter(
		(door) => !locationUuid || door.locationUuid === locationUuid,
	);
	const { page, next } = slice(doors, body.lastEvaluatedKey, Number(body.maxPageSize) || 100);
	return { accessControlledDoors: page, lastEvaluatedKey: next };
};

export const events: Table = {
	'event/getPolicyAlerts': policyAlerts,
	'event/getPolicyAlertDetails': (call) => {
		const policyAlert = alertOf(call);
		return policyAlert ? { ...OK, policyAlert } : failed('Policy alert not found');
	},
	'event/getPolicyAlertCount': ({ state }) => ({
		...OK,
		count: state.alerts.filter(({ deleted }) => !deleted).length,
	}),
	'event/dismissPolicyAlertV2': (call) => mark(call, { deleted: true }),
	'event/savePolicyAlertV2': (call) => mark(call, { saved: true }),
	'report/getAuditFeed': ({ state, body }) => {
		const after = Number(body.timestampMsAfter ?? 0);
		const before = Number(body.timestampMsBefore ?? Infinity);
		const includes = (body.includeActions ?? []) as unknown[];
		const excludes = (body.excludeActions ?? []) as unknown[];
		return {
			...OK,
			auditEvents: state.auditEvents.filter(({ timestamp, action }) => {
				const at = Date.parse(String(timestamp));
				const isWanted = !includes.length || includes.includes(action);
				return at >= after && at <= before && isWanted && !excludes.includes(action);
			}),
		};
	},
	'component/findAccessControlledDoors': (call) => doorsPage(call),
	'component/findAccessControlledDoorsByLocation': (call) =>
		doorsPage(call, call.body.locationUuid),
	'accesscontrol/unlockAccessControlledDoor': unlock,
	'video/spliceV3': splice,
	'event/getClipsWithProgress': clipsWithProgress,
	'event/getSavedClipDetails': ({ state, body }) => {
		const clip = state.clips.get(String(body.clipUuid));
		if (!clip) return failed('Clip not found');
		const progress = ['percentComplete', 'currentOperation', 'lastUpdatedSec'];
		const savedClip = Object.fromEntries(
			Object.entries(clip).filter(([name]) => !progress.includes(name)),
		);
		return { ...OK, savedClip: { ...savedClip, boundingBoxes: [], seekPoints: [] } };
	},
	'event/updateSavedClip': ({ state, body }) => {
		const clip = state.clips.get(String(body.savedClipUuid));
		if (!clip) return failed('Clip not found');
		if (body.title !== undefined) clip.title = body.title;
		if (body.description !== undefined) clip.description = body.description;
		return OK;
	},
	'event/deleteSavedClip': ({ state, body }) =>
		state.clips.delete(String(body.savedClipUuid)) ? OK : failed('Clip not found'),
	'event/createSharedClipGroupV3': ({ state, base }) => {
		const uuid = state.newId();
		return { ...OK, uuid, shareUrl: `${base}/share/${uuid}` };
	},
	'video/getExactFrameUri': ({ state, body, base }) => {
		const camera = String(body.cameraUuid ?? '');
		if (!state.cameras.has(camera.split('.')[0]!)) return failed('Camera not found');
		if (!body.timestampMs) return failed('timestampMs is required');
		return { ...OK, frameUri: `${base}/media/frames/${camera}/${Number(body.timestampMs)}.jpeg` };
	},
};

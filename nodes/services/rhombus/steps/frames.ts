import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { OperationContext } from '../../../shared/model/operation';
import { valuesByName } from '../../../shared/request/build';
import { outputFieldOf } from '../../../shared/response/fileItem';
import { objectsIn, own } from '../../../shared/util/guards';

/** Frames of recorded video, for people and for models that see. */

/** A moment, ms, and what was detected then. */
interface Moment {
	at: number;
	activities: string[];
}

/**
 * Moments of a range: those with activity first, apart from each other, then others spread evenly.
 * @param found in any order @param range ms
 */
export function momentsOf(
	found: Moment[],
	range: { from: number; to: number },
	count: number,
	apartMs: number,
): Moment[] {
	const chosen: Moment[] = [];
	const isApart = (at: number, ms: number) => chosen.every((one) => Math.abs(one.at - at) >= ms);
	const within = found
		.filter(({ at }) => at >= range.from && at < range.to)
		.sort((a, b) => a.at - b.at);
	const bursts: Moment[] = [];
	for (const one of within) {
		const last = bursts.at(-1);
		if (last && one.at - last.at < apartMs) last.activities.push(...one.activities);
		else bursts.push({ at: one.at, activities: [...one.activities] });
	}
	// Of more bursts than frames, some from all over the range.
	const step = Math.max(1, bursts.length / count);
	for (let index = 0; index < bursts.length && chosen.length < count; index += step) {
		chosen.push(bursts[Math.floor(index)]!);
	}
	// Ever finer grids, until there are enough or the frames would be too close.
	for (let parts = count; chosen.length < count && parts <= count * 4; parts *= 2) {
		for (let index = 0; index < parts && chosen.length < count; index++) {
			const at = Math.round(range.from + ((index + 0.5) * (range.to - range.from)) / parts);
			if (isApart(at, apartMs)) chosen.push({ at, activities: [] });
		}
	}
	return chosen
		.map(({ at, activities }) => ({ at, activities: [...new Set(activities)] }))
		.sort((a, b) => a.at - b.at);
}

/** Camera → Get Frames: an item per frame. */
export async function getFrames(context: OperationContext): Promise<INodeExecutionData[]> {
	const values = await valuesByName(context);
	const {
		cameraUuid,
		framesStart,
		framesDuration,
		framesDownscale: downscaleFactor,
		count = 5,
		apartSeconds = 2,
		...crop
	} = values;
	const from = Number(framesStart) * 1000;
	const range = { from, to: from + Number(framesDuration) * 1000 };
	const answer = await context.request('POST /api/camera/getFootageSeekpointsV2', {
		body: {
			cameraUuid,
			startTime: framesStart,
			duration: framesDuration,
			includeAnyMotion: true,
		},
		idempotent: true,
	});
	const found = objectsIn(own(answer, 'footageSeekPoints')).map(({ ts, a }) => ({
		at: Number(ts),
		activities: typeof a === 'string' ? [a] : [],
	}));
	const moments = momentsOf(found, range, Number(count), Number(apartSeconds) * 1000);
	const items: INodeExecutionData[] = [];
	const failures: string[] = [];
	const property = outputFieldOf(context);
	for (const { at: timestampMs, activities } of moments) {
		const frame: IDataObject = await context.request('POST /api/video/getExactFrameData', {
			body: {
				cameraUuid,
				timestampMs,
				...(downscaleFactor === undefined ? {} : { downscaleFactor }),
				...crop,
			},
			idempotent: true,
		});
		const data = Buffer.from(typeof frame.frameData === 'string' ? frame.frameData : '', 'base64');
		if (data.length === 0) {
			failures.push(
				`${new Date(timestampMs).toISOString()}: ${String(frame.status ?? frame.responseMessage ?? 'no frame')}`,
			);
			continue;
		}
		const mimeType = typeof frame.mimeType === 'string' ? frame.mimeType : 'image/jpeg';
		const file = await context.host.keepFile(data, `frame-${timestampMs}.jpg`, mimeType);
		items.push({
			json: {
				cameraUuid,
				time: new Date(timestampMs).toISOString(),
				timestampMs,
				activities,
				fileName: file.fileName,
				mimeType: file.mimeType,
				bytes: data.length,
			},
			binary: { [property]: file },
		});
	}
	if (items.length === 0) {
		throw context.fail({
			message: 'Rhombus has no frame of this camera in this range',
			advice: `The camera may have been offline or not recording then. ${failures.slice(0, 3).join('; ')}`,
		});
	}
	if (failures.length > 0) {
		context.hint(`${failures.length} frames are not there: ${failures.slice(0, 3).join('; ')}`);
	}
	return items;
}

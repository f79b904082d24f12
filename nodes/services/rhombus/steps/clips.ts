import type { OperationContext } from '../../../shared/model/operation';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { valuesByName } from '../../../shared/request/build';
import type { Client } from '../../../shared/http/client';
import { fileItem } from '../../../shared/response/fileItem';
import { fetchMedia, mediaRoot } from './media';
import { until } from './until';

/** Reads a clip while it is made. */
const clipOf = async (client: Client, clipUuid: string): Promise<IDataObject> =>
	((
		await client.request('POST /api/event/getClipWithProgress', {
			body: { clipUuid },
			idempotent: true,
		})
	).clip ?? {}) as IDataObject;

/** What is wrong with a clip that will not get ready by waiting. */
const BROKEN: Record<string, string> = {
	FAILED: 'could not be made',
	OFFLINE: 'cannot be made now: a camera is offline',
	DELETED: 'was deleted meanwhile',
};

/**
 * Waits until a clip can be watched.
 * @param seconds at most
 * @throws NodeApiError if it fails or takes longer
 */
async function ready(client: Client, clipUuid: string, seconds: number): Promise<IDataObject> {
	let percent: unknown;
	const clip = await until(client, seconds, async () => {
		const now = await clipOf(client, clipUuid);
		percent = now.percentComplete;
		const problem = BROKEN[String(now.status)];
		if (problem) {
			throw client.fail({
				message: `Clip ${clipUuid} ${problem}`,
				advice:
					'Check in the Rhombus console that the camera is online and has footage from that time',
			});
		}
		return now.status === 'COMPLETE' ? now : undefined;
	});
	if (clip) return clip;
	throw client.fail({
		message: `Clip ${clipUuid} was not ready within ${seconds} seconds`,
		advice: `Rhombus is still processing it (${String(percent ?? 0)} %): raise Wait Until Ready, or get it later with Clip → Get`,
	});
}

/** Cuts a clip from footage, waits for it, and shares it if wanted: an item per clip. */
export async function saveClip(context: OperationContext): Promise<IDataObject[]> {
	const { cameraUuid, moreCameras, waitSeconds, share, ...given } = await valuesByName(context);
	const { expirationTimeSecs, plaintextPassword, uploadTo, ...body } = given;
	const started = await context.request('POST /api/video/spliceV3', {
		body: {
			...nested(body),
			deviceUuids: [cameraUuid, ...((moreCameras ?? []) as string[])],
			...(uploadTo
				? {
						integrationUploadMap: Object.fromEntries(
							(uploadTo as string[]).map((one) => [one, true]),
						),
					}
				: {}),
		},
	});
	const clipUuids = [
		...new Set([started.clipUuid, ...((started.clipUuidList ?? []) as string[])].filter(Boolean)),
	] as string[];
	if (clipUuids.length === 0) {
		throw context.fail({
			message: 'Rhombus accepted the clip but returned no ID',
			advice: 'Check with Clip → Get Many before you save it again',
		});
	}
	const clips = await Promise.all(
		clipUuids.map(async (clipUuid) =>
			Number(waitSeconds) > 0
				? await ready(context, clipUuid, Number(waitSeconds))
				: { uuid: clipUuid, status: 'INITIATING' },
		),
	);
	if (share !== true) return clips;
	const { shareUrl, uuid } = await context.request('POST /api/event/createSharedClipGroupV3', {
		body: {
			title: body.title,
			uuids: clipUuids.map((eventUuid) => ({ eventUuid })),
			...(expirationTimeSecs === undefined ? {} : { expirationTimeSecs }),
			...(plaintextPassword === undefined ? {} : { plaintextPassword }),
		},
	});
	return clips.map((clip) => ({ ...clip, shareUrl, sharedClipGroupUuid: uuid }));
}

/** `accessSettings.visibility` → nested. */
function nested(values: IDataObject): IDataObject {
	const made: IDataObject = {};
	for (const [name, value] of Object.entries(values)) {
		const [outer = '', inner] = name.split('.');
		if (inner) made[outer] = { ...(made[outer] as IDataObject), [inner]: value };
		else made[name] = value;
	}
	return made;
}

/** The video of a saved clip. */
export async function downloadClip(context: OperationContext): Promise<INodeExecutionData[]> {
	const { clipUuid } = (await valuesByName(context)) as { clipUuid: string };
	const clip = await clipOf(context, clipUuid);
	const region = (clip.clipLocation as IDataObject | undefined)?.region ?? clip.clipLocationV2;
	const file =
		region &&
		(await fetchMedia(
			context,
			`${await mediaRoot(context)}/media/metadata/${encodeURIComponent(String(region))}/${encodeURIComponent(clipUuid)}.mp4`,
		));
	if (!file) {
		throw context.fail({
			message: `Clip ${clipUuid} has no video yet (status ${String(clip.status ?? 'unknown')})`,
			advice: 'Wait until its status is COMPLETE, or use Clip → Save with Wait Until Ready',
		});
	}
	const item = await fileItem(context, file, `clip-${clipUuid}.mp4`);
	item.json = { ...clip, ...item.json };
	return [item];
}

import type { OperationContext } from '../../../shared/model/operation';
import type { INodeExecutionData } from 'n8n-workflow';
import { valuesByName } from '../../../shared/request/build';
import { fileItem } from '../../../shared/response/fileItem';
import { fetchMedia } from './media';
import { until } from './until';

/** A frame this old is uploaded as a rule, in ms. */
const FRESHEST_MS = 5000;

/** The picture of a moment: asks for its address, then gets it, waiting for a frame that is on its way. */
export async function getSnapshot(context: OperationContext): Promise<INodeExecutionData[]> {
	const { waitSeconds = 10, ...body } = await valuesByName(context);
	const timestampMs = Number(body.timestampMs ?? Date.now() - FRESHEST_MS);
	const { frameUri, responseMessage } = await context.request('POST /api/video/getExactFrameUri', {
		body: { ...body, timestampMs },
		idempotent: true,
	});
	if (typeof frameUri !== 'string' || frameUri === '') {
		throw context.fail({
			message: `Rhombus has no frame of this camera at ${new Date(timestampMs).toISOString()}`,
			advice: String(responseMessage ?? 'The camera may have been offline or not recording then'),
		});
	}
	const file = await until(
		context,
		Number(waitSeconds),
		async () => await fetchMedia(context, frameUri),
	);
	if (!file) {
		throw context.fail({
			message: `The frame did not arrive within ${Number(waitSeconds)} seconds`,
			advice:
				'Raise Wait for Frame, or request an earlier time: the camera may still be uploading it',
		});
	}
	const item = await fileItem(context, file, `snapshot-${String(body.cameraUuid)}.jpg`);
	item.json = { cameraUuid: body.cameraUuid, timestampMs, ...item.json };
	return [item];
}

import type { OperationContext } from '../../../shared/model/operation';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { valuesByName } from '../../../shared/request/build';
import { fileItem } from '../../../shared/response/fileItem';
import { fetchMedia, mediaRoot } from './media';

/** The picture of a policy alert, from the media host of the alert's region. */
export async function getThumbnail(context: OperationContext): Promise<INodeExecutionData[]> {
	const { policyAlertUuid } = (await valuesByName(context)) as { policyAlertUuid: string };
	const { policyAlert } = (await context.request('POST /api/event/getPolicyAlertDetails', {
		body: { policyAlertUuid },
		idempotent: true,
	})) as { policyAlert?: IDataObject };
	const place = policyAlert?.thumbnailLocation as IDataObject | undefined;
	const region = place?.region ?? policyAlert?.thumbnailLocationV2;
	const file =
		region &&
		(await fetchMedia(
			context,
			`${await mediaRoot(context)}/media/metadata/${encodeURIComponent(String(region))}/${encodeURIComponent(policyAlertUuid)}.jpeg`,
		));
	if (!file) {
		throw context.fail({
			message: policyAlert
				? `Alert ${policyAlertUuid} has no thumbnail`
				: `Rhombus has no alert with the ID ${policyAlertUuid}`,
			advice:
				'Alerts of devices without a camera have no thumbnail, and new alerts get theirs after a few seconds',
		});
	}
	const item = await fileItem(context, file, `alert-${policyAlertUuid}.jpeg`);
	item.json = { ...policyAlert, ...item.json };
	return [item];
}

import type { IDataObject } from 'n8n-workflow';
import { ACCESS_EVENT } from '../services/rhombus/fields';
import { namesFor } from '../services/rhombus/names';
import type { Client } from '../shared/http/client';

/** What of a feed's rows most workflows need: an alert has up to 100 properties, most of other sensors. */

/** Properties that are kept, by the node's `feed`, in the order in which people read them. */
const KEPT: Record<string, string[]> = {
	alert: [
		...['uuid', 'timestampMs', 'textDescription', 'policyAlertTriggers', 'type', 'durationSec'],
		...['deviceUuid', 'deviceType', 'accessControlledDoorUuid', 'componentUuid', 'locationUuid'],
		...[
			'originatorEntityName',
			'policyUuid',
			'ruleUuid',
			'alertingEventFaces',
			'alertingEventVehicles',
		],
	],
	access: ACCESS_EVENT,
	audit: [
		...[
			'uuid',
			'timestamp',
			'action',
			'displayText',
			'principalName',
			'principalType',
			'principalUuid',
		],
		...['targetName', 'targetUuid', 'failure', 'sourceIp', 'sourceCity', 'sourceCountry'],
	],
	clip: [
		...['uuid', 'timestampMs', 'createdAtMs', 'title', 'description', 'durationSec', 'status'],
		...['deviceUuid', 'deviceUuids', 'sourceAlertUuid', 'userUuid', 'byteCount'],
	],
	diagnostic: [
		...['uuid', 'timestamp', 'activity', 'deviceName', 'deviceType', 'deviceUuid', 'componentUuid'],
		...['firmwareVersion', 'ssid', 'wifiSignalStrength'],
	],
	face: [
		...['uuid', 'eventTimestamp', 'faceName', 'personUuid', 'deviceUuid', 'locationUuid'],
		...['selectedPersonMatch', 'thumbnailS3Key'],
	],
	vehicle: [
		...['uuid', 'eventTimestamp', 'vehicleLicensePlate', 'name', 'matchingLicensePlates'],
		...['partialLicensePlates', 'deviceUuid', 'locationUuid', 'thumbnailS3Key'],
	],
	seekpoint: [
		...[
			'uuid',
			'timestampMs',
			'customDisplayName',
			'customDescription',
			'deviceUuid',
			'locationUuid',
		],
		...['objectType', 'compositComponentUuid'],
	],
	unhealthy: ['uuid', 'timestamp', 'symptom', 'deviceUuid'],
};

/** Rows with what most workflows need, and names next to IDs. Never throws. */
export async function simplified(
	client: Client,
	feed: string,
	rows: IDataObject[],
): Promise<IDataObject[]> {
	const nameOf = await namesFor(client, rows);
	return rows.map((row) => ({
		...Object.fromEntries(
			KEPT[feed]!.flatMap((name) =>
				row[name] === undefined || row[name] === null ? [] : [[name, row[name]]],
			),
		),
		...nameOf(row),
	}));
}

import { time } from '../../shared/model/fields';
import type { Field, TimeUnit } from '../../shared/model/operation';

/**
 * Which point in time Rhombus wants in which unit. Most names say it themselves (`startTimeMs`,
 * `startTimeSec`); these do not, and the same name means ms here and s there.
 *
 * Sources: the vendor's published examples and clients. `getUptimeWindows` is documented in seconds
 * but reads ms, as the vendor's own client says. The `*Interval` of the exports and `lastUsed…Filter`
 * are not documented anywhere; ms, as in the feeds and records that they are about.
 */
export const TIMES: Record<string, Record<string, TimeUnit>> = {
	'accesscontrol/findAccessControlCredentialByGuestPass': {
		'filter.lastUsedAfterFilter': 'ms',
		'filter.lastUsedBeforeFilter': 'ms',
	},
	'accesscontrol/findAccessControlCredentialByOrg': {
		'filter.lastUsedAfterFilter': 'ms',
		'filter.lastUsedBeforeFilter': 'ms',
	},
	'accesscontrol/findAccessControlCredentialByUser': {
		'filter.lastUsedAfterFilter': 'ms',
		'filter.lastUsedBeforeFilter': 'ms',
	},
	'audiogateway/getAudioSeekpoints': { startTime: 'ms' },
	'camera/getCustomFootageSeekpointsV2': { startTime: 's' },
	'camera/getFootageSeekpointsV2': { startTime: 's' },
	'camera/getUptimeWindows': { startTime: 'ms', endTime: 'ms' },
	'event/getClipsWithProgress': { timestampMsAfter: 'ms', timestampMsBefore: 'ms' },
	'event/getExpiringClipsForOrg': { timestampMsAfter: 'ms', timestampMsBefore: 'ms' },
	'export/audit': { startInterval: 'ms', endInterval: 'ms' },
	'export/diagnostic': { startInterval: 'ms', endInterval: 'ms' },
	'export/peopleCountEvents': { startInterval: 'ms', endInterval: 'ms' },
	'export/uptime': { startDateTime: 'iso', endDateTime: 'iso' },
	'faceRecognition/faceEvent/findFaceEventsByOrg': {
		'searchFilter.timestampFilter.rangeStart': 'iso',
		'searchFilter.timestampFilter.rangeEnd': 'iso',
	},
	'report/getAuditFeed': { timestampMsAfter: 'ms', timestampMsBefore: 'ms' },
	'report/getDiagnosticFeed': { timestampMsAfter: 'ms', timestampMsBefore: 'ms' },
	'rulesRecords/getRulesEventRecords': { startTime: 'ms', endTime: 'ms' },
	'user/createUser': {
		'rhombusKeySettings.credentialProvisioningRules.startDateProvisioner.value': 's',
		'rhombusKeySettings.credentialProvisioningRules.endDateProvisioner.value': 's',
	},
	'user/updateRhombusKeySettingsForUser': {
		'startDateProvisioner.value': 's',
		'endDateProvisioner.value': 's',
	},
	'video/generateTimelapseClip': { startTime: 'ms', stopTime: 'ms' },
};

/**
 * Unit of a point in time.
 * @param endpoint path below `/api/`
 * @throws Error at load if neither the table nor the name tells it
 */
export function unitOf(endpoint: string, name: string): TimeUnit {
	const known = TIMES[endpoint]?.[name];
	if (known) return known;
	if (/(Ms|Millis)$/.test(name)) return 'ms';
	if (/(Secs?|EpochSec(In|Ex)clusive)$/.test(name)) return 's';
	throw new Error(`No unit is known for ${name} of ${endpoint}; add it to TIMES`);
}

/** A date and time field of an endpoint, in the unit that the endpoint wants. */
export const at = (
	endpoint: string,
	name: string,
	description: string,
	extra: Partial<Field> = {},
): Field => time(name, unitOf(endpoint, name), description, extra);

/** Both ends of a window of time. */
export const between = (
	endpoint: string,
	[start, end]: [string, string],
	what: string,
	extra: Partial<Field> = {},
): [Field, Field] => [
	at(endpoint, start, `Beginning of the time range of ${what}`, { label: 'Start Time', ...extra }),
	at(endpoint, end, `End of the time range of ${what}`, {
		label: 'End Time',
		ends: start,
		...extra,
	}),
];

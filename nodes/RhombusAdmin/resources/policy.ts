import { valuesByName } from '../../shared/request/build';
import { choice, pick, localOnly } from '../../shared/model/fields';
import { whole } from '../../shared/model/pagination';
import type { Operation, Resource } from '../../shared/model/operation';
import { id, ids, seconds } from '../../services/rhombus/fields';
import { location, POLICIES, schedule } from '../../services/rhombus/pickers';
import { at } from '../../services/rhombus/times';

const duration = seconds('durationSec', 'Duration', 'How long to pause alerts', {
	default: 3600,
});
const start = (endpoint: string) =>
	at(`policy/${endpoint}`, 'scheduledTimestampSec', 'When the pause starts; now if left out', {
		label: 'Start Time',
	});

/** Alerts can be paused for devices, doors or whole locations; the calls are alike. */
const pause = (of: string, what: string, end: string, name: string): Operation => ({
	value: `pauseBy${of}`,
	name: `Pause Alerts of ${of}s`,
	action: `Pause alerts of ${what}s`,
	description: `Pause the alerts of ${what}s for a while, now or later`,
	request: `POST /api/policy/pauseAlertPolicyFor${end}`,
	fields: [ids(name, `${of} IDs`, `The ${what}s`), duration],
	optional: [start(`pauseAlertPolicyFor${end}`)],
	output: { kind: 'done' },
});

const resume = (of: string, what: string, end: string): Operation => ({
	value: `resumeBy${of}`,
	name: `Resume Alerts of ${of}`,
	action: `Resume alerts of ${what}`,
	description: `Resume the alerts of a ${what}`,
	request: `POST /api/policy/deletePolicyPauseSettingFor${end}`,
	fields: [
		of === 'Location'
			? pick(location, 'uuid', 'Location, from the list or by its ID', { param: 'pausedLocation' })
			: id('uuid', `${of} ID`, `The ${what} whose alerts to resume`, { param: `paused${of}` }),
	],
	output: { kind: 'done' },
});

export const policy: Resource = {
	value: 'policy',
	name: 'Policy',
	description: 'Conditions for device alerts, and alert pauses',
	operations: [
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many policies',
			description: 'Get the policies for a type of device',
			request: 'POST /api/policy/getCameraPolicies',
			also: Object.keys(POLICIES)
				.slice(1)
				.map((kind) => `POST /api/policy/get${kind}Policies`),
			idempotent: true,
			fields: [localOnly(choice('kind', POLICIES, 'Type of device', { default: 'Camera' }))],
			adjust: async (context, request) => ({
				...request,
				path: `/api/policy/get${String((await valuesByName(context)).kind)}Policies`,
			}),
			paging: whole,
			output: { rowsProperty: 'policies' },
		},
		{
			value: 'getBySchedule',
			name: 'Get by Schedule',
			action: 'Get policies by schedule',
			description: 'Get the policies that use a schedule, by type',
			request: 'POST /api/policy/getPoliciesUsingSchedule',
			idempotent: true,
			fields: [pick(schedule, 'scheduleUuid', 'Schedule, from the list or by its ID')],
			output: { kind: 'done' },
		},
		pause('Device', 'device', 'Device', 'deviceUuids'),
		pause('Door', 'door', 'ComponentComposite', 'componentCompositeUuids'),
		pause('Location', 'location', 'Location', 'locationUuids'),
		{
			value: 'getPauses',
			name: 'Get Pauses',
			action: 'Get pauses in alerting',
			description: 'Get the devices, doors and locations whose alerts are paused',
			request: 'POST /api/policy/getPolicyPauseSettings',
			idempotent: true,
			output: { kind: 'done' },
		},
		resume('Device', 'device', 'Device'),
		resume('Door', 'door', 'ComponentComposite'),
		resume('Location', 'location', 'Location'),
	],
};

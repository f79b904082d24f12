import type { IDataObject } from 'n8n-workflow';
import { valuesByName } from '../../shared/request/build';
import type { Client } from '../../shared/http/client';
import { merged } from '../../shared/execution/mergeIntoCurrent';
import {
	choice,
	choices,
	flag,
	group,
	json,
	list,
	map,
	number,
	pick,
	strings,
	text,
	localOnly,
} from '../../shared/model/fields';
import { limited, whole } from '../../shared/model/pagination';
import type { Field, Resource } from '../../shared/model/operation';
import { id, ids, seconds } from '../../services/rhombus/fields';
import { rule as rulePicker } from '../../services/rhombus/pickers';
import { currentAmong } from '../../services/rhombus/steps/current';
import { at, between } from '../../services/rhombus/times';
import { objectsIn, own } from '../../shared/util/guards';

const ruleUuid = pick(rulePicker, 'ruleUuid', 'Rule, from the list or by its ID');

const TYPES = {
	USER_DEFINED: 'User Defined',
	BUTTON_DEFINED: 'Button Defined',
	CUSTOM_LLM_DEFINED: 'Custom Prompt Defined',
	DOORBELL_CAMERA_DEFINED: 'Doorbell Camera Defined',
	DOOR_CONTROLLER_DEFINED: 'Door Controller Defined',
	LOCKDOWN_PLAN_DEFINED: 'Lockdown Plan Defined',
};

const parts: Field[] = [
	choice('conjunction', { AND: 'All Triggers', OR: 'Any Trigger' }, 'Which triggers must occur'),
	strings('ruleFilters.scheduleUuids', 'Schedules within which the rule applies', {
		label: 'Schedule IDs',
		restricts: true,
	}),
	seconds('ruleFilters.triggerBackoffSecs', 'Backoff', 'How long it rests after it ran', {
		min: 0,
	}),
	list(
		'action.webhookActions',
		'Addresses that are called',
		[
			text('webhookUrl', 'Address that gets a POST', {
				label: 'Webhook URL',
				required: true,
				placeholder: 'e.g. https://n8n.example.com/webhook/rhombus',
			}),
			map('headers', 'Header', 'Headers that are sent along', [
				text('', 'Value of the header', { label: 'Value' }),
			]),
		],
		{ label: 'Webhooks' },
	),
	list(
		'action.audioPlaybackActions',
		'Announcements that are played',
		[
			id('audioClipUuid', 'Audio File ID', 'What is played', { required: true }),
			ids('audioGateways', 'Audio Gateway IDs', 'Speakers that play it'),
			number('playCount', 'How many times', { min: 1, default: 1 }),
			seconds('loopDurationSec', 'Loop Duration', 'How long it is repeated'),
		],
		{ label: 'Announcements' },
	),
	group(
		'action.activateLocationLockdown',
		'Lockdown that is started',
		[
			id('locationUuid', 'Location ID', 'Location that is locked down'),
			id('locationLockdownPlanUuid', 'Lockdown Plan ID', 'Plan that is carried out'),
		],
		{ label: 'Lockdown' },
	),
	flag('action.alertAction', 'Whether to make an alert', { label: 'Make Alert' }),
	flag('action.liveNotificationAction', 'Whether to notify people at once', {
		label: 'Live Notification',
	}),
	json('action', 'Further actions, as the API names them', { label: 'Further Actions (JSON)' }),
	choice('ruleType', TYPES, 'Where the rule comes from'),
];
const triggers = json('triggers', 'What sets it off: a list of objects with their type', {
	label: 'Triggers (JSON)',
	holds: 'array',
	placeholder:
		'e.g. [{"type": "DEVICE_ACTIVITY_EVENT", "activityEvent": {"activityEvent": "MOTION_HUMAN"}, "deviceUuids": ["AAAAAAAAAAAAAAAAAAAAAA"]}]',
	rows: 4,
});

/** Typed actions and those given as JSON, together. */
function ruleOf(values: IDataObject): IDataObject {
	const made: IDataObject = {};
	const { action, ...rest } = values;
	for (const [path, value] of Object.entries({ ...(action ? { action } : {}), ...rest })) {
		const [name, inner] = path.split('.');
		made[name] = inner ? { ...(made[name] as IDataObject), [inner]: value } : value;
	}
	return made;
}

const allRules = 'POST /api/rules/getRulesForOrg';

const rulesOf = async (call: Client) =>
	objectsIn(own(await call.request(allRules, { body: {}, idempotent: true }), 'rules'));
const currentRule = currentAmong(rulesOf, 'rule', 'ruleUuid');

export const rule: Resource = {
	value: 'rule',
	name: 'Rule',
	description: 'What Rhombus does by itself when something happens',
	operations: [
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many rules',
			description: 'List the rules of the organization',
			request: allRules,
			idempotent: true,
			paging: whole,
			output: { rowsProperty: 'rules' },
		},
		{
			value: 'search',
			name: 'Search',
			action: 'Search rules',
			description: 'List rules of a type, or that concern some devices',
			request: 'POST /api/rules/getRulesFiltered',
			idempotent: true,
			optional: [
				choices('ruleTypeFilter', TYPES, 'Only rules of these types', { label: 'Types' }),
				ids('associatedUuids', 'Associated IDs', 'Only rules with these devices or locations'),
			],
			paging: whole,
			output: { rowsProperty: 'rules' },
		},
		{
			value: 'get',
			name: 'Get',
			action: 'Get rule',
			description: 'Get one rule',
			request: allRules,
			idempotent: true,
			fields: [ruleUuid],
			run: async (call) => await currentRule.read(call, await valuesByName(call)),
		},
		{
			value: 'create',
			name: 'Create',
			action: 'Create rule',
			description:
				'Say what happens when something happens, e.g. call a webhook when a person is seen',
			request: 'POST /api/rules/createRule',
			fields: [
				text('name', 'Name of the rule', { placeholder: 'e.g. Person after hours' }),
				triggers,
			],
			optional: parts,
			output: { kind: 'done' },
			run: async (call) => {
				const { ruleUuid: uuid, warningMsg } = await call.request('POST /api/rules/createRule', {
					body: { rule: ruleOf(await valuesByName(call)) },
				});
				return { success: true, ruleUuid: uuid, ...(warningMsg ? { warningMsg } : {}) };
			},
		},
		merged({
			value: 'update',
			name: 'Update',
			action: 'Update rule',
			description: 'Change a rule; what is not given stays',
			request: 'POST /api/rules/updateRule',
			also: [allRules],
			wrap: 'ruleUpdate',
			fields: [localOnly(ruleUuid)],
			optional: [text('name', 'Name of the rule'), triggers, ...parts],
			// The API replaces all of it.
			merging: {
				...currentRule,
				keeps: 'all',
				merges: ['action', 'ruleFilters'],
				gives: (_current, written) => written,
			},
		}),
		{
			value: 'delete',
			name: 'Delete',
			action: 'Delete rule',
			description: 'Delete a rule',
			request: 'POST /api/rules/deleteRule',
			fields: [ruleUuid],
			output: { kind: 'deleted' },
		},
		{
			value: 'pause',
			name: 'Pause',
			action: 'Pause rule',
			description: 'Keep a rule from running for a while, now or later',
			request: 'POST /api/rules/pauseRule',
			fields: [
				ruleUuid,
				seconds('durationSec', 'Duration', 'How long it rests', { default: 3600 }),
			],
			optional: [
				at('rules/pauseRule', 'scheduledTimestampSec', 'When it begins to rest; now if left out', {
					label: 'Start Time',
				}),
			],
			output: { kind: 'done' },
		},
		{
			value: 'resume',
			name: 'Resume',
			action: 'Resume rule',
			description: 'Let a paused rule run again',
			request: 'POST /api/rules/deleteRulePauseSetting',
			fields: [pick(rulePicker, 'uuid', 'The paused rule', { param: 'paused' })],
			output: { kind: 'done' },
		},
		{
			value: 'getPauses',
			name: 'Get Pauses',
			action: 'Get pauses of rules',
			description: 'List which rules rest, and until when',
			request: 'POST /api/rules/getRulePauseSettings',
			idempotent: true,
			paging: whole,
			output: {
				kind: 'entries',
				rowsProperty: 'rulesPausedMap',
				keyField: 'ruleUuid',
				valueField: 'pauses',
			},
		},
		{
			value: 'getRuns',
			name: 'Get Runs',
			action: 'Get runs of rule',
			description: 'List when a rule last ran, and what came of its actions',
			request: 'POST /api/rulesRecords/getLatestRulesEventRecords',
			idempotent: true,
			fields: [ruleUuid],
			optional: [
				ids('associatedUuids', 'Associated IDs', 'Only runs with these devices or locations'),
			],
			paging: limited('n', 'body', 100),
			output: { rowsProperty: 'rulesEventRecords' },
		},
		{
			value: 'getRunsOfAll',
			name: 'Get Runs of All',
			action: 'Get runs of all rules',
			description: 'List which rules ran in a time range, and what came of their actions',
			request: 'POST /api/rulesRecords/getRulesEventRecords',
			idempotent: true,
			fields: between('rulesRecords/getRulesEventRecords', ['startTime', 'endTime'], 'the runs'),
			optional: [
				ids('associatedUuids', 'Associated IDs', 'Only runs with these devices or locations'),
			],
			paging: whole,
			output: { rowsProperty: 'rulesEventRecords' },
		},
	],
};

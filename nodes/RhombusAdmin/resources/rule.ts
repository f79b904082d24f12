import type { IDataObject } from 'n8n-workflow';
import { build, valuesByName } from '../../shared/request/build';
import type { Client } from '../../shared/http/client';
import { merged } from '../../shared/execution/mergeIntoCurrent';
import { choice, choices, pick, strings, text, localOnly } from '../../shared/model/fields';
import { limited, whole } from '../../shared/model/pagination';
import type { Field, Resource } from '../../shared/model/operation';
import { id, ids, seconds } from '../../services/rhombus/fields';
import { locationOrDevice, rule as rulePicker } from '../../services/rhombus/pickers';
import { currentAmong } from '../../services/rhombus/steps/current';
import { at, between } from '../../services/rhombus/times';
import { objectsIn, own } from '../../shared/util/guards';
import { actions } from './ruleActions';
import { triggers } from './ruleTriggers';

const ruleUuid = pick(rulePicker, 'ruleUuid', 'Rule, from the list or by its ID');

const TYPES = {
	USER_DEFINED: 'User Defined',
	BUTTON_DEFINED: 'Button Defined',
	CUSTOM_LLM_DEFINED: 'Custom Prompt Defined',
	DOORBELL_CAMERA_DEFINED: 'Doorbell Camera Defined',
	DOOR_CONTROLLER_DEFINED: 'Door Controller Defined',
	LOCKDOWN_PLAN_DEFINED: 'Lockdown Plan Defined',
	ROBOT_DEFINED: 'Robot Defined',
	SCHEDULED_REPORT_DEFINED: 'Scheduled Report Defined',
};

/** Those of a rule are replaced as a whole. */
const triggersNow: Field = {
	...triggers,
	description: `${triggers.description}; they replace the current ones`,
	required: false,
};

const parts: Field[] = [
	choice(
		'conjunction',
		{ AND: 'All Triggers', OR: 'Any Trigger' },
		'Whether all triggers must occur or any of them',
	),
	strings('ruleFilters.scheduleUuids', 'Schedules within which the rule applies', {
		label: 'Schedule IDs',
		restricts: true,
	}),
	seconds('ruleFilters.triggerBackoffSecs', 'Backoff', 'How long the rule pauses after each run', {
		min: 0,
		restricts: true,
	}),
	...actions,
	choice('ruleType', TYPES, 'Origin of the rule'),
];

const allRules = 'POST /api/rules/getRulesForOrg';

const rulesOf = async (client: Client) =>
	objectsIn(own(await client.request(allRules, { body: {}, idempotent: true }), 'rules'));
const currentRule = currentAmong(rulesOf, 'rule', 'ruleUuid');

export const rule: Resource = {
	value: 'rule',
	name: 'Rule',
	description: 'Automatic actions that events trigger',
	operations: [
		{
			value: 'pause',
			name: 'Pause',
			action: 'Pause rule',
			description: 'Pause a rule for a while, now or later',
			request: 'POST /api/rules/pauseRule',
			fields: [
				ruleUuid,
				seconds('durationSec', 'Duration', 'How long to pause the rule', { default: 3600 }),
			],
			optional: [
				at('rules/pauseRule', 'scheduledTimestampSec', 'When the pause starts; now if left out', {
					label: 'Start Time',
				}),
			],
			output: { kind: 'done' },
		},
		{
			value: 'resume',
			name: 'Resume',
			action: 'Resume rule',
			description: 'Resume a paused rule',
			request: 'POST /api/rules/deleteRulePauseSetting',
			fields: [pick(rulePicker, 'uuid', 'Paused rule', { param: 'paused' })],
			output: { kind: 'done' },
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many rules',
			description: 'Get the rules of the organization',
			request: allRules,
			idempotent: true,
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
			run: async (context) => await currentRule.read(context, await valuesByName(context)),
		},
		{
			value: 'search',
			name: 'Search',
			action: 'Search rules',
			description: 'Search rules by type or device',
			request: 'POST /api/rules/getRulesFiltered',
			idempotent: true,
			optional: [
				choices('ruleTypeFilter', TYPES, 'Only rules of these types', { label: 'Types' }),
				ids('associatedUuids', 'Locations or Devices', 'Only rules with one of these', {
					picker: locationOrDevice,
				}),
			],
			paging: whole,
			output: { rowsProperty: 'rules' },
		},
		{
			value: 'create',
			name: 'Create',
			action: 'Create rule',
			description:
				'Create a rule that runs actions on events, for example calls a webhook when a person is seen',
			request: 'POST /api/rules/createRule',
			fields: [
				text('name', 'Name of the rule', { placeholder: 'e.g. Person after hours' }),
				triggers,
			],
			optional: parts,
			wrap: 'rule',
			// Secrets of webhooks, which the answer holds too, stay out of the output.
			run: async (context) => {
				const { body } = await context.send(await build(context));
				const { ruleUuid: uuid, warningMsg } = body as IDataObject;
				return { success: true, ruleUuid: uuid, ...(warningMsg ? { warningMsg } : {}) };
			},
		},
		merged({
			value: 'update',
			name: 'Update',
			action: 'Update rule',
			description: 'Update a rule; values that you leave out do not change',
			request: 'POST /api/rules/updateRule',
			also: [allRules],
			wrap: 'ruleUpdate',
			fields: [localOnly(ruleUuid)],
			optional: [text('name', 'Name of the rule'), triggersNow, ...parts],
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
			value: 'createIncomingWebhook',
			name: 'Create Incoming Webhook',
			action: 'Create incoming webhook that runs rules',
			description:
				'Create a URL that runs the rules with this webhook as their trigger; whoever has the URL can run them',
			request: 'POST /api/rules/generateIncomingWebhookToken',
			concerns: [],
			fields: [
				text('displayName', 'Name of the webhook', {
					label: 'Webhook Name',
					placeholder: 'e.g. Alarm from the fire panel',
				}),
			],
			output: { kind: 'done' },
		},
		{
			value: 'deleteIncomingWebhook',
			name: 'Delete Incoming Webhook',
			action: 'Delete incoming webhook',
			description: 'Delete the URL of an incoming webhook, so that it runs no rules',
			request: 'POST /api/rules/deleteIncomingWebhookToken',
			fields: [
				id('webhookToken', 'Webhook Token', 'Token that Create Incoming Webhook returned', {
					secret: true,
				}),
			],
			output: { kind: 'deleted' },
		},
		{
			value: 'getPauses',
			name: 'Get Pauses',
			action: 'Get pauses of rules',
			description: 'Get which rules are paused, and until when',
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
			description: 'Get when a rule last ran, and the results of its actions',
			request: 'POST /api/rulesRecords/getLatestRulesEventRecords',
			idempotent: true,
			fields: [ruleUuid],
			optional: [
				ids('associatedUuids', 'Locations or Devices', 'Only runs with one of these', {
					picker: locationOrDevice,
				}),
			],
			paging: limited('n', 'body', 100),
			output: { rowsProperty: 'rulesEventRecords' },
		},
		{
			value: 'getRunsOfAll',
			name: 'Get Runs of All',
			action: 'Get runs of all rules',
			description: 'Get which rules ran in a time range, and the results of their actions',
			request: 'POST /api/rulesRecords/getRulesEventRecords',
			idempotent: true,
			fields: between('rulesRecords/getRulesEventRecords', ['startTime', 'endTime'], 'the runs'),
			optional: [
				ids('associatedUuids', 'Locations or Devices', 'Only runs with one of these', {
					picker: locationOrDevice,
				}),
			],
			paging: whole,
			output: { rowsProperty: 'rulesEventRecords' },
		},
	],
};

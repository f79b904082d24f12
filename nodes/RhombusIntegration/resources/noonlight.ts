import { choice, flag, list, map, number, secret, text } from '../../shared/model/fields';
import type { Field, Resource } from '../../shared/model/operation';
import { fromList } from '../source';
import { get, update } from '../operations';
import * as shape from '../settings';

const current = fromList('noonlightSettings');
const PROMPTS = { THREAT: 'Threat', HUMAN: 'Human' };
const contact = [text('name', ''), text('phoneNumber', '')];
const minutes = [
	number('minuteOfWeekStart', 'Minutes since the week began', { min: 0, max: 10_080 }),
	number('minuteOfWeekStop', 'Minutes since the week began', { min: 0, max: 10_080 }),
];

/** A map from locations to lists of objects. */
const byLocation = (name: string, label: string, description: string, fields: Field[]) =>
	map(
		name,
		'Location UUID',
		description,
		[list('', '', [shape.listOf('', '', fields).fields![0]!], { label: 'Entries' })],
		{ label },
	);

/** `NoonlightSettings`. Rhombus calls the update outdated, and has none that replaces it. */
const settings = [
	shape.enabled,
	flag('acceptedTermsOfService', 'Whether the terms of service of Noonlight are accepted'),
	shape.mapOf(
		'defaultContactsByLocationMap',
		'Location UUID',
		'Contact of each location',
		contact,
		{
			label: 'Default Contacts',
		},
	),
	map(
		'defaultDelayByLocationsMap',
		'Location UUID',
		'Delay of each location',
		[number('', '', { label: 'Delay' })],
		{ label: 'Default Delays' },
	),
	map(
		'defaultPromptByLocationsMap',
		'Location UUID',
		'Prompt of each location',
		[choice('', PROMPTS, '', { label: 'Prompt' })],
		{ label: 'Default Prompts' },
	),
	byLocation('emergencyContactsByLocationsMap', 'Emergency Contacts', 'Contacts to call, by time', [
		...minutes,
		shape.listOf('emergencyContactList', '', contact, { label: 'Contacts' }),
	]),
	byLocation('escalationSettingsByLocationsMap', 'Escalations', 'When alarms escalate, by time', [
		...minutes,
		number('escalationDelayMinutes', ''),
		choice('promptTheme', PROMPTS, ''),
	]),
	map(
		'locationEntryInstructionsMap',
		'Location UUID',
		'How to enter each location',
		[text('', '', { label: 'Instructions' })],
		{ label: 'Entry Instructions' },
	),
	byLocation('pinsByLocationMap', 'PINs', 'PINs that end alarms', [
		text('description', ''),
		text('name', ''),
		secret('pin', ''),
	]),
	text('verificationPrompt', 'Question that verifies an alarm'),
];

export const noonlight: Resource = {
	value: 'noonlight',
	name: 'Noonlight',
	operations: [
		update('Noonlight', 'updateNoonlightSettings', {
			holds: 'noonlightSettings',
			settings,
			current,
		}),
		get('Noonlight', current),
	],
};

import type { IDataObject } from 'n8n-workflow';
import { channel, team } from '../services/mattermost/pickers/pickers';
import type { Client } from '../shared/http/client';
import {
	filterTexts,
	hookParam,
	refuseEmptyExpression,
	type HookContext,
} from '../shared/triggers/context';
import { encode, textOf } from '../shared/request/encode';
import { flagOf } from '../shared/util/givenValue';
import { switchOf } from '../shared/request/switches';
import { choice, pick, text } from '../shared/model/fields';

import type { Source } from './deliveries';
import type { Reply } from './replies';

export const sourceOf = (context: HookContext): Source => {
	const source = hookParam(context, 'source');
	return source === 'outgoing' || source === 'action' ? source : 'command';
};

const COMMAND = text('trigger', '', { label: 'Command' });
/** Words of a command's registration; an expression may give a number. */
const COMMAND_TEXTS = [
	text('autoCompleteDescription', '', { label: 'Autocomplete Description' }),
	text('autoCompleteHint', '', { label: 'Autocomplete Hint' }),
	text('iconUrl', '', { label: 'Icon URL' }),
	text('username', ''),
];
const TRIGGER_WHEN = choice('triggerWhen', { exact: '', startsWith: '' }, '');

/**
 * What is to be registered, with names resolved to IDs.
 * @throws NodeOperationError that names the field; NodeApiError
 */
export async function readRegistration(
	context: HookContext,
	client: Client,
	source: Source,
): Promise<IDataObject> {
	const options = (hookParam(context, 'registrationOptions') ?? {}) as IDataObject;
	const required = { required: true };
	const teamId = await encode(client, pick(team, 'team', '', required), hookParam(context, 'team'));
	if (source === 'command') {
		const given = (await encode(client, COMMAND, hookParam(context, 'trigger'))) ?? '';
		const trigger = (given as string).trim().replace(/^\//, '');
		if (trigger === '' || /[\s/]/.test(trigger)) {
			throw client.refuse(
				'Command',
				trigger === '' ? 'is empty' : 'contains spaces or slashes',
				'Enter one word, such as deploy for /deploy',
			);
		}
		const autoComplete = switchOf(client, 'Autocomplete', options.autoComplete, true);
		const texts: IDataObject = {};
		for (const field of COMMAND_TEXTS) {
			texts[field.name] = (await encode(client, field, options[field.name])) as string;
		}
		return { ...texts, autoComplete, teamId: teamId as string, trigger };
	}
	const channelId = await encode(
		client,
		pick(channel, 'channel', ''),
		hookParam(context, 'channel'),
	);
	if (!channelId) refuseEmptyExpression(context, client, 'channel', 'Channel');
	const triggerWords = await filterTexts(context, client, 'triggerWords', 'Trigger Words');
	if (!channelId && triggerWords.length === 0) {
		throw client.refuse(
			'Trigger Words',
			'is empty, and so is Channel',
			'Mattermost requires a public channel, trigger words, or both',
		);
	}
	const triggerWhen = await encode(client, TRIGGER_WHEN, hookParam(context, TRIGGER_WHEN.name));
	if (!triggerWhen) refuseEmptyExpression(context, client, TRIGGER_WHEN.name, TRIGGER_WHEN.label);
	return {
		teamId: teamId as string,
		channelId: (channelId ?? '') as string,
		triggerWords,
		triggerWhen: triggerWhen as string,
	};
}

/** The secret that buttons, menus and dialogs have to show. */
export function secretOf(context: HookContext): string {
	const given = hookParam(context, 'secret');
	return typeof given === 'string' || typeof given === 'number' ? String(given).trim() : '';
}

/** Never throws: the reply must not keep a delivery from starting the workflow. */
export function readReply(context: HookContext, client: Client): Reply {
	const words = (name: string) => {
		const value = hookParam(context, name) ?? '';
		return textOf(client, value) ?? JSON.stringify(value);
	};
	return {
		text: words('replyText'),
		inChannel: flagOf(hookParam(context, 'replyInChannel')) ?? false,
		replaceMessage: words('replaceMessage'),
		slackLinks: flagOf(hookParam(context, 'slackLinks')) ?? false,
	};
}

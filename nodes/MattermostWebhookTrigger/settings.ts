import type { IDataObject } from 'n8n-workflow';
import { channel, team } from '../services/mattermost/pickers/pickers';
import type { Client } from '../shared/http/client';
import {
	filterTexts,
	hookParam,
	refuseEmptyExpression,
	type HookContext,
} from '../shared/triggers/context';
import { encode, flagOf, textOf } from '../shared/request/encode';
import { switchOf } from '../shared/request/switches';
import { pick } from '../shared/model/fields';

import type { Source } from './deliveries';
import type { Reply } from './replies';

export const sourceOf = (context: HookContext): Source => {
	const source = hookParam(context, 'source');
	return source === 'outgoing' || source === 'action' ? source : 'command';
};

const text = (value: unknown) => (typeof value === 'string' ? value.trim() : '');

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
		const trigger = text(hookParam(context, 'trigger')).replace(/^\//, '');
		if (trigger === '' || /[\s/]/.test(trigger)) {
			throw client.refuse(
				'Command',
				trigger === '' ? 'is empty' : 'contains spaces or slashes',
				'Enter one word, such as deploy for /deploy',
			);
		}
		const autoComplete = switchOf(client, 'Autocomplete', options.autoComplete, true);
		return { ...options, autoComplete, teamId: teamId as string, trigger };
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
	return {
		teamId: teamId as string,
		channelId: (channelId ?? '') as string,
		triggerWords,
		triggerWhen: hookParam(context, 'triggerWhen') as string,
	};
}

/** The secret that buttons, menus and dialogs have to show. */
export const secretOf = (context: HookContext): string => text(hookParam(context, 'secret'));

/** Never throws: the reply must not keep a delivery from starting the workflow. */
export function readReply(context: HookContext, client: Client): Reply {
	const text = (name: string) => {
		const value = hookParam(context, name) ?? '';
		return textOf(client, value) ?? JSON.stringify(value);
	};
	return {
		text: text('replyText'),
		inChannel: flagOf(hookParam(context, 'replyInChannel')) ?? false,
		replaceMessage: text('replaceMessage'),
		slackLinks: flagOf(hookParam(context, 'slackLinks')) ?? false,
	};
}

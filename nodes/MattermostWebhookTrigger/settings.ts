import { commaList } from '../shared/util/commaList';
import type { IDataObject } from 'n8n-workflow';
import { channel, team } from '../services/mattermost/pickers/pickers';
import type { Client } from '../shared/http/client';
import { hookParam, type HookContext } from '../shared/triggers/context';
import { encode } from '../shared/request/encode';
import { pick } from '../shared/model/fields';

import { isExpression } from '../shared/request/restriction';
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
		return { ...options, teamId: teamId as string, trigger };
	}
	const channelId = await encode(
		client,
		pick(channel, 'channel', ''),
		hookParam(context, 'channel'),
	);
	const triggerWords = commaList(hookParam(context, 'triggerWords'));
	const raw = context.getNode().parameters;
	for (const [name, label, isEmpty] of [
		['channel', 'Channel', !channelId],
		['triggerWords', 'Trigger Words', triggerWords.length === 0],
	] as const) {
		// Without either, the webhook would be told of more than was meant.
		if (!isEmpty || !isExpression(raw[name])) continue;
		throw client.refuse(label, 'is empty', 'Correct the expression, or clear the field');
	}
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

export function readReply(context: HookContext): Reply {
	const text = (name: string) => String(hookParam(context, name) ?? '');
	return {
		text: text('replyText'),
		inChannel: hookParam(context, 'replyInChannel') === true,
		replaceMessage: text('replaceMessage'),
		slackLinks: hookParam(context, 'slackLinks') === true,
	};
}

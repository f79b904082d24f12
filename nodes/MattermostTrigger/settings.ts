import type { IDataObject, ITriggerFunctions } from 'n8n-workflow';
import { channel, team, user } from '../Mattermost/pickers';
import type { Call } from '../shared/call';
import { hookParam, pickedIds } from '../shared/hooks';
import type { Filter } from './filter';

/** What the user set, with names resolved to IDs. */
export interface Settings {
	filter: Filter;
	/** Whether posts that were missed are fetched. */
	catchUp: boolean;
}

/**
 * A regular expression as the user wrote it, with or without slashes.
 * @throws NodeOperationError if it is none
 */
export function readPattern(call: Call, given: string): RegExp | undefined {
	if (given.trim() === '') return undefined;
	const parts = /^\/(.+)\/([a-z]*)$/su.exec(given.trim());
	// g and y make a pattern remember where it stopped: the next message would be searched from there.
	const flags = (parts?.[2] ?? 'i').replace(/[gy]/g, '');
	try {
		return new RegExp(parts?.[1] ?? given, flags);
	} catch (cause) {
		throw call.refuse(
			'Message Matches',
			`is no regular expression: ${(cause as Error).message}`,
			'Write it like /^deploy (\\w+)/i',
		);
	}
}

const names = (value: unknown): string[] =>
	(Array.isArray(value) ? value : String(value ?? '').split(','))
		.map((name) => String(name).trim())
		.filter(Boolean);

const entries = (filters: IDataObject, name: string): unknown =>
	(filters[name] as IDataObject | undefined)?.entry;

/** @throws NodeOperationError, NodeApiError that name the field */
export async function readSettings(context: ITriggerFunctions, call: Call): Promise<Settings> {
	const filters = (hookParam(context, 'filters') ?? {}) as IDataObject;
	const options = (hookParam(context, 'options') ?? {}) as IDataObject;
	const events = new Set([
		...names(hookParam(context, 'events')),
		...names(hookParam(context, 'moreEvents')),
		...names(options.eventNames),
	]);
	if (events.size === 0) {
		throw call.refuse('Events', 'is empty', 'Choose at least one event');
	}
	const thread = String(filters.thread ?? 'all');
	return {
		catchUp: options.catchUp !== false,
		filter: {
			events,
			teams: new Set(await pickedIds(call, team, 'picked', entries(filters, 'teams'))),
			channels: new Set(await pickedIds(call, channel, 'picked', entries(filters, 'channels'))),
			users: new Set(await pickedIds(call, user, 'picked', entries(filters, 'users'))),
			mentionsOnly: filters.mentionsOnly === true,
			directOnly: filters.directOnly === true,
			text: String(filters.text ?? ''),
			pattern: readPattern(call, String(filters.pattern ?? '')),
			thread: thread === 'roots' || thread === 'replies' ? thread : 'all',
			include: {
				own: options.includeOwn === true,
				bots: options.includeBots === true,
				webhooks: options.includeWebhooks === true,
				system: options.includeSystem === true,
			},
		},
	};
}

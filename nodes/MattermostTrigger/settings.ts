import { commaList } from '../shared/util/commaList';
import type { IDataObject, ITriggerFunctions } from 'n8n-workflow';
import { emojiName } from '../services/mattermost/messages/emoji';
import { channel, team, user } from '../services/mattermost/pickers/pickers';
import type { Client } from '../shared/http/client';
import { hookParam, pickedIds } from '../shared/triggers/context';
import { fingerprintOf } from '../shared/triggers/keptCursor';
import type { LiveSettings } from '../shared/triggers/live';
import { readLiveSettings } from '../shared/triggers/liveOptions';
import type { Picker } from '../shared/model/operation';
import { LinearRegExp, PatternError } from '../shared/util/linearRegExp';
import type { Filter } from './filter';

/** What the user set, with names resolved to IDs. */
export interface Settings extends LiveSettings {
	filter: Filter;
}

/**
 * A regular expression as the user wrote it, with or without slashes.
 * @throws NodeOperationError if it is none, or cannot be matched without the risk of blocking n8n
 */
export function readPattern(client: Client, given: string): LinearRegExp | undefined {
	if (given.trim() === '') return undefined;
	const parts = /^\/(.+)\/([a-z]*)$/su.exec(given.trim());
	// Only whether it matches is asked: g, y and d have no meaning.
	const flags = (parts?.[2] ?? 'i').replace(/[gyd]/g, '');
	try {
		return new LinearRegExp(parts?.[1] ?? given, flags);
	} catch (cause) {
		const { message } = cause as Error;
		if (cause instanceof PatternError) {
			throw client.refuse(
				'Message Matches',
				`${message}, which could block n8n`,
				'Leave it out, or check the message in an If node after the trigger',
			);
		}
		throw client.refuse(
			'Message Matches',
			`is not a valid regular expression: ${message}`,
			'Write it as in /^deploy (\\w+)/i',
		);
	}
}

/** Settings that restrict: present and empty is refused, or a filter that resolves to nothing lets all pass. */
const isSet = (filters: IDataObject, name: string): boolean => Object.hasOwn(filters, name);

/** A switch that restricts. Its expression may give a text, and anything else would turn it off. */
function filterFlag(client: Client, filters: IDataObject, name: string, label: string): boolean {
	const value = isSet(filters, name) ? filters[name] : false;
	if (value === true || value === 'true') return true;
	if (value === false || value === 'false') return false;
	throw client.refuse(label, 'is neither true nor false', 'Correct it, or remove the filter');
}

const THREADS = ['all', 'roots', 'replies'] as const;

function threadOf(client: Client, filters: IDataObject): Filter['thread'] {
	const value = isSet(filters, 'thread') ? filters.thread : 'all';
	const known = THREADS.find((one) => one === value);
	if (!known) throw client.refuse('Threads', 'is not one of the available choices', 'Choose one');
	return known;
}

async function picked(
	client: Client,
	filters: IDataObject,
	name: string,
	label: string,
	picker: Picker,
): Promise<Set<string>> {
	if (!isSet(filters, name)) return new Set();
	const entries = (filters[name] as IDataObject | null)?.entry;
	const rows = Array.isArray(entries) ? (entries as IDataObject[]) : [];
	const ids: string[] = [];
	for (const row of rows) ids.push(...(await pickedIds(client, picker, 'picked', [row], label)));
	if (rows.length === 0 || ids.length < rows.length) {
		throw client.refuse(
			label,
			'has an empty entry',
			'Select a value, or remove the filter to let everything pass',
		);
	}
	return new Set(ids);
}

function filterText(client: Client, filters: IDataObject, name: string, label: string): string {
	if (!isSet(filters, name)) return '';
	const value = String(filters[name] ?? '');
	if (value.trim() === '') {
		throw client.refuse(
			label,
			'is empty',
			'Enter a value, or remove the filter to let everything pass',
		);
	}
	return value;
}

function emojiNames(client: Client, filters: IDataObject): Set<string> {
	const given = commaList(filterText(client, filters, 'emojis', 'Emoji'));
	if (isSet(filters, 'emojis') && given.length === 0) {
		throw client.refuse(
			'Emoji',
			'is empty',
			'Enter a value, or remove the filter to let everything pass',
		);
	}
	return new Set(given.map((one) => emojiName(client, 'Emoji', one).toLowerCase()));
}

/** @throws NodeOperationError, NodeApiError that name the field */
export async function readSettings(context: ITriggerFunctions, client: Client): Promise<Settings> {
	const filters = (hookParam(context, 'filters') ?? {}) as IDataObject;
	const options = (hookParam(context, 'options') ?? {}) as IDataObject;
	const events = new Set([
		...commaList(hookParam(context, 'events')),
		...commaList(hookParam(context, 'moreEvents')),
		...commaList(options.eventNames),
	]);
	if (events.size === 0) {
		throw client.refuse('Events', 'is empty', 'Choose at least one event');
	}
	return {
		...readLiveSettings(client, options),
		filter: {
			events,
			teams: await picked(client, filters, 'teams', 'Teams', team),
			channels: await picked(client, filters, 'channels', 'Channels', channel),
			users: await picked(client, filters, 'users', 'Users', user),
			emojis: emojiNames(client, filters),
			mentionsOnly: filterFlag(client, filters, 'mentionsOnly', 'Mentions Only'),
			directOnly: filterFlag(client, filters, 'directOnly', 'Direct Messages Only'),
			text: filterText(client, filters, 'text', 'Message Contains'),
			pattern: readPattern(client, filterText(client, filters, 'pattern', 'Message Matches')),
			thread: threadOf(client, filters),
			include: {
				own: options.includeOwn === true,
				bots: options.includeBots === true,
				webhooks: options.includeWebhooks === true,
				system: options.includeSystem === true,
			},
		},
	};
}

/** Identifies a filter. @param account the account and its server */
export function fingerprint({ filter }: Settings, account: string): string {
	const plain = Object.entries(filter).map(([name, value]: [string, unknown]) => [
		name,
		value instanceof Set
			? [...(value as Set<string>)].sort()
			: value instanceof LinearRegExp
				? [value.source, value.flags]
				: value,
	]);
	return fingerprintOf([account, plain]);
}

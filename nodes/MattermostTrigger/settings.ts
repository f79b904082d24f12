import type { IDataObject, ITriggerFunctions } from 'n8n-workflow';
import { emojiName } from '../services/mattermost/messages/emoji';
import { channel, team, user } from '../services/mattermost/pickers/pickers';
import type { Client } from '../shared/http/client';
import { hookParam, pickedIds } from '../shared/triggers/context';
import { fingerprintOf } from '../shared/triggers/keptCursor';
import type { LiveSettings } from '../shared/triggers/live';
import { readLiveSettings } from '../shared/triggers/liveOptions';
import { strings, text } from '../shared/model/fields';
import type { Field, Picker } from '../shared/model/operation';
import { encode } from '../shared/request/encode';
import { flagOf } from '../shared/util/givenValue';
import { switchOf } from '../shared/request/switches';
import { LinearRegExp, PatternError } from '../shared/util/linearRegExp';
import type { Filter } from './filter';
import type { SignSettings } from './signs';

/** What the user set, with names resolved to IDs. */
export interface Settings extends LiveSettings {
	filter: Filter;
	/** Whether files of messages are downloaded. */
	files: boolean;
	/** How people see that their message is being worked on. */
	signs: SignSettings;
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
	const given = isSet(filters, name) ? flagOf(filters[name]) : false;
	if (given !== undefined) return given;
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

/** A filter's value as its field takes it; undefined where the filter is not set. */
async function filterValue(client: Client, filters: IDataObject, field: Field): Promise<unknown> {
	if (!isSet(filters, field.name)) return undefined;
	const given = await encode(client, field, filters[field.name]);
	if (given !== undefined) return given;
	throw client.refuse(
		field.label,
		'is empty',
		'Enter a value, or remove the filter to let everything pass',
	);
}

const filterText = async (
	client: Client,
	filters: IDataObject,
	name: string,
	label: string,
): Promise<string> =>
	((await filterValue(client, filters, text(name, '', { label }))) ?? '') as string;

async function emojiNames(client: Client, filters: IDataObject): Promise<Set<string>> {
	const given = await filterValue(client, filters, strings('emojis', '', { label: 'Emoji' }));
	const names = (given ?? []) as string[];
	return new Set(names.map((one) => emojiName(client, 'Emoji', one).toLowerCase()));
}

/** One emoji of the options, by name; '' for none. @throws NodeOperationError for what is none */
async function signName(
	client: Client,
	options: IDataObject,
	name: string,
	label: string,
): Promise<string> {
	const given = (await encode(client, text(name, '', { label }), options[name])) as string;
	return given === undefined ? '' : emojiName(client, label, given.trim());
}

/** Names of events. @throws NodeOperationError for what is no list of texts: it would never start the workflow */
const eventsIn = async (client: Client, label: string, given: unknown): Promise<string[]> =>
	((await encode(client, strings('events', '', { label }), given)) ?? []) as string[];

/** @throws NodeOperationError, NodeApiError that name the field */
export async function readSettings(context: ITriggerFunctions, client: Client): Promise<Settings> {
	const filters = (hookParam(context, 'filters') ?? {}) as IDataObject;
	const options = (hookParam(context, 'options') ?? {}) as IDataObject;
	const events = new Set([
		...(await eventsIn(client, 'Events', hookParam(context, 'events'))),
		...(await eventsIn(client, 'More Events', hookParam(context, 'moreEvents'))),
		...(await eventsIn(client, 'Events by Name', options.eventNames)),
	]);
	const has = (name: string, label: string) => switchOf(client, label, options[name], false);
	if (events.size === 0) {
		throw client.refuse('Events', 'is empty', 'Choose at least one event');
	}
	return {
		...readLiveSettings(client, options),
		files: has('downloadFiles', 'Download Files'),
		signs: {
			typing: has('showTyping', 'Show Typing'),
			arrived: await signName(client, options, 'arrivedEmoji', 'Reaction on Arrival'),
			done: await signName(client, options, 'doneEmoji', 'Reaction When Done'),
			failed: await signName(client, options, 'failedEmoji', 'Reaction on Failure'),
		},
		filter: {
			events,
			teams: await picked(client, filters, 'teams', 'Teams', team),
			channels: await picked(client, filters, 'channels', 'Channels', channel),
			users: await picked(client, filters, 'users', 'Users', user),
			emojis: await emojiNames(client, filters),
			mentionsOnly: filterFlag(client, filters, 'mentionsOnly', 'Mentions of Me Only'),
			directOnly: filterFlag(client, filters, 'directOnly', 'Direct Messages Only'),
			text: await filterText(client, filters, 'text', 'Message Contains'),
			pattern: readPattern(client, await filterText(client, filters, 'pattern', 'Message Matches')),
			thread: threadOf(client, filters),
			include: {
				own: has('includeOwn', 'Include Own Messages'),
				bots: has('includeBots', 'Include Bot Messages'),
				webhooks: has('includeWebhooks', 'Include Webhook Messages'),
				system: has('includeSystem', 'Include System Messages'),
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

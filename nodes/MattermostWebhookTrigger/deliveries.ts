import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { FORM_PARAMETER } from '../services/mattermost/triggerAddress';
import { parseJson } from '../shared/response/parseJson';
import { commaList } from '../shared/util/commaList';

/**
 * What Mattermost sends to a workflow: untrusted input, checked and flattened. Facts: recorded
 * deliveries of servers 4.10, 5.30 and 6.7; live menus and
 * refreshes: source of 11.6 (`integration_action.go`, `interactive_dialog_adapter.tsx`).
 */

/** What starts the workflow; the node's `source`. */
export type Source = 'command' | 'outgoing' | 'action';

/** A delivery before its secret is checked. */
export interface Delivery {
	/** What it shows to prove where it comes from. */
	secrets: string[];
	/** Unique for each delivery, '' where the server sends nothing unique. */
	id: string;
	item: IDataObject;
	/** Forms prove themselves by what their URL and their state hold, both signed. */
	form?: { parameter: unknown; state: string };
}

const word = z.string().max(50_000).catch('');
const words = z.union([z.string(), z.array(z.string())]).catch([]);

const place = {
	team_id: word,
	team_domain: word,
	channel_id: word,
	channel_name: word,
	user_id: z.string().min(1).max(100),
	user_name: word,
};

const command = z.object({
	...place,
	token: word,
	command: z.string().min(1).max(1000),
	text: word,
	trigger_id: word,
	response_url: word,
	root_id: word,
	user_mentions: words,
	user_mentions_ids: words,
	channel_mentions: words,
	channel_mentions_ids: words,
});

const outgoing = z.object({
	...place,
	token: word,
	post_id: z.string().min(1).max(100),
	text: word,
	trigger_word: word,
	timestamp: z.coerce.number().catch(0),
	file_ids: words,
});

const action = z.object({
	...place,
	post_id: word,
	trigger_id: word,
	type: word,
	data_source: word,
	context: z.record(z.unknown()).catch({}),
});

/** What a form sends: its entries, a change that it reports, or what was typed into a live menu. */
const form = z.object({
	type: z.enum(['dialog_submission', 'refresh', 'dialog_lookup']),
	callback_id: word,
	state: word,
	user_id: z.string().min(1).max(100),
	channel_id: word,
	team_id: word,
	submission: z.record(z.unknown()).nullish().catch({}),
	cancelled: z.boolean().catch(false),
});

/** JSON in a text as an object; undefined for anything else. */
function objectIn(text: string): IDataObject | undefined {
	if (!text.trimStart().startsWith('{')) return undefined;
	try {
		return parseJson(text) as IDataObject;
	} catch {
		return undefined;
	}
}

/** Everything but `token`, which is nobody's business further on. */
function withoutToken(context: Record<string, unknown>): IDataObject {
	const { token, ...rest } = context;
	void token;
	return rest as IDataObject;
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');

function readCommand(body: unknown): Delivery | undefined {
	const read = command.safeParse(body);
	if (!read.success) return undefined;
	const { token, ...rest } = read.data;
	return {
		secrets: [token],
		id: rest.trigger_id || rest.response_url,
		item: {
			event: 'command',
			...rest,
			words: rest.text.split(/\s+/).filter(Boolean),
			user_mentions: commaList(rest.user_mentions),
			user_mentions_ids: commaList(rest.user_mentions_ids),
			channel_mentions: commaList(rest.channel_mentions),
			channel_mentions_ids: commaList(rest.channel_mentions_ids),
		},
	};
}

function readOutgoing(body: unknown): Delivery | undefined {
	const read = outgoing.safeParse(body);
	if (!read.success) return undefined;
	const { token, timestamp, ...rest } = read.data;
	return {
		secrets: [token],
		id: rest.post_id,
		item: {
			event: 'message',
			...rest,
			// JSON has ms, forms have s.
			timestamp: timestamp < 1e11 ? timestamp * 1000 : timestamp,
			file_ids: commaList(rest.file_ids),
		},
	};
}

const EVENTS = {
	dialog_submission: 'dialog',
	refresh: 'refresh',
	dialog_lookup: 'lookup',
} as const;

function readForm(body: unknown, query: IDataObject): Delivery | undefined {
	const read = form.safeParse(body);
	if (!read.success) return undefined;
	const { type, state, submission, ...rest } = read.data;
	const event = EVENTS[type];
	const entries = (submission ?? {}) as IDataObject;
	const { query: typed, selected_field, ...others } = entries;
	return {
		secrets: [],
		id: '',
		form: { parameter: query[FORM_PARAMETER], state },
		item: {
			event,
			...rest,
			...(event === 'lookup' ? { field: text(selected_field), query: text(typed) } : {}),
			submission: event === 'lookup' ? others : entries,
		},
	};
}

function readAction(body: unknown, query: IDataObject): Delivery | undefined {
	const submitted = readForm(body, query);
	if (submitted) return submitted;
	const read = action.safeParse(body);
	if (!read.success) return undefined;
	const { context, ...rest } = read.data;
	return {
		secrets: [text(context.token)],
		id: rest.trigger_id,
		item: {
			event: 'action',
			...rest,
			selected_option: text(context.selected_option),
			context: withoutToken(context),
		},
	};
}

/** A form's state as the workflow gets it: the object that its JSON holds, or the text. */
export const stateAsItem = (state: string): IDataObject | string => objectIn(state) ?? state;

/**
 * Reads a delivery. Never throws; undefined if it is not what the source sends.
 * @param body parsed JSON or form
 * @param query of the URL; holds the signed form
 */
export function readDelivery(
	source: Source,
	body: unknown,
	query: IDataObject,
): Delivery | undefined {
	switch (source) {
		case 'command':
			return readCommand(body);
		case 'outgoing':
			return readOutgoing(body);
		case 'action':
			return readAction(body, query);
	}
}

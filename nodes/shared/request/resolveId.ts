import type { Client } from '../http/client';
import type { Picker } from '../model/operation';

/**
 * From what people, expressions and AI agents give for a thing to its ID. An AI agent has nothing
 * but names, so a name is understood wherever an ID is asked for, if only one thing has it; what can
 * be neither is refused before anything is sent.
 */

/** What a text that is no ID seems to be, for errors. */
export function looksLike(value: string): string {
	if (/^(undefined|null|NaN|\[object \w+\])$/.test(value)) return 'an empty value made into text';
	if (/^=|\{\{/.test(value)) return 'an expression that was not evaluated';
	if (/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return 'a URL';
	if (/^[[{]/.test(value)) return 'JSON';
	if (/^[^\s@]+@[^\s@]+$/.test(value)) return 'an email address';
	if (value.startsWith('@')) return 'a username';
	if (/^[#~]/.test(value)) return 'a channel name';
	return /\s/.test(value) ? 'a text' : 'a name or part of an ID';
}

/** A value in an error: quoted and cut. */
export const quoted = (value: string): string =>
	JSON.stringify(value.length > 60 ? `${value.slice(0, 59)}…` : value);

/**
 * The ID of the thing.
 * @param label how the user finds the field
 * @param given `mode` is `list`, `id` or one of the picker's own; in each of them any form counts
 * that the picker understands
 * @throws NodeOperationError for what is neither an ID nor the name of one thing; NodeApiError
 */
export async function resolveId(
	client: Client,
	label: string,
	picker: Picker,
	{ mode, value }: { mode: string; value: string },
): Promise<string> {
	const { isId, resolve, noun, example } = picker;
	const byId = mode === 'id' || mode === 'list';
	const mayBeId = isId ? isId(value) : byId || !resolve;
	if (mayBeId && byId && !picker.alwaysResolves) return value;
	if (!resolve) {
		if (mayBeId) return value;
		const thing = noun === 'ID' ? 'ID' : `${noun} ID`;
		throw client.refuse(
			label,
			`is not ${/^[AEIO]/.test(thing) ? 'an' : 'a'} ${thing}: ${quoted(value)}, which looks like ${looksLike(value)}`,
			`Enter the ID; one looks like ${example}`,
		);
	}
	// A name of the shape of an ID counts as a name first where a name was asked for.
	const isIdAfterAll = mayBeId && !byId && !picker.alwaysResolves;
	return await resolve(client, mode, value, label).catch(async (error: Error) =>
		isIdAfterAll ? value : await Promise.reject(error),
	);
}

/** One candidate for a name. */
export interface Candidate {
	id: string;
	/** How errors tell it from its namesakes. */
	shown: string;
}

/**
 * The only candidate.
 * @throws NodeOperationError that lists the candidates, or says that there is none
 */
export function onlyOne(
	client: Pick<Client, 'refuse'>,
	label: string,
	noun: string,
	value: string,
	candidates: Candidate[],
	fix: string,
): string {
	const different = [...new Map(candidates.map((one) => [one.id, one])).values()];
	if (different.length === 1) return different[0]!.id;
	if (different.length === 0) {
		throw client.refuse(label, `matches no ${noun.toLowerCase()}: ${quoted(value)}`, fix);
	}
	const things = `${noun.toLowerCase().replace(/y$/, 'ie')}s`;
	const shown = different.slice(0, 8).map((one) => one.shown);
	throw client.refuse(
		label,
		`matches ${different.length} ${things}: ${quoted(value)} may be ${shown.join(' or ')}${different.length > 8 ? ' or others' : ''}`,
		fix,
	);
}

/** Whether two names are the same to people: case, blanks at the ends and Unicode forms do not count. */
export const sameName = (a: unknown, b: string): boolean =>
	typeof a === 'string' && folded(a) === folded(b) && folded(b) !== '';

const folded = (name: string) => name.normalize('NFC').trim().toLowerCase();

import { labelOf } from '../model/fields';
import type { Endpoint } from './format';
import type { FactsOf } from './facts';

/** What the values of an endpoint are called, in the form and in errors. */

/** The end of a label that its thing's name can stand for. */
const ID = / (?:UU)?ID(s?)$/;
/** The unit in the name of a time. */
const UNIT = /(Ms|Millis|Secs?)(After|Before|Inclusive|Exclusive|EpochExclusive)?$/;

/** The unit of a number by its name, in words; undefined where it names none. */
export const unitOf = (name: string): string | undefined => {
	const [, unit] = UNIT.exec(name) ?? [];
	return unit && (unit.startsWith('S') ? 'in seconds' : 'in milliseconds');
};

/** Whether names and links of the thing do as well as its ID. */
export const takesNames = ({ id }: { id: string }, endpoint: Endpoint, factsOf: FactsOf): boolean =>
	factsOf(endpoint, id)?.picker?.search !== undefined;

/** `channel_id` → `Channel`, `cameraUuids` → `Cameras`, `startTimeMs` → `Start Time`, `file_id` → `File ID`. */
export function wordsOf(
	field: { id: string; name: string },
	endpoint: Endpoint,
	factsOf: FactsOf,
): string {
	if (field.name === '') return 'Body';
	const words = labelOf(field.name.replace(UNIT, '$2'));
	return takesNames(field, endpoint, factsOf) ? words.replace(ID, '$1') : words;
}

/** Where a value stands in a call, e.g. `body.actions[2].type`, as the user finds it. */
export type NameOf = (at: string) => string;

/** The boxes of JSON by the place whose values they hold. */
const BOXES: Record<string, string> = { path: 'Path Values', query: 'Query Values', body: 'Body' };

const steps = (at: string): string[] =>
	at
		.replace(/\[(\d+)\]/g, (_, row: string) => `.${Number(row) + 1}`)
		.split('.')
		.filter(Boolean);

/** In JSON: `Body → actions → 3 → type`. */
export const nameInJson: NameOf = (at) => {
	const [place = '', ...names] = steps(at);
	return [BOXES[place] ?? place, ...names].join(' → ');
};

/**
 * In the form: `Actions → 3 → type`.
 * @param labels of the form's fields, by ID
 */
export const nameInForm =
	(labels: Map<string, string>): NameOf =>
	(at) => {
		const [place = '', name = '', ...names] = steps(at);
		const id = name ? `${place}.${name}` : place;
		const own = labels.get(id);
		if (own !== undefined) return [own, ...names].join(' → ');
		// A row of a body that is a list, or a value that the form does not have.
		return [labels.get(place) ?? BOXES[place] ?? place, name, ...names].filter(Boolean).join(' → ');
	};

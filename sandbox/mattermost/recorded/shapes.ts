import { PAGE } from '../../../tools/recording/answers';
import type { Row } from '../api';

const MARKER = /^\{(others|page|\d+ of \d+|of \d+)\}$/;

const isRow = (value: unknown): value is Row =>
	typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value);

const isEmpty = (value: unknown) =>
	value === null ||
	value === '' ||
	value === 0 ||
	value === false ||
	(Array.isArray(value) && value.length === 0) ||
	(isRow(value) && Object.keys(value).length === 0);

/** What servers leave out of some answers though it has a value. */
const HIDDEN = new Set(['email_verified', 'last_password_update']);

/** What servers leave out where it is empty. */
const OPTIONAL = new Set(['display_name', 'description']);

/** Whether an object's keys are IDs. */
const isMap = (row: Row) => {
	const names = Object.keys(row);
	return names.length > 0 && names.every((name) => /^(\{[^}]+\}(#\d+)?|[a-z0-9]{26})$/.test(name));
};

/**
 * An answer with the properties that the recorded server sends: what it never sends is left out if it is
 * empty, what it sends empty is added.
 * @param self ID of the asking user, who sees more of their own account
 */
export function shaped(value: unknown, sample: unknown, self = ''): unknown {
	if (Array.isArray(value) && Array.isArray(sample)) {
		const rows = sample.filter((row) => !MARKER.test(String(row)));
		const isPage = sample[0] === PAGE;
		if (isPage || !isRow(rows[0])) return value;
		// In lists, one's own account tells no more than others.
		return value.map((row) => shaped(row, rows[0]));
	}
	// Some routes answer with one row or with several.
	if (Array.isArray(value) && isRow(sample) && !isMap(sample)) {
		return value.map((row) => shaped(row, sample));
	}
	// What is empty was emptied: for a user who may not see it, for example.
	if (!isRow(value) || !isRow(sample) || Object.keys(value).length === 0) return value;
	if (isMap(sample)) {
		const [row] = Object.values(sample);
		if (!isMap(value)) return value;
		return Object.fromEntries(
			Object.entries(value).map(([id, one]) => [id, shaped(one, row, self)]),
		);
	}
	if (isMap(value)) return value;
	const made: Row = {};
	// The run's administrator was asked about: of others less is told.
	const isOfOther = sample.id === '{admin}' && value.id !== self;
	for (const [name, one] of Object.entries(value)) {
		if (isOfOther && HIDDEN.has(name)) continue;
		if (name in sample) made[name] = shaped(one, sample[name], self);
		else if (!isEmpty(one) && (value.id === self || !HIDDEN.has(name))) made[name] = one;
	}
	for (const [name, one] of Object.entries(sample)) {
		const isLeftOut = OPTIONAL.has(name) || (name === 'remote_id' && value.is_bot === true);
		if (!(name in made) && isEmpty(one) && !isLeftOut) made[name] = one;
	}
	return made;
}

const BLANK: Record<string, unknown> = {
	'{string}': '',
	'{number}': 0,
	'{boolean}': false,
	'{object}': {},
};

/** An object with all names of a recorded outline: what the sandbox has no state for is blank. */
export function outlined(value: unknown, outline: unknown): unknown {
	if (!isRow(value) || !isRow(outline)) return value;
	const blanks = Object.entries(outline).map(([name, one]) => [
		name,
		typeof one === 'string' ? BLANK[one] : isRow(one) ? {} : one,
	]);
	return { ...(Object.fromEntries(blanks) as Row), ...value };
}

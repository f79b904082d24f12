import type { Field, Picker, TimeUnit } from './operation';

/** Everything of a field that can be said beyond its name and description. */
type Extra = Partial<Omit<Field, 'name' | 'kind' | 'description'>>;

const ACRONYMS: Record<string, string> = {
	id: 'ID',
	ids: 'IDs',
	uuid: 'UUID',
	uuids: 'UUIDs',
	url: 'URL',
	urls: 'URLs',
	uri: 'URI',
	json: 'JSON',
	mfa: 'MFA',
	saml: 'SAML',
	ldap: 'LDAP',
	sso: 'SSO',
	api: 'API',
	oauth: 'OAuth',
	ip: 'IP',
	csv: 'CSV',
	sms: 'SMS',
	pin: 'PIN',
	utc: 'UTC',
	s3: 'S3',
	github: 'GitHub',
	jql: 'JQL',
};
const SMALL = new Set([
	'a',
	'an',
	'and',
	'at',
	'by',
	'for',
	'in',
	'of',
	'on',
	'or',
	'the',
	'to',
	'with',
]);

/** `channel_id` → `Channel ID`, `cameraUuid` → `Camera UUID`, `startTimeMs` → `Start Time Ms`. */
export function labelOf(name: string): string {
	const words = name
		.split('.')
		.pop()!
		.replace(/([a-z0-9])([A-Z])/g, '$1 $2')
		.split(/[\s_-]+/)
		.filter(Boolean);
	return words
		.map((word, index) => {
			const lower = word.toLowerCase();
			if (ACRONYMS[lower]) return ACRONYMS[lower];
			if (index > 0 && index < words.length - 1 && SMALL.has(lower)) return lower;
			return lower.charAt(0).toUpperCase() + lower.slice(1);
		})
		.join(' ');
}

const field =
	(kind: Field['kind'], defaults: Extra = {}) =>
	(name: string, description: string, extra: Extra = {}): Field => ({
		name,
		kind,
		label: labelOf(name),
		description,
		...defaults,
		...extra,
	});

/** A line of text; `rows` makes it a text box. */
export const text = field('string');
/** A color in hexadecimal, with n8n's picker. */
export const color = field('color');
/** A text that n8n masks and that never leaves in an error. */
export const secret = field('string', { secret: true });
export const number = field('number');
export const flag = field('boolean', { default: false });
/** JSON a user types or an expression gives: an object unless `holds` says otherwise. */
export const json = field('json', { holds: 'object' });
/** A list of texts: comma-separated, or an expression that gives an array. */
export const strings = field('strings', { placeholder: 'e.g. a, b' });

/** A date and time that the API wants in `unit`: epoch ms, epoch s, ISO 8601, or a date. */
export const time = (
	name: string,
	unit: TimeUnit,
	description: string,
	extra: Extra = {},
): Field => ({
	...field('time')(name, description, { ...extra, unit }),
	label: extra.label ?? labelOf(name.replace(/(Ms|Millis|Sec|Secs|EpochSec)$/, '')),
});

/** One of several values. */
export const choice = (
	name: string,
	values: Record<string, string>,
	description: string,
	extra: Extra = {},
): Field => field('choice', { values, default: Object.keys(values)[0] })(name, description, extra);

/** Any of several values. */
export const choices = (
	name: string,
	values: Record<string, string>,
	description: string,
	extra: Extra = {},
): Field => field('choices', { values, default: [] })(name, description, extra);

/** A thing picked from a searchable list, or given by ID, name or URL. */
export const pick = (picker: Picker, name: string, description: string, extra: Extra = {}): Field =>
	field('pick', { picker, label: picker.noun })(name, description, extra);

/** A nested object with typed fields. */
export const group = (
	name: string,
	description: string,
	fields: Field[],
	extra: Extra = {},
): Field => field('group', { fields })(name, description, extra);

/**
 * Default of a visible list that may be left empty: n8n makes `{}` of an expression that stands for the
 * whole list, and so what was dropped differs from what was never filled in.
 */
export const NO_ENTRIES = { entry: [] };

/** An array of objects with typed fields. */
export const list = (
	name: string,
	description: string,
	fields: Field[],
	extra: Extra = {},
): Field => field('list', { fields })(name, description, extra);

/** An object whose keys the user names; each value has typed fields, or is one scalar named ''. */
export const map = (
	name: string,
	keyLabel: string,
	description: string,
	fields: Field[],
	extra: Extra = {},
): Field => field('map', { fields, keyLabel })(name, description, extra);

/** A hint in the parameter list; sends nothing. */
export const notice = (name: string, words: string): Field => ({
	name,
	kind: 'notice',
	label: words,
	description: '',
	in: 'none',
	required: false,
});

/** The same field, sent in the query. */
export const inQuery = (one: Field): Field => ({ ...one, in: 'query' });
/** The same field, read by `run` or `adjust` but not sent. */
export const localOnly = (one: Field): Field => ({ ...one, in: 'none' });

/** A field as it stands in an operation's always-visible part: required unless it says otherwise. */
export const shown = (field: Field): Field =>
	field.required === undefined &&
	!['boolean', 'choice', 'number', 'notice', 'mapper'].includes(field.kind)
		? { ...field, required: true }
		: field;

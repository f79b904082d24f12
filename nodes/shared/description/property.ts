import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { childParam, PICKED } from '../model/parameterNames';
import type { Field } from '../model/operation';
import { locator } from './locator';

/** One declared field as n8n's parameter. */

/** A parameter without its place in a node. */
export type Property = Omit<INodeProperties, 'displayOptions'>;

/** Made once: `localeCompare` looks up its language on every call, a quarter of the time of `describe`. */
const collator = new Intl.Collator('en');

/** As n8n sorts what people choose from. */
export const byLabel = (
	a: { displayName?: string; name: string },
	b: { displayName?: string; name: string },
) => collator.compare(a.displayName ?? a.name, b.displayName ?? b.name);

const optionsOf = (values: Record<string, string>): INodePropertyOptions[] =>
	Object.entries(values)
		.map(([value, name]) => ({ name, value }))
		.sort(byLabel);

const EMPTY: Partial<Record<Field['kind'], unknown>> = {
	number: 0,
	boolean: false,
	choices: [],
	group: {},
	list: {},
	map: {},
};

/** One of the things that a plural names; undefined where the words are no plain plural. */
function singular(words: string): string | undefined {
	if (/ by /.test(words) || !/[^s]s$/.test(words)) return undefined;
	return words.replace(/ies$/, 'y').replace(/s$/, '');
}

/**
 * What one more entry of a collection is called. Buttons stand below each other, so each names its own
 * collection.
 * @param around noun of the collection that this one stands in
 */
function nounOf(field: Field, around?: string): string {
	const words = field.label.replace(/^.*: /, '').replace(/ \(.*\)$/, '');
	const one = singular(words);
	const isPlain = one === 'Setting' || one === 'Entry';
	if (one) return isPlain && around ? `${around} ${one}` : one;
	if (field.kind === 'group') return `${words} Field`;
	return (field.keyLabel ?? 'Entry').replace(/ (UU)?ID$/, '');
}

/** Said below every time; a zone in the value itself counts more. */
const TIME_HINT = "In the workflow's time zone";

/** A list of texts; things of a list are chosen from it, or each in a row of its own, see `PICKED`. */
function severalOf({
	several,
	picker,
}: Field): Pick<INodeProperties, 'type'> & Partial<INodeProperties> {
	if (!several || !picker) return { type: 'string' };
	if (several === 'options') {
		return {
			type: 'multiOptions',
			typeOptions: { loadOptionsMethod: picker.search },
			default: [],
		};
	}
	return {
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: `Add ${picker.noun}`,
		default: {},
		options: [
			{
				displayName: picker.noun,
				name: 'entry',
				values: [
					{ displayName: picker.noun, name: PICKED, ...locator(picker, { example: false }) },
				],
			},
		],
	};
}

/** One field as an n8n parameter, without its place in the node. `around`: see `nounOf`. */
export function property(field: Field, name: string, around?: string): Property {
	const hint = field.hint ?? (field.kind === 'time' ? TIME_HINT : undefined);
	const base = {
		displayName: field.label,
		name,
		default: (field.default ?? EMPTY[field.kind] ?? '') as INodeProperties['default'],
		...(field.description ? { description: field.description } : {}),
		...(field.placeholder ? { placeholder: field.placeholder } : {}),
		...(hint ? { hint } : {}),
		...(field.required ? { required: true } : {}),
	};
	switch (field.kind) {
		case 'string':
			return {
				...base,
				type: 'string',
				...(field.secret || field.rows
					? {
							typeOptions: {
								...(field.secret ? { password: true } : {}),
								...(field.rows ? { rows: field.rows } : {}),
							},
						}
					: {}),
			};
		case 'strings':
			return { ...base, ...severalOf(field) };
		case 'number':
			return {
				...base,
				type: 'number',
				...(field.min !== undefined || field.max !== undefined
					? { typeOptions: { minValue: field.min, maxValue: field.max } }
					: {}),
			};
		case 'boolean':
		case 'color':
			return { ...base, type: field.kind };
		case 'choice':
			return { ...base, type: 'options', options: optionsOf(field.values ?? {}) };
		case 'choices':
			return { ...base, type: 'multiOptions', options: optionsOf(field.values ?? {}) };
		case 'time':
			return {
				...base,
				type: 'dateTime',
				...(field.unit === 'date' ? { typeOptions: { dateOnly: true } } : {}),
			};
		case 'json':
			return {
				...base,
				type: 'json',
				...(field.rows ? { typeOptions: { rows: field.rows } } : {}),
			};
		case 'pick':
			return { ...base, ...locator(field.picker!, { example: false, value: field.default }) };
		case 'group':
			return {
				...base,
				type: 'collection',
				placeholder: `Add ${nounOf(field, around)}`,
				options: children(field),
			};
		case 'list':
		case 'map':
			return {
				...base,
				type: 'fixedCollection',
				typeOptions: { multipleValues: true },
				placeholder: `Add ${nounOf(field, around)}`,
				options: [
					{
						displayName: field.keyLabel ?? 'Entry',
						name: 'entry',
						values: [
							...(field.kind === 'map'
								? [
										{
											displayName: field.keyLabel ?? 'Key',
											name: 'key',
											...(field.keyPicker
												? locator(field.keyPicker, { example: false })
												: { type: 'string' as const, default: '' }),
											required: true,
										},
									]
								: []),
							...children(field, nounOf(field, around)),
						],
					},
				],
			};
		case 'mapper':
			return {
				...base,
				type: 'resourceMapper',
				noDataExpression: true,
				default: { mappingMode: 'defineBelow', value: null },
				typeOptions: field.typeOptions as INodeProperties['typeOptions'],
			};
		case 'notice':
			return { ...base, type: 'notice' };
	}
}

/** n8n sorts what can be added to a collection; entries read in the order in which people fill them. */
export function children({ kind, fields = [] }: Field, noun?: string): INodeProperties[] {
	const offered = fields.filter(({ readOnly }) => !readOnly);
	const made = offered.map((child) => ({
		...property(child, childParam(child), noun),
		...shownIf(fields, child),
	}));
	return kind === 'group' ? made.sort(byLabel) : made;
}

/** When a child is shown, by its siblings. */
function shownIf(fields: Field[], { showIf }: Field): Pick<INodeProperties, 'displayOptions'> {
	if (!showIf) return {};
	const show = Object.fromEntries(
		Object.entries(showIf).map(([name, values]) => [
			childParam(fields.find((one) => one.name === name)!),
			values,
		]),
	);
	return { displayOptions: { show } };
}

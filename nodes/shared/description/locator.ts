import type { INodeProperties, INodePropertyMode } from 'n8n-workflow';
import type { Picker } from '../model/operation';
import { PICKED } from '../model/parameterNames';

type Locator = Pick<INodeProperties, 'type' | 'default' | 'modes'>;

/** One way to name a thing in a resource locator. */
const mode = (
	displayName: string,
	name: string,
	type: 'list' | 'string',
	more: Partial<INodePropertyMode> = {},
): INodePropertyMode => ({ displayName, name, type, ...more });

/**
 * A resource locator for one thing.
 * @param example whether the ID shows one, which costs 4 KB in a node of many locators: errors show it too
 */
export function locator(
	picker: Picker,
	{ example = true, value }: { example?: boolean; value?: unknown } = {},
): Locator {
	const list = mode('From List', 'list', 'list', {
		typeOptions: { searchListMethod: picker.search, searchable: true },
	});
	const modes = [
		...(picker.search ? [list] : []),
		mode(
			picker.idLabel ?? 'By ID',
			'id',
			'string',
			example ? { placeholder: `e.g. ${picker.example}` } : {},
		),
		...(picker.modes ?? []).map(({ name, label, placeholder, hint }) =>
			mode(label, name, 'string', {
				...(placeholder ? { placeholder } : {}),
				...(hint ? { hint } : {}),
			}),
		),
	];
	return {
		type: 'resourceLocator',
		default: (value ?? { mode: modes[0]!.name, value: '' }) as never,
		modes,
	};
}

/** For triggers, which declare no fields: several things of a kind, each picked from a list or named; read by `pickedIds(…, 'picked', …)`. */
export const several = (
	picker: Picker,
	name: string,
	displayName: string,
	description: string,
): INodeProperties => ({
	displayName,
	name,
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: `Add ${picker.noun}`,
	default: {},
	description,
	options: [
		{
			displayName: picker.noun,
			name: 'entry',
			values: [{ displayName: picker.noun, name: PICKED, ...locator(picker) }],
		},
	],
});

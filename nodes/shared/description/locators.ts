import type { INodeProperties } from 'n8n-workflow';
import type { Picker } from '../model/operation';

/** Pickers in nodes that declare no operations: triggers. */

/** A resource locator for one thing. */
export const locator = (picker: Picker): Pick<INodeProperties, 'type' | 'default' | 'modes'> => ({
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: picker.search, searchable: true },
		},
		{ displayName: 'By ID', name: 'id', type: 'string', placeholder: `e.g. ${picker.example}` },
		...(picker.modes ?? []).map(({ name, label, placeholder, hint }) => ({
			displayName: label,
			name,
			type: 'string' as const,
			placeholder,
			...(hint ? { hint } : {}),
		})),
	],
});

/** Several things of a kind, each picked from a list or named; read by `pickedIds(…, 'picked', …)`. */
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
			values: [{ displayName: picker.noun, name: 'picked', ...locator(picker) }],
		},
	],
});

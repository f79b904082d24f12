import type { CatalogueData } from './format';

/** What a value of an endpoint may be: a type code of the catalogue, read. */
export type ValueType =
	| {
			kind: 'string' | 'integer' | 'number' | 'boolean' | 'dateTime' | 'file' | 'object' | 'any';
			nullable: boolean;
	  }
	| { kind: 'instant'; unit: 'ms' | 's'; nullable: boolean }
	| { kind: 'enum'; values: string[]; nullable: boolean }
	| { kind: 'shape'; index: number; nullable: boolean }
	| { kind: 'union'; variants: string[]; nullable: boolean }
	| { kind: 'array' | 'map'; of: string; nullable: boolean };

const SIMPLE = {
	s: 'string',
	i: 'integer',
	n: 'number',
	b: 'boolean',
	d: 'dateTime',
	f: 'file',
	o: 'object',
	a: 'any',
} as const;

/** Whether a field with this code must be given. */
export const isRequired = (code: string): boolean => code.startsWith('!');

/** Reads a type code; `format.ts` lists them. */
export function readType(code: string, { enums, unions }: CatalogueData): ValueType {
	const bare = code.replace(/^!/, '');
	const nullable = bare.startsWith('?');
	const body = nullable ? bare.slice(1) : bare;
	const first = body.charAt(0);
	const rest = body.slice(1);
	switch (first) {
		case 'M':
			return { kind: 'instant', unit: 'ms', nullable };
		case 'S':
			return { kind: 'instant', unit: 's', nullable };
		case 'e':
			return { kind: 'enum', values: enums[Number(rest)]!, nullable };
		case '#':
			return { kind: 'shape', index: Number(rest), nullable };
		case '|':
			return { kind: 'union', variants: unions[Number(rest)]!, nullable };
		case '[':
			return { kind: 'array', of: rest, nullable };
		case '{':
			return { kind: 'map', of: rest, nullable };
		default:
			return { kind: SIMPLE[first as keyof typeof SIMPLE], nullable };
	}
}

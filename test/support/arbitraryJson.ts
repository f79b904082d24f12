import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { isObject } from '../../nodes/shared/util/guards';

/** Names of properties, also those that every object has. */
export const name = fc.oneof(
	fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor', 'toString', 'hasOwnProperty', ''),
	fc.string({ maxLength: 4 }),
);
const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
/** Objects as a server's JSON gives them: `__proto__` may be an own key. */
export const json = fc.letrec<{ value: unknown; object: IDataObject }>((tie) => ({
	value: fc.oneof(
		{ depthSize: 'small' },
		scalar,
		fc.array(scalar, { maxLength: 3 }),
		tie('object'),
	),
	object: fc
		.array(fc.tuple(name, tie('value')), { maxLength: 5 })
		.map((entries) => Object.fromEntries(entries) as IDataObject),
}));

export const keysOf = (value: unknown): string[] => (isObject(value) ? Object.keys(value) : []);

import { Contract, type Schema } from '../contract';
import { Values } from '../values';
import type { Row } from './api';

export const contract = new Contract('rhombus.json');

const values = new Values(contract, 'rhombus');

/** A full row of one of the contract's schemas, with the given properties in it. */
export function shaped<T extends Row>(schema: string, seed: string, given: T): Row & T {
	const $ref = `#/components/schemas/${schema}`;
	return { ...(values.make({ $ref }, '', seed, 1) as Row), ...given };
}

/** Only those properties that a schema declares. */
export function declaredIn(schema: Schema, row: Row): Row {
	const { properties = {} } = contract.flat(schema);
	return Object.fromEntries(Object.entries(row).filter(([name]) => name in properties));
}

import { Contract, type Schema } from '../../contracts/openapi';
import { Values } from '../values';
import type { Row } from '../types';

export const contract = new Contract('rhombus.json');

const values = new Values(contract, 'rhombus');

const templates = new Map<string, Row>();

/** A full row of one of the contract's schemas, with the given properties in it. */
export function shaped<T extends Row>(schema: string, given: T): Row & T {
	let template = templates.get(schema);
	if (!template) {
		template = values.make({ $ref: `#/components/schemas/${schema}` }, '', schema, 1) as Row;
		templates.set(schema, template);
	}
	return { ...template, ...given };
}

/** Only those properties that a schema declares. */
export function declaredIn(schema: Schema, row: Row): Row {
	const { properties = {} } = contract.flat(schema);
	return Object.fromEntries(Object.entries(row).filter(([name]) => name in properties));
}

import type { IDataObject } from 'n8n-workflow';
import type { OperationContext, Output } from '../model/operation';
import { readFields } from '../request/build';
import { camel } from '../util/camel';
import { pickedName } from './pickedName';

/**
 * What a change was about, for the next node and for whoever reads the execution: the ID as it was sent, and
 * the name that n8n keeps of what was picked from the list.
 */
export async function aboutOf(
	context: OperationContext,
	{ about = [] }: Output,
): Promise<IDataObject> {
	const found: IDataObject = {};
	if (about.length === 0) return found;
	const values = await readFields(context);
	for (const [field, value] of values) {
		if (!about.includes(field.name)) continue;
		found[field.name] = value as string;
		const name = pickedName(context, field);
		if (name !== undefined) found[`${camel(field.picker?.noun ?? field.label)}Name`] = name;
	}
	return found;
}

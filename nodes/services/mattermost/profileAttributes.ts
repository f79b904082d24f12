import type { IDataObject } from 'n8n-workflow';
import type { OperationContext } from '../../shared/model/operation';
import { valuesByName } from '../../shared/request/build';
import { sameName } from '../../shared/request/resolveId';
import { isObject, objectsIn } from '../../shared/util/guards';
import { realId } from './users';

/**
 * Custom profile attributes of a user by their names, as people know them. The server keeps them by ID, those of
 * selects by the IDs of their options (source of 11.6: `PatchCPAValue`, bodies and answers are maps by field ID).
 */

interface Attribute {
	id: string;
	name: string;
	type: string;
	options: Array<{ id: string; name: string }>;
}

const ofSelect = ({ type }: Attribute) => type === 'select' || type === 'multiselect';

/** @throws NodeApiError */
async function attributes(context: OperationContext): Promise<Attribute[]> {
	const rows = await context.once('profile attributes', async () =>
		objectsIn(await context.request<unknown>('GET /custom_profile_attributes/fields')),
	);
	return rows.map(({ id, name, type, attrs }) => ({
		id: String(id),
		name: String(name),
		type: String(type),
		options: objectsIn(isObject(attrs) ? attrs.options : []).map((one) => ({
			id: String(one.id),
			name: String(one.name),
		})),
	}));
}

const shown = (attribute: Attribute, value: unknown): IDataObject[string] => {
	const one = (id: unknown) =>
		ofSelect(attribute)
			? (attribute.options.find((option) => option.id === id)?.name ?? String(id))
			: (id as string);
	return Array.isArray(value) ? value.map(one) : one(value ?? '');
};

/** Reading and setting have fields of their own. */
const userOf = ({ whose, whose_to_set }: IDataObject) => String(whose ?? whose_to_set);

/** A user's attributes by name; those without a value are ''. @throws NodeApiError */
export async function getAttributes(context: OperationContext): Promise<IDataObject> {
	const user_id = userOf(await valuesByName(context));
	const known = await attributes(context);
	const values = await context.request('GET /users/{user_id}/custom_profile_attributes', {
		path: { user_id },
	});
	return {
		user_id: await realId(context, user_id),
		attributes: Object.fromEntries(known.map((one) => [one.name, shown(one, values[one.id])])),
	};
}

const listOf = (value: string) =>
	value
		.split(',')
		.map((one) => one.trim())
		.filter(Boolean);

/** What the server wants for a text of the user's. @throws NodeOperationError for an option that there is not */
function stored(context: OperationContext, attribute: Attribute, value: string) {
	const optionOf = (name: string) => {
		const option = attribute.options.find((one) => one.id === name || sameName(one.name, name));
		if (option) return option.id;
		throw context.refuse(
			`Attributes → ${attribute.name}`,
			`has no option ${name}`,
			`Enter one of: ${attribute.options.map((one) => one.name).join(', ')}`,
		);
	};
	if (attribute.type === 'multiselect') return listOf(value).map(optionOf);
	if (attribute.type === 'multiuser') return listOf(value);
	if (value !== '' && attribute.type === 'select') return optionOf(value);
	return value;
}

/** Sets attributes by name; those that are not named stay. @throws NodeOperationError; NodeApiError */
export async function setAttributes(context: OperationContext): Promise<IDataObject> {
	const values = await valuesByName(context);
	const { attributes: given } = values;
	const user_id = userOf(values);
	const known = await attributes(context);
	const body: IDataObject = {};
	for (const [name, value] of Object.entries((given ?? {}) as Record<string, string>)) {
		const attribute = known.find((one) => one.id === name || sameName(one.name, name));
		if (!attribute) {
			throw context.refuse(
				'Attributes',
				`names no attribute of this server: ${name}`,
				`Enter one of: ${known.map((one) => one.name).join(', ')}`,
			);
		}
		body[attribute.id] = stored(context, attribute, String(value));
	}
	if (Object.keys(body).length === 0) {
		throw context.refuse('Attributes', 'is empty', 'Add the attributes to set');
	}
	await context.request('PATCH /users/{user_id}/custom_profile_attributes', {
		path: { user_id },
		body,
		// The same values again are the same.
		idempotent: true,
	});
	return await getAttributes(context);
}

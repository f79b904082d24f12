import type { IDataObject } from 'n8n-workflow';
import { isObject } from '../../../shared/util/guards';

/** A question that is answered with a dialog of one's own: what was entered, checked again. */

/** Whether nothing was entered; whoever has the form's address may send anything, also objects. */
const isEmpty = (value: unknown): boolean =>
	value === undefined ||
	value === null ||
	isObject(value) ||
	(typeof value === 'string' && value.trim() === '') ||
	(Array.isArray(value) && value.every(isEmpty));

/** Values that an element offers; undefined where it does not say, as for users and channels. */
function offered({ type, data_source, options }: IDataObject): string[] | undefined {
	if (type !== 'radio' && type !== 'select') return undefined;
	if (type === 'select' && data_source) return undefined;
	return (Array.isArray(options) ? options : []).map((one) => String((one as IDataObject).value));
}

/** The value of one element, or what is wrong with it. */
function valueOf(
	element: IDataObject,
	given: unknown,
): { value: IDataObject[string] } | { error: string } {
	const { type, subtype } = element;
	if (type === 'bool') return { value: given === true || given === 'true' };
	if (isEmpty(given)) {
		return element.optional === true ? { value: null } : { error: 'Enter a value' };
	}
	const choices = offered(element);
	const all = Array.isArray(given)
		? given.filter((one) => !isEmpty(one)).map(String)
		: element.multiselect === true
			? String(given)
					.split(',')
					.map((one) => one.trim())
			: [String(given)];
	if (choices && !all.every((one) => choices.includes(one))) {
		return { error: 'Choose one of the options' };
	}
	if (type === 'file' || element.multiselect === true) return { value: all };
	const text = all[0]!.trim();
	if (all.length > 1) return { error: 'Enter one value' };
	if (subtype === 'number') {
		const number = Number(text);
		return Number.isFinite(number) ? { value: number } : { error: 'Enter a number' };
	}
	const [least, most] = [Number(element.min_length) || 0, Number(element.max_length) || Infinity];
	const length = [...text].length;
	if (length < least) return { error: `Enter at least ${least} characters` };
	if (length > most) return { error: `Enter at most ${most} characters` };
	return { value: text };
}

/**
 * What was entered, by the elements' names; nothing else of a submission counts.
 * @returns `errors` for the dialog, by name, if something is missing or wrong
 */
export function formValues(
	elements: IDataObject[],
	submission: unknown,
): { values: IDataObject } | { errors: Record<string, string> } {
	const given = isObject(submission) ? submission : {};
	const values: IDataObject = {};
	const errors: Record<string, string> = {};
	for (const element of elements) {
		const name = String(element.name);
		const has = Object.prototype.hasOwnProperty.call(given, name);
		const read = valueOf(element, has ? given[name] : undefined);
		if ('error' in read) errors[name] = read.error;
		else values[name] = read.value;
	}
	return Object.keys(errors).length > 0 ? { errors } : { values };
}

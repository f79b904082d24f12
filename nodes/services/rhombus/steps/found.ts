import type { Output } from '../../../shared/model/operation';

/** The object of that name, or an error that says it is not there: Rhombus answers null then. */
export const found = (noun: string, rowsProperty: string, more: Output = {}): Output => ({
	rowsProperty,
	failed: (body) =>
		body[rowsProperty] === null || body[rowsProperty] === undefined
			? `Rhombus has no ${noun} with this ID`
			: undefined,
	...more,
});

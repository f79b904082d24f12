import type { Output } from '../../../shared/model/operation';

/** The object of that name, or an error that says it is not there: Rhombus answers null then. */
export const found = (noun: string, rowsKey: string, more: Output = {}): Output => ({
	rowsKey,
	failed: (body) =>
		body[rowsKey] === null || body[rowsKey] === undefined
			? `Rhombus has no ${noun} with this ID`
			: undefined,
	...more,
});

import type { Output } from '../../../shared/model/operation';

/** The object of that name, or an error that says it is not there: Rhombus answers null then. */
export const found = (noun: string, under: string, more: Output = {}): Output => ({
	under,
	failed: (body) =>
		body[under] === null || body[under] === undefined
			? `Rhombus has no ${noun} with this ID`
			: undefined,
	...more,
});

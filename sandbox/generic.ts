import type { Contract, Operation } from '../contracts/openapi';
import { isRow, type Row } from './types';
import { Values } from './values';

/** Answers for operations without a handler, made from the contract's answer schema. */
export class Generic {
	private readonly templates = new Map<Operation, unknown>();

	constructor(
		private readonly service: 'mattermost' | 'rhombus',
		private readonly afterwards: (operation: Operation, made: unknown) => unknown = (_, made) =>
			made,
	) {}

	/**
	 * The body for an operation: path parameters and same-named request properties come back in it,
	 * `page` and `per_page` cut a list.
	 */
	body(
		contract: Contract,
		operation: Operation,
		params: Row,
		query: URLSearchParams,
		json: unknown,
	): unknown {
		const template = this.template(contract, operation);
		if (Array.isArray(template)) return cut(template, query);
		if (!isRow(template)) return template;
		const made: Row = { ...template };
		if (isRow(json)) echo(made, json);
		for (const [name, value] of Object.entries(params)) {
			if (name in made) made[name] = value;
		}
		const own = ownId(operation, params);
		if ('id' in made && own !== undefined && !(own in template)) made.id = params[own];
		return made;
	}

	private template(contract: Contract, operation: Operation): unknown {
		if (!this.templates.has(operation)) {
			const made =
				operation.answer &&
				new Values(contract, this.service).make(operation.answer.schema, '', operation.id);
			this.templates.set(operation, this.afterwards(operation, made));
		}
		return this.templates.get(operation);
	}
}

/** The path parameter that names the answered thing: the only one, or the one at the end. */
function ownId(operation: Operation, params: Row): string | undefined {
	const names = Object.keys(params);
	if (names.length === 1) return names[0];
	return operation.path.endsWith('}') ? names.at(-1) : undefined;
}

function cut(rows: unknown[], query: URLSearchParams): unknown[] {
	const page = Number(query.get('page') ?? 0) || 0;
	const size = Number(query.get('per_page') ?? 60) || 60;
	return rows.slice(page * size, (page + 1) * size);
}

/** Copies request values into an answer, also one object deep (`{camera: {uuid}}`). */
function echo(made: Row, given: Row): void {
	for (const [name, value] of Object.entries(made)) {
		if (name in given && typeof given[name] === typeof value) made[name] = given[name];
		else if (isRow(value) && Object.keys(value).some((key) => key in given)) {
			const inner = { ...value };
			echo(inner, given);
			made[name] = inner;
		}
	}
}

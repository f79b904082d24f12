import type { IDataObject } from 'n8n-workflow';
import { build, valuesByName } from '../request/build';
import { doneOf } from '../response/toItems';
import { assemble } from '../request/assemble';
import type { Merging, Operation, OperationContext } from '../model/operation';
import { runExclusive } from '../util/runExclusive';
import { isObject, own } from '../util/guards';
import { mergeDeep, only } from './mergeDeep';
import { notRead } from './notRead';

/** One read and one write that belong together. */
export interface ReadAndWrite<Current, T> {
	/** The same text whoever means the same thing: its URL with real IDs. */
	thing: string;
	read: () => Promise<Current>;
	write: (current: Current) => Promise<T>;
}

/**
 * Reads a thing and writes it again. Nothing else that goes through here, in any workflow of this n8n
 * process, reads or writes the same thing in between; the runner keeps the items of one run in their
 * order. What others change at that moment cannot be seen: neither API has an optimistic lock.
 * @throws NodeApiError; after a failed read nothing is written
 */
export const mergeIntoCurrent = async <Current, T>({
	thing,
	read,
	write,
}: ReadAndWrite<Current, T>): Promise<T> =>
	await runExclusive(thing, async () => await write(await read()));

/** The body to write. `given`: what the user gave, encoded. */
export function mergedBody(
	{ keeps = [], merges = [], combines = {} }: Merging,
	current: IDataObject,
	given: IDataObject,
): IDataObject {
	const changes = Object.entries(given).map(([name, value]): [string, unknown] => {
		const now = Object.prototype.hasOwnProperty.call(current, name) ? current[name] : undefined;
		if (Object.prototype.hasOwnProperty.call(combines, name))
			return [name, combines[name]!(now, value)];
		const isMerged = merges === 'all' || merges.includes(name);
		return [name, isMerged && isObject(value) ? mergeDeep(now, value) : value];
	});
	const kept = keeps === 'all' ? current : only(current, keeps);
	return Object.fromEntries([...Object.entries(kept), ...changes]) as IDataObject;
}

/** Text that names the thing: the URL it is read from, or what the operation says. */
async function thingOf(
	context: OperationContext,
	merging: Merging,
	values: IDataObject,
): Promise<string> {
	const { roots } = await context.access();
	if (merging.thing) return `${roots.api} ${await merging.thing(context, values)}`;
	if (typeof merging.read !== 'string') throw new Error('A thing read by a function needs a name');
	return roots.api + assemble(context, merging.read, { path: values }).path;
}

/**
 * The thing as it is now.
 * @throws NodeApiError also for an answer that is not the thing (an error page behind a good status,
 * `{}`): what it lacks would be erased
 */
async function readNow(
	context: OperationContext,
	{ read, known = 'id' }: Merging,
	values: IDataObject,
): Promise<IDataObject> {
	if (typeof read !== 'string') return await read(context, values);
	const current = await context.request<unknown>(read, { path: values });
	if (!own(current, known)) throw notRead(context);
	return current as IDataObject;
}

/** What an operation gives, from the answer or, where that says nothing, from what was written. */
function resultOf({ output = {} }: Operation, answer: unknown, written: IDataObject): IDataObject {
	if (output.kind === 'done') return doneOf(answer);
	const inner = output.rowsProperty && isObject(answer) ? answer[output.rowsProperty] : answer;
	return isObject(inner) ? inner : written;
}

async function run(context: OperationContext, merging: Merging): Promise<IDataObject> {
	const { wrap } = context.operation;
	const touches = (given: IDataObject) =>
		merging.keeps !== undefined ||
		merging.merges === 'all' ||
		[...(merging.merges ?? []), ...Object.keys(merging.combines ?? {})].some(
			(name) => given[name] !== undefined,
		);
	const request = await build(context);
	const values = await valuesByName(context);
	const built = (request.body ?? {}) as IDataObject;
	const given = (wrap ? built[wrap] : built) as IDataObject;
	// A patch that touches none of the maps does not read them, but still waits its turn.
	const needsCurrent = touches(given);
	return await mergeIntoCurrent({
		thing: await thingOf(context, merging, values),
		read: async () => (needsCurrent ? await readNow(context, merging, values) : {}),
		write: async (current: IDataObject) => {
			if (needsCurrent) merging.check?.(context, current, given);
			const patches = needsCurrent && merging.orPatch?.when(current) === true;
			const body = mergedBody(patches ? { ...merging, keeps: undefined } : merging, current, given);
			const written = merging.finish?.(context, body) ?? body;
			const { body: answer } = await context.send({
				...request,
				...(patches
					? { path: assemble(context, merging.orPatch!.request, { path: values }).path }
					: {}),
				body: wrap ? { [wrap]: written } : written,
			});
			return merging.gives?.(current, written) ?? resultOf(context.operation, answer, written);
		},
	});
}

/**
 * An operation that changes a thing without losing what the user does not name, as its `merging`
 * says.
 */
export function merged(operation: Operation & { merging: Merging }): Operation {
	const { read, orPatch } = operation.merging;
	const further = [typeof read === 'string' ? read : undefined, orPatch?.request];
	const also = [...(operation.also ?? []), ...further.filter((one) => one !== undefined)];
	return {
		...operation,
		...(also.length ? { also: [...new Set(also)] } : {}),
		run: async (context) => await run(context, operation.merging),
	};
}

import type { IDataObject } from 'n8n-workflow';
import { valuesByName } from '../shared/build';
import type { Call } from '../shared/call';
import type { Operation } from '../shared/types';

/** The properties of `from` that are named and there. */
export const only = (from: IDataObject, names: string[]): IDataObject =>
	Object.fromEntries(
		names
			.filter((name) => from[name] !== undefined && from[name] !== null)
			.map((name) => [name, from[name]]),
	);

/**
 * A full replace that blanks nothing: servers take a PUT as the whole thing, so what the user left
 * out is read first and sent along. The body's `id` must be that of the path (servers since 5.x).
 * @param path e.g. `/channels/{channel_id}`, with one parameter
 * @param keeps properties that the server takes
 */
export const replacing = (
	path: string,
	keeps: string[],
): Pick<Operation, 'request' | 'also' | 'run'> => {
	const idName = /\{(\w+)\}/.exec(path)![1];
	return {
		request: `PUT ${path}`,
		also: [`GET ${path}`],
		run: async (call: Call) => {
			const { [idName]: id, ...changes } = await valuesByName(call);
			const current = await call.request(`GET ${path}`, { path: { [idName]: id } });
			return await call.request(`PUT ${path}`, {
				path: { [idName]: id },
				body: { ...only(current, keeps), ...changes, id: current.id },
			});
		},
	};
};

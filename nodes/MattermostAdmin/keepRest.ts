import type { IDataObject } from 'n8n-workflow';
import type { Call } from '../shared/call';
import { fieldParam } from '../shared/names';
import { encode } from '../shared/encode';
import type { ApiRequest } from '../shared/types';

/**
 * `adjust` for a PUT that blanks what is left out: reads the current object and writes the user's
 * fields over it. The body also repeats the ID, which servers compare with the path.
 * @param read request that gives the current object
 * @param idName path parameter that names it
 * @param keys properties that may be sent back
 */
export const keepRest =
	(read: string, idName: string, keys: string[]) =>
	async (call: Call, request: ApiRequest): Promise<ApiRequest> => {
		const field = call.operation.fields!.find(({ name }) => name === idName)!;
		const id = await encode(call, field, call.param(fieldParam(call.resource, field)));
		const current = await call.request(read, { path: { [idName]: id as string } });
		const kept = keys
			.filter((key) => current[key] !== undefined && current[key] !== null)
			.map((key) => [key, current[key]] as const);
		return {
			...request,
			body: { ...Object.fromEntries(kept), ...(request.body as IDataObject | undefined), id },
		};
	};

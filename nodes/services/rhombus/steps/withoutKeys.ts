import type { IDataObject } from 'n8n-workflow';
import { valuesByName } from '../../../shared/request/build';
import type { ApiRequest } from '../../../shared/http/types';
import type { OperationContext } from '../../../shared/model/operation';

/**
 * Removes from a merged map the keys that a field of the form lists: sent as null, they leave it. A key
 * that is also set is set.
 */
export const withoutKeys =
	(map: string, listedIn: string) =>
	async (context: OperationContext, request: ApiRequest): Promise<ApiRequest> => {
		const { [listedIn]: listed } = await valuesByName(context);
		const keys = (listed ?? []) as string[];
		if (keys.length === 0) return request;
		const body = request.body as IDataObject;
		const removed = Object.fromEntries(keys.map((key) => [key, null]));
		return { ...request, body: { ...body, [map]: { ...removed, ...(body[map] as object) } } };
	};

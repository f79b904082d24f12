import {
	getGlobalState,
	type IAllExecuteFunctions,
	type IExecuteFunctions,
	type IExecuteSingleFunctions,
	type ILoadOptionsFunctions,
} from 'n8n-workflow';
import type { HttpResponse, Transport } from './types';

/** The workflow's time zone: that of its settings, else that of the instance. */
export function timezoneOf(context: { getTimezone(): string }): string {
	const zone = context.getTimezone();
	// Workflows that were not saved by n8n's editor may hold the choice "Default" itself.
	return !zone || zone === 'DEFAULT' ? getGlobalState().defaultTimezone : zone;
}

/** n8n's request helpers as a transport. */
export const transportOf = (
	context: IExecuteFunctions | IExecuteSingleFunctions | ILoadOptionsFunctions,
): Transport => ({
	http: async (type, options, credentials) =>
		(await context.helpers.httpRequestWithAuthentication.call(
			// n8n puts this signal over the one in the options, also if it is undefined.
			Object.create(context, {
				getExecutionCancelSignal: { value: () => options.abortSignal },
			}) as IAllExecuteFunctions,
			type,
			options,
			{
				// Already decrypted: saves a database look-up per request.
				credentialsDecrypted: { id: '', name: type, type, data: credentials as never },
			},
		)) as HttpResponse,
	plainHttp: async (options) => (await context.helpers.httpRequest(options)) as HttpResponse,
});

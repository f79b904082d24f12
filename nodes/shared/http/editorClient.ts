import type { IDataObject, ILoadOptionsFunctions } from 'n8n-workflow';
import { Client } from './client';
import { timezoneOf, transportOf } from './n8nTransport';
import type { Service } from './types';

/**
 * A client for lists in n8n's editor, where there are no items.
 * @param noun what the list shows
 * @param organization see `Client`
 */
export const editorClient = (
	context: ILoadOptionsFunctions,
	service: Service,
	noun: string,
	organization?: string,
): Client =>
	new Client(
		{
			...transportOf(context),
			node: context.getNode(),
			timezone: timezoneOf(context),
			param: (name) => context.getCurrentNodeParameter(name),
			credentials: async (type) => (await context.getCredentials(type)) as IDataObject,
			isUrgent: true,
		},
		service,
		`${noun} → List`,
		0,
		undefined,
		organization,
	);

import { isObject } from '../shared/util/guards';
import type { IDataObject } from 'n8n-workflow';
import type { Client } from '../shared/http/client';
import { notRead } from '../shared/execution/notRead';

/** An update replaces an integration's settings as a whole, so the current ones are read and kept. */

/** Where an integration's settings are read. */
export interface Source {
	/** `POST /api/…`; changes nothing. */
	request: string;
	/** Where in the answer they are. */
	under: string[];
}

/** Settings that a call of the integration's own gives. */
export const own = (path: string, under = 'orgIntegrationV2'): Source => ({
	request: `POST /api/integrations/${path}`,
	under: [under],
});

/** Settings that only the list of all integrations of version 1 gives. */
export const fromList = (property: string): Source => ({
	request: 'POST /api/integrations/org/getOrgIntegrations',
	under: ['orgIntegrations', property],
});

/** The current settings; undefined if the integration is not set up. @throws NodeApiError */
export async function readSettings(
	client: Client,
	{ request, under }: Source,
): Promise<IDataObject | undefined> {
	const answer: unknown = await client.request(request, { body: {}, idempotent: true });
	// What is not set up is null; an answer without it says nothing.
	if (!isObject(answer) || !Object.hasOwn(answer, under[0]!)) throw notRead(client);
	const found = under.reduce<unknown>(
		(inner, name) => (isObject(inner) ? inner[name] : undefined),
		answer,
	);
	return isObject(found) ? found : undefined;
}

import type { IDataObject } from 'n8n-workflow';
import type { Client } from '../../shared/http/client';

/** Responses are untrusted input: their shape is checked before they are read. */

/** A thing with an ID. */
export type Row = IDataObject & { id: string };

const isRow = (value: unknown): value is Row =>
	typeof value === 'object' && value !== null && typeof (value as IDataObject).id === 'string';

const unexpected = (client: Client, noun: string) =>
	client.fail({
		message: `Mattermost did not return ${noun}`,
		advice: 'Check that the Site URL of the credential is that of a Mattermost server',
	});

/**
 * Rows with IDs; what has none is left out. Go servers say `null` for an empty list.
 * @throws NodeApiError if it is no list at all
 */
export function rowsIn(client: Client, body: unknown, noun: string): Row[] {
	if (body === null) return [];
	if (!Array.isArray(body)) throw unexpected(client, `a list of ${noun}`);
	return body.filter(isRow);
}

/** The ID in an answer. @throws NodeApiError if there is none */
export function idIn(client: Client, body: unknown, noun: string): string {
	if (!isRow(body)) throw unexpected(client, `a ${noun}`);
	return body.id;
}

/** The answer, or undefined where the server refuses with that status. @throws NodeApiError for others */
export async function unless<T>(status: string, asked: Promise<T>): Promise<T | undefined> {
	const outcome = await asked.then(
		(value) => ({ value }),
		(error: Error & { httpCode?: string }) => ({ error }),
	);
	if ('value' in outcome) return outcome.value;
	if (outcome.error.httpCode !== status) throw outcome.error;
	return undefined;
}

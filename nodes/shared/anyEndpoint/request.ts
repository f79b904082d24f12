import type { OperationContext } from '../model/operation';
import type { IDataObject } from 'n8n-workflow';
import { assemble } from '../request/assemble';
import type { Client } from '../http/client';
import type { ApiRequest } from '../http/types';

import { formOf } from '../request/multipart';
import { commaList } from '../util/commaList';
import { placeholders, type Found, type Typed } from './catalogue';
import type { CallValues } from './check';
import { formsOf, mayBeEmpty } from './fields';
import { isRequired, readType } from './types';
import type { CatalogueData, Endpoint } from './format';
import { readInputFile } from '../request/readInputFile';

/** The endpoint to call: one of the catalogue, or one that only the user knows. */
export interface Target {
	typed: Typed;
	found?: Found;
}

/** Operations that change nothing, whatever their method, by their name. */
const READS = /^(get|find|search|list|autocomplete|count)/i;
/** Whether an endpoint changes nothing. */
export const onlyReads = ({ method, name }: Pick<Endpoint, 'method' | 'name'>): boolean =>
	method === 'GET' || (READS.test(name) && !/OrCreate/.test(name));

/** Whether a call changes nothing. */
export const isReading = ({ typed, found }: Target): boolean =>
	onlyReads({ method: typed.method, name: found?.endpoint.name ?? '' });

/** Paths from the site's root; what else is typed lies below the API's root. */
const FROM_SITE = /^\/(api|plugins|hooks)\//;

/**
 * The request for a call's values. Files are read from the item's binary data.
 * @param upload parts of a form that the catalogue does not know: part name → input binary field
 * @throws NodeOperationError for a path no server takes, or a missing binary field
 */
export async function requestFor(
	context: OperationContext,
	{ typed, found }: Target,
	values: CallValues,
	data: CatalogueData,
	upload: Record<string, string> = {},
): Promise<ApiRequest> {
	const { method } = typed;
	const { path } = found?.endpoint ?? typed;
	const literal: Record<string, string> = {};
	const template = found ? path : escaped(context, path, literal);
	const names = placeholders(template).map((one) => [one, `path.${one}`]);
	const request = assemble(
		context,
		`${method} ${template}`,
		{
			path: { ...literal, ...found?.path, ...values.path } as IDataObject,
			query: { ...typed.query, ...values.query } as IDataObject,
			idempotent: isReading({ typed, found }),
		},
		Object.fromEntries(names) as Record<string, string>,
	);
	const root = found || FROM_SITE.test(path) ? { root: 'site' as const } : {};
	return {
		...request,
		...root,
		...(await content(context, found, await usable(context, values.body), data, upload)),
	};
}

const usable = async (client: Client, body: unknown): Promise<unknown> =>
	client.service.usable ? await client.service.usable(client, body) : body;

/** A typed path as a template whose fixed segments are values too, so that each is checked and encoded. */
function escaped(client: Client, path: string, literal: Record<string, string>): string {
	return path
		.split('/')
		.map((part, position) => {
			if (position === 0 || /^\{\w+\}$/.test(part)) return part;
			const name = `segment${position}`;
			try {
				literal[name] = decodeURIComponent(part);
			} catch {
				throw client.refuse(
					'Endpoint',
					`contains "${part.slice(0, 60)}"`,
					'Write a plain % as %25',
				);
			}
			return `{${name}}`;
		})
		.join('/');
}

async function content(
	context: OperationContext,
	found: Found | undefined,
	body: unknown,
	data: CatalogueData,
	upload: Record<string, string>,
): Promise<Pick<ApiRequest, 'body' | 'headers'>> {
	const { endpoint } = found ?? {};
	if (endpoint?.as === 'raw') {
		if (body === undefined) return {};
		const file = await readInputFile(context, String(body));
		return { body: file.content, headers: { 'Content-Type': 'application/octet-stream' } };
	}
	if (endpoint?.as === 'multipart' || Object.keys(upload).length) {
		const fields = { ...(body as IDataObject | undefined) };
		const files: Record<string, string[]> = Object.fromEntries(
			Object.entries(upload).map(([name, property]) => [name, [property]]),
		);
		for (const [name, code] of Object.entries(
			formsOf(endpoint?.body ?? 'o', data).shapes[0] ?? {},
		)) {
			if (readType(code, data).kind === 'file' && Object.hasOwn(fields, name)) {
				const properties = commaList(fields[name]);
				// n8n refuses an empty name; without any the file would be left out in silence.
				files[name] = properties.length > 0 ? properties : [''];
				delete fields[name];
			}
		}
		return await formOf(context, fields, files);
	}
	if (body === undefined) {
		const needed = endpoint?.body && isRequired(endpoint.body) && mayBeEmpty(endpoint.body, data);
		return needed || (context.service.emptyBody && endpoint?.method !== 'GET') ? { body: {} } : {};
	}
	if (typeof body === 'object' && body !== null) return { body };
	return { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
}

import type { IDataObject } from 'n8n-workflow';
import type { Client } from '../http/client';
import { namingValues } from '../execution/thing';
import { valuesByName } from '../request/build';
import { choice, flag, json, map, pick, text, localOnly } from '../model/fields';
import { whole } from '../model/pagination';
import type { Field, Resource, OperationContext } from '../model/operation';
import { answerItems } from './answer';
import { findEndpoint, loadCatalogue, readTyped, type Catalogue } from './catalogue';
import { checkValues, type CallValues, type Problem } from './check';
import { fieldsOf, labelsOf } from './fields';
import type { ServiceName } from './format';
import { isReading, requestFor, type Target } from './request';
import { unknownEndpoint } from './methods';
import { checkAllCharacters, refineValues } from './refineValues';
import type { FactsOf } from './facts';
import { nameInForm, nameInJson, type NameOf } from './labels';
import { valuesOfFields } from './values';

/** Every endpoint of a service's API, typed, from one searchable list. */

const endpoint = (example: string): Field =>
	localOnly(
		pick(
			{
				noun: 'Endpoint',
				search: 'searchEndpoints',
				example,
				idLabel: 'By Method and Path',
			},
			'endpoint',
			'Endpoint to call: one from the list, or a method and path such as GET /users/me',
		),
	);

const values: Field = {
	name: 'fields',
	kind: 'mapper',
	label: 'Values',
	description:
		'Values to send; empty fields are not sent, so use JSON to send an empty text or null',
	in: 'none',
	showIf: { sendAs: ['fields'] },
	typeOptions: {
		loadOptionsDependsOn: ['anyEndpointEndpoint.value'],
		resourceMapper: {
			resourceMapperMethod: 'endpointFields',
			mode: 'add',
			valuesLabel: 'Values',
			fieldWords: { singular: 'field', plural: 'fields' },
			addAllFields: false,
			multiKeyMatch: false,
			supportAutoMap: true,
			// `endpointFields` says what is the matter; n8n's own words are an error with Retry.
			hideNoDataError: true,
		},
	},
};

const asJson = (name: string, label: string, description: string, extra: Partial<Field>): Field =>
	localOnly(
		json(name, description, {
			label,
			required: false,
			// The check against the catalogue says what an endpoint cannot do without.
			restricts: false,
			showIf: { sendAs: ['json'] },
			...extra,
		}),
	);

/**
 * The resource for one of the nodes.
 * @param example an endpoint of the service
 * @param factsOf what is known of the values of its endpoints
 * @param paged the source of a regular expression for `METHOD /path` of all that come in pages
 */
export const anyEndpoint = (example: string, factsOf: FactsOf, paged: string): Resource => ({
	value: 'anyEndpoint',
	name: 'Any Endpoint',
	description: 'Any endpoint of the API, including those without an operation of their own',
	operations: [
		{
			value: 'call',
			name: 'Call',
			action: 'Make custom API call to any endpoint',
			description: 'Call any endpoint of the API with typed fields',
			request: 'GET /',
			fields: [
				endpoint(example),
				localOnly(
					choice(
						'sendAs',
						{ fields: 'Fields', json: 'JSON' },
						'Whether to fill in fields or provide JSON',
						{ label: 'Send Values As' },
					),
				),
				values,
				asJson('path', 'Path Values', 'Values for the placeholders in the path', {
					default: '{}',
					placeholder: 'e.g. { "user_id": "me" }',
				}),
				asJson('query', 'Query Values', 'Query parameters', {
					default: '{}',
					placeholder: 'e.g. { "per_page": 20 }',
				}),
				asJson(
					'body',
					'Body',
					'Request body as JSON; refer to a file by the name of its input binary field',
					{
						holds: 'any',
						rows: 5,
					},
				),
			],
			optional: [
				localOnly(
					flag(
						'checkAgainstCatalogue',
						'Whether to check the names and types of all values before sending; turn this off for a server that accepts more than this node knows',
						{ default: true },
					),
				),
				localOnly(
					text('outputField', 'The name of the output binary field to put a file in', {
						label: 'Put Output File in Field',
						default: 'data',
					}),
				),
				localOnly(
					map(
						'upload',
						'Form Part',
						'Files to send as multipart form data to an endpoint that is not in the list',
						[
							text('', 'The name of the input field that holds the file', {
								label: 'Input Binary Field',
								default: 'data',
							}),
						],
						{ label: 'Upload Files', restricts: false },
					),
				),
			],
			paging: whole,
			// A host in front, a query behind: as `readTyped` reads it.
			pagedFor: {
				field: 'endpoint',
				pattern: `^\\s*(?:${paged})/?(?:[?#]\\S*)?\\s*$`,
			},
			output: { offerFullResponse: true },
			concerns: async (context) => await concerns(context, factsOf),
			run: async (context) => await run(context, factsOf),
		},
	],
});

interface Prepared {
	given: IDataObject;
	catalogue: Catalogue;
	target: Target;
	values: CallValues;
	nameOf: NameOf;
}

/** What an item calls, read once: what it concerns is asked for before its turn comes. */
const prepared = new WeakMap<OperationContext, Promise<Prepared>>();

async function prepare(context: OperationContext, factsOf: FactsOf): Promise<Prepared> {
	const given = await valuesByName(context);
	const catalogue = loadCatalogue(context.service.name.toLowerCase() as ServiceName);
	const target = targetOf(context, catalogue, String(given.endpoint ?? ''));
	const known = target.found ?? unknownEndpoint(target.typed);
	const fields = fieldsOf(known, catalogue.data);
	const isForm = given.sendAs !== 'json';
	const nameOf = isForm ? nameInForm(labelsOf(fields, known.endpoint, factsOf)) : nameInJson;
	const values: CallValues = !isForm
		? {
				path: (given.path ?? {}) as Record<string, unknown>,
				query: (given.query ?? {}) as Record<string, unknown>,
				...(given.body === undefined ? {} : { body: given.body }),
			}
		: valuesOfFields(context, given.fields, fields, catalogue.data, nameOf);
	checkAllCharacters(context, values, nameOf);
	if (!target.found || given.checkAgainstCatalogue === false) {
		return { given, catalogue, target, values, nameOf };
	}
	refuseProblems(context, checkValues(target.found, values, catalogue.data), nameOf);
	const refined = await refineValues(
		context,
		target.found,
		values,
		catalogue.data,
		factsOf,
		nameOf,
	);
	return { given, catalogue, target, values: refined, nameOf };
}

async function preparedOf(context: OperationContext, factsOf: FactsOf): Promise<Prepared> {
	const made = prepared.get(context) ?? prepare(context, factsOf);
	prepared.set(context, made);
	return await made;
}

/** A change concerns what its path and the IDs in its body name; a new thing has neither. */
async function concerns(context: OperationContext, factsOf: FactsOf): Promise<string | undefined> {
	const { target, values } = await preparedOf(context, factsOf);
	if (isReading(target)) return undefined;
	const { typed, found } = target;
	const inPath = { ...found?.path, ...values.path };
	const inBody = namingValues(values.body);
	const isNew =
		found && typed.method === 'POST' && Object.keys(inPath).length === 0 && inBody.length === 0;
	return isNew
		? undefined
		: JSON.stringify([typed.method, found?.endpoint.path ?? typed.path, inPath, inBody]);
}

async function run(context: OperationContext, factsOf: FactsOf) {
	const { given, catalogue, target, values, nameOf } = await preparedOf(context, factsOf);
	const upload = given.upload as Record<string, string> | undefined;
	const request = await requestFor(context, target, values, catalogue.data, nameOf, upload);
	const property = String(given.outputField ?? 'data');
	return await answerItems(context, request, values, target.found?.endpoint, property);
}

function targetOf(client: Client, catalogue: Catalogue, endpoint: string): Target {
	const typed = readTyped(endpoint);
	if (!typed) {
		throw client.refuse(
			'Endpoint',
			endpoint ? `is "${endpoint.slice(0, 80)}"` : 'is empty',
			'Pick it from the list, or write METHOD /path, such as GET /users/me',
		);
	}
	return { typed, found: findEndpoint(catalogue, endpoint) };
}

/** @throws NodeOperationError that names the first field, and the others behind it */
function refuseProblems(client: Client, problems: Problem[], nameOf: NameOf): void {
	const [first, ...others] = problems;
	if (!first) return;
	const { field, problem, allowed } = first;
	const also = others.slice(0, 5).map((one) => `"${nameOf(one.field)}" ${one.problem}`);
	const fix = [
		`Allowed: ${allowed}`,
		...(also.length ? [`Also: ${also.join('; ')}`] : []),
		'If the server is newer than this node, turn off Check Against Catalogue',
	];
	throw client.refuse(nameOf(field), problem, fix.join('. '));
}

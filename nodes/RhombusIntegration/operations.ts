import type { IDataObject, NodeApiError } from 'n8n-workflow';
import { build, valuesByName } from '../shared/request/build';
import { camera, user } from '../services/rhombus/pickers';
import { switchOf } from '../shared/request/switches';
import { doneOf } from '../shared/response/toItems';
import { choice, flag, group, json, number, pick, text } from '../shared/model/fields';
import { mergeDeep } from '../shared/execution/mergeDeep';
import { mergeIntoCurrent } from '../shared/execution/mergeIntoCurrent';
import { fieldParam } from '../shared/model/parameterNames';
import { whole } from '../shared/model/pagination';
import type { Field, Operation, OperationContext } from '../shared/model/operation';
import { checkSettings, isMask, secretsIn, withoutSecrets } from './check';
import { leaveOutSecrets } from './secretNames';
import { readSettings, type Source } from './source';

/** The operations that every integration has, made from what differs between them. */

const ROOT = '/api/integrations/';

const includeSecrets = flag(
	'includeSecrets',
	'Whether to include keys, tokens and passwords in the output',
	{
		in: 'none',
		shared: true,
	},
);

/** Get the settings of an integration; `{ configured: false }` where there are none. */
export const get = (vendor: string, source: Source): Operation => ({
	value: 'get',
	name: 'Get',
	action: `Get settings of ${vendor} integration`,
	description: `Get the settings of the ${vendor} integration`,
	request: source.request,
	idempotent: true,
	fields: [includeSecrets],
	run: async (context) => {
		const settings = (await readSettings(context, source)) ?? { configured: false };
		const wanted = context.param(fieldParam(context.resource, includeSecrets));
		return switchOf(context, includeSecrets.label, wanted, false)
			? settings
			: (leaveOutSecrets(settings) as IDataObject);
	},
});

/** Calls of one API by what people know of them: their version, or that they lie where they did before. */
function namesOfCalls(newest: string, older: string[]): Record<string, string> {
	const version = (path: string) => /V(\d+)$/.exec(path)?.[1] ?? '1';
	const names = older.map((path) =>
		version(path) === version(newest) ? 'Former' : `Version ${version(path)}`,
	);
	return Object.fromEntries([
		[newest, 'Current'],
		...older.map((path, index) => [path, names[index]!] as const),
	]);
}

/** Offers the API's other calls of the same shape; the first is the newest and the default. */
function withCalls(operation: Operation, older: string[]): Operation {
	if (older.length === 0) return operation;
	const newest = operation.request.split(ROOT)[1]!;
	const field = choice(
		'apiCall',
		namesOfCalls(newest, older),
		'Version of the API to use, for organizations that Rhombus has not moved to the current one',
		{ label: 'API Version', in: 'none' },
	);
	return {
		...operation,
		optional: [...(operation.optional ?? []), field],
		also: [...(operation.also ?? []), ...older.map((path) => `POST ${ROOT}${path}`)],
		adjust: async (context, request) => {
			const { apiCall = newest } = await valuesByName(context);
			const adjusted = (await operation.adjust?.(context, request)) ?? request;
			return { ...adjusted, path: ROOT + String(apiCall) };
		},
	};
}

/** Remove an integration. */
export const remove = (vendor: string, path: string, older: string[] = []): Operation =>
	withCalls(
		{
			value: 'delete',
			name: 'Delete',
			action: `Delete ${vendor} integration`,
			description: `Delete the ${vendor} integration and its settings`,
			request: `POST ${ROOT}${path}`,
			output: { kind: 'deleted' },
		},
		older,
	);

const keepCurrent = flag(
	'keepCurrentSettings',
	'Whether to read the current settings and change only those that you set; otherwise all other settings are cleared',
	{ default: true, in: 'none', shared: true },
);
const settingsAs = choice(
	'settingsAs',
	{ fields: 'Fields', json: 'JSON' },
	'How to provide the settings',
	{ in: 'none', shared: true },
);

export interface UpdateFacts {
	/** Property of the body that holds the settings; without it the body is the settings. */
	holds?: string;
	settings: Field[];
	current: Source;
	/** Body fields besides the settings. */
	beside?: Field[];
	optional?: Field[];
	older?: string[];
	/** The update of version 1, where it is live together with that of version 2. */
	version?: 1;
}

/** n8n stores nothing for a list without entries, so adding the next setting takes it away (2.41). */
const LISTS = 'Add an entry to a list before you add the next setting';

/** Name of the settings while the body is built, where the body itself is the settings. */
const BARE = 'settings';

/**
 * Change an integration's settings, by fields or as JSON. The API takes one whole object; with Keep
 * Current Settings what is set is merged over the current ones.
 */
export function update(vendor: string, path: string, facts: UpdateFacts): Operation {
	const { holds = BARE, settings, current, version } = facts;
	const param = version ? 'settingsV1' : 'settings';
	const fields = group(holds, '', settings, {
		label: 'Settings',
		param,
		...(settings.some(({ kind }) => kind === 'map' || kind === 'list') ? { hint: LISTS } : {}),
		showIf: { settingsAs: ['fields'] },
	});
	const asJson = json(holds, 'Settings as named in the API; null removes a value', {
		label: 'Settings (JSON)',
		param: `${param}Json`,
		shared: true,
		rows: 8,
		secret: true,
		showIf: { settingsAs: ['json'] },
	});
	const operation: Operation = {
		value: version ? 'updateV1' : 'update',
		name: version ? 'Update (Version 1)' : 'Update',
		action: version ? `Update version 1 of ${vendor} integration` : `Update ${vendor} integration`,
		description: version
			? `Create or update the ${vendor} integration of an organization that is still on version 1`
			: `Create or update the ${vendor} integration and return its settings`,
		request: `POST ${ROOT}${path}`,
		fields: [...(facts.beside ?? []), settingsAs, fields, asJson, keepCurrent],
		...(facts.optional ? { optional: facts.optional } : {}),
		also: [current.request],
		run: async (context) => await runUpdate(context, facts, { fields, asJson }),
	};
	return withCalls(operation, facts.older ?? []);
}

/** What the user gave, checked. @throws NodeOperationError if that is nothing */
async function givenSettings(
	context: OperationContext,
	{ holds = BARE, settings }: UpdateFacts,
	{ fields, asJson }: { fields: Field; asJson: Field },
) {
	const param = (field: Field) => context.param(fieldParam(context.resource, field));
	const isJson = param(settingsAs) === 'json';
	const request = await build(context);
	const { [holds]: given = {}, ...beside } = (request.body ?? {}) as Record<string, IDataObject>;
	context.addSecrets(secretsIn(settings, given));
	if (isJson) checkSettings(context, settings, given, asJson.label);
	if (Object.keys(given).length === 0) {
		throw context.refuse((isJson ? asJson : fields).label, 'is empty', 'Set at least one setting');
	}
	return {
		request,
		given,
		beside,
		keeps: switchOf(context, keepCurrent.label, param(keepCurrent), true),
	};
}

/** @returns `success`, the settings as they now are without their secrets, and what Rhombus remarks */
async function runUpdate(
	context: OperationContext,
	facts: UpdateFacts,
	form: { fields: Field; asJson: Field },
): Promise<IDataObject> {
	const { settings, current } = facts;
	// Items run side by side: two that read, merge and write at once would undo each other's changes.
	const { request, given, beside, keeps } = await givenSettings(context, facts, form);
	const { roots, credentials } = await context.access();
	return await mergeIntoCurrent({
		thing: [roots.api, credentials.apiKey, credentials.partnerOrgUuid, current.request].join(' '),
		read: async () => {
			if (!keeps) return undefined;
			const now = await readSettings(context, current).catch((error: NodeApiError) => {
				error.description = `${error.description ?? ''} The current settings could not be read, so nothing was changed; to set them all again, turn off Keep Current Settings`;
				throw error;
			});
			// Where the body is the settings, what else the answer holds has no place in it.
			return facts.holds
				? now
				: Object.fromEntries(settings.map(({ name }) => [name, now?.[name]]));
		},
		write: async (kept: IDataObject | undefined) => {
			context.addSecrets(secretsIn(settings, kept));
			const found = mergeDeep(kept, given);
			if (secretsIn(settings, found).some(isMask)) {
				throw context.refuse(
					form.fields.label,
					'would lose a secret, which Rhombus shows only as asterisks',
					'Set every secret of the integration too',
				);
			}
			const body =
				facts.holds === undefined ? { ...beside, ...found } : { ...beside, [facts.holds]: found };
			const answer = await context.send({ ...request, body });
			const { success, ...more } = doneOf(answer.body);
			return { success, settings: withoutSecrets(settings, found) as IDataObject, ...more };
		},
	});
}

/**
 * Asks with the account of the current settings where the user gives none. An account is never made
 * of both, so that no password is tried on another's name.
 */
export function withAccount(operation: Operation, account: Field[], source: Source): Operation {
	const fields = account.map((field) => ({
		...field,
		description: `${field.description}; the stored setting if left empty`,
		required: false,
	}));
	return {
		...operation,
		fields: [...fields, ...(operation.fields ?? [])],
		also: [...(operation.also ?? []), source.request],
		adjust: async (context, request) => {
			const body = (request.body ?? {}) as IDataObject;
			const given = fields.some(({ name }) => body[name] !== undefined);
			const values = given ? body : ((await readSettings(context, source)) ?? {});
			context.addSecrets(secretsIn(account, values));
			const lacking = fields.find(({ name }) => !values[name] || isMask(values[name]));
			if (lacking) {
				throw context.refuse(
					lacking.label,
					given ? 'is empty' : 'is empty, and the current settings have none',
					'Enter a value',
				);
			}
			const filled = Object.fromEntries(fields.map(({ name }) => [name, values[name]]));
			const asked = { ...request, body: { ...body, ...filled } };
			return (await operation.adjust?.(context, asked)) ?? asked;
		},
	};
}

/** A list of the other system that comes at once, as items. */
export const many = (
	value: string,
	what: string,
	vendor: string,
	path: string,
	rowsProperty: string,
	fields: Field[] = [],
	older: string[] = [],
): Operation =>
	withCalls(
		{
			value,
			name: `Get Many ${what}`,
			action: `Get many ${vendor} ${what.toLowerCase()}`,
			description: `Get the ${what.toLowerCase()} of ${vendor}, with their IDs`,
			request: `POST ${ROOT}${path}`,
			fields,
			idempotent: true,
			paging: whole,
			output: { rowsProperty },
		},
		older,
	);

const cameraUuid = pick(camera, 'cameraUuid', 'Camera that watches the door', {
	required: false,
});
const doorId = text('doorId', 'Door of the other system', { label: 'Door ID' });
export const doorNumber = number('doorId', 'Door of the other system', {
	label: 'Door ID',
	required: true,
	min: 1,
});

/** Open a door of the other system once. */
export const unlock = (
	vendor: string,
	path: string,
	ids: Field[] = [doorId],
	older: string[] = [],
): Operation =>
	withCalls(
		{
			value: 'unlockDoor',
			name: 'Unlock Door',
			action: `Unlock ${vendor} door`,
			description: `Unlock a door that ${vendor} controls`,
			request: `POST ${ROOT}${path}`,
			fields: [...ids, cameraUuid],
		},
		older,
	);

/** Start the sign-in at the other system; the answer's `redirectUrl` is where a person signs in. */
export const initiateOAuth = (vendor: string, path: string): Operation => ({
	value: 'initiateOAuth',
	name: 'Start Sign-In',
	action: `Start ${vendor} sign in`,
	description: `Get the URL at which an administrator authorizes Rhombus in ${vendor}`,
	request: `POST ${ROOT}${path}`,
	fields: [
		text('requestUrl', 'URL of the page to return to', {
			label: 'Return URL',
			placeholder: 'e.g. https://console.rhombussystems.com/settings/integrations',
		}),
	],
	optional: [
		text('param', 'State value that is passed back to the return URL', { label: 'State' }),
		pick(user, 'rhombusOrgUserUuid', 'User who signs in'),
	],
});

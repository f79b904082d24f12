import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchResult,
	ResourceMapperField,
	ResourceMapperFields,
} from 'n8n-workflow';
import { mattermost } from '../services/mattermost/service';
import { editorClient } from '../shared/http/editorClient';
import type { Client } from '../shared/http/client';
import { localOnly, pick } from '../shared/model/fields';
import type { Field, OperationContext, Picker } from '../shared/model/operation';
import { flagOf } from '../shared/util/givenValue';
import { valuesByName } from '../shared/request/build';
import { isExpression } from '../shared/request/restriction';
import { commaList } from '../shared/util/commaList';
import { isObject, own } from '../shared/util/guards';
import { isMask } from './config';

/**
 * The configuration as typed fields, a section at a time. Which settings there are, and of which type, says the
 * server itself: contracts know those of some version only, and plugins and editions have their own.
 */

/** n8n's name of the section's parameter, on which the fields depend. */
const SECTION_PARAM = 'systemConfigSection';

/** `EnableOAuthServiceProvider` → `Enable OAuth Service Provider`. */
const inWords = (name: string): string =>
	name
		.replace(/([a-z\d])([A-Z])/g, '$1 $2')
		.replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
		.replace(/\bO Auth\b/g, 'OAuth');

async function readConfig(client: Client): Promise<IDataObject> {
	const config = await client.request<unknown>('GET /config');
	return isObject(config) ? config : {};
}

/** Its sections: parts with settings of their own. */
const sectionsIn = (config: IDataObject): string[] =>
	Object.keys(config)
		.filter((name) => isObject(config[name]))
		.sort();

async function searchConfigSections(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const config = await readConfig(editorClient(this, mattermost, 'Section'));
	const wanted = (filter ?? '').toLowerCase();
	return {
		results: sectionsIn(config)
			.map((value) => ({ name: inWords(value), value }))
			.filter(({ name, value }) => `${name} ${value}`.toLowerCase().includes(wanted)),
	};
}

const isTexts = (value: unknown[]): boolean => value.every((one) => typeof one === 'string');

/** How the editor shows a setting, and what its label says of what to enter. */
function appearance(value: unknown): { type: ResourceMapperField['type']; note?: string } {
	if (typeof value === 'boolean') return { type: 'boolean' };
	if (typeof value === 'number') return { type: 'number' };
	if (typeof value === 'string') {
		return isMask(value) ? { type: 'string', note: 'secret' } : { type: 'string' };
	}
	if (Array.isArray(value)) {
		return isTexts(value)
			? { type: 'array', note: 'separated by commas' }
			: { type: 'array', note: 'JSON list' };
	}
	return { type: 'object', note: 'JSON' };
}

/** The fields of a section. @param fixed settings that environment variables of the server determine */
export function settingFields(section: IDataObject, fixed: IDataObject): ResourceMapperField[] {
	return Object.entries(section)
		.map(([id, value]) => {
			const { type, note } = appearance(value);
			const notes = [note, fixed[id] === true ? 'set by an environment variable' : undefined];
			const said = notes.filter(Boolean).join('; ');
			return {
				id,
				displayName: said ? `${inWords(id)} (${said})` : inWords(id),
				required: false,
				defaultMatch: false,
				canBeUsedToMatch: false,
				display: true,
				type,
			};
		})
		.sort((a, b) => a.displayName.localeCompare(b.displayName, 'en'));
}

async function configFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const name = String(this.getCurrentNodeParameter(SECTION_PARAM, { extractValue: true }) ?? '');
	if (name === '') return { fields: [], emptyFieldsNotice: 'Choose a section first' };
	const client = editorClient(this, mattermost, 'Setting');
	const section = own(await readConfig(client), name);
	if (!isObject(section)) {
		return { fields: [], emptyFieldsNotice: 'This server has no such section' };
	}
	// Servers before 4.10 do not tell; the fields are worth more than the note.
	const environment = await client
		.request<unknown>('GET /config/environment')
		.catch(() => undefined);
	const fixed = isObject(environment) ? own(environment, name) : undefined;
	return { fields: settingFields(section, isObject(fixed) ? fixed : {}) };
}

export const configMethods = {
	listSearch: { searchConfigSections },
	resourceMapping: { configFields },
};

const sectionPicker: Picker = {
	noun: 'Section',
	search: 'searchConfigSections',
	example: 'ServiceSettings',
	idLabel: 'By Name',
	isId: (value) => /^[A-Za-z]\w*$/.test(value),
};

export const sectionFields: Field[] = [
	localOnly(pick(sectionPicker, 'config_section', 'Section of the configuration')),
	{
		name: 'config_values',
		kind: 'mapper',
		label: 'Settings',
		description: 'Settings to change; all others stay as they are',
		in: 'none',
		typeOptions: {
			loadOptionsDependsOn: [`${SECTION_PARAM}.value`],
			resourceMapper: {
				resourceMapperMethod: 'configFields',
				mode: 'add',
				valuesLabel: 'Settings',
				fieldWords: { singular: 'setting', plural: 'settings' },
				addAllFields: false,
				multiKeyMatch: false,
				supportAutoMap: false,
				hideNoDataError: true,
			},
		},
	},
];

interface Mapped {
	value?: IDataObject | null;
	schema?: Array<{ id: string; removed?: boolean }>;
}

/** A setting as the server has it now decides what is accepted. @throws NodeOperationError for another type */
function settingOf(
	context: OperationContext,
	label: string,
	given: unknown,
	now: unknown,
): unknown {
	if (typeof now === 'boolean') {
		const flag = flagOf(given);
		if (flag === undefined)
			throw context.refuse(label, 'is neither true nor false', 'Enter one of them');
		return flag;
	}
	if (typeof now === 'number') {
		const number = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
		if (typeof number !== 'number' || !Number.isFinite(number)) {
			throw context.refuse(label, 'is not a number', 'Enter a number without a unit');
		}
		return number;
	}
	if (typeof now === 'string') {
		if (typeof given === 'object') throw context.refuse(label, 'is not text', 'Enter a text');
		const text = String(given);
		if (isMask(text)) {
			throw context.refuse(
				label,
				'is masked, and the server would store the asterisks',
				'Enter its real value, or remove it',
			);
		}
		return text;
	}
	const value = typeof given === 'string' ? parsed(given) : given;
	if (Array.isArray(now)) {
		if (Array.isArray(value)) return value;
		if (typeof given === 'string' && isTexts(now)) return commaList(given);
		throw context.refuse(label, 'is not a list', 'Enter a JSON list');
	}
	if (value === undefined || (isObject(now) && !isObject(value))) {
		throw context.refuse(label, 'is not a JSON object', 'Enter it as { "name": "value" }');
	}
	return value;
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

/**
 * What to send: the settings of the form, in their section.
 * @throws NodeOperationError for a section or setting that the server does not have, and for wrong values
 */
export async function sectionBody(context: OperationContext): Promise<IDataObject> {
	const { config_section, config_values } = await valuesByName(context);
	const name = String(config_section ?? '');
	const config = await context.once('config', async () => await readConfig(context));
	const section = own(config, name);
	if (!isObject(section)) {
		throw context.refuse(
			'Section',
			`is "${name.slice(0, 80)}", which this server does not have`,
			'Select it from the list',
		);
	}
	const { value, schema = [] } = (isObject(config_values) ? config_values : {}) as Mapped;
	const { value: raw } = (context.host.node.parameters.systemConfigValues ?? {}) as Mapped;
	const removed = new Set(schema.filter((one) => one.removed).map(({ id }) => id));
	const changes: Array<[string, unknown]> = [];
	for (const [id, given] of Object.entries(value ?? {})) {
		if (removed.has(id)) continue;
		const label = `Settings → ${inWords(id)}`;
		if (given === null || given === undefined) {
			if (isExpression(raw?.[id])) {
				throw context.refuse(label, 'is empty', 'Enter a value, or remove it');
			}
			continue;
		}
		if (!Object.hasOwn(section, id)) {
			throw context.refuse(
				label,
				'is not a setting of this server',
				'Remove it, or select the section again',
			);
		}
		changes.push([id, settingOf(context, label, given, section[id])]);
	}
	if (changes.length === 0) {
		throw context.refuse('Settings', 'is empty', 'Add at least one setting');
	}
	return { [name]: Object.fromEntries(changes) as IDataObject };
}

import type { IDataObject } from 'n8n-workflow';
import type { Client } from '../shared/http/client';
import type { ApiRequest } from '../shared/http/types';
import { mergeDeep } from '../shared/execution/mergeDeep';
import type { Merging } from '../shared/model/operation';
import { isObject } from '../shared/util/guards';

/**
 * The configuration of a server. Reading masks its secrets (`Config.Sanitize`); writing takes most
 * masks for "as it was" (`desanitize` in config/utils.go), but stores some as if they were secrets.
 */

/** `model.FakeSetting`, with room for another length. */
export const isMask = (value: unknown): boolean =>
	typeof value === 'string' && /^\*{8,}$/.test(value);

/** Masks that 11.6 gives and does not take back. */
const STORED_MASKS = [
	['CacheSettings', 'RedisPassword'],
	['AutoTranslationSettings', 'LibreTranslate', 'APIKey'],
];
/** A list of objects, of which the same is true. */
const LAGS = ['SqlSettings', 'ReplicaLagSettings'];

const at = (config: IDataObject, path: string[]): unknown =>
	path.reduce<unknown>((inner, name) => (isObject(inner) ? inner[name] : undefined), config);

const refuseMask = (client: Client, path: string[]) =>
	client.refuse(
		`Config → ${path.join(' → ')}`,
		'is masked, and the server would store the asterisks',
		'Enter its real value, or change only what you need with Update Config',
	);

function refuseMaskedLags(client: Client, config: IDataObject): void {
	const lags = at(config, LAGS);
	if (Array.isArray(lags) && lags.some((one) => isObject(one) && isMask(one.DataSource))) {
		throw refuseMask(client, LAGS);
	}
}

/** Without masks: what a patch lacks stays as it is. Lists keep theirs, which servers take back. */
function withoutMasks(config: IDataObject): IDataObject {
	return Object.fromEntries(
		Object.entries(config)
			.filter(([, value]) => !isMask(value))
			.map(([name, value]) => [name, isObject(value) ? withoutMasks(value) : value]),
	) as IDataObject;
}

/** `adjust` of a patch. @throws NodeOperationError for a mask that would be stored */
export function unmasked(client: Client, request: ApiRequest): ApiRequest {
	const config = request.body as IDataObject;
	refuseMaskedLags(client, config);
	return { ...request, body: withoutMasks(config) };
}

/** Maps that a patch replaces as a whole (`merge` in channels/utils/merge.go). */
const PLUGIN_MAPS = ['Plugins', 'PluginStates'];

/** Masks among the current settings of plugins are taken back by servers. */
const withOtherPlugins = (now: unknown, given: unknown): unknown =>
	isObject(given)
		? Object.fromEntries(
				Object.entries(given).map(([name, value]) => [
					name,
					PLUGIN_MAPS.includes(name) && isObject(value)
						? mergeDeep(isObject(now) ? now[name] : undefined, value)
						: value,
				]),
			)
		: given;

export const patched: Merging = {
	read: 'GET /config',
	known: 'ServiceSettings',
	combines: { PluginSettings: withOtherPlugins },
};

/** The whole configuration, ready to be written. @throws NodeOperationError for a mask to be stored */
function finished(client: Client, config: IDataObject): IDataObject {
	refuseMaskedLags(client, config);
	const masked = STORED_MASKS.filter((path) => isMask(at(config, path)));
	let ready = config;
	for (const path of masked) {
		// Masked also where there is none; without Redis there is none.
		const isUnused =
			path[1] === 'RedisPassword' && at(config, ['CacheSettings', 'CacheType']) !== 'redis';
		if (!isUnused) throw refuseMask(client, path);
		ready = mergeDeep(ready, { [path[0]!]: { [path[1]!]: '' } });
	}
	return ready;
}

/** `PUT /config` sets what the body lacks to its default, secrets too. */
export const replaced: Merging = {
	read: 'GET /config',
	known: 'ServiceSettings',
	keeps: 'all',
	merges: 'all',
	finish: finished,
};

import type { Client } from '../http/client';
import type { Output, Resource } from '../model/operation';
import { fullParam, returnAllParam, simplifyParam } from '../model/parameterNames';
import { isBlank } from '../util/givenValue';
import { encodeFlag } from './encode';

/** Switches that are no fields of an operation; expressions and AI agents give them as texts too. */

/**
 * @param fallback where nothing is given
 * @throws NodeOperationError for what is neither true nor false
 */
export const switchOf = (
	client: Client,
	label: string,
	value: unknown,
	fallback: boolean,
): boolean => (isBlank(value) ? fallback : encodeFlag(client, label, value));

/** @throws NodeOperationError */
export const wantsAll = (client: Client, resource: Resource): boolean =>
	switchOf(client, 'Return All', client.param(returnAllParam(resource)), false);

/** @throws NodeOperationError */
export const isSimplified = (client: Client, resource: Resource): boolean =>
	switchOf(client, 'Simplify', client.param(simplifyParam(resource)), true);

/** @throws NodeOperationError */
export const wantsFullResponse = (
	client: Client,
	resource: Resource,
	{ offerFullResponse = false }: Output,
): boolean =>
	offerFullResponse && switchOf(client, 'Full Response', client.param(fullParam(resource)), false);

import { fieldParam } from '../model/parameterNames';
import type { Field, OperationContext } from '../model/operation';
import { isExpression } from '../request/restriction';
import { isObject } from '../util/guards';

/** The name that n8n keeps of what was picked from the list; undefined for an ID, a link or an expression. */
export function pickedName({ host, resource }: OperationContext, field: Field): string | undefined {
	const picked = host.node.parameters[fieldParam(resource, field)] as unknown;
	if (!isObject(picked) || picked.mode !== 'list' || isExpression(picked)) return undefined;
	const { cachedResultName: name } = picked;
	return typeof name === 'string' && name !== '' ? name : undefined;
}

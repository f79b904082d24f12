import { concernOf, isIdempotent } from '../nodes/shared/execution/thing';
import { registry } from '../nodes/registry';

/** What every operation that changes something concerns: operations on one thing keep their order. */
export function concernPage(): Record<string, string> {
	const concerns: Record<string, string> = {};
	for (const { node, resources } of registry) {
		for (const resource of resources) {
			for (const operation of resource.operations) {
				const name = `${node} ${resource.value}/${operation.value}`;
				if (typeof operation.concerns === 'function') concerns[name] = 'function';
				else if (!isIdempotent(operation)) {
					const concern = concernOf(operation);
					concerns[name] = typeof concern === 'string' ? concern : concern.fields.join(' ');
				}
			}
		}
	}
	return concerns;
}

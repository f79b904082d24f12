import type { INodeExecutionData } from 'n8n-workflow';
import type { OperationContext } from '../model/operation';
import { build } from '../request/build';
import { isSimplified, wantsFullResponse } from '../request/switches';
import { outputFieldOf } from '../response/fileItem';
import { perOrganization } from './perOrganization';
import { stepsToItems, toItems } from '../response/toItems';

/**
 * Both ways n8n runs an operation: `customOperations` in workflows, and its own RoutingNode for AI
 * tools (`workflow-execute.js`, `node-types.js` in n8n 2.41). Build, send, check and shape are the
 * same functions in both.
 */

export const executeOperation = async (context: OperationContext): Promise<INodeExecutionData[]> =>
	await explainVersionMismatch(context, async () => {
		checkWishes(context);
		return await perOrganization(context, async (one) =>
			one.operation.run ? await stepsToItems(one) : await toItems(one, await build(one)),
		);
	});

/**
 * Checks what the user wants of the result before anything is sent: a change that was made would end in an
 * error, and be made again by the next try.
 * @throws NodeOperationError
 */
function checkWishes(context: OperationContext): void {
	const { resource, operation } = context;
	const { output = {} } = operation;
	if (output.simplify) isSimplified(context, resource);
	wantsFullResponse(context, resource, output);
	if (output.kind === 'binary') outputFieldOf(context);
}

/**
 * Runs it; where the server refuses it because it is too old or too new for the operation, the
 * error says so.
 */
async function explainVersionMismatch<T>(
	context: OperationContext,
	work: () => Promise<T>,
): Promise<T> {
	const outcome = await work().then(
		(value) => ({ value }),
		(error: Error & { httpCode?: string }) => ({ error }),
	);
	if ('value' in outcome) return outcome.value;
	const { name, since, until } = { ...context.operation, name: context.service.name };
	// Recorded on 4.10: 400 for /users/known, whose last part it takes for an ID.
	if (['400', '404'].includes(outcome.error.httpCode ?? '') && (since || until)) {
		const version = (await context.serverVersion().catch(() => [])).join('.');
		const isKnown = version !== '';
		if (isKnown && since && !(await context.serverIsAtLeast(since))) {
			throw context.fail({
				message: `${name} ${version} does not have this operation: it requires ${since} or newer`,
				advice: 'Update the server, or choose another operation',
				httpCode: '404',
			});
		}
		if (isKnown && until && (await context.serverIsAtLeast(until))) {
			throw context.fail({
				message: `${name} ${version} no longer has this operation: it was removed in ${until}`,
				advice: 'Choose another operation',
				httpCode: '404',
			});
		}
	}
	throw outcome.error;
}

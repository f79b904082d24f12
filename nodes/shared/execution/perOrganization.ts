import type { INodeExecutionData } from 'n8n-workflow';
import { Limiter } from '../http/limiter';
import { inFlightOf } from '../http/throttle';
import type { Organization } from '../http/types';
import type { OperationContext } from '../model/operation';
import { isIdempotent } from './thing';

/** One operation for each organization that a key acts for. */

/** Organizations that a hint names. */
const MOST_NAMED = 5;

/** The item that stands for an organization that could not be read. */
const failedItem = ({ facts }: Organization, error: Error, item: number): INodeExecutionData => ({
	json: { ...facts, failure: error.message },
	pairedItem: { item },
});

/**
 * Runs it, for all organizations where the user chose all of them: some at a time, each by one request after
 * the other. Items get the ID and name of their organization. One that cannot be read keeps none of the others back:
 * an item says why.
 * @throws NodeOperationError for an operation that changes something; NodeApiError if none could be read
 */
export async function perOrganization(
	context: OperationContext,
	run: (context: OperationContext) => Promise<INodeExecutionData[]>,
): Promise<INodeExecutionData[]> {
	const { organizations } = context.service;
	if (!organizations?.isAll(context)) return await run(context);
	const { displayName } = organizations.option;
	if (!isIdempotent(context.operation)) {
		throw context.refuse(
			displayName,
			'is all of them, and this operation changes something',
			'Choose one, or run the node for each item of Organization → Get Clients',
		);
	}
	// Refuses a key that may act for no others, before anything is read.
	await context.access();
	const all = await organizations.all(context);
	const slots = new Limiter();
	const atOnce = inFlightOf(context.settings);
	const failures: Array<{ organization: Organization; error: Error }> = [];
	const results = await Promise.all(
		all.map(
			async (organization) =>
				await slots.run(atOnce, async () => {
					if (context.host.signal?.aborted) return [];
					try {
						const items = await run(context.actingFor(organization.id));
						return items.map((item) => ({
							...item,
							json: { ...organization.facts, ...item.json },
						}));
					} catch (error) {
						failures.push({ organization, error: error as Error });
						return [failedItem(organization, error as Error, context.itemIndex)];
					}
				}),
		),
	);
	if (all.length > 0 && failures.length === all.length) throw failures[0]!.error;
	if (failures.length > 0) {
		const named = failures
			.slice(0, MOST_NAMED)
			.map(
				({ organization, error }) =>
					`${Object.values(organization.facts).join(' ')}: ${error.message}`,
			);
		context.hint(
			`${failures.length} of ${all.length} organizations could not be read, see the items with "failure": ${named.join('; ')}`,
		);
	}
	return results.flat();
}

import type { Sandbox } from '../sandbox';
import { modelCredential, type ModelStandIn } from '../sandbox/model';
import { TOKENS } from '../sandbox';
import { credentialsFor, type Accounts } from './accounts';
import { exampleFiles, filledIn, readExample, type Filling } from './examples';
import type { N8nClient, SavedWorkflow } from './n8n/client';

/** What the demo puts into its n8n. */

/** Ways into the sandbox, with rights for everything. */
export const accountsOf = ({ mattermost, rhombus }: Sandbox): Accounts => ({
	mattermost: { siteUrl: mattermost.url, accessToken: TOKENS.mattermostAdmin },
	rhombus: { baseUrl: rhombus.url, apiKey: TOKENS.rhombusKey },
});

/**
 * People for the examples: an approver in the private channel who is neither who asks nor the account
 * that posts.
 */
export function furnish({ mattermost: { state } }: Sandbox): void {
	state.enter(state.channel('security').id, state.user('carol').id);
}

/** The credentials that the examples name. */
export async function putCredentials(
	client: N8nClient,
	accounts: Accounts,
	model?: ModelStandIn,
): Promise<number> {
	const credentials = [
		...Object.values(credentialsFor(accounts)),
		...(model ? [modelCredential(model)] : []),
	];
	for (const credential of credentials) await client.putCredential(credential);
	return credentials.length;
}

/** All examples, with what has to be set in them. @returns the saved workflows by file */
export async function putExamples(
	client: N8nClient,
	values: Record<string, Filling>,
): Promise<Map<string, SavedWorkflow>> {
	const saved = new Map<string, SavedWorkflow>();
	for (const file of exampleFiles()) {
		saved.set(file, await client.putWorkflow(filledIn(readExample(file), values[file] ?? {})));
	}
	return saved;
}

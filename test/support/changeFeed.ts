import type { IDataObject } from 'n8n-workflow';
import { authenticationHeaders } from '../../nodes/services/rhombus/authentication';
import { listen } from '../../nodes/RhombusLiveTrigger/trigger';
import { TOKENS, type Sandbox } from '../../sandbox';
import { startProgram, type Given, type Running } from './eventStream';

/** The Rhombus Live Trigger on the sandbox's change feed. */

/** Starts it. @throws what `listen` throws */
export async function startLiveTrigger(
	{ rhombus }: Pick<Sandbox, 'rhombus'>,
	given: Given & { credentials?: IDataObject },
): Promise<Running> {
	const credentials = {
		region: 'custom',
		baseUrl: rhombus.url,
		apiKey: TOKENS.rhombusKey,
		scheme: 'api-token',
		...given.credentials,
	};
	return await startProgram(
		{
			listen,
			name: 'Rhombus Live Trigger',
			type: 'rhombusLiveTrigger',
			credentials,
			headers: () => authenticationHeaders(credentials),
			parameters: { events: ['alert'] },
		},
		given,
	);
}

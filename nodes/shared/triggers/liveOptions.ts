import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { Client } from '../http/client';
import { isBlank, numberOf } from '../util/givenValue';
import { switchOf } from '../request/switches';
import type { LiveSettings } from './live';

/** Options that every trigger on an event stream has. */

/** Most executions at once by default: an ordinary burst, and no load that n8n would feel. */
const MOST_EXECUTIONS = 30;

/** @param what is caught up, for the description of the option */
export const catchUpOption = (what: string): INodeProperties => ({
	displayName: 'Catch Up',
	name: 'catchUp',
	type: 'boolean',
	default: true,
	description: `Whether to catch up on ${what} from the time when n8n or the connection was down. Other events from that time are lost.`,
});

export const mostExecutionsOption: INodeProperties = {
	displayName: 'Maximum Concurrent Executions',
	name: 'mostExecutions',
	type: 'number',
	default: MOST_EXECUTIONS,
	typeOptions: { minValue: 1 },
	description:
		'Maximum number of unfinished executions. Further events wait in order; 1 processes them one by one.',
};

/** @param what starts the workflow, in the plural */
export const restartOption = (what: string): INodeProperties => ({
	displayName: 'Restart After Crash',
	name: 'restartInterrupted',
	type: 'boolean',
	default: false,
	description: `Whether to start the workflow again for ${what} whose execution had not finished when n8n was killed. After any restart of n8n, the newest ${what} may start it twice.`,
});

/** @throws NodeOperationError that names the option */
export function readLiveSettings(client: Client, options: IDataObject): LiveSettings {
	const given = options.mostExecutions;
	const most = isBlank(given) ? MOST_EXECUTIONS : numberOf(given);
	if (most === undefined || !Number.isInteger(most) || most < 1) {
		throw client.refuse(
			'Maximum Concurrent Executions',
			'is not a number of at least 1',
			'Enter a whole number',
		);
	}
	return {
		catchUp: switchOf(client, 'Catch Up', options.catchUp, true),
		restartInterrupted: switchOf(client, 'Restart After Crash', options.restartInterrupted, false),
		mostExecutions: most,
	};
}

import { whole } from '../../shared/model/pagination';
import type { Resource } from '../../shared/model/operation';

/** AI agents of the Agents plugin, as the server itself lists them. */
export const agent: Resource = {
	value: 'agent',
	name: 'AI Agent',
	description: 'AI agents that the server offers',
	operations: [
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many AI agents of server',
			description: 'Get the AI agents of the server; the list is empty without the Agents plugin',
			request: 'GET /agents',
			since: '11.1',
			paging: whole,
		},
		{
			value: 'getStatus',
			name: 'Get Status',
			action: 'Get status of AI agents of server',
			description: 'Get whether AI agents can be used on the server',
			request: 'GET /agents/status',
			since: '11.6',
		},
	],
};

import { whole } from '../../shared/model/pagination';
import type { Resource } from '../../shared/model/operation';

export const integration: Resource = {
	value: 'integration',
	name: 'Integration',
	description: 'Other systems the organization is connected to; a node of its own changes them',
	operations: [
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many integrations',
			description: 'List the systems the organization is connected to, with their settings',
			request: 'POST /api/integrations/org/getOrgIntegrationsV2',
			idempotent: true,
			paging: whole,
			output: { kind: 'entries', rowsKey: 'orgIntegrationsV2', keyField: 'key' },
		},
	],
};

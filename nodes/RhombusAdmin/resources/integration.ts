import { whole } from '../../shared/model/pagination';
import type { Resource } from '../../shared/model/operation';

export const integration: Resource = {
	value: 'integration',
	name: 'Integration',
	description:
		'Other systems that the organization is connected to; use the Rhombus Integration node to change them',
	operations: [
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many integrations',
			description: 'Get the systems that the organization is connected to, with their settings',
			request: 'POST /api/integrations/org/getOrgIntegrationsV2',
			idempotent: true,
			paging: whole,
			output: { kind: 'entries', rowsProperty: 'orgIntegrationsV2', keyField: 'key' },
		},
	],
};

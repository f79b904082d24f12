import { whole } from '../../shared/model/pagination';
import type { Resource } from '../../shared/model/operation';
import { id } from '../../services/rhombus/fields';

const controller = id('ownerDeviceUuid', 'Controller ID', 'Door controller with the components');

export const component: Resource = {
	value: 'component',
	name: 'Component',
	description: 'Readers, relays, contacts and buttons of door controllers',
	operations: [
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many components of door controller',
			description: 'Get the readers, relays, contacts and buttons of a door controller',
			request: 'POST /api/component/findComponentsByOwnerDevice',
			idempotent: true,
			fields: [controller],
			paging: whole,
			output: { rowsProperty: 'components' },
		},
		{
			value: 'getStates',
			name: 'Get States',
			action: 'Get states of components of door controller',
			description: 'Get what the components of a door controller last reported',
			request: 'POST /api/component/findComponentShadowsByOwnerDevice',
			idempotent: true,
			fields: [controller],
			paging: whole,
			output: { rowsProperty: 'componentShadows' },
		},
		{
			value: 'delete',
			name: 'Delete',
			action: 'Delete component',
			description: 'Delete a reader, relay, contact or button',
			request: 'POST /api/component/deleteComponent',
			fields: [id('componentUuid', 'Component ID', 'The component itself')],
			output: { kind: 'deleted', mayBeEmpty: true },
		},
	],
};

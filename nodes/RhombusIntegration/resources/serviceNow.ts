import { text } from '../../shared/model/fields';
import type { Resource } from '../../shared/model/operation';
import { fromList } from '../source';
import { get, remove, update } from '../operations';
import * as shape from '../settings';

const current = fromList('serviceNowSettings');

export const serviceNow: Resource = {
	value: 'serviceNow',
	name: 'ServiceNow',
	operations: [
		update('ServiceNow', 'incidentManagement/updateServiceNowIntegration', {
			holds: 'serviceNowSettings',
			settings: [
				...shape.first,
				text('instanceUrl', 'URL of the ServiceNow instance', {
					label: 'Instance URL',
					placeholder: 'e.g. https://example.service-now.com',
				}),
				shape.password,
				text('username', 'Username in ServiceNow'),
			],
			current,
		}),
		get('ServiceNow', current),
		remove('ServiceNow', 'incidentManagement/deleteServiceNowIntegration'),
	],
};

import { strings } from '../../shared/model/fields';
import type { Resource } from '../../shared/model/operation';
import { fromList } from '../source';
import { get, remove, update } from '../operations';
import { first } from '../settings';

const current = fromList('emailSettings');

export const email: Resource = {
	value: 'email',
	name: 'Email',
	operations: [
		update('email', 'incidentManagement/updateEmailIntegration', {
			holds: 'emailSettings',
			settings: [
				...first,
				strings('emailAddresses', 'Email addresses that receive the alerts', {
					placeholder: 'e.g. anna@example.com, guard@example.com',
				}),
			],
			current,
		}),
		get('email', current),
		remove('email', 'incidentManagement/deleteEmailIntegration'),
	],
};

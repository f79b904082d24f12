import { pick, strings, text } from '../../shared/model/fields';
import { whole } from '../../shared/model/pagination';
import type { Resource } from '../../shared/model/operation';
import { role as rolePicker } from '../pickers';

const roleId = pick(rolePicker, 'role_id', 'Role to work with');

export const role: Resource = {
	value: 'role',
	name: 'Role',
	description: 'Roles and their permissions',
	operations: [
		{
			value: 'get',
			name: 'Get',
			action: 'Get role',
			description: 'Get one role with its permissions',
			request: 'GET /roles/{role_id}',
			fields: [roleId],
		},
		{
			value: 'getByName',
			name: 'Get by Name',
			action: 'Get role by name',
			description: 'Get a role by its name',
			request: 'GET /roles/name/{role_name}',
			fields: [text('role_name', 'Name of the role', { placeholder: 'e.g. system_user' })],
		},
		{
			value: 'getByNames',
			name: 'Get by Names',
			action: 'Get roles by names',
			description: 'Get several roles by their names',
			request: 'POST /roles/names',
			fields: [
				strings('names', 'Names of the roles, comma-separated', {
					label: 'Role Names',
					placeholder: 'e.g. system_user, team_admin',
				}),
			],
			bodyIs: 'names',
			idempotent: true,
			output: { asked: 'name', rows: true },
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many roles',
			description: 'Get the roles of the server',
			request: 'GET /roles',
			paging: whole,
			admin: true,
			since: '6.2',
		},
		{
			value: 'update',
			name: 'Update',
			action: 'Update role permissions',
			description: 'Set the permissions of a role',
			request: 'PUT /roles/{role_id}/patch',
			fields: [
				roleId,
				strings('permissions', 'All permissions of the role, comma-separated', {
					placeholder: 'e.g. create_post, edit_post',
				}),
			],
			admin: true,
		},
	],
};

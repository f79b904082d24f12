import { pick, text } from '../../shared/model/fields';
import { whole } from '../../shared/model/pagination';
import type { Resource } from '../../shared/model/operation';
import { ids } from '../../services/rhombus/fields';
import { accessGroup as groupPicker, location, user } from '../../services/rhombus/pickers';

const groupUuid = pick(groupPicker, 'groupUuid', 'Access group to work on');
const members = ids('userUuids', 'User IDs', 'IDs of the users');

export const accessGroup: Resource = {
	value: 'accessGroup',
	name: 'Access Group',
	description: 'Groups of users who may open the same doors',
	operations: [
		{
			value: 'addUsers',
			name: 'Add Users',
			action: 'Add users to access group',
			description: 'Add users to an access group',
			request: 'POST /api/accesscontrol/addUsersToAccessControlGroup',
			fields: [groupUuid, members],
			output: { rows: true, rowsProperty: 'groupMembers' },
		},
		{
			value: 'removeUsers',
			name: 'Remove Users',
			action: 'Remove users from access group',
			description: 'Remove users from an access group',
			request: 'POST /api/accesscontrol/removeUsersFromAccessControlGroup',
			fields: [groupUuid, members],
			output: { mayBeEmpty: true, kind: 'done' },
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many access groups',
			description: 'Get the access groups of the organization',
			request: 'POST /api/accesscontrol/findAccessControlGroupsByOrg',
			idempotent: true,
			paging: whole,
			output: { rowsProperty: 'groups' },
		},
		{
			value: 'getMembers',
			name: 'Get Members',
			action: 'Get members of access group',
			description: 'Get the members of an access group',
			request: 'POST /api/accesscontrol/findAllUsersForAccessControlGroup',
			idempotent: true,
			fields: [groupUuid],
			paging: whole,
			output: { rowsProperty: 'groupMembers' },
		},
		{
			value: 'create',
			name: 'Create',
			action: 'Create access group',
			description: 'Create a group of users for access control',
			request: 'POST /api/accesscontrol/createAccessControlGroup',
			fields: [text('name', 'Name of the group', { placeholder: 'e.g. Cleaning' })],
			optional: [
				text('description', 'Description of the group', { rows: 2 }),
				pick(location, 'locationUuid', 'Location the group belongs to'),
				ids('userUuids', 'User IDs', 'IDs of the initial members'),
			],
			output: { rowsProperty: 'group' },
		},
		{
			value: 'update',
			name: 'Update',
			action: 'Update access group',
			description: 'Update the name and description of an access group',
			request: 'POST /api/accesscontrol/updateAccessControlGroup',
			fields: [groupUuid],
			optional: [
				text('name', 'Name of the group'),
				text('description', 'Description of the group', { rows: 2, clears: true }),
			],
			output: { rowsProperty: 'group' },
		},
		{
			value: 'delete',
			name: 'Delete',
			action: 'Delete access group',
			description: 'Delete an access group; its members remain users',
			request: 'POST /api/accesscontrol/deleteAccessControlGroup',
			fields: [groupUuid],
			output: { mayBeEmpty: true, kind: 'deleted' },
		},
		{
			value: 'getByUser',
			name: 'Get by User',
			action: 'Get access groups by user',
			description: 'Get the access groups that a user is in',
			request: 'POST /api/accesscontrol/findAccessControlGroupsByUserMembership',
			idempotent: true,
			fields: [pick(user, 'userUuid', 'User, from the list or by its ID')],
			paging: whole,
			output: { rowsProperty: 'groups' },
		},
	],
};

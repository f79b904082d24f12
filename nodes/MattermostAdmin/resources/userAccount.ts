import { flag, pick, secret, strings, text } from '../../shared/model/fields';
import { pages } from '../../shared/model/pagination';
import type { Resource } from '../../shared/model/operation';
import { USER } from '../../services/mattermost/userFields';
import { user } from '../pickers';

const userId = pick(user, 'user_id', 'User to work on');
const authData = text('auth_data', 'ID of the user in the login service', { label: 'Login Data' });
const service = text('auth_service', 'Service the user logs in with', {
	label: 'Login Service',
	placeholder: 'e.g. saml',
});

export const userAccount: Resource = {
	value: 'userAccount',
	name: 'User Account',
	description: 'Login services, guests and locked accounts; for profiles, use Mattermost Chat',
	operations: [
		{
			value: 'updateAuth',
			name: 'Update Login Service',
			action: 'Update login service of user',
			description: 'Update the service that a user logs in with',
			request: 'PUT /users/{user_id}/auth',
			admin: true,
			fields: [userId, service],
			optional: [authData, secret('password', 'Password, if no login service is used')],
		},
		{
			value: 'promote',
			name: 'Promote Guest',
			action: 'Promote guest to member',
			description: 'Promote a guest to a full member',
			request: 'POST /users/{user_id}/promote',
			since: '5.16',
			admin: true,
			fields: [userId],
		},
		{
			value: 'demote',
			name: 'Demote to Guest',
			action: 'Demote user to guest',
			description: 'Demote a member to a guest',
			request: 'POST /users/{user_id}/demote',
			since: '5.16',
			admin: true,
			fields: [userId],
		},
		{
			value: 'verifyMember',
			name: 'Verify Email Without Token',
			action: 'Verify email of user without token',
			description: 'Mark the email address of a user as verified',
			request: 'POST /users/{user_id}/email/verify/member',
			since: '5.26',
			admin: true,
			fields: [userId],
			// 5.37 tells the hash of the password.
			output: { simplify: USER, omits: ['password'] },
		},
		{
			value: 'resetFailedAttempts',
			name: 'Reset Failed Attempts',
			action: 'Reset failed login attempts of user',
			description: 'Unlock a user who was locked out after wrong passwords',
			request: 'POST /users/{user_id}/reset_failed_attempts',
			since: '10.7',
			admin: true,
			fields: [userId],
		},
		{
			value: 'getByAuthData',
			name: 'Get by Login Data',
			action: 'Get user by login data',
			description: 'Get a user by the ID in the login service',
			request: 'GET /users/auth_data',
			since: '11.7',
			admin: true,
			fields: [text('value', 'ID of the user in the login service', { label: 'Login Data' })],
			output: { simplify: USER },
		},
		{
			value: 'getInvalidEmails',
			name: 'Get Many with Invalid Emails',
			action: 'Get many users with invalid emails',
			description: 'Get users whose email domain the server does not allow',
			request: 'GET /users/invalid_emails',
			since: '6.5',
			admin: true,
			paging: pages(),
			output: { simplify: USER },
		},
		{
			value: 'getFilteredStats',
			name: 'Get Filtered Statistics',
			action: 'Get filtered statistics of users',
			description: 'Count users by team, channel or role',
			request: 'GET /users/stats/filtered',
			since: '5.26',
			admin: true,
			optional: [
				text('in_team', 'Only members of this team', { label: 'In Team ID' }),
				text('in_channel', 'Only members of this channel', { label: 'In Channel ID' }),
				flag('include_deleted', 'Whether to count deactivated users too', {
					label: 'Include Deactivated',
				}),
				flag('include_bots', 'Whether to count bots too'),
				strings('roles', 'Only users with one of these system roles'),
				strings('team_roles', 'Only users with one of these roles in the team'),
				strings('channel_roles', 'Only users with one of these roles in the channel'),
			],
		},
	],
};

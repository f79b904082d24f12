import { pick, text, time } from '../../shared/model/fields';
import { pages, whole } from '../../shared/model/pagination';
import type { Resource } from '../../shared/model/operation';
import { ME, userOrMe } from '../../services/mattermost/pickers/pickers';
import { accessToken as tokenPicker } from '../pickers';
import { namesFor } from '../../services/mattermost/names';

const userId = pick(userOrMe, 'user_id', 'User whose tokens to use', { default: ME });
// Servers of every age find a token by `token_id`; the seed's `token` finds none.
const tokenId = text('token_id', 'ID of the token, not the token itself', {
	label: 'Token ID',
	picker: tokenPicker,
});
const expiresAt = time('expires_at', 'ms', 'When the token expires, on servers that support it');

export const accessToken: Resource = {
	value: 'accessToken',
	name: 'Access Token',
	description: 'Personal access tokens, including those of bots',
	operations: [
		{
			value: 'create',
			name: 'Create',
			action: 'Create access token',
			description: 'Create a token for a user or bot; the token is shown only once',
			request: 'POST /users/{user_id}/tokens',
			fields: [
				userId,
				text('description', 'Purpose of the token', { placeholder: 'e.g. n8n on server 3' }),
			],
			optional: [expiresAt],
		},
		{
			value: 'get',
			name: 'Get',
			action: 'Get access token',
			description: 'Get the details of a token, without the token itself',
			request: 'GET /users/tokens/{token_id}',
			fields: [tokenId],
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many access tokens of user',
			description: 'Get the tokens of a user, without the tokens themselves',
			request: 'GET /users/{user_id}/tokens',
			fields: [userId],
			paging: pages(),
			output: { addTo: namesFor },
		},
		{
			value: 'getAllOfServer',
			name: 'Get Many of Server',
			action: 'Get many access tokens of server',
			description: 'Get the tokens of all users, without the tokens themselves',
			request: 'GET /users/tokens',
			admin: true,
			paging: pages(),
			output: { addTo: namesFor },
		},
		{
			value: 'search',
			name: 'Search',
			action: 'Search access tokens',
			description: 'Search tokens by token ID, user ID or username',
			request: 'POST /users/tokens/search',
			idempotent: true,
			admin: true,
			fields: [text('term', 'Part of an ID or username', { label: 'Search Term' })],
			paging: whole,
			output: { addTo: namesFor },
		},
		{
			value: 'enable',
			name: 'Enable',
			action: 'Enable access token',
			description: 'Enable a disabled token',
			request: 'POST /users/tokens/enable',
			fields: [tokenId],
		},
		{
			value: 'disable',
			name: 'Disable',
			action: 'Disable access token',
			description: 'Disable a token until it is enabled again',
			request: 'POST /users/tokens/disable',
			fields: [tokenId],
		},
		{
			value: 'rotate',
			name: 'Rotate',
			action: 'Rotate access token',
			description: 'Replace a token with a new one; the old one stops working',
			request: 'POST /users/tokens/rotate',
			since: '11.7',
			fields: [tokenId],
			optional: [expiresAt],
		},
		{
			value: 'revoke',
			name: 'Revoke',
			action: 'Revoke access token',
			description: 'Revoke a token and end its sessions',
			request: 'POST /users/tokens/revoke',
			fields: [tokenId],
		},
		{
			value: 'countNonCompliant',
			name: 'Count Noncompliant',
			action: 'Count noncompliant access tokens',
			description: 'Count the tokens that violate the expiry rules of the server',
			request: 'GET /users/tokens/non_compliant/count',
			since: '11.7',
			admin: true,
		},
		{
			value: 'revokeNonCompliant',
			name: 'Revoke Noncompliant',
			action: 'Revoke noncompliant access tokens',
			description: 'Revoke the tokens that violate the expiry rules of the server',
			request: 'POST /users/tokens/non_compliant/revoke',
			since: '11.7',
			admin: true,
		},
	],
};

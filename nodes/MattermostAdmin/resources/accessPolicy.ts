import type { IDataObject } from 'n8n-workflow';
import { flag, pick, strings, text } from '../../shared/model/fields';
import { afterId, type Pagination } from '../../shared/model/pagination';
import type { OperationContext, Resource } from '../../shared/model/operation';
import type { ApiRequest } from '../../shared/http/types';
import { isObject } from '../../shared/util/guards';
import { channel } from '../../services/mattermost/pickers/pickers';
import { accessPolicy as accessPolicyPicker } from '../pickers';
import { namesFor } from '../../services/mattermost/names';

/** What a policy keeps with Simplify on. */
const POLICY = ['id', 'name', 'type', 'active', 'revision', 'rules', 'imports', 'create_at'];

const policyId = pick(
	accessPolicyPicker,
	'policy_id',
	'Policy to work on; the ID of a channel’s own policy is that of the channel',
);
const expression = text(
	'expression',
	'Rule in the Common Expression Language, such as user.attributes.program == "alpha"',
	{ rows: 2 },
);
const channelIds = strings('channel_ids', 'Private channels, by ID', { label: 'Channel IDs' });

/** The next page begins after the last policy's ID. */
const policyPages: Pagination = {
	maxPageSize: 100,
	first: (request, size) => ({
		...request,
		body: { ...(request.body as IDataObject), limit: size },
	}),
	next: (request, { rows, size }) => {
		const last = rows[rows.length - 1];
		if (!isObject(last) || rows.length < size) return undefined;
		return { ...request, body: { ...(request.body as IDataObject), cursor: { id: last.id } } };
	},
};

/** Of several policies that the server takes at once: this one. */
function activation(_context: OperationContext, request: ApiRequest): ApiRequest {
	const { policy_id: id, active } = request.body as IDataObject;
	return { ...request, body: { entries: [{ id, active }] } };
}

/**
 * Access control of channels by attributes of their members: Enterprise Advanced only. Shapes are those of the
 * source of 11.6 (`model/access_policy.go`), where the contract has older ones.
 */
export const accessPolicy: Resource = {
	value: 'accessPolicy',
	name: 'Access Policy',
	description: 'Who may be a member of a channel, by attributes, which requires a license',
	operations: [
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many access policies',
			description: 'Get access policies',
			request: 'POST /access_control_policies/search',
			since: '10.9',
			admin: true,
			idempotent: true,
			optional: [
				text('term', 'Only policies whose name contains this text', { label: 'Search Term' }),
				pick(accessPolicyPicker, 'parent_id', 'Only policies that import this one', {
					label: 'Parent Policy',
				}),
				flag('active', 'Whether to get only active policies', { label: 'Active Only' }),
				flag('include_children', 'Whether to add the channels that import each policy'),
			],
			paging: policyPages,
			output: { rowsProperty: 'policies', simplify: POLICY },
		},
		{
			value: 'get',
			name: 'Get',
			action: 'Get access policy',
			description: 'Get one access policy with its rules',
			request: 'GET /access_control_policies/{policy_id}',
			since: '10.9',
			admin: true,
			fields: [policyId],
			output: { simplify: POLICY },
		},
		{
			value: 'getAttributes',
			name: 'Get Channel Attributes',
			action: 'Get access attributes of channel',
			description: 'Get the attributes, and their values, that give access to a channel',
			request: 'GET /channels/{channel_id}/access_control/attributes',
			since: '10.9',
			fields: [pick(channel, 'channel_id', 'Channel that a policy applies to')],
			output: { mayBeEmpty: true },
		},
		{
			value: 'getChannels',
			name: 'Get Channels',
			action: 'Get channels of access policy',
			description: 'Get the channels that a policy applies to',
			request: 'GET /access_control_policies/{policy_id}/resources/channels',
			since: '10.9',
			admin: true,
			fields: [policyId],
			paging: afterId('after', 'limit', 100),
			output: {
				rowsProperty: 'channels',
				simplify: ['id', 'name', 'display_name', 'team_id', 'type'],
				addTo: namesFor,
			},
		},
		{
			value: 'check',
			name: 'Check Expression',
			action: 'Check expression of access policy',
			description: 'Check a rule, returning an item for each error in it, and none if it is valid',
			request: 'POST /access_control_policies/cel/check',
			since: '10.9',
			admin: true,
			idempotent: true,
			fields: [expression],
			output: { rows: true, mayBeEmpty: true },
		},
		{
			value: 'setActive',
			name: 'Set Active',
			action: 'Set whether access policy is active',
			description: 'Activate or deactivate an access policy',
			request: 'PUT /access_control_policies/activate',
			since: '11.6',
			admin: true,
			fields: [
				{ ...policyId, in: 'body' },
				flag('active', 'Whether the policy is active', { param: 'is_active' }),
			],
			adjust: activation,
			output: { simplify: POLICY },
		},
		{
			value: 'assign',
			name: 'Assign to Channels',
			action: 'Assign access policy to channels',
			description: 'Apply a policy to private channels',
			request: 'POST /access_control_policies/{policy_id}/assign',
			since: '10.9',
			admin: true,
			idempotent: true,
			fields: [policyId, channelIds],
			output: { mayBeEmpty: true },
		},
		{
			value: 'unassign',
			name: 'Unassign From Channels',
			action: 'Unassign access policy from channels',
			description: 'Stop applying a policy to channels',
			request: 'DELETE /access_control_policies/{policy_id}/unassign',
			since: '10.9',
			admin: true,
			fields: [policyId, { ...channelIds, in: 'body' }],
			output: { mayBeEmpty: true },
		},
		{
			value: 'delete',
			name: 'Delete',
			action: 'Delete access policy',
			description: 'Delete an access policy',
			request: 'DELETE /access_control_policies/{policy_id}',
			since: '10.9',
			admin: true,
			fields: [policyId],
			output: { kind: 'deleted' },
		},
	],
};

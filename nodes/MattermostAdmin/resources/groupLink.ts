import { flag, pick } from '../../shared/model/fields';
import { whole } from '../../shared/model/pagination';
import type { Field, Operation, Resource } from '../../shared/model/operation';
import { channel, group, team } from '../../services/mattermost/pickers/pickers';
import { namesFor } from '../../services/mattermost/names';

const groupId = pick(group, 'group_id', 'Linked group');

const linkOptions: Field[] = [
	flag('auto_add', 'Whether to add members of the group automatically', {
		label: 'Add Automatically',
	}),
	flag('scheme_admin', 'Whether members of the group become administrators', {
		label: 'As Administrators',
	}),
];

/** Links of groups with teams and with channels differ in nothing but the thing. */
const links = (kind: 'team' | 'channel', id: Field): Operation[] => {
	const Kind = kind === 'team' ? 'Team' : 'Channel';
	const path = `/groups/{group_id}/${kind}s`;
	const one = `${path}/{${kind}_id}`;
	return [
		{
			value: `link${Kind}`,
			name: `Link ${Kind}`,
			action: `Link group to ${kind}`,
			description: `Link a group to a ${kind}, so that the group manages its members`,
			request: `POST ${one}/link`,
			since: '5.8',
			fields: [groupId, id],
			optional: linkOptions,
			// Servers want a body, even where nothing was chosen.
			adjust: (_call, request) => ({ ...request, body: request.body ?? {} }),
		},
		{
			value: `unlink${Kind}`,
			name: `Unlink ${Kind}`,
			action: `Unlink group from ${kind}`,
			description: `Unlink a group from a ${kind}`,
			request: `DELETE ${one}/link`,
			since: '5.8',
			fields: [groupId, id],
			output: { kind: 'deleted' },
		},
		{
			value: `get${Kind}Link`,
			name: `Get ${Kind} Link`,
			action: `Get link between group and ${kind}`,
			description: `Get the link between a group and one ${kind}`,
			request: `GET ${one}`,
			since: '5.8',
			fields: [groupId, id],
		},
		{
			value: `get${Kind}Links`,
			name: `Get Many ${Kind} Links`,
			action: `Get many links between group and ${kind}s`,
			description: `Get the links between a group and ${kind}s`,
			request: `GET ${path}`,
			since: '5.8',
			fields: [groupId],
			paging: whole,
			output: { addTo: namesFor },
		},
		{
			value: `update${Kind}Link`,
			name: `Update ${Kind} Link`,
			action: `Update link between group and ${kind}`,
			description: `Update the link between a group and a ${kind}; values that you leave out do not change`,
			request: `PUT ${one}/patch`,
			since: '5.8',
			fields: [groupId, id],
			optional: linkOptions,
		},
	];
};

export const groupLink: Resource = {
	value: 'groupLink',
	name: 'Group Link',
	description: 'Groups that manage the members of teams and channels',
	operations: [
		...links('team', pick(team, 'team_id', 'Linked team')),
		...links('channel', pick(channel, 'channel_id', 'Linked channel')),
	],
};

import { flag, pick } from '../../shared/model/fields';
import { whole } from '../../shared/model/pagination';
import type { Field, Operation, Resource } from '../../shared/model/operation';
import { channel, group, team } from '../../services/mattermost/pickers/pickers';

const groupId = pick(group, 'group_id', 'Group that is linked');

const linkOptions: Field[] = [
	flag('auto_add', 'Whether members of the group are added by themselves', {
		label: 'Add Automatically',
	}),
	flag('scheme_admin', 'Whether members of the group administer it', {
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
			description: `Let a group decide about members of a ${kind}`,
			request: `POST ${one}/link`,
			since: '5.11',
			fields: [groupId, id],
			optional: linkOptions,
			// Servers want a body, even where nothing was chosen.
			adjust: (_call, request) => ({ ...request, body: request.body ?? {} }),
		},
		{
			value: `unlink${Kind}`,
			name: `Unlink ${Kind}`,
			action: `Unlink group from ${kind}`,
			description: `Take a group’s link with a ${kind} away`,
			request: `DELETE ${one}/link`,
			since: '5.11',
			fields: [groupId, id],
			output: { kind: 'deleted' },
		},
		{
			value: `get${Kind}Link`,
			name: `Get ${Kind} Link`,
			action: `Get link of group with ${kind}`,
			description: `Get the link of a group with one ${kind}`,
			request: `GET ${one}`,
			since: '5.11',
			fields: [groupId, id],
		},
		{
			value: `get${Kind}Links`,
			name: `Get Many ${Kind} Links`,
			action: `Get many links of group with ${kind}s`,
			description: `Get the links of a group with ${kind}s`,
			request: `GET ${path}`,
			since: '5.11',
			fields: [groupId],
			paging: whole,
		},
		{
			value: `update${Kind}Link`,
			name: `Update ${Kind} Link`,
			action: `Update link of group with ${kind}`,
			description: `Change only the given properties of a link with a ${kind}`,
			request: `PUT ${one}/patch`,
			since: '5.11',
			fields: [groupId, id],
			optional: linkOptions,
		},
	];
};

export const groupLink: Resource = {
	value: 'groupLink',
	name: 'Group Link',
	description: 'Groups that decide about members of teams and channels',
	operations: [
		...links('team', pick(team, 'team_id', 'Team that is linked')),
		...links('channel', pick(channel, 'channel_id', 'Channel that is linked')),
	],
};

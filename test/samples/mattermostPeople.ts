import type { Known } from './fields';

/** Sample values for channels, teams, users and what belongs to them, by `resource/operation`. */
export const peopleValues: Record<string, Known> = {
	'channel/createGroup': { user_ids: '@bob, carol@example.com' },
	'channelMember/updateNotifyProps': { email: 'true' },
	'channelMember/setAll': { members: '@bob', channel_admins: '@bob' },
};

/** What the sandbox refuses with sample values, and why. */
export const peopleRefusals: Record<string, string> = {};

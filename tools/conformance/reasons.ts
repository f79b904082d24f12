/**
 * Why no recorded server has done an operation, where its refusal does not say so itself. The recorded servers are
 * of Team Edition: no license, no plugin but an empty one, no mail, nothing but the machine itself to connect to.
 */

const LICENSE = 'needs a license';

/** Reason → operations. */
const BY_REASON: Record<string, string[]> = {
	[LICENSE]: [
		'job/download',
		'ldap/syncUserGroups',
		'post/acknowledge',
		// Only messages that burn can be revealed or burnt, and making one needs the license.
		'post/burn',
		'post/move',
		'post/reveal',
		'saml/getMetadataFromIdp',
		// None can be created without it.
		'scheme/get',
		'scheme/getChannels',
		'scheme/getTeams',
		'sharedChannel/getAll',
		'sharedChannel/getManyRemotes',
		'sharedChannel/getRemoteInfo',
		'sharedChannel/getRemotes',
		'sharedChannel/invite',
		'sharedChannel/uninvite',
		// Tells only of guests who log in by a link in a mail.
		'user/getLoginType',
		'user/getTermsOfService',
		'user/updateTermsOfService',
	],
	'needs the Playbooks plugin': [
		'playbook/delete',
		'playbook/get',
		'playbook/getAll',
		'playbookRun/addTask',
		'playbookRun/assignTask',
		'playbookRun/changeOwner',
		'playbookRun/create',
		'playbookRun/deleteTask',
		'playbookRun/finish',
		'playbookRun/get',
		'playbookRun/getAll',
		'playbookRun/getByChannel',
		'playbookRun/getMetadata',
		'playbookRun/getOwners',
		'playbookRun/restart',
		'playbookRun/runTask',
		'playbookRun/setTaskState',
		'playbookRun/update',
		'playbookRun/updateStatus',
	],
	'needs the Agents plugin and a language model': ['post/rewrite'],
	'needs a code that comes by mail': ['user/resetPassword', 'user/verifyEmail'],
	'needs a file that nobody has left on the server': ['exportFile/download', 'team/import'],
	'needs another server on the network': [
		'plugin/installFromUrl',
		'plugin/installMarketplace',
		'system/getWebrtcToken',
		'system/testS3',
	],
};

/** By `resource/operation`. */
export const REASONS = new Map(
	Object.entries(BY_REASON).flatMap(([reason, operations]) =>
		operations.map((operation) => [operation, reason] as const),
	),
);

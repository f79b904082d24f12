/**
 * Mattermost's endpoints whose lists come in pages, as people write them; the catalogue says the same, and a
 * test compares both (`test/contract/catalogue.test.ts`). n8n shows Return All and Limit by it.
 */
export const pagedEndpoints = [
	'GET (/api/v4)?/(',
	[
		'(users|teams|channels|recaps|scheduled_recaps|jobs|audits|logs|emoji|groups|schemes|bots|remotecluster)',
		'users/(tokens|invalid_emails)',
		'users/[^/]+/(audits|tokens|channel_members|posts/flagged|oauth/apps/authorized)',
		'users/[^/]+/(teams/[^/]+/threads|data_retention/(team|channel)_policies)',
		'teams/[^/]+/(members|members_minus_group_members|channels(/private|/deleted)?)',
		'teams/[^/]+/(groups|groups_by_channels|commands/autocomplete)',
		'channels/[^/]+/(members|members_minus_group_members|posts|groups|views(/[^/]+/posts)?)',
		'jobs/type/[^/]+',
		'hooks/(incoming|outgoing)',
		'(compliance/reports|ldap/groups|groups/[^/]+/members|plugins/marketplace)',
		'oauth/(apps|outgoing_connections)',
		'data_retention/policies(/[^/]+/(teams|channels))?',
		'schemes/[^/]+/(teams|channels)',
		'(sharedchannels/[^/]+|remotecluster/[^/]+/sharedchannelremotes)',
	].join('|'),
	')|POST (/api/v4)?/((channels|posts|files|teams/[^/]+/(posts|files))/search|logs/query)',
	'|GET /plugins/(playbooks/api/v0/(runs|playbooks)(/[^/]+/conditions)?',
	'|focalboard/api/v2/(boards/[^/]+/cards|admin/\\w+))',
].join('');

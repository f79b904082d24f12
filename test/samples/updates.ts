/**
 * What becomes of the rest of a thing when an operation changes it: per operation, and per nested
 * object of its body. Operations with `merging` say it themselves. Go names are those of Mattermost
 * 11.6; what Rhombus does is known from its contract and its own tool server (rhombus-node-mcp).
 */
export interface Fate {
	/**
	 * - `kept`: the server changes only what the body holds
	 * - `replaced`: the server takes the body as the whole; the description says so
	 * - `sole`: the body is the whole of what the operation is about, there is no rest
	 */
	rest: 'kept' | 'replaced' | 'sole';
	/** Where that is known from. */
	source: string;
	/** Nested objects: `kept` by the server, `whole` where all of their parts are fields, or `replaced`. */
	groups?: Record<string, 'kept' | 'whole' | 'replaced'>;
}

const kept = (source: string, groups: Fate['groups'] = {}): Fate => ({
	rest: 'kept',
	source,
	groups,
});
const sole = (source: string, groups: Fate['groups'] = {}): Fate => ({
	rest: 'sole',
	source,
	groups,
});
const replaced = (source: string, groups: Fate['groups'] = {}): Fate => ({
	rest: 'replaced',
	source,
	groups,
});

const FLAGS = 'a value counts only with its flag `…Updated` (contract)';
const SELECTIVE = 'selective by name and contract: what is null stays';
const NULLABLE = 'each value may be null in the contract, none is said to be required';

export const updates: Record<string, Fate> = {
	'mattermost/post/flag': kept('SqlPreferenceStore.Save writes entry by entry'),
	'mattermost/post/setReminder': sole('App.SetPostReminder'),
	'mattermost/channel/rename': kept('model.Channel.Patch'),
	'mattermost/channel/setHeader': kept('model.Channel.Patch'),
	'mattermost/channel/update': kept('model.Channel.Patch', { banner_info: 'kept' }),
	'mattermost/channel/updatePrivacy': sole('api4.updateChannelPrivacy'),
	'mattermost/channelMember/add': sole('App.AddChannelMember'),
	'mattermost/channelMember/addMany': sole('App.AddChannelMember'),
	'mattermost/channelMember/setAll': replaced('the description says that everyone else leaves'),
	'mattermost/channelMember/updateRoles': sole('App.UpdateChannelMemberRoles'),
	'mattermost/channelMember/updateSchemeRoles': sole('App.UpdateChannelMemberSchemeRoles'),
	'mattermost/channelMember/updateNotifyProps': kept(
		'App.UpdateChannelMemberNotifyProps passes on what is given, the store joins it',
	),
	'mattermost/channelMember/updateAutotranslation': sole('one value'),
	'mattermost/channelMember/markTeamRead': sole('no body'),
	'mattermost/channelMember/markDirectRead': sole('no body'),
	'mattermost/channelBookmark/update': kept('model.ChannelBookmark.Patch'),
	'mattermost/channelCategory/replaceMany': replaced('SqlChannelStore.UpdateSidebarCategories', {
		categories: 'replaced',
	}),
	'mattermost/channelCategory/updateOrder': sole('servers refuse a list that lacks a category'),
	'mattermost/team/update': kept('model.Team.Patch'),
	'mattermost/team/updatePrivacy': sole('api4.updateTeamPrivacy'),
	'mattermost/teamMember/add': sole('App.AddTeamMember'),
	'mattermost/teamMember/addMany': sole('App.AddTeamMembers'),
	'mattermost/teamMember/updateRoles': sole('App.UpdateTeamMemberRoles'),
	'mattermost/teamMember/updateSchemeRoles': sole('App.UpdateTeamMemberSchemeRoles'),
	'mattermost/user/updateActive': sole('one value'),
	'mattermost/user/updateRoles': sole('App.UpdateUserRoles: the description says all roles'),
	'mattermost/user/updatePassword': sole('one value'),
	'mattermost/user/updateMfa': sole('one value'),
	'mattermost/user/updateTermsOfService': sole('one value'),
	'mattermost/userStatus/update': sole('App.SetStatus…'),
	'mattermost/userStatus/updateCustom': sole('User.SetCustomStatus changes one property of props'),
	'mattermostAdmin/preference/update': kept('SqlPreferenceStore.Save writes entry by entry'),
	'mattermost/user/setAttributes': kept('App.PatchCPAValue, field by field'),
	'mattermost/playbookRun/update': kept('contract mattermost-11.json: a patch of two values'),
	'mattermost/playbookRun/updateStatus': sole('one entry'),
	'mattermost/playbookRun/changeOwner': sole('one value'),
	'mattermost/playbookRun/finish': sole('no body'),
	'mattermost/playbookRun/restart': sole('no body'),
	'mattermost/playbookRun/addTask': sole('makes a task'),
	'mattermost/playbookRun/setTaskState': sole('one value'),
	'mattermost/playbookRun/assignTask': sole('one value'),
	'mattermostAdmin/channelView/update': kept('contract mattermost-11.json: ViewPatch'),
	'mattermostAdmin/accessPolicy/setActive': sole('one value'),
	'mattermostAdmin/flaggedPost/keep': sole('no body'),
	'mattermostAdmin/flaggedPost/remove': sole('no body'),
	'mattermostAdmin/group/update': kept('model.Group.Patch'),
	'mattermostAdmin/group/addMembers': kept('App.UpsertGroupMembers'),
	'mattermostAdmin/session/attachDevice': sole('App.AttachDeviceId and properties one by one'),
	'mattermost/thread/follow': sole('no body'),
	'mattermost/thread/markRead': sole('no body'),
	'mattermost/thread/markAllRead': sole('no body'),
	'mattermostAdmin/slashCommand/move': sole('App.MoveCommand'),
	'mattermostAdmin/slashCommand/regenerateToken': sole('no body'),
	'mattermost/draft/save': replaced('App.UpsertDraft; the description says so', {
		props: 'replaced',
		priority: 'replaced',
	}),
	'mattermostAdmin/system/addLog': sole('one entry'),
	'mattermostAdmin/system/setServerBusy': sole('one value'),
	'mattermostAdmin/userAccount/updateAuth': sole('model.UserAuth is the whole of it'),
	'mattermostAdmin/channelModeration/update': kept(
		'App.PatchChannelModerationsForChannel: pointers',
		{ roles: 'kept' },
	),
	'mattermostAdmin/job/updateStatus': sole('one value'),
	'mattermostAdmin/role/update': sole('model.Role.Patch: the permissions are all of it'),
	'mattermostAdmin/scheme/update': kept('model.Scheme.Patch'),
	'mattermostAdmin/scheme/setForTeam': sole('one value'),
	'mattermostAdmin/scheme/setForChannel': sole('one value'),
	'mattermostAdmin/outgoingOauthConnection/update': kept('model.OutgoingOAuthConnection.Patch'),
	'mattermostAdmin/dataRetention/update': kept('SqlRetentionPolicyStore.Patch'),
	'mattermostAdmin/dataRetention/addTeams': kept('SqlRetentionPolicyStore.AddTeams'),
	'mattermostAdmin/dataRetention/addChannels': kept('SqlRetentionPolicyStore.AddChannels'),
	'mattermostAdmin/saml/addIdpCertificate': sole('a file'),
	'mattermostAdmin/saml/addPublicCertificate': sole('a file'),
	'mattermostAdmin/saml/addPrivateKey': sole('a file'),
	'mattermostAdmin/ldap/addPublicCertificate': sole('a file'),
	'mattermostAdmin/ldap/addPrivateKey': sole('a file'),
	'mattermostAdmin/groupLink/updateTeamLink': kept('model.GroupSyncable.Patch'),
	'mattermostAdmin/groupLink/updateChannelLink': kept('model.GroupSyncable.Patch'),

	'rhombus/clip/save': sole('makes a clip', {
		accessSettings: 'whole',
		alteredViewMap: 'whole',
		deviceIntervalMap: 'whole',
	}),
	'rhombus/camera/updateSettings': sole('Device_config SelectiveUpdate; update-tool-api.ts'),
	'rhombus/doorbell/updateSettings': sole('one selective update (update-tool-api.ts)'),
	'rhombus/doorbell/updateDetails': kept(NULLABLE),
	'rhombusAdmin/keypad/update': kept(NULLABLE, { qualifiedAddress: 'whole' }),
	'rhombus/clip/updateShare': kept(NULLABLE),
	'rhombus/policyAlert/save': sole('makes a clip', { fisheyePresentationMap: 'whole' }),
	'rhombusAdmin/credential/updateValidity': sole('both dates are fields'),
	'rhombusAdmin/policy/assignToCameras': sole('one value of each camera'),
	'rhombusAdmin/policy/removeFromCameras': sole('one value of each camera'),
	'rhombusAdmin/accessGroup/update': kept(NULLABLE),
	'rhombusAdmin/accessGroup/addUsers': kept('adds by name and contract'),
	'rhombus/sensor/updateDetails': kept(FLAGS),
	'rhombus/sensor/updateTag': kept(FLAGS),
	'rhombus/sensor/updateButton': kept(NULLABLE),
	'rhombus/person/update': kept('updatedSetMethodMap says what is set (faces-tool-api.ts)'),
	'rhombus/person/addFace': sole('makes a face'),
	'rhombus/person/addLabel': sole('one label'),
	'rhombus/faceEvent/update': sole('whose face it is'),
	'rhombus/vehicle/addLabel': sole('one label'),
	'rhombusIntegration/honeywellNetBox/setUp': sole('makes the integration', {
		doorInfoMap: 'whole',
	}),
	'rhombusIntegration/honeywellOnGuard/setUp': sole('makes the integration', {
		doorInfoMap: 'whole',
	}),
	'rhombus/audioGateway/updateDetails': kept(FLAGS),
	'rhombus/audioFile/update': kept(NULLABLE),
	'rhombusAdmin/user/update': kept(SELECTIVE),
	'rhombusAdmin/user/updateKeySettings': kept(NULLABLE, {
		startDateProvisioner: 'whole',
		endDateProvisioner: 'whole',
	}),
	'rhombusAdmin/location/update': kept(SELECTIVE),
	'rhombusAdmin/location/addLabel': sole('one label'),
};

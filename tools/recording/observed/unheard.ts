/** Events that no recorded server sent, by the reason. */
const BY_REASON: Record<string, string[]> = {
	'needs a license': [
		'burn_on_read_all_revealed',
		'channel_bookmark_created',
		'channel_bookmark_deleted',
		'channel_bookmark_sorted',
		'channel_bookmark_updated',
		'channel_scheme_updated',
		'content_flagging_report_value_updated',
		'custom_profile_attributes_field_created',
		'custom_profile_attributes_field_deleted',
		'custom_profile_attributes_field_updated',
		'custom_profile_attributes_values_updated',
		'group_member_add',
		'group_member_deleted',
		'license_changed',
		'persistent_notification_triggered',
		'post_acknowledgement_added',
		'post_acknowledgement_removed',
		'post_burned',
		'post_revealed',
		'post_translation_updated',
		'received_group',
		'received_group_associated_to_channel',
		'received_group_associated_to_team',
		'received_group_not_associated_to_channel',
		'received_group_not_associated_to_team',
		'scheduled_post_created',
		'scheduled_post_deleted',
		'scheduled_post_updated',
		'update_team_scheme',
	],
	'is of Mattermost’s own cloud': [
		'cloud_subscription_changed',
		'hosted_customer_signup_progress_updated',
	],
	'needs a plugin': [
		'file_download_rejected',
		'playbook_run_created',
		'playbook_run_finished',
		'playbook_run_updated',
		'recap_updated',
		'show_toast',
	],
	'came after 11.6': [
		'channel_access_control_updated',
		'channel_join_request_created',
		'channel_join_request_updated',
		'file_upload_rejected',
		'property_field_created',
		'property_field_deleted',
		'property_field_updated',
		'property_values_updated',
		'shared_channel_remote_updated',
		'team_access_control_updated',
	],
	// They have names in the source of servers, and nothing there sends them.
	'is sent by no recorded server': ['draft_updated', 'presence', 'webrtc'],
	// Its routes to turn a plugin on are `activate` and `deactivate`, before 5.0.
	'was told under another name later': ['plugin_activated', 'plugin_deactivated'],
};

/** Why an event is in no recording, by its name. */
export const UNHEARD = new Map(
	Object.entries(BY_REASON).flatMap(([reason, events]) =>
		events.map((event) => [event, reason] as const),
	),
);

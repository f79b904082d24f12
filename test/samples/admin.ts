import type { MattermostState, Sandbox } from '../../sandbox';
import { CERTIFICATE_NAMES } from '../../sandbox/mattermost/administration';
import type { Known } from './fields';

const GUEST_ID = 'guest5guest5guest5guest5gu';
const RECAP_ID = 'recap5recap5recap5recap5re';
const PLUGIN_ID = 'com.example.sample';

/** A plugin and a recap, which no fresh server has; returns what refers to them. */
export function pluginAndRecap(state: MattermostState) {
	const manifest = { id: PLUGIN_ID, name: 'Sample', version: '1.0.0' };
	state.plugins.set(PLUGIN_ID, { manifest, isActive: false });
	const now = Date.now();
	state.recaps.set(RECAP_ID, {
		id: RECAP_ID,
		user_id: state.user('admin').id,
		title: 'Sample',
		create_at: now,
		update_at: now,
		delete_at: 0,
		read_at: 0,
		total_message_count: 0,
		status: 'pending',
		bot_id: state.user('n8n-bot').id,
	});
	return { plugin_id: PLUGIN_ID, recap_id: RECAP_ID };
}

/** What the administration node's operations want to exist. */
export function adminThings({ mattermost }: Sandbox): Known {
	const { state, url } = mattermost;
	const [role] = [...state.roles.values()];
	for (const name of CERTIFICATE_NAMES) state.settings.set(name, true);
	state.settings.set('config', {
		ServiceSettings: { SiteURL: url, EnableDeveloper: false },
		// The server looks for invalid addresses only where not everybody may join.
		TeamSettings: { EnableOpenServer: false },
	});
	state.addUser({ id: GUEST_ID, username: 'sample-guest', roles: 'system_guest' });
	const { app_id, job_id } = state.samples;
	return {
		role_id: role!.id,
		role_name: role!.name,
		app_id,
		job_id,
		...pluginAndRecap(state),
		site_url: url,
		config_section: 'ServiceSettings',
		config_values: { mappingMode: 'defineBelow', value: { EnableDeveloper: true } },
	};
}

/** Where an operation of the administration node needs other values, by `resource/operation`. */
export const adminValues: Record<string, Known> = {
	'userAccount/promote': { user_id: GUEST_ID },
};

/** Operations of the administration node that the sandbox rightly refuses, and why. */
export const adminRefusals: Record<string, string> = {
	'brand/getImage': 'a fresh server has no brand image: 404 with an empty body, as recorded',
	'brand/deleteImage': 'a fresh server has no brand image',
	'plugin/upload': 'the file of the samples is no plugin',
};

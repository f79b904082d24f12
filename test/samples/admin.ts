import type { MattermostState } from '../../sandbox';
import { CERTIFICATE_NAMES } from '../../sandbox/mattermost/administration';
import type { Known } from './fields';

/** What the administration node's operations want to exist. */
export function adminThings(state: MattermostState): Known {
	const [role] = [...state.roles.values()];
	for (const name of CERTIFICATE_NAMES) state.settings.set(name, true);
	const { app_id, job_id } = state.samples;
	return {
		role_id: role!.id,
		role_name: role!.name,
		app_id,
		job_id,
		config_section: 'ServiceSettings',
		config_values: { mappingMode: 'defineBelow', value: { EnableDeveloper: true } },
	};
}

/** Operations of the administration node that the sandbox rightly refuses, and why. */
export const adminRefusals: Record<string, string> = {
	'brand/getImage': 'a fresh server has no brand image: 404 with an empty body, as recorded',
	'brand/deleteImage': 'a fresh server has no brand image',
};

import type { MattermostState } from '../../sandbox';
import type { Known } from './fields';

/** What the administration node's operations want to exist. */
export function adminThings(state: MattermostState): Known {
	const [role] = [...state.roles.values()];
	return { role_id: role!.id, role_name: role!.name, app_id: state.samples.app_id };
}

/** Operations of the administration node that the sandbox rightly refuses, and why. */
export const adminRefusals: Record<string, string> = {
	'brand/getImage': 'a fresh server has no brand image: 404 with an empty body, as recorded',
};

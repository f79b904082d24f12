import { withFacts } from '../../services/rhombus/facts';
import type { Resource } from '../../shared/model/operation';
import { accessGrant, accessRevocation } from './accessGrant';
import { accessGroup } from './accessGroup';
import { component } from './component';
import { credential } from './credential';
import { exporting } from './export';
import { integration } from './integration';
import { keypad } from './keypad';
import { location } from './location';
import { lockdownPlan } from './lockdownPlan';
import { organization } from './organization';
import { policy } from './policy';
import { rule } from './rule';
import { schedule } from './schedule';
import { user } from './user';
import { videoWall } from './videoWall';

/** Resources of the administration node, in the order in which n8n lists them: everyday things first. */
export const resources: Resource[] = withFacts(
	[
		user,
		credential,
		accessGroup,
		accessGrant,
		accessRevocation,
		location,
		rule,
		policy,
		schedule,
		lockdownPlan,
		keypad,
		videoWall,
		component,
		exporting,
		organization,
		integration,
	],
	'ID',
);

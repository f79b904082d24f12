import { endpointFacts } from '../../services/rhombus/endpointFacts';
import { pagedEndpoints } from '../../services/rhombus/pagedEndpoints';
import { withFacts } from '../../services/rhombus/facts';
import { anyEndpoint } from '../../shared/anyEndpoint/resource';
import type { Resource } from '../../shared/model/operation';
import { accessEvent } from './accessEvent';
import { accessGrant, accessRevocation } from './accessGrant';
import { accessGroup } from './accessGroup';
import { alarm } from './alarm';
import { audioFile, audioGateway } from './audio';
import { camera } from './camera';
import { clip } from './clip';
import { credential } from './credential';
import { door } from './door';
import { exporting } from './export';
import { integration } from './integration';
import { location } from './location';
import { lockdown } from './lockdown';
import { organization } from './organization';
import { faceEvent, person } from './person';
import { policy } from './policy';
import { policyAlert } from './policyAlert';
import { report } from './report';
import { rule } from './rule';
import { schedule } from './schedule';
import { search } from './search';
import { sensor } from './sensor';
import { timelapse } from './timelapse';
import { user } from './user';
import { vehicle } from './vehicle';

/** Resources of the Rhombus node, in the order in which n8n lists them: everyday things first. */
export const resources: Resource[] = withFacts(
	[
		camera,
		door,
		policyAlert,
		clip,
		accessEvent,
		lockdown,
		alarm,
		sensor,
		user,
		credential,
		accessGroup,
		accessGrant,
		accessRevocation,
		location,
		person,
		faceEvent,
		vehicle,
		search,
		timelapse,
		audioGateway,
		audioFile,
		rule,
		policy,
		schedule,
		report,
		exporting,
		organization,
		integration,
		anyEndpoint('POST /api/user/getUsersInOrg', endpointFacts, pagedEndpoints),
	],
	'ID',
);

import { endpointFacts } from '../../services/rhombus/endpointFacts';
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

/** Resources of the Rhombus node; the first is the default. */
export const resources: Resource[] = withFacts(
	[
		camera,
		clip,
		timelapse,
		policyAlert,
		door,
		accessEvent,
		credential,
		accessGroup,
		accessGrant,
		accessRevocation,
		lockdown,
		alarm,
		sensor,
		person,
		faceEvent,
		vehicle,
		search,
		audioGateway,
		audioFile,
		rule,
		policy,
		schedule,
		user,
		location,
		organization,
		integration,
		report,
		exporting,
		anyEndpoint('POST /api/user/getUsersInOrg', endpointFacts),
	],
	'ID',
);

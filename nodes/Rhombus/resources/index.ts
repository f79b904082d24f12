import { endpointFacts } from '../../services/rhombus/endpointFacts';
import { pagedEndpoints } from '../../services/rhombus/pagedEndpoints';
import { withFacts } from '../../services/rhombus/facts';
import { anyEndpoint } from '../../shared/anyEndpoint/resource';
import type { Resource } from '../../shared/model/operation';
import { accessEvent } from './accessEvent';
import { alarm } from './alarm';
import { audioFile, audioGateway } from './audio';
import { camera } from './camera';
import { clip } from './clip';
import { door } from './door';
import { doorbell } from './doorbell';
import { lockdown } from './lockdown';
import { faceEvent, person } from './person';
import { policyAlert } from './policyAlert';
import { report } from './report';
import { search } from './search';
import { sensor } from './sensor';
import { timelapse } from './timelapse';
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
		doorbell,
		sensor,
		person,
		faceEvent,
		vehicle,
		search,
		timelapse,
		audioGateway,
		audioFile,
		report,
		anyEndpoint('POST /api/user/getUsersInOrg', endpointFacts, pagedEndpoints),
	],
	'ID',
);

import { withFacts } from '../../services/rhombus/facts';
import { withVendorPickers } from '../vendorPickers';
import type { Resource } from '../../shared/model/operation';
import { amt } from './amt';
import { avigilonAlta } from './avigilonAlta';
import { aws } from './aws';
import { boulevard } from './boulevard';
import { box } from './box';
import { brivo } from './brivo';
import { butterflymx } from './butterflymx';
import { calendly } from './calendly';
import { deviceIntegration } from './deviceIntegration';
import { dice } from './dice';
import { dropbox } from './dropbox';
import { email } from './email';
import { envoy } from './envoy';
import { genea } from './genea';
import { google } from './google';
import { halo } from './halo';
import { honeywellElements, honeywellNetBox, honeywellOnGuard } from './honeywell';
import { informacast } from './informacast';
import { innerRange } from './innerRange';
import { intuiface } from './intuiface';
import { kisi } from './kisi';
import { lumeo } from './lumeo';
import { mattermost } from './mattermost';
import { microsoftTeams } from './microsoftTeams';
import { noonlight } from './noonlight';
import { office365 } from './office365';
import { omnialert } from './omnialert';
import { openAi } from './openAi';
import { openpath } from './openpath';
import { opentechAlliance } from './opentechAlliance';
import { organization } from './organization';
import { pagerDuty } from './pagerDuty';
import { pdk } from './pdk';
import { placeOs } from './placeOs';
import { serviceNow } from './serviceNow';
import { shelly } from './shelly';
import { slack } from './slack';
import { toast } from './toast';
import { triton } from './triton';
import { webhook } from './webhook';
import { zapier } from './zapier';

/** Resources of the Rhombus Integration node, one per system, in the order in which n8n lists them. */
export const resources: Resource[] = withFacts(
	withVendorPickers([
		mattermost,
		kisi,
		envoy,
		organization,
		// Access control
		amt,
		avigilonAlta,
		boulevard,
		brivo,
		butterflymx,
		genea,
		honeywellElements,
		honeywellNetBox,
		honeywellOnGuard,
		innerRange,
		openpath,
		opentechAlliance,
		pdk,
		placeOs,
		// Incident management and chat
		dice,
		email,
		informacast,
		lumeo,
		microsoftTeams,
		noonlight,
		openAi,
		pagerDuty,
		serviceNow,
		slack,
		// Service management
		calendly,
		toast,
		// Storage
		aws,
		box,
		dropbox,
		google,
		office365,
		// Devices and webhooks
		deviceIntegration,
		halo,
		intuiface,
		omnialert,
		shelly,
		triton,
		webhook,
		zapier,
	]),
	'UUID',
);

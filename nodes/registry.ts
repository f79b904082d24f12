import { resources as mattermostResources } from './Mattermost/resources';
import { resources as mattermostAdminResources } from './MattermostAdmin/resources';
import { mattermost } from './services/mattermost/service';
import { resources as rhombusResources } from './Rhombus/resources';
import { resources as rhombusAdminResources } from './RhombusAdmin/resources';
import { rhombus } from './services/rhombus/service';
import { resources as rhombusIntegrationResources } from './RhombusIntegration/resources';
import type { Service } from './shared/http/types';
import type { Resource } from './shared/model/operation';

/** Every declared operation of the package, for the list of operations, documents and tests. */
export const registry: Array<{ node: string; service: Service; resources: Resource[] }> = [
	{ node: 'mattermost', service: mattermost, resources: mattermostResources },
	{ node: 'mattermostAdmin', service: mattermost, resources: mattermostAdminResources },
	{ node: 'rhombus', service: rhombus, resources: rhombusResources },
	{ node: 'rhombusAdmin', service: rhombus, resources: rhombusAdminResources },
	{ node: 'rhombusIntegration', service: rhombus, resources: rhombusIntegrationResources },
];

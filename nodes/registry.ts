import { resources as mattermostResources } from './Mattermost/resources';
import { mattermost } from './Mattermost/service';
import type { Resource, Service } from './shared/types';

/** Every declared operation of the package, for the list of operations, documents and tests. */
export const registry: Array<{ node: string; service: Service; resources: Resource[] }> = [
	{ node: 'mattermost', service: mattermost, resources: mattermostResources },
];

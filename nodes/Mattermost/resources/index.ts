import type { Resource } from '../../shared/types';
import { post } from './post';

/** Resources of the Mattermost node; the first is the default. */
export const resources: Resource[] = [post];

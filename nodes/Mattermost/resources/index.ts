import { anyEndpoint } from '../../shared/anyEndpoint/resource';
import type { Resource } from '../../shared/types';
import { post } from './post';
import { channel } from './channel';
import { channelMember } from './channelMember';
import { channelBookmark } from './channelBookmark';
import { channelCategory } from './channelCategory';

/** Resources of the Mattermost node; the first is the default. */
export const resources: Resource[] = [
	post,
	channel,
	channelMember,
	channelBookmark,
	channelCategory,
	anyEndpoint('GET /users/me'),
];

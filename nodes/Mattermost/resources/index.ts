import { endpointFacts } from '../../services/mattermost/endpointFacts';
import { pagedEndpoints } from '../../services/mattermost/pagedEndpoints';
import { withFacts } from '../../services/mattermost/facts';
import { anyEndpoint } from '../../shared/anyEndpoint/resource';
import type { Resource } from '../../shared/model/operation';
import { post } from './post';
import { channel } from './channel';
import { channelMember } from './channelMember';
import { channelBookmark } from './channelBookmark';
import { channelCategory } from './channelCategory';
import { team } from './team';
import { teamMember } from './teamMember';
import { user } from './user';
import { userStatus } from './userStatus';
import { preference } from './preference';
import { thread } from './thread';
import { reaction } from './reaction';
import { file } from './file';
import { incomingWebhook } from './incomingWebhook';
import { slashCommand } from './slashCommand';
import { emoji } from './emoji';
import { scheduledPost } from './scheduledPost';
import { draft } from './draft';
import { dialog } from './dialog';

/** Resources of the Mattermost node, in the order in which n8n lists them: everyday things first. */
export const resources: Resource[] = withFacts([
	post,
	channel,
	channelMember,
	user,
	file,
	reaction,
	thread,
	scheduledPost,
	team,
	teamMember,
	userStatus,
	dialog,
	incomingWebhook,
	slashCommand,
	draft,
	channelBookmark,
	channelCategory,
	emoji,
	preference,
	anyEndpoint('GET /users/me', endpointFacts, pagedEndpoints),
]);

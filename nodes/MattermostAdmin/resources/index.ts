import { withFacts } from '../../services/mattermost/facts';
import type { Resource } from '../../shared/model/operation';
import { accessPolicy } from './accessPolicy';
import { accessToken } from './accessToken';
import { agent } from './agent';
import { bot } from './bot';
import { channelModeration } from './channelModeration';
import { channelView } from './channelView';
import { compliance, dataRetention, exportFile, report } from './compliance';
import { brand, cluster, elasticsearch, ldap, saml } from './directory';
import { flaggedPost } from './flaggedPost';
import { group } from './group';
import { groupLink } from './groupLink';
import { incomingWebhook } from './incomingWebhook';
import { job } from './job';
import { oauthApp } from './oauthApp';
import { outgoingWebhook } from './outgoingWebhook';
import { plugin } from './plugin';
import { preference } from './preference';
import { recap } from './recap';
import { role } from './role';
import { session } from './session';
import { outgoingOauthConnection, scheme, sharedChannel } from './sharing';
import { slashCommand } from './slashCommand';
import { system } from './system';
import { userAccount } from './userAccount';

/** Resources of the administration node, in the order in which n8n lists them: everyday things first. */
export const resources: Resource[] = withFacts([
	system,
	bot,
	incomingWebhook,
	outgoingWebhook,
	slashCommand,
	group,
	userAccount,
	accessToken,
	session,
	role,
	channelModeration,
	accessPolicy,
	channelView,
	flaggedPost,
	preference,
	recap,
	agent,
	plugin,
	job,
	scheme,
	oauthApp,
	outgoingOauthConnection,
	report,
	exportFile,
	compliance,
	dataRetention,
	sharedChannel,
	saml,
	ldap,
	groupLink,
	elasticsearch,
	cluster,
	brand,
]);

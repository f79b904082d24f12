import { NodeConnectionTypes, type INodeType, type INodeTypeDescription } from 'n8n-workflow';
import { authentication, credentials } from '../services/mattermost/authentication';
import { mattermost } from '../services/mattermost/service';
import { describe } from '../shared/description/describe';
import { addExecute, customOperations } from '../shared/execution/runner';
import { configMethods } from './configFields';
import { listSearch } from './pickers';
import { resources } from './resources';

/** Secrets in outputs, which n8n redacts: tokens of webhooks and commands too; most servers mask those of the configuration themselves. */
const SENSITIVE = [
	'client_secret',
	'token',
	'remote_token',
	'invite',
	'password',
	'turn_password',
	'remote_cluster.remote_token',
	'CacheSettings.RedisPassword',
	'EmailSettings.InviteSalt',
	'EmailSettings.PasswordResetSalt',
	'EmailSettings.SMTPPassword',
	'ElasticsearchSettings.Password',
	'FileSettings.AmazonS3AccessKeyId',
	'FileSettings.AmazonS3SecretAccessKey',
	'FileSettings.PublicLinkSalt',
	'GitLabSettings.Secret',
	'GoogleSettings.Secret',
	'LdapSettings.BindPassword',
	'MessageExportSettings.GlobalRelaySettings.SMTPPassword',
	'Office365Settings.Secret',
	'OpenIdSettings.Secret',
	'ServiceSettings.SplitKey',
	'SqlSettings.AtRestEncryptKey',
	'SqlSettings.DataSource',
	'SqlSettings.DataSourceReplicas',
	'SqlSettings.DataSourceSearchReplicas',
	'WebrtcSettings.GatewayAdminSecret',
];

/** Administration of a server, in a node of its own so that everyday lists stay short. */
export class MattermostAdmin implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Mattermost Administration',
		name: 'mattermostAdmin',
		icon: { light: 'file:mattermostAdmin.svg', dark: 'file:mattermostAdmin.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description:
			'Bots, webhooks, slash commands, groups, access tokens, roles, plugins and settings of a Mattermost server',
		// Short, because n8n cuts names of tools, which end with it, after 64 characters.
		defaults: { name: 'Mattermost Admin' },
		usableAsTool: true,
		builderHint: {
			searchHint:
				'For system administrators of a Mattermost server: bots, webhooks, slash commands, user groups, access tokens, sessions, roles, plugins, settings, compliance, LDAP and SAML. Messages, channels and users are in the node mattermost.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-rhombus-mattermost.mattermost',
					relationHint: 'Messages, channels, teams, users and files',
				},
			],
		},
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials,
		sensitiveOutputFields: SENSITIVE,
		requestDefaults: { baseURL: '={{ $credentials.siteUrl }}' },
		properties: [authentication, ...describe(mattermost, resources)],
	};

	customOperations = customOperations(mattermost, resources);

	constructor() {
		addExecute(this, mattermost, resources);
	}

	methods = {
		listSearch: { ...listSearch, ...configMethods.listSearch },
		resourceMapping: configMethods.resourceMapping,
	};
}

import { choice, flag, json, pick, strings, text } from '../../shared/model/fields';
import { pages, whole } from '../../shared/model/pagination';
import type { Operation, Resource } from '../../shared/model/operation';
import { inputFile, uploads } from '../../shared/request/multipart';
import { user } from '../pickers';

/** Adding and removing one of the certificates of a sign-in service. */
const certificate = (
	kind: string,
	label: string,
	noun: string,
	request: string,
	since?: string,
): Operation[] => [
	{
		value: `add${kind}`,
		name: `Add ${label}`,
		action: `Add ${noun}`,
		description: `Upload the ${noun}; it has to be named in the configuration too`,
		request: `POST ${request}`,
		fields: [inputFile],
		adjust: uploads('certificate'),
		admin: true,
		since,
	},
	{
		value: `remove${kind}`,
		name: `Remove ${label}`,
		action: `Remove ${noun}`,
		description: `Delete the ${noun} from the server`,
		request: `DELETE ${request}`,
		admin: true,
		since,
		output: { kind: 'deleted' },
	},
];

const from = choice(
	'from',
	{
		email: 'Email and Password',
		gitlab: 'GitLab',
		google: 'Google',
		office365: 'Office 365',
		saml: 'SAML',
		ldap: 'LDAP',
	},
	'How the users sign in today',
	{ label: 'Current Sign-In' },
);

export const saml: Resource = {
	value: 'saml',
	name: 'SAML',
	description: 'Single sign-on with SAML',
	operations: [
		{
			value: 'getMetadata',
			name: 'Get Metadata',
			action: 'Get SAML metadata',
			description: 'Get the XML that an identity provider needs',
			request: 'GET /saml/metadata',
			output: { kind: 'text', rowsProperty: 'metadata' },
		},
		{
			value: 'getMetadataFromIdp',
			name: 'Get Metadata From Identity Provider',
			action: 'Get SAML metadata from identity provider',
			description: 'Let the server read its SAML settings from the identity provider',
			request: 'POST /saml/metadatafromidp',
			fields: [text('saml_metadata_url', 'Address of the metadata', { label: 'Metadata URL' })],
			admin: true,
			since: '5.20',
		},
		{
			value: 'getCertificateStatus',
			name: 'Get Certificate Status',
			action: 'Get status of SAML certificates',
			description: 'Ask which certificates are in place',
			request: 'GET /saml/certificate/status',
			admin: true,
		},
		...certificate(
			'IdpCertificate',
			'Identity Provider Certificate',
			'SAML identity provider certificate',
			'/saml/certificate/idp',
		),
		...certificate(
			'PublicCertificate',
			'Public Certificate',
			'SAML public certificate',
			'/saml/certificate/public',
		),
		...certificate('PrivateKey', 'Private Key', 'SAML private key', '/saml/certificate/private'),
		{
			value: 'resetAuthData',
			name: 'Reset ID Attribute',
			action: 'Reset SAML ID attribute of users',
			description: 'Set the SAML ID of users back to their email',
			request: 'POST /saml/reset_auth_data',
			optional: [
				flag('include_deleted', 'Whether to include deactivated users'),
				flag('dry_run', 'Whether to only count the users'),
				strings('user_ids', 'Only these users', { label: 'User IDs' }),
			],
			// Recorded on 5.36: without a body 400 'could not decode'.
			fixed: { body: { include_deleted: false } },
			admin: true,
			since: '5.36',
		},
		{
			value: 'migrateUsers',
			name: 'Migrate Users',
			action: 'Migrate users to SAML',
			description: 'Move users from another way to sign in to SAML',
			request: 'POST /users/migrate_auth/saml',
			fields: [
				from,
				json(
					'matches',
					'Email of each user to the username of the identity provider, as a JSON object',
				),
				flag('auto', 'Whether to match users by email instead'),
			],
			admin: true,
			since: '5.28',
			output: { kind: 'done' },
		},
	],
};

export const ldap: Resource = {
	value: 'ldap',
	name: 'LDAP',
	description: 'Users and groups from a directory',
	operations: [
		{
			value: 'sync',
			name: 'Synchronize',
			action: 'Synchronize with LDAP',
			description: 'Read users and groups from the directory now',
			request: 'POST /ldap/sync',
			admin: true,
		},
		{
			value: 'test',
			name: 'Test',
			action: 'Test LDAP configuration',
			description: 'Let the server connect to the directory with its stored settings',
			request: 'POST /ldap/test',
			admin: true,
		},
		{
			value: 'getGroups',
			name: 'Get Many Groups',
			action: 'Get many LDAP groups',
			description: 'Get the groups that the directory has',
			request: 'GET /ldap/groups',
			optional: [text('q', 'Only groups with this text', { label: 'Search' })],
			paging: pages(),
			output: { rowsProperty: 'groups' },
			admin: true,
			since: '5.8',
		},
		...(['link', 'unlink'] as const).map(
			(verb): Operation => ({
				value: `${verb}Group`,
				name: verb === 'link' ? 'Link Group' : 'Unlink Group',
				action: verb === 'link' ? 'Link LDAP group' : 'Unlink LDAP group',
				description:
					verb === 'link'
						? 'Make a group of the directory usable in Mattermost'
						: 'Take a group of the directory out of Mattermost',
				request: `${verb === 'link' ? 'POST' : 'DELETE'} /ldap/groups/{remote_id}/link`,
				fields: [
					text('remote_id', 'ID of the group in the directory', { label: 'Directory Group ID' }),
				],
				admin: true,
				since: '5.11',
			}),
		),
		{
			value: 'migrateId',
			name: 'Migrate ID Attribute',
			action: 'Migrate LDAP ID attribute',
			description: 'Use another attribute of the directory as ID of users',
			request: 'POST /ldap/migrateid',
			fields: [
				text('toAttribute', 'Name of the new attribute', {
					label: 'New Attribute',
					placeholder: 'e.g. objectGUID',
				}),
			],
			admin: true,
			since: '5.26',
		},
		...certificate(
			'PublicCertificate',
			'Public Certificate',
			'LDAP public certificate',
			'/ldap/certificate/public',
			'5.28',
		),
		...certificate(
			'PrivateKey',
			'Private Key',
			'LDAP private key',
			'/ldap/certificate/private',
			'5.28',
		),
		{
			value: 'syncUserGroups',
			name: 'Synchronize Groups of User',
			action: 'Synchronize LDAP groups of user',
			description: 'Add a user to the teams and channels of its directory groups',
			request: 'POST /ldap/users/{user_id}/group_sync_memberships',
			fields: [pick(user, 'user_id', 'User to synchronize')],
			admin: true,
			since: '7.7',
		},
		{
			value: 'migrateUsers',
			name: 'Migrate Users',
			action: 'Migrate users to LDAP',
			description: 'Move users from another way to sign in to LDAP',
			request: 'POST /users/migrate_auth/ldap',
			fields: [
				from,
				choice('match_field', { email: 'Email', username: 'Username' }, 'How users are matched'),
				flag('force', 'Whether to go on although some users do not match'),
			],
			admin: true,
			since: '5.28',
			output: { kind: 'done' },
		},
	],
};

/** One-off questions to services of larger installations. */
export const cluster: Resource = {
	value: 'cluster',
	name: 'Cluster',
	description: 'Nodes of a high-availability cluster',
	operations: [
		{
			value: 'getStatus',
			name: 'Get Status',
			action: 'Get status of cluster',
			description: 'Get the state of each node',
			request: 'GET /cluster/status',
			paging: whole,
			admin: true,
		},
	],
};

export const elasticsearch: Resource = {
	value: 'elasticsearch',
	name: 'Elasticsearch',
	description: 'Search index of the server',
	operations: [
		{
			value: 'test',
			name: 'Test',
			action: 'Test Elasticsearch configuration',
			description: 'Let the server connect to Elasticsearch',
			request: 'POST /elasticsearch/test',
			fields: [
				json('config', 'Configuration to test; without it the stored one is tested', {
					label: 'Config (JSON)',
					required: false,
				}),
			],
			bodyIs: 'config',
			admin: true,
		},
		{
			value: 'purgeIndexes',
			name: 'Purge Indexes',
			action: 'Purge Elasticsearch indexes',
			description: 'Delete all search indexes; they have to be built again',
			request: 'POST /elasticsearch/purge_indexes',
			admin: true,
		},
	],
};

export const brand: Resource = {
	value: 'brand',
	name: 'Brand',
	description: 'Picture on the sign-in page',
	operations: [
		{
			value: 'getImage',
			name: 'Get Image',
			action: 'Get brand image',
			description: 'Download the picture on the sign-in page',
			request: 'GET /brand/image',
			output: { kind: 'binary', fileName: 'brand.png' },
		},
		{
			value: 'uploadImage',
			name: 'Upload Image',
			action: 'Upload brand image',
			description: 'Replace the picture on the sign-in page',
			request: 'POST /brand/image',
			fields: [inputFile],
			adjust: uploads('image'),
			admin: true,
		},
		{
			value: 'deleteImage',
			name: 'Delete Image',
			action: 'Delete brand image',
			description: 'Remove the picture from the sign-in page',
			request: 'DELETE /brand/image',
			admin: true,
			since: '5.6',
			output: { kind: 'deleted' },
		},
	],
};

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
		description: `Upload the ${noun}, which the configuration must name too`,
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
	'Current login service of the users',
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
			description: 'Get the metadata XML that an identity provider needs',
			request: 'GET /saml/metadata',
			output: { kind: 'text', rowsProperty: 'metadata' },
		},
		{
			value: 'getMetadataFromIdp',
			name: 'Get Metadata From Identity Provider',
			action: 'Get SAML metadata from identity provider',
			description: 'Get the SAML settings that the server reads from the identity provider',
			request: 'POST /saml/metadatafromidp',
			fields: [text('saml_metadata_url', 'URL of the metadata', { label: 'Metadata URL' })],
			admin: true,
			since: '5.20',
		},
		{
			value: 'getCertificateStatus',
			name: 'Get Certificate Status',
			action: 'Get status of SAML certificates',
			description: 'Get which certificates are installed',
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
			description: 'Reset the SAML ID of users to their email address',
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
			description: 'Migrate users from another login service to SAML',
			request: 'POST /users/migrate_auth/saml',
			fields: [
				from,
				json(
					'matches',
					'JSON object that maps the email address of each user to the username in the identity provider',
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
			description: 'Synchronize users and groups with the directory now',
			request: 'POST /ldap/sync',
			admin: true,
		},
		{
			value: 'test',
			name: 'Test',
			action: 'Test LDAP configuration',
			description: 'Test the connection of the server to the directory',
			request: 'POST /ldap/test',
			admin: true,
		},
		{
			value: 'getGroups',
			name: 'Get Many Groups',
			action: 'Get many LDAP groups',
			description: 'Get the groups of the directory',
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
						? 'Link a group of the directory to Mattermost'
						: 'Unlink a group of the directory from Mattermost',
				request: `${verb === 'link' ? 'POST' : 'DELETE'} /ldap/groups/{remote_id}/link`,
				fields: [
					text('remote_id', 'ID of the group in the directory', { label: 'Directory Group ID' }),
				],
				admin: true,
				since: '5.8',
			}),
		),
		{
			value: 'migrateId',
			name: 'Migrate ID Attribute',
			action: 'Migrate LDAP ID attribute',
			description: 'Migrate the user ID to another attribute of the directory',
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
			description: 'Migrate users from another login service to LDAP',
			request: 'POST /users/migrate_auth/ldap',
			fields: [
				from,
				choice(
					'match_field',
					{ email: 'Email', username: 'Username' },
					'Attribute by which to match users',
				),
				flag('force', 'Whether to continue even if some users do not match'),
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
			description: 'Get the status of each node',
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
			description: 'Test the connection of the server to Elasticsearch',
			request: 'POST /elasticsearch/test',
			fields: [
				json('config', 'Configuration to test; the stored configuration if left out', {
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
			description: 'Delete all search indexes, which must then be rebuilt',
			request: 'POST /elasticsearch/purge_indexes',
			admin: true,
		},
	],
};

export const brand: Resource = {
	value: 'brand',
	name: 'Brand',
	description: 'Image on the sign-in page',
	operations: [
		{
			value: 'getImage',
			name: 'Get Image',
			action: 'Get brand image',
			description: 'Download the image on the sign-in page',
			request: 'GET /brand/image',
			output: { kind: 'binary', fileName: 'brand.png' },
		},
		{
			value: 'uploadImage',
			name: 'Upload Image',
			action: 'Upload brand image',
			description: 'Replace the image on the sign-in page',
			request: 'POST /brand/image',
			fields: [inputFile],
			adjust: uploads('image'),
			admin: true,
		},
		{
			value: 'deleteImage',
			name: 'Delete Image',
			action: 'Delete brand image',
			description: 'Remove the image from the sign-in page',
			request: 'DELETE /brand/image',
			admin: true,
			since: '5.6',
			output: { kind: 'deleted' },
		},
	],
};

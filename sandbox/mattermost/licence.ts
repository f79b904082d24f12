import { AppError } from './api';

/** What servers without a licence answer (recorded), by the beginning of `METHOD /path`. */
const UNLICENSED: Array<[RegExp, string, string]> = [
	[
		/^\w+ \/compliance/,
		'ent.compliance.licence_disable.app_error',
		'Compliance functionality disabled by current license.',
	],
	[/^\w+ \/ldap/, 'api.ldap_groups.license_error', 'your license does not support ldap groups'],
	[
		/^GET \/saml\/metadata/,
		'api.admin.saml.not_available.app_error',
		'SAML 2.0 is not configured or supported on this server.',
	],
	[
		/^\w+ \/data_retention/,
		'ent.data_retention.generic.license.error',
		'Your license does not support Data Retention.',
	],
	[
		/^\w+ \/elasticsearch/,
		'ent.elasticsearch.test_config.license.error',
		'Your license does not support Elasticsearch.',
	],
];

/** The 501 of a licensed feature, or undefined for a free one. */
export function licenceError(key: string): AppError | undefined {
	const row = UNLICENSED.find(([pattern]) => pattern.test(key));
	return row && new AppError(501, row[1], row[2]);
}

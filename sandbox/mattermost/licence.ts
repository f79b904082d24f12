import { AppError } from './api';
import type { Version } from './version';

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

/** Ids that old servers used instead. */
const BEFORE_5: Record<string, string> = {
	'api.ldap_groups.license_error': 'ent.ldap.disabled.app_error',
};

/** The 501 of a licensed feature, or undefined for a free one. */
export function licenceError(key: string, version: Version): AppError | undefined {
	const row = UNLICENSED.find(([pattern]) => pattern.test(key));
	if (!row) return undefined;
	const [, id, message] = row;
	return new AppError(501, (version.before('5.0') && BEFORE_5[id]) || id, message);
}

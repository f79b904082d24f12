import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	IDataObject,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { testCredential, type CredentialTest } from '../../shared/http/credentialTest';
import { isObject, own } from '../../shared/util/guards';
import { authenticationHeaders } from './authentication';
import { rhombus } from './service';

const REGIONS: Record<string, string> = { us: 'United States', eu: 'Europe' };

/** What to look at, by the chosen kind of key. */
const KINDS: Record<string, string> = {
	'api-token': 'that it is of the type API Token',
	api: 'that n8n connects through the proxy that presents the certificate; a key without a certificate is an API Token',
	'partner-api-token':
		'that it is the key of a partner, and that the client organization belongs to it',
	'partner-api':
		'that n8n connects through the proxy that presents the certificate; a key without a certificate is a Partner API Token',
};

/** Properties of the answer (contract: `Permission_GetPermissionsForCurrentUserWSResponse`). */
const OWN = [
	'accessMap',
	'deviceAccessMap',
	'functionalityList',
	'locationAccessMap',
	'permissionGroupName',
	'superAdmin',
];

/** What Rhombus documents of a key of another region: 403 and these words. */
const isUnknown = (body: unknown): boolean => /invalid api key/i.test(JSON.stringify(body) ?? '');

const test: CredentialTest = {
	service: rhombus,
	problem({ apiKey }) {
		const key = String(apiKey ?? '').trim();
		if (key === '') return 'The API Key is empty';
		return /^[\x21-\x7e]+$/.test(key)
			? undefined
			: 'The API Key contains a space, a line break or a special character. Copy it again from the Rhombus console';
	},
	method: 'POST',
	path: '/api/permission/getPermissionsForCurrentUser',
	body: (_credentials, before) => (before ? undefined : '{}'),
	headers: (credentials) => ({
		'Content-Type': 'application/json',
		...authenticationHeaders(credentials),
	}),
	isOwn: ({ body }) => isObject(body) && OWN.some((name) => own(body, name) !== undefined),
	refusal({ statusCode, body, headers }, { region, scheme }) {
		const isRefused =
			[401, 403].includes(statusCode) ||
			(statusCode === 200 && isObject(body) && body.authenticationFailed === true);
		// A proxy's own page says nothing about the key.
		if (!isRefused || /html/i.test(String(headers['content-type'] ?? ''))) return undefined;
		const where = REGIONS[String(region ?? 'us')];
		const regionAdvice = where
			? `that the organization is in the region ${where}, since a key works only in its own`
			: 'that the Base URL is that of the organization’s region';
		const kind = KINDS[String(scheme ?? 'api-token')] ?? 'its type';
		const good = 'complete and has neither expired nor been deleted';
		if (statusCode !== 403) {
			return `Rhombus refused the API key. Check that it is ${good}, ${regionAdvice}, and ${kind}`;
		}
		return isUnknown(body)
			? `Rhombus does not know the API key at this address, which it says of keys of another region. Check ${regionAdvice}; if it is, check that the key is ${good}, and ${kind}`
			: `Rhombus denied the API key access. Check that its role still has permissions, that it is ${good}, ${regionAdvice}, and ${kind}`;
	},
};

/** n8n's test of the API key credential, see `testedBy`. */
export async function rhombusKeyTest(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	return await testCredential(this, credential.data as IDataObject | undefined, test);
}

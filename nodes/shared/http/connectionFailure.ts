import type { Failure } from '../errors/errorFactory';
import type { RequestSettings, Service } from './types';

/** Words for connections that gave no answer, by the code of Node.js, OpenSSL or axios. */

const THROUGH_PROXY =
	'If n8n connects through a proxy (HTTP_PROXY, HTTPS_PROXY), check that as well';
const NO_ROUTE = `No network path leads from n8n to this address: check the URL in the credential, the network of n8n and firewalls. ${THROUGH_PROXY}`;

/** Why the server was not reached, by code, and what to do. */
const UNREACHED: Record<string, string> = {
	ECONNREFUSED: `Nothing listens at this address and port: check the URL in the credential, and that the server is running. ${THROUGH_PROXY}`,
	ENOTFOUND: `No server has this name: check the spelling of the URL in the credential, and that n8n can resolve the name. ${THROUGH_PROXY}`,
	EAI_AGAIN: `The name of the server could not be looked up: check the DNS of the machine or container that runs n8n. ${THROUGH_PROXY}`,
	EHOSTUNREACH: NO_ROUTE,
	ENETUNREACH: NO_ROUTE,
};

/** The server was not reached, so sending again cannot do anything twice. */
export const NOT_REACHED = new Set(Object.keys(UNREACHED));
/** Whether the server did the work is unknown. */
const LOST = new Set([
	'ECONNRESET',
	'EPIPE',
	'ETIMEDOUT',
	'ECONNABORTED',
	'ERR_BAD_RESPONSE',
	'ERR_STREAM_PREMATURE_CLOSE',
	'UND_ERR_SOCKET',
]);

/** Whether the connection broke, or what came is no HTTP or cannot be unpacked. */
export const isBroken = (code: string): boolean => LOST.has(code) || /^(Z|HPE)_/.test(code);

/** Certificates that Node.js refuses, by the codes of `tls` and OpenSSL. */
const CERTIFICATES: Array<{ codes: RegExp; what: string; advice: string }> = [
	{
		codes: /^CERT_HAS_EXPIRED$/,
		what: 'has expired',
		advice: 'Renew the certificate on the server',
	},
	{
		codes: /^CERT_NOT_YET_VALID$/,
		what: 'is not valid yet',
		advice: 'Check the clocks of the server and of n8n',
	},
	{
		codes: /^ERR_TLS_CERT_ALTNAME_INVALID$/,
		what: 'is for another name than that of the URL',
		advice: 'Use the name that the certificate was issued for in the URL of the credential',
	},
	{
		codes: /^CERT_REVOKED$/,
		what: 'has been revoked',
		advice: 'Replace the certificate on the server',
	},
	{
		codes: /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN)$/,
		what: 'is signed by itself or by an authority of your own',
		advice:
			'Add the authority to NODE_EXTRA_CA_CERTS of n8n, or turn on Ignore SSL Issues in the credential',
	},
	{
		codes: /^UNABLE_TO_(GET_ISSUER_CERT|GET_ISSUER_CERT_LOCALLY|VERIFY_LEAF_SIGNATURE)$/,
		what: 'is signed by an authority that n8n does not know',
		advice:
			'Configure the server to send its intermediate certificates, add the authority to NODE_EXTRA_CA_CERTS of n8n, or turn on Ignore SSL Issues in the credential',
	},
	{
		codes: /CERT|SELF_SIGNED|UNABLE_TO_/,
		what: 'is not trusted',
		advice: 'Check it on the server, or turn on Ignore SSL Issues in the credential',
	},
];

/** What Node.js's parser of HTTP cannot read. */
const NO_HTTP = /^HPE_/;

/** What OpenSSL says where the other side does not speak TLS. */
const NO_TLS =
	/^(EPROTO|ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST))$|wrong version number/i;

/** The host and port that could not be connected to, where Node.js says it. */
const addressIn = (error: unknown): string | undefined => {
	for (let at = error as Record<string, unknown> | undefined, depth = 0; at && depth < 5; depth++) {
		const host = at.address ?? at.hostname;
		if (typeof host === 'string') return at.port ? `${host}:${String(at.port)}` : host;
		at = at.cause as Record<string, unknown> | undefined;
	}
	return undefined;
};

/** Why a request got no answer, and what to do about it. */
export function connectionFailure(
	{ service, settings }: { service: Service; settings: RequestSettings },
	{ code, error }: { code: string; error: Error },
): Failure {
	const server = service.name;
	const proxy = settings.proxy;
	// n8n replaces a message that holds a network code by its own, so the code is stored as a detail.
	const facts = { code, address: addressIn(error) };
	if (code === 'CANCELLED' || code === 'ERR_CANCELED') {
		return { message: 'The execution was cancelled', advice: 'This item was not sent' };
	}
	if (code === 'TOO_SLOW') {
		return {
			message: `${server} did not complete its response in time`,
			advice: 'Request less at once, or raise Maximum Response Time in the settings',
		};
	}
	if (code === 'TOO_LARGE') {
		return {
			message: `${server} sent a response that exceeds the maximum size`,
			advice: 'Request less at once, or raise Maximum Response Size in the settings',
		};
	}
	if (code === 'NOT_REFRESHED') {
		return {
			message: `${server} no longer accepts the connection of the credential`,
			advice: 'Open the credential and connect it again',
			httpCode: '401',
		};
	}
	if (NOT_REACHED.has(code)) {
		return proxy
			? {
					message: `The proxy between n8n and ${server} cannot be reached`,
					advice: 'Check Proxy in the request options of the node, and that the proxy is running',
					facts,
				}
			: { message: `${server} cannot be reached`, advice: UNREACHED[code], facts };
	}
	if (isBroken(code)) {
		return {
			message: `The connection to ${server} was lost before it responded`,
			advice: NO_HTTP.test(code)
				? 'Something other than HTTP came from this address and port: check the URL in the credential, or try again later'
				: 'Try again later, or raise Timeout in the settings',
			facts,
		};
	}
	if (NO_TLS.test(code) || NO_TLS.test(error.message)) {
		return {
			message: `${server} does not speak HTTPS at this address`,
			advice: 'Use http:// instead of https://, or the HTTPS port, in the URL of the credential',
			facts,
		};
	}
	const certificate = CERTIFICATES.find(({ codes }) => codes.test(code));
	if (certificate) {
		return {
			message: `The certificate of ${server} ${certificate.what}`,
			advice: certificate.advice,
			facts,
		};
	}
	return {
		message: `The request to ${server} could not be sent: ${error.message}`,
		advice:
			code === 'ERR_INVALID_CHAR'
				? 'The token or key in the credential contains a line break or a special character: copy it again'
				: 'Check the URL in the credential and the request options',
		facts,
	};
}

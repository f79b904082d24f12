import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import type { ErrorFactory } from '../errors/errorFactory';
import type { Secrets } from '../errors/redact';
import { flagOf, isBlank, numberOf } from '../util/givenValue';
import { FileBody } from './fileBody';
import type { Access, ApiRequest, RequestSettings } from './types';

/** n8n's own default for declarative nodes (`routing-node.js`), in ms. */
export const TIMEOUT_MS = 300_000;

const isPlainObject = (value: unknown): value is IDataObject =>
	typeof value === 'object' &&
	value !== null &&
	[Object.prototype, null].includes(Object.getPrototypeOf(value) as never);

/** @throws NodeOperationError if it is no URL of HTTP; its password is redacted from then on */
function proxyOf(
	address: string,
	errors: ErrorFactory,
	secrets: Secrets,
): IHttpRequestOptions['proxy'] {
	const refused = () => errors.refuse('Proxy', 'is not a URL', 'Enter it as http://host:port');
	let url: URL;
	try {
		url = new URL(address);
		secrets.add([url.password, decodeURIComponent(url.password)]);
	} catch {
		throw refused();
	}
	// `proxy.example:3128` is a URL too, of the scheme `proxy.example` and without a host.
	if (!/^https?:$/.test(url.protocol)) throw refused();
	return {
		host: url.hostname,
		port: Number(url.port || (url.protocol === 'https:' ? 443 : 80)),
		protocol: url.protocol.replace(':', ''),
		...(url.username
			? {
					auth: {
						username: decodeURIComponent(url.username),
						password: decodeURIComponent(url.password),
					},
				}
			: {}),
	};
}

/** Where a request goes. */
export const urlOf = ({ url, root, path }: ApiRequest, { roots }: Access): string =>
	url ?? roots[root ?? 'api'] + path;

/** Numbers of the node's settings besides the time-out, by what the editor calls them. */
const NUMBERS = {
	answerSize: 'Maximum Response Size (MB)',
	answerTime: 'Maximum Response Time (Seconds)',
	longestWait: 'Maximum Rate Limit Wait (Seconds)',
	inFlight: 'Maximum Concurrent Requests',
} as const;

/** @throws NodeOperationError for a setting that is no number, whose default would count in silence */
function checkNumbers(settings: RequestSettings, errors: ErrorFactory): void {
	for (const [name, label] of Object.entries(NUMBERS)) {
		const given: unknown = settings[name as keyof typeof NUMBERS];
		if (isBlank(given) || numberOf(given) !== undefined) continue;
		throw errors.refuse(label, 'is not a number', 'Enter a number, or remove the option');
	}
}

/** A time-out in ms; n8n would take what is none for one that is over at once. @throws NodeOperationError */
function timeoutOf(given: unknown, errors: ErrorFactory): number {
	const ms = isBlank(given) ? TIMEOUT_MS : numberOf(given || TIMEOUT_MS);
	if (ms !== undefined && ms > 0) return ms;
	throw errors.refuse(
		'Timeout',
		'is not a number of milliseconds',
		'Enter a number of at least 1, or remove the option',
	);
}

/** n8n's request options for one of our requests. @throws NodeOperationError for an unusable proxy, time-out or number */
export function requestOptions(
	request: ApiRequest,
	access: Access,
	settings: RequestSettings,
	errors: ErrorFactory,
	secrets: Secrets,
): IHttpRequestOptions {
	const { timeout, proxy, allowUnauthorizedCerts } = settings;
	checkNumbers(settings, errors);
	const options: IHttpRequestOptions = {
		method: request.method,
		url: urlOf(request, access),
		qs: request.query,
		arrayFormat: 'repeat',
		headers: {
			Accept: request.binary ? '*/*' : 'application/json',
			// Bytes are counted as the server counts them, to go on after a lost connection.
			...(request.binary ? { 'Accept-Encoding': 'identity' } : {}),
			...request.headers,
		},
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		sendCredentialsOnCrossOriginRedirect: false,
		...(request.idempotent && !request.body ? {} : { disableFollowRedirect: true }),
		timeout: timeoutOf(timeout, errors),
		// So that its size and time are counted while it comes, and a file is never in memory as a whole.
		encoding: 'stream',
		...(flagOf(allowUnauthorizedCerts) ||
		access.credentials.ignoreSSLIssues === true ||
		request.selfSigned
			? { skipSslCertificateValidation: true }
			: {}),
		...(proxy ? { proxy: proxyOf(proxy, errors, secrets) } : {}),
	};
	if (request.body instanceof FileBody) {
		// Opened for each sending.
		options.headers!['Content-Length'] = String(request.body.length);
	} else if (request.body !== undefined) {
		const isJson = isPlainObject(request.body) || Array.isArray(request.body);
		// As text: n8n drops an empty object, and keys such as `__proto__` and `constructor`.
		options.body = (isJson ? JSON.stringify(request.body) : request.body) as IDataObject;
		if (isJson) options.headers!['Content-Type'] = 'application/json';
	}
	return options;
}

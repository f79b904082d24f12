import type {
	ICredentialTestFunctions,
	IDataObject,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import type { Failure } from '../errors/errorFactory';
import { Secrets } from '../errors/redact';
import { shorten } from '../errors/shorten';
import { connectionFailure } from './connectionFailure';
import { networkCode } from './networkCode';
import { readBody } from './readBody';
import type { HttpResponse, Roots, Service } from './types';
import { within } from './within';

/**
 * What n8n's button Test shows of a credential. It passes on an answer that only the API itself gives,
 * and the credential goes to no other origin: a test of n8n's declarative kind takes any good status
 * for success and follows redirects.
 */
export interface CredentialTest {
	service: Service;
	/** What no server needs to be asked about: a value that cannot be right. */
	problem?(credentials: IDataObject): string | undefined;
	method: 'GET' | 'POST';
	/** Below the API root. */
	path: string;
	/**
	 * @param before the answer to a first request
	 * @returns undefined where another request is of no use
	 */
	body?(credentials: IDataObject, before?: HttpResponse): string | undefined;
	headers(credentials: IDataObject): Record<string, string>;
	/** Whether an answer is what the API gives to this request. */
	isOwn(answer: HttpResponse): boolean;
	/** The words for a key that was refused; undefined where the answer says something else. */
	refusal(answer: HttpResponse, credentials: IDataObject): string | undefined;
	/** Called with the answer once the test has passed. */
	passed?(answer: HttpResponse, credentials: IDataObject): void;
}

/** ms; people are waiting, and n8n's own limit for the button is none. */
const PATIENCE_MS = 20_000;
/** Bytes; the answers have a few thousand. */
const LARGEST = 1_000_000;

/** What connects to a port that speaks TLS without it is told so by Go, nginx and Apache with a 400. */
const WANTS_TLS = /HTTP request (was sent|to an HTTPS)|plain HTTP|speaking plain HTTP/i;

const result = (
	status: INodeCredentialTestResult['status'],
	message: string,
): INodeCredentialTestResult => ({ status, message });

const inWords = ({ message, advice, facts = {} }: Failure): string => {
	const said = [facts.code, facts.address].filter(Boolean).join(' ');
	// Servers end their sentences.
	return [`${message.replace(/\.$/, '')}${said ? ` (${said})` : ''}.`, advice]
		.filter(Boolean)
		.join(' ');
};

const isWebPage = ({ headers, body }: HttpResponse): boolean =>
	/html/i.test(String(headers['content-type'] ?? '')) ||
	(typeof body === 'string' && body.trimStart().startsWith('<'));

/** A redirect, which is not followed. */
function redirect(answer: HttpResponse, url: string, { name }: Service): string {
	const location = String(answer.headers.location ?? '');
	const from = new URL(url);
	let to: URL;
	try {
		to = new URL(location, url);
	} catch {
		return `${name} redirects ${url} without a usable target. Check the URL`;
	}
	const target = shorten(to.origin + to.pathname, 200);
	if (to.host === from.host && to.protocol === 'https:' && from.protocol === 'http:') {
		return `The server accepts only https. Enter the URL with https:// instead of http://`;
	}
	if (to.origin === from.origin) {
		return `The server redirects ${url} to ${target}, so it is not the API of ${name}. Enter the URL that opens ${name} itself`;
	}
	return `The server redirects to another address, ${target}, and the credential was not sent there. If this is where ${name} has moved, enter its address; if it is the sign-in page of a proxy, let the API pass without it`;
}

/** A web page where the API should be. */
function webPage(url: string, { name }: Service, { site }: Roots): string {
	const path = new URL(site).pathname.replace(/\/+$/, '');
	return path
		? `There is a web page at ${url}, not the API of ${name}. Remove ${path} from the URL, which must not contain a team or page`
		: `There is a web page at ${url}, not the API of ${name}. Check the address and port: it belongs to another program, or a proxy shows its own page`;
}

function judge(
	answer: HttpResponse,
	url: string,
	roots: Roots,
	credentials: IDataObject,
	test: CredentialTest,
): string | undefined {
	const { service } = test;
	const { statusCode, body } = answer;
	if (statusCode >= 300 && statusCode < 400) return redirect(answer, url, service);
	if (statusCode === 400 && typeof body === 'string' && WANTS_TLS.test(body)) {
		return 'This port speaks https. Enter the URL with https:// instead of http://';
	}
	const refused = test.refusal(answer, credentials);
	if (refused) return refused;
	if (isWebPage(answer)) {
		return statusCode < 500
			? webPage(url, service, roots)
			: `A proxy in front of ${service.name} responded with HTTP ${statusCode}. Check that ${service.name} is running, and try again later`;
	}
	const failure = service.failure(answer, credentials);
	if (failure) return inWords({ ...failure, facts: {} });
	return test.isOwn(answer)
		? undefined
		: `There is another program at ${url}, not ${service.name}. Check the address and port`;
}

/**
 * Runs the test of a credential.
 * @param given the decrypted credential; nothing of it is trusted
 * @returns what n8n shows; it holds no secret of the credential
 */
export async function testCredential(
	context: ICredentialTestFunctions,
	given: IDataObject | undefined,
	test: CredentialTest,
): Promise<INodeCredentialTestResult> {
	const credentials = given ?? {};
	const { service } = test;
	const secrets = new Secrets();
	secrets.add(service.secrets.map((name) => credentials[name]));
	const say = (words: string) => result('Error', shorten(secrets.redact(words)));
	const roots = service.roots(credentials);
	const problem = 'problem' in roots ? roots.problem : test.problem?.(credentials);
	if (problem !== undefined || 'problem' in roots) return say(problem ?? '');
	const url = roots.api + test.path;
	try {
		const ask = async (signal: AbortSignal, body: string | undefined) => {
			const response = (await context.helpers.request({
				method: test.method,
				uri: url,
				headers: { Accept: 'application/json', ...test.headers(credentials) },
				...(body === undefined ? {} : { body }),
				followRedirect: false,
				followAllRedirects: false,
				// All statuses are answers, and the size is counted while it comes.
				simple: false,
				resolveWithFullResponse: true,
				useStream: true,
				timeout: PATIENCE_MS,
				...(credentials.ignoreSSLIssues === true ? { rejectUnauthorized: false } : {}),
			})) as HttpResponse;
			return { ...response, body: await readBody(response.body, LARGEST, signal) };
		};
		const answer = await within(PATIENCE_MS, undefined, async (signal) => {
			const first = await ask(signal, test.body?.(credentials));
			const further = test.body?.(credentials, first);
			return further === undefined ? first : await ask(signal, further);
		});
		const wrong = judge(answer, url, roots, credentials, test);
		if (wrong) return say(wrong);
		test.passed?.(answer, credentials);
		return result('OK', 'Connection successful');
	} catch (error) {
		const code = networkCode(error) ?? 'UNKNOWN';
		return say(
			inWords(connectionFailure({ service, settings: {} }, { code, error: error as Error })),
		);
	}
}

import type { IDataObject } from 'n8n-workflow';
import type { Answer } from '../shared/call';
import type { Failure, Service } from '../shared/types';

const HOSTS: Record<string, string> = {
	us: 'https://api2.rhombussystems.com',
	eu: 'https://api2.eu.rhombussystems.com',
};

const ADVICE: Record<number, string> = {
	400: 'Rhombus could not read the request: check the values and their types',
	401: 'The API key is missing or wrong: check it in the Rhombus credential',
	403: 'The API key is wrong or expired, belongs to another region, or its role lacks the permission for this call',
	404: 'Rhombus does not know this call: check the URL in the credential',
	429: 'All keys of the organization share one limit: lower Requests in Flight, or raise Longest Wait in the node’s settings',
	500: 'Rhombus failed on its side: try again later',
	502: 'Rhombus got no answer from one of its servers: try again later',
	503: 'Rhombus is briefly unavailable: try again later',
	504: 'Rhombus took too long: try again later',
};

const words = (value: unknown): string | undefined =>
	typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;

/** The server's own words, in the order its official clients look for them. */
const said = (body: IDataObject): string | undefined =>
	words(body.errorMsg) ??
	words(body.errorMessage) ??
	words(body.message) ??
	words(body.msg) ??
	words(body.error) ??
	words(body.responseMessage) ??
	words(body.detail);

function httpFailure(status: number, body: unknown): Failure {
	const record = (typeof body === 'object' && body !== null ? body : {}) as IDataObject;
	const text =
		typeof body === 'string' && body.length < 200 && !body.trimStart().startsWith('<')
			? words(body)
			: undefined;
	const refused = record.authenticationFailed === true ? 'The API key was refused' : undefined;
	return {
		message: `Rhombus: ${said(record) ?? text ?? refused ?? `HTTP ${status}`}`,
		advice: ADVICE[status],
		httpCode: String(status),
	};
}

/**
 * Failures inside HTTP 200. Four channels: `error`, `authError` (a third party's credential),
 * `type: "ERROR"` (door unlock), `success: false`. `warningMsg` is no failure and stays in the item.
 */
function bodyFailure(body: IDataObject): Failure | undefined {
	if (body.authError === true) {
		return {
			message: `The other system refused its own credentials: ${said(body) ?? 'Rhombus could not sign in to it'}`,
			advice:
				'Correct the key or token of that system in the integration’s settings; the Rhombus API key is fine',
			httpCode: '200',
		};
	}
	if (body.error === true) {
		return {
			message: `Rhombus: ${said({ ...body, error: undefined }) ?? 'the request was refused without a reason'}`,
			advice: 'Check that the IDs exist in this organization and that the values fit together',
			httpCode: '200',
		};
	}
	if (body.type === 'ERROR') {
		return {
			message: `Rhombus: ${words(body.errorType)?.replace(/_/g, ' ').toLowerCase() ?? 'the action was not carried out'}`,
			advice:
				'The device did not do it: check in the Rhombus console that it is online and configured',
			httpCode: '200',
			facts: { 'error type': words(body.errorType) },
		};
	}
	if (body.success === false) {
		return {
			message: `Rhombus: ${said({ ...body, error: undefined }) ?? 'the action was not carried out'}`,
			advice: 'Check that the IDs exist and that the device is online',
			httpCode: '200',
		};
	}
	return undefined;
}

/** The Rhombus API: every call is a POST with a JSON body, at least `{}`. */
export const rhombus: Service = {
	name: 'Rhombus',
	credential: () => 'rhombusApi',
	roots: (credentials) => {
		const given =
			credentials.region === 'custom'
				? String(credentials.baseUrl ?? '')
						.trim()
						.replace(/\/+$/, '')
						.replace(/\/api$/, '')
				: HOSTS[String(credentials.region ?? 'us')];
		if (!given || !/^https?:\/\/[^/\s]+/.test(given)) {
			return {
				problem:
					'The Base URL of the Rhombus credential is not a URL like https://api2.rhombussystems.com',
			};
		}
		return { api: given, site: given };
	},
	secrets: ['apiKey'],
	emptyBody: true,
	failure({ statusCode, body }: Answer): Failure | undefined {
		if (statusCode >= 400) return httpFailure(statusCode, body);
		return typeof body === 'object' &&
			body !== null &&
			!Array.isArray(body) &&
			!Buffer.isBuffer(body)
			? bodyFailure(body as IDataObject)
			: undefined;
	},
};

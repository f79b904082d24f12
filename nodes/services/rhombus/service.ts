import type { IDataObject } from 'n8n-workflow';
import type { HttpResponse, Service } from '../../shared/http/types';
import type { Failure } from '../../shared/errors/errorFactory';
import { rootUrl } from '../../shared/http/rootUrl';

import { isObject } from '../../shared/util/guards';
import { clientOrganizations } from './clientOrganizations';

const HOSTS: Record<string, string> = {
	us: 'https://api2.rhombussystems.com',
	eu: 'https://api2.eu.rhombussystems.com',
};

const API = '/api';

const ADVICE: Record<number, string> = {
	400: 'Rhombus could not read the request: check the values and their types',
	401: 'The API key is missing or wrong: check it in the Rhombus credential',
	403: 'The API key is wrong or expired, belongs to another region, or its role lacks the permission for this call',
	404: 'Rhombus does not have this endpoint: check the URL in the credential',
	429: 'All keys of the organization share one rate limit: lower Maximum Concurrent Requests, or raise Maximum Rate Limit Wait in the node settings',
	500: 'Rhombus internal error: try again later',
	502: 'Rhombus received no response from one of its servers: try again later',
	503: 'Rhombus is briefly unavailable: try again later',
	504: 'Rhombus took too long: try again later',
};

/** Advice by known words of Rhombus' refusals. */
const BY_WORDS: Array<[RegExp, string]> = [
	[
		/permission|not authorized|unauthorized|access denied/i,
		'The role of the API key lacks the permission: change it in the Rhombus console under API Management',
	],
	[
		/licen[cs]e/i,
		'The device or organization needs a license for this: see Licenses in the Rhombus console',
	],
	[
		/offline|not connected|unreachable|timed? ?out/i,
		'Check in the Rhombus console that the device is online',
	],
	[
		/not found|no such|does not exist|unknown/i,
		'Check that the IDs exist in this organization: pick them from the lists',
	],
	[/already exists|duplicate|in use/i, 'It already exists: search for it instead of creating it'],
	[
		/concurren|version|conflict|stale/i,
		'Someone else changed it in the meantime: read it again and repeat the change',
	],
];

const adviceFor = (reason = ''): string =>
	BY_WORDS.find(([pattern]) => pattern.test(reason))?.[1] ??
	'Check that the IDs exist in this organization and that the values fit together';

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

/** Whether a flag is set, in whatever form a server gives it. */
const isSet = (flag: unknown): boolean =>
	isObject(flag)
		? Object.keys(flag).length > 0
		: Boolean(flag) && !/^(false|0|no|none|null)?$/i.test(String(flag).trim());

/** Whether a flag that is there says no. */
const isUnset = (flag: unknown): boolean =>
	flag !== undefined && flag !== null && flag !== '' && !isSet(flag);

/** What gateways in front of Rhombus say when they refuse, with a good status too. */
const REFUSAL = new Set(['message', 'requestId', 'request_id', 'path', 'timestamp']);
/** Where a status may be the only property. */
const OUTCOME = new Set([...REFUSAL, 'status', 'result', 'code']);

/** A failure in another form than Rhombus' own: a gateway's, or a status in the body. */
function foreignFailure(body: IDataObject): Failure | undefined {
	const names = Object.keys(body);
	const has = (known: Set<string>) => names.length > 0 && names.every((name) => known.has(name));
	const isOutcome = has(OUTCOME);
	// A thing may have a status or code of its own.
	const codes = [body.statusCode, body.status_code, body.responseCode];
	const status = [...codes, ...(isOutcome ? [body.status, body.code] : [])].find(
		(one) => Number(one) >= 400 && Number(one) < 600,
	);
	const saysNo =
		status !== undefined ||
		(has(REFUSAL) && words(body.message)) ||
		(isOutcome &&
			[body.status, body.result].some((one) =>
				/^(fail|failed|failure|error)$/i.test(String(one)),
			)) ||
		(Array.isArray(body.errors) && body.errors.length > 0) ||
		isSet(body.Error) ||
		words(body.errorMessage) ||
		body.ok === false ||
		body.authenticationFailed === true;
	if (!saysNo) return undefined;
	const [first] = Array.isArray(body.errors) ? body.errors : [];
	const reason =
		said({ ...body, error: undefined }) ??
		words(body.Error) ??
		words(first) ??
		'the request failed';
	return {
		message: `Rhombus: ${reason}`,
		advice: ADVICE[Number(status)] ?? adviceFor(reason),
		httpCode: String(status ?? 200),
	};
}

/**
 * Failures inside HTTP 200. Five channels: `error`, `errorMsg`, `authError` (a third party's
 * credential), `type: "ERROR"` (door unlock), `success: false`. `warningMsg` is no failure and stays in
 * the item.
 */
function bodyFailure(body: IDataObject): Failure | undefined {
	if (isSet(body.authError)) {
		return {
			message: `The other system refused its own credentials: ${said(body) ?? 'Rhombus could not sign in to it'}`,
			advice:
				'Correct the key or token of that system in the integration’s settings; the Rhombus API key is fine',
			httpCode: '200',
		};
	}
	if (isSet(body.error) || isSet(body.errorMsg)) {
		// `true`, `"true"` or 1 are no words.
		const error = isObject(body.error) ? said(body.error) : words(body.error);
		const isFlag = error === undefined || /^(true|1|yes)$/i.test(error);
		const reason = said({ ...body, error: isFlag ? undefined : error });
		return {
			message: `Rhombus: ${reason ?? 'the request was refused without a reason'}`,
			advice: adviceFor(reason),
			httpCode: '200',
		};
	}
	if (String(body.type).toUpperCase() === 'ERROR') {
		return {
			message: `Rhombus: ${words(body.errorType)?.replace(/_/g, ' ').toLowerCase() ?? 'the action was not carried out'}`,
			advice:
				'The device did not carry out the action: check in the Rhombus console that it is online and configured',
			httpCode: '200',
			facts: { 'error type': words(body.errorType) },
		};
	}
	if (isUnset(body.success)) {
		return {
			message: `Rhombus: ${said({ ...body, error: undefined }) ?? 'the action was not carried out'}`,
			advice: 'Check that the IDs exist and that the device is online',
			httpCode: '200',
		};
	}
	return foreignFailure(body);
}

/** The Rhombus API: every call is a POST with a JSON body, at least `{}`. */
export const rhombus: Service = {
	name: 'Rhombus',
	credential: () => 'rhombusApi',
	roots: (credentials) => {
		const given =
			credentials.region === 'custom'
				? rootUrl(credentials.baseUrl, API)
				: HOSTS[String(credentials.region ?? 'us')];
		if (given && !/^https?:\/\//i.test(given)) {
			return {
				problem: 'The Base URL of the Rhombus credential must begin with https:// or http://',
			};
		}
		if (!given || !URL.canParse(given)) {
			return {
				problem:
					'The Base URL of the Rhombus credential is not a URL like https://api2.rhombussystems.com',
			};
		}
		if (/^https?:\/\/[^/]*@/.test(given)) {
			return {
				problem: 'The Base URL of the Rhombus credential contains a username or password',
			};
		}
		return { api: given, site: given };
	},
	secrets: ['apiKey'],
	organizations: clientOrganizations,
	emptyBody: true,
	failure({ statusCode, body }: HttpResponse): Failure | undefined {
		if (statusCode >= 400) return httpFailure(statusCode, body);
		return isObject(body) ? bodyFailure(body) : undefined;
	},
};

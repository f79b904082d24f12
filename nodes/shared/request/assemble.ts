import type { IDataObject } from 'n8n-workflow';
import type { ErrorFactory } from '../errors/errorFactory';
import type { ApiRequest } from '../http/types';

/** What fills a request's template. */
export interface Parts {
	path?: IDataObject;
	query?: IDataObject;
	body?: unknown;
	/** Default: whether it is a GET or HEAD. */
	idempotent?: boolean;
	/** See `ApiRequest.root`. */
	root?: 'site';
}

interface Split {
	method: string;
	path: string;
}

/** There are as many as declared operations; several times an item one of them is asked for. */
const known = new Map<string, Split>();

/** Splits `POST /posts/{post_id}/pin`. */
export function splitRequest(request: string): Split {
	let split = known.get(request);
	if (!split) {
		const [method = '', path = ''] = request.split(' ');
		split = { method, path };
		known.set(request, split);
	}
	return split;
}

/**
 * Encodes one path parameter.
 * @throws NodeOperationError for what no server takes as a segment: nothing, `.`, `..`, slashes,
 * control characters, broken Unicode
 */
export function segment(errors: ErrorFactory, label: string, value: unknown): string {
	const given =
		typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';
	if (given === '') {
		throw errors.refuse(label, 'is empty', 'Pick or enter a value');
	}
	// eslint-disable-next-line no-control-regex -- control characters are what is looked for
	if (given === '.' || given === '..' || /[/\\\u0000-\u001f\u007f]/.test(given)) {
		throw errors.refuse(
			label,
			`cannot be ${JSON.stringify(given.slice(0, 60))}`,
			'Enter one ID or name, without slashes, dots alone or control characters',
		);
	}
	if (given.length > 2000) {
		throw errors.refuse(label, `is ${given.length} characters long`, 'Enter one ID or name');
	}
	try {
		return encodeURIComponent(given);
	} catch {
		throw errors.refuse(
			label,
			'contains broken Unicode characters',
			'Remove the unpaired surrogates from it',
		);
	}
}

/**
 * Makes a request from its template and parts; drops undefined and empty query values.
 * @param labels names of path parameters as the user knows them
 * @throws NodeOperationError for a path parameter no server takes
 */
export function assemble(
	errors: ErrorFactory,
	template: string,
	parts: Parts,
	labels: Record<string, string> = {},
): ApiRequest {
	const { method, path } = splitRequest(template);
	const query = Object.fromEntries(
		Object.entries(parts.query ?? {}).filter(([, value]) => value !== undefined && value !== ''),
	);
	return {
		method: method as ApiRequest['method'],
		path: path.replace(/\{(\w+)\}/g, (_, name: string) =>
			segment(errors, labels[name] ?? name, parts.path?.[name]),
		),
		query,
		...(parts.body === undefined ? {} : { body: parts.body }),
		idempotent: parts.idempotent ?? (method === 'GET' || method === 'HEAD'),
		...(parts.root ? { root: parts.root } : {}),
	};
}

import type { IDataObject } from 'n8n-workflow';
import type { Call } from '../execution/call';
import { splitRequest } from '../model/parameterNames';
import type { ApiRequest } from '../model/operation';

/**
 * Encodes one path parameter.
 * @throws NodeOperationError for what no server takes as a segment: nothing, `.`, `..`, slashes,
 * control characters, broken Unicode
 */
export function segment(call: Call, label: string, value: unknown): string {
	const given =
		typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';
	if (given === '') {
		throw call.refuse(label, 'is empty', 'Pick or enter a value');
	}
	// eslint-disable-next-line no-control-regex -- control characters are what is looked for
	if (given === '.' || given === '..' || /[/\\\u0000-\u001f\u007f]/.test(given)) {
		throw call.refuse(
			label,
			`cannot be ${JSON.stringify(given.slice(0, 60))}`,
			'Enter one ID or name, without slashes, dots alone or control characters',
		);
	}
	if (given.length > 2000) {
		throw call.refuse(label, `is ${given.length} characters long`, 'Enter one ID or name');
	}
	try {
		return encodeURIComponent(given);
	} catch {
		throw call.refuse(
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
	call: Call,
	template: string,
	parts: { path?: IDataObject; query?: IDataObject; body?: unknown; idempotent?: boolean },
	labels: Record<string, string> = {},
): ApiRequest {
	const { method, path } = splitRequest(template);
	const query = Object.fromEntries(
		Object.entries(parts.query ?? {}).filter(([, value]) => value !== undefined && value !== ''),
	);
	return {
		method: method as ApiRequest['method'],
		path: path.replace(/\{(\w+)\}/g, (_, name: string) =>
			segment(call, labels[name] ?? name, parts.path?.[name]),
		),
		query,
		...(parts.body === undefined ? {} : { body: parts.body }),
		idempotent: parts.idempotent ?? (method === 'GET' || method === 'HEAD'),
	};
}

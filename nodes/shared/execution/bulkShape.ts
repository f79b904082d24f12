import type { IDataObject } from 'n8n-workflow';
import type { ApiRequest } from '../http/types';
import type { Bulk, Operation } from '../model/operation';
import { splitRequest } from '../request/assemble';
import { isObject, objectsIn, own } from '../util/guards';
import { isIdempotent } from './thing';

/** From an operation's request to the one that answers for many items, and from its answer back. */

/** What an operation's own request asks for. */
export interface Question {
	/** Names the thing; undefined if it cannot be asked for together with others. */
	key?: string;
	/** Path of the request that answers for many. Requests of one path can be sent together. */
	path: string;
}

const PARAMETER = /\{(\w+)\}/g;

/** A path with parameters as an expression that finds them, e.g. `/users/{user_id}`. */
const patternOf = (path: string): RegExp =>
	new RegExp(`^${path.replace(/[.+*?^$()|[\]\\]/g, '\\$&').replace(PARAMETER, '(?<$1>[^/]+)')}$`);

/** Reads the requests and answers of one operation that is declared with `bulk`. */
export class BulkShape {
	private readonly single: { method: string; path: RegExp };
	private readonly many: { method: string; path: string };

	constructor(
		private readonly bulk: Bulk,
		private readonly operation: Operation,
	) {
		const { method, path } = splitRequest(operation.request);
		this.single = { method, path: patternOf(path) };
		this.many = splitRequest(bulk.request);
	}

	/** What is asked for; undefined where the request is not the operation's own, such as a look-up. */
	questionOf(request: ApiRequest): Question | undefined {
		const found = this.single.path.exec(request.path);
		if (!found || request.method !== this.single.method || request.url || request.root) {
			return undefined;
		}
		const given = { ...found.groups };
		const path = this.many.path.replace(PARAMETER, (_, name: string) => given[name]!);
		const key = this.keyOf(request, given[this.bulk.key]);
		return key !== undefined && this.bulk.isKey(key) ? { key, path } : { path };
	}

	/** Only what the key says may be asked: every other value makes another question. */
	private keyOf({ query, body, anonymous, binary }: ApiRequest, inPath?: string): unknown {
		if (Object.keys(query).length > 0 || anonymous || binary) return undefined;
		if (inPath !== undefined) return body === undefined ? decodeURIComponent(inPath) : undefined;
		return isObject(body) && Object.keys(body).length === 1 ? body[this.bulk.key] : undefined;
	}

	/** The request that asks for all of them. */
	requestFor(path: string, keys: string[]): ApiRequest {
		const { isList, keysProperty } = this.bulk;
		return {
			method: this.many.method as ApiRequest['method'],
			path,
			query: {},
			body: isList ? {} : keysProperty ? { [keysProperty]: keys } : keys,
			idempotent: isIdempotent(this.operation),
		};
	}

	/** The bodies that the operation's own requests would be answered with, by key. */
	bodiesOf(body: unknown, keys: string[]): Map<string, unknown> {
		const { rowKey, rowsProperty } = this.bulk;
		const rows = rowsProperty ? own(body, rowsProperty) : body;
		const found = new Map<string, unknown>();
		if (rowKey === undefined) {
			for (const key of keys) {
				const row = own(rows, key);
				if (row !== undefined) found.set(key, row);
			}
			return found;
		}
		for (const row of objectsIn(rows)) {
			const key = own(row, rowKey);
			if (typeof key === 'string') found.set(key, this.wrapped(row));
		}
		return found;
	}

	private wrapped(row: IDataObject): IDataObject {
		const property = this.operation.output?.rowsProperty;
		return property ? { [property]: row } : row;
	}
}

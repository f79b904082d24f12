import { contradictions, faultsOf } from '../conformance';
import type { Operation } from '../../contracts/openapi';
import { Generic } from '../generic';
import { Router } from '../router';
import { isRow, type Answer, type Backend, type Request, type Target } from '../types';
import { refusal } from './access';
import { Reply, type Call, type Handler, type Row } from './api';
import { downloadFor } from './downloads';
import { handlers, siteHandlers } from './handlers';
import { paged } from './paging';
import { contract } from './shapes';
import { ERRORS, SOURCE_HEADER, sourceOf } from './sources';
import type { RhombusState } from './state';

interface Route {
	/** The path below /api, or `METHOD /path` outside it. */
	key: string;
	operation?: Operation;
	params: string[];
	handler?: Handler;
}

/** Shared by all sandboxes: the contract's operations and the media hosts' paths. */
const router = new Router<Route>();
for (const operation of contract.operations) {
	const key = operation.path.replace(/^\/api\//, '');
	router.at(operation.method, operation.path, () => ({ key, operation, params: [] }));
}
for (const [path, handler] of Object.entries(handlers)) {
	router.at('POST', `/api/${path}`, (): Route => {
		throw new Error(`No operation /api/${path} in the contract`);
	}).handler = handler;
}
for (const [key, handler] of Object.entries(siteHandlers)) {
	const [method, path] = key.split(' ');
	const params = [...path!.matchAll(/{([^}]+)}/g)].map(([, name]) => name!);
	router.at(method!, path!, () => ({ key, params, handler }));
}

/** Envelope fields say success; cursors end the list. */
const generic = new Generic('rhombus', (_, made) => {
	if (typeof made !== 'object' || made === null) return made;
	const answer = made as Row;
	for (const key of [
		'errorMsg',
		'errorMessage',
		'warningMsg',
		'failedGuids',
		'misconfiguredDoors',
	]) {
		if (key in answer) answer[key] = Array.isArray(answer[key]) ? [] : null;
	}
	return answer;
});

/** Rhombus' routes, keys, answers and errors. */
export class RhombusBackend implements Backend {
	constructor(
		private readonly state: RhombusState,
		private readonly base: () => string,
	) {}

	reset(): void {
		this.state.seed();
	}

	find(method: string, path: string): Target {
		const found = router.find(method, path, () => true);
		if (!found) {
			return {
				violations: () => [`${method} ${path} is not known to Rhombus`],
				answer: () => this.failure(404),
			};
		}
		const { value: route, values } = found;
		const params = Object.fromEntries(
			route.params.map((name, index) => [name, values[index]]),
		) as Call['params'];
		return {
			operation: route.operation?.id,
			violations: (request) => (route.operation ? violations(route.operation, request) : []),
			answer: (request) => this.answer(route, params, request),
		};
	}

	failure(status: number): Answer {
		if (status === 429) {
			return {
				status,
				headers: { 'Content-Type': 'text/plain', 'Retry-After': '1', [SOURCE_HEADER]: ERRORS },
				body: 'Too many api requests. Enhance your calm.',
			};
		}
		const error = STATUS_TEXTS[status] ?? 'Error';
		const msg = MESSAGES[status] ?? `Injected error ${status}`;
		const headers = { [SOURCE_HEADER]: ERRORS };
		return { status, headers, body: { status, error, timestamp: Date.now(), msg } };
	}

	private async answer(route: Route, params: Call['params'], request: Request): Promise<Answer> {
		const refused = refusal(request);
		if (refused === 401) {
			return {
				status: 401,
				headers: { 'WWW-Authenticate': 'Rhombus', [SOURCE_HEADER]: ERRORS },
				body: { authenticationFailed: true },
			};
		}
		if (refused) return this.failure(refused);
		const partner = String(request.headers['x-auth-scheme']).startsWith('partner');
		const named = request.headers['x-auth-org'];
		const client = partner && named !== undefined ? String(named) : undefined;
		const isKnown = this.state.clients.some(({ clientOrgUuid }) => clientOrgUuid === client);
		if (client !== undefined && !isKnown) return this.failure(403);
		const { json } = request;
		if (
			route.operation &&
			takesJson(route.operation) &&
			(!isRow(json) || misfit(route.operation, json))
		) {
			return this.failure(400);
		}
		const call: Call = {
			state: this.state,
			body: isRow(json) ? json : {},
			request,
			base: this.base(),
			params,
			partner,
			client,
		};
		const made = (await route.handler?.(call)) ?? this.generic(route.operation!, call);
		const source = { [SOURCE_HEADER]: sourceOf(route.key) };
		if (!(made instanceof Reply)) return { status: 200, headers: source, body: made };
		return { ...made, headers: { ...source, ...made.headers } };
	}

	private generic(operation: Operation, { body, request }: Call): unknown {
		const download = downloadFor(operation);
		if (download) return download;
		const made = generic.body(contract, operation, {}, request.query, body) ?? {};
		return paged(made as Row, body);
	}
}

const STATUS_TEXTS: Record<number, string> = {
	400: 'Bad Request',
	403: 'Forbidden',
	404: 'Not Found',
	500: 'Internal Server Error',
	502: 'Bad Gateway',
	503: 'Service Unavailable',
};
const MESSAGES: Record<number, string> = {
	400: "JSON doesn't match expected object structure",
	403: 'Access Denied',
	404: 'Not Found',
};

function violations(operation: Operation, request: Request): string[] {
	const faults = contradictions(contract, operation, request, {
		bodyAlways: takesJson(operation),
	});
	if (operation.method !== 'POST') return faults;
	for (const header of ['x-auth-scheme', 'x-auth-apikey']) {
		if (!request.headers[header]) faults.push(`header ${header} is required`);
	}
	const type = request.headers['content-type'] ?? '';
	if (takesJson(operation) && !type.startsWith('application/json')) {
		faults.push('header content-type must be application/json');
	}
	return faults;
}

const takesJson = ({ body }: Operation) => Boolean(body?.content['application/json']);

/** Whether a body has a value of a wrong type, which the server's JSON reader refuses. */
function misfit(operation: Operation, json: unknown): boolean {
	const faults = faultsOf(contract, operation.body!.content['application/json']!, json, 'body');
	return faults.some((fault) => / must be (an?|true or false)/.test(fault));
}

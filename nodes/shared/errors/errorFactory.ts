import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type INode,
	type JsonObject,
} from 'n8n-workflow';
import { camel } from '../util/camel';
import type { Secrets } from './redact';
import { shorten } from './shorten';

/** Why a request failed, for people. */
export interface Failure {
	/** The server's own words if it gave any. */
	message: string;
	/** What to do about it. */
	advice?: string;
	httpCode?: string;
	/** Further facts: error ID, request ID. */
	facts?: Record<string, string | undefined>;
	/** Whether nobody can know if the change was made, so that further tries must not make it. */
	unsure?: boolean;
}

/** Where an error arises, and what must not stand in it. */
export interface Origin {
	node: INode;
	/** Place within the node, e.g. `Message → Send`. */
	where: string;
	/** Index of the input item; 0 where there are none. */
	itemIndex: number;
	secrets: Secrets;
}

/** What checks of values and answers need: the two kinds of errors. */
export interface ErrorFactory {
	/**
	 * An error about what the user gave; nothing was sent for it.
	 * @param field its label, or a path such as `Props → card`
	 */
	refuse(field: string, problem: string, fix: string): NodeOperationError;
	/** An error about what the server said or did. */
	fail(failure: Failure): NodeApiError;
}

/** What an error was about, so that it can be said again for another item. */
interface Reason {
	origin: Origin;
	facts: IDataObject;
	restate(origin: Origin): NodeApiError | NodeOperationError;
}
const reasons = new WeakMap<Error, Reason>();

/** Facts about an error for people and programs, e.g. `{ httpCode, errorId }`. */
export const factsOf = (error: Error): IDataObject => reasons.get(error)?.facts ?? {};

const unsureErrors = new WeakSet<Error>();

/** Whether an error leaves open if the change was made. */
export const isUnsure = (error: unknown): boolean => unsureErrors.has(error as Error);

/** The error as another item has it, with that one's number; itself where it is not ours. */
export function restated(error: Error, origin: Origin): Error {
	const reason = reasons.get(error);
	return reason && reason.origin !== origin ? reason.restate(origin) : error;
}

const placeOf = ({ where, itemIndex }: Origin): string => `${where}, item ${itemIndex + 1}`;

/** An error about what the user gave, see `ErrorFactory.refuse`. */
export function validationError(
	origin: Origin,
	field: string,
	problem: string,
	fix: string,
): NodeOperationError {
	const redact = (words: string) => origin.secrets.redact(words);
	const message = shorten(redact(`"${field}" ${problem}`));
	const error = new NodeOperationError(origin.node, message, {
		itemIndex: origin.itemIndex,
		description: redact(`${fix} (${placeOf(origin)}; nothing was sent)`),
	});
	// n8n replaces messages that seem to hold a network code; `consoleAccessGranted` holds EACCES.
	error.message = message;
	const said = [field, problem, fix].map(redact);
	reasons.set(error, {
		origin,
		facts: {},
		restate: (other) => validationError(other, said[0]!, said[1]!, said[2]!),
	});
	return error;
}

/** An error about what the server said or did, see `ErrorFactory.fail`. */
export function apiError(origin: Origin, failure: Failure): NodeApiError {
	const redact = (words: string) => origin.secrets.redact(words);
	const facts = Object.entries(failure.facts ?? {}).filter((fact): fact is [string, string] =>
		Boolean(fact[1]),
	);
	const http = failure.httpCode ? [`HTTP ${failure.httpCode}`] : [];
	const said = facts.map(([name, value]) => `${name} ${value}`);
	const description = [failure.advice, `(${[placeOf(origin), ...http, ...said].join('; ')})`]
		.filter(Boolean)
		.join(' ');
	const message = shorten(redact(failure.message));
	const error = new NodeApiError(origin.node, { message } as JsonObject, {
		message,
		description: shorten(redact(description)),
		httpCode: failure.httpCode,
		itemIndex: origin.itemIndex,
	});
	const kept = {
		...failure,
		message: redact(failure.message),
		advice: failure.advice && redact(failure.advice),
	};
	const all: Array<[string, string]> = failure.httpCode
		? [['httpCode', failure.httpCode], ...facts]
		: facts;
	reasons.set(error, {
		origin,
		facts: Object.fromEntries(
			all.map(([name, value]) => [camel(name).replace(/ID$/, 'Id'), shorten(redact(value))]),
		),
		restate: (other) => apiError(other, kept),
	});
	if (failure.unsure) unsureErrors.add(error);
	return error;
}

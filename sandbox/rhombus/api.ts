import type { Answer, Request, Row } from '../types';
import type { RhombusState } from './state';

export type { Row } from '../types';

/** What a handler gets. */
export interface Call {
	state: RhombusState;
	/** The JSON body; {} if it is no object. */
	body: Row;
	request: Request;
	/** Base URL of this service. */
	base: string;
	/** In the paths of media: a route has those that its path names. */
	params: Record<'file' | 'uuid' | 'range' | 'duration', string>;
	/** Client organization that a partner key acts for, by its UUID. */
	client?: string;
	/** Whether a partner key asks. */
	partner: boolean;
}

/**
 * Answers one operation. Plain data goes out as JSON with 200; a `Reply` says more;
 * undefined lets the generic answer, made from the contract, go out.
 */
export type Handler = (call: Call) => unknown;

/** Handlers by the path below /api, e.g. `user/getUsersInOrg`. */
export type Table = Record<string, Handler>;

/** An answer with a status or headers of its own. */
export class Reply implements Answer {
	constructor(
		readonly status: number,
		readonly body?: unknown,
		readonly headers?: Record<string, string>,
	) {}
}

/** Rhombus' usual failure: HTTP 200 with `error: true`. */
export const failed = (errorMsg: string) => ({ error: true, errorMsg });

/** What servers do besides answering: events, requests of their own, and the flows around them. */

/** Who sends a request; each but `nobody` has an account of the run. */
export type Actor = 'admin' | 'user' | 'outsider' | 'nobody';

/** What the receiver answers a server's request with. */
export interface ReceiverAnswer {
	status?: number;
	/** Media type; absent: JSON for an object, plain text for a text. */
	type?: string;
	body?: unknown;
}

/** What a step's outcome shows. */
/** `rows`: how many; `count`: whether none, one or several. */
export type Shown = 'answer' | 'rows' | 'count' | 'frames' | 'requests' | 'headers';

/** One thing that is done to a server. `{name}` in texts stands for what an earlier step kept. */
export interface Step {
	/** Unique in its story. */
	what: string;
	/** `METHOD /path` below `/api/v4`; with `^` before the path: below the site. */
	send?: string;
	/** Absent: the administrator. */
	as?: Actor;
	/** Instead of a person's token. */
	token?: string;
	/** The token is sent as the session cookie, as browsers do. */
	cookie?: true;
	query?: string;
	body?: unknown;
	/** An URL-encoded form instead of JSON. */
	form?: Record<string, string>;
	/** A multipart form with these texts and the sample picture as `image`. */
	picture?: Record<string, string>;
	/** A text as the file that is uploaded. */
	file?: string;
	/** A multipart form with the sample plugin. */
	plugin?: true;
	/** An action that the person's socket sends. */
	socket?: Record<string, unknown>;
	/** How often it is sent; the last answer is shown. Default: 1. */
	times?: number;
	/** It is not sent again after this status. */
	until?: number;
	/** The receiver's answers from now on. */
	answers?: ReceiverAnswer;
	/** Path in the answer by name. */
	keeps?: Record<string, string>;
	/** Path in the body or query of the receiver's last request by name. */
	keepsRequest?: Record<string, string>;
	/** Events whose hearers hang on what the server has in its caches: they are not shown. */
	racy?: string[];
	shows?: Shown[];
}

/** A frame as it came, and to whom. */
export interface Frame {
	to: string[];
	frame: unknown;
}

/** A request of the server's own. */
export interface Received {
	method: string;
	path: string;
	headers: Record<string, string>;
	query?: unknown;
	body?: unknown;
}

/** What came of a step, with placeholders. */
export interface Outcome {
	send?: string;
	as?: string;
	status?: number;
	type?: string;
	headers?: Record<string, string>;
	answer?: unknown;
	frames?: Frame[];
	requests?: Received[];
}

/** One recorded file. */
export interface Observation {
	version: string;
	steps: Record<string, Outcome>;
}

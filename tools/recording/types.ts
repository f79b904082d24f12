/** Recordings of real servers, as they lie in `test/recorded/<service>/<version>/`. */

/** Who is refused things. `user` is a member like any other, `outsider` of another team. */
export const CAST = ['outsider', 'guest', 'bot', 'user'] as const;
export type Person = (typeof CAST)[number];

/** A part of a form; a file is the sample picture, or the sample that is named. */
export type FormPart = { name: string } & (
	| { text: string }
	| { filename: string; bytes: number; sample?: 'plugin' }
);

/** Stands for a body that is the server's own configuration, as it answered `GET /config` last. */
export const OWN_CONFIG = '{GET /config}';

/** What was sent as a body: JSON, a form, or bytes of a media type. */
export type Body = unknown;

/** One request and its answer. */
export interface Exchange {
	/** `METHOD /path` below `/api/v4`; a path that begins with `^` lies below the site. */
	send: string;
	/**
	 * Absent: the run's administrator. A person of the cast, `nobody`, the placeholder of a token, or the
	 * `owner` of the server, who makes the administrator.
	 */
	as?: string;
	query?: string;
	body?: Body;
	/** Fields of a multipart form. */
	form?: FormPart[];
	/** Media type of a body that is neither JSON nor a form: the sample picture. */
	raw?: string;
	status: number;
	/** Media type of the answer; absent: `application/json`. */
	type?: string;
	/** Headers among `x-request-id` and `x-version-id` that the answer does not have. */
	without?: string[];
	/** The answer is cut to names and types. */
	outline?: true;
	/** The order of the answer is chance. */
	unordered?: true;
	answer?: unknown;
	/** Of the set-up: this person's token is in the answer. */
	token?: Person | 'admin';
	/** Of the set-up: the answer's ID is that of a person or of a thing in a state, e.g. `archived`. */
	keeps?: string;
	/** Property of the answer that is the ID; absent: `id`. */
	of?: string;
}

/** Names of changes (`mutations.ts`) by what came of them: `403 <error id>`, `200 []`, `404 text/plain`. */
export type Refusals = Record<string, string[]>;

/** One run of an operation. */
export interface Entry {
	/** The operation's own request among `requests`, as `METHOD /path/{param}`; absent if none was sent. */
	route?: string;
	/** Its place in `requests`; absent: the last. */
	main?: number;
	/** Changed requests that were sent before the operation ran. */
	before?: Refusals;
	requests: Exchange[];
	/** Changed requests that were sent afterwards. */
	after?: Refusals;
}

/** `<resource>.json` and `scene.json`. */
export interface Recording {
	version: string;
	/** By `resource/operation`, a second run of it with `#2`. */
	entries: Record<string, Entry>;
}

/** `story.json`. */
export interface Story {
	version: string;
	order: string[];
}

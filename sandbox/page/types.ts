/** An answer of the page. */
export interface Shown {
	status: number;
	type: string;
	body: string | Buffer;
}

/** What a query or a form says. */
export type Sent = URLSearchParams;

/** Where the browser goes after a person did something. */
export interface Next {
	location: string;
}

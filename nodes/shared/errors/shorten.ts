/** Longest text of an error. A proxy's or server's answer may be megabytes long. */
const LONGEST = 1000;

/** A text cut to a length that people can read, without half a character at its end. */
export const shorten = (text: string, longest = LONGEST): string =>
	text.length <= longest ? text : `${text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;

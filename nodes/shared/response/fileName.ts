import { DateTime } from 'luxon';
import type { OperationContext } from '../model/operation';
import { pickedName } from './pickedName';

/** Names of files that people can read and every file system takes. */

/** Longest name without its ending, in characters. */
const LONGEST = 80;

/**
 * `['Front Door', '2026-08-05 10:30:12'], 'jpg'` → `front-door-2026-08-05-10-30-12.jpg`: letters and digits of any
 * script, whatever a server or a user put in.
 */
export function readableName(parts: Array<string | undefined>, ending: string): string {
	const words = parts
		.filter((part) => part !== undefined)
		.join(' ')
		.normalize('NFC')
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]+/gu, '-');
	return `${
		[...words]
			.slice(0, LONGEST)
			.join('')
			.replace(/^-+|-+$/g, '') || 'file'
	}.${ending}`;
}

/** A moment in the workflow's time zone, for `readableName`. @param ms epoch ms */
export const momentIn = ({ host }: OperationContext, ms: number): string =>
	DateTime.fromMillis(ms, { zone: host.timezone }).toFormat('yyyy-MM-dd HH-mm-ss');

/** The file's name with that of the thing that was picked from the list: `image.png` of Carol → `carol-image.png`. */
export function withPickedName(context: OperationContext, fileName: string): string {
	const names = (context.operation.fields ?? []).map((field) => pickedName(context, field));
	const name = names.find((one) => one !== undefined);
	const [, stem = fileName, ending] = /^(.+)\.([a-z0-9]+)$/.exec(fileName) ?? [];
	return name === undefined || ending === undefined ? fileName : readableName([name, stem], ending);
}

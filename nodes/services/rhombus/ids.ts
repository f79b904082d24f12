import type { Client } from '../../shared/http/client';

/**
 * Shape of Rhombus's IDs: a UUID as 22 characters of URL-safe base64 (contract, format `RUUID`); a
 * device's may name one of its parts (`.v0`), a location's its parents. Old ones have dashes.
 */
export const isUuid = (value: string): boolean =>
	/^[A-Za-z0-9_-]{22}(\.[A-Za-z0-9_-]+)*$/.test(value) ||
	/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value);

const HOSTS = /(^|\.)(rhombussystems|rhombus)\.com$/;

/**
 * The ID in a link to Rhombus's console; undefined if the text is no link.
 * @throws NodeOperationError for a link elsewhere, or one with no ID or several
 */
export function uuidOfLink(client: Client, label: string, value: string): string | undefined {
	if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return undefined;
	let url: URL | undefined;
	try {
		url = new URL(value);
	} catch {
		// Refused below.
	}
	const parts =
		url && HOSTS.test(url.hostname) ? `${url.pathname}/${url.hash}`.split(/[/?&=#]/) : [];
	const ids = [...new Set(parts.filter((part) => isUuid(part)))];
	if (ids.length === 1) return ids[0];
	throw client.refuse(
		label,
		'is not a link to the Rhombus Console with one ID',
		'Copy it from console.rhombussystems.com, or enter the name or the ID',
	);
}

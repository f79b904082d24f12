import type { IDataObject } from 'n8n-workflow';
import type { HttpResponse, Service } from './types';

/** The numbers of a version such as `11.7.0` or `11.7.0.<build>.…`; empty if it is unknown. */
export function versionIn(text: unknown): number[] {
	const found = typeof text === 'string' ? /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(text.trim()) : null;
	return found ? found.slice(1).filter(Boolean).map(Number) : [];
}

/** Whether a server is at least that version; an unknown version counts as new. */
export function isAtLeast(have: number[], version: string): boolean {
	if (have.length === 0) return true;
	const want = version.split('.').map(Number);
	for (let i = 0; i < want.length; i++) {
		if ((have[i] ?? 0) !== want[i]) return (have[i] ?? 0) > want[i]!;
	}
	return true;
}

/**
 * Asks a server for its version in the ways that a service has, one after the other.
 * @throws NodeApiError if the first way fails; the others are only tried
 */
export async function findVersion(
	[first, ...others]: NonNullable<Service['versionRequests']>,
	send: (request: string, query?: IDataObject) => Promise<HttpResponse>,
): Promise<number[]> {
	if (!first) return [];
	const ask = async ({ request, query, read }: typeof first) =>
		versionIn(read(await send(request, query)));
	let version = await ask(first);
	// A server that answered is not away.
	for (const other of others) {
		if (version.length === 0) version = await ask(other).catch(() => []);
	}
	return version;
}

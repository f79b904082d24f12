import type { Part, Request } from './types';

/** The parts of a multipart/form-data body in the order they were sent; [] if it is none. */
export async function readParts({
	headers,
	raw,
}: Pick<Request, 'headers' | 'raw'>): Promise<Part[]> {
	const type = headers['content-type'] ?? '';
	if (!type.startsWith('multipart/')) return [];
	try {
		const form = await new Response(Uint8Array.from(raw), {
			headers: { 'content-type': type },
		}).formData();
		return await Promise.all(
			[...form].map(async ([name, value]) =>
				typeof value === 'string'
					? { name, type: 'text/plain', bytes: Buffer.from(value) }
					: {
							name,
							filename: value.name,
							type: value.type || 'text/plain',
							bytes: Buffer.from(await value.arrayBuffer()),
						},
			),
		);
	} catch {
		return [];
	}
}

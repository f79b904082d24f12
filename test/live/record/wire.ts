import type { Answered } from '../../../tools/recording/answers';
import { sampleFile } from '../../../tools/recording/send';
import type { FormPart, Person } from '../../../tools/recording/types';
import type { Sent } from '../../../tools/recording/mutations';

/** A request and its answer as they were, before anything is replaced. */
export interface Raw {
	sent: Sent;
	answered: Answered;
	/** Of the set-up: whose token is in the answer, and the name of what it made. */
	token?: Person | 'admin';
	keeps?: string;
	of?: string;
	/** When it was sent, in ms. */
	at: number;
}

/** What came of changed requests, by the name of the change. */
export type Outcomes = Map<string, string>;

/** A run of an operation, before anything is replaced. */
export interface RawEntry {
	route?: string;
	main?: number;
	before?: Outcomes;
	requests: Raw[];
	after?: Outcomes;
}

/** Below `/api/v4`, or with `^` below the site. */
export const pathOf = (url: string) =>
	url.startsWith('/api/v4/') ? url.slice('/api/v4'.length) : `^${url}`;

/** What a body's bytes are. */
export async function bodyOf(
	bytes: Buffer,
	type: string,
): Promise<Pick<Sent, 'json' | 'form' | 'raw'>> {
	if (bytes.length === 0) return {};
	if (type.startsWith('multipart/')) return { form: await partsOf(bytes, type) };
	try {
		return { json: JSON.parse(bytes.toString('utf8')) as unknown };
	} catch {
		return { raw: type || 'application/octet-stream' };
	}
}

async function partsOf(bytes: Buffer, type: string): Promise<FormPart[]> {
	const form = await new Response(new Uint8Array(bytes), {
		headers: { 'Content-Type': type },
	}).formData();
	const parts = [...form].map(async ([name, value]): Promise<FormPart> => {
		if (typeof value === 'string') return { name, text: value };
		const sample = sampleFile(Buffer.from(await value.arrayBuffer()));
		const { name: filename, size } = value;
		return { name, filename, bytes: size, ...(sample !== 'picture' && { sample }) };
	});
	return await Promise.all(parts);
}

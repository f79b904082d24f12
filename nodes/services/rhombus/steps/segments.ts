import type { INodeExecutionData } from 'n8n-workflow';
import type { Client } from '../../../shared/http/client';
import type { Download } from '../../../shared/http/download';
import type { OperationContext } from '../../../shared/model/operation';
import { outputFieldOf } from '../../../shared/response/fileItem';
import { streamOf, type ByteStream } from '../../../shared/util/byteStream';
import { FOOTAGE } from './footageFacts';

/**
 * Video that is served in parts: the beginning of an MP4, then segments of a few seconds. Joined, they
 * are one MP4 that plays. One segment is in memory at a time.
 */

/** What a manifest says about its parts. */
export interface Manifest {
	/** File names, relative to the manifest. */
	init: string;
	segment(number: number): string;
	first: number;
	/** s */
	segmentSec: number;
}

const attribute = (tag: string, name: string): string | undefined =>
	new RegExp(`\\b${name}\\s*=\\s*"([^"]*)"`).exec(tag)?.[1];

const unescapeXml = (text: string) =>
	text.replace(
		/&(amp|lt|gt|quot|apos);/g,
		(_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" })[name]!,
	);

/** A number in the form that a DASH template wants: `$Number$` or `$Number%05d$`. */
const numbered = (template: string, number: number): string =>
	template.replace(/\$Number(?:%0(\d{1,2})d)?\$/g, (_, width?: string) =>
		String(number).padStart(Number(width ?? 0), '0'),
	);

/** Reads a DASH manifest: the template of its first, that is its video's, segments. Undefined if it has none. */
export function readManifest(xml: string): Manifest | undefined {
	const tag = /<SegmentTemplate\b[^>]*>/.exec(xml)?.[0];
	if (!tag) return undefined;
	const representation = /<Representation\b[^>]*>/.exec(xml)?.[0] ?? '';
	const named = (name: string) =>
		unescapeXml(attribute(tag, name) ?? '')
			.split('$RepresentationID$')
			.join(unescapeXml(attribute(representation, 'id') ?? ''));
	const init = named('initialization');
	const media = named('media');
	if (init === '' || !/\$Number/.test(media)) return undefined;
	const first = Number(attribute(tag, 'startNumber') ?? FOOTAGE.firstNumber);
	const length = Number(attribute(tag, 'duration')) / Number(attribute(tag, 'timescale') ?? 1);
	return {
		init,
		segment: (number) => numbered(media, number),
		first: Number.isInteger(first) && first >= 0 ? first : FOOTAGE.firstNumber,
		segmentSec: length > 0 && Number.isFinite(length) ? length : FOOTAGE.segmentSec,
	};
}

/** Video in parts. */
export interface Parts {
	init: string;
	/** Addresses of the segments, in order. */
	segments: string[];
	/** How many of the last segments may be missing: where a length was rounded up. */
	mayLack: number;
	fetch(address: string): Promise<Download | undefined>;
}

/** How often a segment is tried that broke off. */
const TRIES = 3;

/** One part in memory. @returns undefined if it is not there @throws NodeApiError */
async function part(parts: Parts, address: string, tries = TRIES): Promise<Buffer | undefined> {
	const download = await parts.fetch(address);
	return await download
		?.read()
		.catch(async (error: Error) =>
			tries > 1 ? await part(parts, address, tries - 1) : await Promise.reject(error),
		);
}

/**
 * An item with the joined video, which goes to n8n's store part by part.
 * @returns undefined if not even its beginning is there
 * @throws NodeApiError if a part is missing or does not come
 */
export async function joined(
	context: OperationContext,
	parts: Parts,
	fileName: string,
): Promise<INodeExecutionData | undefined> {
	const first = await parts.fetch(parts.init);
	if (!first) return undefined;
	// Any stream of Node's lends its class: community nodes may not import `stream`.
	const like = first.answer.body as ByteStream;
	const beginning = await first.read();
	let bytes = 0;
	let count = 0;
	/** What n8n's store reports as a broken stream. */
	let problem: Error | undefined;
	const noted = async (error: Error) => {
		problem = error;
		return await Promise.reject(error);
	};
	async function* all(): AsyncGenerator<Uint8Array> {
		bytes += beginning.length;
		yield beginning;
		for (const address of parts.segments) {
			const segment = await part(parts, address).catch(noted);
			if (!segment) break;
			count++;
			bytes += segment.length;
			yield segment;
		}
		const lacks = parts.segments.length - count;
		if (lacks > parts.mayLack) await noted(missing(context, count, parts));
	}
	const file = await context.host
		.keepFile(streamOf(like, all()), fileName, 'video/mp4')
		.catch(async (error: Error) => await Promise.reject(problem ?? error));
	return {
		json: { fileName: file.fileName, mimeType: file.mimeType, bytes, segments: count },
		binary: { [outputFieldOf(context)]: file },
	};
}

const missing = (client: Client, count: number, { segments }: Parts) =>
	client.fail({
		message: `Rhombus has only ${count} of ${segments.length} parts of this video`,
		advice:
			'Try again in a minute: the camera may still be uploading it. Or choose a shorter range',
	});

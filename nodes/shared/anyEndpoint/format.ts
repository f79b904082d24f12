import { z } from 'zod';

/**
 * The format of the catalogue: what both services' endpoints take and give, small enough to ship.
 * `tools/catalogue.ts` makes it from `contracts/` in the build and checks it with the schema below;
 * at run time only the types are used.
 *
 * A type is a short code, read from left to right:
 *
 * | code | meaning |
 * |---|---|
 * | `!` | the field is required (only at the front) |
 * | `?` | null is allowed |
 * | `s` `i` `n` `b` | string, integer, number, boolean |
 * | `d` | date and time as ISO 8601 string |
 * | `M` `S` | a point in time as integer: epoch ms, epoch s |
 * | `f` | a file (a part of a multipart body, or a whole body) |
 * | `o` `a` | an object of any shape, anything |
 * | `e3` `#3` `\|3` | one of `enums[3]`, the object `shapes[3]`, one of the types `unions[3]` |
 * | `[s` `{s` | array of strings, object whose values are strings |
 *
 * In a shape the field `*` is the type of fields that are not listed.
 */
const code = z.string().regex(/^!?\??(?:[[{]\??)*(?:[sinbdMSfoa]|[e#|]\d+)$/);

/** Fields of an object, of a query, or of a multipart body. */
const shape = z.record(code);

/**
 * How more rows are fetched:
 * - `pages`: query `page` from 0, `per_page`; `logPages`: the same with `logs_per_page`
 * - `bodyPages`: the same two in the JSON body
 * - `key`: `lastEvaluatedKey` of the answer goes into the next body; `maxPageSize`
 * - `nestedKey`: the same inside `pageRequest`
 * - `lastRow`: `timestampMs` and `uuid` of the last row become `lastTimestampMs`, `lastUuid`; `maxResults`
 * - `token`: `pageToken` of the answer; `pageSize`
 * - `time`: `lastEvaluatedTimestampMs` of the answer becomes `pageTimestampMs`; `maxPageSize`
 * - `numbered`: body `pageNumber` counts up while the answer says `hasNexPage` (spelt so)
 */
const paging = z.enum([
	'pages',
	'logPages',
	'bodyPages',
	'key',
	'nestedKey',
	'lastRow',
	'token',
	'time',
	'numbered',
]);

const endpoint = z
	.object({
		method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
		/** From the site's root, with `{placeholders}`. */
		path: z.string().regex(/^\/\S+$/),
		/** Its name in camel case in the API's description; its words are searched too. */
		name: z.string().min(1),
		/** What people call it, if that is not the name's words. */
		title: z.string().min(1).optional(),
		/** Further words by which it is found. */
		also: z.string().min(1).optional(),
		/** Index in `tags`. */
		tag: z.number().int().nonnegative(),
		deprecated: z.literal(true).optional(),
		/** Only the vendor's own console may call it, no API key. */
		consoleOnly: z.literal(true).optional(),
		/** The vendor's own tools call it, but its published description lacks it. */
		unpublished: z.literal(true).optional(),
		/** First server version that no longer has it. */
		until: z.string().optional(),
		/** Only answered on the server's own machine. */
		local: z.literal(true).optional(),
		/** Types of path parameters that are not strings. */
		pathTypes: shape.optional(),
		query: shape.optional(),
		/** Type of the body; none if absent. */
		body: code.optional(),
		/** How the body is sent, if not as JSON. */
		as: z.enum(['multipart', 'raw']).optional(),
		paging: paging.optional(),
		/** Property of the answer that holds what matters: rows, an object, or scalars. */
		under: z.string().optional(),
		/** Whether `under` holds scalars, each of which becomes `{ value }`. */
		scalars: z.literal(true).optional(),
		/** Property of the answer that maps IDs to rows; `order` lists the IDs. */
		ordered: z.string().optional(),
		/** Whether the answer is a file. */
		file: z.literal(true).optional(),
	})
	.strict();

/** The whole catalogue of one service, with every reference inside its tables. */
export const catalogueSchema = z
	.object({
		service: z.enum(['mattermost', 'rhombus']),
		tags: z.array(z.string().min(1)),
		enums: z.array(z.array(z.string()).min(1)),
		shapes: z.array(shape),
		unions: z.array(z.array(code).min(1)),
		endpoints: z.array(endpoint).min(1),
	})
	.strict()
	.superRefine((catalogue, context) => {
		const codes = [
			...catalogue.shapes.flatMap((one) => Object.values(one)),
			...catalogue.unions.flat(),
			...catalogue.endpoints.flatMap((one) => [
				...Object.values(one.query ?? {}),
				...Object.values(one.pathTypes ?? {}),
				...(one.body ? [one.body] : []),
			]),
		];
		const size = {
			e: catalogue.enums.length,
			'#': catalogue.shapes.length,
			'|': catalogue.unions.length,
		};
		for (const one of codes) {
			const [, table, index] = /([e#|])(\d+)$/.exec(one) ?? [];
			if (table && Number(index) >= size[table as keyof typeof size]) {
				context.addIssue({ code: 'custom', message: `Code ${one} points outside its table` });
			}
		}
		for (const one of catalogue.endpoints) {
			if (one.tag >= catalogue.tags.length) {
				context.addIssue({ code: 'custom', message: `${one.method} ${one.path} has no tag` });
			}
		}
	});

export type ServiceName = 'mattermost' | 'rhombus';
export type Shape = z.infer<typeof shape>;
export type Endpoint = z.infer<typeof endpoint>;
export type PagingStyle = z.infer<typeof paging>;
export type CatalogueData = z.infer<typeof catalogueSchema>;

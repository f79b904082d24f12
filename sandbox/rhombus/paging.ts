import { hash, prng, rhombusId } from '../prng';
import type { Row } from '../types';

/** Rows of a generated list with a cursor; more than one page at the usual page sizes of tests. */
const ROWS = 5;

/**
 * Cuts the first list of a generated answer as its cursor says: `lastEvaluatedKey` (also nested in
 * `pageRequest`), `pageToken` or `lastEvaluatedTimestampMs`. Cursors are null on the last page.
 */
export function paged(answer: Row, body: Row): Row {
	const cursor = ['lastEvaluatedKey', 'pageToken', 'lastEvaluatedTimestampMs'].find(
		(name) => name in answer,
	);
	if (!cursor) return answer;
	const list = Object.keys(answer).find((name) => Array.isArray(answer[name]));
	if (!list) return { ...answer, [cursor]: null };
	const asked = (body.pageRequest ?? body) as Row;
	const size = Number(asked.maxPageSize ?? asked.pageSize) || 2;
	const at = asked[cursor] ?? asked.pageTimestampMs;
	const { page, next } = slice(grown(answer[list] as unknown[]), at, size);
	const isTime = cursor === 'lastEvaluatedTimestampMs' && next;
	return { ...answer, [list]: page, [cursor]: isTime ? position(next) : next };
}

/** One page of a list and the cursor to the next one; null on the last page. */
export function slice<T>(rows: T[], cursor: unknown, size: number) {
	const start = position(cursor);
	const next = start + size;
	return { page: rows.slice(start, next), next: next < rows.length ? `row-${next}` : null };
}

/** Cursors are opaque to clients; here they hold the row's number. */
const position = (cursor: unknown) => Number(String(cursor ?? 0).replace('row-', '')) || 0;

/** Five rows from the generated two, each with a uuid of its own. */
function grown(rows: unknown[]): unknown[] {
	return Array.from({ length: ROWS }, (_, index) => {
		const row = rows[index] ?? rows[0];
		if (index < rows.length || typeof row !== 'object' || row === null) return row;
		const copy: Row = { ...row };
		for (const [key, value] of Object.entries(copy)) {
			if (/uuid$/i.test(key) && typeof value === 'string')
				copy[key] = rhombusId(prng(hash(value) + index));
		}
		return copy;
	});
}

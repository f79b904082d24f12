import { hash, prng, rhombusId } from '../prng';
import type { Row } from './api';

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
	const start = position(asked[cursor] ?? asked.pageTimestampMs);
	const size = Number(asked.maxPageSize ?? asked.pageSize) || 2;
	const rows = grown(answer[list] as unknown[]).slice(start, start + size);
	const next = start + size;
	return { ...answer, [list]: rows, [cursor]: next < ROWS ? cursorAt(cursor, next) : null };
}

const cursorAt = (cursor: string, index: number) =>
	cursor === 'lastEvaluatedTimestampMs' ? index : `row-${index}`;

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

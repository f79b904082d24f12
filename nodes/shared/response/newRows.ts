import { own } from '../util/guards';

/** A row's own ID, if it is text. */
const idOf = (row: unknown): unknown => {
	const id = own(row, 'id');
	return typeof id === 'string' ? id : undefined;
};

/** Identity of a row where a list has no better one: its content. */
export const byContent = (row: unknown): string => JSON.stringify(row) ?? '';

/** Identity of rows that have an ID of their own, whatever else of them changes between two pages. */
export const byId =
	(name: string) =>
	(row: unknown): string => {
		const id = own(row, name);
		return typeof id === 'string' && id !== '' ? id : byContent(row);
	};

/** Tells new rows of a list whose pages overlap from those of earlier pages. */
export class NewRows {
	private readonly known = new Set<string>();
	/** Most lists have one page: its rows are looked at only when a second one comes. */
	private first?: unknown[];

	/** @param keyOf identity of a row */
	constructor(private readonly keyOf: (row: unknown) => string) {}

	/** The rows of a page that no earlier page had. */
	of(rows: unknown[]): unknown[] {
		if (!this.first) return (this.first = rows);
		if (this.known.size === 0) for (const row of this.first) this.known.add(this.keyOf(row));
		return rows.filter((row) => {
			const key = this.keyOf(row);
			const isNew = !this.known.has(key);
			this.known.add(key);
			return isNew;
		});
	}
}

/**
 * Tells whether a list goes on where its pages do not overlap. Only the first page and the one before are
 * remembered, however long the list: it is these that a server gives again that knows no pages, or no page
 * beyond the last.
 */
export class PageProgress {
	private first?: unknown[];
	private previous: unknown[] = [];

	/** Whether a page has a row that no page that is remembered had. */
	hasNew(rows: unknown[]): boolean {
		const earlier = [...(this.first ?? []), ...this.previous];
		this.first ??= rows;
		this.previous = rows;
		// A row of another ID, or the first one without, has another content, and IDs are compared much faster.
		const ids = new Set(earlier.map(idOf));
		if (rows.some((row) => !ids.has(idOf(row)))) return true;
		const contents = new Set(earlier.map(byContent));
		return rows.some((row) => !contents.has(byContent(row)));
	}
}

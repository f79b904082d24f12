import { own } from '../util/guards';

/** Identity of a row where a list has no better one: its content. */
export const byContent = (row: unknown): string => JSON.stringify(row) ?? '';

/** Identity of rows that have an ID of their own, whatever else of them changes between two pages. */
export const byId =
	(name: string) =>
	(row: unknown): string => {
		const id = own(row, name);
		return typeof id === 'string' && id !== '' ? id : byContent(row);
	};

/** Tells new rows of a list from those of earlier pages. */
export class NewRows {
	private readonly known = new Set<string>();
	/** Those of the last page. */
	private previous = new Set<string>();
	/** Most lists have one page: its rows are looked at only when a second one comes. */
	private first?: unknown[];

	/**
	 * @param keyOf identity of a row where pages overlap. Without it only the first page and the one before
	 * are remembered, however long the list: it is these that a server gives again that knows no pages, or
	 * no page beyond the last
	 */
	constructor(private readonly keyOf?: (row: unknown) => string) {}

	/** The rows of a page that no page that is remembered had. */
	of(rows: unknown[]): unknown[] {
		if (!this.first) return (this.first = rows);
		const keyOf = this.keyOf ?? byContent;
		if (this.known.size === 0) for (const row of this.first) this.known.add(keyOf(row));
		const { previous } = this;
		this.previous = new Set();
		return rows.filter((row) => {
			const key = keyOf(row);
			const isNew = !this.known.has(key) && !previous.has(key);
			if (this.keyOf) this.known.add(key);
			else this.previous.add(key);
			return isNew;
		});
	}
}

import { hash } from 'crypto';
import { own } from '../util/guards';

/** Identity of a row where a list has no better one: its content. */
const digest = (row: unknown): string => hash('sha1', JSON.stringify(row) ?? '', 'base64');

/** Identity of rows that have an ID of their own, whatever else of them changes between two pages. */
export const byId =
	(name: string) =>
	(row: unknown): string => {
		const id = own(row, name);
		return typeof id === 'string' && id !== '' ? id : digest(row);
	};

/** Tells new rows of a list from those of earlier pages. */
export class NewRows {
	private readonly known = new Set<string>();
	/** Most lists have one page: its rows are looked at only when a second one comes. */
	private first?: unknown[];

	constructor(private readonly keyOf: (row: unknown) => string = digest) {}

	/** The rows of a page that no earlier page had. */
	of(rows: unknown[]): unknown[] {
		if (!this.first) return (this.first = rows);
		if (this.known.size === 0) for (const row of this.first) this.known.add(this.keyOf(row));
		return rows.filter((row) => {
			const key = this.keyOf(row);
			if (this.known.has(key)) return false;
			this.known.add(key);
			return true;
		});
	}
}

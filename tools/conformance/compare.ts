import { isRow } from '../../sandbox/types';
import { OTHERS } from '../recording/answers';

/** An outline in which only the outermost names stand. */
export function outlineOf(value: unknown, depth = 0): unknown {
	if (Array.isArray(value))
		return depth > 0 ? '{list}' : value.slice(0, 1).map((row) => outlineOf(row, 1));
	if (value === '{object}' || (isRow(value) && depth > 0)) return '{object}';
	if (!isRow(value)) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, one]) => [name, outlineOf(one, depth + 1)]),
	);
}

/** What differs between a recorded answer and another, as `place: recorded, not given`. */
export function differences(recorded: unknown, given: unknown, at = 'answer'): string[] {
	if (Array.isArray(recorded) && Array.isArray(given)) return ofLists(recorded, given, at);
	if (isRow(recorded) && isRow(given)) {
		const names = new Set([...Object.keys(recorded), ...Object.keys(given)]);
		return [...names].flatMap((name) => {
			const place = `${at}.${name}`;
			if (!(name in given)) return [`${place}: is missing`];
			if (!(name in recorded)) return [`${place}: is not there`];
			return differences(recorded[name], given[name], place);
		});
	}
	return recorded === given ? [] : [`${at}: ${brief(recorded)}, not ${brief(given)}`];
}

function ofLists(recorded: unknown[], given: unknown[], at: string): string[] {
	if (recorded[0] === OTHERS || given[0] === OTHERS) {
		if (recorded[0] !== given[0]) return [`${at}: ${brief(recorded)}, not ${brief(given)}`];
		return ofShapes(recorded[1], given[1], `${at}[]`);
	}
	if (recorded.length !== given.length) {
		const [ours, theirs] = [recorded, given].map((rows) => rows.map((row) => JSON.stringify(row)));
		const more = theirs!.filter((row) => !ours!.includes(row)).map((row) => row.slice(0, 60));
		const missing = ours!.filter((row) => !theirs!.includes(row)).map((row) => row.slice(0, 60));
		const which = `also ${more.join(', ') || 'none'}; without ${missing.join(', ') || 'none'}`;
		return [`${at}: ${recorded.length} rows, not ${given.length} (${which})`];
	}
	return recorded.flatMap((row, index) => differences(row, given[index], `${at}[${index}]`));
}

/** Names and types alone: of rows that are not of this run. */
function ofShapes(recorded: unknown, given: unknown, at: string): string[] {
	if (isRow(recorded) && isRow(given)) {
		const names = new Set([...Object.keys(recorded), ...Object.keys(given)]);
		return [...names].flatMap((name) => {
			if (!(name in given)) return [`${at}.${name}: is missing`];
			if (!(name in recorded)) return [`${at}.${name}: is not there`];
			return ofShapes(recorded[name], given[name], `${at}.${name}`);
		});
	}
	const [one, other] = [typeOf(recorded), typeOf(given)];
	return one === other ? [] : [`${at}: ${one}, not ${other}`];
}

function typeOf(value: unknown): string {
	if (value === null) return 'null';
	if (Array.isArray(value)) return 'list';
	return value === '{ms}' ? 'number' : typeof value;
}

function brief(value: unknown): string {
	const text = JSON.stringify(value) ?? 'nothing';
	return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}

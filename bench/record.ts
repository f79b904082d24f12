import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CURRENT_N8N } from '../tools/n8n/versions';
import { median } from './stage';

/** What the benchmark's parts measure, kept in bench/results.json. */

export const ROOT = path.resolve(__dirname, '..');
const RESULTS = path.join(ROOT, 'bench/results.json');

/** Runs per figure. */
export const RUNS = Number(process.env.BENCH_RUNS ?? 5);
/** Runs per kind where each needs a fresh n8n and takes half a minute or more. */
export const FRESH_RUNS = Number(process.env.BENCH_FRESH ?? 2);

interface Measured {
	/** The day, e.g. 2026-11-28. */
	date: string;
	/** How often it was measured; the figure is the median. */
	runs: number;
	/** Cores of the machine that others kept busy around the part, the more of before and after. */
	load: number;
}

/** Ours and a peer's, measured in turns. */
export interface Row extends Measured {
	goal: string;
	peer: string;
	/** In ms, unless the goal says MB. */
	ours_ms: number;
	peer_ms: number;
	/** Ours divided by the peer's. */
	ratio: number;
	/** The most that the ratio may be. */
	limit: number | null;
	versions: Record<string, string>;
}

/** A figure of ours alone that has a bound. */
export interface Figure extends Measured {
	goal: string;
	value: number;
	unit: string;
	/** The most that it may be. */
	limit: number;
}

/** Memory over that of the idle process in MB, at ms since the start of a run. */
export type Curve = Array<[ms: number, mb: number]>;

export interface Results {
	rows: Row[];
	figures: Figure[];
	/** Figures without a bound. */
	facts: Record<string, number | string>;
	/** Memory while a file is carried, by who carries it. */
	curves: Record<string, Curve>;
}

/** Beyond this the figures say more about the machine than about the nodes. */
export const BUSY = 0.5;

/** What is recorded. */
export const readResults = (): Results => JSON.parse(readFileSync(RESULTS, 'utf8')) as Results;

const NOTHING: Results = { rows: [], figures: [], facts: {}, curves: {} };

/** What is kept of a row or a figure before its part has ended. */
type Draft<T extends Measured> = Omit<T, 'load' | 'date'>;

export const round = (value: number): number => Math.round(value * 100) / 100;

const verdictOf = (value: number, limit: number | null) =>
	limit === null ? '' : value <= limit ? 'reached' : 'NOT REACHED';

/** Takes down what one part measures. */
export class Recorder {
	private readonly rows: Array<Draft<Row>> = [];
	private readonly figures: Array<Draft<Figure>> = [];
	readonly facts: Results['facts'] = {};
	readonly curves: Results['curves'] = {};
	private readonly versions: Row['versions'];

	/** @param nodeVersion Node.js of n8n */
	constructor(nodeVersion: string) {
		const manifest = readFileSync(path.join(ROOT, 'package.json'), 'utf8');
		const { version } = JSON.parse(manifest) as { version: string };
		this.versions = { n8n: CURRENT_N8N, node: nodeVersion, package: version };
	}

	/** Ours beside a peer's, both medians. @param limit the most that their ratio may be */
	compare(
		goal: string,
		peer: string,
		ours: number,
		theirs: number,
		limit: number | null,
		runs = RUNS,
	): void {
		const ratio = round(ours / theirs);
		const [ours_ms, peer_ms] = [round(ours), round(theirs)];
		const { versions } = this;
		this.rows.push({ goal, peer, ours_ms, peer_ms, ratio, limit, runs, versions });
		const verdict = verdictOf(ratio, limit);
		console.log(
			`${goal} | ${peer} | ${ours_ms} | ${peer_ms} | ${ratio} | ${limit ?? ''} | ${verdict}`,
		);
	}

	/** A figure of ours with the most that it may be. */
	bound(goal: string, value: number, unit: string, limit: number, runs = RUNS): void {
		this.figures.push({ goal, value: round(value), unit, limit, runs });
		console.log(`${goal} | ${round(value)} ${unit} | ${limit} | ${verdictOf(value, limit)}`);
	}

	/**
	 * Puts it in the place of what was recorded of the same.
	 * @param load see `Measured`
	 * @param keepsOthers whether what else is recorded stays
	 */
	save(load: number, keepsOthers: boolean): void {
		const before = keepsOthers ? readResults() : NOTHING;
		const date = new Date().toISOString().slice(0, 10);
		const rows = this.rows.map((row) => ({ ...row, load, date }));
		const figures = this.figures.map((figure) => ({ ...figure, load, date }));
		const isOther = (row: Row) =>
			!rows.some(({ goal, peer }) => row.goal === goal && row.peer === peer);
		const results: Results = {
			rows: [...before.rows.filter(isOther), ...rows],
			figures: [
				...before.figures.filter(({ goal }) => !figures.some((one) => one.goal === goal)),
				...figures,
			],
			facts: { ...before.facts, ...this.facts },
			curves: { ...before.curves, ...this.curves },
		};
		writeFileSync(RESULTS, `${JSON.stringify(results, null, '\t')}\n`);
	}
}

/** Cores that are busy now, over 2 s (Linux). The benchmark itself must be at rest. */
export async function othersLoad(): Promise<number> {
	const read = () =>
		readFileSync('/proc/stat', 'utf8').split('\n', 1)[0]!.split(/\s+/).slice(1, 9).map(Number);
	const before = read();
	await sleep(2000);
	const spent = read().map((ticks, kind) => ticks - before[kind]!);
	// user, nice, system, idle, iowait, …: ticks of 10 ms.
	const idle = spent[3]! + spent[4]!;
	return round((spent.reduce((sum, ticks) => sum + ticks) - idle) / 200);
}

/** How much of a run warms n8n up. */
const WARM_UP = 0.1;

/**
 * Medians of several kinds of run, taken in turns so that a slow moment hits all alike.
 * @param kinds each runs once, or the given part of itself, and says how many ms it took
 */
export async function alternate<K extends string>(
	kinds: { [kind in K]: (part: number) => Promise<number> },
	runs = RUNS,
): Promise<{ [kind in K]: number }> {
	const names = Object.keys(kinds) as K[];
	const times = new Map(names.map((kind) => [kind, [] as number[]]));
	for (const kind of names) await kinds[kind](WARM_UP);
	for (let run = 0; run < runs; run++) {
		for (const kind of names) times.get(kind)!.push(await kinds[kind](1));
	}
	return Object.fromEntries(names.map((kind) => [kind, median(times.get(kind)!)])) as {
		[kind in K]: number;
	};
}

type Figures = { [name: string]: number };

/** Medians of what measurements have in common, by name. */
function medians<T extends Figures>(list: T[]): T {
	return Object.fromEntries(
		Object.keys(list[0]!).map((name) => [name, median(list.map((one) => one[name]!))]),
	) as T;
}

/** The same measurement of two kinds in turns, each in an n8n of its own: memory is never given back. */
export async function paired<K extends string, T extends Figures>(
	[first, second]: readonly [K, K],
	measure: (kind: K) => Promise<T>,
	runs = FRESH_RUNS,
): Promise<{ [kind in K]: T }> {
	const taken = { [first]: [], [second]: [] } as unknown as { [kind in K]: T[] };
	for (let round = 0; round < runs; round++) {
		for (const kind of round % 2 ? [second, first] : [first, second]) {
			taken[kind].push(await measure(kind));
		}
	}
	return { [first]: medians(taken[first]), [second]: medians(taken[second]) } as {
		[kind in K]: T;
	};
}

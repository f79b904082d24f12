import { randomUUID } from 'node:crypto';

/** What differs from run to run, and what stands for it. */
export interface Setting {
	/** The run's own prefix of names, e.g. `live-mabc12`. */
	run?: string;
	/** The run's names in recordings. */
	as?: string;
	/** Addresses of the server. */
	sites: string[];
}

export const RUN = 'live-run';
/** An ID that nothing has. */
export const UNKNOWN = 'unknownunknownunknownunkno';
/** IDs that are the same in each run: they name nothing. */
const FIXED = new Set([UNKNOWN, 'sample6sample6sample6samp6']);

const ID = /(?<![A-Za-z0-9])[a-z0-9]{26}(?![A-Za-z0-9])/g;
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
/** Signatures and tokens that are no IDs, in texts. */
const SECRETS: Array<[RegExp, string]> = [
	[/((?:^|[?&])h=)[\w-]+/g, '$1{secret}'],
	// A state that the server made itself.
	[/([?&]state=)[\w%=-]{40,}/g, '$1{secret}'],
	// Hashes of passwords, which 5.37 gives to administrators.
	[/\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}/g, '{secret}'],
	[/eyJ[\w-]+\.[\w-]+\.[\w-]+/g, '{secret}'],
];
/** What is random, and no ID. */
const RANDOM: Array<[RegExp, string]> = [
	// Where the nodes keep incidents: a hash of the incident, of its thread, a random name, and times in texts.
	[/\bn8ni[0-9a-f]{28}\b/g, 'n8nincident'],
	[/\bw[0-9a-f]{24}\b/g, 'wthread'],
	[/\br[a-z0-9]{26}\b/g, 'rreport'],
	[/("at":)\d{13}\b/g, '$1{ms}'],
	[/("thread":"\S+ )\d{13}\b/g, '$1{ms}'],
	[/("period":)\d{6,}/g, '$1{period}'],
	[/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '{uuid}'],
	[/\b([0-9a-f]{40}|[0-9a-f]{64})\b/g, '{hash}'],
	[/(?<![\w-])(?=[\w-]*[A-Z])(?=[\w-]*[0-9])(?=[\w-]*[a-z])[\w-]{40,86}(?![\w-])/g, '{secret}'],
	[
		/\b\w{3} \w{3} \d+ [\d:]{8} \+0000 UTC \d{4}\b|\b\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT/g,
		'{date}',
	],
	[/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z/g, '{iso}'],
];
/** The name of a direct channel: which ID comes first is chance. */
const PAIR = /\{[^{}]+\}__\{[^{}]+\}/g;
/** Longest text that is kept, in characters. */
const LONGEST = 300;
/** Times of requests that are further away than this (ms) do not move with the run. */
const NEAR = 2 * 86_400_000;
const YEAR_2017 = 1_500_000_000_000;

/** Puts placeholders where a run's IDs, times, names and addresses stand. */
export class Placeholders {
	private readonly names = new Map<string, string>();

	constructor(private readonly setting: Setting) {}

	/** From now on the placeholder stands for the ID; the first one given wins. */
	name(id: string, placeholder: string): void {
		if (!FIXED.has(id) && !this.names.has(id)) this.names.set(id, placeholder);
	}

	nameOf(id: string): string | undefined {
		return this.names.get(id);
	}

	/** A value of an answer. */
	answer(value: unknown): unknown {
		if (typeof value === 'string') return this.text(value);
		if (typeof value === 'number') return this.number(value);
		if (typeof value !== 'object' || value === null) return value;
		if (Array.isArray(value)) return value.map((row) => this.answer(row));
		const all: Record<string, unknown> = {};
		for (const [name, one] of Object.entries(value)) {
			let key = this.text(name);
			// Members of a map that have no name of their own stay apart.
			for (let count = 2; key in all; count++) key = `${this.text(name)}#${count}`;
			all[key] = this.answer(one);
		}
		return all;
	}

	/** A value of a request, in which times move with the clock. */
	request(value: unknown, now: number): unknown {
		if (typeof value === 'string') {
			const at = ISO.test(value) ? Date.parse(value) : NaN;
			return isNear(at, now) ? `{now+${offset(at, now)}:iso}` : this.text(value, false);
		}
		if (typeof value === 'number') return timeOf(value, now) ?? value;
		if (typeof value !== 'object' || value === null) return value;
		if (Array.isArray(value)) return value.map((row) => this.request(row, now));
		return Object.fromEntries(
			Object.entries(value).map(([name, one]) => [this.text(name), this.request(one, now)]),
		);
	}

	/** A path or a query of a request. */
	path(value: string, now: number): string {
		return this.text(value, false).replace(
			/(?<=[/=])\d{10,13}(?![\d])/g,
			(digits) => timeOf(Number(digits), now) ?? digits,
		);
	}

	private text(value: string, cut = true): string {
		const { run, as = RUN, sites } = this.setting;
		let text = value;
		if (cut && ISO.test(text)) return '{iso}';
		for (const site of sites) {
			text = text.replaceAll(site, '{site}').replaceAll(encodeURIComponent(site), '{site}');
		}
		if (run) text = text.replaceAll(run, as);
		for (const [pattern, instead] of [...SECRETS, ...RANDOM]) text = text.replace(pattern, instead);
		text = text.replace(ID, (id) => (FIXED.has(id) ? id : (this.names.get(id) ?? '{id}')));
		text = text.replace(PAIR, (pair) => pair.split('__').sort().join('__'));
		return text.length > LONGEST ? `{text of ${text.length}}` : text;
	}

	private number(value: number): unknown {
		if (value > YEAR_2017 && value < 3 * YEAR_2017) return '{ms}';
		const isSeconds = value > YEAR_2017 / 1000 && value < (3 * YEAR_2017) / 1000;
		return isSeconds ? '{s}' : value;
	}
}

const isNear = (at: number, now: number) => Math.abs(at - now) < NEAR;
/** Seconds from now, in steps of ten minutes, so that each run gives the same. */
const offset = (at: number, now: number) => Math.round((at - now) / 600_000) * 600;

function timeOf(value: number, now: number): string | undefined {
	if (isNear(value, now)) return `{now+${offset(value, now)}:ms}`;
	return isNear(value * 1000, now) ? `{now+${offset(value * 1000, now)}:s}` : undefined;
}

const MOVING = /\{now\+(-?\d+):(ms|s|iso)\}/g;

function moment(seconds: string, unit: string): string | number {
	const at = Date.now() + Number(seconds) * 1000;
	return unit === 'iso' ? new Date(at).toISOString() : unit === 'ms' ? at : Math.round(at / 1000);
}

/**
 * A recorded request's value with what its placeholders stand for.
 * @param find gives the value of a placeholder, undefined if it is not bound
 */
export function filled(value: unknown, find: (placeholder: string) => string | undefined): unknown {
	if (typeof value === 'string') {
		const [whole, seconds, unit] = /^\{now\+(-?\d+):(ms|s|iso)\}$/.exec(value) ?? [];
		if (whole) return moment(seconds!, unit!);
		const long = /^\{text of (\d+)\}$/.exec(value);
		if (long) return 'x'.repeat(Number(long[1]));
		return value
			.replace(MOVING, (_, given: string, as: string) => String(moment(given, as)))
			.replaceAll('{uuid}', () => randomUUID())
			.replace(/\{[^{}\s"]+\}/g, (placeholder) => find(placeholder) ?? placeholder);
	}
	if (typeof value !== 'object' || value === null) return value;
	if (Array.isArray(value)) return value.map((row) => filled(row, find));
	return Object.fromEntries(
		Object.entries(value).map(([name, one]) => [String(filled(name, find)), filled(one, find)]),
	);
}

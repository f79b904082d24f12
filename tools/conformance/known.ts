import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { print } from '../recording/print';
import type { Judgement } from './judge';

const FILE = path.join(__dirname, '../../test/recorded/known-differences.json');

/** Version → entry → what was asked → what differs: what the sandbox is known not to do as servers do. */
export type Known = Record<string, Record<string, Record<string, string>>>;

export const known = (): Known =>
	existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Known) : {};

/** What differs now. */
export function found({ versions }: Pick<Judgement, 'versions'>): Known {
	const all: Known = {};
	for (const { version, checks } of versions) {
		all[version] = {};
		for (const { entry, what, differences } of checks) {
			if (differences.length === 0) continue;
			all[version][entry] ??= {};
			all[version][entry][what] = differences.join('; ');
		}
	}
	return all;
}

/** Writes what differs now as known, of the versions that were judged. */
export function accept(judgement: Judgement): void {
	writeFileSync(FILE, `${print({ ...known(), ...found(judgement) })}\n`);
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { differences } from './compare';
import { OBSERVED_FILES } from './files';
import { observeSandbox } from './sandbox';
import type { Observation } from './types';

const FOLDER = path.join(__dirname, '../../../test/recorded/mattermost');

/** Recorded files as `<version>/<file>`. */
export const observedFiles = (): string[] =>
	readdirSync(FOLDER)
		.flatMap((version) => OBSERVED_FILES.map((file) => `${version}/${file}`))
		.filter((file) => existsSync(path.join(FOLDER, file)));

/** A recorded file as it is. @param file `<version>/<file>` */
export const recordedText = (file: string): string => readFileSync(path.join(FOLDER, file), 'utf8');

export interface Judgement {
	/** How many steps were compared. */
	steps: number;
	/** What differs, by step. */
	unlike: Record<string, string[]>;
}

/** Compares one recorded file with what the sandbox set to its version does. @param file `<version>/<file>` */
export async function judge(file: string): Promise<Judgement> {
	const recorded = JSON.parse(recordedText(file)) as Observation;
	const seen = await observeSandbox(path.basename(file), recorded);
	const names = Object.keys(recorded.steps);
	const unlike: Judgement['unlike'] = {};
	for (const name of names) {
		const lines = differences(recorded.steps[name]!, seen.steps[name] ?? {});
		if (lines.length > 0) unlike[name] = lines;
	}
	return { steps: names.length, unlike };
}

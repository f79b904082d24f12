import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Entry, Recording, Story } from '../../../tools/recording/types';

const FOLDER = path.join(__dirname, '../../../test/recorded/mattermost');

/** All that was recorded of one server. */
export interface Recorded {
	version: string;
	/** In their order. */
	entries: Array<[string, Entry]>;
}

/** Versions with a recorded story, the newest first. */
export function recordedVersions(): string[] {
	if (!existsSync(FOLDER)) return [];
	return readdirSync(FOLDER)
		.filter((version) => existsSync(path.join(FOLDER, version, 'story.json')))
		.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
}

/** @throws if an entry of the story is in no file */
export function load(version: string): Recorded {
	const read = (name: string) =>
		JSON.parse(readFileSync(path.join(FOLDER, version, `${name}.json`), 'utf8')) as unknown;
	const { order } = read('story') as Story;
	const entries = new Map<string, Entry>();
	for (const resource of new Set(order.map((key) => key.split('/')[0]))) {
		const file = read(resource!) as Recording;
		for (const [key, entry] of Object.entries(file.entries)) entries.set(key, entry);
	}
	return {
		version,
		entries: order.map((key) => {
			const entry = entries.get(key);
			if (!entry) throw new Error(`${version}: the story's ${key} is in no file`);
			return [key, entry];
		}),
	};
}

import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { outlineOf } from '../../../tools/conformance/compare';
import { recorded } from '../../../tools/recording/answers';
import { Placeholders, RUN } from '../../../tools/recording/placeholders';
import { KEPT_FILES } from '../../../tools/recording/observed/files';
import { print } from '../../../tools/recording/print';
import {
	CAST,
	OWN_CONFIG,
	type Entry,
	type Exchange,
	type Recording,
	type Refusals,
} from '../../../tools/recording/types';
import { isOlder } from '../outcome';
import type { Outcomes, Raw, RawEntry } from './wire';
import { firstOf } from '../../support/present';

const FOLDER = path.join(__dirname, '../../recorded/mattermost');

/** A whole run. */
export interface Run {
	version: string;
	/** In their order, by `resource/operation`, a second run with `#2`. */
	entries: Map<string, RawEntry>;
	sites: string[];
	run: string;
	/** IDs of the people. */
	ids: Partial<Record<string, string>>;
}

/** Answers whose values are this machine's own, or secret. */
const OUTLINED =
	/^(GET \/(config|logs|audits|analytics|system\/timezones|reports|users\/[^/]+\/audits|users\/stats|license)|PUT \/config|POST \/users\/[^/]+\/mfa)/;

/** Whether the order of posts is chance: before 6.0 as they lie in the database, and of the same time always. */
const isUnordered = (line: string, query: string, version: string) =>
	(isOlder(version, '6.0') && /^GET \/posts\/\w+\/thread$/.test(line)) ||
	(/^GET \/channels\/\w+\/posts$/.test(line) && /(^|&)since=/.test(query));

const IDS = /(?<![A-Za-z0-9])[a-z0-9]{26}(?![A-Za-z0-9])/g;

/** Writes a folder of recordings, a file for each resource. @returns the folder */
export function writeRecording(run: Run): string {
	const placeholders = new Placeholders({ run: run.run, sites: run.sites });
	for (const person of ['admin', ...CAST]) {
		const id = run.ids[person];
		if (id) placeholders.name(id, `{${person}}`);
	}
	nameIds(run.entries, run.run, placeholders);
	const folder = path.join(FOLDER, run.version);
	mkdirSync(folder, { recursive: true });
	for (const file of readdirSync(folder)) {
		if (!KEPT_FILES.includes(file)) rmSync(path.join(folder, file));
	}
	const files = new Map<string, Recording>();
	for (const [key, entry] of run.entries) {
		const resource = firstOf(key.split('/'));
		const file = files.get(resource) ?? { version: run.version, entries: {} };
		file.entries[key] = entryOf(entry, placeholders, run.version);
		files.set(resource, file);
	}
	const write = (name: string, value: unknown) =>
		writeFileSync(path.join(folder, `${name}.json`), `${print(value)}\n`);
	for (const [resource, file] of files) write(resource, file);
	write('story', { version: run.version, order: [...run.entries.keys()] });
	return folder;
}

/**
 * Names each ID after the place where it was seen first, if this run made the thing or a request
 * refers to it.
 */
function nameIds(entries: Map<string, RawEntry>, run: string, placeholders: Placeholders): void {
	const asked = new Set<string>();
	for (const { requests } of entries.values()) {
		for (const { sent } of requests) {
			for (const id of JSON.stringify(sent).match(IDS) ?? []) asked.add(id);
		}
	}
	for (const [key, { requests }] of entries) {
		for (const [at, { sent, answered }] of requests.entries()) {
			const place = at > 0 ? `${key}.${at}` : key;
			if (answered.session) placeholders.name(answered.session, `{${place}:@session}`);
			const isMade = sent.method !== 'GET' && !/\/(ids|search|usernames|names)$/.test(sent.path);
			for (const [where, id] of idsIn(answered.body, run)) {
				if (isMade || asked.has(id)) placeholders.name(id, `{${place}:${where}}`);
			}
		}
	}
}

/** What a row of a list is known by, whatever its place is. */
function nameOf(row: unknown): string | undefined {
	const { username, name } = (row ?? {}) as Record<string, unknown>;
	const found = username ?? name;
	return typeof found === 'string' && /^[\w-]{1,60}$/.test(found) ? found : undefined;
}

/** IDs of an answer with their places, e.g. `posts.0.id` or `=channel_user.id`. */
function* idsIn(value: unknown, run: string, where = ''): Generator<[string, string]> {
	if (typeof value === 'string' && /^[a-z0-9]{26}$/.test(value)) yield [where, value];
	if (typeof value !== 'object' || value === null) return;
	for (const [name, one] of Object.entries(value)) {
		const named = Array.isArray(value) ? nameOf(one) : undefined;
		const step = named ? `=${named.replaceAll(run, RUN)}` : name;
		yield* idsIn(one, run, where ? `${where}.${step}` : step);
	}
}

function entryOf(entry: RawEntry, placeholders: Placeholders, version: string): Entry {
	const { route, main, before, requests, after } = entry;
	return {
		...(route && { route }),
		...(main !== undefined && main !== requests.length - 1 && { main }),
		...(before && { before: grouped(before) }),
		requests: requests.map((raw) => exchangeOf(raw, placeholders, version)),
		...(after && { after: grouped(after) }),
	};
}

/** Changes by what came of them. */
function grouped(outcomes: Outcomes): Refusals {
	const refusals: Refusals = {};
	for (const [name, outcome] of outcomes) (refusals[outcome] ??= []).push(name);
	return refusals;
}

function exchangeOf(
	{ sent, answered, token, keeps, of, at }: Raw,
	placeholders: Placeholders,
	version: string,
): Exchange {
	const { method, path: place, query, as, json, form, raw } = sent;
	const { status, type, headers, body } = answered;
	const without = ['x-request-id', 'x-version-id'].filter((name) => !headers.includes(name));
	const isOutlined = OUTLINED.test(`${method} ${place}`);
	const unordered = isUnordered(`${method} ${place}`, query, version);
	const kept = recorded(body, placeholders, { outline: isOutlined, query, unordered });
	const { outline } = kept;
	// A configuration's settings are many, and only its sections are compared.
	const answer = outline && place.startsWith('/config') ? outlineOf(kept.answer) : kept.answer;
	return {
		send: `${method} ${placeholders.path(place, at)}`,
		...(as && { as: placeholders.nameOf(as) ?? as }),
		...(query && { query: placeholders.path(query, at) }),
		...(json !== undefined && {
			body: `${method} ${place}` === 'PUT /config' ? OWN_CONFIG : placeholders.request(json, at),
		}),
		...(form && { form: placeholders.request(form, at) as Exchange['form'] }),
		...(raw && { raw }),
		status,
		...(type !== 'application/json' && { type }),
		...(without.length > 0 && { without }),
		...(outline && { outline }),
		...(unordered && { unordered }),
		...(body !== undefined && { answer }),
		...(token && { token }),
		...(keeps && { keeps }),
		...(of && of !== 'id' && { of }),
	};
}

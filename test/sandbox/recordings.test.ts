import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Everything recorded, of all versions: no secret, no address, no name of a person. */

const FOLDER = path.join(__dirname, '../recorded');
const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
	.filter((name) => name.endsWith('.json'))
	.map((name) => [name, readFileSync(path.join(FOLDER, name), 'utf8')] as const);

/** Properties that name people. */
const NAMES = /^(username|user_name|sender_name|first_name|last_name|nickname|author_name)$/;
/** Nobody: people of the run, and what stories and servers call them. `false` is a choice of notifications. */
const INVENTED =
	/^(@?live-(run|bow)[\w-]*(, live-run-[\w-]+)*|Annie|Door|Live|Live Bot|Nick|Renamed|robot|System|webhook|漢+|false|)$/;

/** What properties of that kind hold, anywhere in a value. */
function* named(value: unknown, kind: RegExp): Generator<string> {
	if (typeof value === 'string' && /^[[{]"/.test(value)) {
		try {
			yield* named(JSON.parse(value) as unknown, kind);
		} catch {
			// A text like any other.
		}
	}
	if (typeof value !== 'object' || value === null) return;
	for (const [key, one] of Object.entries(value)) {
		if (kind.test(key) && typeof one === 'string') yield one;
		else yield* named(one, kind);
	}
}

test('there are recordings of several versions', () => {
	expect(files.length).toBeGreaterThan(180);
});

test.each([
	[
		'an ID that is none of the placeholders',
		/(?<![a-z0-9])(?!unknown|sample)(?=[a-z0-9]*\d)[a-z0-9]{26}(?![a-z0-9])/g,
	],
	['a hash of a password', /\$2[aby]\$\d\d\$/g],
	['a token or a key', /eyJ[\w-]{10}|Bearer [\w-]{8}|BEGIN [A-Z ]*PRIVATE KEY/g],
	[
		'an address of the web',
		/https?:\/\/(?!127\.0\.0\.1[:/]|localhost|example\.com|[\w-]+\.example|mattermost\.com|www\.mattermost|a\.b|x\b|live-bow)[^"\\ )\]]+/g,
	],
	['an address of mail', /[\w.-]+@(?!example\.com|live-bow|localhost)[\w-]+\.[a-z]{2,}/g],
	['an address of a network', /\b(?!127\.0\.0\.1\b|0\.0\.0\.0\b)\d{1,3}(\.\d{1,3}){3}\b/g],
])('no file holds %s', (_, pattern) => {
	const found = files.flatMap(([name, text]) =>
		(text.match(pattern) ?? []).map((one) => `${name}: ${one}`),
	);
	expect(found).toEqual([]);
});

test('no file holds the name of a person', () => {
	const found = files.flatMap(([name, text]) =>
		[...named(JSON.parse(text), NAMES)]
			.filter((one) => !INVENTED.test(one))
			.map((one) => `${name}: ${one}`),
	);
	expect([...new Set(found)]).toEqual([]);
});

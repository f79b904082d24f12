import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { mentions, selfOf, SINCE, type ServerWays } from './mentions';

/**
 * Whom a message mentions, as real servers said it over the stream (test/recorded): the trigger that catches
 * up decides the same by itself. Before 7.11 servers put the parts of a link's label together again.
 */

const FOLDER = path.join(__dirname, '../../test/recorded/mattermost');

interface Recorded {
	version: string;
	username: string;
	/** Other words that mention the user, as its settings have them. */
	keys: string;
	/** Message, whether it mentions the user, and whether it stands in an attachment. */
	decisions: Array<[string, boolean, 'attachment'?]>;
}

const recorded = readdirSync(FOLDER)
	.map((version) => path.join(FOLDER, version, 'mentions.json'))
	.filter((file) => existsSync(file))
	.map((file) => JSON.parse(readFileSync(file, 'utf8')) as Recorded);

const isOlder = (version: string, than: string) =>
	version.localeCompare(than, 'en', { numeric: true }) < 0;

const waysOf = (version: string) =>
	Object.fromEntries(
		Object.entries(SINCE).map(([name, since]) => [name, !isOlder(version, since)]),
	) as ServerWays;

const self = ({ username, keys }: Recorded) =>
	selfOf({ id: 'me', username, notify_props: { mention_keys: keys, channel: 'true' } });

test('four ages of servers decided, each on links too', () => {
	expect(recorded).toHaveLength(4);
	for (const { decisions } of recorded) {
		expect(decisions.filter(([message]) => message.includes('](')).length).toBeGreaterThan(10);
	}
});

const decided = (one: Recorded, ways: Partial<ServerWays>) =>
	one.decisions.map(([message, , attachment]): Recorded['decisions'][number] => {
		const post = attachment ? { props: { attachments: [{ text: message }] } } : { message };
		const mentioned = mentions(self(one), post, ways);
		return attachment ? [message, mentioned, attachment] : [message, mentioned];
	});

test.each(recorded.filter(({ version }) => !isOlder(version, '5.0')))(
	'Mattermost $version',
	(one) => {
		expect(decided(one, waysOf(one.version))).toEqual(one.decisions);
	},
);

test('servers before 7.11 decide otherwise on some of them', () => {
	const old = recorded.filter(({ version }) => isOlder(version, SINCE.partsApart));
	expect(old).toHaveLength(2);
	for (const one of old) expect(decided(one, {})).not.toEqual(one.decisions);
});

test('servers before 5.14 do not look at attachments', () => {
	const [old] = recorded.filter(({ version }) => isOlder(version, SINCE.attachments));
	const attached = (decisions: Recorded['decisions']) => decisions.filter(([, , where]) => where);
	expect(attached(old!.decisions).length).toBeGreaterThan(50);
	for (const decisions of [old!.decisions, decided(old!, waysOf(old!.version))]) {
		expect(attached(decisions).filter(([, mentioned]) => mentioned)).toEqual([]);
	}
});

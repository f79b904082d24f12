import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { missedChanges, type Reading } from './catchUp';
import { postOf, type Post } from './parse';

/** What recorded servers answer to `since`, read as the trigger reads it when it catches up. */

const FOLDER = path.join(__dirname, '../../test/recorded/mattermost');
const NOW = 1_790_000_000_000;

interface Recorded {
	entries: Record<string, { requests: Array<{ query?: string; answer: unknown }> }>;
}

/** A recorded value with one moment for each time. */
const revived = (value: unknown): unknown =>
	JSON.parse(JSON.stringify(value).replaceAll('"{ms}"', String(NOW)));

/** Posts of the recorded answer to `since`. */
function postsOf(version: string): Post[] {
	const text = readFileSync(path.join(FOLDER, version, 'post.json'), 'utf8');
	const requests = Object.values((JSON.parse(text) as Recorded).entries).flatMap(
		(entry) => entry.requests,
	);
	const { answer } = requests.find(({ query = '' }) => /(^|&)since=/.test(query))!;
	const { posts } = revived(answer) as { posts: Record<string, unknown> };
	return Object.values(posts).flatMap((post) => postOf(post) ?? []);
}

const changesOf = async (posts: Post[]) => {
	const reading = { reads: { posts: async () => posts }, channel: { id: 'c' }, since: 1 };
	const { changes } = await missedChanges(
		reading as unknown as Reading,
		new Set(['post_edited', 'post_deleted', 'reaction_added']),
	);
	return changes;
};

test('servers tell what a post was before an edit as a deleted post', () => {
	const former = readdirSync(FOLDER).flatMap((version) =>
		postsOf(version).filter(({ original_id, delete_at }) => original_id && delete_at > 0),
	);
	expect(former).not.toEqual([]);
});

test.each(readdirSync(FOLDER))('Mattermost %s: an edit is no deletion', async (version) => {
	const posts = postsOf(version);
	const told = (await changesOf(posts)).filter(({ event }) => event === 'post_deleted');
	const deleted = posts.filter(({ original_id, delete_at }) => !original_id && delete_at > 0);
	expect(told.map(({ post }) => post.id).sort()).toEqual(deleted.map(({ id }) => id).sort());
});

test('a deletion still is one', async () => {
	const [post] = postsOf('11.6.0');
	const deleted = { ...post!, original_id: '', delete_at: NOW };
	expect((await changesOf([deleted])).map(({ event }) => event)).toEqual(['post_deleted']);
});

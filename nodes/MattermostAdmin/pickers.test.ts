import { clientOf, ok } from '../../test/support/units';
import { session } from './pickers';

const named = async (last_activity_at: unknown, name: string) => {
	const row = { id: 'a'.repeat(26), props: { browser: 'Firefox' }, last_activity_at };
	const { client } = clientOf({ replies: [ok([row])] });
	return await session.resolve!(client, 'id', name, 'Session');
};

test('a session is called by its browser and its last use', async () => {
	expect(await named(1777593600000, 'Firefox, 2026-05-01 00:00')).toBe('a'.repeat(26));
});

test.each([[1e20], [0], [null], ['soon'], [{}]])('%j is no time of it', async (time) => {
	expect(await named(time, 'Firefox')).toBe('a'.repeat(26));
});

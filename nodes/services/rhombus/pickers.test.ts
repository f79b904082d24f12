import { clientOf, ok } from '../../../test/support/units';
import { guestPass } from './pickers';

test.each([[1e20], [Infinity], ['soon'], [null], [{}]])(
	'a guest pass whose time is %j is found by its name all the same',
	async (passStartTimeMs) => {
		const uuid = 'A'.repeat(22);
		const { client } = clientOf({
			replies: [ok({ guestPasses: [{ uuid, note: 'Anna', passStartTimeMs }] })],
		});
		expect(await guestPass.resolve!(client, 'id', 'Anna', 'Guest Pass')).toBe(uuid);
	},
);

import { clientOf, failureOf } from '../../../test/support/units';
import { encode } from '../../shared/request/encode';
import { expirationTimeSecs } from './fields';

test.each([Date.now(), Math.floor(Date.now() / 1000), 0, -1])(
	'%p is no time for which a link works: a time of day would be decades',
	async (given) => {
		const { message } = await failureOf(encode(clientOf().client, expirationTimeSecs, given));
		expect(message).toBe(`"Expires After (Seconds)" is ${given}`);
	},
);

test('a day and a year are', async () => {
	for (const given of [86_400, '31536000']) {
		expect(await encode(clientOf().client, expirationTimeSecs, given)).toBe(Number(given));
	}
});

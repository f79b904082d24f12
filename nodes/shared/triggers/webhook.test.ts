import { webhookContext, type Given, type Incoming } from '../../../test/support/contexts';
import { isRepeated, refuseDelivery, takeDelivery } from './webhook';

const delivery = (incoming: Incoming, given: Partial<Given> = {}) =>
	webhookContext({ parameters: {}, ...given }, incoming);

describe('a delivery', () => {
	test('is taken with its bytes as they came', () => {
		const { context, refused } = delivery({ raw: Buffer.from('{"a": 1}') });
		expect(takeDelivery(context, (bytes) => bytes.toString())).toBe('{"a": 1}');
		expect(refused()).toBeUndefined();
	});

	test('may have a megabyte, not more, whether it says so or not', () => {
		const { context } = delivery({ raw: Buffer.alloc(1_000_000) });
		expect(takeDelivery(context, ({ length }) => length)).toBe(1_000_000);
		for (const incoming of [
			{ raw: Buffer.alloc(1_000_001) },
			{ raw: Buffer.alloc(3), headers: { 'content-length': '1000001' } },
		]) {
			const { context: large, refused, log } = delivery(incoming);
			const take = jest.fn();
			expect(takeDelivery(large, take)).toEqual({ noWebhookResponse: true });
			expect(take).not.toHaveBeenCalled();
			expect(refused()).toEqual({ status: 413, body: { error: 'it is 1000001 bytes long' } });
			expect(log[0]).toContain('Under Test: a delivery was refused: it is 1000001 bytes long');
		}
	});

	test('without bytes, or with a length that is none, is empty', () => {
		const { context } = delivery({});
		const request = { headers: { 'content-length': 'long' } };
		context.getRequestObject = () => request as never;
		expect(takeDelivery(context, ({ length }) => length)).toBe(0);
	});

	test('is refused with a reason for the sender and the log, without its content', () => {
		const { context, refused, log } = delivery({ body: { secret: 'hunter2' } });
		expect(refuseDelivery(context, 401, 'the token is wrong')).toEqual({
			noWebhookResponse: true,
		});
		expect(refused()).toEqual({ status: 401, body: { error: 'the token is wrong' } });
		expect(log).toEqual([
			'Under Test: a delivery was refused: the token is wrong {"workflowId":"workflow"}',
		]);
	});
});

describe('a delivery that comes twice', () => {
	test('is known again, in the editor and in the published workflow apart', () => {
		const { context: published } = delivery({});
		const { context: test_ } = delivery({}, { mode: 'manual' });
		expect([published, published, test_].map((context) => isRepeated(context, 'd1'))).toEqual([
			false,
			true,
			false,
		]);
	});

	test('without an ID is never known', () => {
		const { context } = delivery({});
		expect([isRepeated(context, ''), isRepeated(context, '')]).toEqual([false, false]);
	});
});

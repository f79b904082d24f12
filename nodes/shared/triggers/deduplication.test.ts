import { DeliveryDeduplicator, deduplicatorOf } from './deduplication';

test('an ID is new once', () => {
	const one = new DeliveryDeduplicator();
	expect([one.isNew('a'), one.isNew('b'), one.isNew('a')]).toEqual([true, true, false]);
});

test('the latest thousand are remembered, and no more', () => {
	const one = new DeliveryDeduplicator();
	for (let id = 0; id < 1_000; id++) one.isNew(String(id));
	expect(one.isNew('0')).toBe(false);
	expect(one.isNew('1000')).toBe(true);
	expect(one.isNew('1')).toBe(false);
	// The oldest went for the newest.
	expect(one.isNew('0')).toBe(true);
	expect(one.isNew('999')).toBe(false);
});

test('each node remembers for itself', () => {
	const one = deduplicatorOf('workflow/node/trigger');
	expect(one.isNew('a')).toBe(true);
	expect(deduplicatorOf('workflow/node/trigger')).toBe(one);
	expect(deduplicatorOf('workflow/node/manual').isNew('a')).toBe(true);
});

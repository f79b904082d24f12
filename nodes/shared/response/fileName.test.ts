import { readableName, withPickedName } from './fileName';
import type { OperationContext } from '../model/operation';

test.each([
	[['Front Door', '2026-08-05 10-30-12'], 'jpg', 'front-door-2026-08-05-10-30-12.jpg'],
	[['../../etc/passwd'], 'png', 'etc-passwd.png'],
	[['Tür „Süd“', undefined], 'jpg', 'tür-süd.jpg'],
	[['…'], 'jpg', 'file.jpg'],
	[['x'.repeat(500)], 'jpg', `${'x'.repeat(80)}.jpg`],
] as Array<[string[], string, string]>)('%j is %s: %s', (parts, ending, name) => {
	expect(readableName(parts, ending)).toBe(name);
});

const context = (user: unknown): OperationContext =>
	({
		resource: { value: 'user' },
		operation: { fields: [{ name: 'user_id', kind: 'pick' }] },
		host: { node: { parameters: { userUserId: user } } },
	}) as never;

test.each([
	[{ mode: 'list', value: 'a', cachedResultName: '@carol (Carol)' }, 'carol-carol-image.png'],
	[{ mode: 'id', value: 'a', cachedResultName: '@carol' }, 'image.png'],
	[{ __rl: true, mode: 'list', value: '={{ $json.id }}', cachedResultName: '@carol' }, 'image.png'],
	['a', 'image.png'],
] as Array<[unknown, string]>)('picked as %j the file is called %s', (user, name) => {
	expect(withPickedName(context(user), 'image.png')).toBe(name);
});

import { hookContext } from '../../../test/support/contexts';
import { service } from '../../../test/support/units';
import type { Picker } from '../model/operation';
import { entriesIn, hookParam, pickedIds, triggerClient } from './context';

const context = hookContext({
	parameters: { channel: 'c1', empty: '', requestOptions: { timeout: 5 } },
	credentials: { url: 'https://a.test', token: 'secret-token' },
});

test('a parameter; nothing where the node has none of that name', () => {
	expect(hookParam(context, 'channel')).toBe('c1');
	expect(hookParam(context, 'empty')).toBe('');
	expect(hookParam(context, 'missing')).toBeUndefined();
});

describe('a client for triggers', () => {
	test('has the node’s credential, time zone and settings, and says where it is', async () => {
		const client = triggerClient(context, service(), 'Register');
		expect((await client.access()).roots.api).toBe('https://a.test/api');
		expect(client.redact('secret-token')).toBe('***');
		expect(client.host.timezone).toBe('Europe/Berlin');
		expect(client.settings).toEqual({ timeout: 5 });
		expect(client.refuse('Channel', 'is empty', 'x').description).toContain(
			'Under Test → Register',
		);
	});

	test('reads a parameter once: for an event of a socket it cannot be evaluated any more', () => {
		let reads = 0;
		const counted = hookContext({ parameters: {} });
		counted.getNodeParameter = ((name: string) => (name === 'channel' ? ++reads : null)) as never;
		const client = triggerClient(counted, service(), 'Listen');
		expect([client.param('channel'), client.param('channel')]).toEqual([1, 1]);
		expect([client.param('missing'), client.param('missing')]).toEqual([undefined, undefined]);
	});
});

test('entries that n8n dropped are refused, for they would be no restriction at all', () => {
	const of = (devices: unknown) => {
		const from = hookContext({ parameters: { devices } as never });
		return entriesIn(from, triggerClient(from, service(), 'Register'), 'devices', 'Devices');
	};
	expect(of({ entry: [{ picked: 'a' }] })).toEqual([{ picked: 'a' }]);
	expect([of({ entry: [] }), of(undefined)]).toEqual([[], undefined]);
	expect(() => of({})).toThrow('"Devices" is empty');
});

describe('IDs of a list of pickers', () => {
	const client = triggerClient(context, service(), 'Register');
	const picker: Picker = {
		noun: 'Channel',
		example: 'c1',
		isId: (value) => /^c\d$/.test(value),
		resolve: async (_client, _mode, value, label) => {
			if (value === 'alerts') return 'c7';
			throw new Error(`no ${label} ${value}`);
		},
	};
	const idsOf = async (entries: unknown, label?: string) =>
		await pickedIds(client, picker, 'channelId', entries, label);

	test('in their order, names resolved', async () => {
		expect(
			await idsOf([
				{ channelId: 'alerts' },
				{ channelId: { __rl: true, mode: 'list', value: 'c2' } },
			]),
		).toEqual(['c7', 'c2']);
	});

	test.each([undefined, null, 'x', {}, []])('%j holds none', async (entries) => {
		expect(await idsOf(entries)).toEqual([]);
	});

	test('an empty row would be no restriction at all, so it is refused', async () => {
		await expect(idsOf([{ channelId: '' }])).rejects.toThrow('"Channel" is empty');
		await expect(idsOf([{}], 'Channels')).rejects.toThrow('"Channels" is empty');
		await expect(idsOf([{ channelId: 'nothing' }], 'Channels')).rejects.toThrow(
			'no Channels nothing',
		);
	});
});

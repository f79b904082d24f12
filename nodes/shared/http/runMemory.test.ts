import { NodeOperationError, type INode } from 'n8n-workflow';
import { validationError, type Origin } from '../errors/errorFactory';
import { Secrets } from '../errors/redact';
import { failureOf } from '../../../test/support/units';
import { once, type Memory } from './runMemory';

const item = (itemIndex: number): Origin => ({
	node: { id: '1', name: 'Node', type: 't', typeVersion: 1 } as unknown as INode,
	where: 'Post → Create',
	itemIndex,
	secrets: new Secrets(),
});

test('ten items that ask at the same time, and one later, make one look-up', async () => {
	const memory: Memory = new Map();
	let count = 0;
	const ask = async (index: number) =>
		await once(memory, 'channel', item(index), async () => ++count);
	expect(await Promise.all(Array.from({ length: 10 }, (_, index) => ask(index)))).toEqual(
		Array(10).fill(1),
	);
	expect(await ask(10)).toBe(1);
	expect(await once(memory, 'another', item(0), async () => ++count)).toBe(2);
});

test('a failure comes to each that waited with its own number, and is not kept', async () => {
	const memory: Memory = new Map();
	let away = true;
	const ask = async (index: number) =>
		await once(memory, 'channel', item(index), async () => {
			await Promise.resolve();
			if (away) throw validationError(item(0), 'Channel', 'is not there', 'Choose one');
			return 'there';
		});
	const [first, second] = await Promise.all([failureOf(ask(0)), failureOf(ask(1))]);
	expect(first).toBeInstanceOf(NodeOperationError);
	expect(first.description).toContain('item 1');
	expect(second.description).toContain('item 2');
	away = false;
	expect(await ask(2)).toBe('there');
});

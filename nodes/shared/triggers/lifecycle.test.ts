import type { IDataObject } from 'n8n-workflow';
import { hookContext } from '../../../test/support/contexts';
import { service, turns } from '../../../test/support/units';
import type { Client } from '../http/client';
import { lifecycleOf, webhookMethodsOf, type Registration } from './lifecycle';

interface Wish {
	url: string;
	filter?: unknown;
}

const PATH = '/webhook/id/test';
const URL = `https://n8n.example.com${PATH}`;

/** A service at which two kinds of source register themselves, and a third is set up by a person. */
function set() {
	const log: string[] = [];
	const there = new Map<string, Wish>();
	let number = 0;
	const registration: Registration<Wish, IDataObject> = {
		thing: async () => 'the list of hooks',
		find: async (_client, wish, known) => {
			log.push(`find ${JSON.stringify(known.id)}`);
			const found = there.get(String(known.id));
			return found && found.filter === wish.filter ? { id: known.id } : undefined;
		},
		create: async (_client, wish, known) => {
			log.push(`create instead of ${JSON.stringify(known.id)}`);
			await turns(5);
			there.delete(String(known.id));
			const id = `hook${++number}`;
			there.set(id, wish);
			return { id };
		},
		remove: async (_client, wish, known) => {
			log.push(`remove ${JSON.stringify(known.id)} at ${wish.url}`);
			there.delete(String(known.id));
		},
	};
	const lifecycle = lifecycleOf<Wish, IDataObject>({
		service: service(),
		sourceOf: (context) => context.getNodeParameter('source') as string,
		registrations: { hook: registration, command: registration },
		checkReach: async (context) => {
			if (context.getNodeWebhookUrl('default') === undefined) throw new Error('no address');
		},
		prepare: () => void log.push('prepare'),
		readWish: async (context) => ({
			url: context.getNodeWebhookUrl('default')!,
			filter: context.getNodeParameter('filter', ''),
		}),
		wishToRemove: (url) => ({ url }),
		knownIn: (memory) => memory,
	});
	const memory: IDataObject = {};
	const node = (parameters: IDataObject = {}, url: string | undefined = URL) =>
		hookContext({ parameters: { source: 'hook', ...parameters }, memory, url });
	return { lifecycle, memory, node, log, there, registration };
}

describe('a node that is switched on', () => {
	test('registers itself and keeps what it needs to find that again', async () => {
		const { lifecycle, memory, node, there } = set();
		expect(await lifecycle.checkExists(node())).toBe(false);
		expect(memory).toEqual({});
		expect(await lifecycle.create(node())).toBe(true);
		expect([...there]).toEqual([['hook1', { url: URL, filter: '' }]]);
		expect(memory).toEqual({ id: 'hook1', source: 'hook', url: URL, instance: 'this n8n' });
		expect(await lifecycle.checkExists(node())).toBe(true);
		expect(memory.id).toBe('hook1');
	});

	test('registers again where its settings changed, in place of the old one', async () => {
		const { lifecycle, memory, node, there } = set();
		await lifecycle.create(node());
		expect(await lifecycle.checkExists(node({ filter: 'doors' }))).toBe(false);
		await lifecycle.create(node({ filter: 'doors' }));
		expect([...there.keys()]).toEqual(['hook2']);
		expect(memory.id).toBe('hook2');
	});

	test('does not take what another source left for its own', async () => {
		const { lifecycle, node, log } = set();
		await lifecycle.create(node());
		await lifecycle.create(node({ source: 'command' }));
		expect(log).toEqual(['create instead of undefined', 'create instead of undefined']);
	});

	test('is refused before anything is asked where nothing can reach it', async () => {
		const { lifecycle, log } = set();
		const bare = hookContext({ parameters: { source: 'hook' }, memory: {} });
		await expect(lifecycle.create(bare)).rejects.toThrow('no address');
		await expect(lifecycle.checkExists(bare)).rejects.toThrow('no address');
		expect(log).toEqual([]);
	});

	test('a source that a person sets up is prepared and counts as there', async () => {
		const { lifecycle, memory, node, log } = set();
		expect(await lifecycle.checkExists(node({ source: 'manual' }))).toBe(true);
		expect(await lifecycle.create(node({ source: 'manual' }))).toBe(true);
		expect(log).toEqual(['prepare', 'prepare']);
		expect(memory).toEqual({});
	});

	test('waits for others that write the same list', async () => {
		const { lifecycle, node, registration } = set();
		let under = 0;
		const create = registration.create;
		registration.create = async (...given) => {
			expect(++under).toBe(1);
			const made = await create(...given);
			under--;
			return made;
		};
		await Promise.all([1, 2, 3].map(async () => await lifecycle.create(node())));
	});

	test('keeps nothing of a registration that failed', async () => {
		const { lifecycle, memory, node, registration } = set();
		registration.create = async () => await Promise.reject(new Error('refused'));
		await expect(lifecycle.create(node())).rejects.toThrow('refused');
		expect(memory).toEqual({});
	});
});

describe('a node that is switched off', () => {
	test('removes what it registered, by what it kept, and forgets it', async () => {
		const { lifecycle, memory, node, there, log } = set();
		await lifecycle.create(node());
		const moved = `http://moved:5678${PATH}`;
		// The settings were changed in the meantime.
		expect(await lifecycle.remove(node({ source: 'command' }, moved))).toBe(true);
		expect(there.size).toBe(0);
		expect(log.at(-1)).toBe(`remove "hook1" at ${moved}`);
		expect(memory).toEqual({});
	});

	test('that registered nothing removes nothing', async () => {
		const { lifecycle, memory, node, log } = set();
		memory.something = 'else';
		expect(await lifecycle.remove(node())).toBe(true);
		expect(log).toEqual([]);
		expect(memory).toEqual({});
	});

	test('keeps what it could not remove', async () => {
		const { lifecycle, memory, node, registration } = set();
		await lifecycle.create(node());
		registration.remove = async () => await Promise.reject(new Error('away'));
		await expect(lifecycle.remove(node())).rejects.toThrow('away');
		expect(memory.id).toBe('hook1');
	});
});

test('clients say what the trigger is doing', async () => {
	const { lifecycle, node, registration } = set();
	const clients: Client[] = [];
	registration.thing = async (client) => {
		clients.push(client);
		return 'x';
	};
	await lifecycle.create(node());
	await lifecycle.remove(node());
	expect(clients.map((client) => client.refuse('a', 'b', 'c').description)).toEqual([
		expect.stringContaining('Under Test → Register'),
		expect.stringContaining('Under Test → Remove'),
	]);
});

test('as n8n calls the steps of a node’s only webhook', async () => {
	const { lifecycle, node } = set();
	const { default: steps } = webhookMethodsOf(lifecycle);
	expect(await steps.checkExists.call(node())).toBe(false);
	expect(await steps.create.call(node())).toBe(true);
	expect(await steps.checkExists.call(node())).toBe(true);
	expect(await steps.delete.call(node())).toBe(true);
	expect(await steps.checkExists.call(node())).toBe(false);
});

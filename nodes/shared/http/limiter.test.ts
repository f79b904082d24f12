import { turns } from '../../../test/support/units';
import { Limiter } from './limiter';

/** Tasks that end when they are told to, and the order in which they begin. */
function taskList(limiter: Limiter) {
	const begun: string[] = [];
	const ends = new Map<string, { resolve: (value: string) => void; reject: (e: Error) => void }>();
	const add = (name: string, limit: number) => {
		const work = limiter.run(limit, async () => {
			begun.push(name);
			return await new Promise<string>((resolve, reject) => ends.set(name, { resolve, reject }));
		});
		work.catch(() => undefined);
		return work;
	};
	const end = async (name: string) => {
		ends.get(name)!.resolve(`made by ${name}`);
		await turns();
	};
	const fail = async (name: string) => {
		ends.get(name)!.reject(new Error(`failure of ${name}`));
		await turns();
	};
	return { add, begun, end, fail };
}

describe('a limiter', () => {
	test('lets as many run as the limit says, the others in the order in which they came', async () => {
		const { add, begun, end } = taskList(new Limiter());
		const all = ['a', 'b', 'c', 'd', 'e'].map((name) => add(name, 2));
		await turns();
		expect(begun).toEqual(['a', 'b']);
		await end('b');
		expect(begun).toEqual(['a', 'b', 'c']);
		await end('a');
		await end('c');
		expect(begun).toEqual(['a', 'b', 'c', 'd', 'e']);
		for (const name of ['d', 'e']) await end(name);
		expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd', 'e'].map((n) => `made by ${n}`));
	});

	test('passes a failure on, and its place to the next', async () => {
		const { add, begun, fail } = taskList(new Limiter());
		const first = add('a', 1);
		add('b', 1);
		await turns();
		await fail('a');
		await expect(first).rejects.toThrow('failure of a');
		expect(begun).toEqual(['a', 'b']);
	});

	test('does not let a bold comer overtake a careful one', async () => {
		const { add, begun, end } = taskList(new Limiter());
		for (const name of ['a', 'b', 'c']) add(name, 3);
		add('careful', 1);
		add('bold', 10);
		await turns();
		// There is room for the bold one, but it came later.
		expect(begun).toEqual(['a', 'b', 'c']);
		await end('a');
		await end('b');
		expect(begun).toEqual(['a', 'b', 'c']);
		await end('c');
		expect(begun).toEqual(['a', 'b', 'c', 'careful', 'bold']);
	});

	test('lets several begin at once where several places are free', async () => {
		const { add, begun, end } = taskList(new Limiter());
		add('a', 1);
		add('b', 1);
		for (const name of ['c', 'd', 'e']) add(name, 3);
		await turns();
		expect(begun).toEqual(['a']);
		await end('a');
		expect(begun).toEqual(['a', 'b', 'c', 'd']);
	});

	test('counts who waited as under way when it begins', async () => {
		const { add, begun, end } = taskList(new Limiter());
		add('a', 1);
		add('b', 1);
		await turns();
		await end('a');
		add('c', 1);
		await turns();
		expect(begun).toEqual(['a', 'b']);
	});
});

import fc from 'fast-check';
import { json, keysOf, name } from '../../../test/support/arbitraryJson';
import type { IDataObject } from 'n8n-workflow';
import {
	contextOf,
	failureOf,
	ok,
	operationOf,
	service,
	status,
	turns,
	type Given,
} from '../../../test/support/units';
import * as fields from '../model/fields';
import type { Merging, Operation } from '../model/operation';
import { isObject, own } from '../util/guards';
import { mergeDeep } from './mergeDeep';
import { merged, mergedBody, mergeIntoCurrent } from './mergeIntoCurrent';

describe('a read and a write of the same thing', () => {
	/** A thing whose reads and writes take their time. */
	const counter = () => {
		let stored = 0;
		return {
			stored: () => stored,
			add: async (thing: string, more = 1) =>
				await mergeIntoCurrent({
					thing,
					read: async () => {
						const now = stored;
						await turns(5);
						return now;
					},
					write: async (now) => {
						await turns(5);
						return (stored = now + more);
					},
				}),
		};
	};

	test('is interrupted by no other, in whichever workflow', async () => {
		const { add, stored } = counter();
		await Promise.all(Array.from({ length: 20 }, async () => await add('https://a.test/x')));
		expect(stored()).toBe(20);
	});

	test('does not wait for other things', async () => {
		const { add, stored } = counter();
		await Promise.all([add('one'), add('another')]);
		// Both read 0: they are two things only by name here.
		expect(stored()).toBe(1);
	});

	test('writes nothing after a failed read, and lets the next go on', async () => {
		const write = jest.fn(async () => 1);
		const read = async () => await Promise.reject(new Error('away'));
		await expect(mergeIntoCurrent({ thing: 'x', read, write })).rejects.toThrow('away');
		expect(write).not.toHaveBeenCalled();
		expect(await mergeIntoCurrent({ thing: 'x', read: async () => 1, write })).toBe(1);
	});
});

describe('the body to write', () => {
	const current = { id: 'u1', name: 'Bob', nick: null, props: { a: 1, b: 2 }, tags: ['x'] };

	test.each<[string, Omit<Merging, 'read'>, IDataObject, IDataObject]>([
		['what is given alone', {}, { name: 'Al' }, { name: 'Al' }],
		[
			'what the server would blank is sent along',
			{ keeps: ['name', 'nick', 'gone'] },
			{ email: 'e' },
			{ name: 'Bob', email: 'e' },
		],
		['all of it', { keeps: 'all' }, { name: 'Al' }, { ...current, name: 'Al' }],
		['what is given wins', { keeps: ['name'] }, { name: 'Al' }, { name: 'Al' }],
		[
			'maps by their keys',
			{ merges: ['props'] },
			{ props: { b: 3, c: null }, name: 'Al' },
			{ props: { a: 1, b: 3 }, name: 'Al' },
		],
		['maps that are not told are replaced', {}, { props: { b: 3 } }, { props: { b: 3 } }],
		['every map', { merges: 'all' }, { props: { b: 3 } }, { props: { a: 1, b: 3 } }],
		['lists are no maps', { merges: 'all' }, { tags: ['y'] }, { tags: ['y'] }],
		[
			'lists that are added to',
			{ combines: { tags: (now, given) => [...(now as string[]), ...(given as string[])] } },
			{ tags: ['y'] },
			{ tags: ['x', 'y'] },
		],
		['null', { merges: ['props'] }, { props: null as never }, { props: null as never }],
	])('%s', (_what, merging, given, body) => {
		expect(mergedBody({ read: '', ...merging }, current, given)).toEqual(body);
	});

	test('what all objects share is nothing that is there', () => {
		const combine = jest.fn((_now: unknown, given: unknown) => given);
		mergedBody({ read: '', combines: { toString: combine } }, {}, { toString: 'x' });
		expect(combine).toHaveBeenCalledWith(undefined, 'x');
		expect(mergedBody({ read: '' }, current, { constructor: 'x' } as never)).toEqual({
			constructor: 'x',
		});
	});

	test('a body holds what is kept, what is given, and nothing of the prototype', () => {
		fc.assert(
			fc.property(
				json.object,
				json.object,
				fc.array(name, { maxLength: 4 }),
				fc.array(name, { maxLength: 4 }),
				(current, given, keeps, merges) => {
					const body = mergedBody({ read: '', keeps, merges }, current, given);
					for (const key of keysOf(body)) {
						if (keysOf(given).includes(key)) {
							const wanted = own(given, key);
							const isMerged = merges.includes(key) && isObject(wanted);
							expect(own(body, key)).toEqual(
								isMerged ? mergeDeep(own(current, key), wanted) : wanted,
							);
						} else {
							expect(keeps).toContain(key);
							expect(own(body, key)).toEqual(own(current, key));
						}
					}
					for (const key of keeps) {
						const now = own(current, key);
						if (now !== undefined && now !== null) expect(keysOf(body)).toContain(key);
					}
				},
			),
			{ numRuns: 300 },
		);
	});
});

/** An operation that changes the thing t1, whose state is what the fake server holds. */
const update = (merging: Merging, more: Partial<Operation> = {}) =>
	merged({
		...operationOf({
			request: 'PUT /things/{thing_id}',
			fields: [fields.text('thing_id', '')],
			optional: [fields.text('name', ''), fields.json('props', '')],
			...more,
		}),
		merging,
	});

const run = async (operation: Operation, options: IDataObject, given: Given = {}) => {
	const params = { thingThingId: 't1', thingDoOptions: options };
	const { context, sent, hints } = contextOf(operation, { params, ...given });
	const made = (await operation.run!(context)) as IDataObject;
	return {
		made,
		hints,
		sent: sent.map(({ method, url, body }) => ({
			what: `${method} ${new URL(url).pathname}`,
			body: body === undefined ? undefined : (JSON.parse(body as never) as unknown),
		})),
	};
};

const NOW = { id: 't1', name: 'Door', props: { a: 1 }, secret: 's' };

describe('an operation that keeps what the user does not name', () => {
	const keeping = update({ read: 'GET /things/{thing_id}', keeps: ['name'] });

	test('reads the thing, and writes it with what is given', async () => {
		const answer = { ...NOW, props: { b: 2 } };
		const { sent, made } = await run(
			keeping,
			{ props: '{"b":2}' },
			{ replies: [ok(NOW), ok(answer)] },
		);
		expect(sent).toEqual([
			{ what: 'GET /api/things/t1', body: undefined },
			{ what: 'PUT /api/things/t1', body: { name: 'Door', props: { b: 2 } } },
		]);
		expect(made).toEqual(answer);
	});

	test.each([[{}], ['<html>'], [[]], [{ id: '' }], [{ name: 'Door' }]])(
		'writes nothing where %j came in place of the thing',
		async (body) => {
			const replies = [ok(body, { 'content-type': 'application/json' })];
			const error = await failureOf(run(keeping, { name: 'x' }, { replies }));
			expect(error.message).toMatch(/did not return the data to update|web page/);
		},
	);

	test('says that nothing was changed', async () => {
		const error = await failureOf(run(keeping, { name: 'x' }, { replies: [ok({ a: 1 })] }));
		expect(error.message).toBe('Mattermost did not return the data to update');
		expect(error.description).toContain('Nothing was changed');
		expect(error.httpCode).toBe('200');
	});

	test('knows the thing by another property where it has no ID', async () => {
		const operation = update({ read: 'GET /things/{thing_id}', known: 'uuid', keeps: 'all' });
		const { sent } = await run(
			operation,
			{ name: 'x' },
			{ replies: [ok({ uuid: 'u', a: 1 }), ok('')] },
		);
		expect(sent[1]!.body).toEqual({ uuid: 'u', a: 1, name: 'x' });
	});

	test('fails as the read does', async () => {
		const error = await failureOf(run(keeping, { name: 'x' }, { replies: [status(403)] }));
		expect(error.message).toBe('Words for 403');
	});
});

describe('a patch', () => {
	const patching = update({ read: 'GET /things/{thing_id}', merges: ['props'] });

	test('that touches none of the maps needs no look at them', async () => {
		const { sent } = await run(patching, { name: 'x' }, { replies: [ok(NOW)] });
		expect(sent).toEqual([{ what: 'PUT /api/things/t1', body: { name: 'x' } }]);
	});

	test('that touches one merges it', async () => {
		const replies = [ok(NOW), ok(NOW)];
		const { sent } = await run(patching, { props: '{"b":2}' }, { replies });
		expect(sent[1]!.body).toEqual({ props: { a: 1, b: 2 } });
	});

	test.each<[string, Merging]>([
		['merges all', { read: 'GET /things/{thing_id}', merges: 'all' }],
		['keeps some', { read: 'GET /things/{thing_id}', keeps: [] }],
		[
			'combines a list that is given',
			{ read: 'GET /things/{thing_id}', combines: { name: (_now, given) => given } },
		],
	])('that %s looks first', async (_what, merging) => {
		const replies = [ok(NOW), ok(NOW)];
		expect((await run(update(merging), { name: 'x' }, { replies })).sent).toHaveLength(2);
	});
});

describe('where a server hides what a replacement would blank', () => {
	const operation = update({
		read: 'GET /things/{thing_id}',
		keeps: 'all',
		merges: ['props'],
		orPatch: {
			request: 'PUT /things/{thing_id}/patch',
			when: ({ secret }) => secret === undefined,
		},
	});

	test('only what is given goes, as a patch', async () => {
		const hidden = { ...NOW, secret: undefined };
		const replies = [ok(hidden), ok('')];
		const { sent, made } = await run(operation, { props: '{"b":2}' }, { replies });
		expect(sent[1]).toEqual({
			what: 'PUT /api/things/t1/patch',
			body: { props: { a: 1, b: 2 } },
		});
		expect(made).toEqual({ props: { a: 1, b: 2 } });
	});

	test('otherwise all of it', async () => {
		const { sent } = await run(operation, { name: 'x' }, { replies: [ok(NOW), ok('')] });
		expect(sent[1]).toEqual({ what: 'PUT /api/things/t1', body: { ...NOW, name: 'x' } });
	});
});

describe('the parts of a merging', () => {
	test('a function reads, and says which thing it is', async () => {
		const seen: unknown[] = [];
		const operation = update({
			read: async (_context, values) => {
				seen.push(values);
				return { list: [1] };
			},
			thing: (_context, values) => `settings of ${String(values.thing_id)}`,
			keeps: 'all',
		});
		const { sent } = await run(operation, { name: 'x' }, { replies: [ok('')] });
		expect(seen).toEqual([{ thing_id: 't1', name: 'x' }]);
		expect(sent[0]!.body).toEqual({ list: [1], name: 'x' });
	});

	test('one that is read by a function and has no name is a fault of ours', async () => {
		const operation = update({ read: async () => ({}), keeps: 'all' });
		await expect(run(operation, {}, {})).rejects.toThrow('needs a name');
	});

	test('can refuse, before anything is written', async () => {
		const operation = update({
			read: 'GET /things/{thing_id}',
			keeps: 'all',
			check: (context, current, given) => {
				throw context.refuse('Name', `${String(current.name)} to ${String(given.name)}`, 'No');
			},
		});
		await expect(run(operation, { name: 'x' }, { replies: [ok(NOW)] })).rejects.toThrow(
			'"Name" Door to x',
		);
	});

	test('have the last word over the body, and over what is given back', async () => {
		const operation = update({
			read: 'GET /things/{thing_id}',
			keeps: 'all',
			finish: (_context, body) => ({ ...body, finished: true }),
			gives: (current, written) => ({ before: current.name, after: written.name }),
		});
		const { sent, made } = await run(operation, { name: 'x' }, { replies: [ok(NOW), ok('')] });
		expect(sent[1]!.body).toMatchObject({ name: 'x', finished: true });
		expect(made).toEqual({ before: 'Door', after: 'x' });
	});

	test('stand inside what wraps the body', async () => {
		const operation = update(
			{ read: 'GET /things/{thing_id}', keeps: ['props'] },
			{ wrap: 'thing', request: 'POST /things/{thing_id}' },
		);
		const { sent } = await run(operation, { name: 'x' }, { replies: [ok(NOW), ok('')] });
		expect(sent[1]!.body).toEqual({ thing: { props: { a: 1 }, name: 'x' } });
	});

	test('take a change that names nothing', async () => {
		const operation = update(
			{ read: 'GET /things/{thing_id}', keeps: 'all' },
			{ request: 'POST /things/{thing_id}' },
		);
		const { sent } = await run(operation, {}, { replies: [ok(NOW), ok('')] });
		expect(sent[1]!.body).toEqual(NOW);
	});
});

describe('what it gives', () => {
	const replies = (answer: unknown) => [ok(NOW), ok(answer)];
	const merging: Merging = { read: 'GET /things/{thing_id}', keeps: ['name'] };

	test.each<[string, Partial<Operation>, unknown, IDataObject]>([
		['the answer', {}, { id: 't1' }, { id: 't1' }],
		['what was written where it says nothing', {}, '', { name: 'x' }],
		['a part of the answer', { output: { rowsProperty: 'thing' } }, { thing: NOW }, NOW],
		['what was written without it', { output: { rowsProperty: 'thing' } }, { a: 1 }, { name: 'x' }],
		['that it was done', { output: { kind: 'done' } }, { a: 1 }, { success: true, a: 1 }],
	])('%s', async (_what, more, answer, made) => {
		const result = await run(update(merging, more), { name: 'x' }, { replies: replies(answer) });
		expect(result.made).toEqual(made);
	});
});

describe('two of them at once', () => {
	test('lose nothing of each other', async () => {
		let stored: IDataObject = { id: 't1', props: {} };
		const replies: Given['replies'] = async ({ method, body }) => {
			await turns(10);
			if (method === 'PUT') stored = { ...stored, ...(JSON.parse(body as never) as object) };
			return ok(JSON.stringify(stored));
		};
		const operation = update({ read: 'GET /things/{thing_id}', merges: ['props'] });
		const params = (props: string) => ({ thingThingId: 't1', thingDoOptions: { props } });
		const one = contextOf(operation, { params: params('{"a":1}'), replies });
		const other = contextOf(operation, {
			params: params('{"b":2}'),
			replies,
			// The same server.
			service: service({ roots: () => ({ api: `${one.url}/api`, site: one.url }) }),
		});
		await Promise.all([operation.run!(one.context), operation.run!(other.context)]);
		expect(stored.props).toEqual({ a: 1, b: 2 });
	});
});

test('the list of operations shows all its requests, each once', () => {
	const merging: Merging = {
		read: 'GET /things/{thing_id}',
		orPatch: { request: 'PUT /things/{thing_id}/patch', when: () => false },
	};
	expect(update(merging, { also: ['GET /me', 'GET /things/{thing_id}'] }).also).toEqual([
		'GET /me',
		'GET /things/{thing_id}',
		'PUT /things/{thing_id}/patch',
	]);
	const alone = update({ read: async () => ({}), thing: () => 'x' });
	expect(alone).not.toHaveProperty('also');
});

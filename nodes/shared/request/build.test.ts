import type { IDataObject } from 'n8n-workflow';
import { contextOf, failureOf, service, type Given } from '../../../test/support/units';
import * as fields from '../model/fields';
import type { Field, Operation, Resource, TimeUnit } from '../model/operation';
import { fieldParam } from '../model/parameterNames';
import { build, readFields, valuesByName } from './build';

/** The request of an operation; parameters by their names in the editor. */
const requestOf = async (
	operation: Partial<Operation>,
	params: IDataObject = {},
	given: Given = {},
) => await build(contextOf(operation, { ...given, params }).context);

const picked = fields.text('post_id', '', { label: 'Post' });

describe('where a field goes', () => {
	test('into the path, the query or the body, by template and method', async () => {
		expect(
			await requestOf(
				{
					request: 'PUT /posts/{post_id}',
					fields: [picked, fields.text('message', '')],
					optional: [fields.flag('pinned', ''), fields.inQuery(fields.text('set', ''))],
				},
				{ thingPostId: 'p1', thingMessage: 'hi', thingDoOptions: { pinned: false, set: 'x' } },
			),
		).toEqual({
			method: 'PUT',
			path: '/posts/p1',
			query: { set: 'x' },
			body: { message: 'hi', pinned: false },
			idempotent: false,
		});
		expect(
			await requestOf(
				{ request: 'GET /posts', fields: [fields.text('term', '')] },
				{ thingTerm: 'door' },
			),
		).toEqual({ method: 'GET', path: '/posts', query: { term: 'door' }, idempotent: true });
	});

	test('what is only for us is not sent', async () => {
		const operation = { fields: [fields.text('a', ''), fields.localOnly(fields.text('b', ''))] };
		expect((await requestOf(operation, { thingA: '1', thingB: '2' })).body).toEqual({ a: '1' });
	});

	test('names with dots reach into the body', async () => {
		const operation = {
			fixed: { body: { props: { kept: true, priority: { level: 1 } } } },
			fields: [fields.text('props.priority.urgency', ''), fields.text('props.card', '')],
		};
		const params = { thingPropsPriorityUrgency: 'high', thingPropsCard: 'c' };
		expect((await requestOf(operation, params)).body).toEqual({
			props: { kept: true, card: 'c', priority: { level: 1, urgency: 'high' } },
		});
		// The operation is data of all items: it is not changed.
		expect(operation.fixed.body).toEqual({ props: { kept: true, priority: { level: 1 } } });
	});

	test('a scalar in the way of a deeper name gives way', async () => {
		const operation = { fixed: { body: { a: 7 } }, fields: [fields.text('a.b', '')] };
		expect((await requestOf(operation, { thingAB: 'x' })).body).toEqual({ a: { b: 'x' } });
	});

	test('a typed part and the JSON of the whole go together; the typed part wins', async () => {
		const operation = {
			fields: [fields.text('props.card', '')],
			optional: [fields.json('props', '')],
		};
		const params = { thingPropsCard: 'typed', thingDoOptions: { props: '{"card":"json","x":1}' } };
		expect((await requestOf(operation, params)).body).toEqual({ props: { card: 'typed', x: 1 } });
	});

	test('lists in a query are comma-separated, unless the server wants them one by one', async () => {
		const operation = {
			request: 'GET /x',
			fields: [fields.strings('ids', ''), fields.strings('roles', '', { join: 'array' as const })],
		};
		expect((await requestOf(operation, { thingIds: 'a,b', thingRoles: 'c,d' })).query).toEqual({
			ids: 'a,b',
			roles: ['c', 'd'],
		});
	});
});

describe('what is always sent', () => {
	test('gives way to what the user says', async () => {
		const operation = {
			request: 'POST /x',
			fixed: { query: { a: '1', b: '1' }, body: { c: '1', d: '1' } },
			fields: [fields.inQuery(fields.text('a', '')), fields.text('c', '')],
		};
		expect(await requestOf(operation, { thingA: '2', thingC: '2' })).toMatchObject({
			query: { a: '2', b: '1' },
			body: { c: '2', d: '1' },
		});
	});
});

describe('the body', () => {
	test('can be one field, or be wrapped', async () => {
		const list = fields.strings('ids', '');
		expect((await requestOf({ bodyIs: 'ids', fields: [list] }, { thingIds: 'a,b' })).body).toEqual([
			'a',
			'b',
		]);
		expect((await requestOf({ wrap: 'user', fields: [list] }, { thingIds: 'a' })).body).toEqual({
			user: { ids: ['a'] },
		});
	});

	test.each([
		['GET /x', false, undefined],
		['DELETE /x', false, undefined],
		['POST /x', false, undefined],
		['POST /x', true, {}],
		// A change without a body is refused by servers.
		['PUT /x', false, {}],
		['PATCH /x', false, {}],
	])(
		'%s that says nothing, in a service that wants {} (%s): %j',
		async (request, emptyBody, body) => {
			const operation = { request, optional: [fields.text('a', '', { in: 'body' })] };
			const made = await requestOf(operation, {}, { service: service({ emptyBody }) });
			expect(made.body).toEqual(body);
			expect('body' in made).toBe(body !== undefined);
		},
	);

	test.each(['PUT /x', 'PATCH /x'])('%s without fields of a body has none', async (request) => {
		expect(await requestOf({ request })).not.toHaveProperty('body');
		expect(
			await requestOf({ request }, {}, { service: service({ emptyBody: true }) }),
		).toHaveProperty('body', {});
	});

	test('that is one field and was not given is none; an empty wrapper is one', async () => {
		const bare = { bodyIs: 'ids', optional: [fields.strings('ids', '')] };
		expect(await requestOf(bare)).not.toHaveProperty('body');
		expect((await requestOf({ wrap: 'user', optional: bare.optional })).body).toEqual({ user: {} });
	});

	test('that is one field and holds nothing is sent', async () => {
		const operation = { bodyIs: 'map', fields: [fields.json('map', '')] };
		expect((await requestOf(operation, { thingMap: '{}' })).body).toEqual({});
	});
});

describe('options', () => {
	const operation = {
		request: 'GET /x',
		optional: [fields.text('term', ''), fields.number('page', '')],
	};

	test.each([['x'], [[1]], [7]])('%j are none', async (value) => {
		expect((await failureOf(requestOf(operation, { thingDoOptions: value }))).message).toBe(
			'"Options" must be an object',
		);
	});

	test('a restriction that was given and is empty is refused; one that was not is none', async () => {
		const error = await failureOf(requestOf(operation, { thingDoOptions: { term: '' } }));
		expect(error.message).toBe('"Term" is empty');
		expect((await requestOf(operation, { thingDoOptions: {} })).query).toEqual({});
		expect((await requestOf(operation)).query).toEqual({});
	});
});

describe('fields that are always there', () => {
	test('an expression that gives nothing is refused where it restricts; an untouched field is not', async () => {
		const operation = {
			request: 'GET /x',
			fields: [fields.text('term', '', { required: false })],
		};
		expect((await requestOf(operation, { thingTerm: '' })).query).toEqual({});
		const raw = { thingTerm: '={{ $json.nothing }}' };
		const error = await failureOf(requestOf(operation, { thingTerm: '' }, { raw }));
		expect(error.message).toBe('"Term" is empty');
	});

	test('may mean something where they were left alone, which the fields above them may say', async () => {
		const operation = {
			fields: [
				fields.text('title', ''),
				fields.text('name', '', {
					required: false,
					restricts: true,
					whenEmpty: (_context, { title }) => `${String(title)}-1`,
				}),
			],
		};
		const params = { thingTitle: 'Door', thingName: '' };
		expect((await requestOf(operation, params)).body).toEqual({ title: 'Door', name: 'Door-1' });
		expect((await requestOf(operation, { ...params, thingName: 'x' })).body).toEqual({
			title: 'Door',
			name: 'x',
		});
		const raw = { thingName: '={{ $json.nothing }}' };
		const error = await failureOf(requestOf(operation, params, { raw }));
		expect(error.message).toBe('"Name" is empty');
	});

	test.each<[Field, unknown]>([
		[fields.choice('kind', { a: 'A', b: 'B' }, ''), ''],
		[fields.number('seconds', '', { default: 60 }), null],
		[fields.flag('scheme_admin', ''), null],
	])('what shows a value gives one: an expression must too', async (field, value) => {
		const operation = { request: 'POST /x', fields: [field] };
		const name = fieldParam({ value: 'thing' } as Resource, field);
		const params = { [name]: value } as IDataObject;
		const error = await failureOf(
			requestOf(operation, params, { raw: { [name]: '={{ $json.a }}' } }),
		);
		expect(error.message).toBe(`"${field.label}" is empty`);
		// One that was cleared, and one whose value may be missing.
		expect(await requestOf(operation, params)).not.toHaveProperty('body');
		const free = { request: 'POST /x', fields: [{ ...field, restricts: false }] };
		expect(await requestOf(free, params, { raw: { [name]: '={{ $json.a }}' } })).not.toHaveProperty(
			'body',
		);
	});

	test('a choice of nothing, a number without a default and a switch of our own may come to nothing', async () => {
		const operation = {
			request: 'POST /x',
			fields: [
				fields.choice('state', { '': 'Open', a: 'A' }, ''),
				fields.number('card', ''),
				fields.localOnly(fields.flag('share', '')),
			],
		};
		const names = ['thingState', 'thingCard', 'thingShare'];
		const raw = Object.fromEntries(names.map((name) => [name, '={{ $json.a }}']));
		const params = { thingState: '', thingCard: null, thingShare: null };
		expect(await requestOf(operation, params, { raw })).not.toHaveProperty('body');
	});

	test.each<[TimeUnit, string, string, boolean]>([
		['ms', '2026-05-02', '2026-05-01', true],
		['s', '2026-05-02', '2026-05-01', true],
		['iso', '2026-05-02T00:00:00Z', '2026-05-02T01:00:00+02:00', true],
		['iso', '2026-05-02T00:00:00Z', '2026-05-02T03:00:00+02:00', false],
		['ms', '2026-05-01', '2026-05-01', false],
		['ms', '', '2026-05-01', false],
		['ms', '2026-05-02', '', false],
	])('a range in %s from %j to %j is backwards: %p', async (unit, from, to, isBackwards) => {
		const begin = fields.time('from', unit, '', { required: false });
		const end = fields.time('to', unit, '', { required: false, ends: 'from' });
		const asked = requestOf(
			{ fields: [begin], optional: [end] },
			{
				thingFrom: from,
				thingDoOptions: to === '' ? {} : { to },
			},
		);
		if (!isBackwards) return expect(await asked).toBeDefined();
		expect((await failureOf(asked)).message).toBe('"To" is before the beginning of the time range');
	});

	test('are required unless they say otherwise', async () => {
		const operation = { fields: [fields.text('message', '')] };
		expect((await failureOf(requestOf(operation))).message).toBe('"Message" is empty');
	});

	test('what n8n does not show is not read', async () => {
		const operation = {
			fields: [
				fields.choice('kind', { a: 'A', b: 'B' }, ''),
				fields.text('only_b', '', { showIf: { kind: ['b'] } }),
				fields.notice('hint', 'x'),
			],
		};
		const params = { thingKind: 'a', thingOnlyB: 'stale', thingHint: 'x' };
		expect((await requestOf(operation, params)).body).toEqual({ kind: 'a' });
		expect((await requestOf(operation, { ...params, thingKind: 'b' })).body).toEqual({
			kind: 'b',
			only_b: 'stale',
		});
	});
});

describe('requests of older servers', () => {
	const operation = {
		request: 'GET /new/{post_id}',
		before: { version: '5.0', request: 'GET /old/{post_id}' },
		fields: [picked],
	};

	test.each([
		[[4, 10], '/old/p1'],
		[[5, 0], '/new/p1'],
		[[], '/new/p1'],
	])('%j: %s', async (version, path) => {
		const { context } = contextOf(operation, { params: { thingPostId: 'p1' } });
		jest.spyOn(context, 'serverVersion').mockResolvedValue(version);
		expect((await build(context)).path).toBe(path);
	});

	test('a server is not asked where nothing differs', async () => {
		const { context } = contextOf({ request: 'GET /x' });
		const asked = jest.spyOn(context, 'serverVersion');
		await build(context);
		expect(asked).not.toHaveBeenCalled();
	});
});

test('a path parameter that is missing is named by its label', async () => {
	const field = { ...picked, required: false };
	const error = await failureOf(requestOf({ request: 'GET /posts/{post_id}', fields: [field] }));
	expect(error.message).toBe('"Post" is empty');
});

test('a file is asked for as one; the operation has the last word', async () => {
	expect(await requestOf({ request: 'GET /x', output: { kind: 'binary' } })).toMatchObject({
		binary: true,
	});
	expect(await requestOf({ request: 'GET /x' })).not.toHaveProperty('binary');
	const adjusted = await requestOf({
		request: 'GET /x',
		adjust: (_context, request) => ({ ...request, path: '/y' }),
	});
	expect(adjusted.path).toBe('/y');
});

test('an operation can say that sending it twice is the same', async () => {
	expect((await requestOf({ idempotent: true })).idempotent).toBe(true);
});

describe('values', () => {
	test('are read once for an item: expressions are slow', async () => {
		let reads = 0;
		const { context } = contextOf(
			{ fields: [fields.text('a', '')] },
			{ host: { param: () => (reads++, 'x') } },
		);
		const before = reads;
		await readFields(context);
		await readFields(context);
		await build(context);
		expect(reads - before).toBe(1);
	});

	test('by API name, or by the name that tells two of a kind apart', async () => {
		const { context } = contextOf(
			{
				fields: [fields.text('name', '', { param: 'new_name' })],
				optional: [fields.number('size', '')],
			},
			{ params: { thingNewName: 'x', thingDoOptions: { size: 3 } } },
		);
		expect(await valuesByName(context)).toEqual({ new_name: 'x', size: 3 });
	});
});

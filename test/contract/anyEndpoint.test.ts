import fc from 'fast-check';
import { isContradicted } from '../../contracts/corrections';
import { findEndpoint, openCatalogue } from '../../nodes/shared/anyEndpoint/catalogue';
import { checkValues, nearest } from '../../nodes/shared/anyEndpoint/check';
import { makeCatalogue } from '../../tools/catalogue';
import {
	contracts,
	spoil,
	validCall,
	type ContractCall,
	type WrongKind,
} from '../support/anyEndpointValues';
import { firstOf } from '../support/present';

const catalogues = {
	mattermost: openCatalogue(makeCatalogue('mattermost')),
	rhombus: openCatalogue(makeCatalogue('rhombus')),
};
const services = [
	{ name: 'mattermost', catalogue: catalogues.mattermost, contract: contracts.mattermost },
	{ name: 'rhombus', catalogue: catalogues.rhombus, contract: contracts.rhombus },
] as const;
const calls = services.flatMap(({ name, catalogue, contract }) =>
	contract.operations
		// Elsewhere the contract's word is not law.
		.filter(({ id }) => !isContradicted(name, id))
		.map((operation) => ({ catalogue, call: { contract, operation } as ContractCall })),
);
const find = (typed: string, service: 'mattermost' | 'rhombus' = 'mattermost') => {
	const found = findEndpoint(catalogues[service], typed)!;
	return (values: Partial<Parameters<typeof checkValues>[1]>) =>
		checkValues(found, { path: {}, query: {}, ...values }, catalogues[service].data);
};

describe('checking values against the catalogue', () => {
	it('finds nothing wrong with valid values of every endpoint', () => {
		let count = 0;
		for (const { catalogue, call } of calls) {
			const found = findEndpoint(catalogue, call.operation.id)!;
			fc.assert(
				fc.property(fc.gen(), (draw) => {
					count++;
					const values = validCall(draw, call);
					expect([call.operation.id, values, checkValues(found, values, catalogue.data)]).toEqual([
						call.operation.id,
						values,
						[],
					]);
				}),
				{ numRuns: 4 },
			);
		}
		console.log(`${count} valid calls to ${calls.length} endpoints: no problem`);
	});

	it('names the field of every wrong value', () => {
		const kinds: Partial<Record<WrongKind, number>> = {};
		fc.assert(
			fc.property(fc.nat({ max: calls.length - 1 }), fc.gen(), (index, draw) => {
				const { catalogue, call } = calls[index]!;
				const values = validCall(draw, call);
				const fault = spoil(draw, call, values);
				kinds[fault.kind] = (kinds[fault.kind] ?? 0) + 1;
				const found = findEndpoint(catalogue, call.operation.id)!;
				const problems = checkValues(found, values, catalogue.data);
				const where = [call.operation.id, fault, values];
				expect([...where, problems.map(({ field }) => field)]).toEqual([
					...where,
					expect.arrayContaining([fault.at]),
				]);
				for (const { problem, allowed } of problems) {
					expect(problem).not.toBe('');
					expect(allowed).not.toBe('');
				}
			}),
			{ numRuns: 6000 },
		);
		console.log('6000 wrong calls, each field named', kinds);
		expect(Object.keys(kinds)).toHaveLength(6);
	});

	it('takes data of any shape without falling over', () => {
		const anything = fc.anything({
			withBigInt: true,
			withDate: true,
			withMap: true,
			withNullPrototype: true,
			withObjectString: true,
			withSparseArray: true,
			withTypedArray: true,
			key: fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', '*', 'toString')),
			maxDepth: 5,
		});
		fc.assert(
			fc.property(
				fc.nat({ max: calls.length - 1 }),
				anything,
				anything,
				anything,
				(index, ...values) => {
					const { catalogue, call } = calls[index]!;
					const found = findEndpoint(catalogue, call.operation.id)!;
					const [path, query, body] = values;
					const record = (value: unknown) =>
						typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
					const problems = checkValues(
						found,
						{ path: record(path), query: record(query), body },
						catalogue.data,
					);
					expect(problems.length).toBeLessThanOrEqual(20);
					for (const problem of problems) {
						expect(JSON.stringify(problem).length).toBeLessThan(20_000);
					}
				},
			),
			{ numRuns: 3000 },
		);
	});

	it('bounds depth, size and quoting', () => {
		const check = find('POST /posts');
		let deep: unknown = 1;
		for (let level = 0; level < 100_000; level++) deep = [deep];
		expect(check({ body: { channel_id: 'c', message: 'm', props: { deep } } })[0]!.problem).toMatch(
			/nested more than/,
		);
		const huge = 'x'.repeat(5_000_000);
		expect(check({ body: { channel_id: 'c', message: huge } })).toEqual([]);
		const [problem] = check({ body: { channel_id: 'c', message: 'm', file_ids: huge, [huge]: 1 } });
		expect(JSON.stringify(problem).length).toBeLessThan(500);
		const wide = Object.fromEntries(
			Array.from({ length: 100_000 }, (_, index) => [`k${index}`, 1]),
		);
		expect(check({ body: { channel_id: 'c', message: 'm', ...wide } })).toHaveLength(20);
		const rows = Array.from({ length: 3_000_000 }, () => 'id');
		const large = firstOf(find('POST /users/ids')({ body: rows }));
		expect(large.problem).toBe('is too large to check');
	});

	it('sees own keys only', () => {
		const body = JSON.parse(
			'{"channel_id":"c","message":"m","__proto__":{"x":1},"constructor":1}',
		) as object;
		expect(find('POST /posts')({ body }).map(({ field }) => field)).toEqual([
			'body.__proto__',
			'body.constructor',
		]);
		expect(({} as { x?: number }).x).toBeUndefined();
	});

	it('says what is wrong, what is allowed and what was meant', () => {
		expect(find('POST /posts')({ body: { channelId: 'c', message: 5 } })).toEqual([
			{ field: 'body.channel_id', problem: 'is missing', allowed: 'text' },
			{
				field: 'body.channelId',
				problem: 'is not known; did you mean "channel_id"?',
				allowed: expect.stringMatching(/^one of: channel_id, message, root_id/),
			},
			{ field: 'body.message', problem: 'is the number 5', allowed: 'text' },
		]);
		const rules = find('POST /api/report/getCountReportV2', 'rhombus');
		expect(rules({ body: { scope: 'ORG', types: [], interval: 'hourly' } })).toEqual([
			{
				field: 'body.interval',
				problem: 'is the text "hourly"; did you mean "HOURLY"?',
				allowed: expect.stringMatching(/^one of: .*DAILY/),
			},
		]);
		expect(find('GET /users')({ query: { per_page: 'many' } })[0]).toEqual({
			field: 'query.per_page',
			problem: 'is the text "many"',
			allowed: 'integer',
		});
		expect(find('GET /users')({ query: { per_page: '20', page: 1 } })).toEqual([]);
		expect(find('GET /users/{user_id}')({})[0]).toMatchObject({
			field: 'path.user_id',
			problem: 'is missing',
		});
		expect(find('GET /users/me')({})).toEqual([]);
		expect(find('GET /users/me')({ body: { a: 1 } })[0]!.field).toBe('body.a');
		expect(find('POST /users/ids')({})[0]).toMatchObject({ field: 'body', problem: 'is missing' });
	});

	it('suggests near names only', () => {
		expect(nearest('chanel_id', ['channel_id', 'message'])).toBe('channel_id');
		expect(nearest('zebra', ['channel_id', 'message'])).toBeUndefined();
		expect(nearest('', [])).toBeUndefined();
	});
});

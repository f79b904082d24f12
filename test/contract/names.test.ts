import { readFileSync } from 'fs';
import path from 'path';
import type { Service } from '../../nodes/shared/http/types';
import type { Operation, Resource, Output } from '../../nodes/shared/model/operation';
import { Contract, type Flat, type Schema } from '../../contracts/openapi';
import { DIST } from '../support/harness';

/**
 * Lists of Mattermost have names next to the IDs of people, channels and teams. Which of them have such IDs is
 * read in the contract and in what Simplify keeps; docs/outputs.md says which IDs and which lists have none.
 */

/* eslint-disable @typescript-eslint/no-require-imports -- the built package is what is tested */
const { registry } = require(`${DIST}/nodes/registry.js`) as {
	registry: Array<{ service: Service; resources: Resource[] }>;
};
const { isList } = require(
	`${DIST}/nodes/shared/response/checkAnswer.js`,
) as typeof import('../../nodes/shared/response/checkAnswer');
const { isIdempotent } = require(
	`${DIST}/nodes/shared/execution/thing.js`,
) as typeof import('../../nodes/shared/execution/thing');
const { NAMED } = require(
	`${DIST}/nodes/services/mattermost/names.js`,
) as typeof import('../../nodes/services/mattermost/names');
/* eslint-enable @typescript-eslint/no-require-imports */

const contract = new Contract('mattermost-11.json');
const page = readFileSync(path.join(__dirname, '../../docs/outputs.md'), 'utf8');

/** First cells of the table that follows a heading. */
const cellsAfter = (heading: string): string[] =>
	[
		...page
			.split(`## ${heading}\n`)[1]!
			.split('\n## ')[0]!
			.matchAll(/^\| `([^`|]+)`/gm),
	].map(([, cell]) => cell!);

const flat = (schema?: Schema): Flat => (schema ? contract.flat(schema) : {});
const valuesOf = ({ additionalProperties: rest }: Flat): Flat =>
	flat(typeof rest === 'object' ? rest : undefined);

/** What a row of an answer has, as far as the contract says. */
function rowOf({ kind, rowsProperty, keyField, valueField }: Output, answer: Flat): string[] {
	if (kind === 'values') return [rowsProperty!];
	// The contract has one answer as a list of what is the answer.
	const { properties } = answer.type === 'array' ? flat(answer.items) : answer;
	const inner = rowsProperty ? flat(properties?.[rowsProperty]) : answer;
	if (kind === 'entries') return [keyField!, ...(valueField ? [valueField] : [])];
	const rows =
		kind === 'postList'
			? valuesOf(flat(answer.properties?.[rowsProperty ?? 'posts']))
			: answer.type === 'array' || inner.type === 'array'
				? flat((inner.items ?? answer.items)!)
				: valuesOf(inner).properties || valuesOf(inner).items
					? flat(valuesOf(inner).items ?? valuesOf(inner))
					: inner;
	return Object.keys(rows.properties ?? {});
}

/** Give several rows with one request, though they are not declared as lists, of which each state is recorded. */
const SEVERAL = ['reaction/getForPosts', 'scheduledPost/getAll'];

/** Operations that read several rows, or whose items are asked for together. */
const lists = registry
	.filter(({ service }) => service.name === 'Mattermost')
	.flatMap(({ resources }) => resources)
	.filter(({ value }) => value !== 'anyEndpoint')
	.flatMap((resource) =>
		resource.operations
			.filter(
				(one) =>
					isIdempotent(one) &&
					(isList(one) || one.bulk || SEVERAL.includes(`${resource.value}/${one.value}`)),
			)
			.map((operation) => {
				const { output = {}, request } = operation;
				const [method, route] = request.split(' ');
				const known = contract.operations.find(({ id }) =>
					[`${method} /api/v4${route}`, request].includes(id),
				);
				const row = rowOf(output, flat(known?.answer?.schema));
				const post = output.simplify?.includes('post') ? ['user_id', 'channel_id'] : [];
				return {
					name: `${resource.value}/${operation.value}`,
					operation,
					row: [...new Set([...(output.simplify ?? row), ...post])],
				};
			}),
	);
const hasNames = ({ output }: Operation) => output?.addTo !== undefined;
const withIds = lists.filter(({ row }) => row.some((property) => property in NAMED));

test('lists have names, or stand on the page with the reason', () => {
	expect(withIds.length).toBeGreaterThan(60);
	const without = withIds.filter(({ operation }) => !hasNames(operation)).map(({ name }) => name);
	expect(without.sort()).toEqual(cellsAfter('Lists without names').sort());
	console.log(
		`${withIds.length} lists with IDs of people, channels or teams; ${withIds.length - without.length} have names`,
	);
});

test('nothing but lists asks for names, so that no item costs a request of its own', () => {
	const asking = registry
		.filter(({ service }) => service.name === 'Mattermost')
		.flatMap(({ resources }) => resources.flatMap(({ operations }) => operations))
		.filter(hasNames);
	expect(asking.filter((one) => !lists.some(({ operation }) => operation === one))).toEqual([]);
});

test('every other ID of these lists stands on the page', () => {
	const ids = new Set(withIds.flatMap(({ row }) => row.filter((one) => /_ids?$/.test(one))));
	const others = [...ids].filter((one) => !(one in NAMED));
	expect(others.sort()).toEqual(cellsAfter('IDs without names').sort());
	expect(cellsAfter('Names').sort()).toEqual(Object.keys(NAMED).sort());
});

import type { INodeExecutionData } from 'n8n-workflow';
import { contextOf, failureOf, service } from '../../../test/support/units';
import type { Organizations } from '../http/types';
import type { OperationContext } from '../model/operation';
import { perOrganization } from './perOrganization';

const names = ['North', 'South', 'East'];

/** Organizations by the option's value. */
const organizations = (more: Partial<Organizations> = {}): Organizations => ({
	option: { displayName: 'Client', name: 'client', type: 'string', default: '' },
	choice: ({ settings }) => String(settings.clientOrganization ?? ''),
	isAll: ({ settings }) => settings.clientOrganization === 'all',
	all: async () => names.map((name) => ({ id: name.toLowerCase(), facts: { org: name } })),
	chosen: async () => '',
	actFor: (credentials, id) => ({ ...credentials, id }),
	...more,
});

const given = (choice: string, more?: Partial<Organizations>) => ({
	service: service({ organizations: organizations(more) }),
	settings: { clientOrganization: choice, inFlight: 2 },
});
const reading = { request: 'GET /things' };
/** What a run gives: which organization it acted for. */
const whose = async (context: OperationContext): Promise<INodeExecutionData[]> => [
	{ json: { actedFor: String((await context.access()).credentials.id) } },
];

test('without all of them it runs once, as it is', async () => {
	const { context } = contextOf(reading, given('north'));
	const seen: OperationContext[] = [];
	const items = await perOrganization(context, async (one) => {
		seen.push(one);
		return [{ json: {} }];
	});
	expect(seen).toEqual([context]);
	expect(items).toEqual([{ json: {} }]);
});

test('all of them: once for each, in their order, each item with the facts', async () => {
	const { context } = contextOf(reading, given('all'));
	const items = await perOrganization(context, whose);
	expect(items.map(({ json }) => json)).toEqual(
		names.map((org) => ({ org, actedFor: org.toLowerCase() })),
	);
});

test('no more at once than the node may have under way', async () => {
	const { context } = contextOf(reading, given('all'));
	let active = 0;
	let most = 0;
	await perOrganization(context, async () => {
		most = Math.max(most, ++active);
		await new Promise((resolve) => setTimeout(resolve, 1));
		active--;
		return [];
	});
	expect(most).toBe(2);
});

test('what changes something is refused before anything is asked', async () => {
	const all = jest.fn();
	const { context } = contextOf({ request: 'POST /things' }, given('all', { all }));
	const run = jest.fn();
	const error = await failureOf(perOrganization(context, run));
	expect(error.message).toBe('"Client" is all of them, and this operation changes something');
	expect([all, run].map((one) => one.mock.calls)).toEqual([[], []]);
});

test('a key that may act for no others is refused before anything is read', async () => {
	const all = jest.fn();
	const chosen = async () => await Promise.reject(new Error('no partner'));
	const { context } = contextOf(reading, given('all', { all, chosen }));
	expect((await failureOf(perOrganization(context, whose))).message).toBe('no partner');
	expect(all).not.toHaveBeenCalled();
});

test('one that fails gives an item that says so, and a hint', async () => {
	const { context, hints } = contextOf(reading, given('all'));
	const items = await perOrganization(context, async (one) => {
		const made = await whose(one);
		if (made[0]!.json.actedFor === 'south') throw new Error('refused');
		return made;
	});
	expect(items.map(({ json }) => json.actedFor ?? json.failure)).toEqual([
		'north',
		'refused',
		'east',
	]);
	expect(items[1]!.pairedItem).toEqual({ item: 0 });
	expect(hints).toEqual([
		'1 of 3 organizations could not be read, see the items with "failure": South: refused',
	]);
});

test('where all fail, the first failure is the node’s', async () => {
	const { context, hints } = contextOf(reading, given('all'));
	const outcome = perOrganization(context, async () => await Promise.reject(new Error('refused')));
	expect((await failureOf(outcome)).message).toBe('refused');
	expect(hints).toEqual([]);
});

test('what is remembered of one is not that of another', async () => {
	const { context } = contextOf(reading, given('all'));
	const items = await perOrganization(context, async (one) => [
		{ json: { name: await one.once('name', async () => (await whose(one))[0]!.json.actedFor) } },
	]);
	expect(items.map(({ json }) => json.name)).toEqual(['north', 'south', 'east']);
});

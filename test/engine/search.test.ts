import { readFileSync } from 'fs';
import path from 'path';
import { ACTION_SEARCHES, NODE_SEARCHES } from '../samples/searches';
import { expectInWalk } from '../support/figures';
import { builtPackage, DIST } from '../support/harness';
import { actionsOf, nodeEntries, search, type Codex } from '../support/nodeCreator';

/** Nodes and operations are found by the words that people use, with n8n's own search. */

const { nodes } = builtPackage();

const folderOf = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
const codexOf = (name: string) =>
	JSON.parse(
		readFileSync(path.join(DIST, 'nodes', folderOf(name), `${folderOf(name)}.node.json`), 'utf8'),
	) as Codex;

describe.each(Object.entries(ACTION_SEARCHES))('actions of %s', (node, wanted) => {
	const actions = actionsOf(nodes[node]!);
	const cases = Object.entries(wanted).flatMap(([id, phrases]) =>
		phrases.map((words) => ({ words, id })),
	);
	test.each(cases)('"$words" finds $id first', ({ words, id }) => {
		const found = search(words, actions).slice(0, 3);
		expect(found.map(({ resource, operation }) => `${resource}/${operation}`)[0]).toBe(id);
	});
});

describe.each(Object.entries(NODE_SEARCHES))('the node %s', (node, phrases) => {
	const entries = nodeEntries(nodes, codexOf);
	test.each(phrases)('is found by "%s" before the others', (words) => {
		expect(search(words, entries)[0]?.key).toBe(node);
	});
});

test('who manages webhooks and commands finds the administration node by their names alone', () => {
	const entries = nodeEntries(nodes, codexOf);
	for (const words of ['webhook', 'webhooks', 'slash command', 'group']) {
		const ours = search(words, entries).map(({ key }) => key);
		expect([words, ...ours]).toContain('mattermostAdmin');
	}
});

test('there are 200 searches and more, each once in its list', () => {
	const lists = [
		...Object.values(ACTION_SEARCHES).map((wanted) => Object.values(wanted).flat()),
		Object.values(NODE_SEARCHES).flat(),
	];
	const count = lists.flat().length;
	expect(count).toBeGreaterThanOrEqual(200);
	expectInWalk(`${count} searches`);
	for (const list of lists) expect(list).toHaveLength(new Set(list).size);
});

test('a node has the aliases of the trigger that n8n lists with it', () => {
	for (const [node, trigger] of [
		['mattermost', 'mattermostTrigger'],
		['rhombus', 'rhombusTrigger'],
	]) {
		expect(codexOf(node!).alias).toEqual(expect.arrayContaining(codexOf(trigger!).alias!));
	}
});

test('Mattermost stands in the Human Review list, as Slack does', () => {
	const { categories, subcategories } = codexOf('mattermost');
	expect(categories).toContain('HITL');
	expect(subcategories?.HITL).toEqual(['Human in the Loop']);
	const { webhooks } = nodes.mattermost!.description;
	expect(webhooks?.length).toBeGreaterThan(0);
	expect(actionsOf(nodes.mattermost!).map(({ operation }) => operation)).toContain('sendAndWait');
});

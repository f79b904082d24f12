import { sublimeSearch } from '@n8n/utils/search/sublime-search';
import { reRankSearchResults } from '@n8n/utils/search/re-rank-search-results';
import type { INodeProperties, INodePropertyOptions, INodeType } from 'n8n-workflow';

/**
 * n8n's node list and the actions of a node, made as its editor makes them (`nodeCreator` in
 * n8n-editor-ui 2.41) and searched with the same functions.
 */

/** An entry of the node list or of a node's actions, as n8n's search reads it. */
export interface Entry {
	key: string;
	properties: { displayName: string; codex: { alias?: string[] } };
}

/** One operation, as the editor lists it. */
export interface Action extends Entry {
	resource: string;
	operation: string;
}

export interface Codex {
	categories: string[];
	subcategories?: Record<string, string[]>;
	alias?: string[];
}

const choicesOf = (property?: INodeProperties): INodePropertyOptions[] =>
	(property?.options ?? []) as INodePropertyOptions[];

/** Actions of a node, resource by resource, in the order of its description. */
export function actionsOf({ description }: INodeType): Action[] {
	const { name, properties } = description;
	return choicesOf(properties.find((one) => one.name === 'resource')).flatMap((resource) => {
		const operations = properties.find(
			(one) =>
				one.name === 'operation' &&
				one.displayOptions?.show?.resource?.includes(resource.value as string),
		);
		return choicesOf(operations).map((one) => ({
			key: name,
			properties: { displayName: one.action ?? `${resource.name} ${one.name}`, codex: {} },
			resource: String(resource.value),
			operation: String(one.value),
		}));
	});
}

/**
 * Entries of the node list. A trigger whose node has the same name without "Trigger" has none of its own:
 * its events are listed with that node, whose name and aliases alone are searched.
 */
export function nodeEntries(
	nodes: Record<string, INodeType>,
	codexOf: (name: string) => Codex,
): Entry[] {
	return Object.values(nodes)
		.filter(
			({ description: { name, group } }) =>
				!(group.includes('trigger') && name.replace('Trigger', '') in nodes),
		)
		.map(({ description: { name, displayName } }) => ({
			key: name,
			properties: { displayName, codex: { alias: codexOf(name).alias } },
		}));
}

/** n8n leaves out the word "trigger" at the end of what is searched for. */
function withoutTrigger(words: string): string {
	const parts = words.split(' ');
	return parts.length > 1 && 'trigger'.startsWith(parts[parts.length - 1]!.toLowerCase())
		? parts.slice(0, -1).filter(Boolean).join(' ')
		: words;
}

/** What the editor lists for these words, best first. */
export const search = <T extends Entry>(words: string, entries: T[]): T[] =>
	reRankSearchResults(sublimeSearch(withoutTrigger(words).toLowerCase(), entries), {}).map(
		({ item }) => item,
	);

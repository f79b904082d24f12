/** What people type to find an endpoint, and what counts as the same. */

/** Words that mean the same to somebody who searches; a word may stand in several rows. */
const SAME: string[][] = [
	['send', 'post', 'write', 'publish'],
	['message', 'post', 'chat'],
	['edit', 'update', 'change', 'modify', 'patch'],
	['delete', 'remove', 'erase'],
	['get', 'list', 'show', 'find', 'read', 'fetch', 'search', 'many'],
	['create', 'add', 'new', 'make'],
	['add', 'invite'],
	['user', 'person', 'people', 'member', 'account'],
	['image', 'picture', 'photo', 'snapshot', 'frame', 'avatar'],
	['clip', 'video', 'recording', 'footage'],
	['direct', 'dm'],
	['reaction', 'emoji', 'react'],
	['reboot', 'restart'],
	['statistics', 'stats', 'count'],
	['organization', 'org'],
	['configuration', 'config', 'settings'],
	['download', 'get'],
	['alert', 'alarm', 'notification'],
	['sensor', 'device'],
];

/** Words that tell nothing where there are others. */
const FILLERS = new Set([
	'a',
	'an',
	'the',
	'to',
	'of',
	'my',
	'all',
	'for',
	'in',
	'on',
	'how',
	'and',
	'or',
]);

/** Longest search that is looked at, in characters. */
const LONGEST = 500;

/** A searched word and what may stand for it. */
export interface SearchWord {
	word: string;
	/** The same without a plural's ending: `cameras` also finds `camera`. */
	stem: string;
	/** Other words for it. */
	others: string[];
}

/** The words of a search, lower-case, without those that tell nothing. */
export function searchWords(typed: string): SearchWord[] {
	const words = typed.toLowerCase().slice(0, LONGEST).split(/\s+/).filter(Boolean);
	const telling = words.filter((word) => !FILLERS.has(word));
	return (telling.length ? telling : words).map((word) => {
		const stem = word.length > 3 && word.endsWith('s') ? word.slice(0, -1) : word;
		const rows = SAME.filter((row) => row.includes(word) || row.includes(stem));
		const others = new Set(rows.flat());
		others.delete(word);
		others.delete(stem);
		return { word, stem, others: [...others] };
	});
}

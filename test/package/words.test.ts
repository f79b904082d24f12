import type { INodeProperties } from 'n8n-workflow';
import { builtPackage } from '../support/harness';

/** Names keep their capitals in all that users read in the editor; `npm run lint` checks the rest. */

/** Names that keep their capitals wherever they stand. */
const NAMES = [
	'Rhombus',
	'Rhombus Key',
	'Mattermost',
	'WebRTC',
	'OAuth',
	'LDAP',
	'SAML',
	'URL',
	'UUID',
	'MFA',
	'PagerDuty',
	'ServiceNow',
	'Microsoft Teams',
	'Slack',
	'Elasticsearch',
	'Bleve',
	'CSV',
	'JSON',
	'IDs',
];

/** Lower-case names in a text, save within code, addresses and names of properties. */
const lostCapitals = (words: string): string[] =>
	words
		.replace(/e\.g\. .*$|https?:\S*|\S*[@_/.]\S+|`[^`]*`/g, '')
		.match(new RegExp(`\\b(${NAMES.join('|')})\\b`, 'gi'))
		?.filter((found) => !NAMES.some((name) => name === found || name.toUpperCase() === found)) ??
	[];

type Words = { where: string; text: string };

function wordsOf(where: string, value: unknown): Words[] {
	if (Array.isArray(value)) return value.flatMap((one) => wordsOf(where, one));
	if (typeof value !== 'object' || value === null) return [];
	const row = value as INodeProperties & { action?: string };
	const here = `${where} ${row.displayName ?? row.name ?? ''}`.slice(-120);
	const own = [row.displayName, row.description, row.hint, row.placeholder, row.action];
	// An option's name is what people see; elsewhere it is ours.
	if (row.displayName === undefined && typeof row.name === 'string') own.push(row.name);
	return [
		...own.filter((text) => typeof text === 'string').map((text) => ({ where: here, text })),
		...wordsOf(here, row.options),
		...wordsOf(here, (row as { values?: unknown }).values),
		...wordsOf(here, (row as { modes?: unknown }).modes),
	];
}

const { nodes, credentials } = builtPackage();
const all = [
	...Object.values(nodes).flatMap((node) => [
		{ where: node.description.displayName, text: node.description.description },
		...wordsOf(node.description.displayName, node.description.properties),
	]),
	...Object.values(credentials).flatMap((one) => wordsOf(one.displayName, one.properties)),
];

test('there are words to look at', () => {
	expect(all.length).toBeGreaterThan(5000);
	expect(lostCapitals('Get webrtc token')).toEqual(['webrtc']);
	expect(lostCapitals('Update rhombus key settings')).toEqual(['rhombus']);
});

test('names keep their capitals', () => {
	const lost = all.flatMap(({ where, text }) =>
		lostCapitals(text).map((name) => `${where}: ${name} (${text})`),
	);
	expect([...new Set(lost)]).toEqual([]);
});

import type { INodeProperties } from 'n8n-workflow';
import { expectInWalk, expectTable } from '../support/figures';
import { builtPackage } from '../support/harness';

/** IDs are picked from lists; those that are still typed are counted, each with its reason. */

const { nodes } = builtPackage();

/** Why an ID is typed, by node, place (any if absent) and label; the first that fits. */
const TYPED: Array<{ node?: RegExp; at?: RegExp; label: RegExp; why: string }> = [
	{
		node: /^rhombusIntegration$/,
		label: /^(Webhook|Bot Installation|Organization) (UU)?ID$/,
		why: 'Rhombus or the other system writes it when the integration is set up',
	},
	{
		at: /\/butterflymx/,
		label: /^(Building|Panel|Door) ID$/,
		why: 'listed only with a password of the other system that Rhombus does not store',
	},
	{
		at: /\/honeywellElementsSettings\//,
		label: /^Door ID$/,
		why: 'of a device that Rhombus lists without saying which are doors',
	},
	{
		node: /^rhombusIntegration$/,
		label: /./,
		why: 'the other system makes it, and Rhombus has no call that lists it',
	},
	{
		label: /Message IDs?$/,
		why: 'taken from a message or its link; servers list messages by channel alone',
	},
	{
		label: /^(File|Upload|Version) IDs?$/,
		why: 'listed below another thing alone, by the operation that gives it',
	},
	{
		label: /^(Action|Callback|Client|Trigger|Device|VoIP Device|Marketplace Plugin|ID)( ID)?$/,
		why: 'chosen by whoever makes it, or handed over by the client',
	},
	{
		label: /^(Invite|LDAP|OAuth Client|Terms of Service|Company|Voice|Directory Group) ID$/,
		why: 'of another system, or of which there is one',
	},
	{
		label: /^(Alert|Case|Face Event|Event|Clip|More Clip) IDs?$/,
		why: 'of one event, by the operation that gives it',
	},
	{
		label: /^(Logo|Media|Robot) ID$/,
		why: 'of Rhombus, which has no call that lists these things',
	},
];

interface Found {
	typed: Array<{ node: string; at: string; label: string }>;
	one: number;
	several: number;
	keys: number;
}

/** Walks a description: IDs that are typed, and pickers by their kind. */
function look(node: string, properties: INodeProperties[], at: string, found: Found): void {
	for (const property of properties) {
		const { type, displayName = '', name, typeOptions } = property;
		const here = `${at}/${name}`;
		if ((type === 'string' || type === 'number') && /\b(UU)?IDs?\b/.test(displayName)) {
			found.typed.push({ node, at: here, label: displayName });
		}
		if (type === 'resourceLocator') {
			if (name === 'key') found.keys++;
			else if (name === 'picked') found.several++;
			else found.one++;
		}
		if (type === 'multiOptions' && typeOptions?.loadOptionsMethod) found.several++;
		for (const option of property.options ?? []) {
			if ('values' in option) look(node, option.values, here, found);
			else if ('type' in option) look(node, [option], here, found);
		}
	}
}

const found: Found = { typed: [], one: 0, several: 0, keys: 0 };
for (const [name, { description }] of Object.entries(nodes)) {
	look(name, description.properties, name, found);
}

const reasonOf = ({ node, at, label }: Found['typed'][number]) =>
	TYPED.find(
		(row) => (row.node?.test(node) ?? true) && (row.at?.test(at) ?? true) && row.label.test(label),
	)?.why;

test('every ID that is typed has its reason', () => {
	const without = found.typed.filter((one) => reasonOf(one) === undefined);
	expect(without).toEqual([]);
	const counts: Record<string, number> = {};
	for (const one of found.typed) counts[reasonOf(one)!] = (counts[reasonOf(one)!] ?? 0) + 1;
	expectInWalk(
		`${found.one} pickers of one thing, ${found.several} of several things, and ${found.keys} of keys of maps; ${found.typed.length} IDs are still typed`,
	);
	const rows = Object.entries(counts).sort(([, one], [, other]) => other - one);
	expectTable('editor-walk.md', 'typed', [
		['Why it is typed', 'IDs'],
		...rows.map(([why, count]) => [why, String(count)]),
	]);
});

test('what people choose most is always picked', () => {
	const things =
		/^(Channel|Team|User|Group|Camera|Door|Location|Person|Role|Schedule|Policy|Rule) (UU)?IDs?$/;
	const typed = found.typed
		.filter(
			({ node, label }) =>
				!['rhombusIntegration', 'mattermostAdmin'].includes(node) && things.test(label),
		)
		.map(({ at }) => at);
	expect(typed).toEqual([]);
});

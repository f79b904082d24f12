import type { IDataObject, INodeProperties, INodePropertyCollection } from 'n8n-workflow';
import { startSandbox, TOKENS, type Sandbox } from '../../sandbox';
import { builtPackage, runStock, runWorkflow } from '../support/harness';

/** Attachments, buttons, menus and dialog fields: forms in forms. */

const { nodes } = builtPackage();
let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.stop());

/** Every list of entries in a description, however deep, with the parameters of one entry. */
function* entriesIn(
	properties: INodeProperties[],
	path = '',
): Generator<[string, INodeProperties[]]> {
	for (const { type, name, options = [] } of properties) {
		if (type === 'fixedCollection') {
			for (const { values } of options as INodePropertyCollection[]) {
				yield [`${path}${name}`, values];
				yield* entriesIn(values, `${path}${name}.`);
			}
		} else if (type === 'collection') {
			yield* entriesIn(options as INodeProperties[], `${path}${name}.`);
		}
	}
}
const all = Object.entries(nodes).flatMap(([node, { description }]) =>
	[...entriesIn(description.properties)].map(([path, values]) => ({ node, path, values })),
);
const entry = (end: string) => all.find(({ path }) => path.endsWith(end))!.values;

test('a part of an entry is shown for a choice that stands above it and can be made', () => {
	const shown = all.flatMap(({ node, path, values }) =>
		values.flatMap(({ name, displayOptions }, index) =>
			Object.entries(displayOptions?.show ?? {}).map(([decider, wanted]) => {
				const above = values.slice(0, index).find((one) => one.name === decider);
				const choices = (above?.options ?? []) as Array<{ value: string }>;
				const can = (wanted as string[]).every((one) => choices.some(({ value }) => value === one));
				return { part: `${node} ${path}.${name}`, decider, can };
			}),
		),
	);
	expect(shown.filter(({ can }) => !can)).toEqual([]);
	expect(shown.length).toBeGreaterThan(15);
});

test('entries read in the order in which people fill them in', () => {
	const names = (end: string) => entry(end).map(({ displayName }) => displayName);
	expect(names('postAttachments').slice(0, 5)).toEqual([
		'Title',
		'Text',
		'Color',
		'Fields',
		'Actions',
	]);
	expect(names('postAttachments.actions').slice(0, 2)).toEqual(['Type', 'Name']);
	expect(names('postAttachments.actions').at(-1)).toBe('More');
	expect(names('lements').slice(0, 3)).toEqual(['Type', 'Display Name', 'Name']);
});

describe.each([
	['customOperations', runWorkflow],
	['RoutingNode', runStock],
])('sent by %s', (_engine, run) => {
	const sent = async (action: IDataObject, attachment: IDataObject = {}) => {
		await run({
			node: nodes.mattermost!,
			parameters: {
				authentication: 'accessToken',
				resource: 'post',
				operation: 'create',
				postChannelId: sandbox.mattermost.state.channel('alerts').id,
				postMessage: 'Choose',
				postAttachments: { entry: [{ ...attachment, actions: { entry: [action] } }] },
			} as never,
			credentials: {
				mattermostTokenApi: {
					siteUrl: sandbox.mattermost.url,
					accessToken: TOKENS.mattermostAdmin,
				},
			},
		});
		const { body } = sandbox.mattermost.requests.findLast(({ path }) => path.endsWith('/posts'))!;
		const [made] = ((body as IDataObject).props as { attachments: IDataObject[] }).attachments;
		return made as IDataObject & { actions: IDataObject[] };
	};
	const integration = { url: 'https://n8n.example.com/hook' };
	const options = { entry: [{ text: 'One', value: '1' }] };

	test('what is kept together in the form stands in its place in the request', async () => {
		const { actions, ...attachment } = await sent(
			{ type: 'button', name: 'Go', integration, more: { id: 'go', tooltip: 'Now' } },
			{ title: 'Door', more: { authorName: 'Camera 3', footer: 'Lobby' } },
		);
		expect(attachment).toEqual({ title: 'Door', author_name: 'Camera 3', footer: 'Lobby' });
		expect(actions).toEqual([
			{ type: 'button', name: 'Go', id: 'go', tooltip: 'Now', integration },
		]);
	});

	test('what is left from another choice is not sent', async () => {
		const stale = { style: 'danger', dataSource: 'users', options, defaultOption: '1' };
		const button = await sent({ type: 'button', name: 'Go', integration, ...stale });
		expect(button.actions).toEqual([{ type: 'button', name: 'Go', style: 'danger', integration }]);
		const menu = await sent({ type: 'select', name: 'Go', integration, ...stale });
		expect(menu.actions).toEqual([
			{ type: 'select', name: 'Go', data_source: 'users', integration },
		]);
	});
});

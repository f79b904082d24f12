import type { IDataObject } from 'n8n-workflow';
import { NO_ENTRIES } from '../../nodes/shared/model/fields';
import type { Field } from '../../nodes/shared/model/operation';
import { holdsEntries } from '../../nodes/shared/request/restriction';
import { builtPackage, DIST } from '../support/harness';
import { failureOf, mattermostServer } from '../support/mattermostServer';
import { firstOf } from '../support/present';

/**
 * n8n drops an expression that stands for all entries of a field. Nothing was meant to be left out, so the
 * node does not send what is left.
 */

type Server = Awaited<ReturnType<typeof mattermostServer>>;
let server: Server;
let channelId: string;
beforeAll(async () => {
	server = await mattermostServer();
	channelId = server.state.channel('alerts').id;
});
afterAll(async () => await server.sandbox.stop());

const items = [{ json: { rows: { entry: [{ text: 'Look' }] } } }];
const WHOLE = '={{ $json.rows }}';
const cases: Array<{ what: string; operation: string; values: IDataObject; field: string }> = [
	{
		what: 'a visible list',
		operation: 'create',
		values: { channelId: 'alerts', message: 'x', attachments: WHOLE },
		field: 'Attachments',
	},
	{
		what: 'rows of pickers among the optional fields',
		operation: 'create',
		values: { channelId: 'alerts', message: 'x', createOptions: { mention: WHOLE } },
		field: 'Mention',
	},
	{
		what: 'a map among the optional fields',
		operation: 'create',
		values: { channelId: 'alerts', message: 'x', createOptions: { insertedTexts: WHOLE } },
		field: 'Inserted Texts',
	},
];

describe.each(['run', 'stock'] as const)('%s', (engine) => {
	test.each(cases)(
		'$what is refused, and nothing is sent',
		async ({ operation, values, field }) => {
			const before = server.sandbox.mattermost.requests.length;
			const error = await failureOf(server[engine]('post', operation, values, items));
			expect(error.message).toContain(`"${field}" is empty`);
			expect(error.description).toContain(
				'n8n drops an expression that stands for the whole field',
			);
			const sent = server.sandbox.mattermost.requests.slice(before);
			expect(sent.filter(({ path }) => path.endsWith('/posts'))).toEqual([]);
		},
	);

	test('a field that was left alone is no such field, and an expression in an entry arrives', async () => {
		const plain = firstOf(await server[engine]('post', 'create', { channelId, message: 'x' }));
		expect(plain.json.attachments).toBeUndefined();
		const attachments = { entry: [{ text: '={{ $json.rows.entry[0].text }}' }] };
		const made = firstOf(await server[engine]('post', 'create', { channelId, attachments }, items));
		expect(made.json.attachments).toEqual([expect.objectContaining({ text: 'Look' })]);
	});
});

describe('the fields that are filled in by adding entries', () => {
	// eslint-disable-next-line @typescript-eslint/no-require-imports -- the built package is what counts
	const { registry } = require(
		`${DIST}/nodes/registry.js`,
	) as typeof import('../../nodes/registry');
	const operations = registry.flatMap(({ node, resources }) =>
		resources.flatMap(({ value, operations: all }) =>
			all.map((operation) => ({ where: `${node} ${value}/${operation.value}`, operation })),
		),
	);
	const isRows = (field: Field) => field.kind !== 'group' && holdsEntries(field);

	test('are required where they are visible, or tell an expression that was dropped', () => {
		const visible = operations.flatMap(({ where, operation: { fields = [] } }) =>
			fields.filter(isRows).map((field) => ({ where: `${where} ${field.label}`, field })),
		);
		expect(visible.length).toBeGreaterThan(20);
		const unclear = visible.filter(
			({ field }) =>
				field.required === false && JSON.stringify(field.default) !== JSON.stringify(NO_ENTRIES),
		);
		expect(unclear.map(({ where }) => where)).toEqual([]);
	});

	test('in triggers and in Respond to Mattermost too, unless they stand among the filters', () => {
		const { nodes } = builtPackage();
		const visible = Object.values(nodes)
			.filter(({ description: { name } }) => /Trigger$|Respond$/.test(name))
			.flatMap(({ description }) =>
				description.properties
					.filter(({ type }) => type === 'fixedCollection')
					.map((one) => [description.name, one.name, one.default]),
			);
		expect(visible.length).toBeGreaterThan(4);
		expect(visible).toEqual(visible.map(([node, name]) => [node, name, NO_ENTRIES]));
	});
});

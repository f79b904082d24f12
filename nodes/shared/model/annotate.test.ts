import { clientOf, operationOf } from '../../../test/support/units';
import { annotate, withPickers, type Place } from './annotate';
import type { Field, Operation, Picker, Resource } from './operation';

const text = (name: string, more: Partial<Field> = {}): Field => ({
	name,
	kind: 'string',
	label: 'Camera ID',
	description: 'ID of the camera',
	...more,
});

const resourceOf = (operation: Partial<Operation>): Resource => ({
	value: 'thing',
	name: 'Thing',
	operations: [operationOf(operation)],
});

const operationIn = (resources: Resource[]) => resources[0]!.operations[0]!;

describe('facts of fields', () => {
	test('are added wherever such a field stands, and what the field itself says wins', () => {
		const inner = [text('uuid'), text('name', { longest: 9 })];
		const resources = [
			resourceOf({
				fields: [text('uuid', { longest: 5 }), text('other')],
				optional: [text('group', { kind: 'group', fields: inner }), text('uuid')],
			}),
		];
		const before = structuredClone(resources);
		const facts = { uuid: { longest: 8, placeholder: 'abc' }, group: { inline: true as const } };
		const made = annotate(resources, ({ name }) => facts[name as keyof typeof facts]);
		expect(operationIn(made)).toEqual({
			...operationIn(before),
			fields: [text('uuid', { longest: 5, placeholder: 'abc' }), text('other')],
			optional: [
				text('group', {
					kind: 'group',
					inline: true,
					fields: [text('uuid', facts.uuid), inner[1]!],
				}),
				text('uuid', facts.uuid),
			],
		});
		// Other nodes use the same fields.
		expect(resources).toEqual(before);
	});

	test('depend on where a field stands', () => {
		const deepest = text('c');
		const middle = text('b', { kind: 'list', fields: [deepest] });
		const outer = text('a', { kind: 'group', fields: [middle] });
		const resources = [resourceOf({ fields: [outer], optional: [text('d')] })];
		const places: Record<string, Place> = {};
		annotate(resources, ({ name }, place) => {
			places[name] = place;
			return undefined;
		});
		const [resource] = resources;
		const at = { resource, operation: resource!.operations[0] };
		expect(places).toEqual({
			a: { ...at, within: [] },
			b: { ...at, within: [outer] },
			c: { ...at, within: [outer, middle] },
			d: { ...at, within: [] },
		});
	});
});

describe('texts that name things of a list', () => {
	const CAMERA: Picker = {
		noun: 'Camera',
		search: 'searchCameras',
		example: 'abc',
		modes: [{ name: 'name', label: 'By Name' }],
	};
	const SHORT = { ...CAMERA, modes: undefined };
	const pickedOf = (field: Field): Field =>
		operationIn(withPickers([resourceOf({ fields: [field] })])).fields![0]!;

	test('become a picker, by the name of the thing', () => {
		const field = text('uuid', { picker: CAMERA, placeholder: 'abc', required: true });
		expect(pickedOf(field)).toEqual({
			...field,
			kind: 'pick',
			label: 'Camera',
			description: '',
			picker: SHORT,
			placeholder: undefined,
		});
	});

	test.each([
		['ID', 'ID of the camera', 'ID', 'Camera'],
		['Camera UUID', 'Of which to get the state', 'Camera', 'Of which to get the state'],
		['Camera ID', 'Camera', 'Camera', ''],
		['Camera ID', 'ID of a camera', 'Camera', ''],
		['Location ID', 'ID of an organization or site', 'Location', 'Organization or site'],
		['Camera ID', 'Old ID of the camera', 'Camera', 'Old ID of the camera'],
		['Camera ID or Name', 'What it is', 'Camera ID or Name', 'What it is'],
	])('%s: %s → %s: %s', (label, description, itsLabel, itsDescription) => {
		expect(pickedOf(text('uuid', { label, description, picker: CAMERA }))).toMatchObject({
			label: itsLabel,
			description: itsDescription,
		});
	});

	test.each([
		['Camera IDs', 'Cameras'],
		['Camera UUIDs', 'Cameras'],
		['Policy IDs', 'Policies'],
		['Gateway IDs', 'Gateways'],
		['Alias IDs', 'Aliases'],
		['Person IDs', 'People'],
		['Access Group IDs', 'Access Groups'],
		['Entry Point IDs', 'Entry Points'],
		['Cameras', 'Cameras'],
		['Camera IDs or Names', 'Camera IDs or Names'],
	])('of several, %s are called %s', (label, several) => {
		const field = text('uuids', { kind: 'strings', label, description: 'IDs of what to arm' });
		expect(pickedOf({ ...field, picker: CAMERA, placeholder: 'a, b' })).toEqual({
			...field,
			several: 'rows',
			label: several,
			description: 'What to arm',
			picker: SHORT,
			placeholder: undefined,
		});
	});

	test('several are chosen at once where their list is short', () => {
		const picker: Picker = { ...CAMERA, whole: true };
		const field = text('uuids', { kind: 'strings', label: 'Camera IDs', picker });
		expect(pickedOf(field)).toMatchObject({ several: 'options' });
		expect(pickedOf({ ...field, description: 'IDs of the cameras' }).description).toBe('');
	});

	test('are found inside of others, and among the options', () => {
		const field = text('uuid', { picker: CAMERA });
		const group = text('a', { kind: 'group', label: 'Rule', fields: [field, text('b')] });
		const { fields, optional } = operationIn(
			withPickers([resourceOf({ fields: [group], optional: [field] })]),
		);
		expect(fields).toEqual([{ ...group, fields: [pickedOf(field), text('b')] }]);
		expect(optional).toEqual([pickedOf(field)]);
	});

	test('keys of a map are picked as well', () => {
		const field = text('map', { kind: 'map', keyPicker: CAMERA, keyLabel: 'Camera UUID' });
		expect(pickedOf(field)).toEqual({ ...field, keyPicker: SHORT, keyLabel: 'Camera' });
		expect(pickedOf({ ...field, keyLabel: undefined }).keyLabel).toBeUndefined();
	});

	test.each<[string, Field]>([
		['what has no picker', text('a')],
		['a picker without a list', text('a', { picker: { ...CAMERA, search: undefined } })],
		['a map whose keys name nothing', text('a', { kind: 'map', keyLabel: 'Camera ID' })],
		[
			'a map whose keys have no list',
			text('a', { kind: 'map', keyLabel: 'Camera ID', keyPicker: { noun: 'X', example: 'x' } }),
		],
		['what is a picker already', text('a', { kind: 'pick', picker: CAMERA })],
	])('%s stays as it is', (_what, field) => {
		expect(pickedOf(field)).toEqual(field);
	});

	test('an operation without fields gets none', () => {
		const resources = [resourceOf({})];
		expect(withPickers(resources)).toEqual(resources);
		expect(Object.keys(operationIn(withPickers(resources)))).toEqual(
			Object.keys(operationIn(resources)),
		);
		expect(annotate(resources, () => ({ min: 1 }))).toEqual(resources);
	});

	describe('a number', () => {
		const field = pickedOf(text('id', { kind: 'number', picker: CAMERA, min: 1, max: 9 }));

		test('has no limits: they would stand in the way of a name', () => {
			expect(field).toMatchObject({ kind: 'pick', min: undefined, max: undefined });
		});

		test('is sent as one, and nothing else is', () => {
			const { client } = clientOf();
			expect(field.refine!(client, 'Camera', '42')).toBe(42);
			for (const value of ['abc', '1.5', '9007199254740993']) {
				expect(() => field.refine!(client, 'Camera', value)).toThrow('"Camera"');
			}
		});

		test('is that of a field that is one only', () => {
			expect(pickedOf(text('id', { picker: CAMERA })).refine).toBeUndefined();
		});
	});
});

import { resources } from '../../nodes/RhombusIntegration/resources';
import { rhombus } from '../../nodes/services/rhombus/service';
import { describe as describeNode } from '../../nodes/shared/description/describe';
import { requestsOf } from '../../nodes/shared/model/parameterNames';
import type { Field, Operation } from '../../nodes/shared/model/operation';
import { Contract, type Schema } from '../../contracts/openapi';

/**
 * The Rhombus Integration node against the contract: every operation that is not deprecated is
 * there, and every property an operation takes has a typed field, at any depth.
 */

const contract = new Contract('rhombus.json');
const known = new Map(contract.operations.map((operation) => [operation.id, operation]));
const ofIntegrations = contract.operations.filter(({ path }) =>
	path.startsWith('/api/integrations/'),
);
const declared = resources.flatMap((resource) =>
	resource.operations.map((operation) => ({ resource, operation })),
);
const offered = new Set(declared.flatMap(({ operation }) => requestsOf(operation)));

/** Deprecated operations whose successor has another name. */
const SUCCESSORS: Record<string, string> = {
	// Consoles come with their doors.
	'POST /api/integrations/accessControl/getInnerRangeDoors':
		'POST /api/integrations/accessControl/getInnerRangeConsoles',
};

/** Settings that have no typed field and go through JSON, as `request: property → property`. */
const THROUGH_JSON: string[] = [];

/** `…/updateKisiIntegrationV2` and `…/updateKisiIntegration` are versions of one operation. */
const family = (id: string) => id.split('/').pop()!.replace(/V\d+$/, '').toLowerCase();

describe('operations', () => {
	test('the contract has the integrations', () => {
		expect(ofIntegrations).toHaveLength(210);
	});

	test('every operation that is not deprecated and that keys may call is offered', () => {
		const live = ofIntegrations.filter(
			({ deprecated, consoleOnly }) => !deprecated && !consoleOnly,
		);
		expect(live.map(({ id }) => id).filter((id) => !offered.has(id))).toEqual([]);
	});

	test('what only the console may call is not offered', () => {
		const refused = ofIntegrations.filter(({ consoleOnly }) => consoleOnly).map(({ id }) => id);
		// Called with the sign-in of a person, to make a key (cmd/login.go of the vendor's command line).
		expect(refused).toEqual(['POST /api/integrations/org/submitApiTokenApplication']);
		expect(refused.filter((id) => offered.has(id))).toEqual([]);
	});

	test('every deprecated operation is offered or has an offered successor', () => {
		const successors = new Set([...offered].map(family));
		const lost = ofIntegrations
			.filter(({ id, deprecated }) => deprecated && !offered.has(id))
			.filter(({ id }) => !successors.has(family(SUCCESSORS[id] ?? id)));
		expect(lost.map(({ id }) => id)).toEqual([]);
	});

	test('the first choice of an operation is the newest version', () => {
		const version = (id: string) => Number(/V(\d+)$/.exec(id)?.[1] ?? 1);
		for (const { operation } of declared) {
			// Systems of version 1 are read from its list.
			if (operation.value === 'updateV1' || operation.request.endsWith('/getOrgIntegrations'))
				continue;
			const newest = ofIntegrations
				.filter(({ id }) => family(id) === family(operation.request))
				.sort((a, b) => version(b.id) - version(a.id))[0]!;
			expect([operation.request, version(operation.request)]).toEqual([
				operation.request,
				version(newest.id),
			]);
		}
	});

	test('every request is in the contract', () => {
		expect([...offered].filter((request) => !known.has(request))).toEqual([]);
	});

	test('every update of version 2 has a Get, and both are about one integration', () => {
		for (const resource of resources) {
			const update = resource.operations.find(({ value }) => value === 'update');
			if (!update) continue;
			const get = resource.operations.find(({ value }) => value === 'get');
			expect([resource.value, update.also]).toEqual([
				resource.value,
				expect.arrayContaining([get!.request]),
			]);
		}
	});
});

/** Declared fields by first name; dotted ones become fields of a group. */
function byName(fields: Field[]): Map<string, Field[]> {
	const found = new Map<string, Field[]>();
	for (const field of fields) {
		const [name, ...rest] = field.name.split('.') as [string, ...string[]];
		const inner: Field = rest.length
			? { ...field, name, kind: 'group', fields: [{ ...field, name: rest.join('.') }] }
			: field;
		const same = found.get(name)?.[0];
		if (rest.length && same) same.fields!.push(...inner.fields!);
		else found.set(name, [...(found.get(name) ?? []), inner]);
	}
	return found;
}

/** What of a schema the fields lack, and what they have beyond it or of another kind. */
function differences(schema: Schema, fields: Field[], at: string): string[] {
	const { properties = {} } = contract.flat(schema);
	const names = byName(fields);
	return [
		...Object.entries(properties).flatMap(([name, child]) => {
			const found = (names.get(name) ?? []).filter(({ kind }) => kind !== 'json');
			if (found.length === 0) return [`${at} → ${name}`];
			return found.flatMap((field) => mismatch(child, field, `${at} → ${name}`));
		}),
		...[...names.keys()]
			.filter((name) => !(name in properties))
			.map((name) => `${at} → ${name} is not in the contract`),
	];
}

const SCALARS: Record<string, Array<Field['kind']>> = {
	string: ['string', 'choice', 'pick', 'time'],
	integer: ['number', 'time'],
	number: ['number'],
	boolean: ['boolean'],
};
/** What the form makes of several or of text: one text, and a number. */
const REFINED: typeof SCALARS = { string: ['strings'], integer: ['pick'] };

function mismatch(schema: Schema, field: Field, at: string): string[] {
	const flat = contract.flat(schema);
	const wrong = [`${at} is ${field.kind} for ${flat.type}`];
	const entry = field.fields?.length === 1 && field.fields[0]!.name === '' && field.fields[0];
	if (flat.type === 'array') {
		const items = contract.flat(flat.items!);
		if (items.enum) return field.kind === 'choices' ? [] : wrong;
		if (items.type === 'string') return field.kind === 'strings' ? [] : wrong;
		return field.kind === 'list' && entry ? mismatch(flat.items!, entry, `${at}[]`) : wrong;
	}
	if (flat.properties) {
		return field.kind === 'group' ? differences(schema, field.fields ?? [], at) : wrong;
	}
	if (typeof flat.additionalProperties === 'object') {
		return field.kind === 'map' && entry
			? mismatch(flat.additionalProperties, entry, `${at}{}`)
			: wrong;
	}
	const isRefined = field.refine && REFINED[flat.type!]?.includes(field.kind);
	if (!isRefined && !SCALARS[flat.type!]?.includes(field.kind)) return wrong;
	if (!flat.enum) return field.kind === 'choice' ? wrong : [];
	const values = Object.keys(field.values ?? {});
	const full = flat.enum.length === values.length || field.name === 'integration';
	return field.kind === 'choice' && full && values.every((value) => flat.enum!.includes(value))
		? []
		: wrong;
}

/** Names that stand for something else in other operations. */
const OFFERED_ELSEWHERE = new Set(['integration', 'userUuid']);

/** What the user may give for the body. */
function bodyFields(operation: Operation): Field[] {
	const fields = [...(operation.fields ?? []), ...(operation.optional ?? [])].filter(
		(field) => field.in !== 'none',
	);
	// Where the body itself is the settings, their group has no name in the API.
	return operation.request.endsWith('/updateBoulevardIntegration')
		? fields.flatMap((field) => field.fields ?? [])
		: fields;
}

describe('properties', () => {
	const withBody = declared.filter(({ operation }) => {
		const schema = known.get(operation.request)?.body?.content['application/json'];
		return schema && Object.keys(contract.flat(schema).properties ?? {}).length > 0;
	});

	test.each(withBody.map((one) => [`${one.resource.value}/${one.operation.value}`, one.operation]))(
		'%s has a typed field for each',
		(_, operation) => {
			let schema = known.get(operation.request)!.body!.content['application/json'];
			if (operation.wrap) schema = contract.flat(schema!).properties![operation.wrap];
			const lacking = differences(schema!, bodyFields(operation), operation.request);
			expect(lacking.filter((one) => !THROUGH_JSON.includes(one))).toEqual([]);
		},
	);

	test('other calls of an operation take the same body', () => {
		for (const { operation } of declared) {
			const calls = operation.optional?.find(({ name }) => name === 'apiCall');
			if (!calls) continue;
			const [newest, ...older] = [
				operation.request,
				...operation.also!.filter((request) =>
					Object.keys(calls.values!).some((path) => request.endsWith(`/${path}`)),
				),
			].map(
				(request) =>
					contract.flat(known.get(request)!.body!.content['application/json']!).properties,
			);
			expect(older.length).toBe(Object.keys(calls.values!).length - 1);
			for (const one of older) expect(one).toEqual(newest);
		}
	});

	test('every update takes its settings as JSON too', () => {
		const updates = declared.filter(({ operation }) => /^update(V1)?$/.test(operation.value));
		expect(updates).toHaveLength(48);
		for (const { operation } of updates) {
			expect(operation.fields!.filter(({ kind }) => kind === 'json')).toHaveLength(1);
		}
	});

	test('what Rhombus writes itself is known and not offered', () => {
		const readOnly = (fields: Field[]): string[] =>
			fields.flatMap((field) => [
				...(field.readOnly ? [field.name] : []),
				...readOnly(field.fields ?? []),
			]);
		const kept = declared.flatMap(({ operation }) => readOnly(bodyFields(operation)));
		expect(kept.length).toBeGreaterThan(150);
		const offeredNames = JSON.stringify(describeNode(rhombus, resources));
		for (const name of new Set(kept)) {
			if (OFFERED_ELSEWHERE.has(name)) continue;
			expect([name, offeredNames.includes(`"name":"${name}"`)]).toEqual([name, false]);
		}
	});

	test('secrets are masked', () => {
		const secretName = /secret|password|apiKey|(api|access|refresh|rhombus)Token$|^pin$|KeySecret/i;
		const open = (fields: Field[]): string[] =>
			fields.flatMap((field) => [
				...(secretName.test(field.name) && field.kind === 'string' && !field.secret
					? [field.name]
					: []),
				...open(field.fields ?? []),
			]);
		expect(declared.flatMap(({ operation }) => open(bodyFields(operation)))).toEqual([]);
	});
});

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * Takes newer contracts over: `npm run contracts:update -- <folder>`. The folder holds one or more of
 * the files below under the same names. Each is checked, compared with the present one, and written
 * with a line per path and per schema, so that `git diff` shows what changed.
 */

export const FILES = ['rhombus.json', 'mattermost-11.json', 'mattermost-4.json'];
const TARGET = join(__dirname, '..', 'contracts');

interface Schema {
	$ref?: string;
	type?: string;
	format?: string;
	enum?: unknown[];
	items?: Schema;
	properties?: Record<string, Schema>;
	required?: string[];
	additionalProperties?: boolean | Schema;
	allOf?: Schema[];
	oneOf?: Schema[];
	anyOf?: Schema[];
}
interface Operation {
	deprecated?: boolean;
	parameters?: Array<{ name?: string; in?: string; $ref?: string }>;
	requestBody?: { content?: Record<string, { schema?: Schema }> };
	responses?: Record<string, unknown>;
}
export interface Contract {
	openapi: string;
	paths: Record<string, Record<string, Operation>>;
	components: { schemas: Record<string, Schema> };
}

const METHODS = new Set(['get', 'post', 'put', 'patch', 'delete', 'head', 'options']);
const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every `$ref` below a value. */
function refsIn(value: unknown, found: Set<string> = new Set()): Set<string> {
	if (Array.isArray(value)) value.forEach((one) => refsIn(one, found));
	else if (isObject(value)) {
		if (typeof value.$ref === 'string') found.add(value.$ref);
		Object.values(value).forEach((one) => refsIn(one, found));
	}
	return found;
}

function resolves(contract: unknown, ref: string): boolean {
	if (!ref.startsWith('#/')) return false;
	let at: unknown = contract;
	for (const part of ref.slice(2).split('/')) {
		const name = part.replace(/~1/g, '/').replace(/~0/g, '~');
		if (!isObject(at) || !Object.hasOwn(at, name)) return false;
		at = at[name];
	}
	return true;
}

/** What keeps a file from being a contract; empty if nothing does. */
export function faultsOf(value: unknown): string[] {
	if (!isObject(value)) return ['is not an object'];
	const faults: string[] = [];
	if (!/^3\.\d/.test(String(value.openapi))) faults.push('is not OpenAPI 3');
	const { paths, components } = value;
	if (!isObject(paths) || Object.keys(paths).length === 0) return [...faults, 'has no paths'];
	if (!isObject(components) || !isObject(components.schemas)) faults.push('has no schemas');
	for (const [path, methods] of Object.entries(paths)) {
		if (!path.startsWith('/')) faults.push(`${path} does not begin with /`);
		if (!isObject(methods)) {
			faults.push(`${path} has no methods`);
			continue;
		}
		for (const [method, operation] of Object.entries(methods)) {
			const id = `${method.toUpperCase()} ${path}`;
			if (!METHODS.has(method)) faults.push(`${id} has an unknown method`);
			else if (!isObject(operation) || !isObject(operation.responses)) {
				faults.push(`${id} has no responses`);
			} else if (!Array.isArray(operation.tags) || operation.tags.length === 0) {
				faults.push(`${id} has no tag`);
			}
		}
	}
	for (const ref of refsIn(value)) {
		if (!resolves(value, ref)) faults.push(`${ref} leads nowhere`);
	}
	return faults;
}

/** `string(RUUID)[]`, `{} → integer`, `TimeInterval`: enough to see that a type changed. */
function typeOf(schema: Schema | undefined): string {
	if (!schema) return 'nothing';
	if (schema.$ref) return schema.$ref.split('/').pop()!;
	const several = schema.oneOf ?? schema.anyOf ?? schema.allOf;
	if (several) return several.map(typeOf).join(schema.allOf ? ' & ' : ' | ');
	if (schema.type === 'array') return `${typeOf(schema.items)}[]`;
	if (isObject(schema.additionalProperties)) return `{} → ${typeOf(schema.additionalProperties)}`;
	return (schema.type ?? 'anything') + (schema.format ? `(${schema.format})` : '');
}

/** What the new list has and lacks against the old one, as ` +a -b`; empty if equal. */
function changed(before: unknown[] = [], after: unknown[] = []): string {
	const was = before.map(String);
	const is = after.map(String);
	return [
		...is.filter((one) => !was.includes(one)).map((one) => `+${one}`),
		...was.filter((one) => !is.includes(one)).map((one) => `-${one}`),
	].join(' ');
}

/** Changes of a schema at any depth that has no name of its own, one line each. */
function schemaChanges(at: string, before: Schema, after: Schema): string[] {
	const lines: string[] = [];
	const [was, is] = [typeOf(before), typeOf(after)];
	if (was !== is) lines.push(`${at}: ${was} → ${is}`);
	const values = changed(before.enum, after.enum);
	if (values) lines.push(`${at}: values ${values}`);
	const required = changed(before.required, after.required);
	if (required) lines.push(`${at}: required ${required}`);
	const old = before.properties ?? {};
	const now = after.properties ?? {};
	for (const [name, schema] of Object.entries(now)) {
		if (!Object.hasOwn(old, name)) lines.push(`${at}.${name}: new, ${typeOf(schema)}`);
		else lines.push(...schemaChanges(`${at}.${name}`, old[name], schema));
	}
	for (const name of Object.keys(old)) {
		if (!Object.hasOwn(now, name)) lines.push(`${at}.${name}: gone`);
	}
	if (before.items && after.items) {
		lines.push(...schemaChanges(`${at}[]`, before.items, after.items));
	}
	return [...new Set(lines)];
}

const operationsOf = ({ paths }: Contract): Map<string, Operation> =>
	new Map(
		Object.entries(paths).flatMap(([path, methods]) =>
			Object.entries(methods).map(
				([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const,
			),
		),
	);

/** Changes of one operation, without those of the schemas that it names. */
function operationChanges(id: string, before: Operation, after: Operation): string[] {
	const lines: string[] = [];
	if (!before.deprecated && after.deprecated) lines.push(`${id}: deprecated now`);
	if (before.deprecated && !after.deprecated) lines.push(`${id}: no longer deprecated`);
	const names = ({ parameters = [] }: Operation) =>
		parameters.map(({ $ref, name, in: place }) => $ref?.split('/').pop() ?? `${place}.${name}`);
	const parameters = changed(names(before), names(after));
	if (parameters) lines.push(`${id}: parameters ${parameters}`);
	const bodies = ({ requestBody }: Operation) =>
		Object.entries(requestBody?.content ?? {}).map(([type, { schema }]) => [type, schema] as const);
	const old = new Map(bodies(before));
	const types = changed([...old.keys()], [...new Map(bodies(after)).keys()]);
	if (types) lines.push(`${id}: body ${types}`);
	for (const [type, schema] of bodies(after)) {
		const known = old.get(type);
		if (known && schema) lines.push(...schemaChanges(`${id} body`, known, schema));
	}
	const answers = [...refsIn(before.responses)].join();
	if (answers !== [...refsIn(after.responses)].join()) lines.push(`${id}: another answer`);
	const marks = (one: Operation) =>
		Object.entries(one)
			.filter(([name]) => name.startsWith('x-'))
			.map(([name, value]) => `${name}=${JSON.stringify(value)}`);
	const other = changed(marks(before), marks(after));
	if (other) lines.push(`${id}: marks ${other}`);
	return lines;
}

export interface Changes {
	added: string[];
	removed: string[];
	/** Operations whose own facts changed. */
	operations: string[];
	/** Named schemas: properties, types, required, values of enums. */
	schemas: string[];
}

/** What a newer contract says otherwise. */
export function changesOf(before: Contract, after: Contract): Changes {
	const old = operationsOf(before);
	const now = operationsOf(after);
	const was = before.components.schemas;
	const is = after.components.schemas;
	return {
		added: [...now.keys()].filter((id) => !old.has(id)),
		removed: [...old.keys()].filter((id) => !now.has(id)),
		operations: [...now].flatMap(([id, operation]) => {
			const known = old.get(id);
			return known ? operationChanges(id, known, operation) : [];
		}),
		schemas: [
			...Object.entries(is).flatMap(([name, schema]) =>
				Object.hasOwn(was, name) ? schemaChanges(name, was[name], schema) : [`${name}: new`],
			),
			...Object.keys(was)
				.filter((name) => !Object.hasOwn(is, name))
				.map((name) => `${name}: gone`),
		],
	};
}

/** Entries that are known in their present order, new ones behind them in alphabetical order. */
function inOrder(now: object, before: object = {}): Array<[string, unknown]> {
	const known = Object.keys(before).filter((name) => Object.hasOwn(now, name));
	const fresh = Object.keys(now).filter((name) => !Object.hasOwn(before, name));
	return [...known, ...fresh.sort()].map((name) => [name, (now as Record<string, unknown>)[name]]);
}

const lines = (entries: Array<[string, unknown]>): string =>
	entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',\n');

/** The text of a contract: a line per path and per named part, in an order that stays. */
export function textOf(contract: Contract, before?: Contract): string {
	const { paths, components, ...rest } = contract;
	const parts = Object.entries(components).map(([kind, named]) => {
		const known = (before?.components as Record<string, object> | undefined)?.[kind];
		return `${JSON.stringify(kind)}:{\n${lines(inOrder(named, known))}\n}`;
	});
	const text = [
		lines(Object.entries(rest)),
		`"paths":{\n${lines(inOrder(paths, before?.paths))}\n}`,
		`"components":{${parts.join(',')}}`,
	].join(',\n');
	return `{${text}}\n`;
}

function read(file: string): Contract {
	let value: unknown;
	try {
		value = JSON.parse(readFileSync(file, 'utf8'));
	} catch (error) {
		throw new Error(`${file} is not JSON: ${(error as Error).message}`);
	}
	const faults = faultsOf(value);
	if (faults.length > 0) {
		throw new Error(`${file} is not a contract:\n  ${faults.slice(0, 20).join('\n  ')}`);
	}
	return value as Contract;
}

/**
 * Compares and writes the contracts that a folder holds; none is written unless all are sound.
 * @returns the report
 * @throws Error if a file is no contract or the folder has none
 */
export function update(folder: string, target = TARGET): string {
	const names = FILES.filter((name) => existsSync(join(folder, name)));
	if (names.length === 0) throw new Error(`${folder} has none of ${FILES.join(', ')}`);
	const found = names.map((name) => {
		const after = read(join(folder, name));
		const present = join(target, name);
		return { name, after, before: existsSync(present) ? read(present) : undefined };
	});
	return found
		.map(({ name, after, before }) => {
			writeFileSync(join(target, name), textOf(after, before));
			const empty: Contract = { openapi: '3', paths: {}, components: { schemas: {} } };
			const changes = Object.entries(changesOf(before ?? empty, after));
			const count = (one: Contract) => Object.keys(one.paths).length;
			return [
				`${name}: ${before ? `${count(before)} → ` : ''}${count(after)} paths`,
				...changes.flatMap(([kind, all]: [string, string[]]) => [
					`  ${kind}: ${all.length}`,
					...all.map((line) => `    ${line}`),
				]),
			].join('\n');
		})
		.join('\n');
}

if (require.main === module) {
	const [folder] = process.argv.slice(2);
	try {
		// Without a folder the present files are checked and written in their stable form.
		console.log(update(folder ? resolve(folder) : TARGET));
		if (folder) {
			console.log(
				'\nNow run npm run generate and npm test; tests name what has no field yet. Then see contracts/README.md.',
			);
		}
	} catch (error) {
		console.error((error as Error).message);
		process.exitCode = 1;
	}
}

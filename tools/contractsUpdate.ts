import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import diff from 'microdiff';
import { ABSENT, anonymous } from '../contracts/corrections';
import { rawOperations, type Description } from '../contracts/openapi';

/**
 * Takes newer contracts over: `npm run contracts:update -- <folder>`. The folder holds one or more of
 * the files below under the same names. Each is checked, compared with the present one, and written
 * with a line per path and per schema, so that `git diff` shows what changed.
 */

export const FILES = [
	'rhombus.json',
	'mattermost-11.json',
	'mattermost-4.json',
	'mattermost-plugins.json',
];
const TARGET = join(__dirname, '..', 'contracts');

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

/** Without what no server of today has (`absent` in `corrections.json`). */
function withoutAbsent(contract: Description): Description {
	const paths = Object.entries(contract.paths).flatMap(([path, methods]) => {
		const own = Object.entries(methods).filter(
			([method]) => !ABSENT.has(anonymous(`${method.toUpperCase()} ${path}`)),
		);
		return own.length > 0 ? [[path, Object.fromEntries(own)] as const] : [];
	});
	return { ...contract, paths: Object.fromEntries(paths) };
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

/** Lists of names as sets, so that their order does not count. */
function comparable(value: unknown): unknown {
	if (Array.isArray(value)) {
		const entries = value.map((one: unknown, index) =>
			isObject(one)
				? [String(one.$ref ?? (one.name ? `${one.in}.${one.name}` : index)), comparable(one)]
				: [String(one), true],
		);
		return Object.assign(Object.create(null), Object.fromEntries(entries)) as unknown;
	}
	if (!isObject(value)) return value;
	const entries = Object.entries(value).map(([name, one]) => [name, comparable(one)]);
	// A property may be called like one of Object's own.
	return Object.assign(Object.create(null), Object.fromEntries(entries)) as unknown;
}

const short = (value: unknown) => JSON.stringify(value).slice(0, 120);

/** What changed below a name, a line each. */
function differences(name: string, before: object, after: object): string[] {
	return diff(comparable(before) as object, comparable(after) as object).map((one) => {
		const at = [name, one.path.join('.')].join(' ');
		if (one.type === 'REMOVE') return `${at}: gone`;
		if (one.type === 'CREATE')
			return `${at}: new${one.value === true ? '' : ` ${short(one.value)}`}`;
		return `${at}: ${short(one.oldValue)} → ${short(one.value)}`;
	});
}

/** What only one of two has, and what differs in what both have. */
function compare(before: Map<string, object>, after: Map<string, object>) {
	return {
		added: [...after.keys()].filter((name) => !before.has(name)),
		removed: [...before.keys()].filter((name) => !after.has(name)),
		changed: [...after].flatMap(([name, now]) => {
			const was = before.get(name);
			return was ? differences(name, was, now) : [];
		}),
	};
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
export function changesOf(before: Description, after: Description): Changes {
	const schemasOf = ({ components }: Description) => new Map(Object.entries(components.schemas));
	const operations = compare(rawOperations(before), rawOperations(after));
	const schemas = compare(schemasOf(before), schemasOf(after));
	return {
		added: operations.added,
		removed: operations.removed,
		operations: operations.changed,
		schemas: [
			...schemas.changed,
			...schemas.added.map((name) => `${name}: new`),
			...schemas.removed.map((name) => `${name}: gone`),
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
export function textOf(contract: Description, before?: Description): string {
	const { paths, components, 'x-plugins': plugins, ...rest } = contract;
	const parts = Object.entries(components).map(([kind, named]) => {
		const known = (before?.components as Record<string, object> | undefined)?.[kind];
		return `${JSON.stringify(kind)}:{\n${lines(inOrder(named, known))}\n}`;
	});
	const text = [
		lines(Object.entries(rest)),
		...(plugins ? [`"x-plugins":{\n${lines(Object.entries(plugins))}\n}`] : []),
		`"paths":{\n${lines(inOrder(paths, before?.paths))}\n}`,
		`"components":{${parts.join(',')}}`,
	].join(',\n');
	return `{${text}}\n`;
}

function read(file: string): Description {
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
	return withoutAbsent(value as Description);
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
			const empty: Description = { openapi: '3', paths: {}, components: { schemas: {} } };
			const changes = Object.entries(changesOf(before ?? empty, after));
			const count = (one: Description) => Object.keys(one.paths).length;
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

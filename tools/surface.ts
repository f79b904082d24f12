import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ICredentialType, INodeProperties, INodeType } from 'n8n-workflow';

/**
 * What workflows that people saved rely on: nodes, resources, operations, names of parameters with their
 * types, defaults and choices, and credentials; a line for each. It is frozen in public-surface.txt. `npm run surface`
 * prints the present one, `--write` freezes it when a version is released, `--check` (and a test) fails when it
 * changed without a step of the version: minor for what is new, major for what is gone or different.
 */

const ROOT = path.resolve(__dirname, '..');
const FILE = path.join(ROOT, 'public-surface.txt');

const json = (value: unknown) => JSON.stringify(value ?? null);

/** A parameter, its choices, and what it holds. */
function parameterLines(owner: string, parameter: INodeProperties, above = ''): string[] {
	const { name, type, options = [], typeOptions } = parameter;
	const at = `${owner} ${above}${name}`;
	const many = typeOptions?.multipleValues ? ' many' : '';
	return [
		`parameter ${at} ${type}${many} ${json(parameter.default)}`,
		...options.flatMap((one) => {
			if ('values' in one) {
				const inner = `${above}${name}.${one.name}.`;
				return one.values.flatMap((value) => parameterLines(owner, value, inner));
			}
			if ('type' in one) return parameterLines(owner, one, `${above}${name}.`);
			return [`choice ${at} ${json(one.value)}`];
		}),
	];
}

/** `resource/operation` of every operation. */
function operationLines(node: string, properties: INodeProperties[]): string[] {
	return properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ displayOptions, options = [] }) =>
			(displayOptions?.show?.resource ?? ['']).flatMap((resource) =>
				options.map(
					(one) => `operation ${node} ${json(resource)} ${json('value' in one && one.value)}`,
				),
			),
		);
}

/** All lines, sorted, each once. */
export function surfaceOf(nodes: INodeType[], credentials: ICredentialType[]): string[] {
	const lines = [
		...nodes.flatMap(({ description }) => [
			`node ${description.name} ${json(description.version)}`,
			...(description.credentials ?? []).map((one) => `uses ${description.name} ${one.name}`),
			...operationLines(description.name, description.properties),
			...description.properties
				.filter(({ name }) => name !== 'operation')
				.flatMap((one) => parameterLines(description.name, one)),
		]),
		...credentials.flatMap(({ name, properties }) => [
			`credential ${name}`,
			...properties.flatMap((one) => parameterLines(name, one)),
		]),
	];
	return [...new Set(lines)].sort();
}

/** A surface as it was released. */
export interface Released {
	version: string;
	lines: string[];
}

const STEPS = ['major', 'minor', 'patch'] as const;

/** What keeps a surface from being that of `version`, a line each; empty if nothing does. */
export function faultsOf(before: Released, after: Released): string[] {
	const was = new Set(before.lines);
	const is = new Set(after.lines);
	const gone = before.lines.filter((line) => !is.has(line));
	const fresh = after.lines.filter((line) => !was.has(line));
	if (gone.length + fresh.length === 0) return [];
	const numbers = ({ version }: Released) => version.split('.').map(Number);
	const [old, now] = [numbers(before), numbers(after)];
	const taken = STEPS.findIndex((_, index) => now[index] !== old[index]);
	const isAhead = taken >= 0 && now[taken]! > old[taken]!;
	const needed = gone.length > 0 ? 0 : 1;
	if (isAhead && taken <= needed) return [];
	return [
		`Version ${before.version} → ${after.version} is no ${STEPS[needed]} step, and this changed:`,
		...gone.map((line) => `- ${line}`),
		...fresh.map((line) => `+ ${line}`),
	];
}

/** The surface of the built package. @throws Error where it is not built */
export function presentSurface(): Released {
	const load = <T>(file: string) =>
		// eslint-disable-next-line @typescript-eslint/no-require-imports -- the built package is what counts
		require(path.join(ROOT, file)) as T;
	const { version, n8n } = load<{
		version: string;
		n8n: { nodes: string[]; credentials: string[] };
	}>('package.json');
	const all = <T>(files: string[]) =>
		files.map((file) => {
			const name = path.basename(file).split('.')[0];
			return new (load<Record<string, new () => T>>(file)[name!]!)();
		});
	const lines = surfaceOf(all<INodeType>(n8n.nodes), all<ICredentialType>(n8n.credentials));
	return { version, lines };
}

/** The frozen surface. @throws Error where the file is missing */
export function frozenSurface(): Released {
	const [first, ...lines] = readFileSync(FILE, 'utf8').trimEnd().split('\n');
	return { version: first!.replace('version ', ''), lines };
}

const textOf = ({ version, lines }: Released) => `version ${version}\n${lines.join('\n')}\n`;

/** Freezes a surface. */
export const writeSurface = (surface: Released): void => writeFileSync(FILE, textOf(surface));

function main(): void {
	const { version, lines } = presentSurface();
	if (process.argv.includes('--write')) writeSurface({ version, lines });
	else if (!process.argv.includes('--check')) process.stdout.write(textOf({ version, lines }));
	else {
		const faults = faultsOf(frozenSurface(), { version, lines });
		if (faults.length > 0) throw new Error(faults.join('\n'));
		console.log(`Public surface: ${lines.length} lines, as version ${version} may have it`);
	}
}

if (require.main === module) main();

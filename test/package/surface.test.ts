import type { INodeProperties, INodeType } from 'n8n-workflow';
import { faultsOf, frozenSurface, presentSurface, surfaceOf } from '../../tools/surface';

/** What people's workflows rely on does not change without a step of the version. */

const present = presentSurface();
const released = (lines: string[], version = '1.2.3') => ({ version, lines });

test('the surface names nodes, operations, parameters, choices and credentials', () => {
	const of = (start: string) => present.lines.filter((line) => line.startsWith(start));
	expect(of('node ')).toHaveLength(11);
	expect(of('credential ')).toHaveLength(4);
	expect(of('operation mattermost ').length).toBeGreaterThan(200);
	expect(present.lines).toContain('operation mattermost "post" "create"');
	expect(present.lines).toContain('parameter mattermostTokenApi siteUrl string ""');
	expect(present.lines).toContain('choice rhombusApi region "custom"');
	expect(of('uses rhombus ')).toEqual(['uses rhombus rhombusApi']);
	// Parts of collections and of rows have lines of their own.
	expect(of('parameter mattermost ').some((line) => /^\S+ \S+ \w+\.\w+ /.test(line))).toBe(true);
	expect(of('parameter mattermost ').some((line) => /^\S+ \S+ \w+\.\w+\.\w+ /.test(line))).toBe(
		true,
	);
	expect(new Set(present.lines).size).toBe(present.lines.length);
});

test('it is the frozen one, or the version took the step that its change needs', () => {
	expect(faultsOf(frozenSurface(), present)).toEqual([]);
});

const parameter = (change: Partial<INodeProperties> = {}): INodeProperties => ({
	displayName: 'Sort',
	name: 'sort',
	type: 'options',
	options: [
		{ name: 'Up', value: 'up' },
		{ name: 'Down', value: 'down' },
	],
	default: 'up',
	...change,
});
const surface = (...properties: INodeProperties[]) =>
	surfaceOf([{ description: { name: 'n', version: 1, properties } } as unknown as INodeType], []);

const base = surface(parameter());
test.each([
	['a renamed parameter', surface(parameter({ name: 'order' })), 'major'],
	['another default', surface(parameter({ default: 'down' })), 'major'],
	['another type', surface(parameter({ type: 'multiOptions' })), 'major'],
	['a choice less', surface(parameter({ options: [{ name: 'Up', value: 'up' }] })), 'major'],
	['a parameter less', surface(), 'major'],
	['a parameter more', surface(parameter(), parameter({ name: 'more' })), 'minor'],
	['another label', surface(parameter({ displayName: 'Order' })), undefined],
])('%s', (_what, now, step) => {
	const passes = (version: string) => faultsOf(released(base), released(now, version)).length === 0;
	expect(passes('1.2.3')).toBe(step === undefined);
	expect(passes('1.2.4')).toBe(step === undefined);
	expect(passes('1.3.0')).toBe(step !== 'major');
	expect(passes('2.0.0')).toBe(true);
	expect(passes('0.9.0')).toBe(step === undefined);
});

test('what changed is named', () => {
	const faults = faultsOf(released(base), released(surface(parameter({ default: 'down' }))));
	expect(faults[0]).toBe('Version 1.2.3 → 1.2.3 is no major step, and this changed:');
	expect(faults.slice(1)).toEqual([
		'- parameter n sort options "up"',
		'+ parameter n sort options "down"',
	]);
});

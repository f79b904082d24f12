import { transformSync } from '@swc/core';
import { TestEnvironment } from 'jest-environment-node';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import vm from 'node:vm';

/**
 * Test files of one worker share its context, the packages that they load, n8n-core above all, and the sandbox
 * with the contracts that it has read: in contexts of their own, which jest makes otherwise, each file would load
 * them again, for seconds. The nodes, built and as source, are still loaded for each file. A file that changes what
 * is global says `@jest-environment ./test/environment/alone` in its first comment.
 */

/** Stands for the worker's own context, which cannot be named, where jest asks for one. */
const OWN = vm.createContext({});
const { compileFunction } = vm;
const inOwn: typeof compileFunction = (code, names, options) =>
	compileFunction(
		code,
		names,
		options?.parsingContext === OWN ? { ...options, parsingContext: undefined } : options,
	);
Object.assign(vm, { compileFunction: inOwn });

const requireOnce = createRequire(__filename);
const { extensions } = requireOnce;
const { '.json': readJson } = extensions;
/** TypeScript that the worker itself loads, as jest.config.js has it transformed. */
extensions['.ts'] = (module, file) => {
	const { code } = transformSync(readFileSync(file, 'utf8'), {
		filename: file,
		jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
		module: { type: 'commonjs' },
	});
	(module as NodeModule & { _compile(code: string, file: string): void })._compile(code, file);
};
// Endings are tried in their order: of `corrections.ts` and `corrections.json` the first is meant.
Reflect.deleteProperty(extensions, '.json');
extensions['.json'] = readJson;

/** What jest keeps in the context for one file: its hooks and tests, and what `expect` knows. */
const isOfJest = (key: string | symbol): key is symbol =>
	typeof key === 'symbol' && /jest|EVENT_HANDLERS/i.test(String(key.description));

type Global = InstanceType<typeof TestEnvironment>['global'];
type Mocker = NonNullable<InstanceType<typeof TestEnvironment>['moduleMocker']>;

class SharedEnvironment extends TestEnvironment {
	private readonly kept = {
		console: globalThis.console,
		exit: process.exit,
		getBuiltinModule: process.getBuiltinModule,
	};

	constructor(...given: ConstructorParameters<typeof TestEnvironment>) {
		super(...given);
		this.context = OWN;
		this.global = globalThis as unknown as Global;
		const ModuleMocker = this.moduleMocker!.constructor as new (of: Global) => Mocker;
		this.moduleMocker = new ModuleMocker(this.global);
		// Node.js itself would stand still with the worker's clock.
		this.fakeTimers = null;
		this.fakeTimersModern = null;
		Object.assign(globalThis, { requireOnce });
	}

	override async teardown(): Promise<void> {
		this.moduleMocker?.restoreAllMocks();
		const { console, ...ofProcess } = this.kept;
		globalThis.console = console;
		Object.assign(process, ofProcess);
		for (const key of Reflect.ownKeys(globalThis)) {
			if (isOfJest(key)) Reflect.deleteProperty(globalThis, key);
		}
		await super.teardown();
	}
}

export default SharedEnvironment;

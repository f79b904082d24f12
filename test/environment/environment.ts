import { TestEnvironment } from 'jest-environment-node';
import { createRequire } from 'node:module';
import vm from 'node:vm';

/**
 * Test files of one worker share its context and the packages that they load, n8n-core above all: in
 * contexts of their own, which jest makes otherwise, each file would load it again, for seconds. Modules of
 * this checkout are still loaded for each file. A file that changes what is global says
 * `@jest-environment node` in its first comment.
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
		Object.assign(globalThis, { requireOnce: createRequire(__filename) });
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

/** What this project knows about the n8n versions it is shown with. */

export type N8nVersion = '2.41.1' | '1.123.81';

/** The version that the demo and, unless told otherwise, the end-to-end tests use. */
export const CURRENT_N8N: N8nVersion = '2.41.1';

export interface N8nVersionFacts {
	/** Lowest Node.js that runs it, as [major, minor]. */
	minNode: [number, number];
	/** Highest Node.js major that runs it. */
	maxNodeMajor: number;
	/** Pinned below a direct dependency of n8n whose newest release breaks this n8n. */
	overrides: Record<string, string>;
	/** Flags that `npm install` needs for it beside `--ignore-scripts`. */
	npmFlags: string[];
	/** Environment that this n8n must be started with. */
	env: Record<string, string>;
}

export const N8N_VERSIONS: Record<N8nVersion, N8nVersionFacts> = {
	'2.41.1': {
		minNode: [24, 0],
		maxNodeMajor: 24,
		overrides: { linkedom: '0.18.12' },
		npmFlags: [],
		env: {},
	},
	'1.123.81': {
		minNode: [20, 19],
		maxNodeMajor: 24,
		overrides: { linkedom: '0.18.12', xlsx: '0.18.5', '@langchain/core': '1.2.8' },
		npmFlags: ['--legacy-peer-deps'],
		// isolated-vm is not built (scripts are off), so expressions run in the older engine.
		env: { N8N_EXPRESSION_ENGINE: 'legacy' },
	},
};

/**
 * The n8n to run: the version in N8N_VERSION, else the current one.
 * @throws Error that names the known versions when it is none of them.
 */
export function askedN8n(): N8nVersion {
	const asked = process.env.N8N_VERSION ?? CURRENT_N8N;
	if (!(asked in N8N_VERSIONS)) {
		throw new Error(
			`N8N_VERSION is "${asked}"; known are ${Object.keys(N8N_VERSIONS).join(' and ')}.`,
		);
	}
	return asked as N8nVersion;
}

/** The npm package `node` at this range carries a Node.js binary for the machine. */
export const NODE_FOR_N8N = '24';

/**
 * Carries SQLite bindings that are built for the usual platforms inside the npm package. They fit the
 * JavaScript half of `sqlite3` 5.1.7 (same classes over Node-API), which n8n depends on.
 */
export const SQLITE_BINARIES = { name: '@appthreat/sqlite3', version: '8.0.1' };

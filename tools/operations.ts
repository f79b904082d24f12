import { existsSync } from 'node:fs';
import path from 'node:path';
import type { registry as Registry } from '../nodes/registry';

/**
 * The list of operations, from the built package. `npm run operations` prints it, `-- --json` as JSON;
 * `npm run generate` writes the pages in docs/operations/.
 */

const ROOT = path.resolve(__dirname, '..');

/** One request of one operation. */
interface Row {
	node: string;
	resource: string;
	operation: string;
	method: string;
	/** Path of the API, with its prefix and {parameters}. */
	path: string;
	service: string;
	/** Oldest server, where that is not every server. */
	since?: string;
	/** First server that no longer has it. */
	until?: string;
	admin?: boolean;
	description: string;
}

function rows(): Row[] {
	const file = path.join(ROOT, 'dist/nodes/registry.js');
	if (!existsSync(file)) throw new Error('The package is not built: run npm run build first');
	// eslint-disable-next-line @typescript-eslint/no-require-imports -- the built package is what is listed
	const { registry } = require(file) as { registry: typeof Registry };
	// eslint-disable-next-line @typescript-eslint/no-require-imports -- as above
	const { requestsOf } = require(
		path.join(ROOT, 'dist/nodes/shared/model/parameterNames.js'),
	) as typeof import('../nodes/shared/model/parameterNames');
	return registry.flatMap(({ node, service, resources }) =>
		resources.flatMap((resource) =>
			resource.operations.flatMap((operation) =>
				requestsOf(operation).map((request): Row => {
					const [method, route] = request.split(' ') as [string, string];
					// Mattermost's API hangs under a prefix; its hooks and other services' paths are whole.
					const prefix =
						service.name === 'Mattermost' && !route.startsWith('/hooks/{') ? '/api/v4' : '';
					return {
						node,
						resource: resource.value,
						operation: operation.value,
						method,
						path: prefix + route,
						service: service.name,
						...(operation.since ? { since: operation.since } : {}),
						...(operation.until ? { until: operation.until } : {}),
						...(operation.admin ? { admin: true } : {}),
						description: operation.description,
					};
				}),
			),
		),
	);
}

/** One page per node, by file: a table per resource. */
export function operationPages(): Map<string, string> {
	const list = rows();
	const made = new Map<string, string>();
	for (const node of new Set(list.map((row) => row.node))) {
		const lines = [
			`# Operations of ${node}`,
			'',
			'Made from the declarations by `npm run generate`; edit those, not this page.',
		];
		const own = list.filter((row) => row.node === node);
		for (const resource of new Set(own.map((row) => row.resource))) {
			lines.push(
				'',
				`## ${resource}`,
				'',
				'| Operation | What it does | Request | Servers |',
				'| --- | --- | --- | --- |',
			);
			for (const row of own.filter((one) => one.resource === resource)) {
				const servers = [
					row.since ? `${row.since} or newer` : '',
					row.until ? `before ${row.until}` : '',
					row.admin ? 'administrators' : '',
				].filter(Boolean);
				lines.push(
					`| ${row.operation} | ${row.description} | \`${row.method} ${row.path}\` | ${servers.join(', ') || 'all'} |`,
				);
			}
		}
		made.set(`docs/operations/${node}.md`, `${lines.join('\n')}\n`);
	}
	return made;
}

function main(): void {
	const list = rows();
	const operations = new Set(list.map((row) => `${row.node}/${row.resource}/${row.operation}`))
		.size;
	if (process.argv.includes('--json')) {
		process.stdout.write(`${JSON.stringify(list, null, 2)}\n`);
	} else {
		for (const row of list) {
			console.log([row.node, row.resource, row.operation, row.method, row.path].join('\t'));
		}
		console.log(`${operations} operations`);
	}
}

if (require.main === module) main();

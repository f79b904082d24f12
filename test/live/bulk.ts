import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { builtPackage } from '../support/harness';
import { CASES, differenceOf } from '../support/bulkDifference';
import { credentialsOf, makeBulkWorld } from '../support/bulkWorld';

/**
 * Whether requests in bulk give the items and errors of single requests on a real Mattermost server.
 * MATTERMOST_URL; MATTERMOST_TOKEN, of a system administrator. It makes a team, users, posts and emoji.
 */

/** Passes requests on and counts them. */
async function counting(target: string) {
	let count = 0;
	const paths: string[] = [];
	const { hostname, port } = new URL(target);
	const server = http.createServer((request, response) => {
		count++;
		paths.push(`${request.method} ${request.url}`);
		const { method, url: path, headers } = request;
		const onward = http.request({ hostname, port, method, path, headers }, (answer) => {
			response.writeHead(answer.statusCode!, answer.headers);
			answer.pipe(response);
		});
		request.pipe(onward);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port: own } = server.address() as AddressInfo;
	return { url: `http://127.0.0.1:${own}`, count: () => count, paths, close: () => server.close() };
}

async function main() {
	// n8n's engine prints every error of a node; the lines below tell them.
	console.error = () => {};
	const site = String(process.env.MATTERMOST_URL);
	const ping = await fetch(`${site}/api/v4/system/ping`);
	const version = (ping.headers.get('x-version-id') ?? '0.0').split('.').slice(0, 3).join('.');
	const proxy = await counting(site);
	const world = await makeBulkWorld(proxy.url, String(process.env.MATTERMOST_TOKEN));
	const node = builtPackage().nodes.mattermost!;
	const total = { operations: 0, items: 0, errors: 0, differences: 0 };
	for (const one of CASES) {
		total.operations++;
		for (const as of ['administrator', 'member'] as const) {
			const { items, errors, differences, requests } = await differenceOf(
				one,
				world,
				as,
				credentialsOf(world, as),
				node,
				proxy.count,
			);
			console.log(
				`${one.operation} as ${as}: ${items} items, ${errors} errors, ${differences.length} differences; ${requests[0]} requests singly, ${requests[1]} in bulk`,
			);
			for (const difference of differences) console.log(difference);
			total.items += items;
			total.errors += errors;
			total.differences += differences.length;
		}
	}
	proxy.close();
	console.log(
		`Mattermost ${version}: ${total.operations} operations, ${total.items} items and ${total.errors} errors compared, ${total.differences} differences`,
	);
	process.exit(total.differences > 0 ? 1 : 0);
}

void main();

import 'reflect-metadata';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PackageDirectoryLoader } from 'n8n-core';

/**
 * Writes what n8n's `LazyPackageDirectoryLoader` looks for in a package: which classes there are
 * (`dist/known`), and what the editor is told of them (`dist/types`). With these files n8n starts
 * without running a node's code; it loads a class when a workflow first uses it. n8n's own packages
 * come with the same files.
 */

const ROOT = resolve(__dirname, '..');

/** The files by name, made by n8n's own loader from the built classes. */
async function metadata(): Promise<Record<string, unknown>> {
	const loader = new PackageDirectoryLoader(ROOT);
	await loader.loadAll();
	return {
		'known/nodes.json': loader.known.nodes,
		'known/credentials.json': loader.known.credentials,
		'types/nodes.json': loader.types.nodes,
		'types/credentials.json': loader.types.credentials,
	};
}

async function main(): Promise<void> {
	for (const [name, content] of Object.entries(await metadata())) {
		const file = join(ROOT, 'dist', name);
		mkdirSync(join(file, '..'), { recursive: true });
		const text = JSON.stringify(content);
		writeFileSync(file, text);
		console.log(`${name}: ${Buffer.byteLength(text)} bytes`);
	}
}

void main();

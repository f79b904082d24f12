import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startSandbox } from '../sandbox';
import { EVERYDAY, outputsOf, schemaFile } from '../test/samples/contentOutputs';
import { schemaOf } from '../test/samples/schema';

/**
 * Writes the output schemas of everyday operations on posts, files, webhooks … from what the built
 * node gives on the sandbox: `npx tsx tools/schemas.ts`. A test holds them against the same.
 */

async function main(): Promise<void> {
	const sandbox = await startSandbox();
	for (const [resource, operations] of Object.entries(EVERYDAY)) {
		for (const operation of operations) {
			const items = await outputsOf(sandbox, resource, operation);
			if (items.length === 0) throw new Error(`${resource}/${operation} gives nothing`);
			const schema = { ...schemaOf(items.map(({ json }) => json)), version: 1 };
			const file = schemaFile(resource, operation);
			mkdirSync(path.dirname(file), { recursive: true });
			writeFileSync(file, `${JSON.stringify(schema, null, '\t')}\n`);
		}
	}
	await sandbox.stop();
}

void main();

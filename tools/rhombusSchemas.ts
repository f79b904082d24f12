import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { rhombusSchemas } from '../test/samples/rhombusSchemas';

/**
 * Writes the output schemas of Rhombus' everyday operations from the contract:
 * `npx tsx tools/rhombusSchemas.ts`. A test holds the files against the same.
 */

const ROOT = path.resolve(__dirname, '..');
const TARGET = path.join(ROOT, 'nodes/Rhombus/__schema__/v1.0.0');

const everyday = readFileSync(path.join(ROOT, 'test/fixtures/rhombus-everyday.txt'), 'utf8');
for (const [name, schema] of Object.entries(rhombusSchemas(everyday.split('\n').filter(Boolean)))) {
	const file = path.join(TARGET, name);
	mkdirSync(path.dirname(file), { recursive: true });
	writeFileSync(file, `${JSON.stringify(schema, null, '\t')}\n`);
}

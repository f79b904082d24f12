import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installedPackage } from '../../tools/n8n/instance';
import { PACKAGE, setStage, workOn, type Stage } from './support';

/** What `npm run dev` rests on: an n8n that is told to loads a package again when its build changes. */

let stage: Stage;
beforeAll(async () => {
	stage = await setStage({ env: { N8N_DEV_RELOAD: 'true' } });
});
afterAll(async () => await stage?.stop());

/** Writes a changed file of the build. @returns writes it again, which says that it changed */
function change(file: string, from: string, to: string): () => void {
	const path = join(installedPackage(stage.n8n.userFolder, PACKAGE), 'dist', file);
	const text = readFileSync(path, 'utf8');
	expect(text).toContain(from);
	const write = () => writeFileSync(path, text.replaceAll(from, to));
	write();
	return write;
}

const until = async (holds: () => Promise<boolean>, otherwise: () => void) => {
	while (!(await holds())) {
		otherwise();
		await new Promise((resume) => setTimeout(resume, 2000));
	}
};

test('a changed description and changed code are there without a restart', async () => {
	const { n8n, credentials } = stage;
	const saved = await n8n.client.putWorkflow(
		workOn([{ json: {} }], credentials.mattermost, {
			authentication: 'accessToken',
			resource: 'user',
			operation: 'getAll',
			userReturnAll: false,
			userLimit: 0,
		}),
	);
	const message = async () => (await n8n.client.run(saved)).error?.message ?? '';
	expect(await message()).toContain('"Limit" is 0');

	// n8n may not look at this folder yet: it begins to after its start, one package after another.
	const describe = change(
		'types/nodes.json',
		'"displayName":"Mattermost Chat"',
		'"displayName":"Changed"',
	);
	await until(async () => {
		// While n8n writes it again, what comes is no list.
		const types = [await n8n.client.nodeTypes()].flat();
		return types.some(({ displayName }) => displayName === 'Changed');
	}, describe);
	const code = change('nodes/shared/response/toItems.js', "'Limit'", "'Changed'");
	// While n8n loads the package again, it does not know its nodes.
	await until(async () => (await message().catch(String)).includes('"Changed" is 0'), code);
});

import { parseArgs } from 'node:util';

import { startSandbox, TOKENS } from '.';
import { startPage } from './page';

const { values } = parseArgs({
	options: {
		'mattermost-port': { type: 'string', default: '8065' },
		'rhombus-port': { type: 'string', default: '8066' },
		'page-port': { type: 'string', default: '8067' },
		'mattermost-version': { type: 'string' },
		latency: { type: 'string', default: '0' },
	},
});

/** Runs both services and the page to look at them until Ctrl-C. */
async function main(): Promise<void> {
	const sandbox = await startSandbox({
		mattermostPort: Number(values['mattermost-port']),
		rhombusPort: Number(values['rhombus-port']),
		mattermostVersion: values['mattermost-version'],
	});
	const page = await startPage(sandbox, Number(values['page-port']));
	for (const service of [sandbox.mattermost, sandbox.rhombus]) {
		service.latencyMs = Number(values.latency);
		service.keepRequests = false;
	}
	console.log(`Mattermost  ${sandbox.mattermost.url}  token ${TOKENS.mattermostAdmin}`);
	console.log(`Rhombus     ${sandbox.rhombus.url}  key ${TOKENS.rhombusKey}`);
	console.log(`Page        ${page.url}  to read, write, press, and raise alerts`);
	const stop = async () => {
		await page.stop();
		await sandbox.stop();
		process.exit(0);
	};
	process.once('SIGINT', () => void stop());
	process.once('SIGTERM', () => void stop());
}

void main();

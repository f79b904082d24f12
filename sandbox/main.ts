import { parseArgs } from 'node:util';

import { startSandbox, TOKENS } from '.';

const { values } = parseArgs({
	options: {
		'mattermost-port': { type: 'string', default: '8065' },
		'rhombus-port': { type: 'string', default: '8066' },
		'mattermost-version': { type: 'string' },
		latency: { type: 'string', default: '0' },
	},
});

/** Runs both services until Ctrl-C. */
async function main(): Promise<void> {
	const sandbox = await startSandbox({
		mattermostPort: Number(values['mattermost-port']),
		rhombusPort: Number(values['rhombus-port']),
		mattermostVersion: values['mattermost-version'],
	});
	for (const service of [sandbox.mattermost, sandbox.rhombus]) {
		service.latencyMs = Number(values.latency);
		service.keepRequests = false;
	}
	console.log(`Mattermost  ${sandbox.mattermost.url}  token ${TOKENS.mattermostAdmin}`);
	console.log(`Rhombus     ${sandbox.rhombus.url}  key ${TOKENS.rhombusKey}`);
	process.once('SIGINT', () => void sandbox.stop().then(() => process.exit(0)));
	process.once('SIGTERM', () => void sandbox.stop().then(() => process.exit(0)));
}

void main();

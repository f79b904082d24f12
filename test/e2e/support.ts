import { startSandbox, TOKENS, type Sandbox, type SandboxOptions } from '../../sandbox';
import { credentialsFor, type NewCredential } from '../../tools/accounts';
import type { Item, WorkflowJson } from '../../tools/n8n/client';
import { ensureN8n } from '../../tools/n8n/install';
import { startN8n, type N8nInstance } from '../../tools/n8n/instance';
import { askedN8n } from '../../tools/n8n/versions';
import { packPackage } from '../../tools/pack';

export const PACKAGE = 'n8n-nodes-rhombus-mattermost';

/** A real n8n with the package in it, and both services beside it. */
export interface Stage {
	n8n: N8nInstance;
	sandbox: Sandbox;
	/** Saved in n8n, with rights for everything. */
	credentials: Record<'mattermost' | 'rhombus', NewCredential & { id: string }>;
	stop(): Promise<void>;
}

export async function setStage(
	options: { sandbox?: SandboxOptions; env?: Record<string, string> } = {},
): Promise<Stage> {
	const install = await ensureN8n(askedN8n());
	const n8n = await startN8n({
		install,
		packageTarball: packPackage(),
		env: options.env,
		// For machines that are busy with other things.
		startTimeoutMs: Number(process.env.N8N_START_TIMEOUT_MS) || undefined,
	});
	const sandbox = await startSandbox(options.sandbox);
	const { mattermost, rhombus } = credentialsFor({
		mattermost: { siteUrl: sandbox.mattermost.url, accessToken: TOKENS.mattermostAdmin },
		rhombus: { baseUrl: sandbox.rhombus.url, apiKey: TOKENS.rhombusKey },
	});
	const save = async (credential: NewCredential) => ({
		...credential,
		id: (await n8n.client.createCredential(credential)).id,
	});
	return {
		n8n,
		sandbox,
		credentials: { mattermost: await save(mattermost), rhombus: await save(rhombus) },
		stop: async () => {
			await n8n.stop();
			await sandbox.stop();
		},
	};
}

/** A person's start gives `items` to one Mattermost node, called "Work". */
export function workOn(
	items: Item[],
	{ id, name, type }: { id: string; name: string; type: string },
	parameters: Record<string, unknown>,
): WorkflowJson {
	return {
		name: `${String(parameters.resource)} ${String(parameters.operation)}`,
		nodes: [
			{
				id: 'start',
				name: 'Start',
				type: 'n8n-nodes-base.manualTrigger',
				typeVersion: 1,
				position: [0, 0],
				parameters: {},
			},
			{
				id: 'work',
				name: 'Work',
				type: `${PACKAGE}.mattermost`,
				typeVersion: 1,
				position: [220, 0],
				parameters,
				credentials: { [type]: { id, name } },
			},
		],
		connections: { Start: { main: [[{ node: 'Work', type: 'main', index: 0 }]] } },
		pinData: { Start: items },
	};
}

/** An OAuth 2.0 application of the sandbox's Mattermost that sends people back to n8n. */
export async function makeOAuthApp({
	n8n,
	sandbox,
}: Stage): Promise<{ id: string; client_secret: string }> {
	const made = await fetch(`${sandbox.mattermost.url}/api/v4/oauth/apps`, {
		method: 'POST',
		headers: {
			authorization: `Bearer ${TOKENS.mattermostAdmin}`,
			'content-type': 'application/json',
		},
		body: JSON.stringify({
			name: 'n8n',
			description: 'Workflows',
			homepage: 'https://n8n.example.com',
			callback_urls: [`${n8n.url}/rest/oauth2-credential/callback`],
		}),
	});
	expect(made.status).toBe(201);
	return (await made.json()) as { id: string; client_secret: string };
}

import { startSandbox, TOKENS, type Sandbox, type SandboxOptions } from '../../sandbox';
import { credentialsFor, type NewCredential } from '../../tools/accounts';
import { ensureN8n } from '../../tools/n8n/install';
import { startN8n, type N8nInstance } from '../../tools/n8n/instance';
import { CURRENT_N8N, N8N_VERSIONS, type N8nVersion } from '../../tools/n8n/versions';
import { packPackage } from '../../tools/pack';

export const PACKAGE = 'n8n-nodes-rhombus-mattermost';

/** The n8n under test: the version in N8N_VERSION, else the current one. */
export function testedN8n(): N8nVersion {
	const asked = process.env.N8N_VERSION ?? CURRENT_N8N;
	if (!(asked in N8N_VERSIONS)) {
		throw new Error(
			`N8N_VERSION is "${asked}"; known are ${Object.keys(N8N_VERSIONS).join(' and ')}.`,
		);
	}
	return asked as N8nVersion;
}

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
	const install = await ensureN8n(testedN8n());
	const n8n = await startN8n({ install, packageTarball: packPackage(), env: options.env });
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

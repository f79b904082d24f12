import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listen } from '../../sandbox/loopback';
import { N8nClient } from './client';
import type { N8nInstall } from './install';
import { startProgram, type Program } from './program';
import { N8N_VERSIONS } from './versions';

export interface StartOptions {
	install: N8nInstall;
	/** Keeps n8n's data between starts; else a temporary folder, which `stop` deletes. */
	userFolder?: string;
	/** A file that `npm pack` made; installed the way n8n keeps community packages. */
	packageTarball?: string;
	/** Default: a free one. */
	port?: number;
	/** Added to n8n's environment. */
	env?: Record<string, string>;
	/** Default 180,000 ms. */
	startTimeoutMs?: number;
	/** Called every 5 s while n8n starts, with the ms so far. */
	onWait?: (ms: number) => void;
}

/** A running n8n, which belongs to this process and ends with it. */
export interface N8nInstance {
	/** e.g. `http://127.0.0.1:5678`, without a slash at the end. */
	url: string;
	/** Logged in as the owner. */
	client: N8nClient;
	userFolder: string;
	/** ms from the start of the process to a usable editor and API. */
	bootMs: number;
	/** Process id, for measurements. */
	pid(): number;
	/** Everything n8n has printed. */
	logs(): string;
	/** Ends n8n in order and starts it again on the same port with the same data. */
	restart(): Promise<void>;
	/** Ends n8n as a power cut would, without a chance to tidy up. */
	kill(): Promise<void>;
	/** Ends n8n in order, and deletes its folder where that was a temporary one. */
	stop(): Promise<void>;
}

/** Nothing leaves the machine, and nothing gets between a newcomer and the editor. */
const QUIET: Record<string, string> = {
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_ONBOARDING_FLOW_DISABLED: 'true',
	// The list of verified packages comes from n8n's servers.
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
	// The default turns to false in n8n 3.
	N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
	N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
};

/** Modules of 2.41 that ask servers outside or only cost start-up time; 1.123 knows fewer of them. */
const UNUSED_MODULES: Record<N8nInstall['version'], string> = {
	'2.41.1': 'mcp-registry,mcp,instance-ai,chat-hub,insights,agents,agent-evals,workflow-builder',
	'1.123.81': 'mcp,chat-hub,insights',
};

/** What every process of an n8n in such a folder is started with. */
export const environmentOf = async ({ version }: N8nInstall, userFolder: string) => ({
	...withoutRunner(process.env),
	...QUIET,
	N8N_DISABLED_MODULES: UNUSED_MODULES[version],
	...N8N_VERSIONS[version].env,
	N8N_USER_FOLDER: userFolder,
	N8N_RUNNERS_BROKER_PORT: String(await freePort()),
	// The editor is opened over plain HTTP.
	N8N_SECURE_COOKIE: 'false',
	// The readiness check needs it.
	N8N_LOG_LEVEL: 'info',
	// One ping that takes longer than its default of 5 s and n8n answers every call with 503.
	DB_PING_TIMEOUT_MS: '60000',
});

/**
 * Starts a real n8n on loopback with an owner, and gives it the packed package.
 *
 * @throws Error with the last lines of n8n's log when n8n does not come up in time.
 */
export async function startN8n(options: StartOptions): Promise<N8nInstance> {
	const { install, startTimeoutMs = 180_000 } = options;
	const temporary = options.userFolder === undefined;
	const userFolder = options.userFolder ?? mkdtempSync(join(tmpdir(), 'n8n-'));
	mkdirSync(join(userFolder, '.n8n'), { recursive: true });
	if (options.packageTarball) installPackage(options.packageTarball, userFolder);

	const port = options.port ?? (await freePort());
	const url = `http://127.0.0.1:${port}`;
	const client = new N8nClient(url);
	/** What n8n printed before its last start. */
	let earlier = '';
	let program: Program | undefined;

	const environment = async () => ({
		...(await environmentOf(install, userFolder)),
		N8N_HOST: '127.0.0.1',
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_PORT: String(port),
		N8N_EDITOR_BASE_URL: url,
		WEBHOOK_URL: `${url}/`,
		N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '5',
		...options.env,
	});

	const boot = async (): Promise<number> => {
		const started = Date.now();
		program = await startProgram(
			`n8n ${install.version}`,
			install.nodeBinary,
			[install.n8nBin, 'start'],
			{
				cwd: userFolder,
				env: await environment(),
				logFile: join(userFolder, 'n8n.log'),
				ready: /Editor is now accessible/,
				timeoutMs: startTimeoutMs,
				onWait: options.onWait,
			},
		);
		await client.logIn();
		return Date.now() - started;
	};

	/** n8n's runner may keep it alive beyond its own limit. */
	const end = async (signal: NodeJS.Signals) => {
		earlier += program?.output() ?? '';
		await program?.end(signal);
		program = undefined;
	};
	const tidyUp = async () => {
		await end('SIGTERM');
		await client.close();
		if (temporary) rmSync(userFolder, { recursive: true, force: true });
	};

	try {
		const instance: N8nInstance = {
			url,
			client,
			userFolder,
			bootMs: await boot(),
			pid: () => program?.child.pid ?? 0,
			logs: () => earlier + (program?.output() ?? ''),
			restart: async () => {
				await end('SIGTERM');
				instance.bootMs = await boot();
			},
			kill: async () => await end('SIGKILL'),
			stop: tidyUp,
		};
		return instance;
	} catch (error) {
		await tidyUp();
		throw error;
	}
}

/** The folder of an installed community package. */
export const installedPackage = (userFolder: string, name: string): string =>
	join(userFolder, '.n8n', 'nodes', 'node_modules', name);

/**
 * Puts a packed package where n8n's own installer puts community packages. n8n loads what lies there;
 * its table of installed packages only feeds the settings page.
 */
export function installPackage(tarball: string, userFolder: string): void {
	const nodes = join(userFolder, '.n8n', 'nodes');
	const unpacked = join(nodes, 'unpacked');
	rmSync(unpacked, { recursive: true, force: true });
	mkdirSync(unpacked, { recursive: true });
	execFileSync('tar', ['-xzf', tarball, '-C', unpacked, '--strip-components=1']);
	const { name, version } = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8')) as {
		name: string;
		version: string;
	};
	const target = installedPackage(userFolder, name);
	rmSync(target, { recursive: true, force: true });
	mkdirSync(join(target, '..'), { recursive: true });
	renameSync(unpacked, target);
	writeFileSync(
		join(nodes, 'package.json'),
		`${JSON.stringify({ name: 'installed-nodes', private: true, dependencies: { [name]: version } })}\n`,
	);
}

/**
 * A TCP port on loopback that was free a moment ago.
 *
 * @param wanted the only one that will do; 0 for any.
 * @throws Error with code EADDRINUSE when the wanted one is taken.
 */
export async function freePort(wanted = 0): Promise<number> {
	const server = createServer();
	const { port } = new URL(await listen(server, wanted));
	await new Promise((resolve) => server.close(resolve));
	return Number(port);
}

/** n8n must not see what npm and jest set for the programs they start (it stays quiet as a test). */
function withoutRunner(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
	return Object.fromEntries(
		Object.entries(env).filter(([name]) => !/^(npm_|JEST_|NODE_ENV$|NODE_OPTIONS$)/i.test(name)),
	);
}

import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './instance';

/** A PostgreSQL of one's own that can be away for a while. */

/** Debian keeps the server's programs out of the path. */
function program(name: string): string {
	const base = '/usr/lib/postgresql';
	const versions = existsSync(base) ? readdirSync(base).sort() : [];
	const found = versions.map((version) => join(base, version, 'bin', name)).filter(existsSync);
	return found.at(-1) ?? name;
}

/** PostgreSQL does not run as root. */
function servant(): { uid?: number; gid?: number } {
	if (process.getuid?.() !== 0) return {};
	const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres']).toString());
	return { uid: id('-u'), gid: id('-g') };
}

export interface Database {
	/** n8n's environment for it. */
	env: Record<string, string>;
	/** Ends it; connections break and new ones are refused. */
	away(): Promise<void>;
	back(): Promise<void>;
	/** Rows as lines, columns between `|`. @throws Error with what psql says */
	query(sql: string): string;
	stop(): Promise<void>;
}

export async function startDatabase(): Promise<Database> {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-database-'));
	const data = join(folder, 'data');
	const port = await freePort();
	const user = servant();
	mkdirSync(data);
	if (user.uid !== undefined) {
		chownSync(folder, user.uid, user.gid!);
		chownSync(data, user.uid, user.gid!);
	}
	execFileSync(
		program('initdb'),
		['-D', data, '-U', 'n8n', '--auth=trust', '-E', 'UTF8', '--no-sync'],
		{ stdio: 'pipe', ...user },
	);
	let server: ChildProcess | undefined;
	const client = ['-h', '127.0.0.1', '-p', String(port), '-U', 'n8n'];
	const back = async () => {
		server = spawn(
			program('postgres'),
			['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-k', data],
			{ stdio: 'ignore', ...user },
		);
		for (let tries = 0; tries < 100; tries++) {
			try {
				execFileSync(program('pg_isready'), client, { stdio: 'ignore' });
				return;
			} catch {
				await sleep(200);
			}
		}
		throw new Error('PostgreSQL does not start');
	};
	const away = async () => {
		const closed = new Promise((resolve) => server?.once('close', resolve));
		server?.kill('SIGINT');
		await closed;
		server = undefined;
	};
	await back();
	execFileSync(program('createdb'), [...client, 'n8n']);
	return {
		env: {
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: '127.0.0.1',
			DB_POSTGRESDB_PORT: String(port),
			DB_POSTGRESDB_USER: 'n8n',
			DB_POSTGRESDB_DATABASE: 'n8n',
			DB_POSTGRESDB_POOL_SIZE: '5',
		},
		away,
		back,
		query: (sql) =>
			execFileSync(program('psql'), [...client, '-At', '-c', sql, 'n8n'], { encoding: 'utf8' }),
		stop: async () => {
			if (server) await away();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

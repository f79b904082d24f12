import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { lastLines } from '../progress';

/** A program that belongs to this process and ends with it. */
export interface Program {
	name: string;
	child: ChildProcess;
	/** Everything it has printed. */
	output(): string;
	/** Ends it; killed where it takes longer than `patienceMs`. */
	end(signal: NodeJS.Signals, patienceMs?: number): Promise<void>;
}

export interface ProgramOptions {
	cwd: string;
	env?: NodeJS.ProcessEnv;
	/** All it prints is added to this file. */
	logFile: string;
	/** It is ready when it has printed this. */
	ready: RegExp;
	timeoutMs?: number;
	/** Called every 5 s until it is ready, with the ms so far. */
	onWait?: (ms: number) => void;
}

/**
 * Starts a program and waits until it says that it is ready.
 *
 * @throws Error with its last lines when it ends before, or takes too long; it is killed then.
 */
export async function startProgram(
	name: string,
	command: string,
	args: string[],
	{ cwd, env, logFile, ready, timeoutMs = 180_000, onWait }: ProgramOptions,
): Promise<Program> {
	let output = '';
	const started = Date.now();
	const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
	let failure: Error | undefined;
	child.once('error', (error) => (failure = error));
	const log = createWriteStream(logFile, { flags: 'a' });
	const keep = (chunk: Buffer) => {
		output += chunk.toString();
		log.write(chunk);
	};
	child.stdout.on('data', keep);
	child.stderr.on('data', keep);
	const kill = () => void child.kill('SIGKILL');
	process.once('exit', kill);
	child.once('close', () => {
		log.end();
		process.removeListener('exit', kill);
	});
	const ended = () => failure !== undefined || child.exitCode !== null || child.signalCode !== null;
	for (let said = started; !ready.test(output); await sleep(10)) {
		const late = Date.now() - started > timeoutMs;
		if (ended() || late) {
			kill();
			const how = ended()
				? `ended with ${failure?.message ?? child.exitCode ?? child.signalCode} while starting`
				: `was not up after ${timeoutMs / 1000} s`;
			throw new Error(`${name} ${how}. Its last lines:\n${lastLines(output, 20)}`);
		}
		if (Date.now() - said >= 5000) {
			said = Date.now();
			onWait?.(said - started);
		}
	}
	return {
		name,
		child,
		output: () => output,
		end: async (signal, patienceMs = 15_000) => {
			if (ended()) return;
			const closed = new Promise((resolve) => child.once('close', resolve));
			child.kill(signal);
			const impatience = setTimeout(kill, patienceMs);
			await closed;
			clearTimeout(impatience);
		},
	};
}

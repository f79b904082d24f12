import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lastLines } from '../progress';

/** Programs of a run that lasts until they have ended: their output, when they are ready, their end. */

const START_MS = 180_000;
const END_MS = 40_000;

export interface Program {
	name: string;
	child: ChildProcess;
	output(): string;
	ended(): boolean;
}

/** Starts a program, whose output also goes to `<name>.log` in the folder. */
export function startProgram(
	folder: string,
	name: string,
	command: string,
	args: string[],
	env?: NodeJS.ProcessEnv,
): Program {
	let output = '';
	const log = createWriteStream(join(folder, `${name}.log`));
	const child = spawn(command, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], env });
	const keep = (chunk: Buffer) => {
		output += chunk.toString();
		log.write(chunk);
	};
	child.stdout.on('data', keep);
	child.stderr.on('data', keep);
	return {
		name,
		child,
		output: () => output,
		ended: () => child.exitCode !== null || child.signalCode !== null,
	};
}

/** Waits until the program prints the line. @throws Error with its last lines */
export async function untilReady(program: Program, line: RegExp): Promise<Program> {
	for (const until = Date.now() + START_MS; !line.test(program.output()); await sleep(100)) {
		if (program.ended() || Date.now() > until) {
			throw new Error(
				`${program.name} ${program.ended() ? 'ended' : 'was not ready in time'}:\n${lastLines(program.output(), 20)}`,
			);
		}
	}
	return program;
}

/** Ends a program, which is killed if it does not obey within 40 s. */
export async function endProgram(
	{ child, ended }: Program,
	signal: NodeJS.Signals = 'SIGTERM',
): Promise<void> {
	if (ended()) return;
	const closed = new Promise((resolve) => child.once('close', resolve));
	child.kill(signal);
	const impatience = setTimeout(() => child.kill('SIGKILL'), END_MS);
	await closed;
	clearTimeout(impatience);
}

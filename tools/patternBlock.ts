import { availableParallelism, loadavg } from 'node:os';
import { LONGEST_TEXT, LinearRegExp, PatternError } from '../nodes/shared/util/linearRegExp';
import { searchInSlices, searchNow } from '../nodes/shared/util/slicedSearch';

/**
 * Prints how long matches of users' patterns block n8n's event loop, with hostile patterns on hostile
 * texts: `npx tsx tools/patternBlock.ts`. JavaScript's own engine needs half a minute for the first.
 *
 * A block by the clock also counts the time in which the machine ran other programs; what the matcher
 * itself takes is the processor time of the main thread (Node.js 24; before, of the whole process with its
 * garbage collector and compiler). An event loop that does nothing is measured for comparison. It ends
 * with 1 if a block takes 50 ms of the processor.
 */

/** ms */
const LONGEST_BLOCK = 50;

const PATTERNS = [
	'^(\\w+\\s?)*$',
	'(a+)+$',
	'(a|aa)+$',
	'(a|a)*b',
	'(x+x+)+y',
	'(.*)*(.*)*(.*)*(.*)*!',
	'([a-zA-Z]+)*\\d',
	'^(([a-z])+.)+[A-Z]([a-z])+$',
	'(.|\\s)*z{3}',
	'(?:a?){100}a{90}',
	'(?:.a?){60}!',
	`(?:${'\\w?'.repeat(150)})*!`,
	'[^a][^b][^c][^d][^e][^f][^g][^h]{20}!',
	`(?:${Array.from({ length: 14 }, (_, at) => `[^${String.fromCharCode(97 + at)}]`).join('|')})*!`,
	`(?:${Array.from({ length: 90 }, (_, at) => `ab${at}.`).join('|')})+!`,
	'.{190}!',
	'.*.*.*.*.*.*.*.*.*.*.*.*.*.*.*.*.*.*.*.*!',
];
const TEXTS = [
	'a'.repeat(31) + '!',
	'a'.repeat(LONGEST_TEXT),
	'x'.repeat(LONGEST_TEXT),
	'ab '.repeat(LONGEST_TEXT / 3),
	'ab1.'.repeat(LONGEST_TEXT / 4),
	Array.from({ length: LONGEST_TEXT }, (_, at) => String.fromCharCode(0x400 + at)).join(''),
	'a'.repeat(10_000_000),
];

/** Searches at the same time, as when many triggers hear of one message. */
const AT_ONCE = 3;

interface Block {
	ms: number;
	what: string;
}
const none: Block = { ms: 0, what: '' };
/** Longest time without a turn of the event loop: by the clock, and of the processor alone. */
let wall = none;
let cpu = none;
let now = none;
let refused = 0;
let exhausted = 0;
let searches = 0;

const usage = (process as { threadCpuUsage?: () => NodeJS.CpuUsage }).threadCpuUsage;
const cpuMs = () => {
	const { user, system } = usage ? usage.call(process) : process.cpuUsage();
	return (user + system) / 1_000;
};

/** Longest block of an event loop that has nothing to do, as long as the searches took, by the clock. */
async function idleBlock(forMs: number): Promise<number> {
	let longest = 0;
	let before = performance.now();
	for (const end = before + forMs; before < end; ) {
		await new Promise((resolve) => setImmediate(resolve));
		const at = performance.now();
		longest = Math.max(longest, at - before);
		before = at;
	}
	return longest;
}

/** Awaits work and measures the longest time in which a timer could not run. */
async function longestBlock<T>(work: () => Promise<T>, what: string): Promise<T> {
	let over = false;
	let clock = performance.now();
	let processor = cpuMs();
	const look = () => {
		const [ms, used] = [performance.now() - clock, cpuMs() - processor];
		if (ms > wall.ms) wall = { ms, what };
		if (used > cpu.ms) cpu = { ms: used, what };
		clock = performance.now();
		processor = cpuMs();
		if (!over) setImmediate(look);
	};
	setImmediate(look);
	const result = await work();
	over = true;
	await new Promise((resolve) => setImmediate(resolve));
	return result;
}

async function main(): Promise<void> {
	const start = performance.now();
	for (const pattern of PATTERNS) {
		for (const flags of ['', 'i', 'ims', 'iu']) {
			for (const [number, text] of TEXTS.entries()) {
				const what = `/${pattern.slice(0, 60)}/${flags} on text ${number}`;
				try {
					const made = new LinearRegExp(pattern, flags);
					const began = performance.now();
					searchNow(made, text);
					const ms = performance.now() - began;
					if (ms > now.ms) now = { ms, what };
					const results = await longestBlock(
						async () =>
							await Promise.all(
								Array.from({ length: AT_ONCE }, async () => await searchInSlices(made, text)),
							),
						what,
					);
					searches += results.length;
					exhausted += results.filter((one) => one === undefined).length;
				} catch (error) {
					if (!(error instanceof PatternError)) throw error;
					refused++;
				}
			}
		}
	}
	const idle = await idleBlock(Math.min(performance.now() - start, 60_000));
	const said = ({ ms, what }: Block) => `${ms.toFixed(1)} ms (${what})`;
	console.log(
		[
			`${PATTERNS.length} patterns, ${TEXTS.length} texts, ${searches} searches, ${AT_ONCE} at once: ${refused} pairs refused, ${exhausted} searches given up`,
			`Longest block of the event loop by the clock: ${said(wall)}; of an idle one: ${idle.toFixed(1)} ms`,
			`… by the processor time of the ${usage ? 'main thread' : 'process'}: ${said(cpu)}`,
			`Load of the machine: ${loadavg()[0]!.toFixed(1)} on ${availableParallelism()} processors`,
			`Longest look without waiting: ${said(now)}`,
		].join('\n'),
	);
	if (cpu.ms >= LONGEST_BLOCK) process.exitCode = 1;
}

void main();

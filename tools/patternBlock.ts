import { LONGEST_TEXT, LinearRegExp, PatternError } from '../nodes/shared/util/linearRegExp';

/**
 * Prints how long the longest match of a user's pattern blocks n8n, with hostile patterns on hostile
 * texts: `npx tsx tools/patternBlock.ts`. JavaScript's own engine needs half a minute for the first.
 */

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

let longest = { ms: 0, pattern: '', text: 0, flags: '' };
let refused = 0;
for (const pattern of PATTERNS) {
	for (const flags of ['', 'i', 'ims', 'iu']) {
		for (const [text, given] of TEXTS.entries()) {
			try {
				// The processor's time: what else runs on the machine does not count.
				const began = process.cpuUsage();
				new LinearRegExp(pattern, flags).test(given);
				const { user, system } = process.cpuUsage(began);
				const ms = (user + system) / 1000;
				if (ms > longest.ms) longest = { ms, pattern, text, flags };
			} catch (error) {
				if (!(error instanceof PatternError)) throw error;
				refused++;
			}
		}
	}
}
console.log(
	`${PATTERNS.length} patterns, ${TEXTS.length} texts: longest block ${longest.ms.toFixed(1)} ms ` +
		`(/${longest.pattern.slice(0, 60)}/${longest.flags} on text ${longest.text}), ${refused} refused`,
);

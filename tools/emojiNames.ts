import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Makes `nodes/services/mattermost/messages/emojiNames.ts` from the server's own list of emoji, which is a map
 * of names to code points. Skin tones follow a rule and are left out.
 * Usage: `npx tsx tools/emojiNames.ts <mattermost>/server/public/model/emoji_data.go`
 */

const TARGET = 'nodes/services/mattermost/messages/emojiNames.ts';
const TONES = new Set(['1f3fb', '1f3fc', '1f3fd', '1f3fe', '1f3ff']);
const TONE_WORDS = /(_(light|medium_light|medium|medium_dark|dark)_skin_tone)+$/;
const WIDTH = 96;

const character = (codes: string[]) =>
	String.fromCodePoint(...codes.map((code) => parseInt(code, 16)));

const names = new Map<string, string>();
const toned: Array<[codes: string[], name: string]> = [];
for (const [, name, hex] of readFileSync(process.argv[2]!, 'utf8').matchAll(
	/"([^"]+)":\s*"([0-9a-f-]+)"/g,
)) {
	// With or without variation selector it is the same emoji.
	const codes = hex!.split('-').filter((code) => code !== 'fe0f');
	if (codes.length > 1 && codes.some((code) => TONES.has(code))) toned.push([codes, name!]);
	// The first of several names is the one that clients use.
	else if (!names.has(character(codes))) names.set(character(codes), name!);
}
// Some sequences exist with skin tones only; without them they stand for the base of their names.
for (const [codes, name] of toned) {
	const base = character(codes.filter((code) => !TONES.has(code)));
	if (!names.has(base)) names.set(base, name.replace(TONE_WORDS, ''));
}

const lines: string[] = [];
let line = '';
for (const [emoji, name] of names) {
	const entry = `${emoji} ${name}`;
	if (line && line.length + entry.length >= WIDTH) {
		lines.push(line);
		line = '';
	}
	line += (line ? ' ' : '') + entry;
}
lines.push(line);
writeFileSync(
	TARGET,
	`/**
 * Emoji without variation selectors, each with the name that Mattermost's clients give it. Taken from
 * the server's list (\`emoji_data.go\`), made by \`tools/emojiNames.ts\`.
 */
export const EMOJI_NAMES = \`
${lines.join('\n')}
\`;
`,
);

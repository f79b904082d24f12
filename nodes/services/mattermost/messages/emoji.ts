import type { Client } from '../../../shared/http/client';
import { quoted } from '../../../shared/request/resolveId';
import { EMOJI_NAMES } from './emojiNames';

/** Emoji as people give them, and the names that servers want. */

const TONES: Record<string, string> = {
	'\u{1f3fb}': 'light',
	'\u{1f3fc}': 'medium_light',
	'\u{1f3fd}': 'medium',
	'\u{1f3fe}': 'medium_dark',
	'\u{1f3ff}': 'dark',
};

/** Slack numbers the skin tones from 2. */
const SLACK_TONES = ['', '', ...Object.values(TONES)];

let byCharacter: Map<string, string> | undefined;

/** Name of an emoji without skin tone and variation selector. */
function baseName(character: string): string | undefined {
	if (!byCharacter) {
		const entries = EMOJI_NAMES.trim().split(/\s+/);
		byCharacter = new Map();
		for (let at = 0; at < entries.length; at += 2) byCharacter.set(entries[at]!, entries[at + 1]!);
	}
	return byCharacter.get(character);
}

/** Name of an emoji character, with its skin tones; undefined if the table does not have it. */
export function nameOfCharacter(given: string): string | undefined {
	const plain = given.replace(/[\ufe0e\ufe0f]/g, '');
	const direct = baseName(plain);
	if (direct) return direct;
	const tones: string[] = [];
	let base = '';
	for (const part of plain) {
		if (TONES[part]) tones.push(TONES[part]);
		else base += part;
	}
	const name = baseName(base);
	if (!name || tones.length === 0) return name;
	// Equal tones are named once, except for this one (server's list).
	const once = new Set(tones).size === 1 && name !== 'people_holding_hands';
	const said = once ? tones.slice(0, 1) : tones;
	return [name, ...said.map((tone) => `${tone}_skin_tone`)].join('_');
}

/**
 * An emoji's name from its name, with or without colons, or from the character itself.
 * @throws NodeOperationError for what is neither
 */
export function emojiName(client: Client, label: string, given: unknown): string {
	const text = String(given).trim();
	const [, inner, slack] = /^:*(.+?):*(?::+skin-tone-([2-6]):*)?$/u.exec(text) ?? [];
	// The name's own rule (server source, `Reaction.IsValid` and the routes of emoji).
	if (inner && /^[A-Za-z0-9_+-]{1,64}$/.test(inner)) {
		return slack ? `${inner}_${SLACK_TONES[Number(slack)]}_skin_tone` : inner;
	}
	const name = inner && nameOfCharacter(inner);
	if (name) return name;
	throw client.refuse(
		label,
		`is not an emoji for which Mattermost has a name: ${quoted(text)}`,
		'Enter a name such as white_check_mark, or one emoji such as 👍; refer to custom emoji by name',
	);
}

/** `refine` of a field that takes an emoji; empty texts stay so. */
export const refineEmoji = (client: Client, path: string, value: unknown): unknown =>
	typeof value === 'string' && value.trim() !== '' ? emojiName(client, path, value) : value;

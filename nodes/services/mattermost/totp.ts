import { createHmac } from 'node:crypto';

/** One-time passwords by time (RFC 6238), as authenticator apps make them for Mattermost. */

/** Time of one code, in ms. */
export const TOTP_STEP_MS = 30_000;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * The key in an account's secret.
 * @param secret as Mattermost shows it below the QR code (base32, RFC 4648), with or without spaces, or the
 * `otpauth://` URL of the code itself
 * @returns undefined if it is neither
 */
export function totpKey(secret: string): Buffer | undefined {
	const inUrl = /^otpauth:.*[?&]secret=([^&]+)/i.exec(secret.trim())?.[1];
	const letters = (inUrl ?? secret).replace(/[\s=-]/g, '').toUpperCase();
	if (letters === '') return undefined;
	const bytes: number[] = [];
	let bits = 0;
	let count = 0;
	for (const letter of letters) {
		const value = ALPHABET.indexOf(letter);
		if (value < 0) return undefined;
		bits = ((bits << 5) | value) & 0xfff;
		count += 5;
		if (count >= 8) {
			count -= 8;
			bytes.push((bits >> count) & 0xff);
		}
	}
	return Buffer.from(bytes);
}

/**
 * The code of a moment.
 * @param at epoch ms
 * @param digits Mattermost's codes have 6
 */
export function totp(key: Buffer, at: number, digits = 6): string {
	const counter = Buffer.alloc(8);
	counter.writeBigUInt64BE(BigInt(Math.floor(at / TOTP_STEP_MS)));
	// SHA-1 is what the servers compute (`dgoogauth`); its use as an HMAC is not broken.
	const hash = createHmac('sha1', key).update(counter).digest();
	const offset = hash[hash.length - 1]! & 0xf;
	const number = (hash.readUInt32BE(offset) & 0x7fffffff) % 10 ** digits;
	return String(number).padStart(digits, '0');
}

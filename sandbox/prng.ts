/** A repeatable generator of numbers in 0..1 (mulberry32), so that every run sees the same data. */
export function prng(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	};
}

/** A number made from a text (FNV-1a), used as a seed. */
export function hash(text: string): number {
	let value = 0x811c9dc5;
	for (let index = 0; index < text.length; index++) {
		value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
	}
	return value >>> 0;
}

const draw = (random: () => number, alphabet: string, length: number) => {
	let text = '';
	while (text.length < length) text += alphabet[Math.floor(random() * alphabet.length)];
	return text;
};

/** A Mattermost id: 26 characters of Mattermost's own base 32 alphabet. */
export const mattermostId = (random: () => number) =>
	draw(random, 'ybndrfg8ejkmcpqxot1uwisza345h769', 26);

/** A Rhombus id: a uuid as url-safe base64, 22 characters, the last one of four. */
export const rhombusId = (random: () => number) =>
	draw(random, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_', 21) +
	draw(random, 'AQgw', 1);

/** The IDs of one seed in their order. They are drawn once: tests start a sandbox over and over. */
export class IdSequence {
	private readonly drawn: string[] = [];
	private position = 0;
	private readonly random: () => number;

	constructor(
		seed: number,
		private readonly make: (random: () => number) => string,
	) {
		this.random = prng(seed);
	}

	next(): string {
		return (this.drawn[this.position++] ??= this.make(this.random));
	}

	/** Begins with the first ID again. */
	restart(): void {
		this.position = 0;
	}
}

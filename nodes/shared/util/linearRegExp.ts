/**
 * Regular expressions of users, matched in linear time. JavaScript's own engine backtracks: a pattern
 * such as `^(\w+\s?)*$` blocks n8n for half a minute on a text of 31 characters. Here a pattern becomes
 * a non-deterministic automaton (Thompson), of which all states are followed at once: at most
 * `size × characters` steps, whatever the pattern and the text.
 *
 * Supported is JavaScript's syntax except what needs backtracking: references to groups (`\1`,
 * `\k<name>`) and looking ahead or behind (`(?=`, `(?!`, `(?<=`, `(?<!`). Only whether a text
 * matches is told, so greedy and lazy are the same.
 */

/** Characters of a text that are searched. */
export const LONGEST_TEXT = 20_000;
/** Most steps of a compiled pattern. `{n,m}` copies what it repeats. */
const LARGEST_PROGRAM = 1_000;
/** Most different character classes: each is asked once per different character. */
const MOST_CLASSES = 16;
/** Most visits of steps per text: some 50 states at each of 20,000 characters. */
export const MOST_VISITS = 1_000_000;
/** What asking JavaScript about a character beyond ASCII costs, in visits. */
const ASKING_VISITS = 4;
/** Deepest nesting of groups. */
const DEEPEST = 100;

/** Why a pattern cannot be used. The message ends a sentence that begins with the field's name. */
export class PatternError extends Error {}

type Node =
	| { kind: 'empty' }
	| { kind: 'literal'; char: string }
	| { kind: 'class'; source: string }
	| { kind: 'assert'; what: Assertion }
	| { kind: 'sequence'; parts: Node[] }
	| { kind: 'choice'; parts: Node[] }
	| { kind: 'repeat'; part: Node; min: number; max: number };

type Assertion = 'start' | 'end' | 'boundary' | 'inside';

class Parser {
	private at = 0;
	private depth = 0;
	private readonly chars: string[];

	constructor(
		source: string,
		private readonly unicode: boolean,
	) {
		this.chars = unicode ? [...source] : source.split('');
	}

	parse(): Node {
		return this.choice();
	}

	private ahead(text: string): boolean {
		return this.chars.slice(this.at, this.at + text.length).join('') === text;
	}

	private choice(): Node {
		const parts = [this.sequence()];
		while (this.ahead('|')) {
			this.at++;
			parts.push(this.sequence());
		}
		return parts.length === 1 ? parts[0]! : { kind: 'choice', parts };
	}

	private sequence(): Node {
		const parts: Node[] = [];
		while (this.at < this.chars.length && !this.ahead('|') && !this.ahead(')')) {
			parts.push(this.quantified(this.atom()));
		}
		return { kind: 'sequence', parts };
	}

	private quantified(part: Node): Node {
		const rest = this.chars.slice(this.at, this.at + 24).join('');
		const [text, simple, from, comma, to] = /^(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})/.exec(rest) ?? [];
		if (text === undefined) return part;
		this.at += text.length;
		if (this.ahead('?')) this.at++;
		const min = simple ? Number(simple === '+') : Number(from);
		const open = simple
			? simple === '?'
				? 1
				: Infinity
			: to
				? Number(to)
				: comma
					? Infinity
					: min;
		return { kind: 'repeat', part, min, max: open };
	}

	private atom(): Node {
		const char = this.chars[this.at++]!;
		switch (char) {
			case '(':
				return this.group();
			case '[':
				return this.characterClass();
			case '\\':
				return this.escape();
			case '.':
				return { kind: 'class', source: '.' };
			case '^':
				return { kind: 'assert', what: 'start' };
			case '$':
				return { kind: 'assert', what: 'end' };
			default:
				return { kind: 'literal', char };
		}
	}

	private group(): Node {
		if (++this.depth > DEEPEST) throw new PatternError('nests groups too deeply');
		if (this.ahead('?')) {
			const rest = this.chars.slice(this.at, this.at + 200).join('');
			if (/^\?<?[=!]/.test(rest)) {
				throw new PatternError('looks ahead or behind with (?=, (?!, (?<= or (?<!');
			}
			const [opening] = /^\?(?::|<[^>]+>)/.exec(rest) ?? [];
			if (!opening) throw new PatternError('has a kind of group that is not supported');
			this.at += (this.unicode ? [...opening] : opening).length;
		}
		const inner = this.choice();
		this.at++;
		this.depth--;
		return inner;
	}

	private characterClass(): Node {
		const from = this.at - 1;
		while (!this.ahead(']')) this.at += this.ahead('\\') ? 2 : 1;
		this.at++;
		return { kind: 'class', source: this.chars.slice(from, this.at).join('') };
	}

	private escape(): Node {
		const char = this.chars[this.at++]!;
		if (char === 'b' || char === 'B') {
			return { kind: 'assert', what: char === 'b' ? 'boundary' : 'inside' };
		}
		if (/[1-9]/.test(char) || (char === 'k' && this.ahead('<'))) {
			throw new PatternError('refers back to a group, such as \\1');
		}
		const rest = this.chars.slice(this.at, this.at + 60).join('');
		const [more = ''] =
			(/[pP]/.test(char) && this.unicode && /^\{[^}]*\}/.exec(rest)) ||
			(char === 'x' && /^[\da-f]{2}/i.exec(rest)) ||
			(char === 'u' && this.unicode && /^\{[\da-f]+\}/i.exec(rest)) ||
			(char === 'u' && this.unicode && /^d[89ab][\da-f]{2}\\ud[c-f][\da-f]{2}/i.exec(rest)) ||
			(char === 'u' && /^[\da-f]{4}/i.exec(rest)) ||
			(char === 'c' && /^[a-z]/i.exec(rest)) ||
			(char === '0' && /^[0-7]{1,2}/.exec(rest)) ||
			[];
		this.at += more.length;
		return { kind: 'class', source: `\\${char}${more}` };
	}
}

/** What one step of a program does. */
const enum Op {
	Literal,
	Class,
	Assert,
	Split,
	Match,
}

interface Step {
	op: Op;
	/** Next step; for a split the first of two. */
	next: number;
	other: number;
	/** Literal: its code; class: its number. */
	value: number;
	what?: Assertion;
}

const LINE_ENDS = new Set(['\n', '\r', '\u2028', '\u2029']);
const isWord = (char: string | undefined) => char !== undefined && /^\w$/.test(char);

/** A search in one text that can be interrupted. */
export interface Search {
	/** Visits of steps so far; a visit takes about 0.1 µs. */
	readonly visits: number;
	/**
	 * Goes on for about that many visits.
	 * @returns whether the text matches; undefined if that is not known yet
	 */
	run(visits: number): boolean | undefined;
}

/** A pattern that says whether it matches, in bounded time. */
export class LinearRegExp {
	private readonly steps: Step[] = [];
	private readonly classes: RegExp[] = [];
	/** Answers of the classes for characters below 128: 0 unknown, 1 yes, 2 no. */
	private readonly ascii: Uint8Array[] = [];
	/** The last other character that each class was asked for, and its answer. */
	private readonly asked: string[] = [];
	private readonly answers: boolean[] = [];
	private readonly start: number;
	/** What asking JavaScript has cost since the last character, in visits. */
	private asking = 0;

	/**
	 * @param flags of JavaScript; `g`, `y` and `d` have no meaning here
	 * @throws SyntaxError if it is no regular expression
	 * @throws PatternError if it cannot be matched in linear time
	 */
	constructor(
		readonly source: string,
		readonly flags: string = '',
	) {
		// JavaScript checks the syntax; nothing is matched with it.
		new RegExp(source, flags);
		if (flags.includes('v')) throw new PatternError('uses the flag v');
		const program = new Parser(source, flags.includes('u')).parse();
		const match = this.put({ op: Op.Match, next: -1, other: -1, value: 0 });
		this.start = this.compile(program, match);
	}

	private put(step: Step): number {
		if (this.steps.length >= LARGEST_PROGRAM) {
			throw new PatternError('is too long, or repeats too much with {n}');
		}
		this.steps.push(step);
		return this.steps.length - 1;
	}

	/** Adds the steps of a node that go on at `next`. @returns the first of them */
	private compile(node: Node, next: number): number {
		switch (node.kind) {
			case 'empty':
				return next;
			case 'literal':
				return this.put({ op: Op.Literal, next, other: -1, value: this.fold(node.char) });
			case 'class':
				return this.put({ op: Op.Class, next, other: -1, value: this.classOf(node.source) });
			case 'assert':
				return this.put({ op: Op.Assert, next, other: -1, value: 0, what: node.what });
			case 'sequence':
				return node.parts.reduceRight((after, part) => this.compile(part, after), next);
			case 'choice':
				return node.parts
					.map((part) => this.compile(part, next))
					.reduceRight((other, first) => this.put({ op: Op.Split, next: first, other, value: 0 }));
			case 'repeat':
				return this.repeat(node.part, node.min, node.max, next);
		}
	}

	private repeat(part: Node, min: number, max: number, next: number): number {
		let first = next;
		if (max === Infinity) {
			first = this.put({ op: Op.Split, next: -1, other: next, value: 0 });
			this.steps[first]!.next = this.compile(part, first);
		} else {
			for (let count = min; count < max; count++) {
				const inner = this.compile(part, first);
				first = this.put({ op: Op.Split, next: inner, other: next, value: 0 });
			}
		}
		for (let count = 0; count < min; count++) {
			const before = this.steps.length;
			first = this.compile(part, first);
			// Repeating nothing is nothing.
			if (this.steps.length === before) break;
		}
		return first;
	}

	private classOf(source: string): number {
		const flags = this.flags.replace(/[^isu]/g, '');
		const known = this.classes.findIndex((one) => one.source === `^(?:${source})$`);
		if (known >= 0) return known;
		if (this.classes.length >= MOST_CLASSES) {
			throw new PatternError(`has more than ${MOST_CLASSES} different character classes`);
		}
		this.ascii.push(new Uint8Array(128));
		return this.classes.push(new RegExp(`^(?:${source})$`, flags)) - 1;
	}

	/** The code under which characters are compared. */
	private fold(char: string): number {
		if (!this.flags.includes('i')) return char.codePointAt(0)!;
		const code = char.codePointAt(0)!;
		if (code < 128) return code >= 97 && code <= 122 ? code - 32 : code;
		this.asking += ASKING_VISITS;
		const upper = char.toUpperCase();
		// As JavaScript does: only where one character stays one, and none becomes ASCII.
		if ([...upper].length !== 1) return code;
		const folded = upper.codePointAt(0)!;
		return folded < 128 ? code : folded;
	}

	private isIn(number: number, char: string): boolean {
		const code = char.charCodeAt(0);
		if (code >= 128) {
			// Many states may ask for the same character.
			if (this.asked[number] !== char) {
				this.asking += ASKING_VISITS;
				this.asked[number] = char;
				this.answers[number] = this.classes[number]!.test(char);
			}
			return this.answers[number]!;
		}
		const answers = this.ascii[number]!;
		if (answers[code] === 0) answers[code] = this.classes[number]!.test(char) ? 1 : 2;
		return answers[code] === 1;
	}

	private holds(what: Assertion, before: string | undefined, after: string | undefined): boolean {
		const lines = this.flags.includes('m');
		if (what === 'start') return before === undefined || (lines && LINE_ENDS.has(before));
		if (what === 'end') return after === undefined || (lines && LINE_ENDS.has(after));
		return (isWord(before) !== isWord(after)) === (what === 'boundary');
	}

	/**
	 * Whether the text matches somewhere; only its first 20,000 characters are searched.
	 * @returns false as well where an unusually large pattern would take too long for this text
	 */
	test(text: string): boolean {
		return this.search(text).run(MOST_VISITS) === true;
	}

	/** Begins a search in the text's first 20,000 characters; `run` does the work. */
	search(whole: string): Search {
		const text = whole.slice(0, LONGEST_TEXT);
		const chars = this.flags.includes('u') ? [...text] : text;
		/** What follows the searched part, so that its end is not taken for the text's. */
		const beyond = whole[LONGEST_TEXT] as string | undefined;
		const { steps, start } = this;
		const marks = new Int32Array(steps.length).fill(-1);
		let current = new Int32Array(steps.length);
		let following = new Int32Array(steps.length);
		let count = 0;
		let visits = 0;
		let at = 0;
		const stack: number[] = [];
		/** Follows everything that needs no character. @returns whether the end was reached */
		const enter = (first: number, place: number, list: Int32Array): boolean => {
			stack.push(first);
			for (let index = stack.pop(); index !== undefined; index = stack.pop()) {
				if (marks[index] === place) continue;
				marks[index] = place;
				visits++;
				const step = steps[index]!;
				if (step.op === Op.Match) return true;
				if (step.op === Op.Split) stack.push(step.other, step.next);
				else if (step.op !== Op.Assert) list[count++] = index;
				else if (this.holds(step.what!, chars[place - 1], chars[place] ?? beyond)) {
					stack.push(step.next);
				}
			}
			return false;
		};
		/** @returns whether the end was reached; undefined if there are further characters */
		const character = (): boolean | undefined => {
			if (enter(start, at, current)) return true;
			if (at === chars.length) return false;
			const char = chars[at++]!;
			const folded = this.fold(char);
			const size = count;
			count = 0;
			for (let index = 0; index < size; index++) {
				const step = steps[current[index]!]!;
				visits++;
				const fits = step.op === Op.Literal ? step.value === folded : this.isIn(step.value, char);
				if (fits && enter(step.next, at, following)) return true;
			}
			[current, following] = [following, current];
			visits += this.asking;
			this.asking = 0;
			return undefined;
		};
		let result: boolean | undefined;
		return {
			get visits() {
				return visits;
			},
			run: (most) => {
				for (const end = visits + most; result === undefined && visits < end; ) {
					result = character();
				}
				return result;
			},
		};
	}
}

import { readdirSync, readFileSync } from 'fs';
import path from 'path';
import fc from 'fast-check';
import {
	asPlainText,
	insertTexts,
	withoutMentions,
} from '../../nodes/services/mattermost/messages/neutralize';
import { splitMessage } from '../../nodes/services/mattermost/messages/splitMessage';
import { lengthOf } from '../../nodes/shared/request/texts';
import { failureOf, mattermostServer } from '../support/mattermostServer';
import { firstOf, leading } from '../support/present';

/** Texts: too long, with characters that servers do not store, and of others. */

/** Who is mentioned, by the server's own rule (server source, `StandardMentionParser`). */
function mentionsIn(text: string, users: string[]): string[] {
	const keywords = new Set(['@all', '@channel', '@here', ...users.map((user) => `@${user}`)]);
	const found = new Set<string>();
	const isMention = (word: string) => {
		const known = keywords.has(word.toLowerCase());
		if (known) found.add(word.toLowerCase());
		return known;
	};
	for (const raw of text.split(/[^:.\-_@\p{L}\p{N}]+/u).filter(Boolean)) {
		if (raw.startsWith(':') && raw.endsWith(':')) continue;
		let word = raw.replace(/^[:.\-_]+/, '');
		if (isMention(word)) continue;
		let isDone = false;
		while (/[.\-:_]$/.test(word) && !isDone) {
			word = word.slice(0, -1);
			isDone = isMention(word);
		}
		if (!isDone) word.split(/[.\-:]/).forEach(isMention);
	}
	return [...found];
}

const CLUES = [
	'@all',
	'@channel',
	'@here',
	'@anna',
	'fire',
	'.',
	':',
	'-',
	'_',
	' ',
	'\n',
	'> ',
	'`',
	'```\n',
	'@',
	'(',
	'*',
	'[x](',
	'<!channel>',
	'<@anna>',
	'é',
	'名',
];
const hostile = fc
	.array(fc.oneof(fc.constantFrom(...CLUES), fc.string({ maxLength: 3 })), { maxLength: 30 })
	.map((parts) => parts.join(''));

describe('texts of others', () => {
	test('the judge knows a mention when it sees one', () => {
		expect(mentionsIn('> fire @all', [])).toEqual(['@all']);
		expect(mentionsIn('`@channel`, _@here_ and x.@Anna.', ['anna'])).toEqual([
			'@channel',
			'@here',
			'@anna',
		]);
	});

	test('notify nobody, whatever they hold', () => {
		fc.assert(
			fc.property(hostile, (text) => {
				for (const made of [
					withoutMentions(text),
					asPlainText(text),
					insertTexts('> {x}', { x: text }),
				]) {
					expect(mentionsIn(made, ['anna'])).toEqual([]);
					expect(made).not.toMatch(/<!(channel|here|all)>/);
				}
			}),
			{ numRuns: 3000 },
		);
	});

	test('without mentions they look the same', () => {
		fc.assert(
			fc.property(hostile, (text) => {
				expect(withoutMentions(text).replaceAll('\u200b', '')).toBe(text.replaceAll('\u200b', ''));
			}),
		);
		expect(withoutMentions('mail anna@example.com')).toBe('mail anna@example.com');
	});

	test('as plain text no Markdown of theirs is left', () => {
		expect(asPlainText('](http://evil) **x** `y`')).toBe(
			'\\]\\(http:\u200b//evil\\) \\*\\*x\\*\\* \\`y\\`',
		);
	});

	test('are put where their names stand, and nowhere else', () => {
		const texts = { camera: 'Gate *1*\n@all {other}', other: 'no' };
		expect(insertTexts('**{camera}** and {unknown}', texts)).toBe(
			'**Gate \\*1\\* @\u200ball \\{other\\}** and {unknown}',
		);
		expect(insertTexts('> {camera}', texts)).toBe('> Gate \\*1\\*\n> @\u200ball \\{other\\}');
		expect(insertTexts('{constructor}{__proto__}', texts)).toBe('{constructor}{__proto__}');
	});
});

describe('splitting', () => {
	const blocks = fc
		.array(
			fc.oneof(
				fc.constantFrom(
					'\n',
					'\n\n',
					'```\n',
					'```js\n',
					'~~~\n',
					'````\n',
					'> ',
					'\n> ```\n',
					'\n- ',
					'\n    ~~~\n',
					'  ',
					'\r\n',
					'👩‍👩‍👧',
					'🇩🇪',
					'é',
					'x'.repeat(180),
				),
				fc.lorem({ maxCount: 12 }),
				fc.string({ unit: 'grapheme', maxLength: 40 }),
			),
			{ maxLength: 60 },
		)
		.map((parts) => parts.join(''));

	test('loses nothing, keeps the order, obeys the limit, cuts no character', () => {
		fc.assert(
			fc.property(blocks, fc.integer({ min: 200, max: 600 }), (text, limit) => {
				const parts = splitMessage(text, limit);
				expect(parts.map(({ piece }) => piece).join('')).toBe(text);
				for (const { text: sent, piece } of parts) {
					expect(lengthOf(sent)).toBeLessThanOrEqual(limit);
					expect(sent).toContain(piece);
					expect(piece).not.toBe('');
					expect(/\p{Cs}/u.test(sent)).toBe(/\p{Cs}/u.test(text) && /\p{Cs}/u.test(piece));
				}
			}),
			{ numRuns: 1500 },
		);
	});

	test('every part closes the code blocks that it opens', () => {
		const text = `Intro\n\n\`\`\`js\n${'const line = 1;\n'.repeat(100)}\`\`\`\n\nEnd`;
		const parts = splitMessage(text, 300);
		expect(parts.length).toBeGreaterThan(4);
		for (const { text: sent } of parts) {
			expect((sent.match(/^```/gm) ?? []).length % 2).toBe(0);
			if (sent.includes('const')) expect(sent).toMatch(/^```js\nconst line = 1;$/m);
		}
	});

	test.each([
		['tildes', '', '~~~js', '~~~'],
		['a longer fence around a shorter one', '', '````\n```', '````'],
		['a quote', '> ', '```js', '```'],
		['a quote in a quote', '> > ', '~~~', '~~~'],
		['a nested list', '    ', '```', '```'],
	])('also in %s, with either kind of line end', (_name, before, open, close) => {
		for (const end of ['\n', '\r\n']) {
			const code = Array(60).fill('const line = 1;');
			const block = [...open.split('\n'), ...code, close].map((line) => before + line);
			const lines = ['Intro', '', '- a list', '  - in it', ...block, '', 'End'];
			const parts = splitMessage(lines.join(end), 250);
			expect(parts.length).toBeGreaterThan(3);
			const fence = before + close;
			for (const { text: sent } of parts.filter((part) => part.text.includes('const'))) {
				const code = sent.split(/\r?\n/);
				const first = code.findIndex((line) => line.startsWith(fence));
				expect(first).toBeLessThan(code.findIndex((line) => line.includes('const')));
				expect(code.lastIndexOf(fence)).toBeGreaterThan(
					code.findLastIndex((line) => line.includes('const')),
				);
			}
		}
	});

	test('a block that its quote or list ends needs no closing, and a quote goes on', () => {
		const quoted = `> \`\`\`\n> code\n${'Not quoted any more. '.repeat(30)}`;
		for (const { text } of splitMessage(quoted, 250).slice(1)) expect(text).not.toContain('```');
		for (const { text } of splitMessage(`> > ${'words '.repeat(100)}`, 250)) {
			expect(text.startsWith('> > ')).toBe(true);
		}
	});

	test('quotes and fences without end leave room for text', () => {
		for (const hostile of [
			'> '.repeat(400),
			'`'.repeat(900),
			`${'> '.repeat(150)}~~~\nx\n`.repeat(9),
		]) {
			const parts = splitMessage(hostile, 200);
			expect(parts.map(({ piece }) => piece).join('')).toBe(hostile);
			for (const { text } of parts) expect(lengthOf(text)).toBeLessThanOrEqual(200);
		}
	});

	test('between paragraphs where there are some', () => {
		const paragraph = 'Words of a paragraph. '.repeat(5).trim();
		const parts = splitMessage(Array(10).fill(paragraph).join('\n\n'), 400);
		for (const { piece } of parts.slice(0, -1)) expect(piece).toMatch(/\.\n\n$/);
		const windows = splitMessage(Array(10).fill(paragraph).join('\r\n\r\n'), 400);
		for (const { piece } of windows.slice(0, -1)) expect(piece).toMatch(/\.\r\n\r\n$/);
	});

	test('never inside what people see as one character', () => {
		const family = '👨‍👩‍👧‍👦';
		for (const { piece } of splitMessage(family.repeat(200), 250)) {
			expect(piece.replaceAll(family, '')).toBe('');
		}
	});
});

describe('sent to a server', () => {
	type Server = Awaited<ReturnType<typeof mattermostServer>>;
	let server: Server;
	let alerts: string;
	beforeAll(async () => {
		server = await mattermostServer();
		alerts = [...server.state.channels.values()].find(({ name }) => name === 'alerts')!.id;
	});
	afterAll(async () => await server.sandbox.stop());
	const long = Array.from({ length: 900 }, (_, line) => `Line ${line} of a long answer.\n`).join(
		'\n',
	);
	const create = async (values: object, message = long) =>
		await server.run('post', 'create', { channelId: alerts, message, ...values });

	test('a message that is too long is refused with its length and the limit', async () => {
		const failure = await failureOf(create({}));
		expect(failure.message).toBe(
			`"Message" is ${long.length} characters long, but the server accepts at most 16383`,
		);
		expect(server.sent()).not.toContain('POST /posts');
	});

	test.each(['thread', 'posts'])('or split: %s', async (splitLong) => {
		const items = await create({ createOptions: { splitLong } });
		expect(items).toHaveLength(2);
		expect(items.map(({ json }) => json.message).join('')).toBe(long);
		const [first, second] = leading(
			items.map(({ json }) => json),
			2,
		);
		expect(first.root_id).toBe('');
		expect(second.root_id).toBe(splitLong === 'thread' ? first.id : '');
	});

	test('astral characters count once', async () => {
		const { json } = firstOf(await create({}, '👍'.repeat(16_383)));
		expect(lengthOf(String(json.message))).toBe(16_383);
		expect((await failureOf(create({}, '👍'.repeat(16_384)))).message).toContain(
			'16384 characters',
		);
	});

	test.each([
		[
			'channel',
			'update',
			{ channelId: 'alerts', updateOptions: { header: 'x'.repeat(1025) } },
			'Header',
			'1024',
		],
		[
			'channel',
			'update',
			{ channelId: 'alerts', updateOptions: { purpose: 'ä'.repeat(251) } },
			'Purpose',
			'250',
		],
		[
			'userStatus',
			'updateCustom',
			{ emoji: 'calendar', text: 'x'.repeat(101) },
			'Status Text',
			'100',
		],
	])('%s %s', async (resource, operation, values, label, limit) => {
		const failure = await failureOf(server.run(resource, operation, values));
		expect(failure.message).toContain(`"${label}" is`);
		expect(failure.message).toContain(`at most ${limit}`);
	});

	test.each([
		['a\0b', '"Message" contains a NUL character at position 2'],
		['cut \ud83d', '"Message" contains half a character at position 5'],
		['\udc4d', '"Message" contains half a character at position 1'],
	])('%j is refused with the field', async (message, words) => {
		const before = server.mattermost.requestCount;
		expect((await failureOf(create({}, message))).message).toContain(words);
		expect(server.mattermost.requestCount).toBe(before);
	});

	test('in JSON, lists and attachments too', async () => {
		const failure = await failureOf(
			create({ createOptions: { props: '{"card": {"a": "\\u0000"}}' } }, 'x'),
		);
		expect(failure.message).toContain('"Props (JSON) → card → a" contains a NUL character');
		const boxes = { entry: [{ text: '\ud83d' }] };
		const other = await failureOf(create({ attachments: boxes }, 'x'));
		expect(other.message).toContain('"Attachments → 1 → Text" contains half a character');
	});

	test('texts of others by the options of the message', async () => {
		const insertedTexts = { entry: [{ key: 'camera', value: '@channel' }] };
		const { json } = firstOf(
			await create({ createOptions: { insertedTexts } }, 'Motion at **{camera}** @here'),
		);
		expect(mentionsIn(String(json.message), [])).toEqual(['@here']);
		const quiet = firstOf(
			await create({ createOptions: { neutralize: 'mentions' } }, '**Fire** @all'),
		);
		expect(quiet.json.message).toBe('**Fire** @\u200ball');
	});
});

describe('the examples', () => {
	/** What an expression of a message may hold: facts of n8n, numbers, settings, usernames. */
	const OWN =
		/^\s*(?:\(?'[^'@]*' \+ )?(DateTime\.|\$now|\$json\.(icon|minutes|user_name|sender_name)\b|\$\('[^']+'\)\.(first\(\)|item)\.json\.(user_name|username|channel_name|minutes|channel|display_name|Email|day|kisi)\b|\$\("Settings"\))/;

	test('every text of others in a message stands in Inserted Texts, or is neutralized', () => {
		const folder = path.join(__dirname, '../../examples');
		const unsafe: string[] = [];
		for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
			const { nodes } = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as {
				nodes: Array<{ name: string; parameters: Record<string, unknown> }>;
			};
			for (const { name, parameters } of nodes) {
				const message = String(parameters.postMessage ?? parameters.message ?? '');
				if (JSON.stringify(parameters).includes('"neutralize"')) continue;
				for (const [, expression] of message.matchAll(/\{\{(.*?)\}\}/gs)) {
					if (!OWN.test(expression!)) unsafe.push(`${file}: ${name}: ${expression!.trim()}`);
				}
			}
		}
		expect(unsafe).toEqual([]);
	});
});

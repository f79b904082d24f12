import { unified } from 'unified';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRetext from 'remark-retext';
import retextEnglish from 'retext-english';
import retextIndefiniteArticle from 'retext-indefinite-article';
import retextRepeatedWords from 'retext-repeated-words';
import { VFile } from 'vfile';
import type { TextKind } from './texts';

/**
 * What a native reader stumbles over. Articles and repeated words are found by retext; the tables
 * below hold what no tool knows: the words of this project. Spelling is left to cspell, and capitals,
 * final full stops and “Whether” to n8n's own ESLint rules (`literals.ts`).
 */

export interface Problem {
	line: number;
	message: string;
}

/** Words that do not say what is meant, and what to say instead. */
const WORDS: Array<[RegExp, string]> = [
	[/\bbeside\b/i, 'next to, besides or except'],
	[/\banew\b/i, 'again'],
	[/\bown account\b/i, 'your account, or the account of the credential'],
	[/\b(the|an|all|some) own\b(?! propert)/i, 'your own'],
	[/\bmak(e|es|ing) (a|an|the|its|each) [\w ]*credentials?\b/i, 'create a credential'],
	[/\bmade by hand\b/i, 'hand-written, or manual'],
	[/\bsave (in|for|where) (?!(a|an|the) (clip|file|post))/i, 'except'],
	[/\bforeign\b/i, 'untrusted, or of others'],
	[/\bwithout losing any\b/i, 'none are lost'],
	[/\bfor ever\b/i, 'forever'],
	[/\bfacts of\b/i, 'details of'],
	[/\bhow far (its|their) making\b/i, 'progress'],
	[/\bwhat is (left out|not given) stays\b/i, 'values that you leave out do not change'],
	[/\bthere is nothing of (that|this)\b/i, 'not found'],
	[/\bfailed on its side\b/i, 'internal error'],
	[/\bof this(?= (ID|name|UUID)\b)/i, 'with this'],
	[/\bas administrator only\b/i, 'only administrators can'],
	[/\bput away\b|\btaken away\b|\btake away\b/i, 'remove'],
	[/\bfrom afar\b/i, 'remotely'],
	[/\bthe way back\b/i, 'the response'],
];

/** Abbreviations that retext takes for words: they begin with the sound of a vowel. */
const SPELLED = 'LDAP|MFA|SAML|SMS|SSO|SSL|XML|NFC|RTSP|AMT|HTTPS?|HTML|n8n|MP4|SVG|LED';

const VOWEL_SOUND = new RegExp(`before \`(${SPELLED})\``, 'i');

/** Grammar that tools for English do not report. */
const GRAMMAR: Array<[RegExp, string]> = [
	[new RegExp(`\\ba (${SPELLED})\\b`, 'i'), 'an, by the sound of the abbreviation'],
	[/\ballow(s|ed|ing)? to\b(?! (it|be)\b)/i, 'allow someone to …, or let someone …'],
	[/\b(eg|ie)\.|\be\.g(?!\.)|\bi\.e(?!\.)/, 'e.g. and i.e. have two full stops'],
	[/\be\.g\.[^.)]*\betc\b/i, 'e.g. and etc. say the same'],
	[/\bcomprised of\b/i, 'composed of, or comprises'],
	[/\b(information|advice|software|feedback)s\b/i, 'uncountable: no plural'],
	[/\bless (items|posts|channels|users|requests|files)\b/i, 'fewer'],
	[/\w ,|\( \w|\w \)|,,/, 'no space here'],
];

/** Beginnings of an operation's description: one verb for each meaning. */
const VERBS: Record<string, string> = {
	List: 'Get',
	Say: 'Get',
	Tell: 'Get',
	Find: 'Get or Search',
	Make: 'Create, or the verb of the operation',
	Let: 'the verb of the operation',
	Have: 'the verb of the operation',
	Give: 'Add, Assign or Set',
	Take: 'Remove',
	Put: 'Add',
	Bring: 'Restore',
	Change: 'Update',
	Write: 'Replace',
	Forget: 'Delete',
	Keep: 'the verb of the operation',
	Begin: 'the verb of the operation',
};

/** A description that begins so is half a sentence. */
const FRAGMENT = /^(What|Whose|Whom|Of whom|Goes with|By how|Only what)\b/;

const NOT_PROSE = /https?:\/\/\S+|`[^`]*`|<code>.*?<\/code>|"[^"]*"|“[^”]*”/g;

/** The types of the plugins name trees that those of `unified` do not join. */
const english = () =>
	unified()
		.use(retextEnglish)
		.use(retextIndefiniteArticle as never)
		.use(retextRepeatedWords as never);

/** Articles and repeated words, by retext; code of Markdown is left out. */
async function withTools(text: string, isMarkdown: boolean): Promise<Problem[]> {
	const file = new VFile(text);
	const processor = isMarkdown
		? unified()
				.use(remarkParse)
				.use(remarkGfm)
				.use(remarkRetext as never, english() as never)
		: english();
	await processor.run(processor.parse(file) as never, file);
	return file.messages
		.filter(({ actual, reason }) => !(actual === 'an' && VOWEL_SOUND.test(reason)))
		.map(({ line, reason }) => ({ line: line ?? 1, message: reason }));
}

/** Problems of one text or page. */
export async function problemsOf(text: string, kind: TextKind | 'page'): Promise<Problem[]> {
	const problems = await withTools(text, kind === 'page');
	const lines = kind === 'page' ? proseLines(text) : [withoutCode(text)];
	// remark-retext leaves tables out.
	for (const [index, line] of kind === 'page' ? lines.entries() : []) {
		if (!line.includes(' | ')) continue;
		const found = await withTools(line.replace(/\|/g, '.'), false);
		problems.push(...found.map(({ message }) => ({ line: index + 1, message })));
	}
	lines.forEach((line, index) => {
		for (const [wrong, right] of [...WORDS, ...GRAMMAR]) {
			const found = wrong.exec(line);
			if (found) problems.push({ line: index + 1, message: `“${found[0]}”: say ${right}` });
		}
	});
	const [first] = text.split(' ');
	if (kind === 'operation' && VERBS[first!]) {
		problems.push({ line: 1, message: `“${first}”: say ${VERBS[first!]}` });
	}
	if (['description', 'operation'].includes(kind) && FRAGMENT.test(text)) {
		problems.push({ line: 1, message: `“${FRAGMENT.exec(text)![0]}”: half a sentence` });
	}
	if (['description', 'operation', 'switch'].includes(kind) && /\be\.g\./.test(text)) {
		problems.push({ line: 1, message: '“e.g.”: say for example, or such as' });
	}
	return problems;
}

/** Code and quotations, which follow rules of their own, as an ellipsis. */
const withoutCode = (text: string): string => text.replace(NOT_PROSE, '…');

/** The lines of a page; those of code blocks are empty. */
function proseLines(page: string): string[] {
	let isCode = false;
	return page.split('\n').map((line) => {
		if (line.startsWith('```')) isCode = !isCode;
		if (isCode || line.startsWith('    ')) return '';
		return withoutCode(line)
			.replace(/ {2,}/g, ' ')
			.replace(/^\| | \|$/g, '');
	});
}

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Each rule of `tools/lint/proseRules.ts` finds what it is for, and nothing in sound English. */

const ROOT = join(__dirname, '../..');
const NODE = process.execPath;

type Given = [kind: string, text: string];

/** Problems of each text. In a process of its own, as retext is made of ES modules. */
function check(given: Given[]): string[][] {
	const output = execFileSync(NODE, ['--import', 'tsx', 'tools/lint/prose.ts', '--stdin'], {
		cwd: ROOT,
		input: JSON.stringify(given),
		encoding: 'utf8',
	});
	const problems = JSON.parse(output) as Array<Array<{ line: number; message: string }>>;
	return problems.map((one) => one.map(({ line, message }) => `${line}: ${message}`));
}

const SLIPS: Array<[kind: string, text: string, problem: RegExp]> = [
	['action', 'Delete a access grant', /article `a` before `access`/],
	['description', 'ID of an user', /article `an` before `user`/],
	['description', 'Members of a LDAP group', /“a LDAP”: say an/],
	['description', 'Get the the post', /repeated `the`/],
	['page', 'One line.\n\n| A | B |\n| --- | --- |\n| a access | b |\n', /^5: .*`access`/],
	['comment', 'The text beside the name.', /“beside”/],
	['message', 'Create it anew', /“anew”/],
	['description', 'Posts of the own account', /“own account”/],
	['description', 'Find posts of all own teams', /“all own”/],
	['page', 'Then make the credentials.', /“make the credentials”/],
	['comment', 'A list that was made by hand.', /“made by hand”/],
	['comment', 'By itself, save in nodes with a webhook.', /“save in ”/],
	['comment', 'Here everything is foreign data.', /“foreign”/],
	['page', 'It restarts without losing any.', /“without losing any”/],
	['message', 'Keeps the messages for ever', /“for ever”/],
	['action', 'Get facts of file', /“facts of”/],
	['operation', 'Get a clip and how far its making is', /“how far its making”/],
	['operation', 'Update a team; what is left out stays', /“what is left out stays”/],
	['message', 'There is nothing of that ID', /“There is nothing of that”/],
	['message', 'Mattermost failed on its side: try again', /“failed on its side”/],
	['description', 'Only the post of this ID', /“of this”/],
	['description', 'Get others as administrator only', /“as administrator only”/],
	['operation', 'Delete the icon, which is taken away', /“taken away”/],
	['description', 'Whether doors open from afar', /“from afar”/],
	['comment', 'The way back: from answers to items.', /“The way back”/],
	['message', 'The server allows to post', /“allows to”/],
	['message', 'Use a name, eg. town-square', /“eg\.”/],
	['message', 'Use names, e.g. one, two, etc.', /“e\.g\. one, two, etc”/],
	['page', 'Packages are comprised of nodes.', /“comprised of”/],
	['message', 'More informations are in the log', /“informations”/],
	['message', 'Send less items at once', /“less items”/],
	['page', 'One , two.', /“e ,”/],
	['operation', 'List the doors of a location', /“List”: say Get/],
	['description', 'Whose sidebar', /“Whose”: half a sentence/],
	['description', 'Mark moments, e.g. sales', /“e\.g\.”: say for example/],
];

test('each slip is found', () => {
	const problems = check(SLIPS.map(([kind, text]) => [kind, text]));
	const missed = SLIPS.filter(
		([, , problem], at) => !problems[at]!.some((one) => problem.test(one)),
	);
	expect(missed).toEqual([]);
});

test('every rule has its slip', () => {
	const source = readFileSync(join(ROOT, 'tools/lint/proseRules.ts'), 'utf8');
	const tables = /const WORDS[^]*?^\];|const GRAMMAR[^]*?^\];/gm;
	const rules = [...source.matchAll(tables)].flatMap(([table]) => [
		...table.matchAll(/(?:^|\[|\t)(?:\/(.+)\/i?|new RegExp\(.+\)),(?: |$)/gm),
	]);
	// Four of retext, one in tables of pages, and the last three stand beside the two tables.
	expect(rules.length).toBe(SLIPS.length - 7);
});

test('sound English passes', () => {
	expect(
		check([
			[
				'description',
				'ID of a user, an n8n node, an hour, a URL, an LDAP group or a one-time code',
			],
			['operation', 'Get a clip and its progress'],
			['message', 'Allows it to be sent; see “beside” or `anew`, next to /path'],
			['switch', 'Whether to send no notifications'],
			['placeholder', 'e.g. town-square'],
			['page', 'Write this:\n\n```sh\ncat beside # anew\n```\n\nThe end.'],
		]),
	).toEqual([[], [], [], [], [], []]);
});

test('cspell finds a word that does not exist, and takes those of the project', () => {
	const words = readFileSync(join(ROOT, 'tools/lint/words.txt'), 'utf8').trim().split('\n');
	expect(words).toEqual([...new Set(words)].sort());
	const spell = (text: string): string => {
		try {
			return execFileSync(
				NODE,
				['node_modules/cspell/bin.mjs', '--no-progress', '--no-summary', '--words-only', 'stdin'],
				{ cwd: ROOT, input: text, encoding: 'utf8' },
			);
		} catch (error) {
			return (error as { stdout: string }).stdout;
		}
	};
	expect(spell('The recieved colour of Kisi and n8n').match(/\w+/g)).toEqual([
		'recieved',
		'colour',
	]);
}, 60_000);

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtPackage } from '../support/harness';

/**
 * Faults that were once seen of triggers and approvals, and what shows that each is gone: a test by the
 * beginning of its name, or a part of a run in a real n8n. R, H and F number the lists that they come from
 * (real servers, hostile servers and people, reports from the field).
 */

const LISTEN = 'test/engine/mattermostTrigger.listen.test.ts';
const LISTENER = 'test/engine/mattermostTrigger.listener.test.ts';
const STREAM = 'test/engine/mattermostTrigger.test.ts';
const INBOX = 'nodes/shared/triggers/inbox.test.ts';
const SOCKET = 'nodes/shared/triggers/reconnectingSocket.test.ts';
const THREATS = 'test/engine/threatModel.test.ts';
const REGISTRATION = 'test/engine/registration.test.ts';
const POLLING = 'test/engine/polling.test.ts';
const WEATHER = 'tools/triggerWeather.ts';

const CASES: Array<[id: string, what: string, ...shown: Array<[file: string, name: string]>]> = [
	[
		'R1',
		'Allowed Users that holds nobody let everybody approve',
		['test/engine/sendAndWait.test.ts', 'a restriction that restricts nothing is refused'],
		[LISTEN, '%s present and empty is refused'],
		[THREATS, 'A3 only those allowed may answer'],
	],
	[
		'R4',
		'a removed reaction passed no filter for channels',
		[LISTENER, 'a removed reaction whose channel is an empty text passes'],
		[LISTENER, 'every recorded event against each filter'],
	],
	[
		'R8',
		'more was promised of an outage than was kept',
		['test/engine/delivery.test.ts', ': $misfortune is shown by something'],
		[LISTENER, 'edits, deletions and added reactions of an outage are caught up once'],
	],
	[
		'H2',
		'a dialog’s address answered another question, for another person',
		[THREATS, 'A8 the next question'],
		[THREATS, 'A9 a form is good for its person, question and minutes'],
		['test/engine/attack.test.ts', '%s: only right answers resume, each question once'],
		['test/live/approvals.ts', 'the last form’s address is refused'],
	],
	[
		'H4',
		'a lasting secret stood in an address that browsers see',
		[THREATS, 'B2 a button shows its token in its context, and nowhere else'],
		[THREATS, 'C2 what a browser sees holds no secret'],
		[__filename, 'no text of a node tells to put a token into an address'],
	],
	[
		'H5',
		'a changed filter replayed old posts',
		[LISTEN, 'another filter begins now'],
		[LISTEN, 'is kept in the static data although nothing passes the filter'],
		[WEATHER, "parts.includes('filter')"],
	],
	[
		'H6',
		'overlapping polls started everything twice',
		[POLLING, 'polls that overlap start the workflow once for each event'],
		[WEATHER, "parts.includes('polls')"],
	],
	[
		'H12',
		'“without losing any”; a post of 2090 ended catching up',
		['test/engine/delivery.test.ts', 'what shows %s, %s is there'],
		[LISTENER, 'a post dated 2090 moves nothing'],
		[LISTEN, 'executions of a killed n8n are started again only where that is wanted'],
		[WEATHER, "parts.includes('kill')"],
	],
	[
		'H14',
		'a test in the editor swallowed the real alert',
		[REGISTRATION, 'a test in the editor and the published workflow stand side by side'],
		['test/engine/rhombusWebhooks.test.ts', 'a test in the editor does not swallow'],
		['test/e2e/triggers.e2e.ts', 'a test in the editor swallows no alert'],
		[WEATHER, "parts.includes('listening')"],
	],
	[
		'H15',
		'a pattern blocked n8n for half a minute',
		['test/engine/patternSlices.test.ts', 'the event loop has its turns while many search'],
		['tools/patternBlock.ts', 'Longest block of the event loop'],
	],
	['H16', 'unfinished executions without bound', [LISTEN, 'unfinished executions are bounded']],
	[
		'H18',
		'one channel that could not be read stopped all',
		[LISTENER, 'one of 20 channels that answers %i stops none of the others'],
		[WEATHER, "parts.includes('channel')"],
	],
	[
		'H19',
		'events that nobody wants pushed wanted ones out',
		[INBOX, 'of which nothing is wanted push nothing out'],
	],
	[
		'H20',
		'catching up that never came to an end',
		[STREAM, 'many pages are read oldest first, and only some are kept meanwhile'],
		[INBOX, 'are dropped by $by, and fetched instead'],
		[INBOX, 'is tried again after half a minute, then less and less often, while events go on'],
		['test/engine/eventStreamChaos.test.ts', 'starts once for each wanted one of'],
	],
	[
		'H21',
		'a proxy does not reach the event stream, and nobody says so',
		[LISTEN, 'with %i says so at once'],
		[LISTEN, 'where requests pass tells what WebSockets need'],
	],
	[
		'H23',
		'requests for events that can never pass',
		[LISTENER, 'the team of an event is asked once, again after a failure, and never for nothing'],
	],
	[
		'H24',
		'50 triggers of one account came back at once',
		[LISTEN, '50 triggers of one account share a connection and one catch-up'],
		[SOCKET, 'is spread where $crowd streams come back'],
		[LISTENER, 'only channels that the filter lets pass are read'],
	],
	['H27', 'a feed without an end', [POLLING, 'a feed that obeys nothing is read within bounds']],
	[
		'H28',
		'a server that greets and closes; a huge number',
		[SOCKET, 'comes soon after one that lived for ten seconds, not after one that greets and ends'],
		[STREAM, 'a number that no server reaches is not believed'],
	],
	[
		'H31',
		'n8n’s database away lost posts',
		[LISTEN, 'what n8n refuses comes later, in order, and once'],
		['test/engine/delivery.test.ts', 'events of every kind that n8n refuses come later'],
		[WEATHER, "parts.includes('database')"],
	],
	[
		'F2',
		'variants of Rhombus’ bodies passed filters, and started twice',
		['test/engine/rhombusWebhooks.test.ts', '%s: read, and filtered'],
		['test/engine/rhombusWebhooks.test.ts', 'all shapes of one alert are one alert'],
		['test/engine/rhombusWebhooks.test.ts', '%s: passes no filter, is answered well, and reported'],
	],
	['F6', 'a pin counted as an edit', [LISTENER, 'a pin of a post that was never edited']],
	[
		'F7',
		'texts of attachments were not searched',
		[LISTENER, 'Message Contains and Matches find the %s of an attachment'],
	],
	[
		'F8',
		'mentions were found otherwise in missed posts',
		[LISTENER, 'are found where the server’s own code finds them'],
		[LISTENER, 'are found in labels of links as the server finds them'],
		[LISTENER, 'decide alike on the same posts'],
		['test/live/mentions.ts', 'decided differently'],
	],
	[
		'F12',
		'an account that may create, not list, was refused',
		[REGISTRATION, '%s: made, kept, moved and removed by an account that may not look'],
	],
	[
		'F13',
		'nothing told of AllowedUntrustedInternalConnections',
		[REGISTRATION, 'an address in a private network is warned about'],
		['README.md', 'AllowedUntrustedInternalConnections'],
		[
			'docs/troubleshooting.md',
			'is in a reserved range and not in AllowedUntrustedInternalConnections',
		],
		['nodes/MattermostWebhookTrigger/properties.ts', 'share a private network'],
	],
	[
		'F19',
		'the server’s Slack layer rewrote answers',
		['test/engine/mattermostWebhookTrigger.test.ts', '%s: the text stays as written'],
	],
	[
		'F20',
		'registrations did not move with n8n’s address',
		[REGISTRATION, '%s: moves with the address of n8n'],
		[REGISTRATION, '%s: what the server writes a little differently is found'],
		[REGISTRATION, '%s: three starts at once make one'],
		[REGISTRATION, 'the cloud never reaches "%s"'],
	],
	['F21', 'a workflow that posts started itself', [THREATS, 'B8 own and bot posts start nothing']],
	[
		'F22',
		'the socket did not obey proxy and port',
		[LISTEN, 'is made where the server’s WebsocketURL says, not where the site is'],
		[LISTEN, 'with %i says so at once'],
	],
];

const root = join(__dirname, '../..');
const rows = CASES.flatMap(([id, what, ...shown]) =>
	shown.map(([file, name]): [string, string, string, string] => [id, what, file, name]),
);

test.each(rows)('%s, %s: %s shows it', (_id, _what, file, name) => {
	const path = file.startsWith('/') ? file : join(root, file);
	expect([file, existsSync(path)]).toEqual([file, true]);
	// Long names are broken over lines nowhere: a test's name is one text.
	expect([name, readFileSync(path, 'utf8').includes(name)]).toEqual([name, true]);
});

test('no text of a node tells to put a token into an address', () => {
	for (const node of Object.values(builtPackage().nodes)) {
		const texts = JSON.stringify(node.description.properties);
		expect(texts).not.toMatch(/[?&](token|secret)=/i);
	}
});

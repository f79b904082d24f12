import { existsSync, readFileSync } from 'fs';
import path from 'path';

/** Where each case that was reported from the field, by attackers or by real servers is tested. */
const CASES: Record<string, Array<[file: string, name: string]>> = {
	F1: [['engine/values.fields', 'F1: the picker’s 09:00 is 09:00 of the workflow’s zone']],
	F3: [['engine/lists.failures', '%j is an empty list']],
	F4: [['engine/values.dropped', 'an ID that no click could name is made one that it can']],
	F5: [['engine/values.dropped', 'ends are those of the user’s zone, over all clock changes']],
	F9: [['engine/values.ids', 'the root of a reply, wherever a root is asked for']],
	F10: [
		['engine/values.ids', 'the channel %s, as plain text and in every mode'],
		['engine/anyEndpointNames', 'the channel %s in path, typed endpoint and body'],
	],
	F11: [['engine/values.safety', 'a server before 10.5 would drop them: nothing is sent']],
	F14: [['engine/values.texts', 'or split: %s']],
	F15: [['engine/values.dropped', '%j is refused']],
	F16: [['engine/order', '60 messages into one channel arrive in order']],
	F17: [['engine/retry', 'what is done is not done again']],
	F18: [
		['engine/retry', 'a server whose version nobody tells counts as new, or says it elsewhere'],
	],
	F19: [['engine/mattermostWebhookTrigger', 'skip_slack_parsing']],
	F23: [['engine/values.fields', 'F23: dates in lists of texts and in JSON']],
	F24: [['package/packedInstall', 'install']],
	F25: [['engine/values.fields', 'F25: long integers of an answer']],
	H1: [['engine/values.time', 'all else is no time']],
	H7: [
		[
			'nodes/shared/http/backOff',
			'never less than the back-off with its jitter, whatever the header',
		],
	],
	H8: [
		['engine/mergeIntoCurrent', '20 Add Channels at once store 20, in two workflows at once too'],
	],
	H9: [['contract/updates', '$name: every nested object has its fate']],
	H10: [
		['nodes/shared/model/pagination', 'go on after a short page where servers filter afterwards'],
	],
	H11: [['nodes/shared/model/pagination', 'that go round are an error']],
	H22: [['engine/hostileServer', 'an endless body ends at the size limit']],
	H25: [['engine/values.texts', 'notify nobody, whatever they hold']],
	H29: [['engine/hostileServer', 'a token endpoint that hangs ends too']],
	H32: [['engine/lists.failures', '%j is no success']],
	H33: [['nodes/shared/model/pagination', 'an order that holds __proto__ gives no item']],
	H34: [['engine/connections', 'an error of a megabyte is cut, wherever the server puts it']],
	R1: [['engine/values.restrictions', 'every optional field that restricts is refused']],
	R2: [['engine/mergeIntoCurrent', 'an outgoing webhook keeps its token']],
	R3: [['engine/retry', 'the answer is lost and the server was restarted']],
	R5: [['engine/values.rows', 'R5: a thread comes whole and oldest first']],
	R6: [['engine/lists.failures', 'says of each person what happened']],
	R7: [
		['contract/ceilings', 'what a contract gives in pages is read in pages'],
		['nodes/shared/model/pagination', 'go on by date past what the database gives'],
	],
	R9: [['engine/values.safety', 'the sandbox refuses a duration without its end, as servers do']],
	R10: [['contract/since', 'every operation is offered from the version on that has its route']],
	R11: [['engine/values.ids', 'group messages stand once, guests get their own channels']],
	R12: [['engine/values.rows', 'R12: usernames in any form']],
	'times, 12 zones, both clock changes': [['engine/values.time', '%s: 700 generated times']],
	'map merges': [['nodes/shared/execution/mergeDeep', 'is RFC 7396 for any two objects']],
	'shapes of lists': [
		['nodes/shared/model/pagination', 'give all rows, or as many as wanted, in order'],
	],
	'forms of IDs': [['engine/values.ids', 'shapes of IDs: all that servers make']],
};

const root = path.join(__dirname, '..', '..');
const fileOf = (name: string) =>
	path.join(root, name.startsWith('nodes/') ? '' : 'test', `${name}.test.ts`);

test.each(Object.entries(CASES))('%s has its test', (_case, tests) => {
	for (const [file, name] of tests) {
		expect(existsSync(fileOf(file))).toBe(true);
		expect(readFileSync(fileOf(file), 'utf8')).toContain(name);
	}
});

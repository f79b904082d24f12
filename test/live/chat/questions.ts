import type { WorkflowJson } from '../../../tools/n8n/client';
import { press, postSaying, submit, until, type Person, type Post } from '../people';
import {
	asked,
	byId,
	byName,
	link,
	must,
	newChannel,
	node,
	refusal,
	start,
	type Stage,
} from './stage';

/** Rows about Send and Wait. Each gives what was seen on the server. */

/** 1 pixel, PNG. */
const PICTURE =
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const ask = ({ credential }: Stage, parameters: Record<string, unknown>) =>
	node(
		'Ask',
		'mattermost',
		{
			resource: 'post',
			operation: 'sendAndWait',
			postSendTo: 'channel',
			postAnswerType: 'approval',
			...parameters,
		},
		{ credential },
	);

const end = (name: string) => node(name, 'n8n-nodes-base.noOp', {});

/** Start → Ask → Answered, or Timed Out. */
const asking = (stage: Stage, parameters: Record<string, unknown>): WorkflowJson => ({
	name: String(parameters.message),
	nodes: [start, ask(stage, parameters), end('Answered'), end('Timed Out')],
	connections: { Start: link(['Ask']), Ask: link(['Answered'], ['Timed Out']) },
});

const inChannel = (channel: string) => ({ postAskChannel: byId(channel) });
const allowing = (...people: Person[]) => ({
	allowedUsers: { entry: people.map(({ name }) => ({ value: byName(name) })) },
});

/** The channel of a message of that type (D, G) that a person was told of. */
const toldIn = ({ seen }: Person, type: string, text: string): string | undefined => {
	const one = seen.find(
		({ event, data }) =>
			event === 'posted' && data.channel_type === type && data.post?.includes(text),
	);
	return one && (JSON.parse(one.data.post!) as Post).channel_id;
};
const toldChannel = async (who: Person, type: string, text: string, ms?: number): Promise<string> =>
	await until(`"${text}" in a message of type ${type}`, () => toldIn(who, type, text), ms);

/** Words that only this person sees. */
const privately = async ({ seen }: Person, text: string): Promise<boolean> =>
	await until(`the private words "${text}"`, () =>
		seen.some(({ event, data }) => event === 'ephemeral_message' && data.post?.includes(text)),
	);

const get = async ({ admin }: Stage, id: string): Promise<Post> =>
	await admin.request<Post>('GET /posts/{id}', {
		path: { id },
		query: { include_deleted: true },
	});

export async function direct(stage: Stage): Promise<string> {
	const { alice, bot } = stage;
	const text = 'Direct: open the gate?';
	const question = await asked(
		stage,
		asking(stage, { postSendTo: 'user', postAskUser: byName(alice.name), message: text }),
		text,
		alice,
		async () => await toldChannel(alice, 'D', text),
	);
	const channel = await alice.request<{ type: string; name: string }>('GET /channels/{id}', {
		path: { id: question.post.channel_id },
	});
	must('it is the direct channel of both', channel.name.includes(alice.id), channel);
	must('and of the bot', channel.name.includes(bot.id), channel);
	await press(alice, question.post);
	const { json } = (await question.done()).items('Answered')[0]!;
	must('the person has approved', json.approved === true && json.user_id === alice.id, json);
	const { message } = await alice.request<Post>('GET /posts/{id}', {
		path: { id: question.post.id },
	});
	must('the message says so', message.includes(`Approved by @${alice.name}`), message);
	return `channel of type ${channel.type}; "${message.split('\n').at(-1)}"`;
}

export async function group(stage: Stage): Promise<string> {
	const { alice, bob } = stage;
	const text = 'Group: open the gate?';
	const question = await asked(
		stage,
		asking(stage, {
			postSendTo: 'group',
			postAskUsers: `@${alice.name}, ${bob.email}`,
			message: text,
		}),
		text,
		bob,
		async () => await toldChannel(bob, 'G', text),
	);
	await press(bob, question.post, 1);
	const { json } = (await question.done()).items('Answered')[0]!;
	must('one of them has declined', json.approved === false && json.user_id === bob.id, json);
	const members = await bob.request<unknown[]>('GET /channels/{id}/members', {
		path: { id: question.post.channel_id },
	});
	must('three are in it', members.length === 3, members);
	return `group channel of ${members.length}; answered "${String(json.answer)}"`;
}

const FORM = {
	entry: [
		{ type: 'text', displayName: 'Reason', name: 'reason', maxLength: 20 },
		{ type: 'text', displayName: 'Minutes', name: 'minutes', subtype: 'number' },
		{
			type: 'select',
			displayName: 'Door',
			name: 'door',
			options: { entry: [{ text: 'Lobby', value: 'lobby' }] },
		},
		{ type: 'bool', displayName: 'Tell Security', name: 'tell', optional: true },
	],
};

export async function form(stage: Stage): Promise<string> {
	const { alice, channel } = stage;
	const text = 'Form: why is the door open?';
	const question = await asked(
		stage,
		asking(stage, {
			...inChannel(channel),
			message: text,
			postAnswerType: 'form',
			postFormElements: FORM,
		}),
		text,
		alice,
		channel,
	);
	await press(alice, question.post);
	const dialog = await until('the dialog', () => alice.dialogs.at(-1));
	const names = dialog.dialog.elements.map(({ name }) => name).join(', ');
	const good = { reason: 'Parcel', minutes: '5', door: 'lobby', tell: true };
	const bad = await submit(alice, stage, dialog, { submission: { ...good, minutes: 'soon' } });
	must('what is no number is refused', JSON.stringify(bad).includes('Enter a number'), bad);
	const taken = await submit(alice, stage, dialog, { submission: good });
	must('what is right closes the dialog', !taken.error && !taken.errors, taken);
	const { json } = (await question.done()).items('Answered')[0]!;
	must(
		'the entries are typed',
		JSON.stringify(json.form) ===
			JSON.stringify({ reason: 'Parcel', minutes: 5, door: 'lobby', tell: true }),
		json,
	);
	return `dialog with ${names}; "soon" refused as minutes; ${JSON.stringify(json.form)}`;
}

export async function freeText(stage: Stage): Promise<string> {
	const { carol, channel } = stage;
	const text = 'Text: what happened?';
	const question = await asked(
		stage,
		asking(stage, { ...inChannel(channel), message: text, postAnswerType: 'text' }),
		text,
		carol,
		channel,
	);
	await press(carol, question.post);
	const dialog = await until('the dialog', () => carol.dialogs.at(-1));
	await submit(carol, stage, dialog, { submission: { answer: 'A parcel came' } });
	const { json } = (await question.done()).items('Answered')[0]!;
	must('the text arrives', json.answer === 'A parcel came', json);
	return (await get(stage, question.post.id)).message.split('\n').at(-1)!;
}

/** Dialogs take files from 11.7 on. */
export async function fileInForm(stage: Stage): Promise<string> {
	const [major, minor] = stage.version.split('.').map(Number);
	const knows = major! > 11 || (major === 11 && minor! >= 7);
	if (knows) return 'not tried: this server knows files in dialogs';
	const said = await refusal(stage, 'post', 'sendAndWait', {
		postSendTo: 'channel',
		...inChannel(stage.channel),
		message: 'Which file?',
		postAnswerType: 'form',
		postFormElements: { entry: [{ type: 'file', displayName: 'File', name: 'file' }] },
	});
	must('it says which server knows it', said.includes('has a file, which Mattermost'), said);
	return said.slice(0, 160);
}

export async function withFile(stage: Stage): Promise<string> {
	const { alice, channel } = stage;
	const text = 'File: who is this?';
	const workflow: WorkflowJson = {
		name: text,
		nodes: [
			start,
			node(
				'Camera',
				'n8n-nodes-base.convertToFile',
				{
					operation: 'toBinary',
					sourceProperty: 'picture',
					binaryPropertyName: 'photo',
					options: { fileName: 'camera.png', mimeType: 'image/png' },
				},
				{ typeVersion: 1.1 },
			),
			ask(stage, { ...inChannel(channel), message: text, postBinaryFields: 'photo' }),
			end('Answered'),
		],
		connections: {
			Start: link(['Camera']),
			Camera: link(['Ask']),
			Ask: link(['Answered']),
		},
		pinData: { Start: [{ json: { picture: PICTURE } }] },
	};
	const question = await asked(stage, workflow, text, alice, channel);
	const [file] = question.post.file_ids ?? [];
	const answer = await fetch(`${stage.site}/api/v4/files/${file}`, {
		headers: { Authorization: `Bearer ${alice.token}` },
	});
	const bytes = Buffer.from(await answer.arrayBuffer());
	must('the person sees the very picture', bytes.toString('base64') === PICTURE, bytes.length);
	await press(alice, question.post);
	const { json } = (await question.done()).items('Answered')[0]!;
	must('the answer arrives', json.approved === true, json);
	const after = await get(stage, question.post.id);
	must('the picture stays with the message', after.file_ids?.[0] === file, after);
	return `one message with buttons and ${answer.headers.get('content-type')}, ${bytes.length} bytes as sent`;
}

export async function whoMay(stage: Stage): Promise<string> {
	const { alice, dave, channel } = stage;
	const text = 'Allowed: open the vault?';
	const refused = 'Only shift leads open the vault';
	const question = await asked(
		stage,
		asking(stage, {
			...inChannel(channel),
			message: text,
			postSendAndWaitOptions: { ...allowing(alice), refusal: refused },
		}),
		text,
		alice,
		channel,
	);
	await press(dave, question.post);
	await privately(dave, refused);
	must('others read nothing', !alice.seen.some(({ data }) => data.post?.includes(refused)));
	must('it still waits', (await question.status()) === 'waiting');
	await press(alice, question.post);
	const { json } = (await question.done()).items('Answered')[0]!;
	must('the email is that of the server', json.user_email === alice.email, json);
	must('the right person counts', json.user_id === alice.id, json);
	return `@dave alone read "${refused}"; answered by ${String(json.user_name)}, ${String(json.user_email)}`;
}

export async function afterwards(stage: Stage): Promise<string> {
	const { bob, channel } = stage;
	const found: string[] = [];
	for (const choice of ['decision', 'buttons', 'delete']) {
		const text = `Afterwards ${choice}: go on?`;
		const question = await asked(
			stage,
			asking(stage, {
				...inChannel(channel),
				message: text,
				postSendAndWaitOptions: { afterwards: choice },
			}),
			text,
			bob,
			channel,
		);
		await press(bob, question.post);
		const { json } = (await question.done()).items('Answered')[0]!;
		must('the answer arrives', json.approved === true, json);
		const { message, props, delete_at } = await get(stage, question.post.id);
		const isRight = {
			decision: message.includes(`Approved by @${bob.name}`) && delete_at === 0,
			buttons: message === text && delete_at === 0,
			delete: delete_at > 0,
		}[choice];
		must(`the message after "${choice}"`, isRight === true, { message, delete_at });
		must('no button is left', choice === 'delete' || !props.attachments, props);
		found.push(`${choice}: ${delete_at > 0 ? 'deleted' : JSON.stringify(message)}`);
	}
	return found.join('; ');
}

export async function twoOfThree(stage: Stage): Promise<string> {
	const { alice, bob, carol, dave, channel } = stage;
	const text = 'Two of three: deploy?';
	const question = await asked(
		stage,
		asking(stage, {
			...inChannel(channel),
			message: text,
			postSendAndWaitOptions: { ...allowing(alice, bob, carol), answersNeeded: 2 },
		}),
		text,
		alice,
		channel,
	);
	await press(alice, question.post);
	await privately(alice, 'Your answer counts: 1 of 2 approvals so far.');
	await press(alice, question.post);
	await press(dave, question.post);
	await press(bob, question.post, 1);
	must('it still waits', (await question.status()) === 'waiting');
	await press(carol, question.post);
	const { json } = (await question.done()).items('Answered')[0]!;
	const answers = json.answers as Array<{ user_name: string; answer: string }>;
	must(
		'each of three counts once, in their order',
		JSON.stringify(answers.map(({ user_name, answer }) => [user_name, answer])) ===
			JSON.stringify([
				[alice.name, 'approved'],
				[bob.name, 'declined'],
				[carol.name, 'approved'],
			]),
		json,
	);
	must('it is approved', json.approved === true, json);
	const { message } = await get(stage, question.post.id);
	must('the message names both', message.includes(`@${alice.name}, @${carol.name}`), message);
	return message.split('\n').at(-1)!;
}

/** Takes two minutes: n8n waits in whole ones. */
export async function reminders(stage: Stage): Promise<string> {
	const { alice, bob } = stage;
	const channel = await newChannel(stage, 'reminders', alice);
	const text = 'Reminder: is anybody there?';
	const workflow: WorkflowJson = {
		name: text,
		nodes: [
			start,
			ask(stage, {
				...inChannel(channel),
				message: text,
				postSendAndWaitOptions: {
					...allowing(alice),
					remindMinutes: 1,
					escalateMinutes: 2,
					escalateTo: { entry: [{ value: byName(bob.name) }] },
				},
			}),
			end('Answered'),
		],
		connections: { Start: link(['Ask']), Ask: link(['Answered'], [], ['Ask']) },
	};
	const begun = Date.now();
	const question = await asked(stage, workflow, text, alice, channel);
	const reminder = await until(
		'the reminder',
		async () => {
			const { posts } = await alice.request<{ posts: Record<string, Post> }>(
				'GET /posts/{id}/thread',
				{ path: { id: question.post.id } },
			);
			return Object.values(posts).find(({ message }) => message.includes('still open'));
		},
		150_000,
	);
	const remindedAfter = Math.round((Date.now() - begun) / 1000);
	must('it names who has not answered', reminder.message.includes(`@${alice.name}`), reminder);
	const place = await toldChannel(bob, 'D', text, 150_000);
	const escalatedAfter = Math.round((Date.now() - begun) / 1000);
	const further = await postSaying(bob, place, text);
	await until('the wait', async () => (await question.status()) === 'waiting');
	must('the press is taken', (await press(bob, further)) === 'ok');
	const { json } = (await question.done()).items('Answered')[0]!;
	must('who was asked later counts', json.user_id === bob.id, json);
	for (const id of [question.post.id, further.id]) {
		const { message } = await get(stage, id);
		must('both messages say so', message.includes(`Approved by @${bob.name}`), message);
	}
	return `"${reminder.message}" after ${remindedAfter} s; @bob asked directly after ${escalatedAfter} s and decided in both messages`;
}

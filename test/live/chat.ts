import { rest } from '../support/eventStream';
import { password } from './chat/accounts';
import * as messages from './chat/messages';
import { playbooks } from './chat/playbooks';
import * as questions from './chat/questions';
import { setStage, type Stage } from './chat/stage';
import * as triggers from './chat/triggers';

/**
 * What docs/compared.md says of chat, row by row, in a real n8n with a real Mattermost: a bot asks, and people
 * answer as their clients do. The server must be allowed to connect to this machine
 * (AllowedUntrustedInternalConnections). `ROWS=stream,signs` runs the rows whose names hold one of these words.
 */

const site = String(process.env.MATTERMOST_URL);
const token = String(process.env.MATTERMOST_TOKEN);

type Row = [name: string, show: (stage: Stage) => Promise<string>];

/** Runs beside the others, as it takes minutes. */
const SLOW: Row[] = [
	['Reminder, and escalation to another person', questions.reminders],
	['Password credential, with MFA', password],
];

const ROWS: Row[] = [
	['Send and Wait in a direct message', questions.direct],
	['Send and Wait in a group message', questions.group],
	['Send and Wait with a form', questions.form],
	['Send and Wait with free text', questions.freeText],
	['Send and Wait with a file in the form', questions.fileInForm],
	['Send and Wait with a file in the question', questions.withFile],
	['Who answered with email, allow list, own refusal text', questions.whoMay],
	['What becomes of the message', questions.afterwards],
	['Two of three people', questions.twoOfThree],
	['Trigger downloads files', triggers.downloads],
	['A button replaces its message', triggers.replaced],
	['Trigger filters by emoji', triggers.emoji],
	['Trigger filters by mention', triggers.mentions],
	['Signs of work', triggers.signs],
	['Permalink', messages.permalink],
	['Mentions of people', messages.mention],
	['Mentions of groups', messages.groupMention],
	['Group message in one step', messages.groupMessage],
	['Join, leave, rename, mute, header', messages.channelWords],
	['Profile fields', messages.profile],
	['Stream Text', messages.streamText],
	['Stream Text with dropped edits', messages.streamTextDropped],
	['Incident threads', messages.incidents],
	['Playbooks', playbooks],
];

/** It kills n8n, so nothing else may run. */
const LAST: Row[] = [['Signs of work after n8n was killed', triggers.afterCrash]];

/** What the people's presses need of the server, as it was before. */
async function withSettings(work: () => Promise<void>): Promise<void> {
	const admin = rest(site, token);
	const { ServiceSettings: before } = await admin.request<{
		ServiceSettings: Record<string, unknown>;
	}>('GET /config');
	const wanted = {
		AllowedUntrustedInternalConnections: '127.0.0.1 localhost',
		EnableMultifactorAuthentication: true,
	};
	const put = async (settings: Record<string, unknown>) =>
		await admin.request('PUT /config/patch', { body: { ServiceSettings: settings } });
	await put(wanted);
	try {
		await work();
	} finally {
		await put(Object.fromEntries(Object.keys(wanted).map((name) => [name, before[name]])));
	}
}

async function main() {
	const words = (process.env.ROWS ?? '').split(',').filter(Boolean);
	const chosen = (rows: Row[]) =>
		rows.filter(
			([name]) =>
				words.length === 0 || words.some((word) => name.toLowerCase().includes(word.toLowerCase())),
		);
	let failed = 0;
	let passed = 0;
	await withSettings(async () => {
		const stage = await setStage(site, token);
		console.log(`Mattermost ${stage.version}, n8n ${process.env.N8N_VERSION ?? '2.41.1'}`);
		const show = async ([name, row]: Row) =>
			await row(stage).then(
				(seen) => {
					passed++;
					console.log(`passed  ${name}: ${seen.replaceAll(`${stage.run}-`, '')}`);
				},
				(error: Error) => {
					failed++;
					console.log(`FAILED  ${name}: ${error.message}`);
				},
			);
		try {
			const slow = Promise.all(chosen(SLOW).map(show));
			for (const row of chosen(ROWS)) await show(row);
			await slow;
			for (const row of chosen(LAST)) await show(row);
		} finally {
			if (failed > 0) console.log(stage.n8n.logs().slice(-3_000));
			await stage.stop();
		}
	});
	console.log(`${passed} of ${passed + failed} rows passed`);
	process.exit(failed > 0 ? 1 : 0);
}

void main();

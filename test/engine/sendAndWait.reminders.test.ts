import type { IDataObject } from 'n8n-workflow';
import { approvalsOn, keptIn, queryOf } from '../support/approvals';
import { resumeWorkflow, runWorkflow } from '../support/harness';
import { useFreshSandbox } from '../support/sandbox';
import { firstOf } from '../support/present';

/**
 * Reminders and escalation: n8n goes on with the waiting execution when they are due, through the output
 * Reminder, which leads back to the node.
 */

const sandbox = useFreshSandbox();
const { state, user, addPeople, runOptions, allowed, deliver, press } = approvalsOn(() => sandbox);
const REMINDER = 2;

interface Kept {
	until: number | null;
	remind: { at: number } | null;
	escalate: { at: number } | null;
	posts: Array<{ id: string; channel: string }>;
}

/** Asks, and gives a way to let time pass: what is due in the kept question is moved into the past. */
async function start(more: IDataObject) {
	addPeople('dave');
	const options = {
		...runOptions({
			postSendAndWaitOptions: {
				...(allowed('bob', 'carol').postSendAndWaitOptions as IDataObject),
				...more,
			},
		}),
		loops: REMINDER,
	};
	let data: IDataObject = {};
	await runWorkflow({
		...options,
		inspect: (seen) => {
			data = JSON.parse(JSON.stringify(seen)) as IDataObject;
		},
	});
	const kept = () => JSON.parse(keptIn(data)) as Kept;
	return {
		kept,
		text: () => keptIn(data),
		waits: () => data.waitTill !== undefined,
		outputs: () =>
			(
				data.resultData as {
					runData: Record<string, Array<{ data?: { main: Array<Array<{ json: IDataObject }>> } }>>;
				}
			).runData['Under Test']!.map((run) => run.data?.main.map((items) => items?.length ?? 0)),
		async due(name: 'remind' | 'escalate' | 'until') {
			const question = kept();
			if (name === 'until') question.until = 1;
			else question[name]!.at = 1;
			const context = (data as { executionData: { contextData: Record<string, IDataObject> } })
				.executionData.contextData['node:Under Test']!;
			context.waitingFor = JSON.stringify(question);
			data = await resumeWorkflow(options, data);
		},
	};
}

const replies = (root: string) =>
	[...state().posts.values()].filter(({ root_id }) => root_id === root).map((one) => one.message);

test('those who have not answered are reminded, and the question stays open', async () => {
	const run = await start({ remindMinutes: 15, answersNeeded: 2, waitMinutes: 600 });
	const [post] = run.kept().posts;
	await run.due('remind');
	expect(run.waits()).toBe(true);
	expect(replies(post!.id)).toEqual([':alarm_clock: @bob @carol This question is still open.']);
	const asked = state().posts.get(post!.id)!;
	const { actions } = firstOf(
		asked.props.attachments as unknown as Array<{
			actions: Array<{ id: string }>;
		}>,
	);
	const { url, context } = state().integrations.get(actions[0]!.id)!;
	const by = async (who: string) =>
		await deliver(run.text(), queryOf(String(url)), {
			body: press({ post: asked, context } as never, who),
		});
	expect((await by('bob')).resumes).toBe(false);
	await run.due('remind');
	expect(replies(post!.id).at(-1)).toBe(':alarm_clock: @carol This question is still open.');
	expect((await by('carol')).resumes).toBe(true);
});

test('others are asked as well, with buttons of their own, and may answer then', async () => {
	const carolOrDave = { entry: [{ value: { __rl: true, mode: 'username', value: 'dave' } }] };
	const run = await start({ escalateMinutes: 30, escalateTo: carolOrDave });
	const [post] = run.kept().posts;
	await run.due('escalate');
	const [, direct] = run.kept().posts;
	const asked = state().posts.get(direct!.id)!;
	expect(state().channels.get(direct!.channel)!.name).toContain(user('dave'));
	expect(asked.message).toContain(`/pl/${post!.id}`);
	const { actions } = firstOf(
		asked.props.attachments as unknown as Array<{
			actions: Array<{ id: string }>;
		}>,
	);
	const { url, context } = state().integrations.get(actions[0]!.id)!;
	const { result } = await deliver(run.text(), queryOf(String(url)), {
		body: press({ post: asked, context } as never, 'dave'),
	});
	expect(result.workflowData![0]![0]!.json).toMatchObject({
		approved: true,
		user_name: 'dave',
		post_id: post!.id,
	});
	// The message in the channel says so too.
	expect(state().posts.get(post!.id)!.message).toContain('Approved by @dave');
	expect(state().posts.get(post!.id)!.props).not.toHaveProperty('attachments');
});

test('after a reminder the time limit still leads to Timed Out', async () => {
	const run = await start({ remindMinutes: 5, waitMinutes: 6 });
	await run.due('remind');
	expect(run.waits()).toBe(true);
	const before = [...state().posts.keys()].length;
	// The reminder that comes next finds that the time is up, and n8n goes on at once.
	await run.due('until');
	expect(run.waits()).toBe(true);
	await run.due('until');
	expect(run.waits()).toBe(false);
	expect(run.outputs().at(-1)).toEqual([0, 1]);
	expect([...state().posts.keys()]).toHaveLength(before);
});

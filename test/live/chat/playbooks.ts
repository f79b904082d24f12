import { until } from '../people';
import { byId, ended, link, must, node, refusal, work, type Stage } from './stage';

/** Row about the Playbooks plugin: its runs where the server has it, else what an error says. */

const PLAYBOOKS = '/plugins/playbooks/api/v0/playbooks';
const RUN_EVENTS = ['playbook_run_created', 'playbook_run_updated', 'playbook_run_finished'];

/** A person's request to the plugin. @throws Error with the status and what the plugin says */
async function ask<T>({ site, alice }: Stage, method: string, path: string, body?: object) {
	const answer = await fetch(`${site}${path}`, {
		method,
		headers: { Authorization: `Bearer ${alice.token}`, 'Content-Type': 'application/json' },
		body: JSON.stringify(body),
	});
	const text = await answer.text();
	if (!answer.ok) throw new Error(`HTTP ${answer.status} ${text}`);
	return (text ? JSON.parse(text) : {}) as T;
}

/** Whether the plugin runs: servers say 501 where plugins are off, 404 where there is no such one. */
const isThere = async ({ site, alice, team }: Stage): Promise<boolean> =>
	(
		await fetch(`${site}${PLAYBOOKS}?team_id=${team}`, {
			headers: { Authorization: `Bearer ${alice.token}` },
		})
	).ok;

interface Run {
	owner_user_id: string;
	current_status: string;
	channel_id: string;
	checklists: Array<{ items: Array<{ title: string; state: string; assignee_id: string }> }>;
	status_posts: unknown[];
}

export async function playbooks(stage: Stage): Promise<string> {
	if (!(await isThere(stage))) {
		const said = await refusal(stage, 'playbookRun', 'getAll', {
			playbookRunTeamId: byId(stage.team),
		});
		must('the words name the plugin', /plugin/i.test(said), said);
		return `the server has no Playbooks: "${said.slice(0, 200)}"`;
	}
	const { alice, bob, bot, client, team } = stage;
	const made = await ask<{ id: string }>(stage, 'POST', PLAYBOOKS, {
		title: 'On call',
		team_id: team,
		public: true,
		create_public_playbook_run: true,
		reminder_timer_default_seconds: 3600,
		status_update_enabled: true,
		invite_users_enabled: true,
		invited_user_ids: [bob.id],
		members: [bot.id, alice.id, bob.id].map((user_id) => ({
			user_id,
			roles: ['playbook_member'],
		})),
		checklists: [{ title: 'First', items: [{ title: 'Look at the camera' }] }],
	});
	const trigger = await client.createWorkflow({
		name: 'Runs',
		nodes: [
			node(
				'Trigger',
				'mattermostTrigger',
				{ events: [], moreEvents: RUN_EVENTS, options: { includeOwn: true, includeBots: true } },
				{ credential: stage.credential },
			),
			node('End', 'n8n-nodes-base.noOp', {}),
		],
		connections: { Trigger: link(['End']) },
	});
	await client.activate(trigger.id);
	const of = async (operation: string, parameters: Record<string, unknown> = {}) =>
		await work(stage, 'playbookRun', operation, parameters);
	const listed = await work(stage, 'playbook', 'getAll', { playbookTeamId: byId(team) });
	must('the playbook is listed', listed[0]!.json.id === made.id, listed);
	const [started] = await of('create', {
		playbookRunPlaybookId: made.id,
		playbookRunName: 'Camera Lobby is offline',
		playbookRunTeamId: byId(team),
		playbookRunOwnerUserId: byId(bot.id),
	});
	const id = String(started!.json.id);
	const at = { playbookRunId: id };
	const read = async () => await ask<Run>(stage, 'GET', `/plugins/playbooks/api/v0/runs/${id}`);
	await of('addTask', { ...at, playbookRunChecklist: 0, playbookRunTitle: 'Call the guard' });
	await of('setTaskState', {
		...at,
		playbookRunChecklist: 0,
		playbookRunItem: 1,
		playbookRunNewState: 'closed',
	});
	await of('assignTask', {
		...at,
		playbookRunChecklist: 0,
		playbookRunItem: 0,
		playbookRunAssigneeId: byId(bob.id),
	});
	await of('updateStatus', {
		...at,
		playbookRunMessage: 'The guard is on his way',
		playbookRunUpdateStatusOptions: { reminder: 600 },
	});
	const run = await read();
	const items = run.checklists[0]!.items;
	must('the task is added and done', items[1]?.state === 'closed', items);
	must('the other one is assigned', items[0]?.assignee_id === bob.id, items);
	must('there is a status update', run.status_posts.length === 1, run.status_posts);
	const [got] = await of('getByChannel', { playbookRunChannelId: byId(run.channel_id) });
	must('it is the run of its channel', got!.json.id === id, got);
	await of('finish', at);
	const finished = await until('the end of the run', async () => {
		const { current_status } = await read();
		return current_status === 'Finished' && current_status;
	});
	await of('restart', at);
	// Whoever is the owner no longer may not finish it.
	await of('changeOwner', { ...at, playbookRunOwnerId: byId(bob.id) });
	const last = await read();
	must('it goes on', last.current_status === 'InProgress', last);
	must('the owner is changed', last.owner_user_id === bob.id, last);
	const events = async () =>
		(await ended(stage, trigger, 1)).map((one) => String(one.items('End')[0]!.json.event));
	await until('the trigger’s events', async () => {
		const all = await events();
		return all.includes('playbook_run_created') && all.includes('playbook_run_finished');
	}).catch(async (error: Error) => {
		throw new Error(`${error.message}; there were ${(await events()).join(', ')}`);
	});
	const started_ = (await events()).join(', ');
	await client.deactivate(trigger.id);
	return `run ${finished}: ${items.map(({ title, state }) => `${title} (${state || 'open'})`).join(', ')}; reopened, owner changed, a status update; the trigger started for ${started_}`;
}

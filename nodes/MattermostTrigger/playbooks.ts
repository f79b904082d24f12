import type { IDataObject } from 'n8n-workflow';
import { parseJson } from '../shared/response/parseJson';
import { isObject } from '../shared/util/guards';
import type { StreamEvent } from './parse';
import { rowsOf, type Requests } from './reads';

/**
 * Runs of the Playbooks plugin. The plugin sends three events with JSON in `payload`, the whole run or only its
 * ID and what changed (`playbook_run_service.go`, `bot/poster.go` and `sqlstore/playbook_run.go` of the plugin's
 * repository as of July 2026).
 */

/** What starts workflows; which of them a run stands for is told from its times. */
export const RUN_EVENTS = [
	'playbook_run_created',
	'playbook_run_updated',
	'playbook_run_finished',
] as const;
export type RunEvent = (typeof RUN_EVENTS)[number];

/** What the plugin calls its events on the stream. */
const SENT = /^custom_playbooks_playbook_run_(created|updated|updated_incremental)$/;

const RUNS = '/plugins/playbooks/api/v0/runs';

/** Runs on a page, and the most pages that are read of one team. */
const PAGE = 200;
const MOST_PAGES = 50;

/** A run as the plugin's REST interface gives it; times in ms. */
export interface Run extends IDataObject {
	id: string;
	channel_id: string;
	create_at: number;
	/** Plugins before 2.0 give none. */
	update_at?: number;
	/** 0 while it goes on. */
	end_at: number;
}

/** Something that happened to a run. */
export interface RunChange {
	event: RunEvent;
	/** ms, by the server's clock. */
	at: number;
	/** The same for the same change, however it is learned of. */
	key: string;
	run: Run;
}

/** Whether an event of the stream is about a run. */
export const isAboutRun = ({ event }: StreamEvent): boolean => SENT.test(event);

const runOf = (value: unknown): Run | undefined =>
	isObject(value) &&
	typeof value.id === 'string' &&
	typeof value.channel_id === 'string' &&
	typeof value.create_at === 'number'
		? ({ ...value, end_at: Number(value.end_at) || 0 } as Run)
		: undefined;

/** The run in an event, or only its ID. @returns undefined if it has neither */
export function runInEvent({ data }: StreamEvent): Run | string | undefined {
	let payload: unknown;
	try {
		payload = parseJson(String(data.payload));
	} catch {
		return undefined;
	}
	if (!isObject(payload)) return undefined;
	const run = runOf(payload.playbook_run) ?? runOf(payload);
	return run ?? (typeof payload.id === 'string' ? payload.id : undefined);
}

/** One run. @throws NodeApiError; Error for an answer that is none */
export async function getRun(client: Requests, id: string): Promise<Run> {
	const run = runOf(await client.request(`GET ${RUNS}/{id}`, { path: { id }, root: 'site' }));
	if (!run) throw new Error('The Playbooks plugin did not answer with a run');
	return run;
}

/**
 * Runs of the account's teams that changed since a time, of channels that it is a member of, as only those
 * come over the stream. Older plugins do not know `since` and give all runs.
 * @param channels IDs
 * @throws NodeApiError, e.g. where there is no such plugin
 */
export async function changedRuns(
	client: Requests,
	since: number,
	channels: ReadonlySet<string>,
): Promise<Run[]> {
	const found = new Map<string, Run>();
	for (const { id } of rowsOf<IDataObject>(await client.request('GET /users/me/teams'))) {
		for (let page = 0; page < MOST_PAGES; page++) {
			const answer = await client.request<IDataObject>(`GET ${RUNS}`, {
				query: {
					team_id: String(id),
					statuses: ['InProgress', 'Finished'],
					since: Math.max(1, since),
					page,
					per_page: PAGE,
				},
				root: 'site',
			});
			const runs = rowsOf<IDataObject>(answer.items ?? null).map(runOf);
			for (const run of runs) if (run && channels.has(run.channel_id)) found.set(run.id, run);
			if (answer.has_more !== true || runs.length === 0) break;
		}
	}
	return [...found.values()];
}

/** What happened to a run, oldest first: its start, its end, and its last change in between. */
export function changesOf(run: Run): RunChange[] {
	const { id, create_at, end_at } = run;
	const update_at = Number(run.update_at) || 0;
	const changes: RunChange[] = [
		{ event: 'playbook_run_created', at: create_at, key: `playbook_run_created/${id}`, run },
	];
	if (update_at > create_at) {
		const key = `playbook_run_updated/${id}/${update_at}`;
		changes.push({ event: 'playbook_run_updated', at: update_at, key, run });
	}
	if (end_at > 0) {
		const key = `playbook_run_finished/${id}/${end_at}`;
		changes.push({ event: 'playbook_run_finished', at: end_at, key, run });
	}
	return changes.sort((a, b) => a.at - b.at);
}

/** The item of a change: the run's own properties. */
export const runItem = ({ event, run }: RunChange, caughtUp: boolean): IDataObject => ({
	...run,
	event,
	caught_up: caughtUp,
});

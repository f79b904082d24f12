import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { camera, door, location } from '../services/rhombus/pickers';
import { rhombus } from '../services/rhombus/service';
import type { Client } from '../shared/http/client';
import {
	entriesIn,
	filterTexts,
	triggerClient,
	hookParam,
	pickedIds,
} from '../shared/triggers/context';
import { fingerprintOf, keepCursor, keptCursor } from '../shared/triggers/keptCursor';
import { advance, firstCursor, storedCursor, storedIds } from './advance';
import { lateMsOf } from '../services/rhombus/late';
import { switchOf } from '../shared/request/switches';
import { feedRows, feeds, unhealthy, type Choice, type Report } from '../services/rhombus/feeds';
import { simplified } from './simplify';

const MINUTE_MS = 60_000;
/** In the editor the newest event of this time is shown, ms. */
const EXAMPLES_MS = 24 * 60 * MINUTE_MS;

async function readChoice(context: IPollFunctions, client: Client): Promise<Choice> {
	const entries = (name: string, label: string) => entriesIn(context, client, name, label);
	return {
		devices: await pickedIds(client, camera, 'picked', entries('devices', 'Cameras and Devices')),
		locations: await pickedIds(client, location, 'picked', entries('locations', 'Locations')),
		doors: await pickedIds(client, door, 'picked', entries('doors', 'Doors')),
		types: await filterTexts(context, client, 'types', 'Event Types'),
	};
}

/** @throws NodeOperationError; before anything counts as handled */
const isSimplified = (context: IPollFunctions, client: Client): boolean =>
	switchOf(client, 'Simplify', hookParam(context, 'simplify'), true);

async function items(
	client: Client,
	feed: string,
	rows: IDataObject[],
	simplify: boolean,
): Promise<INodeExecutionData[][] | null> {
	if (rows.length === 0) return null;
	const shown = simplify ? await simplified(client, feed, rows) : rows;
	return [shown.map((row) => ({ json: { event: feed, ...row } }))];
}

/** Contexts that have begun: activating begins now, everything later goes on. */
const begun = new WeakSet<IPollFunctions>();

function isFirst(context: IPollFunctions): boolean {
	const first = context.getActivationMode() === 'activate' && !begun.has(context);
	begun.add(context);
	return first;
}

/** Polls that have not ended, by what the node keeps between them. */
const running = new WeakSet<IDataObject>();

const warnOf = (context: IPollFunctions): Report => {
	const said = new Set<string>();
	return (problem) => {
		if (said.has(problem)) return;
		said.add(problem);
		context.logger?.warn(`${context.getNode().name}: ${problem}`);
	};
};

/** Equal for equal settings: another feed, filter or credential begins now. */
const fingerprint = (context: IPollFunctions, name: string, choice: Choice): string => {
	const sorted = Object.entries(choice).map(([list, ids]) => [list, [...(ids as string[])].sort()]);
	const credential = context.getNode().credentials?.rhombusApi?.id ?? '';
	return fingerprintOf([name, credential, sorted]);
};

async function pollUnhealthy(context: IPollFunctions, client: Client, memory: IDataObject) {
	const simplify = isSimplified(context, client);
	const now = await unhealthy(client);
	const settings = fingerprint(context, 'unhealthy', {} as Choice);
	const before = isFirst(context) ? undefined : keptCursor(memory, settings, storedIds);
	keepCursor(memory, settings, [...now.keys()]);
	if (!before) return null;
	const fresh = [...now].filter(([id]) => !before.has(id)).map(([, row]) => row);
	return await items(client, 'unhealthy', fresh, simplify);
}

/** What is new since the last poll; n8n keeps `memory` until the next one. */
async function pollNew(
	context: IPollFunctions,
	memory: IDataObject,
): Promise<INodeExecutionData[][] | null> {
	const client = triggerClient(context, rhombus, 'Poll');
	const name = String(hookParam(context, 'feed'));
	if (name === 'unhealthy') return await pollUnhealthy(context, client, memory);
	const report = warnOf(context);
	const choice = await readChoice(context, client);
	const simplify = isSimplified(context, client);
	const now = Date.now();
	const lateMs = await lateMsOf(client, hookParam(context, 'lateMinutes'));
	const read = readerOf(client, name, now, choice, report);
	const settings = fingerprint(context, name, choice);
	const known = isFirst(context) ? undefined : keptCursor(memory, settings, storedCursor);
	if (!known) {
		keepCursor(memory, settings, firstCursor(await read(now - lateMs), now, lateMs));
		return null;
	}
	if (known.since > now + MINUTE_MS) {
		report(
			`the clock of n8n shows a time before ${new Date(known.since).toISOString()}, up to which events are handled; later ones come when it is right again`,
		);
	}
	const { fresh, cursor } = advance(known, await read(known.since), now, lateMs);
	keepCursor(memory, settings, cursor);
	const rows = fresh.map(({ row }) => row);
	return await items(client, name, rows, simplify);
}

/** Reads a feed from a time on. A little beyond now: the clocks of Rhombus and n8n differ. */
const readerOf =
	(client: Client, name: string, now: number, choice: Choice, report: Report) =>
	async (from: number) => {
		const feed = feeds[name]!;
		const rows = await feed.read(client, from, Math.max(now, from) + MINUTE_MS, choice, report);
		return feedRows(feed, rows, report);
	};

/** The newest event, for the editor; nothing is kept. */
async function example(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const client = triggerClient(context, rhombus, 'Poll');
	const name = String(hookParam(context, 'feed'));
	const simplify = isSimplified(context, client);
	if (name === 'unhealthy') {
		const rows = [...(await unhealthy(client)).values()].slice(0, 1);
		return await items(client, name, rows, simplify);
	}
	const now = Date.now();
	const choice = await readChoice(context, client);
	const found = await readerOf(client, name, now, choice, warnOf(context))(now - EXAMPLES_MS);
	const rows = found.slice(-1).map(({ row }) => row);
	return await items(client, name, rows, simplify);
}

/**
 * One poll. While one is running, another gives nothing: the next reads on from where it ended.
 * @throws NodeApiError, NodeOperationError
 */
export async function pollOnce(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	if (context.getMode() === 'manual') return await example(context);
	const memory = context.getWorkflowStaticData('node');
	if (running.has(memory)) {
		warnOf(context)('a poll takes longer than the time between polls; this one is left out');
		return null;
	}
	running.add(memory);
	try {
		return await pollNew(context, memory);
	} finally {
		running.delete(memory);
	}
}

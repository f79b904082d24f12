import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { camera, door, location } from '../Rhombus/pickers';
import { rhombus } from '../Rhombus/service';
import type { Call } from '../shared/call';
import { hookCall, hookParam, pickedIds } from '../shared/hooks';
import { advance, firstCursor, storedCursor, storedIds } from './cursor';
import { feedRows, feeds, unhealthy, type Choice } from './feeds';

const MINUTE_MS = 60_000;
/** In the editor the newest event of this time is shown, ms. */
const EXAMPLES_MS = 24 * 60 * MINUTE_MS;

const entries = (context: IPollFunctions, name: string) =>
	((hookParam(context, name) ?? {}) as IDataObject).entry;

async function readChoice(context: IPollFunctions, call: Call): Promise<Choice> {
	const types = hookParam(context, 'types');
	return {
		devices: await pickedIds(call, camera, 'picked', entries(context, 'devices')),
		locations: await pickedIds(call, location, 'picked', entries(context, 'locations')),
		doors: await pickedIds(call, door, 'picked', entries(context, 'doors')),
		types: Array.isArray(types) ? (types as string[]) : [],
	};
}

const items = (feed: string, rows: IDataObject[]): INodeExecutionData[][] | null =>
	rows.length === 0 ? null : [rows.map((row) => ({ json: { event: feed, ...row } }))];

/** Contexts that have begun: activating begins now, everything later goes on. */
const begun = new WeakSet<IPollFunctions>();

function isFirst(context: IPollFunctions): boolean {
	const first = context.getActivationMode() === 'activate' && !begun.has(context);
	begun.add(context);
	return first;
}

async function pollUnhealthy(context: IPollFunctions, call: Call) {
	const now = await unhealthy(call);
	if (context.getMode() === 'manual') return items('unhealthy', [...now.values()].slice(0, 1));
	const memory = context.getWorkflowStaticData('node');
	const before = isFirst(context) ? undefined : storedIds(memory.unhealthy);
	memory.unhealthy = [...now.keys()];
	if (!before) return null;
	return items(
		'unhealthy',
		[...now].filter(([id]) => !before.has(id)).map(([, row]) => row),
	);
}

/** One poll. @throws NodeApiError, NodeOperationError */
export async function pollOnce(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const call = hookCall(context, rhombus, 'Poll');
	const name = String(hookParam(context, 'feed'));
	if (name === 'unhealthy') return await pollUnhealthy(context, call);
	const feed = feeds[name];
	const choice = await readChoice(context, call);
	const now = Date.now();
	const lateMs = Math.max(0, Number(hookParam(context, 'lateMinutes') ?? 15)) * MINUTE_MS;
	// A little beyond now: the clocks of Rhombus and n8n differ.
	const read = async (from: number) =>
		feedRows(feed, await feed.read(call, from, now + MINUTE_MS, choice));

	if (context.getMode() === 'manual') {
		const found = await read(now - EXAMPLES_MS);
		return items(
			name,
			found.slice(-1).map(({ row }) => row),
		);
	}
	const memory = context.getWorkflowStaticData('node');
	const known = isFirst(context) || memory.feed !== name ? undefined : storedCursor(memory.cursor);
	if (!known) {
		memory.feed = name;
		memory.cursor = firstCursor(await read(now - lateMs), now, lateMs) as unknown as IDataObject;
		return null;
	}
	const { fresh, cursor } = advance(known, await read(known.since), now, lateMs);
	memory.cursor = cursor as unknown as IDataObject;
	return items(
		name,
		fresh.map(({ row }) => row),
	);
}

import {
	kill,
	KEEPS_EXECUTIONS,
	newKept,
	type Given,
	type Running,
	type Take,
} from './eventStream';

/** n8n is killed at the worst moment for two events, the first of which it has not answered yet. */

export interface Crash {
	/** What n8n was doing with the first event when it was killed; it has taken the second one. */
	n8n: 'refused it' | 'was taking it' | 'was running it';
	/** Whether the workflow keeps every execution. */
	keeps: boolean;
	/** How often the first event starts the workflow, in the life before and in the one after. */
	times: [before: number, after: number];
	/** How many refused events count as lost, by `kill`. */
	lost: number;
}

/** Each with what must come of it: where executions are kept, the first event starts the workflow once. */
export const CRASHES: Crash[] = [
	{ n8n: 'refused it', keeps: true, times: [0, 1], lost: 0 },
	{ n8n: 'was taking it', keeps: true, times: [0, 1], lost: 0 },
	{ n8n: 'was running it', keeps: true, times: [1, 0], lost: 0 },
	// docs/delivery.md, note 1.
	{ n8n: 'refused it', keeps: false, times: [0, 0], lost: 1 },
	{ n8n: 'was taking it', keeps: false, times: [0, 0], lost: 0 },
	{ n8n: 'was running it', keeps: false, times: [1, 0], lost: 0 },
];

/** The trigger of a test: how it starts, and how something happens that starts the workflow. */
export interface Subject {
	/** @returns the trigger and the names of what has started the workflow, as they come */
	start(given: Partial<Given>): Promise<{ trigger: Running; names: string[] }>;
	/** Whether an emitted item is the event of that name. */
	is(item: Parameters<Take>[0], name: string): boolean;
	happens(name: string): void;
	until(what: () => boolean): Promise<void>;
}

/**
 * Plays a crash with two events, `first` and `second`, and starts n8n again, where a `third` happens.
 * @returns how often each started the workflow, before and after, and what `kill` counts as lost
 */
export async function play({ n8n, keeps }: Crash, { start, is, happens, until }: Subject) {
	let refuse!: (error: Error) => void;
	const refusal = new Promise<Error>((resolve) => (refuse = resolve));
	const kept = newKept();
	let given = 0;
	// Slow enough for n8n to be killed before what it refused is emitted again.
	const settings = { savesFirst: true, speed: 4, ...(keeps && { settings: KEEPS_EXECUTIONS }) };
	const before = await start({
		...settings,
		kept,
		nodeId: `${n8n} ${keeps} before`,
		take: async (item) => {
			given++;
			if (!is(item, 'first')) return 'ended';
			return n8n === 'was running it' ? { ends: refusal } : await refusal;
		},
	});
	happens('first');
	await until(() => given === 1);
	happens('second');
	await until(() => before.names.includes('second'));
	if (n8n === 'refused it') {
		refuse(new Error('connect ECONNREFUSED'));
		await until(() => kept.refused.size === 1);
	}
	const lost = kill(kept);
	await before.trigger.close();
	const after = await start({
		...settings,
		kept: { ...kept, killed: false, refused: new Map() },
		nodeId: `${n8n} ${keeps} after`,
	});
	happens('third');
	await until(() => after.names.includes('third'));
	const timesOf = (name: string) =>
		[before, after].map(({ names }) => names.filter((one) => one === name).length);
	return { first: timesOf('first'), second: timesOf('second'), third: timesOf('third'), lost };
}

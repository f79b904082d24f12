import {
	NodeOperationError,
	sleep,
	type IDataObject,
	type INodeExecutionData,
	type IRun,
	type ITriggerFunctions,
	type ITriggerResponse,
} from 'n8n-workflow';
import { Delivered, type Memory, type StoredCursor } from './delivered';
import { emitOnce } from './emitWithRestart';
import { keysOutlastCrashes } from './executionKeys';
import { ExecutionQueue } from './executionQueue';
import { Inbox } from './inbox';
import { Progress, progressOf, type Source } from './progress';
import type { Environment, SocketLike } from './reconnectingSocket';
import { joinStream, type MakeStream, type Subscription } from './sharedStream';

/** Connects n8n's context of a trigger with an event stream: what Mattermost's and Rhombus' have in common. */

export type SocketClass = new (
	url: string,
	options: { headers: Record<string, string> },
) => SocketLike;

/** Node.js has it since 22; its second argument is Node's own, not the browsers'. */
declare const WebSocket: SocketClass | undefined;

/** A trigger's environment. Times in ms. */
export interface TriggerEnvironment extends Omit<Environment, 'open' | 'crowd'> {
	Socket?: SocketClass;
}

export const realWorld = (): TriggerEnvironment => ({
	Socket: typeof WebSocket === 'undefined' ? undefined : WebSocket,
	sleep,
	now: Date.now,
	random: Math.random,
});

/** Longest wait for the server to accept the connection when the workflow is activated, in ms. */
const ACCEPT_MS = 25_000;
/** Refusals at activation before it fails; the server may just be starting. */
const MOST_REFUSALS = 3;

type ExecutionEnd = Parameters<ITriggerFunctions['emit']>[2];

/** What is known about a delivery besides its item. */
export interface Delivery {
	/** The same for the same event, whenever and by whichever n8n process it is delivered. */
	key?: string;
	/** Only of what can be read again from the server. */
	source?: Source;
	/** It was given to n8n before, which did not finish it. */
	again?: boolean;
	/** Called when there is room, before the workflow starts. */
	handled?(): void;
}

/** Starts the workflow, when there is room. @returns false if the trigger was stopped before */
export type Deliver = (item: IDataObject, what: Delivery) => Promise<boolean>;

/** What stands between a stream and the workflow. */
export interface LiveListener<E> {
	/**
	 * Whether an event has to wait for its turn.
	 * @returns a number for an event that is not wanted but tells how far the stream has come, in ms
	 */
	accepts(event: E): boolean | number;
	/** The stream has come to that time without anything that is wanted; ms. */
	reach(at: number): void;
	event(event: E): Promise<void>;
	/** Fetches what was missed. @returns false if `catchUpRest` has to be called later */
	catchUp(): Promise<boolean>;
	catchUpRest(): Promise<boolean>;
	/** Nothing is delivered afterwards, also by what is under way. */
	close(): void;
}

/** What a listener is made of. */
export interface ListenerHost<S> {
	delivered: Delivered;
	/** What all triggers of the account share. */
	shared: S;
	deliver: Deliver;
	/** For n8n's log. */
	warn(message: string): void;
	sleep(ms: number): Promise<void>;
	/** The environment's clock, and the server's; ms. */
	now(): number;
	serverNow(): number;
}

/** The settings that every such trigger has. */
export interface LiveSettings {
	/** Whether what was missed is fetched. */
	catchUp: boolean;
	/** Most executions that have not ended. */
	mostExecutions: number;
	/** Whether executions that a crash of n8n ended are started again. */
	restartInterrupted: boolean;
}

/** Learns of the executions that events start. */
export interface Work {
	/** An execution is about to start: what is put into the node's static data here is saved with it. */
	begin(item: IDataObject): void;
	/** It has ended or begun to wait; undefined where n8n does not tell. */
	end(item: IDataObject, run: IRun | undefined): void;
	/** The trigger ends; executions go on. */
	stop(): void;
}

/** A stream and what it is for. */
export interface Live<E extends object, S> {
	settings: LiveSettings;
	/** Equal for equal settings and accounts: the progress of others is not gone on with. */
	print: string;
	/** Tells accounts at different servers apart. */
	streamKey: string;
	/** Of each new connection. */
	headers(): Record<string, string>;
	make: MakeStream<E, S>;
	/** The cursor after everything that has happened until now. @throws NodeApiError */
	present(): Promise<StoredCursor>;
	/** How far the server's clock is ahead of this machine's, ms. */
	clockOffset?(shared: S): number;
	memory?: Memory;
	/** Asked when the connection is refused or fetching fails: the error that makes trying again useless. */
	isFatal(): Promise<Error | undefined>;
	listener(host: ListenerHost<S>): LiveListener<E>;
	/** What starts the workflow for an event, such as the item with files. Never rejects. */
	data?(item: IDataObject): Promise<INodeExecutionData>;
	work?: Work;
	/** The error of an activation whose connection was not accepted. @param problem what the socket said */
	notAccepted(problem: string): Promise<Error>;
}

/** n8n nodes whose stream ended by itself: they go on where they were, whoever starts them again. */
const interrupted = new Set<string>();

/**
 * Whether it begins now: on activation, and with other filters, another account or other events.
 * Everything else goes on: restarts of n8n, another n8n process taking over, a changed workflow, a new
 * try after a failure.
 */
function beginsNow(context: ITriggerFunctions, id: string): boolean {
	const goesOn = interrupted.delete(id);
	return (
		context.getMode() === 'manual' ||
		(['activate', 'create', 'manual'].includes(context.getActivationMode()) && !goesOn)
	);
}

/** @param instead what works without it. @throws NodeOperationError on a Node.js without WebSockets */
export function socketClass(
	context: ITriggerFunctions,
	{ Socket }: TriggerEnvironment,
	instead: string,
): SocketClass {
	if (Socket) return Socket;
	throw new NodeOperationError(
		context.getNode(),
		'This trigger needs Node.js 22 or newer: older ones have no WebSocket',
		{ description: `Run n8n on a newer Node.js, or use the ${instead}` },
	);
}

/**
 * Joins the stream and starts the workflow for what its listener delivers.
 * @param title of the node's type, for n8n's log
 * @throws NodeOperationError, NodeApiError if the connection does not come about
 */
export async function listenLive<E extends object, S>(
	context: ITriggerFunctions,
	world: TriggerEnvironment,
	Socket: SocketClass,
	title: string,
	live: Live<E, S>,
): Promise<ITriggerResponse> {
	const manual = context.getMode() === 'manual';
	const { settings } = live;
	const id = `${context.getWorkflow().id}/${context.getNode().id}`;
	const name = `${title} "${context.getNode().name}"`;
	let offset = () => 0;
	const serverNow = () => Date.now() + offset();
	const kept = () => progressOf(id, context.getWorkflowStaticData('node'), live.print);
	const present = beginsNow(context, id) || !kept() ? await live.present() : undefined;
	// Until the progress has begun nothing may be awaited: it would miss what is given back meanwhile.
	const delivered = new Delivered(present ?? kept()!, serverNow, live.memory);
	let inbox: Inbox<E> | undefined;
	let stopped = false;
	const progress = new Progress({
		id,
		memory: manual ? {} : context.getWorkflowStaticData('node'),
		settings: live.print,
		delivered,
		now: world.now,
		readAgain: () => inbox?.put('gap'),
	});
	const catchUp = settings.catchUp && !manual;
	// Until the first catch-up is done, events older than those that are remembered may be missing.
	delivered.freeze(catchUp);
	// n8n saves it once the workflow is active.
	if (!manual) progress.begin();

	const warn = (message: string) =>
		context.logger.warn(`${name}: ${message}`, { workflowId: context.getWorkflow().id });
	const queue = new ExecutionQueue({ sleep: world.sleep, most: settings.mostExecutions, warn });
	const start = `${Date.now().toString(36)}${Math.floor(Math.random() * 1e9).toString(36)}`;
	let emitted = 0;

	const hold = ({ id: source, at, channelId }: Source, mayBeTaken = false) =>
		delivered.hold(source, at, channelId, mayBeTaken);
	const keysLast = catchUp && keysOutlastCrashes(context);
	/** What n8n 1 may not have taken: with whatever it takes meanwhile, it saves these as open. */
	const inDoubt = new Map<Source, () => void>();
	const settleDoubt = (source: Source) => {
		inDoubt.get(source)?.();
		inDoubt.delete(source);
	};
	const deliver: Deliver = async (item, { source, again, handled, key: known }) => {
		const data = [[(await live.data?.(item)) ?? { json: item }]];
		emitted++;
		// n8n starts nothing twice under the same key, so an event that it may have taken can be emitted
		// again. What an earlier run left unfinished is meant to start twice.
		const own = known ?? `${String(item.event)}/${start}/${emitted}`;
		const key = `${id}/${own}${again && settings.restartInterrupted ? `/${start}` : ''}`;
		// What n8n saves when it takes the event.
		const give = (event: Source) => {
			if (settings.restartInterrupted) hold(event);
			else if (keysLast && known !== undefined) hold(event, true);
			else delivered.settle(event.id);
		};
		return await queue.add({
			starts: () => {
				handled?.();
				live.work?.begin(item);
			},
			emit: async (restart) => {
				if (source) give(source);
				progress.save();
				return await emitOnce(
					data,
					{
						newPromise: context.helpers.createDeferredPromise,
						sleep: world.sleep,
						doubted: (isDoubted) => {
							if (!source) return;
							if (isDoubted) {
								inDoubt.set(source, () => give(source));
								hold(source);
							} else settleDoubt(source);
						},
						ran: (run) => live.work?.end(item, run),
						emit: (rows, done) =>
							context.emit(
								rows,
								undefined,
								done as ExecutionEnd,
								restart ? `${key}/${restart}` : key,
							),
					},
					restart,
				);
			},
			refused: () => {
				if (!source) return;
				inDoubt.delete(source);
				hold(source);
				if (stopped && !manual) progress.giveBack(source);
			},
			ended: () => {
				if (!source) return;
				delivered.settle(source.id);
				progress.saveSometimes();
			},
		});
	};

	let listener: LiveListener<E> | undefined;
	let subscription: Subscription<S> | undefined;
	let problem = '';
	let refusals = 0;
	let refusedTooOften!: () => void;
	const refused = new Promise<void>((resolve) => (refusedTooOften = resolve));

	const isFatal = async (): Promise<Error | undefined> => {
		if (++refusals >= MOST_REFUSALS) refusedTooOften();
		return await live.isFatal();
	};
	const stop = () => {
		if (stopped) return;
		stopped = true;
		live.work?.stop();
		listener?.close();
		inbox?.close();
		queue.close();
		subscription?.close();
		// The trigger that follows gets what n8n refuses from `giveBack`.
		for (const source of inDoubt.keys()) settleDoubt(source);
		if (!manual) progress.stop();
	};
	const failed = (error: Error) => {
		stop();
		interrupted.add(id);
		context.emitError(error);
	};
	const report = (what: string) => {
		problem = what || problem;
		context.logger.debug(`${name}: ${what}`);
	};

	const connect = async () => {
		const waiting: Array<E | 'gap'> = [];
		const { shared, ready } = (subscription = joinStream<E, S>(
			live.streamKey,
			world,
			{
				open: (address) => new Socket(address, { headers: live.headers() }),
				entry: (entry) => (inbox ? inbox.put(entry) : waiting.push(entry)),
				isFatal,
				failed,
				report,
			},
			live.make,
		));
		offset = () => live.clockOffset?.(shared) ?? 0;
		const made = live.listener({
			delivered,
			shared,
			deliver,
			warn,
			sleep: world.sleep,
			now: world.now,
			serverNow,
		});
		listener = made;
		inbox = new Inbox<E>(world, {
			accepts: (event) => made.accepts(event),
			reach: (at) => {
				made.reach(at);
				progress.saveSometimes();
			},
			event: async (event) => {
				await made.event(event);
				progress.saveSometimes();
			},
			catchUp: async () => {
				const all = !catchUp || (await made.catchUp());
				progress.save();
				return all;
			},
			catchUpRest: async () => {
				const all = await made.catchUpRest();
				progress.save();
				return all;
			},
			isFatal: async () => {
				const error = await isFatal();
				if (error) failed(error);
				return error !== undefined;
			},
			report,
		});
		for (const entry of waiting) inbox.put(entry);

		let accepted = false;
		const problemOrNot = await Promise.race([
			ready.then(
				() => {
					accepted = true;
					return undefined;
				},
				(error: Error) => error,
			),
			Promise.race([refused, world.sleep(ACCEPT_MS)]).then(async () =>
				accepted ? undefined : await live.notAccepted(problem),
			),
		]);
		if (!problemOrNot) return;
		stop();
		throw problemOrNot;
	};
	const closeFunction = async () => stop();
	// In the editor n8n takes events only after this function has returned.
	if (manual) return { closeFunction, manualTriggerFunction: connect };
	await connect();
	return { closeFunction };
}

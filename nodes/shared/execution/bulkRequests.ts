import { sleep } from 'n8n-workflow';
import { isUnsure } from '../errors/errorFactory';
import type { Client } from '../http/client';
import { Limiter } from '../http/limiter';
import type { ApiRequest, HttpResponse, Send } from '../http/types';
import type { Operation, Resource } from '../model/operation';
import { isSimplified, wantsFullResponse } from '../request/switches';
import { Breather } from '../util/breather';
import { BulkShape } from './bulkShape';

/**
 * Requests of many items in one. Items are evaluated one by one, as ever; what they ask for is gathered,
 * asked for at once, and each item gets the answer that its own request would have had. So everything
 * after that, from the check of the answer to the item, is the same. What the answer lacks, and
 * whatever else is not surely the same, is asked for singly.
 */

/** Items whose questions are gathered at a time; the memory of a run does not grow with its items. */
export const GATHERED_ITEMS = 1000;

/** An item that waits for its answer. */
interface Waiter {
	client: Client;
	request: ApiRequest;
	send: Send;
	resolve(answer: HttpResponse): void;
	reject(error: Error): void;
}

/** Those that wait, by what they ask for. */
type Waiting = Map<string, Waiter[]>;

/** The answer for a further item: items must not share what later nodes may change. */
const copied = (answer: HttpResponse): HttpResponse => ({
	...answer,
	body: structuredClone(answer.body),
});

/** The requests of one run. */
export class BulkRequests {
	private readonly shape: BulkShape;
	/** By path. */
	private readonly groups = new Map<string, Waiting>();
	/** Items that may yet ask, by index, with what tells that they have. */
	private readonly asking = new Map<number, () => void>();
	/** All that wait for a thing, gathered or asked for, by path and key. */
	private readonly open = new Map<string, Waiter[]>();
	private readonly places = new Limiter();
	private readonly sending = new Limiter();
	private readonly breather = new Breather();
	private isDue = false;

	/**
	 * @param operation one with `bulk`
	 * @param inFlight items that are evaluated, and requests that are under way, at a time
	 * @param isWanted whether an item is still to be run: not after a failure before it, or a stop
	 */
	constructor(
		private readonly resource: Resource,
		private readonly operation: Operation,
		private readonly inFlight: number,
		private readonly isWanted: (itemIndex: number) => boolean,
	) {
		this.shape = new BulkShape(operation.bulk!, operation);
	}

	/** Runs one item; its place goes to the next one as soon as it waits for an answer. */
	async runItem(itemIndex: number, run: () => Promise<void>): Promise<void> {
		let done = Promise.resolve();
		const asked = new Promise<void>((resolve) => this.asking.set(itemIndex, resolve));
		await this.places.run(this.inFlight, async () => {
			await this.breather.rest();
			done = run().finally(() => this.leave(itemIndex));
			await Promise.race([done, asked]);
		});
		await done;
	}

	/**
	 * Sends what an item asks for, together with what others ask for.
	 * @param send sends a request of this item alone
	 * @throws what `send` throws
	 */
	async send(client: Client, request: ApiRequest, send: Send): Promise<HttpResponse> {
		const question = this.shape.questionOf(request);
		if (!question) return await send(request);
		const { key, path } = question;
		if (key === undefined || !this.isSame(client)) {
			this.leave(client.itemIndex);
			return await this.sending.run(this.inFlight, async () => await send(request));
		}
		const answer = new Promise<HttpResponse>((resolve, reject) =>
			this.gather(path, key, { client, request, send, resolve, reject }),
		);
		this.leave(client.itemIndex);
		return await answer;
	}

	private gather(path: string, key: string, waiter: Waiter): void {
		const others = this.open.get(`${path} ${key}`);
		if (others) {
			others.push(waiter);
			return;
		}
		const waiters = [waiter];
		this.open.set(`${path} ${key}`, waiters);
		const waiting: Waiting = this.groups.get(path) ?? new Map<string, Waiter[]>();
		this.groups.set(path, waiting.set(key, waiters));
		if (waiting.size >= this.operation.bulk!.most) this.ask(path);
	}

	/** Whether this item shows only what is the same in both answers. */
	private isSame(client: Client): boolean {
		const { bulk, output = {} } = this.operation;
		if (wantsFullResponse(client, this.resource, output)) return false;
		return !bulk!.onlySimplified || isSimplified(client, this.resource);
	}

	/** When no item is left that may ask, what was gathered is sent. */
	private leave(itemIndex: number): void {
		this.asking.get(itemIndex)?.();
		this.asking.delete(itemIndex);
		if (this.isDue || this.asking.size > 0 || this.groups.size === 0) return;
		this.isDue = true;
		// Items that have just got their answers make room for others, which ask first.
		void sleep(0).then(() => {
			this.isDue = false;
			if (this.asking.size === 0) for (const path of [...this.groups.keys()]) this.ask(path);
		});
	}

	private ask(path: string): void {
		const waiting = this.groups.get(path)!;
		this.groups.delete(path);
		void this.answer(path, waiting);
	}

	private async answer(path: string, waiting: Waiting): Promise<void> {
		let bodies = new Map<string, unknown>();
		let lost: Error | undefined;
		try {
			if (waiting.size > 1) bodies = await this.bodiesOf(path, waiting);
		} catch (error) {
			if (isUnsure(error)) lost = error as Error;
		}
		for (const [key, waiters] of waiting) {
			const close = () => this.open.delete(`${path} ${key}`);
			if (lost) {
				// Nobody knows what was done; asked for again, it might be done twice.
				close();
				refuse(waiters, lost);
			} else if (bodies.has(key)) {
				close();
				settle(waiters, { statusCode: 200, headers: {}, body: bodies.get(key) });
			} else {
				void this.sending.run(this.inFlight, async () => await this.single(waiters, close));
			}
		}
	}

	/** The answers of a bulk request that are the same as those of single ones. @throws NodeApiError */
	private async bodiesOf(path: string, waiting: Waiting): Promise<Map<string, unknown>> {
		const { isSame } = this.operation.bulk!;
		const keys = [...waiting.keys()];
		const { client, send } = [...waiting.values()].flat().find(this.isWaited) ?? {};
		if (!client || !send) return new Map();
		const judge = await isSame?.(client);
		const request = this.shape.requestFor(path, keys);
		const { body } = await this.sending.run(this.inFlight, async () => await send(request));
		const bodies = this.shape.bodiesOf(body, keys);
		if (judge) for (const [key, row] of bodies) if (!judge(row)) bodies.delete(key);
		return bodies;
	}

	private readonly isWaited = ({ client }: Waiter): boolean => this.isWanted(client.itemIndex);

	/** Asks for one thing. Its answer, or the error, is that of all who ask for it. */
	private async single(waiters: Waiter[], close: () => void): Promise<void> {
		const first = waiters.find(this.isWaited);
		try {
			// Nothing is started behind a failed item; the runner asks for no result of such an item.
			if (!first) throw new Error('Not started');
			const answer = await first.send(first.request);
			close();
			settle(waiters, answer);
		} catch (error) {
			close();
			refuse(waiters, error as Error);
		}
	}
}

/** Each item has the error as its own. */
function refuse(waiters: Waiter[], error: Error): void {
	for (const { client, reject } of waiters) reject(client.restated(error));
}

function settle(waiters: Waiter[], answer: HttpResponse): void {
	for (const [index, { resolve }] of waiters.entries()) {
		resolve(index === 0 ? answer : copied(answer));
	}
}

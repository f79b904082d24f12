import { isFinal, lookUp, PAUSE_MS, TRIES } from '../shared/triggers/lookUp';
import { backOff } from '../shared/util/backOff';
import type { IDataObject, NodeApiError } from 'n8n-workflow';
import {
	changeKey,
	changeTime,
	missedChanges,
	missedPages,
	type Change,
	type Reading,
} from './catchUp';
import type { Delivered } from '../shared/triggers/delivered';
import { mayPass, passes, questionsOf, type Filter, type Vouched } from './filter';
import { mentions, namesEverybody, SINCE, type Self, type ServerWays } from './mentions';
import { matches, matchesNow } from './pattern';
import { eventItem, postItem, type Post, type StreamEvent } from './parse';
import {
	changedRuns,
	changesOf,
	getRun,
	isAboutRun,
	RUN_EVENTS,
	runInEvent,
	runItem,
	type Run,
} from './playbooks';
import type { Deliver, LiveListener } from '../shared/triggers/live';
import { newestPostAt, type ChannelFacts, type Reads, type Requests } from './reads';

/** Between the stream and the workflow: each post once, only what was asked for. */
export interface ListenerParts {
	filter: Filter;
	self: Self;
	delivered: Delivered;
	reads: Reads;
	/** Makes a fresh client: tokens may have changed since the last. */
	client(): Requests;
	deliver: Deliver;
	/** Names what could not be read, for n8n's log. */
	warn(message: string): void;
	sleep(ms: number): Promise<void>;
	/** The clock of the reads, and the server's; ms. */
	now(): number;
	serverNow(): number;
	/** Whether the server is of that version or newer; also if it does not say. */
	isAtLeast(version: string): Promise<boolean>;
}

/** Changes that can be fetched. */
const CHANGES = ['post_edited', 'post_deleted', 'reaction_added'];
/** The place of the runs of playbooks, which are read by themselves (see `Delivered`). */
const RUNS = 'playbooks';
/** Answers of servers without the plugin, and of a plugin that shows the account nothing. */
const NO_RUNS = new Set(['403', '404', '501']);
/** Rounds without a channel until it is named in n8n's log. */
const ROUNDS_UNTIL_WARNING = 3;

type PostRow = IDataObject & { id: string; create_at: number; channel_id: string };

const isPosted = (item: IDataObject): item is PostRow =>
	item.event === 'posted' && typeof item.id === 'string' && typeof item.create_at === 'number';

export class Listener implements LiveListener<StreamEvent> {
	private closed = false;
	/** Rounds in a row in which a channel could not be read. */
	private readonly unread = new Map<string, number>();
	private listed = true;
	/** The pattern has taken too long for a message, and n8n's log says so. */
	private exhausted = false;

	constructor(private readonly parts: ListenerParts) {}

	/** Nothing is delivered afterwards, also by what is under way. */
	close(): void {
		this.closed = true;
	}

	/**
	 * Whether an event has to wait for its turn. Most events of a busy server do not: they are dropped
	 * here, so that they push nothing out.
	 * @returns a number for a post that is not wanted: how far the stream has come, in ms
	 */
	accepts(event: StreamEvent): boolean | number {
		const { filter, self } = this.parts;
		const posted = event.event === 'posted';
		if (isAboutRun(event) && this.wantsRuns) return true;
		if (!posted && !filter.events.has(event.event)) return false;
		const item = eventItem(event);
		const { pattern } = filter;
		const may = mayPass(filter, self, item, vouchedBy(event));
		if (may && (!pattern || matchesNow(pattern, item) !== false)) return true;
		return posted && isPosted(item) ? item.create_at : false;
	}

	/** The stream has come to that time without anything that is wanted. */
	reach(at: number): void {
		this.parts.delivered.reach(at);
	}

	/** Handles one event of the stream. */
	async event(event: StreamEvent): Promise<void> {
		const { delivered, filter } = this.parts;
		if (isAboutRun(event) && this.wantsRuns) await this.runEvent(event);
		if (event.event !== 'posted' && !filter.events.has(event.event)) return;
		const item = eventItem(event);
		if (isPosted(item)) {
			if (this.closed || delivered.has(item.id)) return;
			const wanted = await this.passes(item, vouchedBy(event));
			await this.post(item, wanted, () => delivered.add(item.id, item.create_at, item.channel_id));
			return;
		}
		const key = changeKey(item);
		if (this.closed || (key !== undefined && delivered.has(key))) return;
		if (!(await this.passes(item, {}))) return;
		// A deleted post comes as it was before: nothing says when, but it was after the mark.
		const at = changeTime(item) || delivered.since;
		const channelId = String(item.channel_id ?? '');
		const handled = () => key !== undefined && delivered.remember(key, at, channelId);
		await this.parts.deliver(item, { ...this.again(key, at, channelId), key, handled });
	}

	/** Whether an item passes, with everything asked that has to be. */
	private async passes(item: IDataObject, vouched: Vouched): Promise<boolean> {
		const { filter, self, reads, client } = this.parts;
		if (!mayPass(filter, self, item, vouched)) return false;
		const questions = questionsOf(filter, item);
		if (questions.channel) {
			const facts = await this.retried(
				async () => await reads.channel(client(), String(item.channel_id)),
			);
			if (facts) {
				item.team_id = facts.team_id;
				item.channel_type = facts.type;
				item.is_direct = facts.type === 'D' || facts.type === 'G';
			}
		}
		if (questions.mentions) {
			const type = String(item.channel_type ?? '');
			const mentioned = mentions(self, item, {
				type,
				channelWide: await this.channelWide(item),
				...(await this.serverWays()),
			});
			item.mentions = mentioned ? [self.id] : [];
		}
		if (questions.bot) {
			const id = String(item.user_id);
			const users = await this.retried(async () => await reads.usersOf(client(), [id]));
			// A post says of itself that a bot wrote it; the server says who is one.
			vouched = { ...vouched, bot: users?.get(id)?.isBot ?? true };
		}
		return passes(filter, self, item, vouched) && (await this.matches(item));
	}

	/** Whether it matches the pattern, if there is one. */
	private async matches(item: IDataObject): Promise<boolean> {
		const { pattern } = this.parts.filter;
		if (!pattern) return true;
		const result = await matches(pattern, item);
		if (result === undefined && !this.exhausted) {
			this.exhausted = true;
			this.parts.warn(
				`Message Matches /${pattern.source}/${pattern.flags} takes too long for a message of ${String(item.message).length} characters, which counts as not matching. Make the pattern smaller. Further such messages are not reported`,
			);
		}
		return result === true;
	}

	private async channelWide(post: IDataObject): Promise<boolean> {
		const { self, reads, client } = this.parts;
		if (!self.channelWide || !namesEverybody(post)) return true;
		const wide = await this.retried(
			async () => await reads.channelWide(client(), String(post.channel_id)),
		);
		return wide ?? true;
	}

	/** A look-up for one event: tried a few times, then given up, so that it stops nothing else. */
	private async retried<T>(ask: () => Promise<T>): Promise<T | undefined> {
		const { sleep, warn } = this.parts;
		return await lookUp('an event', { isClosed: () => this.closed, sleep, warn }, ask);
	}

	/** How a change can be read again; nothing if it cannot. */
	private again(key: string | undefined, at: number, channelId: string) {
		if (!key || !channelId || !CHANGES.includes(key.split('/')[0]!)) return {};
		const { delivered } = this.parts;
		return { source: { id: key, at, channelId }, again: delivered.wasOpen(key) };
	}

	private async post(item: PostRow, wanted: boolean, done: () => void): Promise<void> {
		const { delivered, deliver } = this.parts;
		const { id, create_at: at, channel_id: channelId } = item;
		if (!wanted) {
			done();
			return;
		}
		await deliver(item, {
			key: `posted/${id}`,
			source: { id, at, channelId },
			again: delivered.wasOpen(id),
			handled: done,
		});
	}

	/**
	 * Fetches and handles what happened since the cursor. A channel that cannot be read stops none of
	 * the others: it keeps its mark and is tried again later.
	 * @returns whether all channels could be read
	 * @throws NodeApiError if no channel can even be listed
	 */
	async catchUp(): Promise<boolean> {
		const { filter, delivered, reads, client, now, serverNow } = this.parts;
		const changes = new Set(CHANGES.filter((name) => filter.events.has(name)));
		if (!filter.events.has('posted') && changes.size === 0 && !this.wantsRuns) {
			delivered.freeze(false);
			return true;
		}
		const after = now();
		const { channels, problem } = await reads.channels(client(), after);
		const until = newestPostAt(channels, serverNow());
		const wanted = channels.filter((one) => this.mayHold(one));
		const unread: string[] = [];
		delivered.freeze(true);
		for (const channel of wanted) {
			if (this.closed) return false;
			const since = delivered.startOf(channel.id);
			const reading = { client: client(), reads, channel, since, after };
			const read = await this.channel(reading, until, changes);
			if (this.closed) return false;
			if (!read) unread.push(channel.id);
		}
		if (this.wantsRuns && !(await this.missedRuns(channels))) unread.push(RUNS);
		if (this.closed) return false;
		this.listed = problem === undefined;
		if (problem) {
			this.parts.warn(`Some channels could not be listed: ${problem.message}`);
			return false;
		}
		delivered.finish(until, unread);
		return unread.length === 0;
	}

	/** Tries again what could not be read. @returns whether everything is read now */
	async catchUpRest(): Promise<boolean> {
		const { filter, delivered, reads, client, now, serverNow } = this.parts;
		if (!this.listed) return await this.catchUp();
		const after = now();
		const { channels, problem } = await reads.channels(client(), after);
		const until = newestPostAt(channels, serverNow());
		const changes = new Set(CHANGES.filter((name) => filter.events.has(name)));
		for (const id of delivered.behind) {
			const channel = channels.find((one) => one.id === id);
			if (this.closed) return false;
			if (id === RUNS) {
				if (await this.missedRuns(channels)) delivered.release(id);
				continue;
			}
			const reading = channel && {
				client: client(),
				reads,
				channel,
				since: delivered.startOf(id),
				after,
			};
			// A channel that is not listed is gone, unless the list is not whole.
			const done = reading ? await this.channel(reading, until, changes) : problem === undefined;
			if (this.closed) return false;
			if (done) {
				this.unread.delete(id);
				delivered.release(id);
			}
		}
		return delivered.behind.length === 0;
	}

	/** Whether something in a channel may pass the filter. */
	private mayHold({ id, team_id, type }: ChannelFacts): boolean {
		const { filter } = this.parts;
		return (
			(filter.channels.size === 0 || filter.channels.has(id)) &&
			(filter.teams.size === 0 || filter.teams.has(team_id)) &&
			(!filter.directOnly || type === 'D' || type === 'G')
		);
	}

	private get wantsRuns(): boolean {
		return RUN_EVENTS.some((name) => this.parts.filter.events.has(name));
	}

	/** Handles an event of the Playbooks plugin. */
	private async runEvent(event: StreamEvent): Promise<void> {
		const found = runInEvent(event);
		if (found === undefined || this.closed) return;
		const { client } = this.parts;
		const run =
			typeof found === 'string'
				? await this.retried(async () => await getRun(client(), found))
				: found;
		if (run) await this.run(run, false);
	}

	/** Delivers what happened to a run and is not known yet. */
	private async run(run: Run, caughtUp: boolean): Promise<void> {
		const { filter, delivered, deliver } = this.parts;
		for (const change of changesOf(run)) {
			const { event, key, at } = change;
			if (this.closed) return;
			if (!filter.events.has(event) || !delivered.isMissingChange(key, at, RUNS)) continue;
			const item = runItem(change, caughtUp);
			const handled = () => delivered.remember(key, at, RUNS);
			if (await this.passes(item, {})) {
				const again = delivered.wasOpen(key);
				await deliver(item, { source: { id: key, at, channelId: RUNS }, again, key, handled });
			} else handled();
		}
	}

	/** Reads the runs that changed. @returns false if they cannot be read now */
	private async missedRuns(channels: ChannelFacts[]): Promise<boolean> {
		const { client, delivered, sleep, warn } = this.parts;
		const known = new Set(channels.filter((one) => this.mayHold(one)).map(({ id }) => id));
		for (let count = 1; ; count++) {
			try {
				const runs = await changedRuns(client(), delivered.startOf(RUNS), known);
				for (const run of runs) await this.run(run, true);
				this.unread.delete(RUNS);
				return !this.closed;
			} catch (error) {
				if (this.closed) return false;
				if (count < TRIES && !isFinal(error)) {
					await sleep(backOff(count, PAUSE_MS));
					continue;
				}
				const rounds = (this.unread.get(RUNS) ?? 0) + 1;
				this.unread.set(RUNS, rounds);
				// Without the plugin, or the right to see runs, there is nothing to read.
				const isNothing = NO_RUNS.has(String((error as NodeApiError).httpCode));
				if (rounds === ROUNDS_UNTIL_WARNING || isNothing) {
					warn(`Runs of playbooks cannot be read: ${(error as Error).message}`);
				}
				return isNothing;
			}
		}
	}

	/** Reads one channel. @returns false if it cannot be read now */
	private async channel(
		reading: Reading,
		until: number,
		changes: ReadonlySet<string>,
	): Promise<boolean> {
		const { delivered, filter, sleep, warn } = this.parts;
		const { channel } = reading;
		for (let count = 1; ; count++) {
			try {
				const posts = filter.events.has('posted') && channel.last_post_at >= reading.since;
				if (posts) await this.missedPosts(reading, until);
				if (changes.size > 0) await this.missedChanges(reading, changes);
				this.unread.delete(channel.id);
				return true;
			} catch (error) {
				if (this.closed) return false;
				if (count < TRIES && !isFinal(error)) {
					await sleep(backOff(count, PAUSE_MS));
					reading = { ...reading, since: delivered.startOf(channel.id) };
					continue;
				}
				const rounds = (this.unread.get(channel.id) ?? 0) + 1;
				this.unread.set(channel.id, rounds);
				if (rounds === ROUNDS_UNTIL_WARNING) {
					const name = channel.display_name || channel.name || channel.id;
					warn(
						`Missed messages of the channel "${name}" (${channel.id}) cannot be read: ${(error as Error).message}`,
					);
				}
				return false;
			}
		}
	}

	private async missedPosts(reading: Reading, until: number): Promise<void> {
		const { delivered } = this.parts;
		const { channel } = reading;
		for await (const page of missedPages(reading)) {
			const posts = page.filter(
				({ id, create_at: at, delete_at }) =>
					delete_at === 0 && at <= until && delivered.isMissing(id, at, channel.id),
			);
			const items = await this.items(reading, posts);
			for (const item of items) {
				if (this.closed) return;
				// It may have come over the stream while the others were handled.
				if (!delivered.isMissing(item.id, item.create_at, channel.id)) continue;
				await this.post(item, await this.passes(item, {}), () =>
					delivered.remember(item.id, item.create_at, channel.id),
				);
			}
			if (this.closed) return;
			const last = page.at(-1);
			if (last && last.create_at <= until) delivered.reached(channel.id, last.create_at);
		}
	}

	private async missedChanges(reading: Reading, events: ReadonlySet<string>): Promise<void> {
		const { delivered, deliver, warn } = this.parts;
		const { channel } = reading;
		const { changes, more } = await missedChanges(reading, events);
		if (more) {
			warn(`More messages of the channel ${channel.id} have changed than the server tells of`);
		}
		const missing = changes.filter(({ key, at }) => delivered.isMissingChange(key, at, channel.id));
		const items = await this.items(
			reading,
			missing.map(({ post }) => post),
		);
		for (const [index, change] of missing.entries()) {
			if (this.closed) return;
			if (delivered.has(change.key)) continue;
			const item = changeItem(change, items[index]!);
			const { key, at } = change;
			const handled = () => delivered.remember(key, at, channel.id);
			if (await this.passes(item, {})) {
				await deliver(item, { ...this.again(key, at, channel.id), key, handled });
			} else handled();
		}
	}

	/** What the server decides otherwise than new ones. */
	private async serverWays(): Promise<ServerWays> {
		const ways: Partial<ServerWays> = {};
		for (const [name, version] of Object.entries(SINCE)) {
			ways[name as keyof ServerWays] = await this.parts.isAtLeast(version);
		}
		return ways as ServerWays;
	}

	/** Items of fetched posts. */
	private async items(reading: Reading, posts: Post[]): Promise<PostRow[]> {
		const { self } = this.parts;
		const { channel } = reading;
		const users = await reading.reads.usersOf(
			reading.client,
			posts.map(({ user_id }) => user_id),
		);
		if (posts.length === 0) return [];
		const ways = await this.serverWays();
		const items: PostRow[] = [];
		for (const post of posts) {
			const mentioned = mentions(self, post, {
				type: channel.type,
				channelWide: await this.channelWide(post),
				...ways,
			});
			const name = users.get(post.user_id)?.username ?? '';
			const facts = {
				channel_name: channel.name,
				channel_display_name: channel.display_name,
				channel_type: channel.type,
				team_id: channel.team_id,
				sender_name: post.type.startsWith('system_') ? 'System' : name,
				mentions: mentioned ? [self.id] : [],
			};
			items.push(postItem(post, facts, true) as PostRow);
		}
		return items;
	}
}

/** The item of a change that was fetched, in the shape of its event. */
function changeItem({ event, post, reaction }: Change, item: PostRow): IDataObject {
	if (event !== 'reaction_added') return { ...item, event };
	const { team_id, channel_type, is_direct } = item;
	return {
		event,
		...reaction,
		channel_id: post.channel_id,
		team_id,
		channel_type,
		is_direct,
		caught_up: true,
	};
}

/**
 * A post that marks its author as online was not made by a webhook, whatever it says of itself: for
 * those the server sends `set_online` false.
 */
const vouchedBy = ({ data }: StreamEvent): Vouched =>
	data.set_online === true ? { webhook: false } : {};

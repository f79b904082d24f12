import type { IDataObject } from 'n8n-workflow';
import type { Call } from '../shared/call';
import { missedPosts, myChannels, type ChannelFacts } from './catchUp';
import type { Delivered } from './cursor';
import { mentions, passes, type Filter, type Self } from './filter';
import { eventItem, postItem, type StreamEvent } from './parse';

/** Between the stream and the workflow: each post once, only what was asked for. */
export interface ListenerParts {
	filter: Filter;
	self: Self;
	delivered: Delivered;
	/** A fresh call: tokens may have changed since the last. */
	call(): Pick<Call, 'request'>;
	/**
	 * Starts the workflow.
	 * @param key same for the same post, whenever and by whichever n8n process it is delivered
	 */
	deliver(item: IDataObject, key?: string): Promise<void>;
}

export class Listener {
	private teams?: Map<string, string>;
	private closed = false;

	constructor(private readonly parts: ListenerParts) {}

	/** Nothing is delivered afterwards, also by what is under way. */
	close(): void {
		this.closed = true;
	}

	/** Handles one event of the stream. */
	async event(event: StreamEvent): Promise<void> {
		const { filter, self, deliver } = this.parts;
		const item = eventItem(event);
		if (item.event === 'posted' && typeof item.id === 'string') {
			await this.post(item as IDataObject & PostItem);
			return;
		}
		if (!filter.events.has(event.event)) return;
		if (filter.teams.size > 0 && !item.team_id) {
			item.team_id = await this.teamOf(String(item.channel_id ?? ''));
		}
		if (!this.closed && passes(filter, self, item)) await deliver(item);
	}

	/** Fetches and handles the posts since the cursor. @throws NodeApiError */
	async catchUp(): Promise<void> {
		const { filter, self, delivered, call } = this.parts;
		if (!filter.events.has('posted')) return;
		const wanted = ({ id, team_id, type }: ChannelFacts) =>
			(filter.channels.size === 0 || filter.channels.has(id)) &&
			(filter.teams.size === 0 || filter.teams.has(team_id)) &&
			(!filter.directOnly || type === 'D' || type === 'G');
		const missed = await missedPosts(call(), delivered.since, wanted, (id) => delivered.has(id));
		for (const { post, facts } of missed) {
			const mentioned = facts.channel_type === 'D' || mentions(self, post.message);
			const item = postItem(
				post,
				{ ...facts, mentions: mentioned && post.user_id !== self.id ? [self.id] : [] },
				true,
			);
			await this.post(item as IDataObject & PostItem);
		}
	}

	private async post(item: IDataObject & PostItem): Promise<void> {
		const { filter, self, delivered, deliver } = this.parts;
		if (this.closed || delivered.has(item.id)) return;
		delivered.add(item.id, item.create_at);
		if (passes(filter, self, item)) await deliver(item, `posted/${item.id}`);
	}

	/** Some events name their channel only. */
	private async teamOf(channelId: string): Promise<string> {
		if (!this.teams?.has(channelId)) {
			const channels = await myChannels(this.parts.call());
			this.teams = new Map(channels.map(({ id, team_id }) => [id, team_id]));
		}
		return this.teams.get(channelId) ?? '';
	}
}

interface PostItem {
	id: string;
	create_at: number;
}

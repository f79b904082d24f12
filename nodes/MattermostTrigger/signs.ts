import type { IDataObject } from 'n8n-workflow';
import type { Client } from '../shared/http/client';

/**
 * Signs that a message is being worked on: "is typing" while its execution runs, and reactions on its arrival
 * and its end. n8n tells a trigger when an execution has ended, and how; it does not when it crashes.
 * So what says that something is under way is either over by itself (typing, after seconds) or
 * noted where n8n keeps it, and removed when the trigger starts again.
 */

/** Which signs the user wants; '' for none. Names of emoji without colons. */
export interface SignSettings {
	typing: boolean;
	arrived: string;
	done: string;
	failed: string;
}

/** How an execution ended. `waiting`: it goes on later, and nobody tells the trigger when. */
export type End = 'done' | 'failed' | 'waiting';

export interface SignParts extends SignSettings {
	client(): Pick<Client, 'request'>;
	/** ID of the account. */
	me: string;
	/** The node's static data, which n8n saves with each event. */
	memory: IDataObject;
	sleep(ms: number): Promise<void>;
	report(what: string): void;
}

/** Clients show "is typing" for 5 s. */
const TYPING_MS = 4_000;
/** After that time nobody believes it, in ms. */
const LONGEST_TYPING_MS = 15 * 60_000;
/** Property of the static data. */
const UNDER_WAY = 'underWay';
/** Most messages that are noted; older ones are given up. */
const MOST_NOTED = 200;

export class Signs {
	private readonly working = new Map<string, Promise<void>>();
	private stopped = false;

	constructor(private readonly parts: SignParts) {}

	/** Whether any sign is wanted. */
	static wanted({ typing, arrived, done, failed }: SignSettings): boolean {
		return typing || [arrived, done, failed].some((name) => name !== '');
	}

	private noted(): string[] {
		const noted = this.parts.memory[UNDER_WAY];
		return Array.isArray(noted) ? noted.map(String) : [];
	}

	private async quietly(what: string, work: () => Promise<unknown>): Promise<void> {
		await work().catch((error: Error) => this.parts.report(`${what}: ${error.message}`));
	}

	private async react(post_id: string, emoji_name: string): Promise<void> {
		if (emoji_name === '') return;
		const { me: user_id } = this.parts;
		await this.quietly(
			'a reaction could not be added',
			async () =>
				await this.parts.client().request('POST /reactions', {
					body: { user_id, post_id, emoji_name },
					idempotent: true,
				}),
		);
	}

	private async takeBack(post_id: string): Promise<void> {
		const { arrived: emoji_name, me: user_id } = this.parts;
		if (emoji_name === '') return;
		await this.quietly(
			'a reaction could not be removed',
			async () =>
				await this.parts
					.client()
					.request('DELETE /users/{user_id}/posts/{post_id}/reactions/{emoji_name}', {
						path: { user_id, post_id, emoji_name },
					}),
		);
	}

	private async type(channel_id: string, parent_id: string, post: string): Promise<void> {
		for (let at = 0; at < LONGEST_TYPING_MS; at += TYPING_MS) {
			if (this.stopped || !this.working.has(post)) return;
			await this.quietly(
				'typing could not be shown',
				async () =>
					await this.parts.client().request('POST /users/{user_id}/typing', {
						path: { user_id: this.parts.me },
						body: { channel_id, parent_id },
						idempotent: true,
					}),
			);
			await this.parts.sleep(TYPING_MS);
		}
	}

	/** An execution begins to work on a message. Returns at once, and never throws. */
	begin(item: IDataObject): void {
		const post = String(item.id ?? '');
		const channel = String(item.channel_id ?? '');
		if (post === '' || channel === '' || this.working.has(post)) return;
		const { memory, arrived, typing } = this.parts;
		if (arrived !== '') memory[UNDER_WAY] = [...this.noted(), post].slice(-MOST_NOTED);
		this.working.set(post, this.react(post, arrived));
		if (typing) void this.type(channel, String(item.root_id ?? '') || post, post);
	}

	/** The execution has ended. Never throws. */
	async end(item: IDataObject, how: End): Promise<void> {
		const post = String(item.id ?? '');
		const begun = this.working.get(post);
		if (!begun) return;
		this.working.delete(post);
		await begun;
		await this.takeBack(post);
		this.parts.memory[UNDER_WAY] = this.noted().filter((one) => one !== post);
		if (how !== 'waiting') await this.react(post, this.parts[how]);
	}

	/** Removes what a crash of n8n has left. Never throws. */
	async cleanUp(): Promise<void> {
		const left = this.noted();
		for (const post of left) await this.takeBack(post);
		this.parts.memory[UNDER_WAY] = this.noted().filter((one) => !left.includes(one));
	}

	/** The trigger ends; executions that run on take back their signs as they end. */
	stop(): void {
		this.stopped = true;
	}
}

import {
	ReconnectingSocket,
	type Environment,
	type Limits,
	type Protocol,
	type SocketLike,
} from '../shared/triggers/reconnectingSocket';
import type { EventStream, StreamHandlers } from '../shared/triggers/sharedStream';
import { readChange, type Change } from './changes';
import { FEED } from './feedFacts';
import { FrameReader, frameText, heartBeatOf, type Frame } from './stomp';

/**
 * What is said over Rhombus' change feed. It repeats nothing after a break, so each connection begins
 * with a gap; another follows a little later, and one every few minutes: see `feedFacts.ts`.
 */
export class FeedStream implements Protocol, EventStream {
	private frames = new FrameReader();
	/** Counts connections, so that timers of an earlier one do nothing. */
	private connection = 0;
	private subscribed = false;
	private silenceMs: number = FEED.longestSilenceMs;
	private closed = false;
	private readonly socket: ReconnectingSocket;

	/** @param url with the query */
	constructor(
		private readonly url: string,
		private readonly orgUuid: string,
		private readonly world: Environment,
		private readonly handlers: StreamHandlers<Change>,
	) {
		this.socket = new ReconnectingSocket(world, this, handlers);
	}

	get ready(): Promise<void> {
		return this.socket.ready;
	}

	start(): void {
		this.socket.start();
	}

	close(): void {
		this.closed = true;
		this.socket.close();
	}

	address(): string {
		this.connection++;
		this.subscribed = false;
		this.frames = new FrameReader();
		this.silenceMs = FEED.longestSilenceMs;
		return this.url;
	}

	opened(socket: SocketLike): void {
		socket.send(frameText('CONNECT', FEED.connect));
	}

	limits(): Limits {
		return { greeting: FEED.greetingMs, silence: this.silenceMs, ping: FEED.heartBeatMs };
	}

	ping(socket: SocketLike): void {
		if (this.subscribed) socket.send('\n');
	}

	received(data: unknown, end: () => void, socket: SocketLike): boolean {
		if (typeof data !== 'string') {
			this.handlers.report('A message of the change feed was skipped: it is not a text');
			return this.subscribed;
		}
		try {
			for (const frame of this.frames.take(data)) {
				if (!this.frame(frame, socket)) {
					end();
					return this.subscribed;
				}
			}
		} catch (error) {
			this.handlers.report(`The change feed begins again: ${(error as Error).message}`);
			end();
		}
		return this.subscribed;
	}

	/** @returns whether the connection goes on */
	private frame({ command, headers, body }: Frame, socket: SocketLike): boolean {
		if (!this.subscribed) {
			if (command !== 'CONNECTED') {
				const said = headers.message ? `: ${headers.message.slice(0, 200)}` : '';
				this.handlers.report(
					`Rhombus answered ${command.slice(0, 40)} instead of CONNECTED${said}`,
				);
				return false;
			}
			this.subscribe(headers, socket);
			return true;
		}
		if (command === 'ERROR') {
			this.handlers.report(`The change feed ended: ${(headers.message ?? body).slice(0, 200)}`);
			return false;
		}
		if (command !== 'MESSAGE') return true;
		const change = readChange(body);
		if (change) this.handlers.entry(change);
		else this.handlers.report('A message of the change feed was skipped: it says no change');
		return true;
	}

	private subscribe(headers: Record<string, string>, socket: SocketLike): void {
		const [, wanted] = FEED.connect['heart-beat'].split(',').map(Number);
		const beat = heartBeatOf(headers['heart-beat'], wanted!);
		this.silenceMs = beat > 0 ? beat * FEED.silentBeats : FEED.longestSilenceMs;
		socket.send(
			frameText('SUBSCRIBE', {
				id: FEED.subscription,
				destination: FEED.destination(this.orgUuid),
			}),
		);
		this.subscribed = true;
		this.handlers.entry('gap');
		void this.reread(this.connection);
	}

	/** Gaps while a connection lives. */
	private async reread(connection: number): Promise<void> {
		for (let pause: number = FEED.settleMs; ; pause = FEED.rereadMs) {
			await this.world.sleep(pause);
			if (this.closed || connection !== this.connection) return;
			this.handlers.entry('gap');
		}
	}
}

import type { SocketLike } from '../../nodes/shared/triggers/reconnectingSocket';

/** A socket that does what the test says. */
export interface TestSocket extends SocketLike {
	url: string;
	closed: boolean;
	sent: string[];
}

/** The world of an event stream, whose time passes only when it is told to. */
export class StreamWorld {
	sockets: TestSocket[] = [];
	/** Pauses that were begun, in ms. */
	slept: number[] = [];
	/** Whether each connection is closed at once. */
	refuse = false;
	/** What is said first on each connection. */
	greeting?: string;
	private clock = 0;
	private sleepers: Array<{ at: number; wake: () => void }> = [];

	now = () => this.clock;
	random = () => 0.5;

	open = (url: string): TestSocket => {
		const sent: string[] = [];
		const socket: TestSocket = {
			url,
			sent,
			closed: false,
			onopen: null,
			onmessage: null,
			onclose: null,
			onerror: null,
			send: (text) => void sent.push(text),
			close() {
				this.closed = true;
			},
		};
		this.sockets.push(socket);
		if (this.refuse) queueMicrotask(() => socket.onclose?.({ code: 1006 }));
		const data = this.greeting;
		if (data !== undefined) queueMicrotask(() => socket.onmessage?.({ data }));
		return socket;
	};

	sleep = async (ms: number): Promise<void> => {
		this.slept.push(ms);
		await new Promise<void>((wake) => this.sleepers.push({ at: this.clock + ms, wake }));
	};

	/** The newest one. */
	get socket(): TestSocket {
		return this.sockets.at(-1)!;
	}

	/** @param ms how much time passes; 0 lets go on what waits for nothing but promises */
	async pass(ms: number): Promise<void> {
		for (const end = this.clock + ms; ; ) {
			for (let turn = 0; turn < 20; turn++) await Promise.resolve();
			const next = this.sleepers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
			if (!next) {
				this.clock = end;
				return;
			}
			this.clock = next.at;
			this.sleepers = this.sleepers.filter((one) => one !== next);
			next.wake();
		}
	}
}

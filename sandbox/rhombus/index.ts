import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Service } from '../server';
import { refuseUpgrade } from '../webSocket';
import { RhombusBackend } from './backend';
import { ChangeFeed } from './changeFeed';
import { RhombusState } from './state';

/** A stand-in for the Rhombus API of one organisation. */
export class RhombusService extends Service {
	readonly state = new RhombusState();
	/** The WebSocket that tells of changes. */
	readonly feed = new ChangeFeed(this.state);

	constructor() {
		super();
		this.backend = new RhombusBackend(this.state, () => this.url);
	}

	override async stop(): Promise<void> {
		this.feed.drop();
		await super.stop();
	}

	protected override upgrade(
		incoming: IncomingMessage,
		socket: Duplex,
		head: Buffer,
		path: string,
		query: URLSearchParams,
	): void {
		if (path === '/websocket') this.feed.upgrade(incoming, socket, head, query);
		else refuseUpgrade(socket, 404, 'Not Found');
	}
}

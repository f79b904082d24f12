import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Service } from '../server';
import type { SandboxOptions } from '../types';
import { refuseUpgrade } from '../webSocket';
import { MattermostBackend } from './backend';
import { callOutgoing } from './callbacks';
import { EventStream } from './eventStream';
import { MattermostState } from './state';
import { count } from './counters';
import { seedIntegrations } from './seed';
import { postAbout } from './systemPosts';
import { Version } from './version';

/** A stand-in for a Mattermost server. */
export class MattermostService extends Service {
	readonly state: MattermostState;
	/** The WebSocket that clients listen on. */
	readonly events: EventStream;

	constructor(options: SandboxOptions) {
		super();
		const version = new Version(options.mattermostVersion ?? '11.7.0');
		this.state = new MattermostState(options, version, seedIntegrations, count);
		const licensed = options.licensed ?? true;
		const { mail = true, logFile = true, consents = true } = options;
		const has = { licensed, mail, logFile, consents };
		this.backend = new MattermostBackend(this.state, version, has, () => this.url);
		this.events = new EventStream(this.state, version);
		this.state.watchers.add((change) => postAbout(this.state, change));
		this.state.watchers.add((change) => {
			if ('post' in change) callOutgoing(this.state, change.post);
		});
	}

	override async stop(): Promise<void> {
		this.events.restart();
		await super.stop();
	}

	protected override upgrade(
		incoming: IncomingMessage,
		socket: Duplex,
		head: Buffer,
		path: string,
		query: URLSearchParams,
	): void {
		if (path === '/api/v4/websocket') this.events.upgrade(incoming, socket, head, query);
		else refuseUpgrade(socket, 404, 'Not Found');
	}
}

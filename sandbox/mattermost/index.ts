import { Service } from '../server';
import type { SandboxOptions } from '../types';
import { MattermostBackend } from './backend';
import { MattermostState } from './state';
import { Version } from './version';

/** A stand-in for a Mattermost server. */
export class MattermostService extends Service {
	readonly state: MattermostState;

	constructor(options: SandboxOptions) {
		super();
		this.state = new MattermostState(options);
		const version = new Version(options.mattermostVersion ?? '11.7.0');
		const licensed = options.licensed ?? true;
		this.backend = new MattermostBackend(this.state, version, licensed, () => this.url);
	}
}

import type { HttpResponse } from './types';
import { serverTimeOf } from './serverTime';

/** What this n8n process knows of a server: when it answered, to tell a restart from a wrong address, and its time. */
export interface HostState {
	/** Last answer, and last refusal of a connection, epoch ms. */
	answeredAt: number;
	refusedAt: number;
	/** How far its clock is ahead of this machine's, in ms, up to a second too little; 0 if unknown. */
	aheadMs: number;
}

const states = new Map<string, HostState>();

/** The state of the server behind `url`. */
export function hostState(url: string): HostState {
	const { host } = new URL(url);
	let state = states.get(host);
	if (!state) {
		state = { answeredAt: 0, refusedAt: 0, aheadMs: 0 };
		states.set(host, state);
	}
	return state;
}

/** Notes that a server has answered just now. */
export function noteAnswer(state: HostState, { headers }: Pick<HttpResponse, 'headers'>): void {
	state.answeredAt = Date.now();
	const time = serverTimeOf(headers ?? {});
	if (time !== undefined) state.aheadMs = time - state.answeredAt;
}

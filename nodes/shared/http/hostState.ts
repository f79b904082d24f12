/** What this n8n process knows of a server: it tells a restart from a wrong address. */
interface HostState {
	/** Last answer, and last refusal of a connection, epoch ms. */
	answeredAt: number;
	refusedAt: number;
}

const states = new Map<string, HostState>();

/** The state of the server behind `url`. */
export function hostState(url: string): HostState {
	const { host } = new URL(url);
	let state = states.get(host);
	if (!state) {
		state = { answeredAt: 0, refusedAt: 0 };
		states.set(host, state);
	}
	return state;
}

import { registry } from '../../nodes/registry';
import { isList } from '../../nodes/shared/response/checkAnswer';
import { observedFiles, recordedText } from '../recording/observed/judge';
import { COUNTS, MANY_ROWS, rowsIn } from '../recording/observed/run';
import { STATES, type State } from '../recording/observed/stories/lists';
import type { Observation, Outcome } from '../recording/observed/types';
import { UNLISTED } from '../recording/observed/unlisted';

/** In which states the lists of the nodes were recorded. */
export interface Lists {
	/** Operations of the Mattermost nodes that give lists. */
	operations: number;
	/** How many of their states a server was brought into. */
	versions: Array<{ version: string } & Record<State, number>>;
	/** States that no server was brought into, as `operation: state`, with the reason if one is known. */
	missing: Map<string, string | undefined>;
	/** States with a reason why they cannot be had, that were recorded nonetheless, or are of no list. */
	idle: string[];
}

const operations = registry
	.filter(({ service }) => service.name === 'Mattermost')
	.flatMap(({ resources }) =>
		resources.flatMap(({ value, operations: all }) =>
			all.filter(isList).map((one) => `${value}/${one.value}`),
		),
	);

/** What an answer looks like in a state; an empty one stands there as it is. */
function isIn(state: State, { status = 500, answer }: Outcome): boolean {
	if (status >= 300) return false;
	if (state === 'one') return answer === COUNTS[1];
	if (state === 'many') return answer === MANY_ROWS;
	return rowsIn(answer)?.length === 0;
}

/** Reads the recordings of lists. */
export function recordedLists(): Lists {
	const files = observedFiles().filter((file) => file.endsWith('/lists.json'));
	const had = files.map((file) => {
		const { version, steps } = JSON.parse(recordedText(file)) as Observation;
		const isHad = (operation: string, state: State) => {
			const outcome = steps[`${operation}: ${state}`];
			return outcome !== undefined && isIn(state, outcome);
		};
		return { version, isHad };
	});
	const all = operations.flatMap((operation) =>
		STATES.map((state) => ({ operation, state, name: `${operation}: ${state}` })),
	);
	const missing = all.filter(
		({ operation, state }) => !had.some(({ isHad }) => isHad(operation, state)),
	);
	const names = new Set(missing.map(({ name }) => name));
	return {
		operations: operations.length,
		versions: had.map(({ version, isHad }) => {
			const count = (state: State) => operations.filter((one) => isHad(one, state)).length;
			return { version, empty: count('empty'), one: count('one'), many: count('many') };
		}),
		missing: new Map(missing.map(({ name }) => [name, UNLISTED.get(name)])),
		idle: [...UNLISTED.keys()].filter((name) => !names.has(name)),
	};
}

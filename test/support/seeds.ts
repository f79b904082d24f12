/**
 * Seeds of a test that plays at random. `npm test` plays the first few of them; `.ci/run` plays the others in a step
 * of its own, with SEEDS=others. CHAOS_FIRST_SEED and CHAOS_SEEDS choose any.
 */

export interface Choice {
	/** How many `npm test` plays. */
	few: number;
	/** How many there are. */
	all: number;
}

/** How many rounds a random test of one seed plays: few in `npm test`, all in the step of `.ci/run`. */
export const roundsOf = ({ few, all }: Choice, given = process.env): number =>
	given.SEEDS === 'others' ? all : few;

/** @param given the environment; what was chosen is told on stderr under `title` */
export function seedsOf(title: string, { few, all }: Choice, given = process.env): number[] {
	const isOthers = given.SEEDS === 'others';
	const first = Number(given.CHAOS_FIRST_SEED ?? (isOthers ? few + 1 : 1));
	const count = Number(given.CHAOS_SEEDS ?? (isOthers ? all - few : few));
	process.stderr.write(
		`${title}: ${count} of ${all} seeds, ${first} to ${first + count - 1} (test/support/seeds.ts)\n`,
	);
	return Array.from({ length: count }, (_, index) => first + index);
}

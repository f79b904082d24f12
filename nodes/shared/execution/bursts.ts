/** How many tasks are under way at most, and how many are begun in a row. */
export interface Bursts {
	most: number;
	/** New ones are begun when this many places are free, or all of them. */
	burst: number;
	/** Waited for before more are begun, except before the first. */
	turn?: () => Promise<void>;
}

/**
 * Runs tasks until there are no more, and waits for all that were begun.
 * @param begin starts the next one; undefined where there is none, or none is wanted any more
 * @throws what a task throws; others go on
 */
export async function inBursts(
	{ most, burst, turn = async () => {} }: Bursts,
	begin: () => Promise<void> | undefined,
): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		let open = 0;
		const fill = () => {
			while (open < most) {
				const task = begin();
				if (!task) break;
				open++;
				task.then(leave, reject);
			}
			if (open === 0) resolve();
		};
		let isWaiting = false;
		const leave = () => {
			open--;
			if (isWaiting || (open > 0 && open > most - burst)) return;
			isWaiting = true;
			turn().then(() => {
				isWaiting = false;
				fill();
			}, reject);
		};
		fill();
	});
}

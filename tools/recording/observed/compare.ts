import type { Frame, Outcome } from './types';

/**
 * What differs between a recorded outcome and the sandbox's, one line a difference. Texts of errors may be worded
 * otherwise: their ID is what callers go by.
 */
export function differences(recorded: Outcome, seen: Outcome): string[] {
	const { frames: theirs = [], ...rest } = recorded;
	const { frames: ours = [], ...own } = seen;
	return [...unlike('', worded(rest), worded(own)), ...unlikeFrames(theirs, ours)];
}

function worded(outcome: Outcome): Outcome {
	const { answer } = outcome;
	const isError = typeof answer === 'object' && answer !== null && 'status_code' in answer;
	return isError ? { ...outcome, answer: { ...answer, message: '{words}' } } : outcome;
}

/** Frames are compared with the one of the same event and hearers that is most like them. */
function unlikeFrames(theirs: Frame[], ours: Frame[]): string[] {
	const left = [...ours];
	const lines: string[] = [];
	for (const wanted of theirs) {
		const name = nameOf(wanted);
		const scored = left
			.map((one, index) => ({
				index,
				diff: unlike(name, wanted, one),
				isSame: nameOf(one) === name,
			}))
			.filter(({ isSame }) => isSame)
			.sort((a, b) => a.diff.length - b.diff.length);
		const [best] = scored;
		if (!best) {
			lines.push(`${name} is missing`);
			continue;
		}
		left.splice(best.index, 1);
		lines.push(...best.diff);
	}
	return [...lines, ...left.map((one) => `${nameOf(one)} is not sent by the server`)];
}

const nameOf = ({ to, frame }: Frame) => {
	const { event } = frame as { event?: string };
	return `${event ?? 'reply'} to ${to.join('+')}`;
};

/**
 * Paths at which two values differ. An empty property says no more than one that is not there: which of them an
 * object has is judged by the recordings of operations.
 */
function unlike(path: string, wanted: unknown, seen: unknown): string[] {
	if (Object.is(wanted, seen) || (isBlank(wanted) && isBlank(seen) && isAbsent(wanted, seen)))
		return [];
	const isBoth = [wanted, seen].every((one) => typeof one === 'object' && one !== null);
	if (!isBoth || Array.isArray(wanted) !== Array.isArray(seen)) {
		return [`${path}: ${short(wanted)}, sandbox ${short(seen)}`];
	}
	const [a, b] = [wanted, seen] as [Record<string, unknown>, Record<string, unknown>];
	const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
	return names.flatMap((name) => unlike(`${path}/${name}`, a[name], b[name]));
}

const isAbsent = (...values: unknown[]) => values.includes(undefined);

const isBlank = (value: unknown) =>
	value === undefined ||
	value === null ||
	value === '' ||
	value === 0 ||
	value === false ||
	(typeof value === 'object' && Object.keys(value).length === 0);

const short = (value: unknown) => (JSON.stringify(value) ?? 'absent').slice(0, 120);

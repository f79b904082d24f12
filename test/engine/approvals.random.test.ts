import type { IDataObject } from 'n8n-workflow';
import { approvalsOn, queryOf, type Asked } from '../support/approvals';
import { useSandbox } from '../support/sandbox';

/**
 * Presses at random (APPROVAL_PRESSES=10000 makes more), by right and wrong people at once: whatever arrives in whatever order, the
 * question ends once, with an outcome that the rules allow, and that is what the message shows.
 */

const sandbox = useSandbox();
const { state, user, addPeople, ask, allowed, deliver, press } = approvalsOn(() => sandbox, true);
beforeAll(() => addPeople('dave', 'erin'));

const PRESSES = Number(process.env.APPROVAL_PRESSES ?? 1_000);
const AT_ONCE = 25;
const RIGHT = ['bob', 'carol', 'dave'];
const WRONG = ['admin', 'n8n-bot', 'erin'];

/** Chance that is the same in every run. */
function chance(seed: number): (below: number) => number {
	let now = seed;
	return (below) => {
		now = (now * 1_664_525 + 1_013_904_223) % 2 ** 32;
		return Math.floor((now / 2 ** 32) * below);
	};
}

interface Press {
	who: string;
	choice: number;
	forged: boolean;
}

/** n8n goes on once: it takes an execution only while it waits. */
interface Execution {
	outcomes: IDataObject[];
	shown: string[];
}

/** Outcomes that presses can lead to, each person's first one counting, in every order. */
function isAllowed(approved: boolean, needed: number, presses: Press[]): boolean {
	const wanted = approved ? 0 : 1;
	const people = RIGHT.filter((name) =>
		presses.some(({ who, choice, forged }) => who === name && choice === wanted && !forged),
	);
	return people.length >= (approved ? needed : needed === 1 ? 1 : RIGHT.length - needed + 1);
}

async function round(needed: number, next: (below: number) => number, count: number) {
	const asked: Asked = await ask({
		postSendAndWaitOptions: {
			...(allowed(...RIGHT).postSendAndWaitOptions as IDataObject),
			...(needed > 1 ? { answersNeeded: needed } : {}),
		},
	});
	const everyone = [...RIGHT, ...WRONG];
	const presses: Press[] = Array.from({ length: count }, () => ({
		who: everyone[next(everyone.length)]!,
		choice: next(2),
		forged: next(5) === 0,
	}));
	const execution: Execution = { outcomes: [], shown: [] };
	await Promise.all(
		presses.map(async ({ who, choice, forged }) => {
			// Somebody else's name, with a trigger ID of one's own.
			const more = forged ? { user_id: user(RIGHT[next(RIGHT.length)]!) } : {};
			const body: IDataObject = { ...press(asked, who), ...more };
			if (forged && body.user_id === user(who)) body.context = { key: 'wrong' };
			const { result } = await deliver(asked.kept, queryOf(asked.urls[choice]!), { body });
			if (result.workflowData === undefined) return;
			execution.outcomes.push(result.workflowData[0]![0]!.json);
			const { update } = result.webhookResponse as { update?: IDataObject };
			if (update) {
				execution.shown.push(String(update.message));
				Object.assign(asked.post, update);
			}
		}),
	);
	return { presses, execution, asked };
}

test.each([1, 2, 3])(
	'of three, %i needed: one outcome, allowed, and shown',
	async (needed) => {
		const next = chance(needed);
		const rounds = PRESSES / 3 / AT_ONCE;
		let decidedRounds = 0;
		for (let at = 0; at < rounds; at++) {
			const { presses, execution, asked } = await round(needed, next, AT_ONCE);
			expect(execution.outcomes.length).toBeLessThanOrEqual(1);
			const [outcome] = execution.outcomes;
			if (outcome) {
				decidedRounds++;
				const approved = outcome.approved === true;
				expect([at, isAllowed(approved, needed, presses)]).toEqual([at, true]);
				expect(RIGHT).toContain(outcome.user_name);
				expect(asked.post.message).toContain(approved ? 'Approved by' : 'Declined by');
				expect(asked.post.message).not.toContain(approved ? 'Declined by' : 'Approved by');
				for (const name of WRONG) expect(asked.post.message).not.toContain(`@${name}`);
			} else {
				// It is still open, and only because the right people did not press enough.
				expect(asked.post.props).toHaveProperty('attachments');
				const firsts = RIGHT.filter((name) =>
					presses.some((one) => one.who === name && !one.forged),
				);
				expect(needed === 1 ? firsts.length : firsts.length < RIGHT.length ? 0 : 1).toBe(0);
			}
			state().posts.delete(asked.post.id);
		}
		// Otherwise nothing was shown.
		expect(decidedRounds).toBeGreaterThan(rounds / 2);
	},
	300_000,
);

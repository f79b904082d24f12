import { z } from 'zod';

/**
 * A question that an execution waits for an answer to. It stays in the data of the execution, where
 * only n8n reads it; addresses of buttons and forms name no more than its ID.
 */

const postShape = z.object({ id: z.string().min(1), channel: z.string().min(1) });

/** A button as the message shows it. */
const buttonShape = z.object({
	name: z.string(),
	style: z.string().catch(''),
});

const questionShape = z.object({
	/** Names the question in addresses; the next question of a loop has another. */
	id: z.string().min(1),
	/** Stands in the context of each button. */
	key: z.string().min(1),
	/** Signs the state of its forms; leaves n8n nowhere. */
	formKey: z.string().min(1),
	/** The posts that ask: the first one, then those to whom it was escalated. */
	posts: z.array(postShape),
	/** What is asked, for further posts. */
	message: z.string(),
	/** Buttons, by index of their choice; for `menu` and the dialogs one. */
	buttons: z.array(buttonShape),
	/** How people answer. */
	type: z.enum(['approval', 'buttons', 'menu', 'text', 'form']),
	/** IDs of those who may answer; none: everybody in the channel who is not in `askers`. */
	users: z.array(z.string()),
	/** IDs of those who may not: who asked. */
	askers: z.array(z.string()),
	/** ms; null for no end. */
	until: z.number().nullable(),
	/** What can be chosen, by index. */
	choices: z.array(z.string()),
	/** Whether a choice counts only when the person confirms it in a dialog. */
	confirm: z.boolean(),
	/** How many approvals it takes. */
	needed: z.number().int().min(1),
	/** Elements of the dialog, for `form`. */
	form: z.array(z.record(z.unknown())),
	/** What people read who may not answer; '' for the usual words. */
	refusal: z.string(),
	/** What becomes of the message when it was answered. */
	afterwards: z.enum(['decision', 'buttons', 'delete']),
	/** Reminders: every so many ms, the next one at, in ms. */
	remind: z.object({ every: z.number(), at: z.number() }).nullable(),
	/** At that time, in ms, these users are asked as well; null once they were. */
	escalate: z.object({ at: z.number(), users: z.array(z.string()) }).nullable(),
});

export type Question = z.infer<typeof questionShape>;

/** The question in a text that `Waiting.keep` kept; undefined if it is none. Never throws. */
export function questionIn(text: string | undefined): Question | undefined {
	try {
		const read = questionShape.safeParse(JSON.parse(text ?? ''));
		return read.success ? read.data : undefined;
	} catch {
		return undefined;
	}
}

/** Why a person may not answer, for that person; undefined if nothing speaks against it. */
export function objection(question: Question, userId: string, now: number): string | undefined {
	if (question.askers.includes(userId)) {
		return question.refusal || 'You asked for this, so somebody else has to answer.';
	}
	if (question.users.length > 0 && !question.users.includes(userId)) {
		return question.refusal || 'You are not among those who may answer this.';
	}
	if (question.until !== null && now > question.until)
		return 'The time to answer this question is over.';
	return undefined;
}

/** When the execution has to go on by itself, in ms, and why; null for never. */
export function wakesAt({ until, remind, escalate }: Question): {
	at: number;
	why: 'timeout' | 'reminder';
} | null {
	const due = Math.min(remind?.at ?? Infinity, escalate?.at ?? Infinity);
	if (until !== null && until <= due) return { at: until, why: 'timeout' };
	return due === Infinity ? null : { at: due, why: 'reminder' };
}

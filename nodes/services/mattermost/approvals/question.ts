import { z } from 'zod';

/**
 * A question that an execution waits for an answer to. It stays in the data of the execution, where
 * only n8n reads it; addresses of buttons and forms name no more than its ID.
 */

const questionShape = z.object({
	/** Names the question in addresses; the next question of a loop has another. */
	id: z.string().min(1),
	/** Stands in the context of each button. */
	key: z.string().min(1),
	/** Signs the state of its forms; leaves n8n nowhere. */
	formKey: z.string().min(1),
	/** The post that asks; '' until it is written. */
	post: z.string(),
	channel: z.string(),
	/** IDs of those who may answer; none: everybody in the channel who is not in `askers`. */
	users: z.array(z.string()),
	/** IDs of those who may not: who asked. */
	askers: z.array(z.string()),
	/** ms; null for no end. */
	until: z.number().nullable(),
	/** What can be chosen, by index. */
	choices: z.array(z.string()),
	/** Whether the choices are approval and refusal. */
	approval: z.boolean(),
	/** Whether a choice counts only when the person confirms it in a dialog. */
	confirm: z.boolean().catch(false),
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
		return 'You asked for this, so somebody else has to answer.';
	}
	if (question.users.length > 0 && !question.users.includes(userId)) {
		return 'You are not among those who may answer this.';
	}
	if (question.until !== null && now > question.until)
		return 'The time to answer this question is over.';
	return undefined;
}

import { createHash } from 'crypto';
import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import type { Client } from '../../../shared/http/client';
import { objectsIn } from '../../../shared/util/guards';
import { ownId } from '../users';
import type { Question } from './question';

/**
 * Answers to a question that takes several people, until enough have answered. Every process that receives
 * presses must see them, and none may be lost where two arrive at once: each stands in a preference of
 * the account that asks, which nobody else can read, one per person, and the server writes each by itself
 * (`INSERT … ON CONFLICT (userid, category, name)`, source of 11.6).
 */

const voteShape = z.object({
	answer: z.string(),
	name: z.string(),
	email: z.string(),
	/** ms */
	at: z.number(),
	/** After this time, in ms, nobody needs it any more. */
	until: z.number(),
});

export type Vote = z.infer<typeof voteShape> & { user: string };

/** Servers take 32 characters (`Preference.IsValid`). */
const categoryOf = ({ id }: Question) =>
	`n8nv${createHash('sha256').update(id).digest('hex').slice(0, 28)}`;
const IS_VOTE = /^n8nv[0-9a-f]{28}$/;

/** How long answers are kept where a question has no end, in ms. */
const KEPT_MS = 90 * 24 * 60 * 60_000;

function voteIn({ name, value }: IDataObject): Vote | undefined {
	try {
		const read = voteShape.safeParse(JSON.parse(String(value)));
		return read.success ? { ...read.data, user: String(name) } : undefined;
	} catch {
		return undefined;
	}
}

/** What was answered so far, first to last. @throws NodeApiError */
export async function votesOf(client: Client, question: Question): Promise<Vote[]> {
	const category = categoryOf(question);
	const rows = await client
		.request<unknown>('GET /users/{user_id}/preferences/{category}', {
			path: { user_id: await ownId(client), category },
		})
		.catch(async (error: { httpCode?: string }) =>
			// Servers have said 404 and 400 for a category that holds nothing.
			['400', '404'].includes(error.httpCode ?? '') ? [] : await Promise.reject(error),
		);
	return objectsIn(rows)
		.map(voteIn)
		.filter((vote) => vote !== undefined)
		.sort((a, b) => a.at - b.at || (a.user < b.user ? -1 : 1));
}

/** Keeps what a person answered. @throws NodeApiError */
export async function keepVote(
	client: Client,
	question: Question,
	vote: Omit<Vote, 'until'>,
): Promise<void> {
	const user_id = await ownId(client);
	const { user, ...value } = vote;
	await client.request('PUT /users/{user_id}/preferences', {
		path: { user_id },
		body: [
			{
				user_id,
				category: categoryOf(question),
				name: user,
				value: JSON.stringify({ ...value, until: question.until ?? vote.at + KEPT_MS }),
			},
		],
		// A preference set twice is the same.
		idempotent: true,
	});
}

/** Removes the answers to questions that are over. Never throws: they harm nobody. */
export async function forgetVotes(client: Client, now: number): Promise<void> {
	try {
		const user_id = await ownId(client);
		const rows = await client.request<unknown>('GET /users/{user_id}/preferences', {
			path: { user_id },
		});
		const over = objectsIn(rows)
			.filter(({ category }) => IS_VOTE.test(String(category)))
			.filter((row) => !(Number(voteIn(row)?.until) > now))
			.map(({ category, name }) => ({ user_id, category, name, value: '' }));
		if (over.length === 0) return;
		await client.request('POST /users/{user_id}/preferences/delete', {
			path: { user_id },
			body: over,
			idempotent: true,
		});
	} catch {
		// The next question tries again.
	}
}

/**
 * What the answers decide: approved when as many as needed approve, declined when so many decline that
 * this cannot be reached any more. Both at once is not possible, whatever the order.
 * @returns undefined while it is open
 */
export function outcomeOf({ users, needed, choices }: Question, votes: Vote[]): string | undefined {
	const [yes, no] = choices;
	const may = votes.filter(({ user }) => users.includes(user));
	const count = (answer: string | undefined) => may.filter((one) => one.answer === answer).length;
	if (count(yes) >= needed) return yes;
	return users.length - count(no) < needed ? no : undefined;
}

import type { IDataObject } from 'n8n-workflow';
import type { Client } from '../../../shared/http/client';
import { replacement } from '../webhookReplies';
import type { Question } from './question';

/** How a question looks in Mattermost when it has been answered. */

export interface PostRow extends IDataObject {
	message?: string;
	props?: IDataObject;
	file_ids?: string[] | null;
}

/** Who answered what. */
export interface Decision {
	answer: string;
	userName: string;
	/** Everybody who answered, where it takes several. */
	names: string[];
}

/** The message, or undefined if the server does not give it. */
export async function readPost(client: Client, id: string): Promise<PostRow | undefined> {
	return await client
		.request<PostRow>('GET /posts/{post_id}', { path: { post_id: id } })
		.catch(() => undefined);
}

export const hasButtons = (post: PostRow): boolean => {
	const attachments = post.props?.attachments;
	return (
		Array.isArray(attachments) &&
		(attachments as IDataObject[]).some(({ actions }) => Array.isArray(actions) && actions.length)
	);
};

const nameOf = (name: string) => (name ? `@${name}` : 'someone');

/** What was decided, in one line. */
function decisionOf({ type }: Question, { answer, userName, names }: Decision): string {
	if (type === 'form') return `:ballot_box_with_check: Filled in by ${nameOf(userName)}`;
	if (type !== 'approval') {
		const quoted = answer.replace(/\s+/g, ' ').slice(0, 300);
		return `:speech_balloon: ${nameOf(userName)} answered: ${quoted}`;
	}
	const who = names.map(nameOf).join(', ');
	return answer === 'approved' ? `:white_check_mark: Approved by ${who}` : `:x: Declined by ${who}`;
}

/** The message as it is shown afterwards: what was asked, who decided what, and when. */
export function decided(
	question: Question,
	post: PostRow,
	decision: Decision,
	at: Date,
): IDataObject & { message: string; props: IDataObject } {
	const { attachments, ...props } = post.props ?? {};
	void attachments;
	const asked = String(post.message ?? '');
	const shown = (message: string) => replacement(message, props, post.file_ids);
	if (question.afterwards !== 'decision') return shown(asked);
	const time = `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
	return shown(`${asked}\n\n${decisionOf(question, decision)}, ${time}`);
}

/**
 * Brings the posts of the question up to date. Never throws: the answer counts even if a message cannot be
 * changed.
 * @param except the post that Mattermost changes by the response to the press
 */
export async function showDecision(
	client: Client,
	question: Question,
	decision: Decision,
	at: Date,
	except?: string,
): Promise<void> {
	for (const { id } of question.posts) {
		const path = { post_id: id };
		const change = async () => {
			if (question.afterwards === 'delete') {
				await client.request('DELETE /posts/{post_id}', { path });
				return;
			}
			if (id === except) return;
			const post = await readPost(client, id);
			if (!post) return;
			const body = decided(question, post, decision, at);
			await client.request('PUT /posts/{post_id}/patch', { path, body });
		};
		await change().catch(() => undefined);
	}
}

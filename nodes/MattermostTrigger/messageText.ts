import type { IDataObject } from 'n8n-workflow';

/** What a person reads in a post: its message and the texts of its attachments. Untrusted input. */

/** An attachment, as far as it holds text. */
export interface AttachmentText {
	pretext: string;
	text: string;
	title: string;
	fallback: string;
	author_name: string;
	footer: string;
	fields: Array<{ title: string; value: string }>;
}

/** Servers refuse posts whose properties are larger; this bounds the work all the same. */
const MOST_ATTACHMENTS = 100;
const MOST_FIELDS = 100;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const list = (value: unknown, most: number): IDataObject[] =>
	(Array.isArray(value) ? (value as unknown[]) : [])
		.slice(0, most)
		.filter((one): one is IDataObject => typeof one === 'object' && one !== null);

/** The attachments of a post (`props.attachments`). */
export const attachmentsOf = (post: IDataObject): AttachmentText[] =>
	list((post.props as IDataObject | undefined)?.attachments, MOST_ATTACHMENTS).map((one) => ({
		pretext: text(one.pretext),
		text: text(one.text),
		title: text(one.title),
		fallback: text(one.fallback),
		author_name: text(one.author_name),
		footer: text(one.footer),
		fields: list(one.fields, MOST_FIELDS).map((field) => ({
			title: text(field.title),
			value: text(field.value),
		})),
	}));

/** Message and attachments of a post, each as a text of its own. */
export const textsOf = (post: IDataObject): string[] =>
	[
		text(post.message),
		...attachmentsOf(post).flatMap((one) => [
			one.pretext,
			one.author_name,
			one.title,
			one.text,
			...one.fields.flatMap(({ title, value }) => [title, value]),
			one.footer,
			one.fallback,
		]),
	].filter((one) => one !== '');

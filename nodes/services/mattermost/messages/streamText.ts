import type { IDataObject } from 'n8n-workflow';
import type { Client } from '../../../shared/http/client';
import type { OperationContext } from '../../../shared/model/operation';
import { valuesByName } from '../../../shared/request/build';
import { idIn } from '../responseGuards';
import { longestPost } from './longestPost';
import { splitMessage } from './splitMessage';
import { showWhileItGrows } from './textStream';

/** The answer of a language model, shown in a message while it is being written. */

/** What is used of a model of LangChain, as n8n's model nodes give it. */
interface Model {
	stream(input: unknown): Promise<AsyncIterable<unknown>>;
	_modelType?(): string;
}

const isModel = (value: unknown): value is Model =>
	typeof (value as Model | undefined)?.stream === 'function';

/** The text of a chunk: of a chat model, of a plain one, or of one that gives parts. */
function textOf(chunk: unknown): string {
	if (typeof chunk === 'string') return chunk;
	const content = (chunk as { content?: unknown } | null)?.content;
	if (typeof content === 'string') return content;
	if (!Array.isArray(content)) return '';
	return content
		.map((part) => (part as { text?: unknown } | null)?.text)
		.filter((text) => typeof text === 'string')
		.join('');
}

async function* textsOf(chunks: AsyncIterable<unknown>): AsyncIterable<string> {
	for await (const chunk of chunks) {
		const text = textOf(chunk);
		if (text !== '') yield text;
	}
}

const patch = async (client: Client, id: string, message: string) =>
	await client.request('PUT /posts/{post_id}/patch', {
		path: { post_id: id },
		body: { message },
		// The same text again is the same.
		idempotent: true,
	});

/** How often the server is asked whether it has the whole text. */
const MOST_CHECKS = 3;

/** Writes the whole text and makes sure that the server has it. @throws NodeApiError */
async function finish(client: Client, id: string, message: string): Promise<IDataObject> {
	for (let tries = 0; tries < MOST_CHECKS; tries++) {
		await patch(client, id, message);
		const post = await client.request('GET /posts/{post_id}', { path: { post_id: id } });
		// Servers cut blanks at the end.
		if (String(post.message).trimEnd() === message.trimEnd()) return post;
	}
	throw client.fail({
		message: 'Mattermost did not keep the whole text',
		advice: 'A plugin may change messages: look at the message in Mattermost',
	});
}

/** What is connected as the model; undefined if nothing is. @throws the model node's own error */
const modelOf = async ({ host }: OperationContext): Promise<unknown> =>
	await host.languageModel?.().catch(async (error: Error) =>
		// n8n's words for a required input without a node.
		/must be connected/i.test(error.message) ? undefined : await Promise.reject(error),
	);

/** @throws NodeOperationError if there is no model; NodeApiError; the model's own error */
export async function streamText(context: OperationContext): Promise<IDataObject> {
	const values = await valuesByName(context);
	const limit = await longestPost(context, Infinity);
	const model = await modelOf(context);
	if (!isModel(model)) {
		throw context.refuse(
			'Model',
			'is not connected',
			'Connect a model node to the input Model of this node, in a workflow',
		);
	}
	const place = {
		channel_id: values.channel_id,
		...(values.root_id ? { root_id: values.root_id } : {}),
	};
	const message = String(values.placeholder ?? ':hourglass_flowing_sand:');
	const post = await context.request('POST /posts', { body: { ...place, message } });
	const id = idIn(context, post, 'post');
	const { prompt, system } = values;
	const input =
		model._modelType?.() === 'base_llm'
			? [system, prompt].filter(Boolean).join('\n\n')
			: [...(system ? [['system', system]] : []), ['human', prompt]];
	const started = await model.stream(input).then(
		(chunks) => ({ chunks }),
		(error: Error) => ({ error }),
	);
	const { text, broken } =
		'error' in started
			? { text: '', broken: started.error }
			: await showWhileItGrows(textsOf(started.chunks), {
					show: async (part) => void (await patch(context, id, part.slice(0, limit - 1) + '…')),
				});
	const whole = broken ? `${text}\n\n:warning: The answer broke off.`.trim() : text;
	const [first = '', ...more] = splitMessage(whole || '…', limit).map((one) => one.text);
	const done = await finish(context, id, first);
	for (const rest of more) {
		await context.request('POST /posts', {
			body: { ...place, root_id: values.root_id || id, message: rest },
		});
	}
	if (broken) throw broken;
	return { ...done, text };
}

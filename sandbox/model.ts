import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { close, listen } from './loopback';

/**
 * A stand-in for a language model's API on loopback, in the language of OpenAI's. It understands nothing:
 * it calls the tool whose name has a word of the question in it, then answers with how many entries came.
 */

interface Message {
	role: string;
	content: unknown;
}

interface Ask {
	model: string;
	stream?: boolean;
	messages: Message[];
	tools?: Array<{ function: { name: string; description?: string } }>;
}

export interface ModelStandIn {
	/** As an OpenAI credential takes it. */
	url: string;
	/** What was asked, in order. */
	asked: Ask[];
	stop(): Promise<void>;
}

type Said =
	| { content: string }
	| {
			tool_calls: Array<{
				id: string;
				type: 'function';
				function: { name: string; arguments: string };
			}>;
	  };

/** Credential of n8n for the stand-in. */
export const modelCredential = ({ url }: ModelStandIn) => ({
	name: 'OpenAI account',
	type: 'openAiApi',
	data: { apiKey: 'not-a-key', url, header: false },
});

const questionOf = (messages: Message[]) =>
	String(messages.findLast(({ role }) => role === 'user')?.content ?? '').toLowerCase();

/** The first tool with a word of the question in its name, singular or plural. */
function toolFor(question: string, tools: Ask['tools'] = []): string | undefined {
	return tools.find(({ function: { name } }) =>
		name
			.toLowerCase()
			.split(/[_\s]+/)
			.some((word) => word.length > 3 && question.includes(word.replace(/s$/, ''))),
	)?.function.name;
}

/** What a tool gave, as one sentence: how many, and their names where they have any. */
function summary(result: string): string {
	const names = [...result.matchAll(/"name":"((?:[^"\\]|\\.)*)"/g)].map(([, name]) => name);
	const count = result.split('"uuid":').length - 1;
	if (names.length > 0) return `I found ${names.length}: ${names.join(', ')}.`;
	return count > 0 ? `I found ${count}.` : `The tool said: ${result.slice(0, 300)}`;
}

function say({ messages, tools }: Ask): Said {
	const result = messages.find(({ role }) => role === 'tool');
	if (result) return { content: summary(String(result.content)) };
	const name = toolFor(questionOf(messages), tools);
	if (!name) {
		return { content: 'I am only a stand-in for a model: ask me about cameras, doors or alerts.' };
	}
	const call = { name, arguments: '{}' };
	return { tool_calls: [{ id: 'call_1', type: 'function', function: call }] };
}

/** Starts it on a free port. */
export async function startModel(): Promise<ModelStandIn> {
	const asked: Ask[] = [];
	const serve = async (request: IncomingMessage, response: ServerResponse) => {
		const type = { 'content-type': 'application/json' };
		if (request.url === '/v1/models') {
			return void response.writeHead(200, type).end('{"object":"list","data":[]}');
		}
		if (request.url !== '/v1/chat/completions') {
			return void response.writeHead(404, type).end('{"error":{}}');
		}
		const ask = (await json(request)) as Ask;
		asked.push(ask);
		const said = say(ask);
		const finish_reason = 'tool_calls' in said ? 'tool_calls' : 'stop';
		const head = { id: `chat-${asked.length}`, created: 1, model: ask.model };
		const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
		const message = { role: 'assistant', content: null, ...said };
		if (!ask.stream) {
			const choices = [{ index: 0, message, finish_reason }];
			const whole = { ...head, object: 'chat.completion', choices, usage };
			return void response.writeHead(200, type).end(JSON.stringify(whole));
		}
		const delta =
			'tool_calls' in said
				? { ...message, tool_calls: said.tool_calls.map((call, index) => ({ index, ...call })) }
				: message;
		response.writeHead(200, { 'content-type': 'text/event-stream' });
		for (const choice of [
			{ index: 0, delta, finish_reason: null },
			{ index: 0, delta: {}, finish_reason },
		]) {
			const chunk = { ...head, object: 'chat.completion.chunk', choices: [choice] };
			response.write(`data: ${JSON.stringify(chunk)}\n\n`);
		}
		response.end('data: [DONE]\n\n');
	};
	const server = createServer((request, response) => void serve(request, response));
	const origin = await listen(server);
	return { url: `${origin}/v1`, asked, stop: async () => await close(server) };
}

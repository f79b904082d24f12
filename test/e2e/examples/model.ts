import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A local stand-in for a language model's API: asks for one tool, then answers with what it gave. */

interface Message {
	role: string;
	content: unknown;
	tool_call_id?: string;
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

/**
 * @param tool the tool it asks for
 * @param answer the final text, made of the tool's result
 */
export async function startModel(
	tool: string,
	answer: (result: string) => string,
): Promise<ModelStandIn> {
	const asked: Ask[] = [];
	const say = ({ messages }: Ask): Said => {
		const result = messages.find(({ role }) => role === 'tool');
		if (result) return { content: answer(String(result.content)) };
		const call = {
			id: 'call_1',
			type: 'function' as const,
			function: { name: tool, arguments: '{}' },
		};
		return { tool_calls: [call] };
	};
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			if (request.url !== '/v1/chat/completions') {
				response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":{}}');
				return;
			}
			const ask = JSON.parse(Buffer.concat(chunks).toString()) as Ask;
			asked.push(ask);
			const said = say(ask);
			const finish_reason = 'tool_calls' in said ? 'tool_calls' : 'stop';
			const head = { id: `chat-${asked.length}`, created: 1, model: ask.model };
			const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
			const message = { role: 'assistant', content: null, ...said };
			if (!ask.stream) {
				response.writeHead(200, { 'content-type': 'application/json' }).end(
					JSON.stringify({
						...head,
						object: 'chat.completion',
						choices: [{ index: 0, message, finish_reason }],
						usage,
					}),
				);
				return;
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
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
		asked,
		stop: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

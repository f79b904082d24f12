import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WorkflowJson, WorkflowNode } from './client';

const PACKAGE = 'n8n-nodes-rhombus-mattermost';

/** Counts what workflows report, by source and event. */
export class Counter {
	readonly seen = new Map<string, Map<string, number>>();
	url = '';
	private server?: Server;

	async start(): Promise<void> {
		this.server = createServer((request, response) => {
			const [, source = '', id = ''] = request.url!.split('/').map(decodeURIComponent);
			const counts = this.of(source);
			counts.set(id, (counts.get(id) ?? 0) + 1);
			this.seen.set(source, counts);
			response.setHeader('content-type', 'application/json');
			response.end('{}');
		});
		await new Promise<void>((resolve) => this.server!.listen(0, '127.0.0.1', resolve));
		this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	/** How often each event of a source was reported. */
	of(source: string): Map<string, number> {
		return this.seen.get(source) ?? new Map<string, number>();
	}

	stop(): void {
		this.server?.closeAllConnections();
		this.server?.close();
	}
}

/**
 * A trigger of this package, some work, and a report of what was worked on.
 * @param source under which the counter keeps it
 * @param id property of an item that names the event
 * @param workS how long an event is being worked on, s
 */
export function watchedWorkflow(
	name: string,
	trigger: Partial<WorkflowNode>,
	{ url }: Counter,
	{ source = name, id, workS }: { source?: string; id: string; workS: number },
): WorkflowJson {
	const event = `{{ encodeURIComponent($json.${id}) }}`;
	const nodes: Array<[name: string, node: Partial<WorkflowNode>]> = [
		['Trigger', { typeVersion: 1, ...trigger, type: `${PACKAGE}.${trigger.type}` }],
		[
			'Work',
			{
				type: 'n8n-nodes-base.wait',
				typeVersion: 1.1,
				webhookId: crypto.randomUUID(),
				parameters: { resume: 'timeInterval', amount: workS, unit: 'seconds' },
			},
		],
		[
			'Report',
			{
				type: 'n8n-nodes-base.httpRequest',
				typeVersion: 4.2,
				parameters: { method: 'POST', url: `=${url}/${encodeURIComponent(source)}/${event}` },
				retryOnFail: true,
			},
		],
	];
	const to = (node: string) => ({ main: [[{ node, type: 'main', index: 0 }]] });
	return {
		name,
		nodes: nodes.map(([own, node], index) => {
			const common = { id: crypto.randomUUID(), name: own, position: [220 * index, 0] };
			return { ...common, parameters: {}, ...node } as WorkflowNode;
		}),
		connections: { Trigger: to('Work'), Work: to('Report') },
	};
}

import { createServer, type Server } from 'node:http';
import { close, listen } from '../../sandbox/loopback';
import { credentialsFor, type Accounts, type NewCredential } from '../accounts';
import type { N8nClient, WorkflowJson, WorkflowNode } from './client';

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
		this.url = await listen(this.server);
	}

	/** How often each event of a source was reported. */
	of(source: string): Map<string, number> {
		return this.seen.get(source) ?? new Map<string, number>();
	}

	stop(): void {
		if (this.server) void close(this.server);
	}
}

type Trigger = Partial<WorkflowNode>;
type Credentials = WorkflowNode['credentials'];

const pick = (value: string) => ({ __rl: true, mode: 'id', value });

/** The Mattermost Webhook Trigger on an outgoing webhook or a slash command. */
export const mattermostWebhook = (
	team: string,
	source: { source: 'outgoing'; channel: string } | { source: 'command'; trigger: string },
	credentials: Credentials,
): Trigger => ({
	type: 'mattermostWebhookTrigger',
	webhookId: crypto.randomUUID(),
	parameters: {
		authentication: 'accessToken',
		team: pick(team),
		respond: 'onReceived',
		...source,
		...('channel' in source && { channel: pick(source.channel) }),
	},
	credentials,
});

export const rhombusAlerts = (credentials: Credentials): Trigger => ({
	type: 'rhombusTrigger',
	webhookId: crypto.randomUUID(),
	parameters: { source: 'alerts' },
	credentials,
});

/** The Rhombus Event Trigger on audit entries. @param polls so many a minute, each at a second of its own */
export const rhombusAudit = (polls: number, credentials: Credentials): Trigger => ({
	type: 'rhombusEventTrigger',
	parameters: {
		pollTimes: { item: Array.from({ length: polls }, () => ({ mode: 'everyMinute' })) },
		feed: 'audit',
		lateMinutes: 15,
	},
	credentials,
});

/** Saves the credentials for two servers. @returns how nodes name them */
export async function saveCredentials(client: N8nClient, accounts: Accounts) {
	const save = async ({ data, name, type }: NewCredential): Promise<Credentials> => {
		const { id } = await client.createCredential({ name, type, data });
		return { [type]: { id, name } };
	};
	const { mattermost, rhombus } = credentialsFor(accounts);
	return { mattermost: await save(mattermost), rhombus: await save(rhombus) };
}

/**
 * A trigger of this package, some work, and a report of what was worked on.
 * @param source under which the counter keeps it
 * @param id property of an item that names the event
 * @param workS how long an event is being worked on, s
 */
export function watchedWorkflow(
	name: string,
	trigger: Trigger,
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

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Sandbox } from '../sandbox';
import type { WorkflowJson } from './n8n/client';

/** The example workflows, and what a person sets in them before they run. */

const FOLDER = join(resolve(__dirname, '..'), 'examples');

/** Names of the examples' files, in order. */
export const exampleFiles = (): string[] =>
	readdirSync(FOLDER)
		.filter((name) => name.endsWith('.json'))
		.sort();

/** An example as it is imported. */
export const readExample = (file: string): WorkflowJson =>
	JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as WorkflowJson;

/** Parameters to put in place of the example's, by node, then by path such as `filters.text`. */
export type Filling = Record<string, Record<string, unknown>>;

/** Values of a Set node are found by the field's name. @throws Error for a path that is not there */
function put(parameters: Record<string, unknown>, path: string, value: unknown): void {
	const { assignments } = (parameters.assignments ?? {}) as {
		assignments?: Array<{ name: string; value: unknown }>;
	};
	const assignment = assignments?.find(({ name }) => name === path);
	if (assignment) {
		assignment.value = value;
		return;
	}
	const names = path.split('.');
	const last = names.pop()!;
	const holder = names.reduce((inner, name) => inner[name] as Record<string, unknown>, parameters);
	if (!(last in holder)) throw new Error(`There is no placeholder "${path}" in the example.`);
	holder[last] = value;
}

/** The example with its placeholders filled in. @throws Error for a node or a path that is not there */
export function filledIn(workflow: WorkflowJson, filling: Filling): WorkflowJson {
	const filled = structuredClone(workflow);
	for (const [name, values] of Object.entries(filling)) {
		const node = filled.nodes.find((one) => one.name === name);
		if (!node) throw new Error(`The example has no node "${name}".`);
		for (const [path, value] of Object.entries(values)) put(node.parameters, path, value);
	}
	return filled;
}

const picked = (mode: string, value: unknown) => ({ __rl: true, mode, value });
const team = picked('name', 'team1');

/** A sensor by its name, as a trigger takes it. */
function devices({ rhombus }: Sandbox, kind: string, wanted: string) {
	const sensor = rhombus.state.sensors.get(kind)?.find(({ name }) => name === wanted);
	return { entry: [{ picked: picked('id', sensor?.uuid) }] };
}

/** What is to be set in each example to run in the sandbox, by file; nothing where it runs as it is. */
export function sandboxValues(sandbox: Sandbox): Record<string, Filling> {
	const { locationUuid } = sandbox.rhombus.state.samples;
	return {
		'02-camera-alert-to-channel.json': { Settings: { channel: 'team1/security' } },
		'03-door-unlock-with-approval.json': {
			'Slash Command': { team },
			Settings: { approvalChannel: 'team1/security' },
		},
		'04-new-hire.json': {
			Settings: { team: 'team1', channels: 'random, alerts', announceIn: 'town-square' },
		},
		'05-offboarding.json': { Settings: { channel: 'team1/security' } },
		'06-panic-button-to-lockdown.json': {
			'Panic Button': { devices: devices(sandbox, 'button', 'Panic Button') },
			Settings: {
				location: locationUuid,
				plans: 'BBBBBBBBBBBBBBBBBBBBBB, CCCCCCCCCCCCCCCCCCCCCC',
				team: 'team1',
				responders: 'bob, carol',
			},
		},
		'07-sensor-alert-with-escalation.json': {
			Sensor: { devices: devices(sandbox, 'climate', 'Kitchen Climate') },
			// One minute is the shortest that n8n waits for.
			Settings: { channel: 'team1/alerts', manager: 'carol', minutes: 1 },
		},
		'08-nightly-audit-export.json': { Settings: { channel: 'team1/security' } },
		'09-integration-settings-in-step.json': {
			Settings: {
				webhookUrl: `${sandbox.mattermost.url}/hooks/${String(sandbox.mattermost.state.samples.hook_id)}`,
				kisi: 'on',
				channel: 'team1/security',
			},
		},
		'10-user-directory-sync.json': {
			Settings: { team: 'team1', channel: 'team1/town-square' },
		},
		'11-incident-timeline.json': { 'Slash Command': { team } },
		'12-keyword-watch.json': { Settings: { channel: 'team1/security' } },
		'13-ai-agent-in-mattermost.json': {
			Mention: { 'filters.channels': { entry: [{ picked: picked('name', 'team1/alerts') }] } },
		},
		'14-door-unlock-approved-by-two.json': {
			'Slash Command': { team },
			'Look at the Door': { 'cameraCameraUuid.value': 'Lobby' },
			Ask: {
				'postAskChannel.value': 'team1/security',
				'postSendAndWaitOptions.allowedUsers': {
					entry: ['carol', 'admin', 'n8n-bot'].map((name) => ({ value: picked('username', name) })),
				},
				'postSendAndWaitOptions.escalateTo': { entry: [{ value: picked('username', 'bob') }] },
			},
		},
		'15-alert-storm-to-threads.json': {
			Report: { 'incidentChannelId.value': 'team1/security' },
		},
		'16-alert-video-to-thread.json': {
			Report: { 'incidentChannelId.value': 'team1/security' },
		},
	};
}

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Nodes that only the benchmark has, as a folder for N8N_CUSTOM_EXTENSIONS: a source of items, the
 * engine's floor, a node with one operation made the same way as ours, and a plain paging loop.
 */

const ROOT = path.resolve(__dirname, '..');

const node = (name: string, properties: string, body: string) => `
exports.${name} = class {
	description = {
		displayName: '${name}', name: '${name}', group: ['transform'], version: 1, description: 'Benchmark',
		defaults: { name: '${name}' }, inputs: ['main'], outputs: ['main'], properties: [${properties}],
	};
	${body}
};
`;

const URL_PROPERTY =
	"{ displayName: 'URL', name: 'url', type: 'string', default: '' }, { displayName: 'Token', name: 'token', type: 'string', default: '' }";

const SOURCES: Record<string, string> = {
	/** Gives `count` items that name a user, a channel and a message: the lists of these in turns. */
	benchItems: node(
		'benchItems',
		"{ displayName: 'Count', name: 'count', type: 'number', default: 1 }, { displayName: 'Users', name: 'users', type: 'string', default: '' }, { displayName: 'Channels', name: 'channels', type: 'string', default: '' }",
		`async execute() {
		const count = this.getNodeParameter('count', 0);
		const [users, channels] = ['users', 'channels'].map((name) => this.getNodeParameter(name, 0).split(','));
		return [Array.from({ length: count }, (_, number) => ({ json: {
			number,
			user: users[number % users.length],
			channel: channels[number % channels.length],
			text: 'Message ' + number,
		} }))];
	}`,
	),
	/** What n8n itself costs: a function that reads one parameter per item. */
	benchEmpty: node(
		'benchEmpty',
		URL_PROPERTY,
		`async execute() {
		const out = [];
		for (let i = 0; i < this.getInputData().length; i++) {
			out.push({ json: { url: this.getNodeParameter('url', i) }, pairedItem: { item: i } });
		}
		return [out];
	}`,
	),
	/** n8n's request helper alone, ten at a time. */
	benchBare: node(
		'benchBare',
		URL_PROPERTY,
		`async execute() {
		const items = this.getInputData();
		const out = new Array(items.length);
		let next = 0;
		const work = async () => {
			while (next < items.length) {
				const i = next++;
				const json = await this.helpers.httpRequest({
					url: this.getNodeParameter('url', i),
					headers: { Authorization: 'Bearer ' + this.getNodeParameter('token', i) },
				});
				out[i] = { json, pairedItem: { item: i } };
			}
		};
		await Promise.all(Array.from({ length: 10 }, work));
		return [out];
	}`,
	),
	/** Posts with n8n's request helper alone, ten at a time: the channel and the message of each item. */
	benchBarePost: node(
		'benchBarePost',
		URL_PROPERTY +
			", { displayName: 'Channel', name: 'channel', type: 'string', default: '' }, { displayName: 'Message', name: 'message', type: 'string', default: '' }",
		`async execute() {
		const items = this.getInputData();
		const url = this.getNodeParameter('url', 0);
		const headers = { Authorization: 'Bearer ' + this.getNodeParameter('token', 0) };
		const out = new Array(items.length);
		let next = 0;
		const work = async () => {
			while (next < items.length) {
				const i = next++;
				const body = {
					channel_id: this.getNodeParameter('channel', i),
					message: this.getNodeParameter('message', i),
				};
				const json = await this.helpers.httpRequest({ method: 'POST', url, headers, body, json: true });
				out[i] = { json, pairedItem: { item: i } };
			}
		};
		await Promise.all(Array.from({ length: 10 }, work));
		return [out];
	}`,
	),
	/** A list page by page with n8n's request helper and nothing else. */
	benchLoop: node(
		'benchLoop',
		URL_PROPERTY,
		`async execute() {
		const out = [];
		for (let page = 0; ; page++) {
			const rows = await this.helpers.httpRequest({
				url: this.getNodeParameter('url', 0),
				qs: { page, per_page: 200 },
				headers: { Authorization: 'Bearer ' + this.getNodeParameter('token', 0) },
			});
			for (const json of rows) out.push({ json, pairedItem: { item: 0 } });
			if (rows.length < 200) return [out];
		}
	}`,
	),
	/** Tells the benchmark how much memory is in use once all that is not has been collected. */
	benchLook: node(
		'benchLook',
		URL_PROPERTY,
		`async execute() {
		const startedMs = Date.now();
		require('node:v8').setFlagsFromString('--expose-gc');
		require('node:vm').runInNewContext('gc')();
		const status = require('node:fs').readFileSync('/proc/self/status', 'utf8');
		const body = {
			startedMs,
			items: this.getInputData().length,
			heapMb: process.memoryUsage().heapUsed / 2 ** 20,
			peakMb: Number(/VmHWM:\\s+(\\d+) kB/.exec(status)[1]) / 1024,
			endedMs: Date.now(),
		};
		const url = this.getNodeParameter('url', 0) + '/bench/report';
		await this.helpers.httpRequest({ method: 'POST', url, body, json: true });
		return [[{ json: {} }]];
	}`,
	),
	/** A node with one operation, made of the same declarations. */
	benchOne: `
const { describe } = require('${ROOT}/dist/nodes/shared/description/describe.js');
const { customOperations } = require('${ROOT}/dist/nodes/shared/execution/runner.js');
const { mattermost } = require('${ROOT}/dist/nodes/services/mattermost/service.js');
const { Mattermost } = require('${ROOT}/dist/nodes/Mattermost/Mattermost.node.js');
const { resources } = require('${ROOT}/dist/nodes/Mattermost/resources/index.js');

const user = resources.find(({ value }) => value === 'user');
const one = [{ ...user, operations: user.operations.filter(({ value }) => value === 'get') }];
const full = new Mattermost().description;

exports.benchOne = class {
	description = {
		...full, displayName: 'benchOne', name: 'benchOne', icon: undefined, usableAsTool: undefined,
		properties: [full.properties.find(({ name }) => name === 'authentication'), ...describe(mattermost, one)],
	};
	customOperations = customOperations(mattermost, one);
};
`,
};

/** Writes the nodes into `folder`. */
export function writeBenchNodes(folder: string): void {
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	for (const [name, source] of Object.entries(SOURCES)) {
		writeFileSync(path.join(folder, `${name}.node.js`), source);
	}
}

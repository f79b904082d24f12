import type { INodeProperties } from 'n8n-workflow';
import { byLabel } from './property';

/** Settings of every node: how its requests are sent. */

/** Settings every operation has; n8n's own ones (batching, proxy, time-out …) are added to them. */
const REQUEST_OPTIONS: INodeProperties = {
	displayName: 'Request Options',
	name: 'requestOptions',
	type: 'collection',
	isNodeSetting: true,
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'Maximum Response Size (MB)',
			name: 'answerSize',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 50,
			description:
				'Maximum size of a response after decompression, except for files; 0 for no limit',
		},
		{
			displayName: 'Maximum Response Time (Seconds)',
			name: 'answerTime',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 300,
			description:
				'Maximum total time until a response is complete, except for files; 0 for no limit',
		},
		{
			displayName: 'Maximum Rate Limit Wait (Seconds)',
			name: 'longestWait',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 60,
			description:
				'Maximum total time that one request waits when the server limits its rate or is briefly unavailable',
		},
		{
			displayName: 'Maximum Concurrent Requests',
			name: 'inFlight',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 100 },
			default: 10,
			description: 'Maximum number of concurrent requests to the same server',
		},
	],
};

/** For nodes with operations of which one request answers for many items. */
const BULK_OPTION: INodeProperties = {
	displayName: 'Bulk Requests',
	name: 'bulk',
	type: 'boolean',
	default: true,
	description:
		'Whether to send the requests of several items as one where the results are the same',
};

/**
 * What n8n adds to these settings by itself, except in nodes with a webhook (`directory-loader.js`,
 * `constants.js` in n8n 2.41).
 */
const ENGINE_OPTIONS: INodeProperties[] = [
	{
		displayName: 'Batching',
		name: 'batching',
		placeholder: 'Add Batching',
		type: 'fixedCollection',
		typeOptions: { multipleValues: false },
		default: { batch: {} },
		options: [
			{
				displayName: 'Batching',
				name: 'batch',
				values: [
					{
						displayName: 'Items per Batch',
						name: 'batchSize',
						type: 'number',
						typeOptions: { minValue: -1 },
						default: 50,
						description: 'Number of items to send before a pause; -1 turns batching off',
					},
					{
						displayName: 'Batch Interval (Ms)',
						name: 'batchInterval',
						type: 'number',
						typeOptions: { minValue: 0 },
						default: 1000,
						description: 'Pause between two batches, in milliseconds; 0 for none',
					},
				],
			},
		],
	},
	{
		displayName: 'Ignore SSL Issues (Insecure)',
		name: 'allowUnauthorizedCerts',
		type: 'boolean',
		noDataExpression: true,
		default: false,
		description: 'Whether to connect even if SSL certificate validation is not possible',
	},
	{
		displayName: 'Proxy',
		name: 'proxy',
		type: 'string',
		default: '',
		placeholder: 'e.g. http://myproxy:3128',
		description: 'HTTP proxy to use, optionally with username and password before the host',
	},
	{
		displayName: 'Timeout',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 10000,
		description: 'How long to wait for the response of the server, in milliseconds',
	},
];

/**
 * The settings, with n8n's own where n8n does not add them.
 * @param hasBulk whether the node has operations of which one request answers for many items
 */
export function requestOptions(hasWebhook: boolean, hasBulk = false): INodeProperties {
	const own = structuredClone(REQUEST_OPTIONS);
	own.options = [
		...(own.options as INodeProperties[]),
		...(hasBulk ? [structuredClone(BULK_OPTION)] : []),
		...(hasWebhook ? structuredClone(ENGINE_OPTIONS) : []),
	].sort(byLabel);
	return own;
}

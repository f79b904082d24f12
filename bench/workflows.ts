import type { WorkflowJson, WorkflowNode } from '../tools/n8n/client';

/** The same work for each peer: a source of items, then the node under test. */

const PACKAGE = 'n8n-nodes-rhombus-mattermost';

export interface Place {
	/** Mattermost's site URL. */
	url: string;
	token: string;
	/** Those that the items name in turns, at least one of each. */
	users: string[];
	channels: string[];
	/** Credential of our nodes, and of n8n's own Mattermost node. */
	ours: { id: string; name: string };
	builtIn: { id: string; name: string };
}

type Under = Pick<WorkflowNode, 'type' | 'parameters'> &
	Partial<Pick<WorkflowNode, 'typeVersion' | 'credentials'>>;

/** `count` items into one node, called "Under Test". */
export function workflow(name: string, count: number, place: Place, under: Under): WorkflowJson {
	return {
		name,
		nodes: [
			{
				id: '1',
				name: 'Start',
				type: 'n8n-nodes-base.manualTrigger',
				typeVersion: 1,
				position: [0, 0],
				parameters: {},
			},
			{
				id: '2',
				name: 'Items',
				type: 'CUSTOM.benchItems',
				typeVersion: 1,
				position: [200, 0],
				parameters: {
					count,
					users: place.users.join(','),
					channels: place.channels.join(','),
				},
			},
			{ id: '3', name: 'Under Test', typeVersion: 1, position: [400, 0], ...under },
		],
		connections: {
			Start: { main: [[{ node: 'Items', type: 'main', index: 0 }]] },
			Items: { main: [[{ node: 'Under Test', type: 'main', index: 0 }]] },
		},
		settings: { executionOrder: 'v1' },
	} as WorkflowJson;
}

const ourCredential = ({ ours }: Place) => ({ mattermostTokenApi: ours });

/** One user by ID per item. */
export const getUser = {
	/** One request per item unless `bulk`. */
	ours: (
		place: Place,
		{ inFlight = 10, bulk = false, type = `${PACKAGE}.mattermost` } = {},
	): Under => ({
		type,
		credentials: ourCredential(place),
		parameters: {
			authentication: 'accessToken',
			resource: 'user',
			operation: 'get',
			userUserId: { __rl: true, mode: 'id', value: '={{ $json.user }}' },
			userSimplify: false,
			requestOptions: { inFlight, bulk },
		},
	}),
	builtIn: (place: Place): Under => ({
		type: 'n8n-nodes-base.mattermost',
		credentials: { mattermostApi: place.builtIn },
		parameters: {
			resource: 'user',
			operation: 'getById',
			userIds: '={{ $json.user }}',
			additionalFields: {},
		},
	}),
	http: (place: Place): Under => ({
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: {
			url: `=${place.url}/api/v4/users/{{ $json.user }}`,
			sendHeaders: true,
			headerParameters: { parameters: [{ name: 'Authorization', value: `Bearer ${place.token}` }] },
			options: {},
		},
	}),
	empty: (place: Place): Under => ({
		type: 'CUSTOM.benchEmpty',
		parameters: { url: `=${place.url}/api/v4/users/{{ $json.user }}`, token: place.token },
	}),
	bare: (place: Place): Under => ({
		type: 'CUSTOM.benchBare',
		parameters: { url: `=${place.url}/api/v4/users/{{ $json.user }}`, token: place.token },
	}),
};

const CHANNEL = '={{ $json.channel }}';

/** One post per item, into the channels in turns. */
export const createPost = {
	ours: (place: Place): Under => ({
		type: `${PACKAGE}.mattermost`,
		credentials: ourCredential(place),
		parameters: {
			authentication: 'accessToken',
			resource: 'post',
			operation: 'create',
			postChannelId: { __rl: true, mode: 'id', value: CHANNEL },
			postMessage: '={{ $json.text }}',
			postSimplify: false,
			requestOptions: { inFlight: 10 },
		},
	}),
	builtIn: (place: Place): Under => ({
		type: 'n8n-nodes-base.mattermost',
		credentials: { mattermostApi: place.builtIn },
		parameters: {
			resource: 'message',
			operation: 'post',
			channelId: CHANNEL,
			message: '={{ $json.text }}',
			attachments: [],
			otherOptions: {},
		},
	}),
	http: (place: Place): Under => ({
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: {
			method: 'POST',
			url: `${place.url}/api/v4/posts`,
			sendHeaders: true,
			headerParameters: { parameters: [{ name: 'Authorization', value: `Bearer ${place.token}` }] },
			sendBody: true,
			bodyParameters: {
				parameters: [
					{ name: 'channel_id', value: CHANNEL },
					{ name: 'message', value: '={{ $json.text }}' },
				],
			},
			options: {},
		},
	}),
	bare: (place: Place): Under => ({
		type: 'CUSTOM.benchBarePost',
		parameters: {
			url: `${place.url}/api/v4/posts`,
			token: place.token,
			channel: CHANNEL,
			message: '={{ $json.text }}',
		},
	}),
};

/** One file of the server per item. */
export const getFile = {
	ours: (place: Place): Under => ({
		type: `${PACKAGE}.mattermost`,
		credentials: ourCredential(place),
		parameters: {
			authentication: 'accessToken',
			resource: 'file',
			operation: 'download',
			fileFileId: '={{ $json.user }}',
			fileBinaryProperty: 'data',
		},
	}),
};

const listOurs = (place: Place, extent: Record<string, unknown>): Under => ({
	type: `${PACKAGE}.mattermost`,
	credentials: ourCredential(place),
	parameters: {
		authentication: 'accessToken',
		resource: 'user',
		operation: 'getAll',
		...extent,
		userSimplify: false,
		userGetAllOptions: {},
	},
});

/** All users of the server, page by page, from one item. */
export const listUsers = {
	ours: (place: Place): Under => listOurs(place, { userReturnAll: true }),
	first: (place: Place, limit: number): Under =>
		listOurs(place, { userReturnAll: false, userLimit: limit }),
	loop: (place: Place): Under => ({
		type: 'CUSTOM.benchLoop',
		parameters: { url: `${place.url}/api/v4/users`, token: place.token },
	}),
};

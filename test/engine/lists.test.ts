import { builtPackage, DIST } from '../support/harness';
import { actionsOf } from '../support/nodeCreator';

/**
 * n8n lists a community node's actions in the order of its description and without a search box: what
 * people do every day stands at the top.
 */

// eslint-disable-next-line @typescript-eslint/no-require-imports -- the built package is what is tested
const { registry } = require(`${DIST}/nodes/registry.js`) as typeof import('../../nodes/registry');
const { nodes } = builtPackage();

/** Where an action may stand at most, by node and `resource/operation`. */
const EVERYDAY: Record<string, Record<string, number>> = {
	mattermost: {
		'post/create': 1,
		'post/reply': 2,
		'post/sendDirect': 3,
		'post/sendAndWait': 4,
		'post/sendFile': 5,
		'post/update': 12,
		'post/delete': 12,
		'post/get': 12,
		'post/getAll': 12,
		'post/search': 12,
		'channel/create': 60,
		'channelMember/add': 90,
		'user/get': 120,
		'file/upload': 150,
		'file/download': 150,
		'reaction/create': 160,
	},
	rhombus: {
		'camera/getSnapshot': 1,
		'camera/getAll': 5,
		'door/unlock': 20,
		'policyAlert/getAll': 30,
		'policyAlert/dismiss': 30,
		'clip/save': 40,
		'clip/download': 40,
		'accessEvent/getByDoor': 60,
		'lockdown/activate': 63,
		'alarm/arm': 75,
	},
	rhombusAdmin: { 'user/create': 1, 'credential/create': 15, 'accessGroup/addUsers': 25 },
	rhombusIntegration: { 'mattermost/update': 1, 'kisi/update': 5, 'envoy/update': 12 },
};

test.each(Object.entries(EVERYDAY))('%s lists everyday actions first', (node, limits) => {
	const order = actionsOf(nodes[node]!).map(
		({ resource, operation }) => `${resource}/${operation}`,
	);
	const late = Object.entries(limits)
		.map(([id, limit]) => ({ id, limit, place: order.indexOf(id) + 1 }))
		.filter(({ place, limit }) => place === 0 || place > limit);
	expect(late).toEqual([]);
});

test('what newer servers no longer have stands last in its resource', () => {
	const early = registry.flatMap(({ resources }) =>
		resources.flatMap(({ value, operations }) =>
			operations
				.filter(({ until }, index) => until && operations.slice(index).some((one) => !one.until))
				.map((operation) => `${value}/${operation.value}`),
		),
	);
	expect(early).toEqual([]);
});

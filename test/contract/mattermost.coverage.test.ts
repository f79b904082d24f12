import { readFileSync } from 'fs';
import path from 'path';
import { requestsOf } from '../../nodes/shared/model/parameterNames';
import type { Field, Operation } from '../../nodes/shared/model/operation';
import { DIST } from '../support/harness';

/**
 * The seed document is the whole Mattermost API v4 of server 4.10. Each of its operations, and each
 * of their parameters and body properties, has its place in a node.
 */

// eslint-disable-next-line @typescript-eslint/no-require-imports -- the built package is what is tested
const { registry } = require(`${DIST}/nodes/registry.js`) as typeof import('../../nodes/registry');

interface Schema {
	$ref?: string;
	type?: string;
	properties?: Record<string, Schema>;
	items?: Schema;
	allOf?: Schema[];
}
interface ContractOperation {
	parameters?: Array<{ name: string; in: string; $ref?: string }>;
	requestBody?: { content?: Record<string, { schema?: Schema }> };
}
const contract = JSON.parse(
	readFileSync(path.join(__dirname, '../../contracts/mattermost-4.json'), 'utf8'),
) as {
	paths: Record<string, Record<string, ContractOperation>>;
	components?: { schemas?: Record<string, Schema> };
};

/** Body properties that have no field of their own, and why. */
const ELSEWHERE: Record<string, string> = {
	...Object.fromEntries(
		['users', 'channels', 'teams', 'posts', 'commands'].map((thing) => [
			`PUT /${thing}/{} id`,
			'the ID in the path is repeated in the body by the operation',
		]),
	),
	'PUT /oauth/apps/{} id': 'the ID in the path is repeated in the body by the operation',
	'PUT /hooks/incoming/{} hook_id': 'the ID in the path is repeated in the body by the operation',
	'PUT /hooks/outgoing/{} hook_id': 'the ID in the path is repeated in the body by the operation',
	'POST /users/tokens/revoke token': 'the seed is wrong: every server wants token_id',
	'POST /users/tokens/disable token': 'the seed is wrong: every server wants token_id',
	'POST /users/tokens/enable token': 'the seed is wrong: every server wants token_id',
	'POST /teams/members/invite hash': 'the seed is wrong: 4.10 already wants token or invite_id',
	'POST /teams/members/invite data': 'the seed is wrong: 4.10 already wants token or invite_id',
	'POST /teams/{}/members roles':
		'no server reads it: roles are set by Channel or Team Member → Update Roles',
	'POST /teams/{}/import filesize': 'taken from the file itself',
	'POST /files client_ids': 'only ties answers to files of one form; each file is sent by itself',
	'PUT /commands/{} team_id': 'a command stays in its team; the operation repeats the current one',
	'PUT /commands/{} token': 'made by the server: Slash Command → Regenerate Token',
	'PUT /commands/{} create_at': 'set by the server',
	'PUT /commands/{} updated_at': 'set by the server, as update_at',
	'PUT /commands/{} deleted_at': 'set by the server, as delete_at',
	'PUT /commands/{} creator_id': 'set by the server',
	'PUT /config *': 'the configuration is one JSON field',
	'POST /email/test *': 'the configuration is one JSON field',
	'POST /file/s3_test *': 'the configuration is one JSON field',
	'POST /elasticsearch/test *': 'the configuration is one JSON field',
};

/** `GET /users/{}/posts`: parameters are compared by place, their names differ between documents. */
const shape = (request: string) => request.replace(/\{\w+\}/g, '{}').replace('/api/v4', '');

const declared = new Map<string, Operation[]>();
for (const { service, resources } of registry) {
	if (service.name !== 'Mattermost') continue;
	for (const { operations } of resources) {
		for (const operation of operations) {
			for (const request of requestsOf(operation)) {
				const key = shape(request);
				declared.set(key, [...(declared.get(key) ?? []), operation]);
			}
		}
	}
}

const resolve = (schema: Schema | undefined): Schema => {
	if (!schema) return {};
	if (schema.$ref) return resolve(contract.components?.schemas?.[schema.$ref.split('/').pop()!]);
	if (schema.allOf) {
		return {
			properties: Object.assign(
				{},
				...schema.allOf.map((one) => resolve(one).properties ?? {}),
			) as Record<string, Schema>,
		};
	}
	return schema;
};

/** First parts of the API names that an operation's fields, fixed values and form stand for. */
function namesOf(operation: Operation): Set<string> {
	const fields: Field[] = [...(operation.fields ?? []), ...(operation.optional ?? [])];
	return new Set([
		...fields.map(({ name }) => name.split('.')[0]),
		...Object.keys(operation.fixed?.query ?? {}),
		...Object.keys(operation.fixed?.body ?? {}),
	]);
}

const PAGING = ['page', 'per_page', 'logs_per_page', 'limit'];

const cases = Object.entries(contract.paths).flatMap(([route, methods]) =>
	Object.entries(methods)
		.filter(([method]) => ['get', 'post', 'put', 'delete', 'patch'].includes(method))
		.map(([method, operation]) => ({ request: `${method.toUpperCase()} ${route}`, operation })),
);

test('the contract has the 209 operations of the seed', () => {
	expect(cases).toHaveLength(209);
});

test('every operation of the seed has its place in a node', () => {
	const missing = cases
		.map(({ request }) => request)
		.filter((request) => !declared.has(shape(request)));
	expect(missing).toEqual([]);
});

test('so has every parameter and body property', () => {
	const missing: string[] = [];
	for (const { request, operation } of cases) {
		const candidates = declared.get(shape(request)) ?? [];
		const known = new Set(candidates.flatMap((one) => [...namesOf(one)]));
		const paged = candidates.some((one) => one.paging);
		// A whole body that is one field, a form with the input file, or several steps that know it all.
		const open = candidates.some((one) => one.bodyIs);
		const uploads = candidates.some((one) => known.has('input_binary_field') || one.run);
		const short = shape(request);
		const expectName = (name: string, kind: string) => {
			if (known.has(name) || (paged && PAGING.includes(name))) return;
			if (`${short} ${name}` in ELSEWHERE || `${short} *` in ELSEWHERE) return;
			missing.push(`${short}: ${kind} ${name}`);
		};
		for (const parameter of operation.parameters ?? []) {
			if (parameter.in === 'query') expectName(parameter.name, 'query');
		}
		for (const [type, { schema }] of Object.entries(operation.requestBody?.content ?? {})) {
			const { properties = {} } = resolve(schema);
			if (open && Object.keys(properties).length === 0) continue;
			for (const [name, property] of Object.entries(properties)) {
				if (
					type.startsWith('multipart') &&
					uploads &&
					(resolve(property) as { format?: string }).format === 'binary'
				)
					continue;
				expectName(name, 'body');
			}
		}
	}
	expect(missing).toEqual([]);
});

test('every exception is still needed', () => {
	const shapes = new Set(cases.map(({ request }) => shape(request)));
	for (const key of Object.keys(ELSEWHERE)) {
		expect([key, shapes.has(key.split(' ').slice(0, 2).join(' '))]).toEqual([key, true]);
	}
});

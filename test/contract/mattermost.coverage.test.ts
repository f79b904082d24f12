import { corrected } from '../../contracts/corrections';
import { Contract } from '../../contracts/openapi';
import { requestsOf } from '../../nodes/shared/model/parameterNames';
import type { Field, Operation } from '../../nodes/shared/model/operation';
import { DIST } from '../support/harness';

/**
 * The seed document is the whole Mattermost API v4 of server 4.10. Each of its operations, and each
 * of their parameters and body properties, has its place in a node.
 */

// eslint-disable-next-line @typescript-eslint/no-require-imports -- the built package is what is tested
const { registry } = require(`${DIST}/nodes/registry.js`) as typeof import('../../nodes/registry');

const contract = new Contract('mattermost-4.json', '/api/v4');

/** Body properties that have no field of their own, and why. */
const ELSEWHERE: Record<string, string> = {
	...Object.fromEntries(
		['users', 'channels', 'commands'].map((thing) => [
			`PUT /${thing}/{} id`,
			'the ID in the path is repeated in the body by the operation',
		]),
	),
	'PUT /oauth/apps/{} id': 'the ID in the path is repeated in the body by the operation',
	'POST /teams/{}/members roles':
		'no server reads it: roles are set by Channel or Team Member → Update Roles',
	'POST /teams/{}/import filesize': 'taken from the file itself',
	'POST /files client_ids': 'only ties answers to files of one form; each file is sent by itself',
	'PUT /commands/{} team_id': 'a command stays in its team; the operation repeats the current one',
	'PUT /commands/{} create_at': 'set by the server',
	'PUT /commands/{} updated_at': 'set by the server, as update_at',
	'PUT /commands/{} deleted_at': 'set by the server, as delete_at',
	'PUT /config *': 'the configuration is one JSON field',
	'POST /email/test *': 'the configuration is one JSON field',
	'POST /file/s3_test *': 'the configuration is one JSON field',
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

/** First parts of the API names that an operation's fields, fixed values and form stand for. */
function namesOf(operation: Operation): Set<string> {
	const fields: Field[] = [...(operation.fields ?? []), ...(operation.optional ?? [])];
	return new Set([
		...fields.map(({ name }) => name.split('.')[0]!),
		...Object.keys(operation.fixed?.query ?? {}),
		...Object.keys(operation.fixed?.body ?? {}),
	]);
}

const PAGING = ['page', 'per_page', 'logs_per_page', 'limit'];

const cases = contract.operations.map((operation) => ({
	request: operation.id.replace('/api/v4', ''),
	operation,
	/** As servers take it: what it lacks the seed invented. */
	real: corrected('mattermost', contract, operation),
}));

test('the contract has the 209 operations of the seed', () => {
	expect(cases).toHaveLength(209);
});

test('every operation of the seed has its place in a node', () => {
	const missing = cases
		.map(({ request }) => request)
		.filter((request) => !declared.has(shape(request)));
	expect(missing).toEqual([]);
});

/** What lacks a place, and the exceptions that were asked for. */
function findMissing() {
	const missing: string[] = [];
	const excused = new Set<string>();
	for (const { request, operation, real } of cases) {
		const candidates = declared.get(shape(request)) ?? [];
		const known = new Set(candidates.flatMap((one) => [...namesOf(one)]));
		const paged = candidates.some((one) => one.paging);
		// A whole body that is one field, a form with the input file, or several steps that know it all.
		const open = candidates.some((one) => one.bodyIs);
		const uploads = candidates.some((one) => known.has('input_binary_field') || one.run);
		const short = shape(request);
		const expectName = (name: string, kind: string) => {
			if (known.has(name) || (paged && PAGING.includes(name))) return;
			const exception = [`${short} ${name}`, `${short} *`].find((one) => one in ELSEWHERE);
			if (exception) excused.add(exception);
			else missing.push(`${short}: ${kind} ${name}`);
		};
		for (const name of operation.query.keys()) {
			if (real.query.has(name)) expectName(name, 'query');
		}
		const read = Object.values(real.body?.content ?? {}).map(
			(one) => contract.flat(one).properties,
		);
		for (const [type, schema] of Object.entries(operation.body?.content ?? {})) {
			const { properties = {} } = contract.flat(schema);
			if (open && Object.keys(properties).length === 0) continue;
			for (const [name, property] of Object.entries(properties)) {
				if (!read.some((all) => all && name in all)) continue;
				const isFile = contract.flat(property).format === 'binary';
				if (!(isFile && uploads && type.startsWith('multipart'))) expectName(name, 'body');
			}
		}
	}
	return { missing, excused };
}

test('so has every parameter and body property', () => {
	expect(findMissing().missing).toEqual([]);
});

test('every exception is still needed', () => {
	const { excused } = findMissing();
	expect(Object.keys(ELSEWHERE).filter((key) => !excused.has(key))).toEqual([]);
});

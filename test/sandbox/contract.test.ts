import { gzipSync } from 'node:zlib';
import { startSandbox, TOKENS, type Sandbox, type Service } from '../../sandbox';
import { anonymous, CORRECTIONS } from '../../contracts/corrections';
import { faultsOf } from '../../sandbox/conformance';
import type { Operation } from '../../contracts/openapi';
import type { Example } from '../../sandbox/examples';
import { descriptions } from '../../sandbox/mattermost/backend';
import { mattermostExample } from '../../sandbox/mattermost/examples';
import { PASSWORD, type MattermostState } from '../../sandbox/mattermost/state';
import { rhombusExample } from '../../sandbox/rhombus/examples';
import { contract as rhombus } from '../../sandbox/rhombus/shapes';
import { useFreshSandbox } from '../support/sandbox';

/** Operations that cannot succeed with seeded data alone; other tests cover them. */
const NEEDS_MORE: Record<string, number> = {
	'POST /posts/{post_id}/actions/{action_id}': 404, // a post with buttons
	'POST /commands/execute': 404, // a URL that answers
	'POST /actions/dialogs/submit': 400, // a URL that answers
	'POST /actions/dialogs/open': 400, // a trigger ID of a click
	'POST /actions/dialogs/lookup': 400, // a URL that answers
	'GET /brand/image': 404, // an uploaded picture
	'GET /terms_of_service': 404, // terms, which an Enterprise license allows
	'GET /reports/users': 400, // the name of a column
	'DELETE /brand/image': 404,
	'PUT /users/{user_id}/status/custom': 400, // an end that fits its duration
	'DELETE /saml/certificate/idp': 500, // a certificate
	'DELETE /saml/certificate/public': 500,
	'DELETE /saml/certificate/private': 500,
	'DELETE /ldap/certificate/public': 500,
	'DELETE /ldap/certificate/private': 500,
	'POST /channels/{channel_id}/convert_to_channel': 400, // a group message
	'GET /channels/{channel_id}/common_teams': 400,
	'POST /users/{user_id}/status/custom/recent/delete': 400, // a recent status
	// Recorded on 5.37 to 11.6: not the status that the contract says.
	'POST /users/logout': 200,
	'POST /teams/{team_id}/channels/search': 200,
	'POST /reactions': 200,
};

/** A plugin as it is uploaded: an archive with nothing but its manifest. */
function pluginForm(): FormData {
	const plugin = { id: 'example', name: 'Example', version: '1.0.0' };
	const manifest = Buffer.from(JSON.stringify(plugin));
	const header = Buffer.alloc(512);
	header.write('example/plugin.json');
	header.write(manifest.length.toString(8), 124);
	const form = new FormData();
	const archive = gzipSync(Buffer.concat([header, manifest]));
	form.append('plugin', new Blob([new Uint8Array(archive)]), 'example.tar.gz');
	return form;
}

const withPlugin = ({ plugins, samples }: MattermostState) => {
	plugins.set('example', { manifest: { id: 'example' }, isActive: false });
	samples.plugin_id = 'example';
};
const withRecap = (state: MattermostState) => {
	const id = state.newId();
	state.recaps.set(id, { id, user_id: state.user('admin').id });
	state.samples.recap_id = id;
};

/** What must be there first, or be set, where the seeded data alone do not do. */
const PREPARED: Record<string, (state: MattermostState, site: string) => void> = {
	'POST /users/{user_id}/promote': (state) => {
		const guest = Object.assign(state.user('bob'), { roles: 'system_guest' });
		state.samples.user_id = guest.id;
	},
	'POST /users/login/switch': ({ settings, samples }) => {
		settings.set('config', { GitLabSettings: { Enable: true } });
		Object.assign(samples, { new_service: 'gitlab', password: PASSWORD });
	},
	'GET /users/invalid_emails': ({ settings }) => {
		settings.set('config', { TeamSettings: { EnableOpenServer: false } });
	},
	'POST /site_url/test': ({ samples }, site) => {
		samples.site_url = site;
	},
	'GET /recaps/{recap_id}': withRecap,
	'DELETE /recaps/{recap_id}': withRecap,
	'POST /recaps/{recap_id}/read': withRecap,
	'POST /recaps/{recap_id}/regenerate': withRecap,
	'DELETE /plugins/{plugin_id}': withPlugin,
	'POST /plugins/{plugin_id}/enable': withPlugin,
	'POST /plugins/{plugin_id}/disable': withPlugin,
	'POST /plugins/{plugin_id}/activate': withPlugin,
	'POST /plugins/{plugin_id}/deactivate': withPlugin,
};

const ADMIN = { authorization: `Bearer ${TOKENS.mattermostAdmin}` };
const PARTNER = {
	'x-auth-scheme': 'partner-api-token',
	'x-auth-apikey': TOKENS.rhombusPartnerKey,
};

/** What plugins want of each request. */
const OF_PLUGINS = Object.assign(
	{},
	...Object.values(descriptions[0]!.contract.plugins).map(({ headers }) => headers),
) as Record<string, string>;

async function send(service: Service, example: Example, headers: Record<string, string>) {
	const { method, path, contentType, body } = example;
	const isForm = contentType === 'multipart/form-data';
	return await fetch(service.url + path, {
		method,
		headers: { ...headers, ...(contentType && !isForm && { 'content-type': contentType }) },
		body: contentType === 'application/json' ? JSON.stringify(body) : (body as BodyInit),
	});
}

describe.each([
	['11.7.0', 801],
	['4.10.10', 209],
])('Mattermost %s: every operation of its contract', (mattermostVersion, expected) => {
	const contract =
		mattermostVersion === '11.7.0' ? descriptions[0]!.contract : descriptions.at(-1)!.contract;
	const own = descriptions.filter((described) => described.contract === contract);
	let sandbox: Sandbox;
	beforeAll(async () => {
		sandbox = await startSandbox({ mattermostVersion });
	});
	afterAll(() => sandbox.stop());

	test(`answers a valid request with its status and sees nothing wrong (${expected})`, async () => {
		const { mattermost } = sandbox;
		const wrong: string[] = [];
		for (const described of own) {
			mattermost.reset();
			const { key, operation } = described;
			PREPARED[key]?.(mattermost.state, mattermost.url);
			const example = mattermostExample(described, mattermost.state);
			if (key === 'POST /plugins') example.body = pluginForm();
			const response = await send(mattermost, example, { ...ADMIN, ...OF_PLUGINS });
			await response.arrayBuffer();
			const status = NEEDS_MORE[key] ?? operation.status;
			if (response.status !== status) wrong.push(`${key}: ${response.status} is not ${status}`);
			wrong.push(...mattermost.violations);
			if (mattermost.requests[0]!.operation !== operation.id) {
				wrong.push(`${key} was taken for ${mattermost.requests[0]!.operation}`);
			}
		}
		expect(own).toHaveLength(expected);
		expect(wrong).toEqual([]);
	}, 300_000);
});

test('Mattermost: every correction belongs to an operation of a contract', () => {
	const known = new Set(descriptions.map(({ operation }) => anonymous(operation.id)));
	expect([...CORRECTIONS.mattermost.keys()].filter((key) => !known.has(key))).toEqual([]);
});

test('Rhombus: all 1,030 operations answer a valid request as their contract says', async () => {
	const sandbox = await startSandbox();
	const wrong: string[] = [];
	for (const operation of rhombus.operations) {
		sandbox.rhombus.reset();
		const example = rhombusExample(operation, sandbox.rhombus.state);
		const response = await send(sandbox.rhombus, example, PARTNER);
		if (response.status !== 200) wrong.push(`${operation.id}: ${response.status}`);
		wrong.push(...sandbox.rhombus.violations, ...(await answerFaults(operation, response)));
	}
	await sandbox.stop();
	expect(rhombus.operations).toHaveLength(1030);
	expect(wrong).toEqual([]);
}, 300_000);

/** What in an answer contradicts the contract, or says that the operation failed. */
async function answerFaults(operation: Operation, response: Response): Promise<string[]> {
	const { answer } = operation;
	if (!answer) return [];
	if (answer.type !== 'application/json') {
		return response.headers.get('content-type') === answer.type ? [] : [`${operation.id}: type`];
	}
	const body = (await response.json()) as { error?: boolean; errorMsg?: string };
	const faults = faultsOf(rhombus, answer.schema, body, `${operation.id} answer`);
	if (body.error) faults.push(`${operation.id}: ${body.errorMsg}`);
	return faults;
}

describe('what contradicts the contract is reported', () => {
	const sandbox = useFreshSandbox();

	test.each([
		['GET', '/api/v4/nope', undefined, 'is not known to Mattermost'],
		['GET', '/api/v4/users?pgae=1', undefined, 'query.pgae is not declared'],
		['GET', '/api/v4/users?page=x', undefined, 'query.page must be an integer'],
		['GET', '/api/v4/channels/short', undefined, 'path.channel_id is not an id'],
		['POST', '/api/v4/posts', { message: 'x' }, 'body.channel_id is required'],
		['POST', '/api/v4/posts', { channel_id: 'c', mesage: 'x' }, 'body.mesage is not declared'],
		['POST', '/api/v4/posts', { channel_id: 'c', props: 'x' }, 'body.props must be an object'],
		['POST', '/api/v4/posts', undefined, 'body is required'],
		['POST', '/api/v4/users/ids', { user_ids: [] }, 'body must be an array'],
		['POST', '/api/v4/users/tokens/revoke', {}, 'body.token_id is required'],
		['DELETE', '/api/v4/posts/abcdefghijklmnopqrstuvwxyz', { a: 1 }, 'body declares no properties'],
	])('Mattermost %s %s %j', async (method, path, body, fault) => {
		const contentType = body && 'application/json';
		await send(sandbox.mattermost, { method, path, contentType, body }, ADMIN);
		expect(sandbox.mattermost.violations).toHaveLength(1);
		expect(sandbox.mattermost.violations[0]).toContain(fault);
		expect(sandbox.mattermost.requests[0]!.violations).toHaveLength(1);
	});

	test.each([
		['user/getUsersInOrg', undefined, {}, 'body is required'],
		['user/getUsersInOrg', { all: true }, {}, 'body declares no properties'],
		['user/deleteUser', { userUuid: 'short' }, {}, 'body.userUuid is not a RUUID'],
		['user/deleteUser', { uuid: 'x' }, {}, 'body.uuid is not declared'],
		['user/createUser', { email: 1 }, {}, 'body.email must be a string'],
		['rules/createRule', { rule: [] }, {}, 'body.rule must be an object'],
		['report/getAuditFeed', { includeActions: ['NO'] }, {}, 'must not be "NO"'],
		['user/getUsersInOrg', {}, { 'x-auth-scheme': '' }, 'header x-auth-scheme is required'],
	])('Rhombus %s %j', async (path, body, headers, fault) => {
		const contentType = 'application/json';
		const sent = { ...PARTNER, ...headers };
		await send(sandbox.rhombus, { method: 'POST', path: `/api/${path}`, contentType, body }, sent);
		expect(sandbox.rhombus.violations).toHaveLength(1);
		expect(sandbox.rhombus.violations[0]).toContain(fault);
	});
});

import { setTimeout as wait } from 'node:timers/promises';
import { adminRefusals, adminThings, adminValues } from './admin';
import { TOKENS, type Sandbox } from '../../sandbox';
import type { Known } from './fields';
import { contentRefusals, contentValues, prepareContent } from './mattermostContent';
import { peopleThings, peopleValues } from './mattermostPeople';

/** Things that exist on the sandbox, by API name of the field that wants them. */
export async function prepareMattermost(sandbox: Sandbox): Promise<Known> {
	const { mattermost } = sandbox;
	const { state } = mattermost;
	const headers = {
		authorization: `Bearer ${TOKENS.mattermostAdmin}`,
		'content-type': 'application/json',
	};
	const call = async (method: 'GET' | 'POST', path: string, body?: unknown) => {
		const raw = Buffer.from(body === undefined ? '' : JSON.stringify(body));
		const { bytes } = await mattermost.ask(method, `/api/v4${path}`, headers, raw);
		return JSON.parse(bytes.toString()) as Record<string, string>;
	};
	const me = await call('GET', '/users/me');
	const team = [...state.teams.values()].find((one) => one.delete_at === 0)!;
	// Not Town Square: that one cannot be archived.
	const channel = [...state.channels.values()].find(
		(one) => one.team_id === team.id && one.name === 'alerts',
	)!;
	const other = [...state.users.values()].find((one) => one.id !== me.id && one.delete_at === 0)!;
	// What is unread from a post on is counted by time: nothing before it may have its millisecond.
	await wait(2);
	const post = await call('POST', '/posts', { channel_id: channel.id, message: 'A post' });
	await call('POST', '/posts', { channel_id: channel.id, message: 'A reply', root_id: post.id });
	return {
		channel_id: channel.id,
		channel_ids: channel.id,
		channel_name: channel.name,
		team_id: team.id,
		team_name: team.name,
		user_id: other.id,
		user_ids: other.id,
		asked_by: other.id,
		username: other.username,
		email: other.email,
		post_id: post.id,
		root_id: post.id,
		file_ids: '',
		...adminThings(sandbox),
		...peopleThings(state),
		...(await prepareContent(sandbox, call, {
			team_id: team.id,
			channel_id: channel.id,
			post_id: post.id!,
		})),
	};
}

/** Where an operation needs other values than the table above, by `resource/operation`. */
export const mattermostValues: Record<string, Known> = {
	...adminValues,
	...contentValues,
	...peopleValues,
	// Not required by declaration: as human review of an AI agent n8n brings its own.
	'post/sendAndWait': { question: 'Deploy?' },
	// Without a URL it needs a webhook trigger beside it, and with a secret no two addresses are equal.
	'dialog/open': { url: 'http://127.0.0.1:5678/form', secret: '' },
	'exportFile/download': { export_name: 'export.zip' },
	'exportFile/delete': { export_name: 'export.zip' },
	'exportFile/deleteImport': { import_name: 'import.zip' },
	'job/getByType': { type: 'migrations' },
	'job/updateStatus': { status: 'cancel_requested' },
	'anyEndpoint/call': {
		endpoint: 'GET /users/me',
		fields: { mappingMode: 'defineBelow', value: {} },
		upload: {},
	},
};

/**
 * Operations that the sandbox refuses with sample values, and why. Requests and the refusal are
 * compared all the same.
 */
export const mattermostRefusals: Record<string, string> = {
	...adminRefusals,
	...contentRefusals,
	'user/switchLogin': 'a fresh server has no other login service set up',
	'channel/getCommonTeams': 'only group messages have common teams',
};

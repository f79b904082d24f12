import { failed } from './actions';
import { badBody, forbidden, OK, text, type Call, type Row, type Table } from './api';
import { readTriggerId } from './signing';
import type { MattermostState, Post } from './state';
import type { Version } from './version';

/** What a server calls by itself: outgoing webhooks and dialogs. Facts: recorded deliveries. */

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);
const MIME_FORM = 'application/x-www-form-urlencoded';

/** The trigger word a message begins with; '' where the hook wants every message, undefined for no match. */
function triggered(hook: Row, post: Post): string | undefined {
	if (hook.channel_id && hook.channel_id !== post.channel_id) return undefined;
	const words = (hook.trigger_words as string[] | null) ?? [];
	if (!words.length) return '';
	const [first = ''] = post.message.split(/\s/);
	return words.find((word) => (hook.trigger_when === 1 ? first.startsWith(word) : first === word));
}

async function deliver(state: MattermostState, hook: Row, post: Post, word: string) {
	const channel = state.channels.get(post.channel_id)!;
	const isJson = hook.content_type === 'application/json';
	const fields: Record<string, string | number> = {
		token: String(hook.token),
		team_id: channel.team_id,
		team_domain: state.teams.get(channel.team_id)!.name,
		channel_id: channel.id,
		channel_name: channel.name,
		timestamp: isJson ? post.create_at : Math.floor(post.create_at / 1000),
		user_id: post.user_id,
		user_name: state.users.get(post.user_id)!.username,
		post_id: post.id,
		text: post.message,
		trigger_word: word,
		file_ids: (post.file_ids ?? []).join(','),
	};
	const form = new URLSearchParams(
		Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)]),
	);
	for (const url of hook.callback_urls as string[]) {
		// Example hooks name servers of others.
		if (!LOOPBACK.has(new URL(url).hostname)) continue;
		const answer = await fetch(url, {
			method: 'POST',
			headers: {
				'Content-Type': isJson ? 'application/json' : MIME_FORM,
				Accept: 'application/json',
				'User-Agent': 'Mattermost-Bot/1.1',
			},
			body: isJson ? JSON.stringify(fields) : form.toString(),
		});
		const said = (await answer.json().catch(() => ({}))) as Row;
		if (!answer.ok) state.failedDeliveries.push(`${answer.status} ${JSON.stringify(said)}`);
		if (typeof said.text !== 'string' || !said.text) continue;
		state.addPost({
			channel_id: channel.id,
			user_id: String(hook.creator_id),
			message: said.text,
			root_id: said.response_type === 'comment' ? post.root_id || post.id : '',
			props: {
				from_webhook: 'true',
				override_username: hook.username || 'webhook',
				webhook_display_name: hook.display_name,
			},
		});
	}
}

/** Calls the outgoing webhooks that a new post triggers: public channels only, never for webhooks' posts. */
export function callOutgoing(state: MattermostState, post: Post): void {
	const channel = state.channels.get(post.channel_id)!;
	if (channel.type !== 'O' || post.props.from_webhook === 'true' || post.type) return;
	for (const hook of state.outgoingHooks.values()) {
		if (hook.team_id !== channel.team_id || !hook.callback_urls) continue;
		const word = triggered(hook, post);
		if (word === undefined) continue;
		deliver(state, hook, post, word).catch((error: unknown) => {
			state.failedDeliveries.push(String(error));
		});
	}
}

/** Sends what a person does in a dialog to the integration. @returns its answer */
async function send(call: Call, type: string): Promise<Row> {
	const { body, user } = call;
	const url = text(body, 'url');
	const isMember = call.state.channelMembers.get(String(body.channel_id ?? ''))?.has(user.id);
	if (body.channel_id && !isMember && !user.roles.includes('system_admin')) throw forbidden();
	const answer = await fetch(url, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
		body: JSON.stringify({
			type,
			callback_id: String(body.callback_id ?? ''),
			state: String(body.state ?? ''),
			user_id: user.id,
			channel_id: String(body.channel_id ?? ''),
			team_id: String(body.team_id ?? ''),
			submission: body.submission ?? {},
			cancelled: body.cancelled === true,
		}),
	}).catch(() => {
		throw failed();
	});
	if (answer.status !== 200) throw failed();
	return (await answer.json().catch(() => ({}))) as Row;
}

async function submit(call: Call): Promise<Row> {
	const { body, state, version } = call;
	const isRefresh = version.since(FORMS) && body.type === 'refresh';
	const said = await send(call, isRefresh ? 'refresh' : 'dialog_submission');
	for (const [key, { url }] of state.dialogs) if (url === body.url) state.dialogs.delete(key);
	// What a server does not know it leaves out.
	const { error, errors, type, form } = said;
	return {
		...(error !== undefined && { error }),
		...(errors !== undefined && { errors }),
		...(version.since(FORMS) && type !== undefined && { type }),
		...(version.since(FORMS) && form !== undefined && { form: whole(form as Row, version) }),
	};
}

/** Answers with forms, and lookups: on 11.6, not on 10.11. */
const FORMS = '11.0';

/** A dialog with what a server adds to it. */
const whole = (dialog: Row, version: Version): Row => ({
	introduction_text: '',
	icon_url: '',
	...dialog,
	elements: ((dialog.elements as Row[] | undefined) ?? []).map((element) => ({
		subtype: '',
		default: '',
		placeholder: '',
		help_text: '',
		optional: false,
		min_length: 0,
		max_length: 0,
		data_source: '',
		options: null,
		...(version.since(FORMS) && { multiselect: false }),
		...element,
	})),
});

function open(call: Call): typeof OK {
	const { body, state, version } = call;
	const { trigger_id = '', dialog: given = {} } = body;
	const isText = typeof trigger_id === 'string' && typeof given === 'object';
	if (call.json === undefined || !isText || given === null) throw badBody('dialog');
	const dialog = given as Row;
	const url = text(body, 'url');
	const { id, userId: user_id } = readTriggerId(trigger_id, version);
	state.dialogs.set(trigger_id, { trigger_id, url, dialog });
	state.tell({ key: 'dialog opened', call, made: { id, user_id, dialog: whole(dialog, version) } });
	return OK;
}

export const dialogs: Table = {
	'POST /actions/dialogs/open': open,
	'POST /actions/dialogs/submit': submit,
	'POST /actions/dialogs/lookup': async (call) => {
		const { items = [] } = await send(call, 'dialog_lookup');
		return { items };
	},
};

import { AppError, badParam, pick, type Call, type Row } from './api';
import { filesOf } from './attaching';
import { tellOne } from './ephemeral';
import { triggerIdOf } from './signing';
import type { MattermostState, Post } from './state';

export const failed = () =>
	new AppError(400, 'api.post.do_action.action_integration.app_error', 'Action integration error.');

/** What servers keep of an attachment, whether it was given or not. */
const BLANK = {
	id: 0,
	fallback: '',
	color: '',
	pretext: '',
	author_name: '',
	author_link: '',
	author_icon: '',
	title: '',
	title_link: '',
	text: '',
	fields: null,
	image_url: '',
	thumb_url: '',
	footer: '',
	footer_icon: '',
	ts: null,
};

/** Keeps the integrations of buttons and menus on the server and gives nameless actions an id. */
export function hideIntegrations(
	{ state, version }: Pick<Call, 'state' | 'version'>,
	props: Row,
): Row {
	if (!Array.isArray(props.attachments)) return props;
	const attachments = (props.attachments as Row[]).map((attachment) => ({
		...BLANK,
		...attachment,
		...(Array.isArray(attachment.actions) && {
			actions: (attachment.actions as Row[])
				.map((action) => hide(state, action))
				// 4.10 has only buttons, and no styles (`PostAction`).
				.map((action) => (version.before('5.0') ? pick(action, ['id', 'name']) : action)),
		}),
	}));
	return { ...props, attachments };
}

function hide(state: MattermostState, action: Row): Row {
	const { integration, ...rest } = action as Row & {
		integration?: { url?: string; context?: Row };
	};
	const id = String(rest.id ?? '') || state.newId();
	if (integration?.url) {
		state.integrations.set(id, {
			url: integration.url,
			context: integration.context ?? {},
			type: String(rest.type ?? ''),
			dataSource: String(rest.data_source ?? ''),
		});
	}
	return { ...rest, id };
}

/** @throws 400 on 4.10, which takes only IDs like its own, and looks at them first */
export function checkAction({ version, params }: Call): void {
	if (version.before('5.0') && params.action_id.length !== 26) throw badParam('action_id');
}

/**
 * Presses a button: calls its integration as servers do and applies the `update` it answers.
 * @throws 404 for an unknown action, 400 unless the integration answers 200 with JSON
 */
export async function press(call: Call, post: Post): Promise<Row> {
	const { state, params, user, body, version } = call;
	const integration = state.integrations.get(params.action_id);
	if (!integration) {
		throw new AppError(404, 'api.post.do_action.action_id.app_error', 'Invalid action id.');
	}
	const channel = state.channels.get(post.channel_id)!;
	const team = state.teams.get(channel.team_id);
	const context = { ...integration.context };
	if (body.selected_option !== undefined) context.selected_option = body.selected_option;
	const clientTriggerId = state.newId();
	const trigger_id = triggerIdOf(clientTriggerId, user.id);
	const response = await fetch(integration.url, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
		body: JSON.stringify({
			user_id: user.id,
			user_name: user.username,
			channel_id: channel.id,
			channel_name: channel.name,
			team_id: channel.team_id,
			team_domain: team?.name ?? '',
			post_id: post.id,
			trigger_id,
			type: integration.type,
			data_source: integration.dataSource,
			// Recorded: nothing stands for an empty one.
			...(Object.keys(context).length > 0 && { context }),
		}),
	}).catch(() => {
		throw failed();
	});
	const answer = await response.text();
	if (response.status !== 200) throw failed();
	const said = readAnswer(answer, version.since('6.0'));
	apply(call, post, said);
	if (said.ephemeral_text) {
		tellOne(call, post.channel_id, String(said.ephemeral_text), {
			root_id: post.root_id || post.id,
		});
	}
	return { status: 'OK', trigger_id: clientTriggerId };
}

function readAnswer(answer: string, emptyAllowed: boolean): Row {
	if (!answer && emptyAllowed) return {};
	try {
		return JSON.parse(answer) as Row;
	} catch {
		throw failed();
	}
}

/** Properties that an answer cannot change (`PostActionRetainPropKeys`). */
const retained = ({ props }: Post): Row =>
	Object.fromEntries(
		['from_webhook', 'override_username', 'override_icon_url']
			.filter((name) => name in props)
			.map((name) => [name, props[name]]),
	);

/** The answer is the whole message: the files that it does not name are no longer its own. */
function replaceFiles(call: Call, post: Post, file_ids: unknown): void {
	const given = Array.isArray(file_ids) ? file_ids.map(String) : [];
	Object.assign(post, { file_ids: given }, filesOf(call, post, given));
}

function apply(call: Call, post: Post, { update }: Row): void {
	const { state } = call;
	if (!update) return;
	const { message, props, file_ids } = update as Row;
	const now = Date.now();
	post.message = String(message ?? '');
	if (props) post.props = hideIntegrations(call, { ...(props as Row), ...retained(post) });
	replaceFiles(call, post, file_ids);
	post.update_at = post.edit_at = now;
	state.tell({
		key: 'post edited',
		call: { ...call, params: { ...call.params, post_id: post.id } },
		made: post,
	});
}

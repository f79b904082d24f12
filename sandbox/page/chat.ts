import type { MattermostService } from '../mattermost';
import type { Channel, Post, User } from '../mattermost/state';
import type { Row } from '../types';
import { elementsOf, submissionOf, type Dialog } from './dialog';
import { form, html, options, time, type Html } from './html';
import type { Screen } from './layout';
import type { Next, Sent, Shown } from './types';

/** How many messages of a channel are shown, the newest. */
const MESSAGES = 40;
/** Who looks at the page at first: nodes act as the administrator, who may not answer himself. */
const USUAL_PERSON = 'bob';
const USUAL_CHANNEL = 'alerts';

/** A message that one person sees and no server keeps. */
interface Whisper {
	user_id: string;
	channel_id: string;
	message: string;
	at: number;
}

/** A dialog on somebody's screen. */
interface OpenedDialog {
	user_id: string;
	url: string;
	dialog: Dialog;
	/** What the integration had against the last answers, by element; `''` for all of it. */
	errors: Record<string, string>;
}

interface Action {
	id: string;
	name?: string;
	type?: string;
	options?: Array<{ text: string; value: string }>;
	data_source?: string;
}

const lines = (values: unknown[]) =>
	values.filter(Boolean).map((value) => html`<p class="text">${value}</p>`);

/** Mattermost's screen: channels, messages, buttons, menus, dialogs and slash commands. */
export class Chat {
	private readonly whispers: Whisper[] = [];
	/** By trigger ID. */
	private readonly dialogs = new Map<string, OpenedDialog>();
	/** By user ID; shown once. */
	private readonly notices = new Map<string, string[]>();
	/** By user ID. */
	private readonly tokens = new Map<string, string>();

	constructor(private readonly service: MattermostService) {
		service.state.watchers.add((change) => {
			if (!('key' in change)) return;
			const made = change.made as Row;
			if (change.key === 'told') {
				this.whisper(change.call.user.id, String(made.channel_id), String(made.message));
			}
			if (change.key === 'POST /posts/ephemeral') {
				const { user_id } = change.call.body;
				this.whisper(String(user_id), String(made.channel_id), String(made.message));
			}
			if (change.key === 'dialog opened') {
				const { user_id, dialog } = made as { user_id: string; dialog: Dialog };
				const { trigger_id, url } = change.call.body;
				this.dialogs.set(String(trigger_id), { user_id, url: String(url), dialog, errors: {} });
			}
		});
	}

	screen(query: Sent, isRefresh: boolean): Screen {
		const person = this.person(query.get('as'));
		const channels = this.channelsOf(person);
		const channel =
			channels.find(({ id }) => id === query.get('channel')) ??
			channels.find(({ name }) => name === USUAL_CHANNEL) ??
			channels[0];
		const notices = isRefresh ? [] : (this.notices.get(person.id) ?? []);
		if (!isRefresh) this.notices.delete(person.id);
		return {
			title: channel ? `Mattermost: ${this.nameOf(channel, person)}` : 'Mattermost',
			notices,
			main: html`<div class="chat">
				<div>
					<form method="get" action="/">
						<label for="as">You are</label>
						<select id="as" name="as" data-submit>
							${options(
								this.people().map(({ username }) => [username, `@${username}`]),
								person.username,
							)}
						</select>
						<noscript><button>Change</button></noscript>
					</form>
					<nav aria-label="Channels" data-live="channels">
						<ul>
							${channels.map(
								(one) =>
									html`<li>
										<a
											href="${placeOf(person, one)}"
											${one === channel && html`aria-current="page"`}
											>${this.nameOf(one, person)}</a
										>
									</li>`,
							)}
						</ul>
					</nav>
				</div>
				<div>
					<div data-live="dialogs">${this.openDialogs(person)}</div>
					${channel ? this.conversation(person, channel) : html`<p>You are in no channel.</p>`}
				</div>
			</div>`,
		};
	}

	/** A file of a message, for somebody in its channel. */
	file(id: string, query: Sent): Shown | undefined {
		const file = this.service.state.files.get(id);
		const members = file && this.service.state.channelMembers.get(file.channelId);
		if (!file || !members?.has(this.person(query.get('as')).id)) return undefined;
		// Nothing that a browser would run.
		const isPicture = /^image\/(png|jpeg|gif|webp)$/.test(file.info.mime_type);
		const type = isPicture ? file.info.mime_type : 'application/octet-stream';
		return { status: 200, type, body: file.bytes };
	}

	/** @returns nothing for a path of others */
	async act(path: string, sent: Sent): Promise<Next | undefined> {
		const person = this.person(sent.get('as'));
		const doing: Record<string, () => Promise<void>> = {
			'/say': async () => await this.say(person, sent),
			'/press': async () => await this.press(person, sent),
			'/submit': async () => await this.submit(person, sent),
		};
		if (!doing[path]) return undefined;
		await doing[path]();
		const channel = this.service.state.channels.get(sent.get('channel') ?? '');
		return { location: placeOf(person, channel) + (path === '/say' ? '#message' : '') };
	}

	private async say(person: User, sent: Sent): Promise<void> {
		const message = (sent.get('message') ?? '').trim();
		const channel_id = sent.get('channel') ?? '';
		const root_id = sent.get('root') ?? '';
		if (!message) return;
		if (message.startsWith('/')) {
			await this.ask(person, 'POST', '/commands/execute', { channel_id, command: message });
		} else await this.ask(person, 'POST', '/posts', { channel_id, message, root_id });
	}

	private async press(person: User, sent: Sent): Promise<void> {
		const selected = sent.get('selected');
		const path = `/posts/${sent.get('post')}/actions/${encodeURIComponent(sent.get('action') ?? '')}`;
		await this.ask(person, 'POST', path, selected === null ? {} : { selected_option: selected });
	}

	private async submit(person: User, sent: Sent): Promise<void> {
		const key = sent.get('dialog') ?? '';
		const opened = this.dialogs.get(key);
		if (opened?.user_id !== person.id) return;
		const { dialog, url } = opened;
		const isCancelled = sent.has('cancel');
		if (isCancelled && !dialog.notify_on_cancel) return void this.dialogs.delete(key);
		const said = await this.ask(person, 'POST', '/actions/dialogs/submit', {
			url,
			callback_id: dialog.callback_id ?? '',
			state: dialog.state ?? '',
			channel_id: sent.get('channel') ?? '',
			team_id: this.service.state.channels.get(sent.get('channel') ?? '')?.team_id ?? '',
			submission: isCancelled ? {} : submissionOf(dialog, sent),
			...(isCancelled && { cancelled: true }),
		});
		if (!said) return;
		const errors = { ...(said.errors as Record<string, string> | undefined) };
		if (said.error) errors[''] = String(said.error);
		if (Object.keys(errors).length > 0) opened.errors = errors;
		else if (said.type === 'form' && said.form) {
			this.dialogs.set(key, { ...opened, dialog: said.form as Dialog, errors: {} });
		} else this.dialogs.delete(key);
	}

	/** A request as the person; a refusal becomes a notice. */
	private async ask(
		person: User,
		method: string,
		path: string,
		body: Row,
	): Promise<Row | undefined> {
		const { status, bytes } = await this.service.ask(
			method,
			`/api/v4${path}`,
			{ authorization: `Bearer ${this.tokenOf(person)}`, 'content-type': 'application/json' },
			Buffer.from(JSON.stringify(body)),
		);
		const said = JSON.parse(bytes.toString() || '{}') as Row;
		if (status < 300) return said;
		const notices = this.notices.get(person.id) ?? [];
		this.notices.set(person.id, [...notices, `Mattermost: ${String(said.message)}`]);
		return undefined;
	}

	private tokenOf({ id }: User): string {
		const { state } = this.service;
		const known = this.tokens.get(id) ?? '';
		if (state.sessions.has(known)) return known;
		const { token } = state.addSession(id, 'session');
		this.tokens.set(id, token);
		return token;
	}

	private people(): User[] {
		return [...this.service.state.users.values()].filter((user) => !user.delete_at && !user.is_bot);
	}

	private person(name: string | null): User {
		const people = this.people();
		return (
			people.find(({ username }) => username === name) ??
			people.find(({ username }) => username === USUAL_PERSON) ??
			people[0]!
		);
	}

	/** The team's channels by name, then direct messages. */
	private channelsOf(person: User): Channel[] {
		const { channels, channelMembers } = this.service.state;
		return [...channels.values()]
			.filter(({ id, delete_at }) => !delete_at && channelMembers.get(id)?.has(person.id))
			.sort((one, other) => {
				const key = (channel: Channel) =>
					(channel.team_id ? '0' : '1') + this.nameOf(channel, person).toLowerCase();
				return key(one).localeCompare(key(other));
			});
	}

	private nameOf(channel: Channel, person: User): string {
		if (channel.type !== 'D' && channel.type !== 'G') {
			const { state } = this.service;
			const team = state.teams.get(channel.team_id);
			const isOnly = state.teams.size < 2 || team?.name === state.team('team1')?.name;
			return isOnly ? channel.display_name : `${channel.display_name} (${team?.display_name})`;
		}
		const { channelMembers, users } = this.service.state;
		const others = [...channelMembers.get(channel.id)!.keys()].filter((id) => id !== person.id);
		return others.map((id) => `@${users.get(id)?.username}`).join(', ') || '@you';
	}

	private whisper(user_id: string, channel_id: string, message: string): void {
		this.whispers.push({ user_id, channel_id, message, at: Date.now() });
		// Long runs must not fill the memory.
		if (this.whispers.length > 200) this.whispers.shift();
	}

	private conversation(person: User, channel: Channel): Html {
		const { state } = this.service;
		const seen = (state.channelPosts.get(channel.id) ?? []).filter(({ delete_at }) => !delete_at);
		const roots = seen.filter(({ root_id }) => !root_id).slice(-MESSAGES);
		const hidden = { as: person.username, channel: channel.id };
		const whispers = this.whispers.filter(
			(one) => one.user_id === person.id && one.channel_id === channel.id,
		);
		return html`<div data-live="posts">
				${roots.length === 0 && html`<p>Nothing has been written here.</p>`}
				<ol class="posts">
					${roots.map((post) => this.post(person, post))}
				</ol>
				${whispers.slice(-5).map(
					({ message, at }) =>
						html`<p class="only">Only visible to you · ${time(at)}</p>
							<p class="text">${message}</p>`,
				)}
			</div>
			${form(
				'/say',
				hidden,
				html`<label for="message">Message or slash command</label>
					<textarea id="message" name="message" rows="2" required data-enter data-start></textarea>
					<button>Send</button> <span class="muted">Markdown is shown as it was typed.</span>`,
			)}`;
	}

	private post(person: User, post: Post): Html {
		const { state } = this.service;
		const author = post.props.override_username ?? state.users.get(post.user_id)?.username;
		const replies = (state.replies.get(post.id) ?? []).filter(({ delete_at }) => !delete_at);
		const emoji = (state.reactions.get(post.id) ?? []).map(
			({ emoji_name }) => `:${String(emoji_name)}:`,
		);
		const attachments = (post.props.attachments ?? []) as Row[];
		return html`<li id="post-${post.id}">
			<p><strong>@${author}</strong> ${time(post.create_at)}${post.edit_at > 0 && ' (edited)'}</p>
			${lines([post.message])}
			${attachments.map((attachment) => this.attachment(person, post, attachment))}
			${(post.file_ids ?? []).map((id) => this.fileOf(person, id))}
			${emoji.length > 0 && html`<p class="muted">Reactions: ${emoji.join(' ')}</p>`}
			${replies.length > 0 &&
			html`<ol class="posts">
				${replies.map((reply) => this.post(person, reply))}
			</ol>`}
			${!post.root_id &&
			!post.type &&
			html`<details>
				<summary>Reply</summary>
				${form(
					'/say',
					{ as: person.username, channel: post.channel_id, root: post.id },
					html`<label for="reply-${post.id}">Reply to @${author}</label>
						<textarea id="reply-${post.id}" name="message" rows="2" required data-enter></textarea>
						<button>Reply</button>`,
				)}
			</details>`}
		</li>`;
	}

	private fileOf({ username }: User, id: string): Html | undefined {
		const file = this.service.state.files.get(id);
		if (!file) return undefined;
		const address = `/files/${id}?as=${username}`;
		const { name, mime_type } = file.info;
		return html`<p><a href="${address}" download="${name}">${name}</a></p>
			${mime_type.startsWith('image/') && html`<img src="${address}" alt="${name}" />`}`;
	}

	private attachment(person: User, post: Post, attachment: Row): Html {
		const fields = (attachment.fields ?? []) as Array<{ title: string; value: unknown }>;
		const actions = (attachment.actions ?? []) as Action[];
		const { pretext, author_name, title, text, footer } = attachment;
		return html`<div class="attachment">
			${lines([pretext, author_name, title, text])}
			${fields.length > 0 &&
			html`<dl>
				${fields.map(
					({ title, value }) =>
						html`<dt>${title}</dt>
							<dd class="text">${value}</dd>`,
				)}
			</dl>`}
			<div class="actions">${actions.map((action) => this.action(person, post, action))}</div>
			${lines([footer])}
		</div>`;
	}

	private action(person: User, post: Post, action: Action): Html {
		const hidden = {
			as: person.username,
			channel: post.channel_id,
			post: post.id,
			action: action.id,
		};
		if (action.type !== 'select') {
			return form('/press', hidden, html`<button>${action.name ?? 'Button'}</button>`);
		}
		const choices: Array<[string, string]> =
			action.data_source === 'users'
				? this.people().map(({ id, username }) => [id, `@${username}`])
				: action.data_source === 'channels'
					? this.channelsOf(person).map((one) => [one.id, this.nameOf(one, person)])
					: (action.options ?? []).map(({ text, value }) => [value, text]);
		const id = `menu-${post.id}-${action.id}`;
		return form(
			'/press',
			hidden,
			html`<label for="${id}">${action.name ?? 'Menu'}</label>
				<select id="${id}" name="selected">
					${options(choices)}
				</select>
				<button>Choose</button>`,
		);
	}

	private openDialogs(person: User): Html[] {
		return [...this.dialogs]
			.filter(([, { user_id }]) => user_id === person.id)
			.map(([key, { dialog, errors }], index) => {
				const heading = `dialog-${index}`;
				const channel = this.channelsOf(person).find(({ name }) => name === USUAL_CHANNEL);
				return html`<section class="dialog" aria-labelledby="${heading}">
					<h2 id="${heading}">${dialog.title}</h2>
					${lines([dialog.introduction_text])}
					${errors[''] && html`<p class="error" role="alert">${errors['']}</p>`}
					${form(
						'/submit',
						{ as: person.username, channel: channel?.id ?? '', dialog: key },
						html`${elementsOf(dialog, index, errors, {
								users: this.people().map(({ id, username }) => [id, `@${username}`]),
								channels: this.channelsOf(person).map((one) => [one.id, this.nameOf(one, person)]),
							})}
							<p>
								<button>${dialog.submit_label || 'Submit'}</button>
								<button name="cancel" value="1" formnovalidate>Cancel</button>
							</p>`,
					)}
				</section>`;
			});
	}
}

function placeOf({ username }: User, channel?: Channel): string {
	const query = new URLSearchParams({ as: username, ...(channel && { channel: channel.id }) });
	return `/?${query}`;
}

import { AppError, type Call, type Row } from './api';
import { tellOne } from './ephemeral';
import type { Channel } from './state';

/** Slash commands that servers bring along, as far as they are simulated. */

interface BuiltIn {
	hint: string;
	description: string;
	/** The response type, and what is posted for everybody. */
	run(rest: string): { response_type: string; text: string; type?: string };
}

const SHRUG = '\u00af\\\\\\_(\u30c4)\\_/\u00af';

const BUILT_IN: Record<string, BuiltIn> = {
	echo: {
		hint: "'message' [delay in seconds]",
		description: 'Echo back text from your account',
		run: (rest) => ({ response_type: '', text: rest.replace(/^"(.*)"$/, '$1') }),
	},
	me: {
		hint: '[message]',
		description: 'Do an action',
		run: (rest) => ({ response_type: 'in_channel', text: `*${rest}*`, type: 'me' }),
	},
	shrug: {
		hint: '[message]',
		description: String.raw`Adds ¯\_(ツ)_/¯ to your message`,
		run: (rest) => ({ response_type: 'in_channel', text: rest ? `${rest} ${SHRUG}` : SHRUG }),
	},
};

/** Commands for how pictures are shown to who gives them, with what is answered. */
const PREVIEWS: Record<string, { value: string; text: string }> = {
	'/collapse': { value: 'true', text: 'Image links now collapse by default' },
	'/expand': { value: 'false', text: 'Image links now expand by default' },
};

function setPreviews(
	call: Call,
	{ value, text }: (typeof PREVIEWS)[string],
	channel: Channel,
): Row {
	const { state, user } = call;
	const [category, name] = ['display_settings', 'collapse_previews'];
	const made = { user_id: user.id, category, name, value };
	const rows = state.preferences.get(user.id) ?? new Map<string, Row>();
	state.preferences.set(user.id, rows.set(`${category}/${name}`, made));
	state.tell({ key: 'preference changed by command', call, made });
	tellOne(call, channel.id, text, { props: { override_icon_url: '' } });
	return { response_type: 'ephemeral', text };
}

/** Those of a server that are not simulated: a 404 would say that there are none. */
const OTHERS =
	/^\/(away|code|custom_status|dnd|groupmsg|header|help|invite|invite_people|join|kick|leave|logout|msg|mute|offline|online|open|purpose|remove|rename|search|settings|shortcuts|status)$/;

/**
 * What a built-in command answers; undefined if there is none of that trigger.
 * @throws 501 for one that is not simulated
 */
export function runBuiltIn(call: Call, trigger: string, rest: string, channel: Channel) {
	if (OTHERS.test(trigger)) {
		throw new AppError(501, 'sandbox.not_simulated', `The sandbox does not run ${trigger}.`);
	}
	const previews = PREVIEWS[trigger];
	if (previews) return setPreviews(call, previews, channel);
	const command = BUILT_IN[trigger.slice(1)];
	if (!command) return undefined;
	const { text, type = '', response_type } = command.run(rest);
	const { state, user } = call;
	const message = text.replaceAll('\\\\', '\\');
	state.addPost({ channel_id: channel.id, user_id: user.id, message, type });
	return response_type ? { response_type, text } : {};
}

/** Rows of the built-in commands in lists, without what is hidden from everybody. */
export const builtInRows = (): Row[] =>
	Object.entries(BUILT_IN).map(([trigger, { hint, description }]) => ({
		id: '',
		token: '',
		create_at: 0,
		update_at: 0,
		delete_at: 0,
		creator_id: '',
		team_id: '',
		trigger,
		method: '',
		username: '',
		icon_url: '',
		auto_complete: true,
		auto_complete_desc: description,
		auto_complete_hint: hint,
		display_name: trigger,
		description: '',
		url: '',
	}));
